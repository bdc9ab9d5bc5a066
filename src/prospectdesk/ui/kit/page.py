"""The base of every screen and pane: hears the feed, reads again when shown, shows its errors in its own bar."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QWidget

from prospectdesk.domain.changes import Changes
from prospectdesk.ui.kit.desk import Desk

TABS = "tabs"
"""The property of a stack whose pages are the tabs of a page: what a hidden one holds still counts as shown."""


class Page(QWidget):
    """Give `reload` (reads through the desk) and `concerned` (whether a change is about what is shown).

    A hidden page only marks itself stale and reads when it is shown. What `pieces` makes comes before it reads for the
    first time, one at each turn of the loop.
    """

    def __init__(self, desk: Desk, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setObjectName(name)
        self._stale = True
        self._reloading = False
        self._again = False
        self._growing = self.pieces()
        desk.feed.changed.connect(self._heard)

    def pieces(self) -> Iterator[None]:
        """Makes what stands in the frame of the page, each in less than a blink; the loop turns where this yields."""
        yield from ()

    def complete(self) -> None:
        """Makes at once what `pieces` has not made yet."""
        for _ in self._growing:
            pass

    async def reload(self) -> None:
        """Reads what the page shows. Overridden by pages."""

    def take(self, first: Any) -> None:
        """Takes what was read for its first picture before the page was made (app.early)."""

    def concerned(self, changes: Changes) -> bool:
        """Whether the page shows something of `changes`; True when in doubt."""
        return True

    def title(self) -> str:
        """The text of the page's tab."""
        return self.objectName()

    def apply(self, **params: Any) -> None:
        """Takes the parameters the router was asked with (company, filter …)."""

    def offer(self, key: str, text: str, icon: str, act: Callable[[], object]) -> QAction:
        """Something the palette offers while the page is shown."""
        action = QAction(text, self)
        action.setObjectName(f"action.{self.objectName()}.{key}")
        action.setProperty("icon_name", icon)
        action.triggered.connect(lambda _checked=False: act())
        self.addAction(action)
        return action

    @property
    def awaited(self) -> bool:
        """Whether the page still reads what a person waits for; the window keeps its own questions back."""
        return self._reloading

    def refresh(self) -> None:
        """Reads again now, or at the next showing."""
        self._stale = True
        if self.isVisible():
            self._read()

    def renew(self) -> None:
        """F5: reads again; a page for which that means more says so."""
        self.refresh()

    def _heard(self, changes: Changes) -> None:
        if self.concerned(changes):
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Reads what went stale while hidden."""
        super().showEvent(event)
        if self._stale:
            self._read()

    def _read(self) -> None:
        """One reading at a time; a wish that comes meanwhile is served once at the end."""
        if self._reloading:
            self._again = True
            return
        self._reloading = True
        self._stale = False
        self.desk.spawn(self, self._run())

    async def _run(self) -> None:
        try:
            await self._grow()
            await self.reload()
        except Exception:
            raise
        except BaseException:
            self._again = False  # cancelled: the page is gone or the program closes, nothing is read any more
            raise
        finally:
            self._reloading = False
            if self._again:
                self._again = False
                self.refresh()

    async def _grow(self) -> None:
        import asyncio  # late: the first page is painted before

        for _ in self._growing:
            await asyncio.sleep(0)


def load_late(*names: str) -> Iterator[None]:
    """Loads modules of ours (`ui.kit.page`) that are not there yet, one at a time."""
    for name in names:
        if f"prospectdesk.{name}" not in sys.modules:
            importlib.import_module(f"prospectdesk.{name}")
            yield


def dress(part: QWidget) -> None:
    """Gives a part that is still hidden its style now, not when it is shown with all others; it has its parents."""
    part.ensurePolished()
