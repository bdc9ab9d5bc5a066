"""The real window on one profile, doing what a person does; one JSON line for each act.

`start` leaves when the first rows of the list are painted and the loop is idle; `acts` goes through the list, the
palette, a sheet, a note, an export and an import, and measures from the act to the paint that shows its answer.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from as_started import BEGAN
from beat import Beat
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from prospectdesk.app import bootstrap
from prospectdesk.app.early import enter
from prospectdesk.jobs.opening import Opening

HEAVY = ("numpy", "sqlalchemy", "openpyxl", "reportlab", "geopy", "httpx", "phonenumbers")
PATIENCE = 20.0
AT_REST = 3.5
"""Seconds after which the window gave freed memory back."""
TWELVE = (
    "raison_sociale=garage", "telephone=0", "mail=@", "naf=4", "etape=en_cours,signe", "source=salon",
    "commercial_source=u3", "date_creation_min=1980-01-01", "date_creation_max=2025-12-31", "siret=1",
    "sans_commercial=false", "repreneur_activite=false",
)  # fmt: skip


class Paints(QObject):
    """Waits for the paint that shows an answer: the first one of `widget` when `shown()` holds."""

    def __init__(self, widget: QWidget, shown: Callable[[], bool]) -> None:
        super().__init__()
        self._shown = shown
        self.done: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._widget = widget
        widget.installEventFilter(self)
        self._hidden = QTimer(self)
        self._hidden.timeout.connect(self._look)
        self._hidden.start(5)

    def _look(self) -> None:
        """An empty answer hides the list: nothing of it is painted any more."""
        if not self._widget.isVisible() and self._shown():
            self._painted()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Paint and not self.done.done() and self._shown():
            self._widget.removeEventFilter(self)
            QTimer.singleShot(0, self._painted)
        return False

    def _painted(self) -> None:
        self._hidden.stop()
        if not self.done.done():
            self.done.set_result(time.perf_counter())


class Measured(bootstrap.Program):
    """The program, followed by one of the parts below instead of a person."""

    part: Callable[[Measured], Awaitable[None]]
    options: argparse.Namespace

    def paint(self) -> None:
        super().paint()
        tell(
            act="frame",
            cpu=time.process_time() * 1000,
            modules=[name for name in HEAVY if name in sys.modules],
        )
        self.beat = Beat(why=self.options.why)

    async def _live(self, session: Any) -> None:
        waiting = asyncio.ensure_future(Measured.part(self))
        await super()._live(session)
        self.loaded = time.perf_counter()
        await waiting
        self.window.close()


def tell(**what: Any) -> None:
    """One line for the caller."""
    print(json.dumps(what, default=str), flush=True)


def resident_mb() -> float:
    """Resident memory now, where the system tells; the peak elsewhere."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024
    except (OSError, StopIteration):
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
            1 << 20 if sys.platform == "darwin" else 1 << 10
        )


async def page_of(program: Measured, name: str) -> Any:
    """The page of a screen, once the window shows it."""
    while True:
        live = program.window.live
        page = None if live is None else live.pages.page()
        if page is not None and program.window.router.here.screen == name:
            return page
        await asyncio.sleep(0.002)


def rows_there(page: Any) -> bool:
    """Whether the rows in sight have been read."""
    top = max(page.table.rowAt(1), 0)
    low = page.table.rowAt(page.table.viewport().height() - 2)
    low = page.model.rowCount() - 1 if low < 0 else low
    return page.model.rowCount() > 0 and all(page.model.read_row(one) is not None for one in (top, low))


async def start(program: Measured) -> None:
    """The first rows of the list, and the program left when they are painted."""
    page = await page_of(program, "prospects")
    paints = Paints(page.table.viewport(), lambda: rows_there(page))
    if rows_there(page):
        page.table.viewport().update()
    await paints.done
    tell(act="rows", cpu=time.process_time() * 1000, wall=(time.perf_counter() - BEGAN) * 1000, gap=program.beat.longest,
         rss=resident_mb(), modules=[name for name in HEAVY if name in sys.modules])  # fmt: skip
    if program.options.leave:
        sys.stdout.flush()
        import os

        os._exit(0)


