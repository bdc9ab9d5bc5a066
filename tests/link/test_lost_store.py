"""A store that was lost: a copy is put back or the centre fills an empty one, and unsent work goes on (X-26, F6, F7)."""

from __future__ import annotations

import pytest
from desks import OTHER, note, notes

pytestmark = [pytest.mark.pg, pytest.mark.spec("X-26"), pytest.mark.spec("F6")]


def edit(text):
    return {"command": "EditCompany", "company": OTHER, "telephone": text}


def phone(desk):
    return desk.show(OTHER)["company"]["telephone"]


def damage(desk):
    """A page in the middle of the file is torn."""
    place = next(one for one in desk.folder.rglob("*.db") if one.parent.name == "profile")
    for beside in place.parent.glob(f"{place.name}-*"):
        beside.unlink()
    data = bytearray(place.read_bytes())
    data[0:4096] = b"\x55" * 4096
    place.write_bytes(data)


@pytest.mark.spec("F7")
@pytest.mark.parametrize("pushes", [1, 2])
def test_a_copy_put_back_goes_on_with_what_was_not_sent_and_repeats_nothing(pair, pushes):
    ugo, rachid = pair
    ugo.do(edit("01 01 01 01 01"), note("Dans la copie"))  # waits when the copy is made
    copy = ugo.folder / "copie.db"
    ugo.good("backup", copy)
    for number in range(pushes):
        ugo.do(edit(f"02 02 02 02 0{number}"), note(f"Envoyée {number}"))
        ugo.sync()
    ugo.do(note("Pas encore envoyée"))
    damage(ugo)
    assert ugo.call("list").code == 1
    assert ugo.good("restore", copy)["file"] == str(copy)
    assert "Pas encore envoyée" in notes(ugo.show(OTHER))  # before any contact
    told = ugo.sync()
    assert (told["conflicts"], told["refused"], told["digest"]) == (0, 0, "equal")
    rachid.sync()
    wanted = sorted(["Dans la copie", "Pas encore envoyée", *(f"Envoyée {one}" for one in range(pushes))])
    for desk in (ugo, rachid):
        assert sorted(notes(desk.show(OTHER))) == wanted
        assert desk.good("check")["ok"]
    assert phone(rachid) == phone(ugo)
    assert phone(ugo).endswith(f"0{pushes - 1}")
    assert ugo.sync()["pushed"] == 0


def test_without_a_copy_the_centre_fills_an_empty_store_and_unsent_work_is_laid_over_it(pair, line):
    ugo, rachid = pair
    ugo.do(note("Pas encore envoyée"), edit("03 03 03 03 03"))
    new = {"command": "CreateContact", "company": OTHER, "nom": "Neuve", "telephone_portable": "0611223344"}
    ugo.do(new)
    assert ugo.call("restore").document["error"]["code"] == "invalid"
    damage(ugo)
    assert ugo.good("restore", "--from-centre")["set_aside"]
    assert ugo.sign_in(line.url).code == 0
    for desk in (ugo, rachid):
        desk.sync()
        assert notes(desk.show(OTHER)) == ["Pas encore envoyée"]
        assert phone(desk).replace(" ", "").endswith("303030303")
        assert [one["nom"] for one in desk.show(OTHER)["contacts"]] == ["Neuve"]
        assert desk.good("check")["ok"]
    assert ugo.sync() == {"pushed": 0, "pulled": 0, "conflicts": 0, "refused": 0, "digest": "equal"}
    assert list(ugo.folder.rglob("*.rescued")) == []


def test_unsent_work_of_a_lost_store_is_nobody_elses(pair, line):
    ugo, rachid = pair
    ugo.do(note("À moi"))
    damage(ugo)
    ugo.good("restore", "--from-centre")
    ugo.login = "rachid"
    assert ugo.sign_in(line.url).code == 0
    assert notes(ugo.show(OTHER)) == []
    assert len(list(ugo.folder.rglob("*.rescued"))) == 1
    rachid.sync()
    assert notes(rachid.show(OTHER)) == []
