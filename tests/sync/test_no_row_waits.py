"""The feed's order is that of revs and uids: children come before their parents, in every table. Nothing stays held."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from laptops import DIRECTORY, NOW, WORKSPACE, Laptop, contents, laptop, page

from prospectdesk.store.check import check
from prospectdesk.sync import digest, incoming, state
from prospectdesk.wire import rules
from prospectdesk.wire.tables import TABLES

pytestmark = [pytest.mark.spec("X-16"), pytest.mark.spec("F14")]
ORDERS = 6
PLACES = {table: place for place, table in enumerate(TABLES)}
Sample = tuple[str, bytes, dict[str, Any]]


def uid(table: str, number: int) -> bytes:
    """Parents sort before and after their children."""
    return bytes([(PLACES[table] * 7 + number * 101) % 251 + 1]) * 16


def row(table: str, number: int) -> Sample:
    """One of the two rows of a table, every reference set: to the first row of its target, or of its own table."""
    values: dict[str, Any] = {"scope": 1, "rev": 1 + PLACES[table] + number * 50}
    for column in rules.columns(table):
        place = f"{table}.{column.name}"
        if column.target is not None:
            values[column.name] = uid(column.target, 0).hex() if column.target != table or number else None
        elif column.kind == "t" and column.mandatory:
            words = sorted(incoming.CHOICES.get(place, ()))
            values[column.name] = words[0] if words else "{}" if place in incoming._JSON else f"x{number}"
    if table in rules.BUCKET_IN:
        values["owner"] = None
    return table, uid(table, number), values


def told() -> list[Sample]:
    """Two rows of every table, and a company that became another one."""
    loser = {
        "name": "Perdante",
        "scope": 1,
        "rev": 300,
        "merged_into": uid("company", 0).hex(),
        "deleted_at": NOW,
    }
    return [row(table, number) for table in TABLES for number in (0, 1)] + [("company", b"\xfd" * 16, loser)]


def counted(one: Laptop) -> int:
    """Rows the digests of all buckets count."""
    with one.store.session() as conn:
        buckets = [WORKSPACE, DIRECTORY, uid("routine", 0).hex(), uid("routine", 1).hex()]
        return sum(lines.total()[0] for lines in digest.read(conn, buckets).values())


def started(folder: Path, name: str) -> Laptop:
    made = laptop(folder / f"{name}.db", None)
    made.store.writer().execute("PRAGMA synchronous = OFF")
    with made.store.transaction(NOW, None, muted=True) as uow:
        state.write(uow.conn, workspace=WORKSPACE)
    return made


def test_every_table_in_any_order_leaves_nothing_held_and_the_digests_count_what_waits(
    tmp_path: Path,
) -> None:
    rows = told()
    assert {table for table, _uid, _values in rows} == set(TABLES)
    plain = started(tmp_path, "plain")
    plain.receive(page(*rows))
    assert plain.ask("SELECT tbl, json_extract(data, '$.reason') FROM held") == []
    wanted = contents(plain)
    for order in range(ORDERS):
        dice = random.Random(order)
        shuffled = (
            sorted(rows, key=lambda one: -PLACES[one[0]]) if order == 0 else dice.sample(rows, len(rows))
        )
        other, came, size = started(tmp_path, str(order)), 0, dice.choice((1, 3, 10))
        while came < len(shuffled):
            other.receive(page(*shuffled[came : came + size]))
            came = min(came + size, len(shuffled))
            if came % 7 == 0:
                assert counted(other) == came, order
        assert other.ask("SELECT tbl, data FROM held") == [], order
        assert counted(other) == len(rows)
        assert contents(other) == wanted, order
        assert [one for one in check(other.store) if one.derived] == []
        other.store.close()
    plain.store.close()
