"""Follow-ups: SM-2, SM-3, INV-01 to INV-03 and the reminder of D-44."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from prospectdesk.commands.follow_up_states import AddAssignee, DeleteFollowUp, MarkDone, RemoveAssignee
from prospectdesk.commands.follow_ups import CreateFollowUp, EditFollowUp
from prospectdesk.commands.routines import SetTag
from prospectdesk.domain.errors import Forbidden, Invalid, Refused, Stale
from prospectdesk.jobs.demo import advance_by
from prospectdesk.queries import companies, relances

TODAY = date(2026, 11, 23)
DAY_MS = 86_400_000


@pytest.fixture
def rows(session: Any, company: Any) -> Any:
    def read(name: str) -> list[relances.FollowUpRow]:
        return session.reader.run(relances.of_company, company(name))

    return read


@pytest.fixture
def tag(session: Any, company: Any) -> Any:
    def read(name: str) -> str | None:
        found = session.reader.run(companies.tags, company(name), session.person.id, False)
        return found[0].tag

    return read


@pytest.mark.spec("C-75", "C-76", "A-C3", "SM-3")
def test_a_relance_by_hand_has_the_defaults_and_turns_the_default_tag(
    do: Any, company: Any, rows: Any, tag: Any
) -> None:
    done = do(CreateFollowUp(company=company("Boulangerie Tanguy")))
    (row,) = rows("Boulangerie Tanguy")
    assert (row.kind, row.done, row.priority, row.assignees[0][1]) == ("relance", False, 1, "ugo")
    assert row.day == (TODAY - date(1970, 1, 1)).days
    assert tag("Boulangerie Tanguy") == "prospect"
    assert done.message is not None
    assert "Prospect" in done.message
    do(done.undo)
    assert rows("Boulangerie Tanguy") == []
    assert tag("Boulangerie Tanguy") == "suspect"


@pytest.mark.spec("INV-02")
def test_a_company_has_one_open_relance(do: Any, company: Any, rows: Any) -> None:
    first = do(CreateFollowUp(company=company("Cycles Le Goff"), date=TODAY + timedelta(2)))
    with pytest.raises(Refused, match="25/11/2026"):
        do(CreateFollowUp(company=company("Cycles Le Goff")))
    do(MarkDone(follow_up=first.uid))
    do(CreateFollowUp(company=company("Cycles Le Goff")))
    assert sum(not one.done for one in rows("Cycles Le Goff")) == 1


@pytest.mark.spec("D-47", "SM-2", "INV-03", "A-D7", "D-43")
def test_a_task_of_the_past_is_done_at_once_and_can_only_be_deleted(do: Any, company: Any, rows: Any) -> None:
    done = do(
        CreateFollowUp(
            company=company("Cycles Le Goff"), kind="tache", type_action="1er contact", date="2026-11-20"
        )
    )
    (row,) = rows("Cycles Le Goff")
    assert (row.done, row.action_type) == (True, "1er contact")
    for command in (
        EditFollowUp(follow_up=done.uid, description="autre"),
        MarkDone(follow_up=done.uid),
        AddAssignee(follow_up=done.uid, user="nora"),
    ):
        with pytest.raises(Refused, match="effectué"):
            do(command)
    do(DeleteFollowUp(follow_up=done.uid))
    assert rows("Cycles Le Goff") == []


@pytest.mark.spec("SM-2", "C-75")
def test_a_relance_is_not_planned_in_the_past(do: Any, company: Any, rows: Any) -> None:
    with pytest.raises(Refused, match="passé"):
        do(CreateFollowUp(company=company("Cycles Le Goff"), date=TODAY - timedelta(1)))
    assert rows("Cycles Le Goff") == []


@pytest.mark.spec("D-48", "C-82")
def test_an_open_follow_up_moves_forward_and_never_to_the_past(do: Any, company: Any, rows: Any) -> None:
    made = do(CreateFollowUp(company=company("Cycles Le Goff")))
    with pytest.raises(Refused):
        do(EditFollowUp(follow_up=made.uid, date="2026-11-22"))
    do(
        EditFollowUp(
            follow_up=made.uid, date="30/11/2026", time="14:30", priority="haute", description="rappel"
        )
    )
    (row,) = rows("Cycles Le Goff")
    assert (row.minute, row.priority, row.description) == (870, 0, "rappel")


@pytest.mark.spec("D-46", "D-45")
def test_a_demand_needs_a_source(do: Any, company: Any) -> None:
    with pytest.raises(Invalid, match="Source"):
        do(CreateFollowUp(company=company("Cycles Le Goff"), kind="tache", type_action="Demande"))
    do(CreateFollowUp(company=company("Cycles Le Goff"), kind="tache", type_action="demande", source="salon"))
    with pytest.raises(Invalid):
        do(CreateFollowUp(company=company("Cycles Le Goff"), kind="tache", type_action="Inventé"))


@pytest.mark.spec("INV-01", "C-75")
def test_the_last_user_taken_off_deletes_the_relance(do: Any, company: Any, rows: Any) -> None:
    made = do(CreateFollowUp(company=company("Cycles Le Goff")))
    do(AddAssignee(follow_up=made.uid, user="nora"))
    do(AddAssignee(follow_up=made.uid, user="nora"))
    assert [one[1] for one in rows("Cycles Le Goff")[0].assignees] == ["ugo", "nora"]
    do(RemoveAssignee(follow_up=made.uid, user="ugo"))
    last = do(RemoveAssignee(follow_up=made.uid, user="nora"))
    assert rows("Cycles Le Goff") == []
    do(last.undo)
    assert [one[1] for one in rows("Cycles Le Goff")[0].assignees] == ["nora"]


@pytest.mark.spec("D-43", "C-82")
def test_done_has_no_way_back_and_plans_the_next_step(do: Any, company: Any, rows: Any) -> None:
    made = do(CreateFollowUp(company=company("Cycles Le Goff")))
    done = do(MarkDone(follow_up=made.uid, next={"date": "2026-12-01", "priority": "faible"}))
    assert done.undo is None
    assert [(one.done, one.priority) for one in rows("Cycles Le Goff")] == [(False, 2), (True, 1)]
    with pytest.raises(Invalid):
        do(MarkDone(follow_up=rows("Cycles Le Goff")[0].uid, next={"fantaisie": 1}))
    assert sum(not one.done for one in rows("Cycles Le Goff")) == 1


@pytest.mark.spec("D-44", "A-D7", "X-23")
def test_one_reminder_reaches_only_the_operational_salesperson(session: Any, do: Any, company: Any) -> None:
    for name in ("Cycles Le Goff", "Garage Nantais"):
        do(CreateFollowUp(company=company(name), kind="tache", type_action="1er contact", date="2026-11-25"))
    advance_by(session, 3 * DAY_MS)
    advance_by(session, DAY_MS)
    with session.reader.session() as conn:
        mails = conn.execute("SELECT recipient, subject FROM workspace_mail").fetchall()
        notices = conn.execute("SELECT user_id FROM notification").fetchall()
    assert [recipient for recipient, _ in mails] == ["ugo@demo.example"]
    assert "Cycles Le Goff" in mails[0][1]
    assert notices == [(session.person.id,)]


@pytest.mark.spec("C-65", "C-73")
def test_a_user_sets_tags_only_on_his_routines(session: Any, do: Any, company: Any, tag: Any) -> None:
    do(SetTag(company=company("Dupuis Menuiserie"), routine="ERP Ouest", tag="hors_cible", ex_client=True))
    assert tag("Dupuis Menuiserie") == "hors_cible"
    session.sign_in("nora")
    with pytest.raises(Forbidden):
        do(SetTag(company=company("Dupuis Menuiserie"), routine="ERP Ouest", tag="client"))


@pytest.mark.spec("X-28")
def test_undo_is_dropped_when_somebody_changed_the_value_since(session: Any, do: Any, company: Any) -> None:
    made = do(CreateFollowUp(company=company("Cycles Le Goff")))
    moved = do(EditFollowUp(follow_up=made.uid, priority="haute"))
    do(EditFollowUp(follow_up=made.uid, priority="faible"))
    with pytest.raises(Stale):
        do(moved.undo)


@pytest.mark.spec("C-78", "C-80", "C-81", "C-44")
def test_the_panel_orders_by_priority_then_date(session: Any, do: Any, company: Any) -> None:
    for name, day, priority in (
        ("Cycles Le Goff", 0, "normale"), ("Boulangerie Tanguy", 0, "haute"), ("Dupuis Menuiserie", 3, "haute"),
        ("Hôtel Vilaine", 1, "faible"), ("Garage Nantais", 1, "haute"),
    ):  # fmt: skip
        do(CreateFollowUp(company=company(name), date=TODAY + timedelta(day), priority=priority))
    advance_by(session, DAY_MS)
    mine = relances.PanelFilter(users=(session.person.id,))
    panel = session.reader.run(relances.panel, mine, session.clock.today_number())
    assert [one.company for one in panel.due] == [
        "Boulangerie Tanguy",
        "Garage Nantais",
        "Cycles Le Goff",
        "Hôtel Vilaine",
    ]
    assert [one.company for one in panel.coming] == ["Dupuis Menuiserie"]
    assert (panel.due_count, panel.coming_count, panel.overdue_count, panel.today_count) == (4, 1, 2, 2)
    assert [one.late for one in panel.due] == ["late", "today", "late", "today"]
