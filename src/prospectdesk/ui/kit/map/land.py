"""The ground that the program ships: outlines as arrays, towns in the order of their size."""

from __future__ import annotations

import functools
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QDataStream
from PySide6.QtGui import QPainterPath, QPolygonF

from prospectdesk.geo.words import Words
from prospectdesk.ui.kit.map.camera import Camera, Floats, world

BEYOND = 2000.0
"""Pixels around what is seen that lines may run on; what lies farther is drawn back to that frame."""
FINE = 2.0
"""Points nearer than half a pixel to the one before are left out: grid cells a pixel."""
DISTRICTS = frozenset({"751", "693", "132"})
"""How the codes of the districts of Paris, Lyon and Marseille begin; no commune's does."""
ELEMENT = np.dtype([("kind", ">i4"), ("x", ">f8"), ("y", ">f8")])
"""How Qt's stream writes an element of a path: kind 0 begins a line, kind 1 goes on."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Many lines in world coordinates, one behind the other; `begins` are where each begins, and the end.

    `boxes` are left, top, right and bottom of each line. A ring ends where it begins.
    """

    xs: Floats
    ys: Floats
    begins: NDArray[np.int64]
    boxes: tuple[Floats, Floats, Floats, Floats]

    @classmethod
    def of(cls, lines: Iterable[Sequence[tuple[float, float]]], *, closed: bool) -> Lines:
        """From lists of (longitude, latitude)."""
        parts = [np.asarray([*line, line[0]] if closed else line, np.float64) for line in lines]
        whole = np.concatenate(parts)
        xs, ys = world(whole[:, 1], whole[:, 0])
        begins = np.concatenate(([0], np.cumsum([len(part) for part in parts])))
        first = begins[:-1]
        boxes = (np.minimum.reduceat(xs, first), np.minimum.reduceat(ys, first),
                 np.maximum.reduceat(xs, first), np.maximum.reduceat(ys, first))  # fmt: skip
        return cls(xs, ys, begins, boxes)

    def path(self, camera: Camera) -> QPainterPath:
        """Those that cross what a camera sees, in pixels, as fine as pixels need."""
        box, (left, top, right, bottom) = camera.box, self.boxes
        seen = (left <= box.right) & (right >= box.left) & (top <= box.bottom) & (bottom >= box.top)
        points = np.repeat(seen, np.diff(self.begins))
        starts = np.zeros(len(self.xs), np.bool_)
        starts[self.begins[:-1]] = True
        starts = starts[points]
        x, y = framed(*camera.screen(self.xs[points], self.ys[points]), camera)
        keep = distinct(x, y)
        keep |= starts
        keep[:-1] |= starts[1:]  # the last point of each line
        return _path(x[keep], y[keep], starts[keep])


@dataclass(frozen=True, slots=True)
class Towns:
    """Communes with a place of their own, the most populous first; world coordinates."""

    names: Words
    people: Floats
    xs: Floats
    ys: Floats


@functools.cache
def outlines() -> Lines:
    """The coasts and borders of France and its territories, as rings."""
    from prospectdesk.geo.reference import outline

    made = Lines.of((ring for rings in outline().values() for ring in rings), closed=True)
    outline.cache_clear()
    return made


@functools.cache
def borders() -> Lines:
    """The borders between departments."""
    from prospectdesk.geo.reference import borders as read

    made = Lines.of(read(), closed=False)
    read.cache_clear()
    return made


@functools.cache
def towns() -> Towns:
    """Every commune that can be named on a map; districts of Paris, Lyon and Marseille are not towns."""
    from prospectdesk.geo.reference import HOW_EXACT, communes

    alone = not communes.cache_info().currsize
    table = communes()
    people = np.asarray(table.populations, np.float64)
    lat, lon = np.asarray(table.latitudes, np.float64), np.asarray(table.longitudes, np.float64)
    exact = np.isin(np.array(list(table.how)), list(HOW_EXACT))
    districts = np.array([code[:3] in DISTRICTS for code in table.codes])
    named = np.flatnonzero(exact & np.isfinite(lat) & np.isfinite(lon) & ~districts)
    named = named[np.argsort(-people[named], kind="stable")]
    xs, ys = world(lat[named], lon[named])
    names = Words.of(table.names[row] for row in named.tolist())
    if alone:  # nobody else asked for the table, which takes four times the room of what a map needs
        communes.cache_clear()
    return Towns(names, people[named], xs, ys)


def prepare() -> None:
    """Reads all of the ground; some tenths of a second, so a screen does it in a lane."""
    outlines()
    borders()
    towns()


def is_ready() -> bool:
    """Whether the ground was read before."""
    return bool(towns.cache_info().currsize and borders.cache_info().currsize)


def drawn(xs: Floats, ys: Floats, camera: Camera) -> QPolygonF:
    """One line of world coordinates in pixels."""
    x, y = framed(*camera.screen(xs, ys), camera)
    keep = distinct(x, y)
    return polygon(x[keep], y[keep])


def framed(x: Floats, y: Floats, camera: Camera) -> tuple[Floats, Floats]:
    """Points far outside are drawn back to a frame around the screen: within it no line or area changes."""
    return np.clip(x, -BEYOND, camera.width + BEYOND), np.clip(y, -BEYOND, camera.height + BEYOND)


def distinct(x: Floats, y: Floats) -> NDArray[np.bool_]:
    """Which points lie elsewhere than the one before them, for the eye."""
    across, down = np.rint(x * FINE), np.rint(y * FINE)
    keep = np.ones(len(x), np.bool_)
    keep[1:] = (across[1:] != across[:-1]) | (down[1:] != down[:-1])
    return keep


def polygon(x: Floats, y: Floats) -> QPolygonF:
    """A polygon of many points at once, through Qt's own stream of them."""
    points = np.empty((len(x), 2), ">f8")
    points[:, 0], points[:, 1] = x, y
    made = QPolygonF()
    stream = QDataStream(QByteArray(struct.pack(">I", len(x)) + points.tobytes()))
    stream >> made
    return made


def _path(x: Floats, y: Floats, starts: NDArray[np.bool_]) -> QPainterPath:
    """A path of many lines at once, through Qt's own stream of them."""
    made = QPainterPath()
    if len(x):
        elements = np.empty(len(x), ELEMENT)
        elements["kind"], elements["x"], elements["y"] = ~starts, x, y
        last = int(np.flatnonzero(starts)[-1])
        data = struct.pack(">i", len(x)) + elements.tobytes() + struct.pack(">ii", last, 0)
        stream = QDataStream(QByteArray(data))
        stream >> made
    return made
