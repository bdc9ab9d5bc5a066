"""Dossiers of two profiles meet at a real service: what was signed, two of one type (X-19), one client file (INV-10)."""

from __future__ import annotations

import pytest
from desks import OTHER

pytestmark = pytest.mark.pg

LISTS = (
    {"catalogue": "pipeline", "label": "Standard"},
    {
        "catalogue": "dossier_type",
        "label": "Social",
        "pipeline": "Standard",
        "unique": True,
        "contract_required": False,
    },
    {"catalogue": "type_client", "label": "SCI"},
    {"catalogue": "reason", "label": "Prix", "scope": "signature"},
)


@pytest.fixture
def sellers(pair):
    """Both profiles with the lists that dossiers need."""
    ugo, rachid = pair
    ugo.do(*({"command": "SaveCatalogueEntry", **one} for one in LISTS))
    for desk in pair:
        desk.sync()
    return ugo, rachid


def create(kind="Social", **more):
    return {"command": "CreateDossier", "company": OTHER, "dossier_type": kind, "type_client": "SCI", **more}


@pytest.mark.spec("X-19", "INV-07", "INV-10", "D-25")
def test_two_dossiers_of_one_type_meet_and_the_second_is_merged(sellers):
    ugo, rachid = sellers
    ugo.do(create(), {"command": "MoveStage", "dossier": "$1", "etape": "Gagné"})
    rachid.do(create(comment="du second"), {"command": "MoveStage", "dossier": "$1", "etape": "Gagné"})
    for desk in (ugo, rachid, ugo):
        desk.sync()
    for desk in (ugo, rachid):
        found = desk.show(OTHER)["dossiers"]
        assert sorted(one["twin"] for one in found) == [False, True], found
    twin = next(one for one in rachid.show(OTHER)["dossiers"] if one["twin"])
    rachid.do({"command": "MergeDossier", "dossier": twin["id"]})
    for desk in (rachid, ugo):
        assert desk.sync()["refused"] == 0
    for desk in (ugo, rachid):
        (one,) = desk.show(OTHER)["dossiers"]
        assert (one["twin"], one["etape"], one["comment"]) == (False, "Gagné", "du second")
        assert desk.call("check").document["ok"]


@pytest.mark.spec("D-38", "D-30")
def test_what_one_signs_the_other_sees_whole(sellers):
    ugo, rachid = sellers
    ugo.do(
        create(comment="à signer"),
        {"command": "CreateContact", "company": OTHER, "nom": "Rio"},
        {"command": "SignDossier", "dossier": "$1", "reasons": ["Prix"]},
    )
    assert ugo.sync()["refused"] == 0
    rachid.sync()
    (mine,), (other,) = ugo.show(OTHER)["dossiers"], rachid.show(OTHER)["dossiers"]
    assert mine == other
    assert (other["status"], other["reasons"]) == ("signe", ["Prix"])
    assert rachid.show(OTHER)["company"]["client"]


@pytest.mark.spec("X-07", "SM-4")
def test_a_card_that_two_laptops_move_stands_at_one_place_on_both(sellers):
    """Offline both move it and one writes on it: every laptop ends with one stage and the comment."""
    ugo, rachid = sellers
    ugo.do(create())
    for desk in (ugo, rachid):
        desk.sync()
    card = next(one["id"] for one in ugo.show(OTHER)["dossiers"] if one["dossier_type"] == "Social")
    move = {"command": "MoveStage", "dossier": card, "expect": "Suspect"}
    ugo.do({**move, "etape": "Evalué"}, {"command": "EditDossier", "dossier": card, "comment": "vu lundi"})
    rachid.do({**move, "etape": "Qualifié"})
    for desk in (ugo, rachid, ugo, rachid):
        assert desk.sync()["refused"] == 0
    mine, other = (
        next(one for one in desk.show(OTHER)["dossiers"] if one["id"] == card) for desk in (ugo, rachid)
    )
    assert mine == other
    assert mine["comment"] == "vu lundi"
    assert mine["etape"] in {"Evalué", "Qualifié"}
    told = [entry["title"] for entry in ugo.show(OTHER)["timeline"] if entry["type"] == "etape"]
    assert {"Dossier Social : Suspect → Evalué", "Dossier Social : Suspect → Qualifié"} <= {
        one.replace("\u00a0", " ") for one in told
    }
    later = {"command": "MoveStage", "dossier": card, "etape": "En négociation", "expect": mine["etape"]}
    rachid.do(later)
    for desk in (rachid, ugo):
        desk.sync()
    assert next(one for one in ugo.show(OTHER)["dossiers"] if one["id"] == card)["etape"] == "En négociation"
