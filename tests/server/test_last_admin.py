"""A workspace keeps an active administrator: over a push, at psql, with two laptops at once."""

from __future__ import annotations

import asyncio
import json

import asyncpg
import pytest
from pushing import NOW, Laptop, Team, codes

from prospectdesk.sync import refusals

pytestmark = [pytest.mark.pg, pytest.mark.spec("X-04")]
LOSSES = [("licence", "utilisateur"), ("licence", "responsable"), ("active", 0), ("deleted_at", NOW)]


def second(crew: Team) -> Laptop:
    """Another administrator of the workspace."""
    return Laptop(crew.centre, crew.centre.person(crew.workspace, "administrateur"))


@pytest.mark.parametrize(("column", "value"), LOSSES)
def test_the_last_administrator_stays_one_and_the_rest_of_the_push_is_taken(
    crew: Team, column: str, value: object
) -> None:
    boss = crew.admin
    line = boss.cell("user", boss.who.uid.hex, column, value)
    answer = boss.push(boss.cell("user", crew.bob.who.uid.hex, "name", "Robert"), line)
    assert codes(answer) == {line[0]: "last_admin"}
    assert "dernier administrateur" in refusals.sentence("last_admin")
    (row,) = crew.centre.sql('SELECT licence, active, deleted_at FROM pd."user" WHERE uid = $1', boss.who.uid)
    assert tuple(row) == ("administrateur", 1, None)
    assert crew.centre.value('SELECT name FROM pd."user" WHERE uid = $1', crew.bob.who.uid) == "Robert"


@pytest.mark.parametrize(("column", "value"), LOSSES)
def test_the_same_at_psql(crew: Team, column: str, value: object) -> None:
    sql = f'UPDATE pd."user" SET {column} = $2 WHERE uid = $1'
    with pytest.raises(asyncpg.RaiseError, match="last_admin"):
        crew.centre.by(crew.admin.who, sql, crew.admin.who.uid, value)
    second(crew)
    crew.centre.by(crew.admin.who, sql, crew.admin.who.uid, value)


def test_the_licence_is_handed_over_by_two_gestures(crew: Team) -> None:
    boss, heir = crew.admin, crew.bob.who.uid.hex
    boss.sent(boss.cell("user", heir, "licence", "administrateur"))
    boss.sent(boss.cell("user", boss.who.uid.hex, "licence", "utilisateur"))
    assert crew.centre.value('SELECT licence FROM pd."user" WHERE uid = $1', boss.who.uid) == "utilisateur"


def test_two_administrators_who_switch_each_other_off_at_once_leave_one(crew: Team) -> None:
    one, other = crew.admin, second(crew)
    pushes = [
        (me, json.dumps([me.cell("user", him.who.uid.hex, "active", 0)]))
        for me, him in ((one, other), (other, one))
    ]

    async def push(me: Laptop, ops: str, written: asyncio.Event, wait: asyncio.Event) -> str:
        connection = await asyncpg.connect(crew.centre.service)
        try:
            async with connection.transaction():
                await connection.execute(
                    "SELECT set_config('app.user', $1, true), set_config('app.device', $2, true)",
                    str(me.who.uid),
                    str(me.who.device),
                )
                answer = str(await connection.fetchval("SELECT pd.push(1, $1::jsonb)", ops))
                written.set()
                await wait.wait()
            return answer
        finally:
            await connection.close()

    async def both() -> list[str]:
        first, then = asyncio.Event(), asyncio.Event()
        done = asyncio.Event()
        done.set()
        running = asyncio.create_task(push(*pushes[0], first, then))
        await first.wait()
        late = asyncio.create_task(push(*pushes[1], asyncio.Event(), done))
        await asyncio.sleep(0.2)
        then.set()
        return [await running, await late]

    crew.admin.seq = 1
    answers = [json.loads(one) for one in crew.centre.run(both())]
    assert [[r["code"] for r in one["refused"]] for one in answers] == [[], ["last_admin"]]
