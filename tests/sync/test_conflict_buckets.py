"""Conflicts of a routine or a person on the laptop: they come, are settled and leave with their bucket (C-65, F15)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from centre import Centre
from laptops import KEY
from pushing import NOW, Team, team, uid
from rounds import Round, desk

from prospectdesk.commands.conflicts import SettleConflict
from prospectdesk.commands.remote import ApplyPush, ApplyRows, MarkPush
from prospectdesk.commands.routines import SetTag
from prospectdesk.queries import conflicts
from prospectdesk.sync import buckets, digest, gone, state
from prospectdesk.sync.work import Work

pytestmark = pytest.mark.pg
ROUTINE, MEMBER, TAG = "ab" * 16, "cd" * 16, "ef" * 16


@pytest.fixture
def crew(centre: Centre) -> Team:
    """A workspace with a routine of Ana's and one tag in it."""
    made = team(centre)
    lead, ana = made.lead, made.ana
    lead.minutes = 500
    lead.sent(lead.row("routine", ROUTINE))
    lead.sent(lead.row("routine_user", MEMBER, routine_id=ROUTINE, user_id=ana.who.uid.hex))
    lead.sent(lead.row("routine_tag", TAG, company_id=made.company(), routine_id=ROUTINE))
    return made


@pytest.fixture
def ana(crew: Team, tmp_path: Path) -> Iterator[Round]:
    """Ana's laptop, plain."""
    made = desk(crew, crew.ana, tmp_path / "ana.db", None)
    yield made
    made.laptop.store.close()


def retag(one: Round, tag: str) -> None:
    """Ana tags the company on her laptop."""
    one.laptop.write(
        lambda uow: uow.update("routine_tag", one.ask("SELECT id FROM routine_tag")[0][0], {"tag": tag})
    )


def fight(crew: Team, ana: Round) -> None:
    """The responsable and Ana tag the company, neither knowing of the other."""
    retag(ana, "client")
    crew.lead.sent(crew.lead.cell("routine_tag", TAG, "tag", "suspect", 5))


@pytest.mark.spec("X-17", "C-65")
def test_a_conflict_over_a_tag_comes_with_its_routine_and_is_put_back(crew: Team, ana: Round) -> None:
    fight(crew, ana)
    ana.sync()
    [one] = ana.ask(conflicts.open_conflicts)
    assert (one.table, {one.kept.text, one.lost.text}) == ("routine_tag", {"Client", "Suspect"})
    assert ana.ask("SELECT lower(hex(owner)), scope FROM conflict") == [(ROUTINE, 1)]
    ana.do(SettleConflict(id=one.id, choice="mine"), minutes=700)
    ana.sync(800)
    assert ana.ask(conflicts.open_conflicts) == ()
    assert crew.lead.sees("routine_tag", TAG)["tag"] == ana.ask("SELECT tag FROM routine_tag")[0][0]
    assert crew.lead.conflicts()[0]["settled_by_id"] == crew.ana.who.uid


@pytest.mark.spec("F15")
def test_a_conflict_leaves_with_its_routine(crew: Team, ana: Round) -> None:
    fight(crew, ana)
    ana.sync()
    assert ana.ask("SELECT count(*) FROM conflict") == [(1,)]
    crew.lead.sent(crew.lead.cell("routine_user", MEMBER, "deleted_at", NOW))
    ana.sync()
    assert ana.ask("SELECT (SELECT count(*) FROM conflict), (SELECT count(*) FROM routine_tag)") == [(0, 0)]


@pytest.mark.spec("F14")
def test_a_lost_conflict_of_a_routine_is_found_by_the_digest(crew: Team, ana: Round) -> None:
    fight(crew, ana)
    ana.sync()
    with ana.laptop.store.transaction(NOW, None, muted=True) as uow:
        uow.conn.execute("DELETE FROM conflict")
    assert digest.compare(ana) == "repaired"
    assert ana.ask("SELECT count(*) FROM conflict") == [(1,)]


@pytest.mark.spec("X-17")
def test_two_laptops_of_one_person_disagree_about_a_view_and_only_she_hears(
    crew: Team, ana: Round, tmp_path: Path
) -> None:
    second = desk(crew, crew.ana.other(), tmp_path / "second.db", KEY)
    stranger = desk(crew, crew.bob, tmp_path / "bob.db", None)
    view = uid()
    ana.laptop.write(
        lambda uow: uow.insert(
            "saved_view",
            {
                "scope": 2,
                "user_id": ana.person.id,
                "screen": "prospects",
                "title": "V",
                "shared": 0,
                "data": "{}",
            },
            uid=bytes.fromhex(view),
        )
    )
    ana.sync()
    second.sync()
    for one, title in ((ana, "Nord"), (second, "Sud")):
        one.laptop.write(
            lambda uow, one=one, title=title: uow.update(
                "saved_view", one.ask("SELECT id FROM saved_view")[0][0], {"title": title}
            )
        )
    for one in (ana, second, ana, stranger):
        one.sync()
    for one in (ana, second):
        assert one.ask("SELECT scope, lower(hex(owner)) FROM conflict") == [(2, crew.ana.who.uid.hex)]
        assert len(one.ask(conflicts.open_conflicts)) == 1
    assert stranger.ask("SELECT count(*) FROM conflict") == [(0,)]
    for one in (second, stranger):
        one.laptop.store.close()


