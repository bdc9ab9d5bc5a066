"""Two laptops change one row: what stands, and where the other value is kept (docs/sync.md, step 4)."""

from __future__ import annotations

import json

import pytest
from pushing import DAY, NOW, SEEN, Laptop, Team, codes, natural, rows_of, seen, uid

pytestmark = pytest.mark.pg


def told(crew: Team) -> list[tuple[str, object, object, str]]:
    """Column, kept, lost and reason of each conflict."""
    return [
        (
            one["col"],
            one["kept"] and json.loads(one["kept"]),
            one["lost"] and json.loads(one["lost"]),
            one["reason"],
        )
        for one in crew.ana.conflicts()
    ]


@pytest.mark.spec("X-17")
def test_different_fields_of_one_row_merge(crew: Team) -> None:
    company = crew.company()
    base = seen(crew.ana, "company", company)["rev"]
    crew.ana.sent(crew.ana.cell("company", company, "naf", "62.01Z", base))
    crew.bob.sent(crew.bob.cell("company", company, "legal_form", "SAS", base))
    row = seen(crew.ana, "company", company)
    assert (row["naf"], row["legal_form"], told(crew)) == ("62.01Z", "SAS", [])


@pytest.mark.spec("X-17", "F12")
@pytest.mark.parametrize("first", ["ana", "bob"])
def test_of_one_field_the_later_change_stands_whoever_arrives_first(crew: Team, first: str) -> None:
    company = crew.company()
    base = seen(crew.ana, "company", company)["rev"]
    pushes = {
        "ana": lambda: crew.ana.push(crew.ana.cell("company", company, "naf", "A", base)),
        "bob": lambda: crew.bob.push(crew.bob.cell("company", company, "naf", "B", base)),
    }
    pushes.pop(first)()
    second = next(iter(pushes.values()))()
    assert second["merged"] == [0]
    assert seen(crew.ana, "company", company)["naf"] == "B"
    assert told(crew) == [("naf", "B", "A", "concurrent")]
    conflict = crew.ana.conflicts()[0]
    assert (conflict["kept_by_id"], conflict["lost_by_id"]) == (crew.bob.who.uid, crew.ana.who.uid)
    assert (conflict["kept_at"], conflict["lost_at"]) == (NOW + 120_000, NOW + 60_000)
    assert ("conflict", conflict["uid"].hex) in rows_of(second["echo"])


def test_a_change_made_knowing_the_other_is_no_conflict_even_with_a_slow_clock(crew: Team) -> None:
    company = crew.company()
    rev = crew.bob.sent(crew.bob.cell("company", company, "naf", "B"))
    crew.ana.minutes = -10_000
    crew.ana.sent(crew.ana.cell("company", company, "naf", "A", rev))
    assert (seen(crew.bob, "company", company)["naf"], told(crew)) == ("A", [])


def test_one_device_never_conflicts_with_itself(crew: Team) -> None:
    company = crew.company()
    base = seen(crew.ana, "company", company)["rev"]
    for value in ("A", "B", "C"):
        crew.ana.minutes -= 5
        crew.ana.sent(crew.ana.cell("company", company, "naf", value, base))
    assert (seen(crew.ana, "company", company)["naf"], told(crew)) == ("C", [])


def test_two_devices_of_one_person_do(crew: Team) -> None:
    company = crew.company()
    base = seen(crew.ana, "company", company)["rev"]
    crew.ana.sent(crew.ana.cell("company", company, "naf", "A", base))
    other = crew.ana.other()
    other.sent(other.cell("company", company, "naf", "B", base))
    assert told(crew) == [("naf", "A", "B", "concurrent")]


def test_equal_values_are_no_conflict(crew: Team) -> None:
    company = crew.company()
    base = seen(crew.ana, "company", company)["rev"]
    crew.ana.sent(crew.ana.cell("company", company, "headcount", 7, base))
    answer = crew.bob.push(crew.bob.cell("company", company, "headcount", 7, base))
    assert (answer["merged"], told(crew)) == ([], [])


@pytest.mark.spec("F12", "F13")
def test_a_clock_two_years_ahead_wins_five_minutes_at_most(crew: Team) -> None:
    company = crew.company()
    base = seen(crew.ana, "company", company)["rev"]
    mine = crew.ana.cell("company", company, "naf", "A", base)
    mine[6] = (NOW * 2) << 16
    crew.ana.sent(mine)
    crew.bob.minutes = 10
    crew.bob.sent(crew.bob.cell("company", company, "naf", "B", base))
    assert seen(crew.ana, "company", company)["naf"] == "B"


def test_at_the_same_instant_the_greater_device_stands(crew: Team) -> None:
    company = crew.company()
    crew.bob.minutes = crew.ana.minutes
    base = seen(crew.ana, "company", company)["rev"]
    both = sorted((crew.ana, crew.bob), key=lambda one: one.who.device.hex)
    for one in reversed(both):
        one.sent([1, "company", company, "naf", one.who.device.hex[:8], base, NOW << 16])
    assert seen(crew.ana, "company", company)["naf"] == both[1].who.device.hex[:8]


