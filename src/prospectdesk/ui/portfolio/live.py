"""Counters that follow a circle while it is dragged: asked one at a time, the last wish wins (P-03)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from prospectdesk.domain.portfolio import Counts, Place
from prospectdesk.jobs import portfolio as work
from prospectdesk.ui.kit.desk import Desk

if TYPE_CHECKING:
    from prospectdesk.queries.portfolio_types import Surroundings


class Follower(QObject):
    """Keeps what lies around the last place; `forget` after something changed."""

    def __init__(self, desk: Desk, told: Callable[[Counts, float], object], parent: QObject) -> None:
        """`told` gets the counters of a radius."""
        super().__init__(parent)
        self._desk, self._told = desk, told
        self._near: Surroundings | None = None
        self._place: Place | None = None
        self._wanted: tuple[Place, float] | None = None
        self._asking = False

    def forget(self) -> None:
        """What was known of a place may be wrong now."""
        self._near = None

    def stop(self) -> None:
        """The last wish is not wanted any more."""
        self._wanted = None

    def follow(self, place: Place, radius: float) -> None:
        """Another circle."""
        self._wanted = (place, radius)
        if not self._asking:
            self._asking = True
            self._desk.spawn(self.parent(), self._ask())

    async def _ask(self) -> None:
        session = self._desk.session
        try:
            while self._wanted is not None:
                (place, radius), self._wanted = self._wanted, None
                if self._near is None or self._place != place:
                    self._near = await self._desk.run("read", work.surroundings, session, place)
                    self._place = place
                self._told(await self._desk.run("read", work.counts, session, self._near, radius), radius)
        finally:
            self._asking = False
