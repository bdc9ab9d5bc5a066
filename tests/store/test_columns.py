"""The column set says what the tables say, after any change, saved or not."""

from __future__ import annotations

import random

import numpy as np
import pytest

from prospectdesk.commands.columns import save_columns, saving
from prospectdesk.store import columns as module
from prospectdesk.store.column_sql import LIVE, LOST, NONE, REGISTERED, naf_span
from prospectdesk.store.columns import ColumnSet

NAMES = ["Ardoise", "Éclair", "eclair", "Zinc", "Garage Martin", "", "œuf"]


def fresh(world):
    with world.store.session() as conn:
        return ColumnSet.read(conn)


def save(world, columns):
    for command in saving(columns):
        world.write(lambda uow, command=command: save_columns(command, uow, None))


def load(world):
    with world.store.session() as conn:
        return ColumnSet.load(conn)


def same(one, other):
    size = min(len(one.arrays["flags"]), len(other.arrays["flags"]))
    assert one.order.tolist() == other.order.tolist()
    for name, column in one.arrays.items():
        if name not in {"city", "domains"}:
            assert np.array_equal(column[:size], other.arrays[name][:size]), name
    towns = [
        [each.texts.towns.names[n] if n != NONE else None for n in each.arrays["city"][:size]]
        for each in (one, other)
    ]
    assert towns[0] == towns[1]


def random_change(draw):
    def change(uow):
        known = [row["id"] for row in uow.rows("SELECT id FROM company")]
        kind = draw.random()
        one = draw.choice(known)
        if kind < 0.4:
            made = uow.insert(
                "company", {"name": draw.choice(NAMES), "naf": draw.choice([None, "62.01Z", "x"])}
            )
            town = draw.choice(["Rennes", "Metz", None])
            uow.insert("establishment", {"company_id": made, "city": town})
        elif kind < 0.6:
            uow.update("company", one, {"name": draw.choice(NAMES)})
        elif kind < 0.8:
            uow.insert("registration", {"company_id": one, "registered_at": 1, "takeover": 1})
        else:
            uow.remove("company", one)

    return change


def test_a_company_s_values_are_in_the_columns(world):
    columns = fresh(world)
    flags = int(columns.arrays["flags"][world.company])
    assert flags & LIVE
    assert flags & REGISTERED
    assert not flags & LOST
    assert columns.arrays["source"][world.company] == world.source


def test_following_single_changes_equals_reading_again(world):
    draw = random.Random(8)
    columns = fresh(world)
    for _ in range(120):
        world.write(random_change(draw))
        with world.store.session() as conn:
            assert columns.follow(conn)
        if draw.random() < 0.1:
            same(columns, fresh(world))
    same(columns, fresh(world))


def test_a_saved_set_is_loaded_and_brought_up_to_date(world):
    draw = random.Random(9)
    for _ in range(20):
        world.write(random_change(draw))
    first, rebuilt = load(world)
    assert rebuilt
    save(world, first)
    assert world.ask("SELECT count(*) FROM column_dirty") == [(0,)]
    world.write(random_change(draw))
    second, rebuilt = load(world)
    assert not rebuilt
    same(second, fresh(world))


def test_a_half_saved_set_is_not_used(world):
    columns, _ = load(world)
    commands = list(saving(columns))
    save(world, columns)
    world.write(lambda uow: save_columns(commands[0], uow, None))
    assert load(world)[1]


@pytest.mark.parametrize("damage", ["DELETE FROM column_chunk WHERE name = 'order'",
                                    "UPDATE column_chunk SET data = x'00' WHERE name = 'naf'",
                                    "DELETE FROM column_chunk WHERE name = 'stamp'"])  # fmt: skip
def test_a_damaged_chunk_is_not_used(world, damage):
    columns, _ = load(world)
    save(world, columns)
    world.write(lambda uow: uow.run(damage))
    again, rebuilt = load(world)
    assert rebuilt
    same(again, fresh(world))


def test_more_dirty_rows_than_worth_following_ask_for_a_new_set(world, monkeypatch):
    columns = fresh(world)
    monkeypatch.setattr(module, "MANY", 3)
    for _ in range(5):
        world.write(lambda uow: uow.insert("company", {"name": "Neuve"}))
    with world.store.session() as conn:
        assert not columns.follow(conn)


def test_an_empty_store_has_empty_columns(store):
    with store.session() as conn:
        columns, rebuilt = ColumnSet.load(conn)
    assert rebuilt
    assert len(columns.order) == 0


def test_a_naf_prefix_is_a_span_of_codes():
    for prefix, inside, outside in (
        ("62", "62.01Z", "63.11Z"),
        ("62.0", "62.09Z", "62.10Z"),
        ("62.01Z", "62.01Z", "62.01A"),
    ):
        low, high = naf_span(prefix)
        for code, wanted in ((inside, True), (outside, False)):
            value = int(code[:2] + code[3:5]) * 32 + ord(code[5]) - 64
            assert (low <= value < high) is wanted


def test_links_packed_at_rest_say_the_same_and_follow_what_changes(world, monkeypatch):
    monkeypatch.setattr("prospectdesk.store.column_links.PACKED", 0)
    monkeypatch.setattr(module, "MANY", 10_000)
    draw = random.Random(8)
    world.write(lambda uow: uow.happened(world.company, "note", "Note", text="Rappeler"))
    columns = fresh(world)
    plain = {table: columns.links[table].copy() for table in columns.links}
    columns.rest()
    held = columns.links._links
    assert all(isinstance(one, bytes) for one in held.values())
    with world.store.session() as conn:
        assert columns.follow(conn)
    assert all(isinstance(one, bytes) for one in held.values())  # nothing of theirs changed
    assert all(np.array_equal(columns.links[table], link) for table, link in plain.items())
    for _ in range(12):
        columns.rest()
        world.write(random_change(draw))
        world.write(lambda uow: uow.happened(world.company, "note", "Note", text="Rappeler encore"))
        with world.store.session() as conn:
            assert columns.follow(conn)
    again = fresh(world)
    for table, link in again.links.items():
        assert np.array_equal(columns.links[table][: len(link)], link), table
    same(columns, again)
