"""A conflict lives in the bucket of its row: who may see the row sees it, nobody else (C-65, X-17, F15)."""

from __future__ import annotations

import json
import uuid

import pytest
from pushing import Laptop, Row, Team, uid

pytestmark = pytest.mark.pg


def routine_of(crew: Team, *people: Laptop) -> str:
    """A routine with its users."""
    routine = uid()
    crew.lead.sent(crew.lead.row("routine", routine))
    for one in people:
        crew.lead.sent(crew.lead.row("routine_user", routine_id=routine, user_id=one.who.uid.hex))
    return routine


def tag_fought_over(crew: Team, routine: str) -> str:
    """A tag that Ana and the responsable set differently, neither knowing of the other."""
    tag = uid()
    base = crew.lead.sent(crew.lead.row("routine_tag", tag, company_id=crew.company(), routine_id=routine))
    crew.ana.sent(crew.ana.cell("routine_tag", tag, "tag", "client", base))
    crew.lead.sent(crew.lead.cell("routine_tag", tag, "tag", "suspect", base))
    return tag


def conflict_in_pull(laptop: Laptop) -> list[tuple[str, str]]:
    """Kind of bucket and the value that stands of every conflict a person receives."""
    answer = laptop.pull()
    found = []
    for page in answer["pages"]:
        told = page["rows"].get("conflict", {"columns": [], "rows": []})
        for row in told["rows"]:
            values: Row = dict(zip(told["columns"], row[2:], strict=True))
            found.append((answer["buckets"][page["bucket"]], json.loads(values["kept"] or "null")))
            assert (values["owner"] or page["bucket"]) == page["bucket"]
    return found


@pytest.mark.spec("C-65", "X-17")
def test_a_conflict_over_a_tag_is_seen_by_the_users_of_its_routine_alone(crew: Team) -> None:
    routine = routine_of(crew, crew.ana)
    tag_fought_over(crew, routine)
    [one] = crew.ana.conflicts()
    assert (one["bucket"], one["owner"], one["scope"]) == (uuid.UUID(routine), uuid.UUID(routine), 1)
    stands = json.loads(one["kept"])
    assert conflict_in_pull(crew.ana) == conflict_in_pull(crew.admin) == [("routine", stands)]
    assert conflict_in_pull(crew.bob) == []
    assert crew.bob.sees("conflict", one["uid"].hex) is None
    refused = crew.bob.push(crew.bob.cell("conflict", one["uid"].hex, "settled_at", 5))["refused"]
    assert [line["code"] for line in refused] == ["unknown_row"]
    crew.ana.sent(crew.ana.cell("conflict", one["uid"].hex, "settled_at", 5))
    assert crew.ana.conflicts()[0]["settled_by_id"] == crew.ana.who.uid


@pytest.mark.spec("F15")
def test_who_leaves_a_routine_no_longer_hears_of_its_conflicts(crew: Team) -> None:
    routine = routine_of(crew, crew.ana)
    tag_fought_over(crew, routine)
    [one] = crew.ana.conflicts()
    crew.lead.sent(
        crew.lead.cell(
            "routine_user",
            crew.ana.centre.value("SELECT pd.hex(uid) FROM pd.routine_user WHERE routine_id = $1", routine),
            "deleted_at",
            1,
        )
    )
    assert conflict_in_pull(crew.ana) == []
    assert crew.ana.sees("conflict", one["uid"].hex) is None
    assert crew.lead.sees("conflict", one["uid"].hex) is not None


@pytest.mark.spec("X-17")
def test_a_conflict_between_two_laptops_of_one_person_is_his_alone(crew: Team) -> None:
    view, other = uid(), crew.ana.other()
    other.minutes = 2
    base = crew.ana.sent(crew.ana.row("saved_view", view, scope=2, user_id=crew.ana.who.uid.hex))
    crew.ana.sent(crew.ana.cell("saved_view", view, "title", "Nord", base))
    other.sent(other.cell("saved_view", view, "title", "Sud", base))
    [one] = crew.ana.conflicts()
    assert (one["bucket"], one["scope"], one["lost"]) == (crew.ana.who.uid, 2, '"Nord"')
    assert conflict_in_pull(crew.ana) == conflict_in_pull(other) == [("person", "Sud")]
    for stranger in (crew.bob, crew.lead, crew.admin):
        assert conflict_in_pull(stranger) == []
        assert stranger.sees("conflict", one["uid"].hex) is None


def test_a_conflict_over_a_shared_view_is_the_workspaces(crew: Team) -> None:
    view, other = uid(), crew.ana.other()
    other.minutes = 2
    base = crew.ana.sent(crew.ana.row("saved_view", view, scope=1, shared=1, user_id=crew.ana.who.uid.hex))
    crew.ana.sent(crew.ana.cell("saved_view", view, "title", "Nord", base))
    other.sent(other.cell("saved_view", view, "title", "Sud", base))
    [one] = crew.ana.conflicts()
    assert (one["bucket"], one["owner"], one["scope"]) == (crew.workspace, None, 1)
    assert conflict_in_pull(crew.bob) == [("workspace", "Sud")]


def test_a_conflict_follows_its_row_into_another_bucket(crew: Team) -> None:
    here, there = routine_of(crew, crew.ana), routine_of(crew, crew.bob)
    tag = tag_fought_over(crew, here)
    [one] = crew.ana.conflicts()
    cursors = {page["bucket"]: page["next"] for page in crew.ana.pull()["pages"]}
    crew.lead.sent(crew.lead.cell("routine_tag", tag, "routine_id", there))
    [page] = [page for page in crew.ana.pull(cursors)["pages"] if page["bucket"] == here]
    assert sorted(page["gone"]) == [["conflict", one["uid"].hex], ["routine_tag", tag]]
    assert conflict_in_pull(crew.ana) == []
    assert [kind for kind, _value in conflict_in_pull(crew.bob)] == ["routine"]


def test_a_view_that_becomes_private_takes_its_conflict_along(crew: Team) -> None:
    view, other = uid(), crew.ana.other()
    other.minutes = 2
    base = crew.ana.sent(crew.ana.row("saved_view", view, scope=1, user_id=crew.ana.who.uid.hex))
    crew.ana.sent(crew.ana.cell("saved_view", view, "title", "Nord", base))
    other.sent(other.cell("saved_view", view, "title", "Sud", base))
    crew.ana.sent(crew.ana.cell("saved_view", view, "scope", 2))
    [one] = crew.ana.conflicts()
    assert (one["bucket"], one["scope"]) == (crew.ana.who.uid, 2)
    assert conflict_in_pull(crew.bob) == []


def test_the_deletion_of_a_tag_keeps_the_beaten_edit_in_its_routine(crew: Team) -> None:
    routine, tag = routine_of(crew, crew.ana), uid()
    base = crew.lead.sent(crew.lead.row("routine_tag", tag, company_id=crew.company(), routine_id=routine))
    crew.lead.sent(crew.lead.cell("routine_tag", tag, "deleted_at", 5, base))
    crew.ana.sent(crew.ana.cell("routine_tag", tag, "tag", "client", base))
    [one] = crew.ana.conflicts()
    assert (one["reason"], one["lost"], one["owner"]) == ("deleted", '"client"', uuid.UUID(routine))
