"""A timeline pane and its editors on the demonstration."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from prospectdesk.queries import companies, people
from prospectdesk.ui.timeline.pane import TimelinePane

LE_GOFF = "000100032"


class Floats:
    """A window that only remembers which floating editors were asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int, dict[str, Any]]] = []

    def open(self, name: str, **params: Any) -> None:
        """Nothing else is opened here."""

    def float(self, kind: str, company: int, **params: Any) -> None:
        """Remembers."""
        self.asked.append((kind, company, params))


class Stage:
    """Shows widgets and waits for them."""

    def __init__(self, desk: Any, rest: Callable[[Any], None], qtbot: Any) -> None:
        self.desk, self._rest, self.qtbot = desk, rest, qtbot
        self.session = desk.session
        self.floats = Floats()
        desk.navigator = self.floats
        self.company: int = self.query(companies.find_id, LE_GOFF)
        self._shown: list[QWidget] = []

    def query(self, fn: Callable[..., Any], *args: Any) -> Any:
        """An answer of the store."""
        return self.session.reader.run(fn, *args)

    def sign_in(self, login: str) -> None:
        """Another person at the desk."""
        self.session.person = self.query(people.find_user, login)

    def do(self, command: Any) -> Any:
        """A command carried out elsewhere and told."""
        done = self.session.bus.do(command)
        self.desk.settled(done)
        self.rest()
        return done

    def show(self, widget: Any) -> Any:
        """Shows a widget, read."""
        widget.resize(640, 600)
        widget.show()
        self._shown.append(widget)
        self.rest()
        return widget

    def pane(self) -> TimelinePane:
        """The pane of Cycles Le Goff."""
        return self.show(TimelinePane(self.desk, self.company))

    def rest(self) -> None:
        """Waits until nothing is under way."""
        self._rest(self.desk)

    def close(self) -> None:
        """Takes everything away."""
        for widget in self._shown:
            widget.hide()
            widget.deleteLater()
        self.rest()


@pytest.fixture
def stage(demo_desk: Any, rest: Callable[[Any], None], qtbot: Any) -> Iterator[Stage]:
    """A stage on the demonstration, Ugo signed in."""
    made = Stage(demo_desk, rest, qtbot)
    yield made
    made.close()