def test_an_address_is_never_half_of_each(crew: Team) -> None:
    company, made = crew.company(), uid()
    crew.admin.sent(crew.admin.row("registration", made, company_id=company, street="1 rue A", city="Metz"))
    base = seen(crew.ana, "registration", made)["rev"]
    columns = ("street", "street2", "postcode", "city", "country", "latitude", "longitude")
    places = {
        "bob": ("2 rue B", None, "54000", "Nancy", None, 48.5, 6.25),
        "ana": ("3 rue C", "Bât. C", "57000", None, None, None, None),
    }
    for name, place in places.items():
        laptop: Laptop = getattr(crew, name)
        batch = laptop.gesture()
        laptop.sent(
            *(laptop.cell("registration", made, column, value, base, batch)
              for column, value in zip(columns, place, strict=True))
        )  # fmt: skip
    row = seen(crew.ana, "registration", made)
    assert tuple(row[column] for column in columns) == places["bob"]
    (conflict,) = told(crew)
    assert conflict[0] == "@address"
    assert conflict[2] == dict(zip(columns, places["ana"], strict=True))


@pytest.mark.spec("L2")
def test_of_two_consents_the_stricter_stands_whatever_the_clocks(crew: Team) -> None:
    company, card = crew.company(), uid()
    crew.admin.sent(crew.admin.row("contact", card, company_id=company, person=uid()))
    base = seen(crew.ana, "contact", card)["rev"]
    crew.ana.sent(crew.ana.cell("contact", card, "block_call", 1, base))
    crew.bob.sent(crew.bob.cell("contact", card, "block_call", 0, base - 1))
    assert seen(crew.ana, "contact", card)["block_call"] == 1


@pytest.mark.spec("X-18")
def test_a_deletion_beats_edits_and_keeps_them_in_conflicts(crew: Team) -> None:
    company = crew.company()
    base = seen(crew.ana, "company", company)["rev"]
    crew.bob.sent(crew.bob.cell("company", company, "naf", "B", base))
    crew.ana.sent(crew.ana.cell("company", company, "deleted_at", NOW, base))
    crew.lead.minutes = 60
    crew.lead.sent(crew.lead.cell("company", company, "legal_form", "SAS", base))
    row = seen(crew.ana, "company", company)
    assert (row["deleted_at"], row["legal_form"]) == (NOW, None)
    assert told(crew) == [("naf", None, "B", "deleted"), ("legal_form", None, "SAS", "deleted")]


def test_a_row_is_restored_by_who_saw_it_deleted(crew: Team) -> None:
    company = crew.company()
    base = seen(crew.ana, "company", company)["rev"]
    crew.ana.sent(crew.ana.cell("company", company, "deleted_at", NOW, base))
    crew.lead.minutes = 60
    crew.lead.push(crew.lead.cell("company", company, "deleted_at", None, base))
    assert seen(crew.bob, "company", company)["deleted_at"] == NOW
    crew.bob.sent(crew.bob.cell("company", company, "deleted_at", None))
    assert seen(crew.ana, "company", company)["deleted_at"] is None


def test_a_row_that_vanished_on_the_laptop_is_deleted_softly(crew: Team) -> None:
    company = crew.company()
    crew.ana.sent(crew.ana.cell("company", company, "-", None))
    assert seen(crew.bob, "company", company)["deleted_at"] == NOW + 60_000


@pytest.mark.spec("X-18", "INV-03")
def test_a_follow_up_done_beats_an_edit_that_did_not_know(crew: Team) -> None:
    company, task = crew.company(), uid()
    crew.admin.sent(crew.admin.row("follow_up", task, company_id=company, kind="tache"))
    base = seen(crew.ana, "follow_up", task)["rev"]
    crew.ana.sent(crew.ana.cell("follow_up", task, "done", 1, base))
    answer = crew.bob.push(crew.bob.cell("follow_up", task, "description", "x", base))
    assert (answer["refused"], answer["merged"]) == ([], [0])
    row = seen(crew.ana, "follow_up", task)
    assert (row["done"], row["description"]) == (1, None)
    assert told(crew) == [("description", None, "x", "done")]


@pytest.mark.spec("X-20", "SM-4")
def test_of_signed_and_lost_the_first_at_the_centre_stands(crew: Team) -> None:
    dossier = a_dossier(crew)
    base = seen(crew.ana, "dossier", dossier)["rev"]
    crew.ana.sent(crew.ana.cell("dossier", dossier, "status", "signe", base))
    answer = crew.bob.push(
        crew.bob.cell("dossier", dossier, "status", "perdu", base, batch=5),
        crew.bob.cell("dossier", dossier, "justification", "trop cher", base, batch=5),
    )
    assert codes(answer) == {5: "already_closed"}
    row = seen(crew.bob, "dossier", dossier)
    assert (row["status"], row["justification"]) == ("signe", None)
    assert told(crew) == [("status", "signe", "perdu", "closed")]


