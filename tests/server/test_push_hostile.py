"""Operations nobody's laptop would send: told apart by clear codes, never a crash, never in the way of the others (T15)."""

from __future__ import annotations

import asyncio
import copy
import json
import random
import re
from typing import Any

import asyncpg
import pytest
from centre import Centre, Who
from pushing import NOW, Laptop, Operation, Team, codes, natural, plain, rows_of, team, uid

from prospectdesk.wire import rules
from prospectdesk.wire.tables import TABLES

pytestmark = pytest.mark.pg

CODES = {
    "no_right", "not_author", "done_follow_up", "unknown_row", "unknown_parent", "other_workspace", "bad_value", "erased",
    "append_only", "already_closed", "locked_dossier", "siret",
}  # fmt: skip
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 10**18, 10**30, -(10**400), 1e308, "", "x", "0", "é" * 9, "a" * 100_001, "'; DROP TABLE pd.feed",
    "{}", "[]", "\\", '"', "%s", "$1", "0" * 32, "g" * 32, "F" * 32, [], {}, [1], {"a": 1}, [[[]]], "2026-11-22", "\u202e", "🙂",
    "00000000-0000-0000-0000-000000000000", " " * 32,
)  # fmt: skip


def good(laptop: Laptop, chance: random.Random, company: str) -> Operation:
    """An operation as a laptop writes it."""
    table = chance.choice(list(TABLES))
    values = {"company_id": company} if "company_id" in plain(table) else {}
    if chance.random() < 0.6:
        return laptop.row(table, **values)
    column = chance.choice(rules.columns(table)).name
    return laptop.cell(table, chance.choice((company, uid())), column, chance.choice(ODD))


def mutated(operation: Operation, chance: random.Random) -> Any:
    """The same with something wrong in it."""
    bad = copy.deepcopy(operation)
    way = chance.randrange(8)
    if way == 0:
        return chance.choice(ODD)
    if way == 1:
        return bad[: chance.randrange(7)]
    if way == 2:
        return [*bad, chance.choice(ODD)]
    if way in {3, 4} and isinstance(bad[4], dict):
        bad[4][chance.choice([*bad[4], "rev", "cv", "workspace", "bucket", ""])] = chance.choice(ODD)
        return bad
    if way == 5 and isinstance(bad[4], dict) and bad[4]:
        bad[4].pop(chance.choice(list(bad[4])))
        return bad
    bad[chance.randrange(7)] = chance.choice(ODD)
    return bad


@pytest.mark.spec("T15")
@pytest.mark.parametrize("seed", [0, 1, 2, 35])
def test_a_hundred_mutated_operations_stop_nobody(crew: Team, seed: int) -> None:
    chance = random.Random(seed)
    licence = chance.choice((crew.ana, crew.lead, crew.admin))
    company, fine = crew.company(), uid()
    operations = [mutated(good(licence, chance, company), chance) for _ in range(100)]
    operations.insert(50, licence.row("company", fine, batch=-777))
    answer = licence.push(*operations)
    assert set(codes(answer).values()) <= CODES, (seed, codes(answer))
    told = [index for one in answer["refused"] for index in one["ops"]]
    assert sorted(told) == sorted(set(told))
    assert 50 not in told
    assert licence.sees("company", fine)
    assert licence.pull()["pages"]


@pytest.mark.spec("T15")
def test_what_no_column_can_hold_is_refused_one_by_one(crew: Team) -> None:
    company = crew.company()
    operations = [crew.ana.cell("company", company, "headcount", value) for value in ODD]
    answer = crew.ana.push(*operations)
    refused = {index for one in answer["refused"] for index in one["ops"]}
    fine = {
        index
        for index, value in enumerate(ODD)
        if value is None or (type(value) is int and abs(value) < 10**18 + 1)
    }
    assert refused == set(range(len(ODD))) - fine


@pytest.mark.spec("T15", "P3")
def test_words_of_other_columns_and_tables_are_not_known(crew: Team) -> None:
    company = crew.company()
    columns = (
        "rev",
        "cv",
        "bucket",
        "workspace",
        "changed_by",
        "uid",
        "*'",
        "name; --",
        "NAME",
        "",
        "@address",
    )
    tables = ("feed", "device", "account", "pd.company", "centre", "COMPANY", "", 'user"', "merged", "erased")
    answer = crew.admin.push(
        *(crew.admin.cell("company", company, column, "x") for column in columns),
        *(crew.admin.cell(table, company, "name", "x") for table in tables),
    )
    assert set(codes(answer).values()) == {"bad_value"}
    assert len(answer["refused"]) == len(columns) + len(tables)


