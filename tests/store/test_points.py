"""The points of establishments say what the tables say, after any change, saved or not."""

from __future__ import annotations

import random

import pytest

from prospectdesk.commands.columns import save_columns, saving
from prospectdesk.store import column_stamps, points
from prospectdesk.store.columns import ColumnSet
from prospectdesk.store.points import PointSet

SIRETS = (None, "00010001600013", "12345678901234", "35600000000048", "35600000049837")


def load(world):
    with world.store.session() as conn:
        return PointSet.load(conn)


def fresh(world):
    world.store.writer().execute("DELETE FROM column_chunk WHERE name = 'points'")
    return load(world)[0]


def said(found):
    """All live points, in an order of their own."""
    parts = [part.at(part.company > 0) for part in (found.sorted, found.loose)]
    assert all(z <= after for z, after in zip(found.sorted.z, found.sorted.z[1:], strict=False))
    return sorted(row for part in parts for row in zip(*(column.tolist() for column in part), strict=True))


def save(world, found):
    for command in saving(found):
        world.write(lambda uow, command=command: save_columns(command, uow, None))


def random_change(draw):
    def change(uow):
        companies = [row["id"] for row in uow.rows("SELECT id FROM company")]
        sites = [row["id"] for row in uow.rows("SELECT id FROM establishment")]
        spot = draw.choice([(48.1, -1.6), (48.2, -1.7), (None, None), (0.0, 0.0), (91.0, 2.0)])
        lies = dict(zip(("latitude", "longitude"), spot, strict=True))
        one, kind = draw.choice(companies), draw.random()
        if kind < 0.35 or not sites:
            uow.insert("establishment", {"company_id": one, "siret": draw.choice(SIRETS), "city": "Rennes",
                                         "head_office": draw.randint(0, 1), **lies})  # fmt: skip
        elif kind < 0.5:
            changed = {**lies, "open": draw.randint(0, 1), "company_id": one}
            site = draw.choice(sites)
            uow.companies.add(uow.get("establishment", site)["company_id"])
            uow.update("establishment", site, changed)
        elif kind < 0.6:
            uow.remove("establishment", draw.choice(sites))
        elif kind < 0.75:
            uow.insert("company", {"name": "Neuve", "scope": 1})
        elif kind < 0.9:
            uow.insert(
                "registration",
                {"company_id": one, "registered_at": 1, "city": draw.choice(("Rennes", "Bruz")), **lies},
            )
        else:
            for row in uow.rows("SELECT id FROM registration WHERE company_id = ?", (one,)):
                uow.remove("registration", row["id"])

    return change


@pytest.mark.spec("P-04")
def test_following_single_changes_equals_reading_again(world, monkeypatch):
    monkeypatch.setattr(points, "LOOSE", 5)
    draw = random.Random(8)
    found = fresh(world)
    for step in range(120):
        world.write(random_change(draw))
        with world.store.session() as conn:
            assert found.follow(conn)
        if step % 10 == 9:
            assert said(found) == said(fresh(world))
            owners = [row[3] for row in said(found)]
            assert found.several(500).tolist() == [min(owners.count(one), 2) for one in range(500)]


def test_a_saved_set_is_loaded_and_brought_up_to_date(world):
    draw = random.Random(9)
    for _ in range(30):
        world.write(random_change(draw))
    save(world, load(world)[0])
    for _ in range(30):
        world.write(random_change(draw))
    loaded, rebuilt = load(world)
    assert not rebuilt
    assert said(loaded) == said(fresh(world))
    assert loaded.nbytes >= 20 * len(said(loaded))


def test_dirty_companies_are_kept_until_every_saved_set_holds_them(world):
    save(world, load(world)[0])
    world.write(lambda uow: uow.insert("company", {"name": "Neuve", "scope": 1}))
    with world.store.session() as conn:
        save(world, ColumnSet.read(conn))
    assert world.ask("SELECT count(*) FROM column_dirty")[0][0] >= 1
    save(world, load(world)[0])
    assert world.ask("SELECT count(*) FROM column_dirty") == [(0,)]


def test_saved_points_are_dropped_when_too_much_changed_since(world, monkeypatch):
    monkeypatch.setattr(column_stamps, "MANY", 2)
    save(world, load(world)[0])
    for number in range(3):
        world.write(lambda uow, number=number: uow.insert("company", {"name": f"S{number}", "scope": 1}))
    with world.store.session() as conn:
        save(world, ColumnSet.read(conn))
    assert world.ask("SELECT count(*) FROM column_chunk WHERE name LIKE 'point%'") == [(0,)]
    assert world.ask("SELECT count(*) FROM column_dirty") == [(0,)]


@pytest.mark.parametrize("damage", ["DELETE FROM column_chunk WHERE name = 'point_z'",
                                    "UPDATE column_chunk SET data = x'00' WHERE name = 'point_site'"])  # fmt: skip
def test_a_damaged_set_is_read_from_the_tables(world, damage):
    world.write(random_change(random.Random(1)))
    save(world, load(world)[0])
    world.store.writer().execute(damage)
    assert load(world)[1]
