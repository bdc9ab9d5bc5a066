"""Radius and types at a million companies, beside one numpy pass over the same columns (PERFORMANCE §6.5).

The columns are drawn, not read from companies: towns of France by their people, one establishment in ten a second one.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from generate import Places as Towns
from timing import Measure, compare, table

from prospectdesk.domain.portfolio import Kind, Matching, Place, Request, Training, kind_of
from prospectdesk.queries import portfolio
from prospectdesk.queries.portfolio_types import Sets, Surroundings, count, find
from prospectdesk.store import column_sql as cols
from prospectdesk.store.columns import ColumnSet, Part
from prospectdesk.store.connection import Connection, connect
from prospectdesk.store.point_sql import Places
from prospectdesk.store.points import PointSet, on_ellipsoid, sorted_points
from prospectdesk.store.store import Store

KEY = bytes(range(32))
LYON = Place("Lyon", 45.7640, 4.8357)
MATCHING = Matching((Training("BTS SIO", ("Informatique",)),))


def drawn(count: int) -> Sets:
    """Columns of `count` companies: a tenth registered, a twentieth with missions, a tenth with a second place."""
    draw, towns = np.random.default_rng(11), Towns.read()
    weights = np.array(towns.weights, float)
    sites = count + count // 10
    where = np.array([(row[3], row[4]) for row in towns.rows])[
        draw.choice(len(weights), sites, p=weights / weights.sum())
    ]
    where = where + draw.uniform(-0.01, 0.01, where.shape)
    numbers = np.arange(1, sites + 1, dtype=np.int32)
    company = np.concatenate((numbers[:count], draw.integers(1, count + 1, sites - count, dtype=np.int32)))
    places = Places(company, numbers, where[:, 0].copy(), where[:, 1].copy())
    size = count + 1 + count // 16
    arrays = {name: np.full(size, cols.empty(name), dtype) for name, dtype in cols.DTYPES.items()}
    flags = np.full(size, cols.LIVE | cols.ORGANISATION, np.uint16)
    for bit, share in (
        (cols.REGISTERED, 0.1),
        (cols.CONTACT, 0.4),
        (cols.MISSION, 0.05),
        (cols.PLACED, 0.02),
    ):
        flags[draw.random(size) < share] |= bit
    arrays["flags"] = flags
    arrays["domains"] = np.where(flags & cols.MISSION, draw.integers(0, 12, size), cols.NONE).astype(np.int32)
    domains = cols.Numbered(["informatique", *(f"domaine {one}" for one in range(11))])
    order = draw.permutation(np.arange(1, count + 1, dtype=np.int32))
    links = {"contact": np.empty(0, np.int32), "timeline": np.empty(0, np.int32)}
    columns = ColumnSet(arrays, links, order, cols.Texts(cols.Numbered(), domains), 0)
    return Sets(columns, PointSet(sorted_points(places), 0))


def one_pass(sets: Sets, place: Place, radius_km: float) -> Callable[[], object]:
    """The raw limit: straight lines over the slice of heights, and a count by flags; nothing sorted, nobody twice."""
    kinds = np.array([
        kind_of(registered=bool(one & cols.REGISTERED), contacts=one & cols.CONTACT, missions=one & cols.MISSION,
                placed=one & cols.PLACED, potential=False) for one in range(1 << 11)
    ], np.uint8)  # fmt: skip
    x, y, z = (float(one[0]) for one in on_ellipsoid(np.array([place.latitude]), np.array([place.longitude])))
    reach = radius_km * 100_000
    points, flags = sets.points.sorted, sets.companies.arrays["flags"]

    def limit() -> object:
        first, last = np.searchsorted(points.z, np.array((z - reach, z + reach), np.int32))
        part = points.at(slice(first, last))
        far = (part.x - x) ** 2 + (part.y - y) ** 2 + (part.z - z) ** 2
        return np.bincount(kinds[flags[part.company[far <= reach * reach]]], minlength=len(Kind))

    return limit


def measures(conn: Connection, sets: Sets, companies: int, rounds: int) -> Iterator[Measure]:
    """The six types within 5, 30 and 100 km of Lyon, and one step of a dragged circle."""
    for radius in (5, 30, 100):
        wanted = Request(LYON, float(radius))

        def six(wanted: Request = wanted) -> object:
            return count(sets, MATCHING, wanted.place, wanted.radius_km, portfolio.exactly(conn))

        def whole(wanted: Request = wanted) -> object:
            return find(sets, MATCHING, wanted.place, wanted.radius_km, portfolio.exactly(conn))

        raw = ("one numpy pass", one_pass(sets, LYON, radius))
        goal = 2 if radius == 30 and companies >= 1_000_000 else None
        yield compare(f"{radius} km around Lyon: six counters", companies, raw, six, goal=goal, rounds=rounds)
        yield compare(
            f"{radius} km around Lyon: rows in order", companies, raw, whole, goal=None, rounds=rounds
        )
    near = Surroundings(sets, MATCHING, LYON, 200.0)
    draw = random.Random(3)
    yield compare(
        "a dragged circle: counters of one step",
        companies,
        ("one numpy pass at 30 km", one_pass(sets, LYON, 30)),
        lambda: near.counts(draw.uniform(1, 200), portfolio.exactly(conn)),
        goal=None,
        rounds=rounds * 20,
    )


def loading(store: Store, sets: Sets, companies: int) -> Iterator[Measure]:
    """Points and columns from their chunks."""
    saved: list[Part] = []
    for each, stamp in ((sets.companies, "stamp"), (sets.points, "points")):
        text, pieces = each.saving()
        saved += [*(part for piece in pieces for part in piece), Part(stamp, 0, text.encode())]
    with store.transaction(0, None, muted=True) as uow:
        uow.conn.executemany("REPLACE INTO column_chunk (name, chunk, data) VALUES (?, ?, ?)",
                             [(part.name, part.chunk, part.data) for part in saved])  # fmt: skip
        uow.conn.execute("UPDATE write_state SET batch = 0")
    for name, which, load in (
        ("points: load from the store", "LIKE 'point%'", PointSet.load),
        ("columns: load from the store", "NOT LIKE 'point%'", ColumnSet.load),
    ):
        sql = f"SELECT data FROM column_chunk WHERE name {which}"
        raw = (
            "reading the same bytes",
            afresh(store, lambda conn, sql=sql: [row[0] for row in conn.execute(sql)]),
        )
        yield compare(name, companies, raw, afresh(store, load), goal=1.5, rounds=5)


def afresh(store: Store, read: Callable[[Connection], object]) -> Callable[[], object]:
    """Reads with a connection of its own, as the first screen does: nothing is decrypted yet."""

    def run() -> object:
        conn = connect(store.path, KEY, read_only=True)
        try:
            return read(conn)
        finally:
            conn.close()

    return run


def measured(companies: int, rounds: int) -> str:
    """All measures of one size as a table, with the memory of the points."""
    sets = drawn(companies)
    with tempfile.TemporaryDirectory(prefix="prospectdesk-bench-") as folder:
        store = Store(Path(folder) / "prospectdesk.db", KEY)
        store.open()
        try:
            with store.session() as conn:
                found = list(measures(conn, sets, companies, rounds))
            found += loading(store, sets, companies)
        finally:
            store.close()
    return f"{table(found)}\n\npoints in memory: {sets.points.nbytes / 1e6:.0f} MB"
