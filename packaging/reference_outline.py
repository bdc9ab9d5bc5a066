"""The outline of France: Natural Earth's TopoJSON decoded to rings of longitude and latitude."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from typing import Any

Ring = list[tuple[float, float]]

# TopoJSON ids are ISO numbers; France itself (250) holds the five overseas departments too.
TERRITORIES = {"663": "978", "652": "977", "666": "975", "876": "986", "258": "987", "540": "988"}
# west, south, east, north of the territories inside France's own multipolygon
BOXES = {
    "metropole": (-6.0, 41.0, 10.0, 52.0),
    "971": (-62.5, 15.5, -60.5, 16.8),
    "972": (-61.6, 14.2, -60.5, 15.1),
    "973": (-55.5, 1.5, -51.0, 6.5),
    "974": (55.0, -21.6, 56.0, -20.6),
    "976": (44.9, -13.2, 45.5, -12.4),
}
TOLERANCE = {"metropole": 0.008, "973": 0.008, "987": 0.005, "988": 0.005}
SMALLEST = {"metropole": 0.0008}


def outlines(topology: dict[str, Any]) -> dict[str, list[Ring]]:
    """Territory ("metropole" or a department code) → its outer rings, the largest first."""
    arcs = _decoded(topology)
    result: dict[str, list[Ring]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = geometry.get("id")
        if code != "250" and code not in TERRITORIES:
            continue
        for ring in _outer_rings(geometry, arcs):
            territory = TERRITORIES.get(code) or _box_of(ring)
            if territory is not None and abs(_area(ring)) >= SMALLEST.get(territory, 0.0):
                result.setdefault(territory, []).append(
                    _rounded(_simplified(ring, TOLERANCE.get(territory, 0.002)))
                )
    ordered = sorted(result, key=lambda name: (name != "metropole", name))
    return {name: sorted(result[name], key=lambda ring: -abs(_area(ring))) for name in ordered}


def _decoded(topology: dict[str, Any]) -> list[Ring]:
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        xs = itertools.accumulate(step[0] for step in arc)
        ys = itertools.accumulate(step[1] for step in arc)
        arcs.append([(x * scale_x + left, y * scale_y + bottom) for x, y in zip(xs, ys, strict=True)])
    return arcs


def _outer_rings(geometry: dict[str, Any], arcs: Sequence[Ring]) -> Iterable[Ring]:
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for polygon in polygons:
        ring: Ring = []
        for number in polygon[0]:
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            ring.extend(arc[1:] if ring else arc)
        yield ring


def _box_of(ring: Ring) -> str | None:
    x = sum(point[0] for point in ring) / len(ring)
    y = sum(point[1] for point in ring) / len(ring)
    for name, (west, south, east, north) in BOXES.items():
        if west <= x <= east and south <= y <= north:
            return name
    return None


def _area(ring: Ring) -> float:
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs) / 2


def _simplified(ring: Ring, tolerance: float) -> Ring:
    """Douglas–Peucker on the two halves of a closed ring; small islands keep at least four corners."""
    far = max(range(len(ring)), key=lambda i: math.dist(ring[0], ring[i]))
    kept = simplified_line(ring[: far + 1], tolerance)[:-1] + simplified_line(ring[far:], tolerance)
    return kept if len(kept) >= 4 else ring


def simplified_line(points: Ring, tolerance: float) -> Ring:
    """Douglas–Peucker; both ends stay."""
    keep = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        best, distance = first, 0.0
        for i in range(first + 1, last):
            away = _off(points[i], points[first], points[last])
            if away > distance:
                best, distance = i, away
        if distance > tolerance:
            keep.add(best)
            spans += [(first, best), (best, last)]
    return [points[i] for i in sorted(keep)]


def _off(point: tuple[float, float], a: tuple[float, float], b: tuple[float, float]) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = math.hypot(dx, dy)
    if length == 0.0:
        return math.dist(point, a)
    return abs(dx * (point[1] - a[1]) - dy * (point[0] - a[0])) / length


def _rounded(ring: Ring) -> Ring:
    return [(round(x, 3), round(y, 3)) for x, y in ring]
