"""Symbols and clusters on the screen: painting them, and which one lies under the mouse."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.map.camera import Camera, Floats
from prospectdesk.ui.kit.map.cloud import KINDS, Marks, radius
from prospectdesk.ui.kit.map.symbols import SIZE, paint_clusters, paint_symbol, sectors, symbol
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
    single = counts == 1
    for kind in reversed(range(KINDS)):
        of_kind = np.flatnonzero(single & (marks.kinds[:, kind] == 1))
        if len(of_kind):
            _paint_symbols(painter, kind, lefts[of_kind], tops[of_kind], SIZE * grow, tokens, dpr)
    many = np.flatnonzero(~single)
    many = many[np.argsort(counts[many], kind="stable")]
    sizes = radius(counts[many]) * grow
    columns = (lefts[many], tops[many], sizes, sectors(marks.kinds[many]), counts[many])
    paint_clusters(painter, list(zip(*(column.tolist() for column in columns), strict=True)), tokens, dpr)


def _paint_symbols(
    painter: QPainter, kind: int, lefts: Floats, tops: Floats, size: float, tokens: Tokens, dpr: float
) -> None:
    """Symbols of one type: what is the same for all is asked once."""
    if not dpr:
        for left, top in zip(lefts.tolist(), tops.tolist(), strict=True):
            paint_symbol(painter, kind, left, top, size, tokens)
        return
    made = symbol(kind, size, dpr, tokens.name)
    half = made.width() / dpr / 2
    draw = painter.drawPixmap
    for left, top in zip((lefts - half).tolist(), (tops - half).tolist(), strict=True):
        draw(QPointF(left, top), made)


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


def half_sizes(marks: Marks) -> Floats:
    """Half the width of each mark at normal text size."""
    counts = marks.counts
    return np.where(counts == 1, SIZE / 2, radius(counts))
