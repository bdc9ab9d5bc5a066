"""What still names a row that became another one: its author looked at the other, and is told so."""

from __future__ import annotations

import pytest
from pushing import DAY, Laptop, Team, codes, natural, uid

pytestmark = pytest.mark.pg


def relance(one: Laptop, company: str, day: int) -> str:
    row = uid()
    person = one.row("follow_up_assignee", follow_up_id=row, user_id=one.who.uid.hex)
    one.sent(one.row("follow_up", row, company_id=company, kind="relance", day=day), person)
    return row


@pytest.mark.spec("X-18", "C-83")
def test_a_relance_that_gave_way_and_is_moved_moves_the_one_that_stands_and_the_beaten_day_is_kept(
    crew: Team,
) -> None:
    company = crew.company()
    loser = relance(crew.ana, company, DAY + 9)
    winner = relance(crew.bob, company, DAY + 3)
    crew.ana.minutes = 10
    answer = crew.ana.push(crew.ana.cell("follow_up", loser, "day", DAY + 5, base=1))
    assert codes(answer) == {}
    found = crew.bob.sees("follow_up", winner)
    assert found is not None
    assert found["day"] == DAY + 5
    (told,) = crew.ana.conflicts()
    assert (told["reason"], told["col"], told["row_uid"].hex) == ("merged", "@when", winner)


@pytest.mark.spec("X-17")
def test_a_value_two_people_typed_alike_counts_from_the_later_of_the_two(crew: Team) -> None:
    company = crew.company(name="Moulin")
    base = crew.bob.sees("company", company)
    assert base is not None
    for one, minutes in ((crew.ana, 1), (crew.bob, 9)):
        one.minutes = minutes
        one.sent(one.cell("company", company, "name", "Moulin Rey", base=base["rev"]))
    crew.lead.minutes = 5
    crew.lead.sent(crew.lead.cell("company", company, "name", "Moulin Vert", base=base["rev"]))
    found = crew.bob.sees("company", company)
    assert found is not None
    assert found["name"] == "Moulin Rey"
    (told,) = crew.ana.conflicts()
    assert (told["kept"], told["lost"], told["kept_by_id"]) == (
        '"Moulin Rey"',
        '"Moulin Vert"',
        crew.bob.who.uid,
    )


@pytest.mark.spec("X-18")
def test_a_deletion_is_told_to_who_typed_alike_and_was_not_seen(crew: Team) -> None:
    company, card = crew.company(), uid()
    crew.admin.sent(crew.admin.row("contact", card, company_id=company, person=uid(), last_name="Caradec"))
    base = crew.bob.sees("contact", card)
    assert base is not None
    crew.ana.sent(crew.ana.cell("contact", card, "job", "Gérante", base=base["rev"]))
    crew.bob.sent(
        crew.bob.cell("contact", card, "job", "Gérante", base=base["rev"]),
        crew.bob.cell("contact", card, "deleted_at", 1, base=base["rev"]),
    )
    told = crew.ana.conflicts()
    assert [(one["col"], one["lost"], one["reason"]) for one in told] == [("job", '"Gérante"', "deleted")]
    assert crew.bob.sees("contact", card)["deleted_at"] is not None


@pytest.mark.spec("X-17")
def test_a_value_typed_on_a_row_born_twice_fills_the_empty_cell(crew: Team) -> None:
    company = crew.company()
    row = natural("registration", crew.workspace.hex, company)
    crew.ana.minutes = 9
    crew.ana.sent(crew.ana.row("registration", row, company_id=company))
    crew.bob.sent(
        crew.bob.row("registration", row, company_id=company),
        crew.bob.cell("registration", row, "phone", "02 99 00 00 01", base=0),
    )
    found = crew.ana.sees("registration", row)
    assert found is not None
    assert (found["phone"], crew.ana.conflicts()) == ("02 99 00 00 01", [])