@pytest.mark.spec("T2", "X-22")
def test_a_forged_device_or_user_is_nobody(crew: Team, shared_centre: Centre) -> None:
    other = team(shared_centre)
    for who in (
        Who(crew.workspace, other.ana.who.uid, crew.ana.who.device, "utilisateur"),
        Who(crew.workspace, crew.admin.who.uid, crew.ana.who.device, "administrateur"),
    ):
        forged = Laptop(shared_centre, who)
        assert forged.push(forged.row("company"))["error"]["code"] == "wipe"
        assert forged.pull()["buckets"] == {}


@pytest.mark.parametrize("ops", ["{}", "null", '"x"', "3"])
def test_a_body_that_is_no_list_is_a_bad_request(crew: Team, ops: str) -> None:
    assert crew.ana.ask("pd.push(1, $1::jsonb)", ops)["error"]["code"] == "bad_request"


@pytest.mark.spec("T15")
def test_a_gesture_the_database_refuses_by_itself_leaves_the_others(
    crew: Team, shared_centre: Centre
) -> None:
    shared_centre.sql(
        "DO $$ BEGIN ALTER TABLE pd.company ADD CONSTRAINT not_zut CHECK (name <> 'Zut'); "
        "EXCEPTION WHEN duplicate_object THEN NULL; END $$"
    )
    rows = [crew.ana.row("company", name="Zut" if index in {3, 70} else "Bien") for index in range(100)]
    answer = crew.ana.push(*rows)
    assert [one["ops"] for one in answer["refused"]] == [[3], [70]]
    assert set(codes(answer).values()) == {"bad_value"}
    assert len(rows_of(answer["echo"])) == 98


async def _pushed(
    connection: asyncpg.Connection, laptop: Laptop, number: int, operations: list[Any]
) -> tuple[Any, int]:
    """The answer to a push, and how often it had to be asked again; a deadlock would end the test."""
    for again in range(20):
        try:
            async with connection.transaction():
                await connection.execute(
                    "SELECT set_config('app.user', $1, true), set_config('app.device', $2, true), "
                    "set_config('app.now', $3, true)",
                    str(laptop.who.uid), str(laptop.who.device), str(NOW),
                )  # fmt: skip
                told = await connection.fetchval(
                    "SELECT pd.push($1, $2::jsonb)", number, json.dumps(operations)
                )
                return json.loads(told), again
        except asyncpg.SerializationError:
            continue
    raise AssertionError("never taken")


@pytest.mark.spec("F11")
def test_services_pushing_the_same_rows_at_once_neither_lock_nor_lose(
    crew: Team, shared_centre: Centre
) -> None:
    company = crew.company()
    cards = [uid() for _ in range(6)]
    crew.admin.sent(*(crew.admin.row("contact", card, company_id=company, person=uid()) for card in cards))
    chance = random.Random(3)
    laptops = [crew.ana, crew.bob, crew.lead, crew.admin.other()]
    retried = 0

    async def device(laptop: Laptop) -> None:
        nonlocal retried
        connection = await asyncpg.connect(shared_centre.service)
        try:
            for number in range(1, 9):
                shuffled = chance.sample(cards, len(cards))
                operations = [
                    laptop.cell("contact", card, "job", f"{laptop.who.uid}{number}") for card in shuffled
                ]
                operations.append(laptop.row("follow_up", company_id=company))
                operations.append(laptop.row("registration", natural("registration", crew.workspace.hex, company),
                                             company_id=company))  # fmt: skip
                told, again = await _pushed(connection, laptop, number, operations)
                retried += again
                assert told["refused"] == []
        finally:
            await connection.close()

    async def go() -> None:
        await asyncio.gather(*(device(laptop) for laptop in laptops))

    shared_centre.run(go())
    assert retried <= 4
    count = shared_centre.value(
        "SELECT count(*) FROM pd.follow_up WHERE workspace = $1 AND done = 0 AND deleted_at IS NULL",
        crew.workspace,
    )
    assert count == 1  # INV-02 held through it all


@pytest.mark.spec("L1")
def test_the_stored_answer_holds_names_of_rows_and_no_values(crew: Team) -> None:
    crew.ana.push(crew.ana.row("company", name="Secret"), crew.ana.row("company", name=12))
    kept = crew.centre.value("SELECT last_answer::text FROM pd.device WHERE uid = $1", crew.ana.who.device)
    assert "Secret" not in kept
    assert re.search(r'"code": "bad_value"', kept)


@pytest.mark.spec("X-21")
def test_a_word_that_laptops_would_set_aside_is_refused_by_the_centre(crew: Team) -> None:
    made, routine = crew.company(), uid()
    crew.lead.sent(crew.lead.row("routine", routine))
    tag = crew.lead.row("routine_tag", company_id=made, routine_id=routine, tag="tiède")
    assert set(codes(crew.lead.push(tag)).values()) == {"bad_value"}
