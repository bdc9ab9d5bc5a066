"""The borders between departments: edges that two of them share, joined to lines and simplified."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from reference_outline import simplified_line

Point = tuple[float, float]
Line = list[Point]

TOLERANCE = 0.004
"""Degrees, some 400 m."""


def borders(collection: dict[str, Any]) -> list[Line]:
    """Lines of (longitude, latitude) from corner to corner; coasts and frontiers are not among them."""
    shared = _shared(collection)
    ends: dict[Point, list[Point]] = {}
    for one, other in sorted(shared):
        ends.setdefault(one, []).append(other)
        ends.setdefault(other, []).append(one)
    left = set(shared)
    corners = sorted(point for point, beside in ends.items() if len(beside) != 2)
    lines = [
        line for start in corners for beside in ends[start] if (line := _walk(start, beside, ends, left))
    ]
    while left:  # rings: a department inside another one
        one, other = min(left)
        lines.append(_walk(one, other, ends, left))
    return [[(round(x, 3), round(y, 3)) for x, y in simplified_line(line, TOLERANCE)] for line in lines]


def _shared(collection: dict[str, Any]) -> set[tuple[Point, Point]]:
    """The edges that occur in two rings, each once."""
    seen: set[tuple[Point, Point]] = set()
    twice: set[tuple[Point, Point]] = set()
    for ring in _rings(collection):
        for one, other in itertools.pairwise(ring):
            edge = (min(one, other), max(one, other))
            (twice if edge in seen else seen).add(edge)
    return twice


def _rings(collection: dict[str, Any]) -> Iterator[Line]:
    for feature in collection["features"]:
        shape = feature["geometry"]
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        for polygon in polygons:
            for ring in polygon:
                yield [(round(x, 6), round(y, 6)) for x, y in ring]


def _walk(
    start: Point, beside: Point, ends: dict[Point, list[Point]], left: set[tuple[Point, Point]]
) -> Line:
    """The line that begins with an edge and goes on to the next corner; empty when it was walked before."""
    line = [start]
    while (edge := (min(line[-1], beside), max(line[-1], beside))) in left:
        left.remove(edge)
        line.append(beside)
        if len(ends[beside]) != 2:
            break
        beside = next(point for point in ends[beside] if point != line[-2])
    return line if len(line) > 1 else []
