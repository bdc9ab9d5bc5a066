"""The outbox a second time beside the store: written after each commit, read after a lost store."""

from __future__ import annotations

import pytest
from laptops import NOW, contents, laptop, rows_of

from prospectdesk.commands.remote import LayAgain
from prospectdesk.store.check import check
from prospectdesk.store.salvage import salvage
from prospectdesk.sync import rescue, state
from prospectdesk.sync.journal import NAME, Journal, attach

pytestmark = pytest.mark.spec("X-26")


@pytest.fixture
def linked(here, there):
    """A laptop of a centre, with the demonstration on it and a journal beside it."""
    here.receive(rows_of(there))
    with here.store.transaction(NOW, None, muted=True) as uow:
        state.write(uow.conn, server="https://centre.example")
    attach(here.store, here.store.path.parent)
    return here


def note(uow, text="pas encore envoyée"):
    company = uow.value("SELECT id FROM company WHERE name = 'Atelier Kermarec'")
    uow.happened(company, "note", "Note", text=text)


def journal_of(one):
    return Journal(one.store.path.parent / NAME, one.store.key)


def outbox(one):
    rows = one.ask("SELECT seq, batch, tbl, row_uid, col, val, base, hlc FROM outbox ORDER BY seq")
    return [tuple(row) for row in rows]


def test_each_commit_leaves_its_lines_in_the_journal(linked):
    linked.write(note)
    linked.write(lambda uow: note(uow, "autre"))
    assert journal_of(linked).lines() == outbox(linked)
    assert len(outbox(linked)) == 2


@pytest.mark.spec("T1")
def test_the_journal_of_an_encrypted_store_says_nothing(linked):
    linked.write(note)
    data = (linked.store.path.parent / NAME).read_bytes()
    assert (b"timeline" in data) == (linked.store.key is None)
    assert Journal(linked.store.path.parent / NAME, b"x" * 32).lines() == []


def test_a_refused_command_leaves_nothing_in_the_journal(linked):
    def fail(uow):
        note(uow)
        raise RuntimeError("refused")

    with pytest.raises(RuntimeError, match="refused"):
        linked.write(fail)
    assert journal_of(linked).lines() == []


def test_an_edit_of_a_waiting_cell_replaces_its_line(linked):
    (contact,) = linked.ask("SELECT id FROM contact WHERE colour = 'orange' LIMIT 1")[0]
    for job in ("Gérante", "Présidente"):
        linked.write(lambda uow, job=job: uow.update("contact", contact, {"job": job}, log=False))
    assert journal_of(linked).lines() == outbox(linked)
    assert [line[5] for line in journal_of(linked).lines()] == ["Présidente"]


def test_a_stop_between_commit_and_journal_is_made_good_at_the_next_start(linked):
    journal, linked.store.journal = linked.store.journal, None
    linked.write(note)
    assert journal.lines() == []
    attach(linked.store, linked.store.path.parent)
    assert journal_of(linked).lines() == outbox(linked)


def test_a_torn_last_line_is_left_out_and_the_next_one_reads(linked):
    linked.write(note)
    place = linked.store.path.parent / NAME
    whole = place.read_bytes()
    place.write_bytes(whole + b"\n" + whole[1 : len(whole) // 2])
    linked.write(lambda uow: note(uow, "après la coupure"))
    assert journal_of(linked).lines() == outbox(linked)


def test_a_disk_that_refuses_the_journal_does_not_refuse_the_work(linked):
    linked.store.journal.path = linked.store.path.parent / "absent" / NAME
    linked.write(note)
    assert len(outbox(linked)) == 1
    linked.store.journal.path = linked.store.path.parent / NAME
    linked.write(lambda uow: note(uow, "après"))
    assert journal_of(linked).lines() == outbox(linked)


def test_the_journal_is_emptied_with_the_outbox_and_forgets_what_was_answered(linked):
    linked.write(note)
    push = linked.push()
    linked.write(lambda uow: note(uow, "pendant l’envoi"))
    linked.answered(push.seq)
    assert [line[0] for line in journal_of(linked).lines()] == [line[0] for line in outbox(linked)]
    linked.answered(linked.push().seq)
    assert (linked.store.path.parent / NAME).stat().st_size == 0


@pytest.mark.spec("L2")
def test_a_person_erased_is_not_in_the_journal(linked):
    linked.write(note)

    def erase(uow):
        uow.run("DELETE FROM outbox")
        uow.outbox_edited = True

    linked.write(erase)
    assert journal_of(linked).lines() == []


def test_a_local_profile_has_no_journal(here):
    assert attach(here.store, here.store.path.parent) is None
    here.write(lambda uow: uow.insert("company", {"name": "A", "scope": 1}))
    assert not (here.store.path.parent / NAME).exists()


@pytest.mark.spec("X-26", "F6")
def test_unsent_work_of_a_lost_store_is_laid_over_a_fresh_one(linked, there, tmp_path):
    company = linked.ask("SELECT id FROM company WHERE name = 'Atelier Kermarec'")[0][0]
    (contact,) = linked.ask("SELECT id FROM contact WHERE colour = 'orange' LIMIT 1")[0]

    def work(uow):
        note(uow)
        made = uow.insert(
            "contact", {"company_id": company, "person": b"p" * 16, "last_name": "Neuve", "made_at": NOW}
        )
        uow.insert(
            "contact_point",
            {"contact_id": made, "kind": "mobile", "value": "06 11 22 33 44", "key": "0611223344"},
        )
        uow.update("contact", contact, {"job": "Gérante"})

    linked.write(work)
    lines = journal_of(linked).lines()
    fresh = laptop(tmp_path / "fresh.db", linked.store.key)
    fresh.receive(rows_of(there))
    for _ in range(2):
        fresh.do(LayAgain(lines=tuple(lines)))
        assert contents(fresh) == contents(linked)
        assert fresh.outbox() == linked.outbox()
        assert check(fresh.store) == []
    fresh.store.close()


@pytest.mark.spec("F6")
def test_what_a_damaged_store_still_gives_counts_as_well(linked, tmp_path):
    from prospectdesk.store.profile import Profile

    linked.write(note)
    place = tmp_path / "profile"
    place.mkdir()
    profile = Profile(place)
    linked.store.writer().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    profile.database.write_bytes(linked.store.path.read_bytes())
    saved = salvage(profile, linked.store.key, NOW)
    lines = rescue.rescued_lines(saved.rescued, linked.store.key)
    assert rescue.united(journal_of(linked).lines(), lines) == outbox(linked)