class Acts:
    """One window and what is done in it."""

    def __init__(self, program: Measured, page: Any) -> None:
        self.program, self.page = program, page
        self.window, self.desk, self.beat = program.window, program.desk, program.beat
        self.view = page.table.viewport()

    def answered(self) -> bool:
        """Another answer is shown, with its rows."""
        return self.page.found is not self.before and (
            rows_there(self.page) or not self.page.model.rowCount()
        )

    async def quiet(self) -> None:
        """Nothing under way."""
        await asyncio.sleep(0.25)
        while not self.desk.idle:
            await asyncio.sleep(0.01)

    def full_repaint(self) -> float:
        """One painting of the table, the least any act here can take."""
        start = time.perf_counter()
        self.view.repaint()
        return (time.perf_counter() - start) * 1000

    async def act(
        self, name: str, doing: Callable[[], Any], shown: Callable[[], bool] | None = None,
        view: QWidget | None = None, rounds: int = 3, after: Callable[[], Any] | None = None,
    ) -> None:  # fmt: skip
        """Does it some times; tells the medians from the act to the paint, by the clock (`wall`), of the window's
        thread (`gui`) and of all threads (`cpu`) in processor time, and the longest gap."""
        took, floor, gaps, seen = [], [], [], None
        busy: list[tuple[float, float]] = []
        for _ in range(rounds):
            await self.quiet()
            floor.append(self.full_repaint())
            self.before = self.page.found
            self.beat.reset()
            begun, gui, cpu = time.perf_counter(), time.thread_time(), time.process_time()
            paints = Paints(view or self.view, shown or self.answered)
            doing()
            try:
                took.append((await asyncio.wait_for(paints.done, PATIENCE) - begun) * 1000)
                busy.append(((time.thread_time() - gui) * 1000, (time.process_time() - cpu) * 1000))
            except TimeoutError:
                tell(act=name, failed=True)
                return
            await self.quiet()
            gaps.append(self.beat.longest)
            seen = self.beat.seen.most_common(4) or seen
            if after is not None:
                after()
        gui, cpu = (statistics.median(one[which] for one in busy) for which in (0, 1))
        tell(act=name, wall=statistics.median(took), worst=max(took), gui=gui, cpu=cpu, floor=statistics.median(floor),
             gap=statistics.median(gaps), worst_gap=max(gaps), seen=seen if self.program.options.why else None)  # fmt: skip

    async def job(self, name: str, work: Callable[[], Awaitable[Any]]) -> Any:
        """A long work; its time and the longest gap meanwhile."""
        await self.quiet()
        self.beat.reset()
        begun = time.perf_counter()
        done = await work()
        await self.quiet()
        tell(act=name, wall=(time.perf_counter() - begun) * 1000 - 250, gap=self.beat.longest,
             seen=self.beat.seen.most_common(6) if self.program.options.why else None)  # fmt: skip
        return done


async def acts(program: Measured) -> None:
    """Everything, in the order of the table."""
    begun = time.perf_counter()
    page = await page_of(program, "prospects")
    paints = Paints(page.table.viewport(), lambda: rows_there(page))
    if rows_there(page):
        page.table.viewport().update()
    await paints.done
    rows = time.perf_counter()
    while program.desk.session.reader.columns is None or not hasattr(program, "loaded"):
        await asyncio.sleep(0.02)
    one = Acts(program, page)
    await one.quiet()
    tell(act="opened", wall=(rows - BEGAN) * 1000, columns=(program.loaded - BEGAN) * 1000, gap=program.beat.longest,
         seen=program.beat.seen.most_common(6) if program.options.why else None, since=begun - BEGAN)  # fmt: skip
    for name, part in (("list", the_list), ("search", the_search), ("sheet", the_sheet), ("screens", every_screen),
                       ("work", long_work)):  # fmt: skip
        if name in program.options.only:
            await part(one)


