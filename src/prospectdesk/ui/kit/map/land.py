"""The ground that the program ships: outlines as arrays, towns in the order of their size."""

from __future__ import annotations

import functools
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QByteArray, QDataStream
from PySide6.QtGui import QPolygonF

from prospectdesk.ui.kit.map.camera import Box, Camera, Floats, box_of, world

if TYPE_CHECKING:
    from collections.abc import Iterable

BEYOND = 2000.0
"""Pixels around what is seen that lines may run on; what lies farther is drawn back to that frame."""
FINE = 2.0
"""Points nearer than half a pixel to the one before are left out: grid cells a pixel."""

DISTRICTS = frozenset({"751", "693", "132"})
"""How the codes of the districts of Paris, Lyon and Marseille begin; no commune's does."""


@dataclass(frozen=True, slots=True)
class Line:
    """A ring or a line in world coordinates."""

    xs: Floats
    ys: Floats
    box: Box
    closed: bool

    @classmethod
    def of(cls, longitudes: Floats, latitudes: Floats, *, closed: bool) -> Line:
        """From degrees."""
        xs, ys = world(latitudes, longitudes)
        return cls(xs, ys, box_of(xs, ys), closed)


@dataclass(frozen=True, slots=True)
class Towns:
    """Communes with a place of their own, the most populous first; world coordinates."""

    names: tuple[str, ...]
    people: Floats
    xs: Floats
    ys: Floats


@functools.cache
def outlines() -> tuple[Line, ...]:
    """The coasts and borders of France and its territories."""
    from prospectdesk.geo.reference import outline

    return tuple(
        Line.of(*np.asarray(ring, np.float64).T, closed=True)
        for rings in outline().values()
        for ring in rings
    )


@functools.cache
def borders() -> tuple[Line, ...]:
    """The borders between departments."""
    from prospectdesk.geo.reference import borders as read

    return tuple(Line.of(*np.asarray(line, np.float64).T, closed=False) for line in read())


@functools.cache
def towns() -> Towns:
    """Every commune that can be named on a map; districts of Paris, Lyon and Marseille are not towns."""
    from prospectdesk.geo.reference import HOW_EXACT, communes

    table = communes()
    people = np.asarray(table.populations, np.float64)
    lat, lon = np.asarray(table.latitudes, np.float64), np.asarray(table.longitudes, np.float64)
    exact = np.isin(np.array(list(table.how)), list(HOW_EXACT))
    districts = np.array([code[:3] in DISTRICTS for code in table.codes])
    named = np.flatnonzero(exact & np.isfinite(lat) & np.isfinite(lon) & ~districts)
    named = named[np.argsort(-people[named], kind="stable")]
    xs, ys = world(lat[named], lon[named])
    return Towns(tuple(table.names[row] for row in named), people[named], xs, ys)


def in_sight(lines: Iterable[Line], camera: Camera, margin: float = 0.0) -> list[QPolygonF]:
    """The lines that cross what a camera sees, in pixels, as fine as pixels need."""
    air = margin / camera.scale
    seen = camera.box
    box = Box(seen.left - air, seen.top - air, seen.right + air, seen.bottom + air)
    return [drawn(line.xs, line.ys, camera) for line in lines if line.box.crosses(box)]


def drawn(xs: Floats, ys: Floats, camera: Camera) -> QPolygonF:
    """A line in pixels. Points far outside are drawn back to a frame: within it nothing changes."""
    left, top = camera.screen(xs, ys)
    left = np.clip(left, -BEYOND, camera.width + BEYOND)
    top = np.clip(top, -BEYOND, camera.height + BEYOND)
    across, down = np.rint(left * FINE), np.rint(top * FINE)
    keep = np.ones(len(left), np.bool_)
    keep[1:] = (across[1:] != across[:-1]) | (down[1:] != down[:-1])
    return polygon(left[keep], top[keep])


def polygon(left: Floats, top: Floats) -> QPolygonF:
    """A polygon of many points at once, through Qt's own stream of them."""
    points = np.empty((len(left), 2), ">f8")
    points[:, 0], points[:, 1] = left, top
    made = QPolygonF()
    stream = QDataStream(QByteArray(struct.pack(">I", len(left)) + points.tobytes()))
    stream >> made
    return made
