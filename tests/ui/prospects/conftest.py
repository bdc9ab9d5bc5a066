"""The list on the demonstration, driven through its own widgets under a message bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout, QWidget

from prospectdesk.queries import companies, prospects
from prospectdesk.ui.kit.errors import MessageBar
from prospectdesk.ui.kit.page import Page
from prospectdesk.ui.prospects.new_page import NewProspectPage
from prospectdesk.ui.prospects.page import ProspectsPage


class Window(QWidget):
    """Where a page stands: its message bar, and where it asked to go."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.messages = MessageBar("messages")
        self.opened: list[tuple[str, dict[str, Any]]] = []
        self.floated: list[tuple[str, int]] = []
        box = QVBoxLayout(self)
        box.addWidget(self.messages)
        box.addWidget(page, 1)
        page.desk.navigator = self

    def open(self, name: str, **params: Any) -> None:
        """Notes a screen that was asked for."""
        self.opened.append((name, params))

    def float(self, kind: str, company: int, **params: Any) -> None:
        """Notes an editor that was asked for."""
        self.floated.append((kind, company))


class Driver:
    """Finds widgets by name, presses them, waits until the desk has rested."""

    def __init__(
        self, desk: Any, rest: Callable[[Any], None], qtbot: Any, make: Callable[[Any], Page]
    ) -> None:
        self.desk, self._rest, self.qtbot = desk, rest, qtbot
        self.session = desk.session
        self.page: Any = make(desk)
        self.window = Window(self.page)
        self.window.resize(1216, 822)
        self.window.show()
        self.rest()

    def rest(self) -> None:
        """Waits until nothing is under way."""
        self._rest(self.desk)

    def query(self, fn: Callable[..., Any], *args: Any, **more: Any) -> Any:
        """An answer of the store."""
        return self.session.reader.run(fn, *args, **more)

    def company(self, siren: str) -> int:
        """The local id of a company."""
        return self.query(companies.find_id, siren)

    def row(self, siren: str) -> prospects.ProspectRow:
        """A line of the list as the store has it."""
        return self.query(prospects.rows, [self.company(siren)])[0]

    def do(self, command: Any) -> Any:
        """A command carried out behind the window's back, told to it."""
        done = self.session.bus.do(command)
        self.desk.settled(done)
        self.rest()
        return done

    def undo(self) -> None:
        """Ctrl+Z of the window."""
        self.desk.history.undo()
        self.rest()

    def find(self, name: str, kind: type[Any] = QWidget) -> Any:
        """The widget (or action) of that name."""
        found = self.window.findChild(kind, name)
        assert found is not None, name
        return found

    def press(self, name: str, *, wait: bool = True) -> None:
        """Clicks a button."""
        button = self.find(name)
        assert button.isEnabled(), button.toolTip()
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        if wait:
            self.rest()

    def choose(self, menu: Any, name: str, *, wait: bool = True) -> None:
        """Chooses an entry of a menu button, as its menu fills itself."""
        menu.menu_items.aboutToShow.emit()
        action = self.find(name, QAction)
        assert action.isEnabled(), action.toolTip()
        action.trigger()
        if wait:
            self.rest()

    def type(self, name: str, text: str) -> None:
        """Types into a field."""
        field: QLineEdit = self.find(name, QLineEdit)
        field.setFocus()
        field.selectAll()
        field.insert(text)

    def pick(self, name: str, value: str) -> None:
        """Chooses an entry of a list by its value."""
        box = self.find(name)
        assert box.findData(value) >= 0, value
        box.setCurrentIndex(box.findData(value))

    def dialog(self) -> QDialog:
        """The open dialog."""
        self.qtbot.waitUntil(lambda: bool(self._dialogs()))
        return self._dialogs()[0]

    def _dialogs(self) -> list[QDialog]:
        return [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]

    def close(self) -> None:
        """Takes the window away."""
        self.desk.navigator = None
        self.window.hide()
        self.window.deleteLater()
        self.rest()


class ListDriver(Driver):
    """The list of prospects."""

    def names(self) -> list[str]:
        """The names shown, in their order."""
        model = self.page.model
        self.qtbot.waitUntil(lambda: all(model.row_at(row) is not None for row in range(model.rowCount())))
        return [model.row_at(row).name for row in range(model.rowCount())]

    def cell(self, siren: str, key: str) -> Any:
        """The place of a cell."""
        self.names()
        return self.page.table.cell(self.company(siren), key)

    def words(self, siren: str, key: str) -> str:
        """What a cell says, with plain spaces."""
        text = str(self.cell(siren, key).data() or "")
        return text.replace("\u00a0", " ").replace("\u202f", " ")

    def tick(self, *sirens: str) -> None:
        """Ticks rows."""
        for siren in sirens:
            self.page.model.toggle(self.page.model.row_of(self.company(siren)))

    def edit(self, siren: str, key: str) -> QLineEdit:
        """F2 on a cell; the open field."""
        index = self.cell(siren, key)
        self.page.table.setCurrentIndex(index)
        self.qtbot.keyClick(self.page.table, Qt.Key.Key_F2)
        return self.field()

    def field(self) -> QLineEdit:
        """The field of the open cell."""
        found = self.page.table.indexWidget(self.page.table.currentIndex())
        assert isinstance(found, QLineEdit)
        return found

    def head(self, key: str) -> None:
        """Presses the head of a column."""
        table = self.page.table
        place = next(number for number, one in enumerate(self.page.model.columns) if one.key == key)
        table.head.sectionClicked.emit(place)
        self.rest()


@pytest.fixture
def prospect_list(demo_desk: Any, rest: Callable[[Any], None], qtbot: Any) -> Iterator[ListDriver]:
    """The list on the demonstration, Ugo signed in."""
    made = ListDriver(demo_desk, rest, qtbot, ProspectsPage)
    yield made
    made.close()


@pytest.fixture
def new_form(demo_desk: Any, rest: Callable[[Any], None], qtbot: Any) -> Iterator[Driver]:
    """The creation form on the demonstration."""
    made = Driver(demo_desk, rest, qtbot, NewProspectPage)
    yield made
    made.close()
