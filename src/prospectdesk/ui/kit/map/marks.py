"""Symbols and clusters on the screen: painting them, and which one lies under the mouse."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.map.camera import Camera
from prospectdesk.ui.kit.map.cloud import Marks, radius
from prospectdesk.ui.kit.map.symbols import SIZE, paint_cluster, paint_symbol, sectors, symbol
from prospectdesk.ui.kit.tokens import Tokens

REACH = 4.0
"""Pixels around a mark that still hit it."""


def paint_marks(painter: QPainter, marks: Marks, camera: Camera, tokens: Tokens, *, dpr: float = 0.0) -> None:
    """Symbols, suspects lowest and clients highest, then clusters, the largest highest.

    `dpr` is the pixel ratio of the device; 0 draws vectors (paper).
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    grow = theme.current().px(100) / 100
    lefts, tops = camera.screen(marks.xs, marks.ys)
    counts = marks.counts
    kinds = marks.kinds.argmax(axis=1)
    single = np.flatnonzero(counts == 1)
    single = single[np.argsort(-kinds[single], kind="stable")]
    for kind, left, top in zip(
        kinds[single].tolist(), lefts[single].tolist(), tops[single].tolist(), strict=True
    ):
        if dpr:
            made = symbol(kind, SIZE * grow, dpr, tokens.name)
            half = made.width() / dpr / 2
            painter.drawPixmap(QPointF(left - half, top - half), made)
        else:
            paint_symbol(painter, kind, left, top, SIZE * grow, tokens)
    many = np.flatnonzero(counts > 1)
    many = many[np.argsort(counts[many], kind="stable")]
    sizes = radius(counts[many]) * grow
    columns = (lefts[many], tops[many], sizes, sectors(marks.kinds[many]), counts[many])
    for left, top, size, shares, count in zip(*(column.tolist() for column in columns), strict=True):
        paint_cluster(painter, left, top, size, shares, count, tokens, dpr)


def mark_at(marks: Marks, camera: Camera, left: float, top: float) -> int:
    """The mark drawn highest at a point of the screen; -1 for none."""
    if not len(marks):
        return -1
    grow = theme.current().px(100) / 100
    lefts, tops = camera.screen(marks.xs, marks.ys)
    away = np.hypot(lefts - left, tops - top)
    sizes = half_sizes(marks) * grow
    hit = np.flatnonzero(away <= sizes + REACH)
    if not len(hit):
        return -1
    return int(hit[np.argmin(away[hit] - sizes[hit])])


def half_sizes(marks: Marks) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Half the width of each mark at normal text size."""
    counts = marks.counts
    return np.where(counts == 1, SIZE / 2, radius(counts))
