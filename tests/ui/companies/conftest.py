"""A sheet on the demonstration, driven through its own widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget

from prospectdesk.queries import companies, contacts, people
from prospectdesk.ui.companies.sheet import SheetPage

TANGUY, LE_GOFF, DUPUIS, MOREL = "000100024", "000100032", "000100040", "000100065"


class Driver:
    """Finds widgets by name, presses them, waits until the desk has rested."""

    def __init__(self, desk: Any, rest: Callable[[Any], None], qtbot: Any) -> None:
        self.desk, self._rest, self.qtbot = desk, rest, qtbot
        self.session = desk.session
        self.page: SheetPage | None = None

    def query(self, fn: Callable[..., Any], *args: Any) -> Any:
        """An answer of the store."""
        return self.session.reader.run(fn, *args)

    def company(self, siren: str) -> int:
        """The local id of a company."""
        return self.query(companies.find_id, siren)

    def card(self, siren: str, first: str) -> contacts.ContactCard:
        """The card of a person, by first name."""
        return next(one for one in self.query(contacts.cards, self.company(siren)) if one.first_name == first)

    def sign_in(self, login: str) -> None:
        """Another person at the same desk."""
        self.session.person = self.query(people.find_user, login)

    def do(self, command: Any) -> Any:
        """A command carried out behind the window's back, told to it."""
        done = self.session.bus.do(command)
        self.desk.settled(done)
        self.rest()
        return done

    def open(self, siren: str, tab: str = "sheet") -> SheetPage:
        """The sheet of a company, shown and read."""
        self.close()
        self.page = SheetPage(self.desk)
        self.page.resize(1216, 822)
        self.page.apply(company=self.company(siren), tab=tab)
        self.page.show()
        self.rest()
        return self.page

    def find(self, name: str, kind: type[Any] = QWidget) -> Any:
        """The widget (or action) of that name."""
        found = self.page.findChild(kind, name)
        assert found is not None, name
        return found

    def missing(self, name: str) -> bool:
        """Whether there is no widget of that name."""
        return self.page.findChild(QWidget, name) is None

    def ask(self, name: str) -> QDialog:
        """Clicks a button that opens a dialog."""
        self.qtbot.mouseClick(self.find(name), Qt.MouseButton.LeftButton)
        return self.dialog()

    def press(self, name: str) -> None:
        """Clicks a button."""
        button = self.find(name)
        assert button.isEnabled(), button.toolTip()
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        self.rest()

    def action(self, name: str) -> Any:
        """A menu entry."""
        from PySide6.QtGui import QAction

        return self.find(name, QAction)

    def trigger(self, name: str) -> None:
        """Chooses a menu entry."""
        action = self.action(name)
        assert action.isEnabled(), action.toolTip()
        action.trigger()
        self.qtbot.wait(10)

    def type(self, name: str, text: str) -> None:
        """Replaces the text of a field by keystrokes and leaves it by Entrée."""
        field: QLineEdit = self.find(name, QLineEdit)
        field.setFocus()
        field.selectAll()
        if text.isascii() and text:
            self.qtbot.keyClicks(field, text)
        else:  # QTest knows no accents
            field.insert(text)
        self.qtbot.keyClick(field, Qt.Key.Key_Return)
        self.rest()

    def dialog(self) -> QDialog:
        """The open dialog."""
        self.qtbot.waitUntil(lambda: any(self._dialogs()))
        return self._dialogs()[0]

    def _dialogs(self) -> list[QDialog]:
        return [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]

    def rest(self) -> None:
        """Waits until nothing is under way."""
        self._rest(self.desk)

    def close(self) -> None:
        """Takes the sheet away."""
        if self.page is not None:
            self.page.hide()
            self.page.deleteLater()
            self.page = None
            self.rest()


@pytest.fixture
def sheet(demo_desk: Any, rest: Callable[[Any], None], qtbot: Any) -> Iterator[Driver]:
    """A driver on the demonstration, Ugo signed in."""
    made = Driver(demo_desk, rest, qtbot)
    yield made
    made.close()
