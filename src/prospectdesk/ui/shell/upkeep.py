"""A copy of the store and its check, asked for by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from prospectdesk.jobs.ticket import Ticket
from prospectdesk.ui.kit.format import count

if TYPE_CHECKING:
    from prospectdesk.ui.shell.main_window import MainWindow


class Upkeep(QObject):
    """The actions « Enregistrer une copie » and « Vérifier la base »."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def backup(self) -> None:
        """Asks for a file and writes a verified copy there."""
        if self._window.desk is not None:
            self._window.desk.spawn(self._window.pages_area, self._backup())

    def check(self) -> None:
        """Checks the whole store and tells the result."""
        if self._window.desk is not None:
            self._window.desk.spawn(self._window.pages_area, self._check())

    def restore(self) -> None:
        """Asks for a copy to put in the place of the store; the program then starts again on it."""
        if self._window.desk is not None:
            self._window.desk.spawn(self._window.pages_area, self._restore())

    async def _restore(self) -> None:
        from prospectdesk.ui.kit import ask  # late, as it waits for answers by asyncio (app.bootstrap)

        desk = self._window.need_desk()
        title = self.tr("Restaurer une copie de la base")
        folder = str(desk.session.profile.profile.backups)
        file = await ask.open_file(self._window, title, self.tr("Copie de la base (*.db)"), folder)
        if file is None:
            return
        text = self.tr(
            "La base actuelle est mise de côté, pas effacée, et la copie « {0} » prend sa place. "
            "Ce qui a été saisi depuis n’y sera plus."
        )
        if await ask.yes_no(
            self._window, title, text.format(file.name), yes=self.tr("Restaurer"), danger=True
        ):
            self._window.restore_wanted.emit(file)

    async def _backup(self) -> None:
        from prospectdesk.jobs.upkeep import save_copy
        from prospectdesk.ui.kit import ask

        desk = self._window.need_desk()
        name = f"prospectdesk-{desk.session.clock.today():%Y-%m-%d}.db"
        title = self.tr("Enregistrer une copie de la base")
        file = await ask.save_file(self._window, title, self.tr("Copie de la base (*.db)"), name)
        if file is not None:
            rows = await desk.run("read", save_copy, desk.session, file, ticket=Ticket())
            self._window.say(self.tr("Copie vérifiée : {0} lignes dans {1}").format(count(rows), file.name))

    async def _check(self) -> None:
        from prospectdesk.jobs.upkeep import problems_of

        desk = self._window.need_desk()
        found = await desk.run("read", problems_of, desk.session)
        bar = self._window.messages()
        if not found:
            self._window.say(self.tr("La base est saine."))
        elif bar is not None:
            text = self.tr("La base a des défauts : {0}").format(" ; ".join(found[:3]))
            bar.show_message(text, "bad")
