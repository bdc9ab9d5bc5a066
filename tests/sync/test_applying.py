"""Rows of the centre become rows of the store."""

from __future__ import annotations

import pytest
from laptops import DIRECTORY, NOW, WORKSPACE, contents, page, rows_of

from prospectdesk.commands.remote import ApplyRows, StartOver, WithdrawBuckets
from prospectdesk.store.check import check
from prospectdesk.sync import state


def uid(n):
    return bytes([n]) * 16


def hexed(n):
    return uid(n).hex()


ACME = ("company", uid(1), {"name": "Acme", "scope": 1})
ANNE = (
    "contact",
    uid(2),
    {"company_id": hexed(1), "last_name": "Caradec", "colour": "orange", "role": "interlocuteur", "scope": 1},
)
PHONE = (
    "contact_point",
    uid(3),
    {"contact_id": hexed(2), "kind": "mobile", "value": "06 11 22 33 44", "key": "0611223344", "scope": 1},
)
NOTE = ("timeline", uid(4), {"company_id": hexed(1), "type": "note", "text": "Très intéressée", "scope": 1})


def with_values(row, **values):
    return (row[0], row[1], {**row[2], **values})


@pytest.mark.spec("X-16")
def test_a_whole_workspace_arrives_as_it_was_sent(here, there):
    here.receive(rows_of(there))
    for table, rows in contents(there, revs=False).items():
        assert [row[0] for row in rows] == [row[0] for row in contents(here, revs=False)[table]], table
    assert check(here.store) == []
    assert here.ask("SELECT count(*) FROM outbox") == [(0,)]
    assert here.ask("SELECT count(DISTINCT rev), max(rev) FROM contact") == [(1, 1)]


def test_a_page_applied_twice_is_a_page_applied_once(here, there):
    here.receive(rows_of(there))
    once = contents(here)
    done = here.receive(rows_of(there))
    assert contents(here) == once
    assert (done.undo, done.changes.origin) == (None, "sync")


def test_what_came_is_told_to_the_screens_and_found_by_search(here):
    done = here.receive(page(ACME, ANNE, PHONE, NOTE))
    assert {(one.noun, one.company) for one in done.changes.items} == {
        ("company", 1), ("contact", 1), ("contact_point", 1), ("timeline", 1)
    }  # fmt: skip
    assert here.ask("SELECT mobile, mobile_key, name_key FROM contact") == [
        ("06 11 22 33 44", "0611223344", "caradec")
    ]
    assert here.ask("SELECT n_orange, last_note, shown_name FROM company") == [(1, "Très intéressée", "Acme")]
    assert here.ask("SELECT rowid FROM contact_words WHERE contact_words MATCH 'caradec'") == [(1,)]
    assert here.ask("SELECT rowid FROM note_grams WHERE note_grams MATCH 'ess'") == [(1,)]
    assert here.ask("SELECT id FROM column_dirty") == [(1,)]


@pytest.mark.spec("L-32")
def test_a_date_of_a_piece_is_told_to_the_sheet_of_its_company(here):
    rows = (
        ("pipeline", uid(5), {"label": "Projets"}),
        ("stage", uid(6), {"pipeline_id": hexed(5), "label": "Projet ouvert", "percent": 20}),
        ("dossier_type", uid(7), {"label": "Formation"}),
        (
            "dossier",
            uid(8),
            {"company_id": hexed(1), "type_id": hexed(7), "stage_id": hexed(6), "status": "en_cours"},
        ),
    )
    here.receive(page(ACME, *rows))
    piece = ("project_piece", uid(9), {"dossier_id": hexed(8), "kind": "devis", "sent_on": 20_000})
    for told in (piece, with_values(piece, rev=9, signed_on=20_001)):
        done = here.receive(page(told))
        assert [(one.noun, one.company) for one in done.changes.items] == [("project_piece", 1)]
    assert here.ask("SELECT sent_on, signed_on FROM project_piece") == [(20_000, 20_001)]


def test_an_older_state_never_replaces_a_newer_one(here):
    here.receive(page(with_values(ACME, rev=9, name="Neuve")))
    here.receive(page(with_values(ACME, rev=8, name="Vieille")))
    assert here.ask("SELECT name, rev FROM company") == [("Neuve", 9)]


@pytest.mark.spec("F10")
def test_the_cursor_moves_with_the_rows(here):
    here.receive(page(ACME), after=(12, hexed(7)))
    with here.store.session() as conn:
        assert state.document(conn, "cursors") == {WORKSPACE: [12, hexed(7)]}
        assert state.document(conn, "buckets") == {WORKSPACE: "workspace"}


def test_the_bucket_says_the_scope_not_the_row(here):
    here.receive(page(with_values(ACME, scope=1)), kind="directory")
    assert here.ask("SELECT scope FROM company") == [(0,)]


# held ---------------------------------------------------------------------------------------
def test_a_child_waits_for_its_parent_and_comes_with_it(here):
    here.receive(page(PHONE, NOTE))
    here.receive(page(ANNE))
    assert here.ask("SELECT count(*) FROM contact") == [(0,)]
    here.receive(page(ACME))
    assert here.ask("SELECT count(*) FROM held") == [(0,)]
    assert here.ask("SELECT mobile FROM contact") == [("06 11 22 33 44",)]
    assert check(here.store) == []


