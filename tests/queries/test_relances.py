"""The panel of follow-ups answers the same whether rows are fetched one by one or all open ones are read."""

from __future__ import annotations

import pytest

from prospectdesk.domain.ids import new_uid
from prospectdesk.queries import relance_filters, relances
from prospectdesk.queries.relances import PanelFilter

TODAY = 20_700


LIVE = (
    "SELECT f.id FROM follow_up f JOIN follow_up_assignee a ON a.follow_up_id = f.id AND a.user_id = ? "
    "AND a.deleted_at IS NULL WHERE f.done = 0 AND f.day <= ? "
    "ORDER BY f.priority, f.day, coalesce(f.minute, 1440), f.id"
)


def fill(uow, companies):
    """Sixty follow-ups, some done, most of them of one user, some no longer."""
    user = uow.insert("user", {"login": "ada", "name": "Ada Martin"}, log=False)
    for place in range(60):
        row = {"company_id": companies[place % 3 == 0], "day": TODAY - 30 + place, "made_at": 0}
        row |= {
            "priority": place % 3,
            "done": int(place % 7 == 0),
            "done_at": place,
            "minute": place % 5 or None,
        }
        made = uow.insert("follow_up", row, log=False)
        if place % 4:
            gone = uow.now_ms if place % 11 == 0 else None
            values = {"follow_up_id": made, "user_id": user, "deleted_at": gone}
            uow.insert("follow_up_assignee", values, uid=new_uid(place), log=False)
    return user


@pytest.mark.spec("C-80")
def test_people_with_many_follow_ups_get_the_same_panel(book, monkeypatch):
    companies = (book.add("GARAGE DU PONT"), book.add("MENUISERIE BRUN"))
    ada = book.write(lambda uow: fill(uow, companies))
    asked = [
        PanelFilter(users=(ada,)),
        PanelFilter(users=(ada,), with_opportunity=False, first_day=TODAY - 5),
    ]
    with book.store.session() as conn:
        few = [relances.panel(conn, one, TODAY, 10) for one in asked]
        expected = [row[0] for row in conn.execute(LIVE, (ada, TODAY))]
        count = relances.due_count(conn, ada, TODAY)
        monkeypatch.setattr(relances, "MANY", 3)
        many = [relances.panel(conn, one, TODAY, 10) for one in asked]
        assert relances.due_count(conn, ada, TODAY) == count == len(expected)
    assert few == many
    assert [row.id for row in few[0].due] == expected[:10]
    assert few[0].due_count == len(expected) > 10
    assert few[0].coming_count > 0
    assert few[1].due_count == len(few[1].due) > 0


@pytest.mark.spec("C-79")
def test_departments_are_those_that_occur_or_with_very_many_follow_ups_all(book, monkeypatch):
    companies = (
        book.add("GARAGE", seat={"postcode": "57000"}),
        book.add("SCIERIE", seat={"postcode": "20200"}),
    )
    ada = book.write(lambda uow: fill(uow, companies))
    with book.store.session() as conn:
        assert relance_filters.choices(conn, ada, True).departments == ("2B", "57")
        monkeypatch.setattr(relance_filters, "MANY", 10)
        every = relance_filters.choices(conn, ada, True).departments
    assert len(every) > 90
    assert {"01", "2A", "57", "974"} <= set(every)