@pytest.mark.spec("F15", "C-65")
@pytest.mark.parametrize("held", [False, True], ids=["row here", "row held"])
def test_a_right_withdrawn_and_granted_again_between_two_pulls_costs_no_row(
    crew: Team, ana: Round, held: bool
) -> None:
    """The push answer says `gone`; the grant comes back before the pull, which must bring the bucket again."""
    ana.sync()
    retag(ana, "client")
    if held:  # its company went: the tag waits beside its table
        with ana.laptop.store.transaction(NOW, None, muted=True) as uow:
            gone.delete(
                Work.begin(uow.conn), [("company", uid) for (uid,) in ana.ask("SELECT uid FROM company")]
            )
        assert ana.ask("SELECT count(*) FROM held WHERE tbl = 'routine_tag'") == [(1,)]
    crew.lead.sent(crew.lead.cell("routine_user", MEMBER, "deleted_at", NOW))
    push = ana.do(MarkPush()).data["push"]
    answer = ana.line.push(*push.operations, seq=push.seq)
    assert len(answer["refused"]) == 1
    assert ["routine_tag", TAG] in answer["gone"]
    crew.lead.sent(crew.lead.cell("routine_user", MEMBER, "deleted_at", None))
    ana.do(ApplyPush(seq=push.seq, answer=answer))
    assert ROUTINE not in ana.ask(state.document, "cursors")
    ana.pull()
    if not held:
        assert ana.ask("SELECT tag FROM routine_tag") == [("prospect",)]
        assert digest.compare(ana) == "equal"
    assert ana.ask("SELECT count(*) FROM refused") == [(1,)]


@pytest.mark.spec("F15", "C-65")
def test_a_row_read_by_itself_that_is_gone_brings_its_bucket_again(crew: Team, ana: Round) -> None:
    """A digest asked for it while the right was withdrawn; the grant was back before the next pull."""
    ana.sync()
    crew.lead.sent(crew.lead.cell("routine_user", MEMBER, "deleted_at", NOW))
    answer = ana.line.ask("pd.rows($1::jsonb)", json.dumps([["routine_tag", TAG]]))
    assert answer["gone"] == [["routine_tag", TAG]]
    crew.lead.sent(crew.lead.cell("routine_user", MEMBER, "deleted_at", None))
    ana.do(ApplyRows(answer=answer))
    assert ana.ask("SELECT count(*) FROM routine_tag") == [(0,)]
    ana.pull()
    assert ana.ask("SELECT tag FROM routine_tag") == [("prospect",)]
    assert digest.compare(ana) == "equal"


@pytest.mark.spec("F15")
def test_gone_rows_of_the_workspace_move_no_cursor(ana: Round) -> None:
    before = ana.ask(state.document, "cursors")
    company = ana.ask("SELECT uid FROM company")[0][0]
    with ana.laptop.store.transaction(NOW, None, muted=True) as uow:
        buckets.reread(uow.conn, [("company", company), ("routine_tag", b"?" * 16), ("conflict", b"?" * 16)])
    assert ana.ask(state.document, "cursors") == before


@pytest.mark.spec("C-65", "F15")
def test_what_the_sheet_tells_of_a_routine_is_for_its_users_alone(
    crew: Team, ana: Round, tmp_path: Path
) -> None:
    """The timeline and the history name the routine: they live in its bucket and leave with it."""
    bob = desk(crew, crew.bob, tmp_path / "bob.db", None)
    crew.lead.sent(crew.lead.cell("routine", ROUTINE, "title", "Reprise discrète"))
    ana.sync()
    company = ana.ask("SELECT id FROM company")[0][0]
    ana.do(SetTag(company=company, routine=ana.ask("SELECT id FROM routine")[0][0], tag="client"))
    ana.sync()
    bob.sync()
    told = "SELECT (SELECT count(*) FROM timeline), (SELECT count(*) FROM history)"
    assert ana.ask(told) == [(1, 1)]
    assert bob.ask(told) == [(0, 0)]
    crew.lead.sent(crew.lead.cell("routine_user", MEMBER, "deleted_at", NOW))
    ana.sync()
    assert ana.ask(told) == [(0, 0)]
    for one in (ana, bob):
        files = [path.read_bytes() for path in tmp_path.glob(one.laptop.store.path.name + "*")]
        assert files
        assert not any("Reprise discrète".encode() in data for data in files)
    bob.laptop.store.close()
