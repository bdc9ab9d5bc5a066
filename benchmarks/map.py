"""The map with a million points: `dev.py bench --only map`, or `python benchmarks/map.py [--points 1000000]`.

A frame is one repaint, in processor time of the GUI thread. A notch of the wheel takes several turns of the event
loop (marks and the stretched ground, then the ground, then the margins): the longest one is told, beside the same
number of pixmaps drawn by a bare QPainter over a pixmap of the same size.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy as np
from PySide6.QtCore import QPointF, qInstallMessageHandler
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from prospectdesk.geo.reference import communes
from prospectdesk.ui.kit.map import land
from prospectdesk.ui.kit.map.cloud import Cloud
from prospectdesk.ui.kit.map.lasso import inside
from prospectdesk.ui.kit.map.layers import MARGIN
from prospectdesk.ui.kit.map.symbols import SIZE, symbol
from prospectdesk.ui.kit.map.view import MapView
from prospectdesk.ui.kit.theme import Look, Theme, bundled_family

LYON = (45.7606, 4.8611)
SIZES = ((772, 613), (1440, 900))
"""The map beside the table of the analysis, and alone in the window."""
SHARES = (46, 31, 58, 112, 87, 950)
ZOOMS = (5.5, 7.0, 8.5, 9.5, 11.0, 13.0)
FRAME_MS, DRAG_MS = 16.7, 33.3
NOTCH = 0.5
PAN = 12
"""Pixels of one step."""


def scattered(points: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points around the communes, by their population, and a type each."""
    table = communes()
    people = np.array(table.populations, np.float64)
    lat, lon = np.array(table.latitudes), np.array(table.longitudes)
    known = np.flatnonzero(np.isfinite(lat) & (people > 0))
    random = np.random.default_rng(3)
    rows = random.choice(known, points, p=people[known] / people[known].sum())
    kinds = random.choice(len(SHARES), points, p=np.array(SHARES) / sum(SHARES)).astype(np.uint8)
    return lat[rows] + random.normal(0, 0.015, points), lon[rows] + random.normal(0, 0.02, points), kinds


def frames(view: MapView, rounds: int, act: Callable[[int], object]) -> tuple[float, float]:
    """Median and worst of the repaint after each act, what is drawn ahead between frames included."""
    times = []
    for number in range(rounds):
        act(number)
        start = time.thread_time()
        view.repaint()
        QApplication.processEvents()
        times.append((time.thread_time() - start) * 1000)
    return statistics.median(times), max(times)


def bare(view: MapView) -> None:
    """As many pixmaps as the map shows marks, over a kept ground, then both shown."""
    marks = len(view.marks())
    ground = QPixmap(view.width() + 2 * MARGIN, view.height() + 2 * MARGIN)
    painter = QPainter(ground)
    painter.fillRect(ground.rect(), 0xFFF3EEE4)
    one = symbol(5, SIZE, 1.0, "light")
    for number in range(marks):
        painter.drawPixmap(QPointF(number * 37 % ground.width(), number * 91 % ground.height()), one)
    painter.end()
    shown = QPixmap(view.size())
    painter = QPainter(shown)
    painter.drawPixmap(-MARGIN, -MARGIN, ground)
    painter.end()


def step(view: MapView, zoom: float) -> float:
    """A notch of the wheel to `zoom`: the longest turn of the GUI thread until all is drawn, in milliseconds."""
    view.look(replace(view.camera, zoom=zoom - NOTCH))
    settle(view)
    view.look(replace(view.camera, zoom=zoom))
    longest, start = 0.0, time.thread_time()
    view.repaint()
    while True:
        longest = max(longest, (time.thread_time() - start) * 1000)
        if not (view.ground.is_worn(view.camera) or view.symbols.is_worn(view.camera)):
            return longest
        start = time.thread_time()
        view.draw_ahead()
        view.repaint()


def settle(view: MapView) -> None:
    """Everything drawn, with its margin."""
    view.repaint()
    while view.ground.is_worn(view.camera) or view.symbols.is_worn(view.camera):
        view.draw_ahead()
    view.repaint()


def in_size(size: tuple[int, int], columns: tuple[np.ndarray, ...], rounds: int) -> list[str]:
    """The lines of one size of the map."""
    view = MapView("bench.map")
    view.resize(*size)
    view.show()
    view.set_points(*columns)
    view.set_place(*LYON)
    view.repaint()
    name = f"{size[0]} × {size[1]}"

    def pan(_number: int) -> None:
        view.look(view.camera.panned(PAN, 4))

    lines = [
        _line(f"{name}: a frame, nothing moved", frames(view, rounds, lambda _n: None), FRAME_MS),
        _line(f"{name}: panning by {PAN} pixels", frames(view, 6 * rounds, pan), FRAME_MS),
    ]  # fmt: skip
    view.fit()
    lines.append(
        _line(
            f"{name}: dragging the handle",
            frames(view, 3 * rounds, lambda n: view.pull(20 + n % 20)),
            DRAG_MS,
        )
    )
    view.fit()
    for zoom in ZOOMS:
        times = [step(view, zoom) for _ in range(rounds)]
        raw = felt(rounds, lambda: bare(view))[0]
        what = f"{name}: a notch to zoom {zoom:g}, {len(view.marks())} marks, longest turn (bare QPainter {raw:.1f} ms)"
        lines.append(_line(what, (statistics.median(times), max(times)), FRAME_MS))
    view.close()
    return lines


def measured(points: int, rounds: int) -> str:
    """All measures, as lines of a Markdown table."""
    qInstallMessageHandler(lambda _kind, _context, _text: None)  # the offscreen platform's remarks
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    Theme(app, Look("light", family=bundled_family()))
    land.prepare()  # the window reads the ground in a lane
    columns = scattered(points)
    ready = felt(5, lambda: Cloud(*columns))
    cloud = Cloud(*columns)
    turns = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    corners = (0.51 + 0.01 * np.cos(turns), 0.35 + 0.01 * np.sin(turns))
    lasso = felt(5, lambda: inside(cloud.xs, cloud.ys, *corners))
    lines = [
        f"{points:,} points; milliseconds of processor time.",
        "",
        "| what | median | worst | goal | |",
        "|---|---|---|---|---|",
        _line("points made ready, in a lane", ready, None),
        _line("a lasso of 200 corners around the middle of France", lasso, None),
    ]
    for size in SIZES:
        lines += in_size(size, columns, rounds)
    return "\n".join(lines)


def felt(rounds: int, act: Callable[[], object]) -> tuple[float, float]:
    """Median and worst of some work, in milliseconds of this thread's processor time."""
    times = []
    for _ in range(rounds):
        start = time.thread_time()
        act()
        times.append((time.thread_time() - start) * 1000)
    return statistics.median(times), max(times)


def _line(what: str, times: tuple[float, float], goal: float | None) -> str:
    told = "" if goal is None else f"≤ {goal:g} ms"
    verdict = "" if goal is None else _verdict(times[0], goal)
    return f"| {what} | {times[0]:.1f} | {times[1]:.1f} | {told} | {verdict} |"


def _verdict(ms: float, goal: float) -> str:
    return "PASS" if ms <= goal else "MISS"


def main() -> None:
    """Prints the measures."""
    parser = argparse.ArgumentParser(description="measures the map")
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    print(measured(options.points, options.rounds))


if __name__ == "__main__":
    main()
