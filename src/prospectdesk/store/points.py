"""Where the establishments of all companies lie, as whole numbers sorted by height: what a radius passes over.

A point is kept in centimetres from the middle of the Earth, 20 bytes in all; its degrees are in the tables. Loaded
when first needed, saved like the columns of companies, kept true by the companies that are marked dirty.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from prospectdesk.store.column_sql import CHUNK
from prospectdesk.store.column_stamps import MANY, POINTS
from prospectdesk.store.columns import PIECE, Part, read_batch, read_chunks
from prospectdesk.store.connection import Connection
from prospectdesk.store.point_sql import Places, read_places

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]

LAYOUT = 1
EQUATOR_CM, SQUASH = 637_813_700.0, 1 - (1 - 1 / 298.257223563) ** 2
"""The WGS-84 ellipsoid: its radius at the equator, its squared eccentricity."""
LOOSE = 4_096
"""So many points may lie beside the sorted ones before all are sorted again."""


class Points(NamedTuple):
    """Centimetres along the three axes, the company's row id (0: gone), and `site` as in Places."""

    x: Ints
    y: Ints
    z: Ints
    company: Ints
    site: Ints

    def at(self, chosen: Any) -> Points:
        """The chosen ones."""
        return Points(*(column[chosen] for column in self))


def on_ellipsoid(latitude: Floats, longitude: Floats) -> tuple[Floats, Floats, Floats]:
    """Degrees as centimetres along the three axes."""
    lat, lon = np.radians(latitude), np.radians(longitude)
    sine, cosine = np.sin(lat), np.cos(lat)
    normal = EQUATOR_CM / np.sqrt(1 - SQUASH * sine * sine)
    return normal * cosine * np.cos(lon), normal * cosine * np.sin(lon), normal * (1 - SQUASH) * sine


def degrees(points: Points) -> tuple[Floats, Floats]:
    """Latitudes and longitudes of points, within a centimetre: for drawing, not for deciding."""
    x, y, z = (column.astype(np.float64) for column in points[:3])
    return np.degrees(np.arctan2(z, (1 - SQUASH) * np.hypot(x, y))), np.degrees(np.arctan2(y, x))


class PointSet:
    """The points at one moment (`batch`); threads share it. `sorted` goes up by z, `loose` are a few in no order."""

    stamp = POINTS

    def __init__(self, ordered: Points, batch: int) -> None:
        self.sorted = ordered
        self.loose = ordered.at(slice(0, 0))
        self.batch = batch
        self.saved = batch
        self._several: NDArray[np.uint8] | None = None
        self._lock = threading.Lock()

    @classmethod
    def load(cls, conn: Connection) -> tuple[PointSet, bool]:
        """The saved set brought up to date, or one read from the tables; and whether it was the latter."""
        saved = cls._saved(conn)
        if saved is not None and saved.follow(conn):
            return saved, False
        batch = read_batch(conn)
        made = cls(sorted_points(read_places(conn)), batch)
        made.saved = -1
        return made, True

    @classmethod
    def _saved(cls, conn: Connection) -> PointSet | None:
        row = conn.execute("SELECT data FROM column_chunk WHERE name = ? AND chunk = 0", (POINTS,)).fetchone()
        stamp: dict[str, Any] = json.loads(row[0]) if row else {}
        if stamp.get("layout") != LAYOUT:
            return None
        found = Points(*(np.empty(stamp["size"], np.int32) for _ in Points._fields))
        if not all(read_chunks(conn, f"point_{name}", getattr(found, name)) for name in Points._fields):
            return None
        return cls(found, stamp["batch"])

    def follow(self, conn: Connection) -> bool:
        """Re-reads the places of companies that changed since; False when too many did (load again then)."""
        batch = read_batch(conn)
        if batch <= self.batch:
            return True
        with self._lock:
            if batch <= self.batch:
                return True
            sql = "SELECT id FROM column_dirty WHERE batch > ? OR batch IS NULL LIMIT ?"
            dirty = [row[0] for row in conn.execute(sql, (self.batch, MANY + 1))]
            if len(dirty) > MANY:
                return False
            if dirty:
                self._patch(np.array(dirty, np.int32), points_of(read_places(conn, dirty)))
            self.batch = batch
        return True

    def _patch(self, companies: Ints, now: Points) -> None:
        """Puts the points of `companies` in place of those they had; does nothing when they are the same."""
        old = np.flatnonzero(_of(self.sorted.company, companies))
        loose = _of(self.loose.company, companies)
        if _same(_joined(self.sorted.at(old), self.loose.at(loose)), now):
            return
        self.loose = _joined(self.loose.at(~loose), now)
        self.sorted.company[old] = 0
        self._several = None
        if len(self.loose.company) > LOOSE:
            self._sort()

    def _sort(self) -> None:
        kept = self.sorted.at(self.sorted.company > 0)
        self.sorted, self.loose = _ordered(_joined(kept, self.loose)), self.loose.at(slice(0, 0))

    def several(self, size: int) -> NDArray[np.uint8]:
        """For each company id below `size` whether it has no point anywhere (0), one (1) or several (2)."""
        known = self._several
        if known is None or len(known) < size:
            companies = np.concatenate((self.sorted.company, self.loose.company))
            known = np.minimum(np.bincount(companies, minlength=size), 2).astype(np.uint8)
            known[0] = 0
            self._several = known
        return known[:size]

    @property
    def nbytes(self) -> int:
        """Bytes held in memory."""
        return sum(column.nbytes for part in (self.sorted, self.loose) for column in part)

    def saving(self) -> tuple[str, Iterator[list[Part]]]:
        """The stamp of the set as it is now, and all its chunks, some 2 MB at a time."""
        with self._lock:
            self._sort()
            points, batch = self.sorted.at(slice(None)), self.batch
        return json.dumps({"layout": LAYOUT, "batch": batch, "size": len(points.x)}), _pieces(points)


def sorted_points(places: Places) -> Points:
    """Places as points that go up by height."""
    return _ordered(points_of(places))


def points_of(places: Places) -> Points:
    """Places as points, in their order."""
    x, y, z = (np.rint(one).astype(np.int32) for one in on_ellipsoid(places.latitude, places.longitude))
    return Points(x, y, z, places.company, places.site)


def _ordered(points: Points) -> Points:
    return points.at(np.argsort(points.z, kind="stable"))


def _joined(one: Points, other: Points) -> Points:
    return Points(*(np.concatenate(pair) for pair in zip(one, other, strict=True)))


def _of(column: Ints, companies: Ints) -> NDArray[np.bool_]:
    """Which points belong to these companies: comparisons for a few, a table for many."""
    if len(companies) <= 4:
        mask = np.zeros(len(column), np.bool_)
        for one in companies:
            mask |= column == one
        return mask
    if not len(column):
        return np.zeros(0, np.bool_)
    wanted = np.zeros(max(int(column.max()), int(companies.max())) + 1, np.bool_)
    wanted[companies] = True
    return wanted[column]


def _same(one: Points, other: Points) -> bool:
    if len(one.x) != len(other.x):
        return False
    before, after = (np.stack(each)[:, np.lexsort(each)] for each in (one, other))
    return bool(np.array_equal(before, after))


def _pieces(points: Points) -> Iterator[list[Part]]:
    piece: list[Part] = []
    for name, column in points._asdict().items():
        for start in range(0, len(column), CHUNK):
            piece.append(Part(f"point_{name}", start // CHUNK, column[start : start + CHUNK].tobytes()))
            if sum(len(part.data) for part in piece) >= PIECE:
                yield piece
                piece = []
    if piece:
        yield piece
