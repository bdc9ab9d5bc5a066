"""The verb `screens`: every screen in the whole window, as PNG, without a display."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from prospectdesk.domain.changes import Done
from prospectdesk.domain.errors import BadFile, Invalid

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from prospectdesk.jobs.session import Session
    from prospectdesk.ui.shell.main_window import MainWindow

Mode = Literal["light", "dark"]
SIZE = re.compile(r"(\d{3,5})x(\d{3,5})")
VISITS = 6
"""Companies of the round of visits that a picture shows."""
QUERY = "le"
TABS = ("sheet.file", "sheet.contacts", "sheet.dossiers", "sheet.follow_ups", "sheet.history")
PANES = ("sheet.timeline", "sheet.relance")
EDITORS = ("sheet.note", "sheet.call")
PATIENCE = 60.0
"""Seconds a screen may take to come to rest; beyond, something waits for ever and that is a bug of ours."""
SMALLEST, LARGEST = (640, 480), (7680, 4320)


def render_screens(session: Session, arguments: Namespace) -> list[str]:
    """Draws the screens asked for into the folder; answers the names of the files.

    Raises Invalid for a size, scale or screen that is not known, BadFile when the folder cannot be written.
    """
    size = _size(arguments.size)
    if not 0.5 <= arguments.scale <= 4:
        raise Invalid("bad_scale", "L’échelle va de 0,5 à 4.")
    folder = _folder(arguments.outdir)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import qInstallMessageHandler

    from prospectdesk.app import loop
    from prospectdesk.app.bootstrap import application

    modes: tuple[Mode, ...] = ("light", "dark") if arguments.theme is None else (arguments.theme,)
    app = application()
    made: list[str] = []
    drawn: list[str] = []

    async def main() -> int:
        studio = Studio(app, session, folder, size, arguments.scale)
        try:
            drawn.extend(_wanted(arguments.only, studio.names()))
            for mode in modes:  # one change of theme in all: it dresses every open page again
                for name in drawn:
                    made.append(await studio.draw(name, mode))
        finally:
            await studio.close()
        return 0

    qInstallMessageHandler(lambda _kind, _context, _text: None)  # the offscreen platform's remarks
    loop.run(app, main)
    order = [f"{name}-{mode}" for name in drawn for mode in modes]
    return sorted(made, key=lambda file: order.index(file.rpartition("-")[0]))


def _folder(name: str) -> Path:
    folder = Path(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise BadFile(
            "bad_folder", "Ce dossier ne peut pas être écrit\u00a0: {folder}", folder=name
        ) from None
    return folder


def _size(text: str) -> tuple[int, int]:
    found = SIZE.fullmatch(text)
    size = (int(found[1]), int(found[2])) if found else (0, 0)
    if not (SMALLEST[0] <= size[0] <= LARGEST[0] and SMALLEST[1] <= size[1] <= LARGEST[1]):
        raise Invalid("bad_size", "« --size » attend LARGEURxHAUTEUR, par exemple 1440x900.")
    return size


def _wanted(only: list[str], known: list[str]) -> list[str]:
    """The names asked for, in the order of the program; `settings.*` stands for all its pages."""
    found = set()
    for name in only:
        base = name.removesuffix(".*")
        hits = {one for one in known if one == name or (name.endswith(".*") and one.startswith(f"{base}."))}
        if not hits:
            raise Invalid(
                "unknown_screen",
                "Écran inconnu : « {name} ». Écrans : {known}.",
                name=name[:60],
                known=", ".join(known),
            )
        found |= hits
    return [one for one in known if not only or one in found]


class Spectator:
    """A bus that changes nothing: looking at a sheet for a picture is no visit."""

    def do(self, command: Any) -> Done:
        """Says it is done."""
        return Done("")


class Studio:
    """One window on the profile's data, drawn screen by screen."""

    def __init__(
        self, app: QApplication, session: Session, folder: Path, size: tuple[int, int], scale: float
    ) -> None:
        from prospectdesk.jobs.lanes import Lanes
        from prospectdesk.ui.kit.desk import Desk
        from prospectdesk.ui.screens import dress
        from prospectdesk.ui.shell.main_window import MainWindow

        dress("light")
        self._session, self._folder, self._size, self._scale = session, folder, size, scale
        self.lanes = Lanes()
        if session.thrown_away:
            from prospectdesk.jobs import (
                demo_board,
                demo_day,
                demo_deals,
                demo_letters,
                demo_portfolio,
                demo_scene,
            )

            demo_deals.furnish(session)
            demo_board.furnish(session)
            demo_day.furnish(session)
            demo_letters.furnish(session)
            demo_portfolio.furnish(session)
            demo_scene.furnish(session)  # a centre to talk of: nothing of it is kept
        self.desk = Desk.of(session, self.lanes)
        self.desk.bus = Spectator()
        self._bugs: list[BaseException] = []
        self.desk.crashed.connect(self._bugs.append)
        self._hook = sys.excepthook
        sys.excepthook = lambda _kind, error, _trace: self._bugs.append(error)
        self.window: MainWindow = MainWindow()
        self.window.setMinimumSize(0, 0)
        self.window.resize(*size)
        self.window.attach(self.desk)
        self._company: int | None = None

    def names(self) -> list[str]:
        """Everything that can be drawn, by its name of CLI.md."""
        screens = self.window.screens
        found = [
            name for name in screens if name != "first_run" or self._session.profile.recovery_code is None
        ]
        with_sheet = [*found, *TABS, *PANES, *EDITORS] if "sheet" in screens else found
        return sorted({*with_sheet, "palette", "lock"})

    async def draw(self, name: str, mode: Mode) -> str:
        """Draws one screen in one theme; answers the file's name."""
        from prospectdesk.ui.screens import dress, render

        dress(mode)
        window = self.window
        window.resize(*self._size)
        window.show()
        await self._show(name)
        await self._rest()
        picture = render(window, self._size, mode, self._scale)
        await self._rest()
        picture = render(window, self._size, mode, self._scale)
        file = f"{name}-{mode}-{self._size[0]}x{self._size[1]}.png"
        if not picture.save(str(self._folder / file)):
            raise BadFile("cannot_write", "L’image ne peut pas être écrite : {file}", file=file)
        self._put_away()
        if self._bugs:
            raise self._bugs[0]
        return file

    async def _show(self, name: str) -> None:
        window = self.window
        if name == "palette":
            first = window.need_live().first_screen()
            window.open(first)
            await self._rest()
            window.open("palette", text=QUERY)
            await asyncio.sleep(0.12)
        elif name == "lock":
            await self._lock()
        elif name.partition(".")[0] == "sheet":
            params: dict[str, Any] = {"company": await self._prospect()}
            if "prospects" in window.screens:
                window.open("prospects")
            window.open("sheet", **params)
            await self._rest()
            window.open("sheet.file" if name == "sheet" or name in PANES else name, **params)
        elif name == "portfolio.tour":
            from prospectdesk.queries.window import first_prospects

            window.open(name, companies=await self.desk.query(first_prospects, VISITS))
        else:
            window.open(name)
        await window.need_live().read_counts()

    async def _lock(self) -> None:
        """The page over a locked window, as it is for an account."""
        from prospectdesk.jobs.locking import ACCOUNT, LockMeans

        lock, person = self.window.need_live().lock, self._session.person
        lock.locking.means = LockMeans(ACCOUNT, person.login, 15, may_choose=False, lasts=True, coded=False)
        lock.resume(None)

    async def _prospect(self) -> int | None:
        from prospectdesk.queries.window import most_told

        if self._company is None:
            self._company = await self.desk.query(most_told)
        return self._company

    async def _rest(self) -> None:
        """Until nothing is under way and Qt has drawn."""
        async with asyncio.timeout(PATIENCE):
            for _ in range(3):
                await self.desk.settle()
                await asyncio.sleep(0.02)

    def _put_away(self) -> None:
        live = self.window.need_live()
        live.palette.close_palette()
        for frame in live.floats.frames():
            frame.editor.closed.emit()
        live.lock.open()
        self.window.undo_bar.hide()

    async def close(self) -> None:
        """Leaves nothing running; the profile is as it was."""
        sys.excepthook = self._hook
        self.window.need_live().stop()
        self.window.hide()
        await self.desk.close()
        self.lanes.close()
        self.window.close()
        self.window.deleteLater()
