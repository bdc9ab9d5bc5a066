"""A page of the demonstration, driven through its own widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from prospectdesk.commands.follow_ups import CreateFollowUp
from prospectdesk.domain.clock import day_number
from prospectdesk.queries import companies, people, relances
from prospectdesk.ui.shell.pages import PageHost

KERMAREC, TANGUY, LE_GOFF, DUPUIS, VILAINE, GARAGE = (
    "000100016", "000100024", "000100032", "000100040", "000100081", "000100073",
)  # fmt: skip
TODAY = day_number(date(2026, 11, 23))


class Walker:
    """Stands a page under a message bar, presses its widgets by name and waits for the desk."""

    tanguy, le_goff, dupuis, garage, kermarec, vilaine = TANGUY, LE_GOFF, DUPUIS, GARAGE, KERMAREC, VILAINE
    today = TODAY

    def __init__(self, desk: Any, rest: Callable[[Any], None], qtbot: Any) -> None:
        self.desk, self._rest, self.qtbot = desk, rest, qtbot
        self.host: PageHost | None = None
        self.opened: list[tuple[str, dict[str, Any]]] = []
        self.floated: list[tuple[str, int, dict[str, Any]]] = []
        desk.navigator = self

    def open(self, name: str, **params: Any) -> None:
        """As the window's navigator: remembers where the page wanted to go."""
        self.opened.append((name, params))

    def float(self, kind: str, company: int, **params: Any) -> None:
        """Remembers which editor the page asked for."""
        self.floated.append((kind, company, params))

    def show(self, page: Any, size: tuple[int, int] = (1216, 822)) -> Any:
        """Shows a page and waits until it was read."""
        self.host = PageHost(page, page.objectName())
        self.host.resize(*size)
        self.host.show()
        self.qtbot.waitExposed(self.host)
        self.rest()
        return page

    def close(self) -> None:
        """Takes the page away."""
        if self.host is not None:
            self.host.hide()
            self.host.deleteLater()
            self.host = None
            self.rest()

    def rest(self) -> None:
        """Waits until nothing is under way."""
        self._rest(self.desk)

    def ask(self, fn: Callable[..., Any], *args: Any) -> Any:
        """An answer of the store."""
        return self.desk.session.reader.run(fn, *args)

    def company(self, siren: str) -> int:
        """The local id of a company."""
        return self.ask(companies.find_id, siren)

    def relance(self, siren: str) -> relances.FollowUpRow | None:
        """The open relance of a company."""
        return self.ask(relances.open_relance, self.company(siren))

    def follow_ups(self, siren: str) -> list[relances.FollowUpRow]:
        """Every follow-up of a company."""
        return self.ask(relances.of_company, self.company(siren))

    def tag(self, siren: str) -> str | None:
        """The company's tag on Ugo's default routine."""
        return self.ask(companies.tags, self.company(siren), self.desk.session.person.id, True)[0].tag

    def plan(self, siren: str, days: int = 0, **fields: Any) -> int:
        """A follow-up in so many days, made behind the page's back; a past one is made on its own day."""
        clock = self.desk.session.clock
        if days < 0:
            self.desk.session.clock = clock.forward(days * 86_400_000)
        when = date.fromordinal(date(2026, 11, 23).toordinal() + days)
        done = self.do(CreateFollowUp(company=self.company(siren), date=when, **fields))
        self.desk.session.clock = clock
        return done.row_id

    def do(self, command: Any) -> Any:
        """A command carried out behind the page's back, told to it."""
        done = self.desk.session.bus.do(command)
        self.desk.settled(done)
        self.rest()
        return done

    def sign_in(self, login: str) -> None:
        """Another person at the desk."""
        self.desk.session.person = self.ask(people.find_user, login)

    def find(self, name: str, kind: type[Any] = QWidget) -> Any:
        """The widget (or action) of that name."""
        found = self.host.findChild(kind, name)
        assert found is not None, name
        return found

    def press(self, name: str, *, asks: bool = False) -> None:
        """Clicks what has that name; what `asks` waits for an answer."""
        button = self.find(name)
        assert button.isVisible(), name
        assert button.isEnabled(), button.toolTip()
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        if not asks:
            self.rest()

    def trigger(self, name: str) -> None:
        """Chooses a menu entry."""
        action = self.find(name, QAction)
        assert action.isEnabled(), action.toolTip()
        action.trigger()
        self.rest()

    def dialog(self) -> QDialog:
        """The open question."""
        self.qtbot.waitUntil(lambda: bool(self._dialogs()))
        return self._dialogs()[0]

    def answer(self, button: str) -> str:
        """Presses a button of the open question; answers its sentence."""
        dialog = self.dialog()
        text = dialog.findChild(QWidget, "ask.text").text()
        self.qtbot.mouseClick(dialog.findChild(QWidget, button), Qt.MouseButton.LeftButton)
        self.qtbot.waitUntil(lambda: not self._dialogs())
        self.rest()
        return text

    def undo(self) -> None:
        """Ctrl+Z."""
        self.desk.history.undo()
        self.rest()
        self.rest()

    def has_keyboard(self, widget: QWidget) -> bool:
        """Whether the keyboard stands there as soon as the window is active."""
        return self.host.focusWidget() is widget

    @property
    def message(self) -> str:
        """What the message bar says."""
        return self.host.messages.text()

    @staticmethod
    def _dialogs() -> list[QDialog]:
        return [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]


@pytest.fixture
def walker(demo_desk: Any, rest: Callable[[Any], None], qtbot: Any) -> Iterator[Walker]:
    """On the demonstration, Ugo signed in, Monday 23/11/2026."""
    made = Walker(demo_desk, rest, qtbot)
    yield made
    made.close()