def test_an_unknown_optional_reference_is_empty_until_its_row_comes(here):
    told = page(ACME, with_values(NOTE, author_id=hexed(9)))
    here.receive(told)
    assert here.ask("SELECT author_id FROM timeline") == [(None,)]
    here.receive(page(("user", uid(9), {"login": "ugo", "name": "Ugo", "licence": "utilisateur"})))
    assert here.ask("SELECT u.login FROM timeline t JOIN user u ON u.id = t.author_id") == [("ugo",)]
    assert here.ask("SELECT count(*) FROM held") == [(0,)]


def test_a_held_row_gives_way_to_a_newer_state(here):
    here.receive(page(with_values(ANNE, rev=3, last_name="Neuve")))
    here.receive(page(with_values(ANNE, rev=2, last_name="Vieille")))
    here.receive(page(ACME))
    assert here.ask("SELECT last_name, rev FROM contact") == [("Neuve", 3)]


# gone ---------------------------------------------------------------------------------------
def test_gone_rows_leave_nothing_behind(here):
    here.receive(page(ACME, ANNE, PHONE, NOTE))
    pairs = [["contact_point", hexed(3)], ["timeline", hexed(4)], ["contact", hexed(2)]]
    here.receive({}, gone=pairs)
    assert here.ask("SELECT (SELECT count(*) FROM contact), (SELECT count(*) FROM timeline)") == [(0, 0)]
    assert here.ask("SELECT rowid FROM contact_words WHERE contact_words MATCH 'caradec'") == []
    assert here.ask("SELECT n_orange, last_note FROM company") == [(0, None)]
    assert check(here.store) == []
    wal = here.store.path.with_name(here.store.path.name + "-wal")
    assert wal.stat().st_size == 0


def test_children_of_a_gone_parent_wait_and_come_back_with_it(here):
    here.receive(page(ACME, ANNE, PHONE, NOTE))
    here.receive({}, gone=[["company", hexed(1)]])
    assert here.ask("SELECT count(*) FROM contact") == [(0,)]
    here.receive(page(with_values(ACME, rev=5)))
    assert here.ask("SELECT last_name, mobile FROM contact") == [("Caradec", "06 11 22 33 44")]
    assert check(here.store) == []


@pytest.mark.spec("F15", "C-65")
def test_a_withdrawn_routine_leaves_no_tag_and_no_score(here, there):
    here.receive(rows_of(there))
    ((routine,),) = here.ask("SELECT lower(hex(uid)) FROM routine")
    with here.store.transaction(NOW, None, muted=True) as uow:
        state.write_document(uow.conn, "buckets", {WORKSPACE: "workspace", routine: "routine"})
    here.do(WithdrawBuckets(buckets=(routine,)))
    for table in ("routine", "routine_tag", "routine_user", "fit_score"):
        assert here.ask(f"SELECT count(*) FROM {table}") == [(0,)], table
    assert here.ask("SELECT count(*) FROM user WHERE default_routine_id IS NOT NULL") == [(0,)]
    assert check(here.store) == []
    here.receive(rows_of(there, rev=2))
    assert here.ask("SELECT count(*) FROM user WHERE default_routine_id IS NOT NULL") != [(0,)]


@pytest.mark.spec("F15", "X-22")
def test_a_withdrawn_workspace_leaves_only_the_directory(here, there):
    here.receive(rows_of(there, tables=("company", "establishment")), kind="directory")
    here.receive(rows_of(there, tables=("contact", "timeline", "user", "registration", "contact_point")))
    here.do(WithdrawBuckets(buckets=(WORKSPACE,)))
    assert here.ask("SELECT count(*) FROM contact") == [(0,)]
    assert here.ask("SELECT count(*) > 5 FROM company") == [(1,)]
    assert here.ask("SELECT count(*) FROM held") == [(0,)]
    with here.store.session() as conn:
        assert state.document(conn, "cursors").keys() == {DIRECTORY}
    assert check(here.store) == []


def test_single_rows_are_taken_even_when_they_are_older(here):
    here.receive(page(with_values(ACME, rev=9)))
    here.do(ApplyRows(answer={"rows": page(with_values(ACME, rev=4, name="Rendue")), "gone": []}))
    assert here.ask("SELECT name, rev FROM company") == [("Rendue", 4)]


def test_another_generation_reads_everything_again_and_keeps_the_outbox(here):
    here.receive(page(ACME), after=(12, hexed(7)))
    here.write(lambda uow: uow.update("company", 1, {"capital": "1000"}))
    here.push()
    here.do(StartOver(code="generation", values={"generation": "ab" * 16}))
    with here.store.session() as conn:
        assert (state.document(conn, "cursors"), state.read(conn, "generation")) == ({}, "ab" * 16)
    assert here.ask("SELECT count(*) FROM outbox WHERE sent = 0 AND tbl = 'company'") == [(1,)]
