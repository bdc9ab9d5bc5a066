"""A disk that takes no writes, told once at the start and in the status line for as long as it lasts (F3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from prospectdesk.domain.errors import Unavailable

if TYPE_CHECKING:
    from prospectdesk.domain.changes import Done
    from prospectdesk.ui.kit.desk import Desk
    from prospectdesk.ui.shell.main_window import MainWindow


class DiskState(QObject):
    """Watches one open profile; the first save that finds room ends it."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window, self._desk = window, desk
        desk.done.connect(self._saved)

    async def look(self) -> None:
        """Tells what the disk is like; offers to look again."""
        trouble = await self._desk.run("read", self._desk.session.disk_trouble)
        self._window.status.show_read_only(self._desk.session.store.read_only)
        bar = self._window.messages()
        if trouble is not None and bar is not None:
            bar.show_failure(trouble, self._again)

    def _again(self) -> None:
        self._desk.spawn(self._window.pages_area, self._look_again)

    async def _look_again(self) -> None:
        try:
            await self._desk.run("write", self._desk.session.store.find_room)
        except Unavailable:
            await self.look()
            return
        await self.look()
        if await self._desk.run("read", self._desk.session.disk_trouble) is None:
            self._window.say(self.tr("Il y a de nouveau de la place : vos saisies sont enregistrées."))

    def _saved(self, _done: Done) -> None:
        self._window.status.show_read_only(self._desk.session.store.read_only)
