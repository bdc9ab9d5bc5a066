"""What a laptop reads: every bucket of its person, page by page, nothing passed over."""

from __future__ import annotations

import asyncio
import json
import random
import uuid
from typing import Any

import asyncpg
import pytest
from centre import Centre
from pushing import NIL, NOW, Laptop, Team, natural, rows_of, team, uid

pytestmark = pytest.mark.pg


def everything(
    laptop: Laptop, cursors: dict[str, Any], size: int = 2000
) -> tuple[dict[Any, Any], set[tuple[str, str]]]:
    """Pulls until nothing is left; `cursors` move on. Answers rows and what is gone."""
    rows: dict[Any, Any] = {}
    gone: set[tuple[str, str]] = set()
    for _ in range(200):
        answer = laptop.pull(cursors, size)
        for page in answer["pages"]:
            cursors[page["bucket"]] = page["next"]
            rows |= rows_of(page["rows"])
            gone |= {(table, row) for table, row in page["gone"]}
        if not any(page["more"] for page in answer["pages"]):
            return rows, gone
    raise AssertionError("the pull never ends")


def test_small_pages_bring_the_same_rows_as_a_large_one(crew: Team) -> None:
    crew.ana.sent(*(crew.ana.row("company") for _ in range(25)))
    large, _ = everything(crew.bob, {})
    small, _ = everything(crew.bob, {}, 3)
    assert large == small
    assert len([key for key in large if key[0] == "company"]) >= 25


def test_a_second_pull_is_empty_and_later_changes_come_alone(crew: Team) -> None:
    company = crew.company()
    cursors: dict[str, Any] = {}
    everything(crew.bob, cursors)
    assert crew.bob.pull(cursors)["pages"] == []
    crew.ana.sent(crew.ana.cell("company", company, "naf", "62.01Z"))
    rows, _ = everything(crew.bob, cursors)
    assert list(rows) == [("company", company)]


@pytest.mark.spec("C-65", "F15")
def test_a_routine_granted_is_read_from_zero_and_withdrawn_it_is_no_longer_named(crew: Team) -> None:
    routine, company = uid(), crew.company()
    tag = natural("routine_tag", company, routine)
    crew.lead.sent(
        crew.lead.row("routine", routine),
        crew.lead.row("routine_tag", tag, company_id=company, routine_id=routine),
    )
    cursors: dict[str, Any] = {}
    rows, _ = everything(crew.ana, cursors)
    assert ("routine_tag", tag) not in rows
    assert routine not in crew.ana.pull(cursors)["buckets"]
    grant = natural("routine_user", routine, crew.ana.who.uid.hex)
    crew.lead.sent(crew.lead.row("routine_user", grant, routine_id=routine, user_id=crew.ana.who.uid.hex))
    rows, _ = everything(crew.ana, cursors)
    assert {("routine", routine), ("routine_tag", tag)} <= set(rows)
    assert crew.ana.pull(cursors)["buckets"][routine] == "routine"
    crew.lead.sent(crew.lead.cell("routine_user", grant, "deleted_at", NOW))
    assert routine not in crew.ana.pull(cursors)["buckets"]
    assert crew.ana.sees("routine_tag", tag) is None


@pytest.mark.spec("X-22")
def test_a_view_made_private_is_gone_for_colleagues(crew: Team) -> None:
    view = uid()
    crew.ana.sent(crew.ana.row("saved_view", view, user_id=crew.ana.who.uid.hex, shared=1))
    cursors: dict[str, Any] = {}
    rows, _ = everything(crew.bob, cursors)
    assert ("saved_view", view) in rows
    crew.ana.sent(crew.ana.cell("saved_view", view, "scope", 2))
    _, gone = everything(crew.bob, cursors)
    assert ("saved_view", view) in gone
    rows, _ = everything(crew.ana, {})
    assert rows["saved_view", view]["scope"] == 2


@pytest.mark.spec("X-22")
def test_the_directory_is_everybodys_and_nothing_of_a_workspace_is(shared_centre: Centre, crew: Team) -> None:
    known = uid()
    shared_centre.sql("INSERT INTO directory.company (uid, name) VALUES ($1::uuid, 'EDF')", known)
    mine = crew.company()
    stranger = team(shared_centre)
    rows, _ = everything(stranger.ana, {})
    assert ("company", known) in rows
    assert ("company", mine) not in rows
    assert stranger.ana.pull()["buckets"][NIL] == "directory"


def test_cursors_that_are_nonsense_start_from_zero(crew: Team) -> None:
    company = crew.company()
    for cursors in ({crew.workspace.hex: "x"}, {crew.workspace.hex: [None, 3]}, {"zz": [1, 2]}, []):
        rows, _ = everything(crew.bob, dict(cursors) if isinstance(cursors, dict) else {})
        assert ("company", company) in rows
    assert crew.bob.ask("pd.pull($1::jsonb)", "[]")["pages"]


