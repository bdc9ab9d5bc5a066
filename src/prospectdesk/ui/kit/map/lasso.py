"""Which points lie inside a hand-drawn line: even-odd rule on whole columns, a step an edge."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from prospectdesk.ui.kit.map.camera import Floats

Numbers = NDArray[np.int64]


def inside(xs: Floats, ys: Floats, corner_xs: Floats, corner_ys: Floats) -> Numbers:
    """The numbers of the points inside a polygon (closed by itself), ascending.

    A point on the left or upper edge is inside, on the right or lower edge outside, so that neighbouring
    polygons share no point. Only the points beside an edge are looked at for it.
    """
    if len(corner_xs) < 3:
        return np.empty(0, np.int64)
    near = np.flatnonzero(
        (xs >= corner_xs.min()) & (xs <= corner_xs.max()) & (ys >= corner_ys.min()) & (ys <= corner_ys.max())
    )
    near = near[np.argsort(ys[near], kind="stable")]
    x, y = xs[near], ys[near]
    odd = np.zeros(len(near), np.bool_)
    next_xs, next_ys = np.roll(corner_xs, -1), np.roll(corner_ys, -1)
    lows = np.searchsorted(y, np.minimum(corner_ys, next_ys), side="left").tolist()
    highs = np.searchsorted(y, np.maximum(corner_ys, next_ys), side="left").tolist()
    for edge, (low, high) in enumerate(zip(lows, highs, strict=True)):
        if low == high or corner_ys[edge] == next_ys[edge]:
            continue
        slope = (next_xs[edge] - corner_xs[edge]) / (next_ys[edge] - corner_ys[edge])
        odd[low:high] ^= x[low:high] < corner_xs[edge] + (y[low:high] - corner_ys[edge]) * slope
    return np.sort(near[odd])
