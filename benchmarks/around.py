"""The page of the analysis in the real window on one profile: opened, run, its circle dragged; one JSON line an act.

`python benchmarks/around.py FOLDER PHRASE`, FOLDER a profile of `--keep`. A drag is moves of the mouse as fast as the
window takes them; a frame is one painting of the map.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from pathlib import Path
from typing import Any

from acts import Measured, page_of, resident_mb, tell
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from prospectdesk.app import bootstrap
from prospectdesk.domain.portfolio import Place, Request
from prospectdesk.jobs import portfolio as work
from prospectdesk.jobs.opening import Opening
from prospectdesk.queries.portfolio_stored import stored
from prospectdesk.ui.portfolio.compare import read_changes

SCREEN = "portfolio.analysis"
LYON = Place("Lyon", 45.7640, 4.8357)
MOVES = 150
"""Moves of one drag."""


class Frames(QObject):
    """When a widget was painted."""

    def __init__(self, widget: QObject) -> None:
        super().__init__()
        self.at: list[float] = []
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Paint:
            self.at.append(time.perf_counter())
        return False


class Around:
    """The window with the page, and what is done there."""

    def __init__(self, program: Measured) -> None:
        self.window, self.desk, self.beat = program.window, program.desk, program.beat
        self.page: Any = None

    async def quiet(self) -> None:
        """Nothing under way."""
        await asyncio.sleep(0.25)
        while not self.desk.idle:
            await asyncio.sleep(0.005)

    async def timed(self, name: str, doing: Any, done: Any) -> None:
        """From an act to what it shows, by the clock; the longest gap until all is quiet."""
        await self.quiet()
        self.beat.reset()
        begun, gui = time.perf_counter(), time.thread_time()
        doing()
        while not done():
            await asyncio.sleep(0.001)
        took, busy = time.perf_counter() - begun, time.thread_time() - gui
        await self.quiet()
        tell(
            act=name,
            wall=took * 1000,
            gui=busy * 1000,
            gap=self.beat.longest,
            seen=self.beat.seen.most_common(3),
        )

    async def lane(self, name: str, fn: Any, *args: Any) -> Any:
        """Something on the read lane: by the clock, in processor time, and the longest gap meanwhile."""
        await self.quiet()
        self.beat.reset()
        begun, cpu = time.perf_counter(), time.process_time()
        found = await self.desk.run("read", fn, *args)
        took, busy = time.perf_counter() - begun, time.process_time() - cpu
        tell(act=name, wall=took * 1000, cpu=busy * 1000, gap=self.beat.longest)
        return found

    def shown(self, radius: float) -> bool:
        """Whether the result of a radius is listed with its first rows."""
        page = self.page
        same = page.analysis is not None and page.analysis.request.radius_km == radius
        return same and page.result.model.row_at(1) is not None

    async def drag(self, name: str, first: float, last: float) -> None:
        """Pulls the handle from one radius to another."""
        view = self.page.result.map
        await self.quiet()
        frames, begun, gui = Frames(view), time.perf_counter(), time.thread_time()
        told: list[int] = []
        self.page.result.tiles.bar.installEventFilter(seen := Frames(self.page.result.tiles.bar))
        self.beat.reset()
        start = view.circle.handle(view.camera)
        middle = view.middle()
        send(view, QEvent.Type.MouseButtonPress, start)
        for number in range(1, MOVES + 1):
            share = 1 + (last / first - 1) * number / MOVES
            send(view, QEvent.Type.MouseMove, middle + (start - middle) * share)
            told.append(sum(self.page.result.tiles.bar._counts))  # noqa: SLF001 - what the bar shows
            await asyncio.sleep(0.001)
        seconds, busy = time.perf_counter() - begun, time.thread_time() - gui
        gap = self.beat.longest
        send(view, QEvent.Type.MouseButtonRelease, middle + (start - middle) * (last / first))
        steps = [1000 * (b - a) for a, b in zip(frames.at, frames.at[1:], strict=False)]
        await self.quiet()
        tell(act=name, frames_a_second=len(frames.at) / seconds, frame_ms=statistics.median(steps), worst_frame=max(steps),
             gui_ms_a_frame=1000 * busy / max(1, len(frames.at)), gap=gap, gap_after=self.beat.longest,
             counters=len(set(told)), counters_painted=len(seen.at), seen=self.beat.seen.most_common(3))  # fmt: skip


def send(view: Any, kind: QEvent.Type, at: QPointF) -> None:
    """One event of the left button."""
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
    event = QMouseEvent(kind, at, QPointF(view.mapToGlobal(at)), button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view, event)


def is_there(program: Measured) -> bool:
    """Whether the page is in the window."""
    page = program.window.live.pages.page()
    return page is not None and page.objectName() == SCREEN and page.isVisible()


async def around(program: Measured) -> None:
    """Opening, running, dragging, keeping, comparing."""
    while program.window.live is None:
        await asyncio.sleep(0.01)
    program.window.open("prospects")
    await page_of(program, "prospects")
    one = Around(program)
    session = program.desk.session
    session.person = session.person._replace(capabilities=frozenset({"recruteur"}))
    program.desk.person_changed.emit()
    await asyncio.sleep(6)  # modules are loaded ahead by then
    await one.quiet()
    before = resident_mb()
    await one.timed("page opened", lambda: program.window.open(SCREEN), lambda: is_there(program))
    one.page = await page_of(program, SCREEN)
    for turn in ("first", "second"):
        one.page.analysis = None
        one.page.ask_for(Request(LYON, 30.0))
        await one.timed(f"30 km around Lyon, {turn} time", one.page.launch, lambda: one.shown(30.0))
    tell(
        act="result",
        rows=len(one.page.analysis),
        counts=one.page.analysis.counts,
        rss=resident_mb(),
        before=before,
    )
    await one.drag("drag 30 to 45 km", 30, 45)
    await one.drag("drag back to 20 km", one.page.result.map.circle.km, 20)
    one.page.ask_for(Request(LYON, 100.0))
    await one.timed("100 km around Lyon", one.page.launch, lambda: one.shown(100.0))
    kept = await program.desk.query(stored)
    await comparing(one, session, kept)
    tell(act="end", rss=resident_mb())


async def comparing(one: Around, session: Any, kept: list[Any]) -> None:
    """Two kept results opened and compared in a lane, as the window does."""
    sql = (
        "SELECT a.radius_km, count(*), sum(length(data)) FROM portfolio_part p JOIN portfolio_analysis a "
        "ON a.id = p.analysis_id GROUP BY a.id ORDER BY a.id DESC LIMIT 3"
    )
    tell(act="kept", pieces=session.reader.run(lambda conn: conn.execute(sql).fetchall()))
    found = []
    for stored_one in (kept[1], kept[0]):
        found.append(await one.lane("reopened", work.reopened, session, stored_one))
        tell(act="reopened", rows=len(found[-1]))
    sorts = await one.lane("compared", read_changes, session, *found)
    tell(act="compared", **{key: sort.number for key, sort in sorts.items()})


def main() -> int:
    """Opens the window on the profile of the command line."""
    parser = argparse.ArgumentParser(prog="around")
    parser.add_argument("folder", type=Path)
    parser.add_argument("phrase")
    parser.add_argument("--why", action="store_true", help="tell what held the loop")
    Measured.options = parser.parse_args()
    Measured.part = around
    bootstrap.Program = Measured  # type: ignore[misc]  # the same program, watched
    return bootstrap.run_window(Opening(data_dir=Measured.options.folder, passphrase=Measured.options.phrase))


if __name__ == "__main__":
    raise SystemExit(main())