@pytest.mark.spec("SM-4")
def test_a_lost_dossier_is_opened_again_by_leads_and_a_signed_one_by_nobody(crew: Team) -> None:
    dossier = a_dossier(crew)
    crew.ana.sent(crew.ana.cell("dossier", dossier, "status", "perdu"))
    assert codes(crew.bob.push(crew.bob.cell("dossier", dossier, "status", "en_cours", batch=1))) == {
        1: "no_right"
    }
    crew.lead.sent(crew.lead.cell("dossier", dossier, "status", "en_cours"))
    crew.lead.sent(crew.lead.cell("dossier", dossier, "status", "signe"))
    answer = crew.lead.push(crew.lead.cell("dossier", dossier, "status", "en_cours", batch=9))
    assert codes(answer) == {9: "already_closed"}


def a_dossier(crew: Team) -> str:
    """A dossier in progress."""
    company, made = crew.company(), uid()
    pipeline, stage, kind = uid(), uid(), uid()
    crew.admin.sent(
        crew.admin.row("pipeline", pipeline),
        crew.admin.row("stage", stage, pipeline_id=pipeline),
        crew.admin.row("dossier_type", kind),
        crew.admin.row("dossier", made, company_id=company, type_id=kind, stage_id=stage),
    )
    return made


def test_a_row_born_twice_has_its_blanks_filled_and_loses_nothing(crew: Team) -> None:
    company = crew.company()
    made = natural("registration", crew.workspace.hex, company)
    crew.ana.sent(
        crew.ana.row("registration", made, company_id=company, phone="+33387000000", naf="A", registered_at=1)
    )
    answer = crew.bob.push(
        crew.bob.row("registration", made, company_id=company, website="rey.fr", naf="B", registered_at=2)
    )
    assert answer["refused"] == []
    row = seen(crew.ana, "registration", made)
    assert (row["phone"], row["website"], row["naf"]) == ("+33387000000", "rey.fr", "B")
    assert (row["registered_at"], row["registered_by_id"]) == (
        1,
        crew.ana.who.uid.hex,
    )  # quiet: the first stands
    assert told(crew) == [("naf", "B", "A", "concurrent")]


def test_several_phones_added_on_both_sides_are_all_kept(crew: Team) -> None:
    company, card = crew.company(), uid()
    crew.admin.sent(crew.admin.row("contact", card, company_id=company, person=uid()))
    for laptop, number in ((crew.ana, "+33611111111"), (crew.bob, "+33622222222")):
        laptop.sent(laptop.row("contact_point", contact_id=card, value=number))
    assert (
        crew.centre.value("SELECT count(*) FROM pd.contact_point WHERE workspace = $1", crew.workspace) == 2
    )


def test_a_conflict_is_settled_by_anyone_and_made_by_nobody(crew: Team) -> None:
    company = crew.company()
    base = seen(crew.ana, "company", company)["rev"]
    crew.ana.sent(crew.ana.cell("company", company, "naf", "A", base))
    crew.bob.sent(crew.bob.cell("company", company, "naf", "B", base))
    conflict = crew.ana.conflicts()[0]["uid"].hex
    crew.ana.sent(
        crew.ana.cell("conflict", conflict, "settled_at", NOW, batch=3),
        crew.ana.cell("conflict", conflict, "settled_by_id", crew.bob.who.uid.hex, batch=3),
    )
    assert seen(crew.bob, "conflict", conflict)["settled_by_id"] == crew.ana.who.uid.hex
    answer = crew.ana.push(
        crew.ana.cell("conflict", conflict, "kept", '"C"', SEEN, batch=4),
        crew.ana.row("conflict", tbl="company", row_uid=company, col="naf", reason="x", made_at=NOW, batch=5),
    )
    assert codes(answer) == {4: "no_right", 5: "no_right"}


def test_the_day_of_a_follow_up_moves_with_its_hour(crew: Team) -> None:
    company, task = crew.company(), uid()
    crew.admin.sent(crew.admin.row("follow_up", task, company_id=company, kind="tache"))
    base = seen(crew.ana, "follow_up", task)["rev"]
    for laptop, day, minute in ((crew.bob, DAY + 5, 540), (crew.ana, DAY + 2, 600)):
        batch = laptop.gesture()
        laptop.sent(
            laptop.cell("follow_up", task, "day", day, base, batch),
            laptop.cell("follow_up", task, "minute", minute, base, batch),
            laptop.cell("follow_up", task, "zone", "Europe/Paris", base, batch),
        )
    row = seen(crew.ana, "follow_up", task)
    assert (row["day"], row["minute"]) == (DAY + 5, 540)
