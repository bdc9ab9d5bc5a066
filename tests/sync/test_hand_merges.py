"""Sheets merged by hand on one laptop, while another one still writes on the sheet that goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from centre import Centre
from laptops import KEY, contents
from pushing import Team, codes, team, uid
from rounds import Round, desk

from prospectdesk.commands.companies import CreateCompany, EditCompany
from prospectdesk.commands.contacts import CreateContact
from prospectdesk.commands.follow_ups import CreateFollowUp
from prospectdesk.commands.merge import MergeCompanies
from prospectdesk.commands.timeline import AddNote
from prospectdesk.domain.errors import Stale

REFUSED = "SELECT count(*) FROM refused"
pytestmark = [pytest.mark.pg, pytest.mark.spec("X-19")]


@pytest.fixture
def crew(centre: Centre) -> Team:
    made = team(centre)
    made.admin.sent(made.admin.row("catalogue", kind="source", label="Salon"))
    for one in (made.ana, made.bob):
        made.admin.sent(made.admin.cell("user", one.who.uid.hex, "source_seller", 1))
    return made


@pytest.fixture
def two(crew: Team, tmp_path: Path) -> Iterator[tuple[Round, Round]]:
    made = desk(crew, crew.ana, tmp_path / "ana.db", KEY), desk(crew, crew.bob, tmp_path / "bob.db", None)
    yield made
    for one in made:
        one.laptop.store.close()


def sheet(one: Round, name: str, **more: str) -> int:
    me = one.person.id
    made = one.do(
        CreateCompany(
            raison_sociale=name, source="Salon", commercial_source=me, commercial_operationnel=me, **more
        )
    ).row_id
    one.do(CreateContact(company=made, nom=name, prenom="Anne"))
    one.do(AddNote(company=made, text=f"de {name}"))
    one.do(CreateFollowUp(company=made, date="2026-12-20"))
    return int(made)


def local(one: Round, name: str) -> int:
    return int(one.ask("SELECT id FROM company WHERE name = ? AND deleted_at IS NULL", name)[0][0])


def same(one: Round, other: Round) -> None:
    assert contents(one.laptop) == contents(other.laptop)
    assert one.ask("SELECT count(*) FROM outbox") == [(0,)]


def test_what_a_colleague_still_writes_on_the_sheet_that_went_reaches_the_one_that_stands(
    two: tuple[Round, Round],
) -> None:
    ana, bob = two
    sheet(bob, "Moulin Rey")
    sheet(bob, "Moulin")  # Bob's own notes and history: Ana may not edit them, the merge moves them
    bob.sync()
    ana.sync()
    stays, goes = local(ana, "Moulin Rey"), local(ana, "Moulin")
    done = ana.do(MergeCompanies(company=stays, others=(goes,)))
    bob.do(AddNote(company=local(bob, "Moulin"), text="encore"))
    bob.do(EditCompany(company=local(bob, "Moulin"), fax="02 99 00 00 01"))
    ana.sync()
    with pytest.raises(Stale, match="au centre"):
        ana.do(done.undo)
    bob.sync()
    ana.sync()
    same(ana, bob)
    for one in two:
        assert one.ask(REFUSED) == [(0,)]
        [(company, n_orange)] = one.ask("SELECT id, n_orange FROM company WHERE deleted_at IS NULL")
        assert n_orange == 2
        notes = one.ask(
            "SELECT text FROM timeline WHERE company_id = ? AND type = 'note' ORDER BY at", company
        )
        assert notes == [("de Moulin Rey",), ("de Moulin",), ("encore",)]
        open_ones = "SELECT count(*) FROM follow_up WHERE company_id = ? AND done = 0 AND deleted_at IS NULL"
        assert one.ask(open_ones, company) == [(1,)]
        assert one.ask("SELECT count(*) FROM history WHERE company_id <> ?", company) == [(0,)]
        merged = one.ask("SELECT title FROM timeline WHERE type = 'conflit'")
        assert merged == [
            ("Fiches fusionnées\u00a0: «\u00a0Moulin\u00a0» a rejoint «\u00a0Moulin Rey\u00a0»",)
        ]


def test_sheets_merged_the_other_way_round_are_refused_whole_and_put_back(two: tuple[Round, Round]) -> None:
    ana, bob = two
    sheet(ana, "Moulin Rey")
    sheet(ana, "Moulin")
    ana.sync()
    bob.sync()
    ana.do(MergeCompanies(company=local(ana, "Moulin Rey"), others=(local(ana, "Moulin"),)))
    bob.do(MergeCompanies(company=local(bob, "Moulin"), others=(local(bob, "Moulin Rey"),)))
    ana.sync()
    bob.sync()
    ana.sync()
    bob.sync()
    same(ana, bob)
    [(name, n_orange, registered)] = bob.ask(
        "SELECT name, n_orange, registered FROM company WHERE deleted_at IS NULL"
    )
    assert (name, n_orange, registered) == ("Moulin Rey", 2, 1)
    assert bob.ask(REFUSED) != [(0,)]


def test_both_merge_the_same_sheets_and_nothing_is_refused(two: tuple[Round, Round]) -> None:
    ana, bob = two
    sheet(ana, "Moulin Rey")
    sheet(ana, "Moulin")
    ana.sync()
    bob.sync()
    for one in two:
        one.do(MergeCompanies(company=local(one, "Moulin Rey"), others=(local(one, "Moulin"),)))
    for one in (ana, bob, ana):
        one.sync()
    same(ana, bob)
    assert bob.ask(REFUSED) == [(0,)]
    assert bob.ask("SELECT n_orange FROM company WHERE deleted_at IS NULL") == [(2,)]


def test_sheets_typed_merged_and_taken_back_without_a_network_arrive_apart(two: tuple[Round, Round]) -> None:
    ana, bob = two
    sheet(ana, "Moulin Rey")
    sheet(ana, "Moulin")
    done = ana.do(MergeCompanies(company=local(ana, "Moulin Rey"), others=(local(ana, "Moulin"),)))
    again = ana.do(done.undo)
    ana.sync()
    bob.sync()
    same(ana, bob)
    assert bob.ask("SELECT n_orange FROM company WHERE deleted_at IS NULL") == [(1,), (1,)]
    assert again.undo is not None
    ana.do(MergeCompanies(company=local(ana, "Moulin Rey"), others=(local(ana, "Moulin"),)))
    ana.sync()
    bob.sync()
    same(ana, bob)
    assert bob.ask("SELECT n_orange FROM company WHERE deleted_at IS NULL") == [(2,)]


def test_the_centre_refuses_a_merge_of_two_sirens_of_itself_and_into_what_is_not_there(crew: Team) -> None:
    ana = crew.ana
    one, other = crew.company(siren="000100024"), crew.company(siren="000100032")
    plain, gone = crew.company(), crew.company()
    ana.sent(ana.cell("company", gone, "deleted_at", 1))
    for loser, survivor in ((one, other), (plain, plain), (plain, gone), (plain, uid())):
        answer = ana.push(ana.cell("company", loser, "merged_into", survivor))
        assert set(codes(answer).values()) == {"merge"}, (loser, survivor)
    assert codes(ana.push(ana.cell("company", plain, "merged_into", one))) == {}
    found = crew.bob.sees("company", plain)
    assert found is not None
    assert found["deleted_at"] is not None