async def the_list(one: Acts) -> None:
    """Sort, jump, filters."""
    page = one.page
    turns = iter([("ville", False), ("raison_sociale", False)] * 10)
    await one.act("sort by another column", lambda: page.model.sort_requested.emit(*next(turns)), rounds=4)
    bar = page.table.verticalScrollBar()
    spots = iter([3, 2, 4, 5, 6, 7, 8, 9] * 3)
    await one.act(
        "jump to the middle", lambda: bar.setValue(bar.maximum() // next(spots)), lambda: rows_there(page)
    )
    await one.act(
        "scroll by a page", lambda: bar.setValue(bar.value() + bar.pageStep()), lambda: rows_there(page)
    )
    from prospectdesk.queries.prospects_criteria import parse_criteria
    from prospectdesk.queries.prospects_views import Question

    twelve, name = Question(parse_criteria(TWELVE)), Question(parse_criteria(["raison_sociale=gar"]))
    await one.act("12 criteria, rows and count", lambda: page.ask(twelve), after=lambda: page.ask(Question()))
    await one.act("a name of three letters", lambda: page.ask(name), after=lambda: page.ask(Question()))


async def the_search(one: Acts) -> None:
    """Three letters in the field over the list (its waiting included), three in the palette."""
    from PySide6.QtTest import QTest

    field = one.page.findChild(QWidget, "prospects.search")
    await one.act(
        "three letters in prospects.search", lambda: QTest.keyClicks(field, "gar"), after=one.page.clear
    )
    palette = one.window.live.palette
    for text in ("gar", "carrosserie martin"):

        def typed(text: str = text) -> None:
            palette.footer.setText("")
            one.window.open("palette", text=text)

        await one.act(f"palette « {text} »", typed, lambda: bool(palette.footer.text()), palette.list.viewport(),
                      after=lambda: (palette.field.clear(), palette.close_palette()))  # fmt: skip


async def the_sheet(one: Acts) -> None:
    """A sheet opened from the list, a note published in it."""
    from prospectdesk.commands.timeline import AddNote

    ids = one.page.model.ids()
    places = iter(range(len(ids) // 3, len(ids), 97))
    window, shown = one.window, []

    def opening() -> None:
        shown[:] = [int(ids[next(places)])]
        window.open("sheet", company=shown[0], company_list=ids)

    def there() -> bool:
        sheet = window.live.pages.page()
        return getattr(sheet, "company_id", 0) == shown[0] and sheet.facts is not None

    await one.act("open a sheet", opening, there, window.pages_area, rounds=5)
    sheet = window.live.pages.page()
    done: list[Any] = []

    def note() -> None:
        done.clear()
        work = one.desk.do(AddNote(company=shown[0], text="Appel avec Martin : attend le devis"))
        asyncio.ensure_future(work).add_done_callback(
            lambda task: (done.append(task.result()), sheet.update())
        )

    await one.act("commit a note, sheet shown", note, lambda: bool(done), sheet, rounds=5)
    window.router.open("prospects")
    await one.quiet()


async def every_screen(one: Acts) -> None:
    """Each screen once, then the memory."""
    window = one.window
    for name, spec in window.screens.items():
        if spec.group not in {"hidden", "sheet"} and name != "first_run":
            try:
                one.beat.reset()
                begun = time.perf_counter()
                window.open(name)
                await one.quiet()
                tell(act=f"screen {name}", wall=(time.perf_counter() - begun) * 1000 - 250, gap=one.beat.longest,
                     seen=one.beat.seen.most_common(3) if one.program.options.why else None)  # fmt: skip
            except Exception as error:
                tell(act=f"screen {name}", failed=repr(error))
    window.open("prospects")
    await one.quiet()
    at_once = resident_mb()
    await asyncio.sleep(AT_REST)
    tell(act="memory after every screen", rss=resident_mb(), at_once=at_once)


async def long_work(one: Acts) -> None:
    """Columns, an export and an import while the window is in use."""
    desk, reader = one.desk, one.desk.session.reader
    with tempfile.TemporaryDirectory(prefix="prospectdesk-acts-") as folder:
        await one.job(
            "columns loaded again", lambda: desk.run("read", type(reader)(reader.store).load_columns)
        )
        await export(one, Path(folder))
        if one.program.options.rows:
            await importing(one, Path(folder), one.program.options.rows)
    at_once = resident_mb()
    await asyncio.sleep(AT_REST)
    tell(act="memory at the end", rss=resident_mb(), at_once=at_once, columns_mb=reader.columns.nbytes / 1e6)


async def export(one: Acts, folder: Path) -> None:
    """100,000 rows as a workbook, as the menu Exporter writes them."""
    import functools

    from prospectdesk.jobs.ticket import Ticket
    from prospectdesk.ui.prospects.exports import write

    ids = one.page.model.ids()[:100_000]
    work = functools.partial(write, one.desk.session.reader, folder / "list.xlsx", ids)
    await one.job(f"export of {len(ids):,} rows", lambda: one.desk.run("read", work, ticket=Ticket()))


async def importing(one: Acts, folder: Path, rows: int) -> None:
    """A list of new companies checked and imported; a kept store grows by them."""
    from prospectdesk.jobs.ticket import Ticket
    from prospectdesk.ui.imports.work import Choices, ImportWork

    file = folder / "list.csv"
    stamp = int(time.time())
    with file.open("w", encoding="utf-8", newline="") as target:
        lines = csv.writer(target, delimiter=";")
        lines.writerow(["Raison sociale", "Adresse", "Code postal", "Ville", "Téléphone", "E-mail"])
        for row in range(rows):
            lines.writerow([f"Essai {stamp} {row}", f"{row % 90 + 1} rue du Banc", "35000", "Rennes",
                            f"02 99 {row // 10000:02} {row // 100 % 100:02} {row % 100:02}",
                            f"e{row}@essai.example"])  # fmt: skip
    work = ImportWork(one.desk)
    found = await one.job(f"import of {rows:,} rows: check", lambda: work.stage(Choices(file), Ticket()))

    async def run() -> Any:
        done = await work.run(Ticket())
        one.desk.settled(done)
        return done

    await one.job(f"import of {rows:,} rows: write", run)
    tell(act="import", create=found.create)


def main() -> int:
    """Opens the window on the profile of the command line."""
    parser = argparse.ArgumentParser(prog="acts")
    parser.add_argument("part", choices=("start", "acts"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("phrase")
    parser.add_argument("--leave", action="store_true", help="end the process at the first rows")
    parser.add_argument("--why", action="store_true", help="tell what held the loop")
    parser.add_argument("--only", nargs="+", default=["list", "search", "sheet", "screens", "work"])
    parser.add_argument("--rows", type=int, default=20_000, help="rows of the import")
    Measured.options = parser.parse_args()
    Measured.part = {"start": start, "acts": acts}[Measured.options.part]
    bootstrap.Program = Measured  # type: ignore[misc]  # the same program, watched
    how = Opening(data_dir=Measured.options.folder, passphrase=Measured.options.phrase)
    return bootstrap.run_window(how, *enter(how))  # as app.start does


if __name__ == "__main__":
    raise SystemExit(main())
