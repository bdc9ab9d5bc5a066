"""Distances between the places of a round of visits: geodesics of the WGS-84 ellipsoid, in kilometres."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from prospectdesk.geo.distance import Point, kilometres


def table(stops: Sequence[Point], start: Point | None, end: Point | None) -> list[list[float]]:
    """Between start, stops and end as `domain.tour` wants them; zeros where the round is free."""
    points = [start, *stops, end]
    rows = [[0.0] * len(points) for _ in points]
    known: dict[tuple[Point, Point], float] = {}
    for i, a in enumerate(points):
        for j in range(i + 1, len(points)):
            b = points[j]
            if a is None or b is None or a == b:
                continue
            key = (a, b) if a < b else (b, a)  # the start is often the end too
            if key not in known:
                known[key] = kilometres(*key)
            rows[i][j] = rows[j][i] = known[key]
    return rows


def legs(points: Sequence[Point]) -> list[float]:
    """From each point to the next."""
    return [kilometres(a, b) for a, b in pairwise(points)]
