"""Counters that follow a circle while it is dragged: asked one at a time, the last wish wins (P-03)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from prospectdesk.domain.portfolio import MOST_KM, Counts, Place
from prospectdesk.queries import portfolio
from prospectdesk.ui.kit.desk import Desk

if TYPE_CHECKING:
    from prospectdesk.queries.portfolio_types import Surroundings
    from prospectdesk.queries.reader import Reader


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
        try:
            while self._wanted is not None:
                (place, radius), self._wanted = self._wanted, None
                if self._near is None or self._place != place:
                    reader = self._desk.session.reader
                    self._near = await self._desk.query(surroundings, reader, place)
                    self._place = place
                counts = await self._desk.query(count, self._near, radius)
                self._told(counts, radius)
        finally:
            self._asking = False


def surroundings(conn: Any, reader: Reader, place: Place) -> Surroundings:
    """What lies around a place, as far as a radius may go; for a lane."""
    return portfolio.surroundings(conn, reader.ready_sets(conn), place, MOST_KM)


def count(conn: Any, near: Surroundings, radius: float) -> Counts:
    """The counters within a radius."""
    return near.counts(radius, portfolio.exactly(conn))