def test_a_long_poll_knows_whether_something_changed(crew: Team) -> None:
    cursors: dict[str, Any] = {}
    everything(crew.bob, cursors)
    since = max(rev for rev, _ in cursors.values())
    assert crew.bob.ask("pd.changed($1)", since) is False
    crew.company()
    assert crew.bob.ask("pd.changed($1)", since) is True


@pytest.mark.spec("X-16")
def test_an_open_transaction_holds_the_horizon_and_nothing_is_lost(crew: Team, shared_centre: Centre) -> None:
    slow, quick = uid(), uid()
    insert = "INSERT INTO pd.company (workspace, uid, name) VALUES ($1, $2::uuid, 'x')"

    async def go() -> None:
        other = await asyncpg.connect(shared_centre.superuser)
        try:
            transaction = other.transaction()
            await transaction.start()
            await other.execute(insert, crew.workspace, uuid.UUID(slow))
            main = shared_centre.connection(shared_centre.superuser)
            await main.execute(insert, crew.workspace, uuid.UUID(quick))
            await asyncio.sleep(0.02)
            service = shared_centre.connection(shared_centre.service)
            held.append(
                await service.fetchval("SELECT pd.horizon_ms()")
            )  # asked by nobody, for the health page
            held.append(await loop_pull())
            await transaction.commit()
        finally:
            await other.close()

    async def loop_pull() -> Any:
        connection = shared_centre.connection(shared_centre.service)
        async with connection.transaction():
            await connection.execute(
                "SELECT set_config('app.user', $1, true), set_config('app.device', $2, true)",
                str(crew.bob.who.uid), str(crew.bob.who.device),
            )  # fmt: skip
            return await connection.fetchval("SELECT pd.pull('{}')")

    held: list[Any] = []
    shared_centre.run(go())
    assert held[0] >= 20
    assert quick not in held[1]
    rows, _ = everything(crew.bob, {})
    assert {("company", slow), ("company", quick)} <= set(rows)


async def _slow_writer(where: str, workspace: Any, chance: random.Random, committed: set[str]) -> None:
    """Twelve slow transactions of a few companies, one in ten rolled back."""
    connection = await asyncpg.connect(where)
    try:
        for _ in range(12):
            made = [uid() for _ in range(chance.randint(1, 3))]
            transaction = connection.transaction()
            await transaction.start()
            for one in made:
                await connection.execute(
                    "INSERT INTO pd.company (workspace, uid, name) VALUES ($1, $2::uuid, 'x')",
                    workspace, uuid.UUID(one),
                )  # fmt: skip
                await asyncio.sleep(chance.random() / 100)
            if chance.random() < 0.1:
                await transaction.rollback()
            else:
                await transaction.commit()
                committed.update(made)
    finally:
        await connection.close()


@pytest.mark.spec("X-16")
def test_with_slow_writers_a_polling_reader_misses_nothing(crew: Team, shared_centre: Centre) -> None:
    chance = random.Random(7)
    committed: set[str] = set()
    delivered: set[str] = set()

    async def go() -> None:
        writers = [
            asyncio.create_task(_slow_writer(shared_centre.superuser, crew.workspace, chance, committed))
            for _ in range(8)
        ]
        connection = shared_centre.connection(shared_centre.service)
        cursor: list[Any] = [0, NIL]
        last = False
        while True:
            async with connection.transaction():
                await connection.execute(
                    "SELECT set_config('app.user', $1, true), set_config('app.device', $2, true)",
                    str(crew.bob.who.uid), str(crew.bob.who.device),
                )  # fmt: skip
                answer = await connection.fetchval(
                    "SELECT pd.pull(jsonb_build_object($1::text, jsonb_build_array($2::bigint, $3::text)))",
                    crew.workspace.hex, *cursor,
                )  # fmt: skip
            for page in json.loads(answer)["pages"]:
                if page["bucket"] == crew.workspace.hex:
                    cursor = page["next"]
                    delivered.update(row for table, row in rows_of(page["rows"]) if table == "company")
            if last:
                break
            last = all(task.done() for task in writers)
            await asyncio.sleep(0.002)
        await asyncio.gather(*writers)

    shared_centre.run(go())
    assert committed
    assert committed == delivered


def test_a_cursor_older_than_the_purged_lines_starts_again(centre: Centre) -> None:
    crew = team(centre)
    view = uid()
    crew.ana.sent(crew.ana.row("saved_view", view, user_id=crew.ana.who.uid.hex, shared=1))
    old: dict[str, Any] = {}
    everything(crew.bob, old)
    crew.ana.sent(crew.ana.cell("saved_view", view, "scope", 2))
    day = 86_400_000
    centre.sql("SELECT pd.expire($1)", NOW)
    assert centre.value("SELECT count(*) FROM pd.feed WHERE gone") == 1
    told = centre.value("SELECT pd.expire($1)->>'lines'", NOW + 179 * day)
    assert told == "0"
    told = centre.value("SELECT pd.expire($1)->>'lines'", NOW + 181 * day)
    assert told == "1"
    assert crew.bob.pull(old) == {"error": {"code": "resync", "values": {}}}
    rows, _ = everything(crew.bob, {})
    assert ("saved_view", view) not in rows
