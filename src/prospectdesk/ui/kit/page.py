"""The base of every screen and pane: hears the feed, reads again when shown, shows its errors in its own bar."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QWidget

from prospectdesk.domain.changes import Changes
from prospectdesk.ui.kit.desk import Desk


class Page(QWidget):
    """Give `reload` (reads through the desk) and `concerned` (whether a change is about what is shown).

    A hidden page only marks itself stale and reads when it is shown.
    """

    def __init__(self, desk: Desk, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setObjectName(name)
        self._stale = True
        self._reloading = False
        self._again = False
        desk.feed.changed.connect(self._heard)

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
