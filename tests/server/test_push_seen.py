"""A push that writes about a company of the register nobody registered says what its laptop's register knows of it."""

from __future__ import annotations

import json

import pytest
from pushing import Team, siren, uid
from pushing import team as new_team

pytestmark = pytest.mark.pg
NUMBER = "732829320"


def seen(number: str = NUMBER, name: str = "Moulin Rey", **more: object) -> str:
    site = {"siret": f"{number}00074", "city": "Rennes", "head_office": 1}
    return json.dumps({"siren": number, "name": name, "establishments": [site], **more})


def push(line, told: object, *operations: list[object]) -> dict:
    line.seq += 1
    return line.ask(
        "pd.push($1, $2::jsonb, seen => $3::jsonb)", line.seq, json.dumps(operations), json.dumps(told)
    )


@pytest.fixture
def team(shared_centre) -> Team:
    return new_team(shared_centre)


@pytest.mark.spec("X-21")
def test_a_note_brings_the_company_it_speaks_of(team):
    line, company = team.ana, siren(NUMBER)
    note = line.row("timeline", company_id=company)
    assert push(line, {}, note)["refused"][0]["code"] == "unknown_parent"
    assert push(line, {company: seen()}, note)["refused"] == []
    assert line.sees("timeline", note[2])["company_id"] == company
    assert line.sees("company", company)["name"] == "Moulin Rey"
    assert line.sees("registration", company) is None
    # what the directory knows is never changed, and everybody shares it
    other = new_team(team.centre).bob
    assert (
        push(other, {company: seen(name="Autre nom")}, other.row("timeline", company_id=company))["refused"]
        == []
    )
    assert other.sees("company", company)["name"] == "Moulin Rey"


@pytest.mark.parametrize(
    "told",
    [
        [],
        "x",
        {"zz": seen("552100554")},
        {siren("552100554"): seen("443061841")},
        {siren("443061842"): seen("443061842")},
        {siren("552100554"): "not json"},
        {siren("552100554"): {"siren": "552100554", "name": ""}},
        {siren("552100554"): seen("552100554", name="x" * 400)},
    ],
)
def test_what_is_not_a_company_of_the_register_makes_nothing(team, told):
    before = team.centre.value("SELECT count(*) FROM directory.company")
    assert push(team.ana, told)["refused"] == []
    assert team.centre.value("SELECT count(*) FROM directory.company") == before


@pytest.mark.spec("T2")
def test_only_a_signed_in_person_tells_the_directory_something(team):
    team.centre.by(
        None, "SELECT pd.push_seen($1::jsonb)", json.dumps({siren("552100554"): seen("552100554")})
    )
    assert team.centre.value("SELECT count(*) FROM directory.company WHERE siren = '552100554'") == 0


@pytest.mark.spec("X-22")
def test_a_card_taken_from_a_white_one_the_centre_does_not_have_is_kept_with_its_link(team):
    white, card, company = uid(), uid(), team.company()
    team.ana.sent(team.ana.row("contact", card, company_id=company, person=uid(), white_twin_id=white))
    assert team.bob.sees("contact", card)["white_twin_id"] == white
    assert team.centre.value("SELECT count(*) FROM directory.contact") == 0
    team.ana.sent(team.ana.cell("contact", card, "white_twin_id", uid()))
