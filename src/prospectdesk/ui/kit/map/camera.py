"""Web Mercator, and what part of it is looked at: pure functions, arrays and numbers alike."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TILE = 256
"""Logical pixels of the whole world at zoom 0."""
LEAST_ZOOM, MOST_ZOOM = 2.0, 18.0
LIMIT = 85.0511287798066
"""The latitude where the square world ends."""
EQUATOR_KM = 40075.016686


def world(latitudes: Floats, longitudes: Floats) -> tuple[Floats, Floats]:
    """Degrees to world coordinates: x from 0 (180° W) to 1, y from 0 (north) to 1."""
    sine = np.sin(np.radians(np.clip(latitudes, -LIMIT, LIMIT)))
    y = 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * math.pi)
    return np.asarray(longitudes, dtype=np.float64) / 360 + 0.5, y


def world_point(latitude: float, longitude: float) -> tuple[float, float]:
    """One place in world coordinates."""
    sine = math.sin(math.radians(min(LIMIT, max(-LIMIT, latitude))))
    return longitude / 360 + 0.5, 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)


def degrees(x: float, y: float) -> tuple[float, float]:
    """World coordinates to latitude and longitude."""
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y)))), (x - 0.5) * 360


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the world: `left` < `right`, `top` < `bottom`."""

    left: float
    top: float
    right: float
    bottom: float

    def crosses(self, other: Box) -> bool:
        """Whether the two have a point in common."""
        beside = self.right < other.left or other.right < self.left
        return not (beside or self.bottom < other.top or other.bottom < self.top)


def box_of(xs: Floats, ys: Floats) -> Box:
    """The box around some points; there is at least one."""
    return Box(float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max()))


@dataclass(frozen=True, slots=True)
class Camera:
    """What is seen: the world point `x`, `y` lies in the middle of `width` × `height` pixels."""

    x: float
    y: float
    zoom: float
    width: float
    height: float

    @property
    def scale(self) -> float:
        """Pixels from one edge of the world to the other."""
        return float(TILE * 2.0**self.zoom)

    @property
    def box(self) -> Box:
        """The part of the world that is seen."""
        half_x, half_y = self.width / 2 / self.scale, self.height / 2 / self.scale
        return Box(self.x - half_x, self.y - half_y, self.x + half_x, self.y + half_y)

    def screen(self, xs: Floats, ys: Floats) -> tuple[Floats, Floats]:
        """World coordinates to pixels."""
        scale = self.scale
        return (xs - self.x) * scale + self.width / 2, (ys - self.y) * scale + self.height / 2

    def screen_point(self, x: float, y: float) -> tuple[float, float]:
        """One world point in pixels."""
        scale = self.scale
        return (x - self.x) * scale + self.width / 2, (y - self.y) * scale + self.height / 2

    def world_at(self, left: float, top: float) -> tuple[float, float]:
        """The world point under a pixel."""
        scale = self.scale
        return self.x + (left - self.width / 2) / scale, self.y + (top - self.height / 2) / scale

    def place_at(self, left: float, top: float) -> tuple[float, float]:
        """Latitude and longitude under a pixel."""
        return degrees(*self.world_at(left, top))

    def pixels_per_km(self, latitude: float) -> float:
        """How long a kilometre is drawn at a latitude (Mercator grows towards the poles)."""
        return self.scale / (EQUATOR_KM * max(math.cos(math.radians(latitude)), 0.01))

    # other cameras -------------------------------------------------------------------------
    def sized(self, width: float, height: float) -> Camera:
        """The same middle in another size."""
        return replace(self, width=width, height=height)

    def panned(self, right: float, down: float) -> Camera:
        """Looks `right` and `down` by so many pixels."""
        return self.at(self.x + right / self.scale, self.y + down / self.scale)

    def at(self, x: float, y: float) -> Camera:
        """Looks at another point; never past the edge of the world."""
        return replace(self, x=min(1.0, max(0.0, x)), y=min(1.0, max(0.0, y)))

    def zoomed(self, steps: float, left: float | None = None, top: float | None = None) -> Camera:
        """Nearer by `steps` (each doubles), the point under a pixel (the middle) staying where it is."""
        left, top = (self.width / 2 if left is None else left), (self.height / 2 if top is None else top)
        x, y = self.world_at(left, top)
        nearer = replace(self, zoom=min(MOST_ZOOM, max(LEAST_ZOOM, self.zoom + steps)))
        there = nearer.world_at(left, top)
        return nearer.at(nearer.x + x - there[0], nearer.y + y - there[1])

    def around(self, box: Box, margin: float = 0.0, most: float = MOST_ZOOM) -> Camera:
        """Shows a whole box with `margin` pixels around it, no nearer than `most`."""
        wide, high = max(1.0, self.width - 2 * margin), max(1.0, self.height - 2 * margin)
        fits = min(
            wide / TILE / max(box.right - box.left, 1e-12), high / TILE / max(box.bottom - box.top, 1e-12)
        )
        zoom = min(most, MOST_ZOOM, max(LEAST_ZOOM, math.log2(fits)))
        return replace(self, zoom=zoom).at((box.left + box.right) / 2, (box.top + box.bottom) / 2)


def bar(pixels_per_km: float, longest: float) -> tuple[float, float]:
    """A round length in km (1, 2 or 5 × a power of ten) for a bar of at most `longest` pixels, and its pixels."""
    most = longest / pixels_per_km
    power = 10.0 ** math.floor(math.log10(most))
    km = next(power * times for times in (5, 2, 1) if power * times <= most * (1 + 1e-9))
    return km, km * pixels_per_km
