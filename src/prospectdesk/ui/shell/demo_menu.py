"""The menu Démo of the demonstration (X-29): the clock, the night, the network and its failures."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from prospectdesk.domain.changes import Changes
from prospectdesk.domain.errors import Invalid
from prospectdesk.jobs import demo
from prospectdesk.jobs.ports import ASKED, PORTS, failing_ports
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.shell.actions import MENU

if TYPE_CHECKING:
    from prospectdesk.ui.shell.main_window import MainWindow


class DemoMenu(QObject):
    """Only in a demonstration; acts on the write lane and has every view read again."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window, self._desk = window, desk
        menu = window.menuBar().addMenu(self.tr("&Démo"))
        menu.setObjectName("menu.demo")
        add = window.menus.actions.add
        for name, text, arguments in (
            ("hour", self.tr("Avancer d’une heure"), ("advance", "1h")),
            ("day", self.tr("Avancer d’un jour"), ("advance", "1d")),
            ("days", self.tr("Avancer de 3 jours"), ("advance", "3d")),
            ("night", self.tr("Lancer les travaux de nuit"), ("night",)),
            ("offline", self.tr("Passer hors ligne"), ("offline", "on")),
            ("online", self.tr("Revenir en ligne"), ("offline", "off")),
        ):
            menu.addAction(add(f"demo.{name}", text, functools.partial(self.act, *arguments), icon="play"))
        menu.addAction(add("demo.some", self.tr("Avancer de n jours…"), self._ask_days, icon="play"))
        failures = menu.addMenu(self.tr("Pannes simulées"))
        failures.setObjectName("menu.demo.failures")
        self._failing: dict[str, QAction] = {}
        for port in ASKED:
            action = add(f"demo.fail.{port}", self.tr("Panne : {0}").format(PORTS[port]),
                         functools.partial(self._switch, port), icon="zap", checkable=True)  # fmt: skip
            failures.addAction(action)
            self._failing[port] = action
        for action in [*menu.actions(), *failures.actions()]:
            action.setProperty(MENU, menu.title().replace("&", ""))
        failures.aboutToShow.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Reads again which ports fail: the command line may have switched one."""
        self._desk.spawn(self, self._read())

    async def _read(self) -> None:
        failing = await self._desk.query(failing_ports)
        for port, action in self._failing.items():
            action.setChecked(port in failing)

    def _switch(self, port: str) -> None:
        self.act("fail", port, "on" if self._failing[port].isChecked() else "off")

    def act(self, action: str, *arguments: str) -> None:
        """Carries out one action of the menu."""
        self._desk.spawn(self._window.pages_area, self._act(action, list(arguments)))

    async def _act(self, action: str, arguments: list[str]) -> None:
        said = await self._desk.run("write", demo.act, self._desk.session, action, arguments)
        self._desk.tell(Changes(everything=True))
        self._window.undo_bar.offer(said, None)
        self._window.place_overlays()

    def _ask_days(self) -> None:
        self._desk.spawn(self._window.pages_area, self._days())

    async def _days(self) -> None:
        answer = await ask.text(
            self._window, self.tr("Avancer l’horloge"), self.tr("Nombre de jours"), value="7",
            yes=self.tr("Avancer"), check=_days_number, limit=4,
        )  # fmt: skip
        if answer is not None:
            await self._act("advance", [f"{int(answer)}d"])


def _days_number(text: str) -> None:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 3650:
        raise Invalid("bad_days", "Indiquez un nombre de jours entre 1 et 3650.")
