"""What the board last read, so that a change reads only the cards of the companies it names."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from prospectdesk.domain.changes import Changes
from prospectdesk.queries import pipeline
from prospectdesk.queries.pipeline import Board, Wanted
from prospectdesk.ui.kit.desk import Desk

LISTS = ("pipeline", "user", "dossier_type", "cabinet", "routine", "routine_user")
CARDS = ("dossier", "company", "registration", "follow_up", "routine_tag", "contact")
SHOWN = ("stage", *CARDS, *LISTS)
MOST = 200
"""Companies whose cards are read alone; beyond, the whole board is as quick."""


class Reading:
    """`hear` every change, `board` answers what is to be shown."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: tuple[Board, Wanted] | None = None
        self._last: Board | None = None
        self._touched: set[int] = set()
        self._forgotten = 0

    def hear(self, changes: Changes) -> bool:
        """Whether the board shows something of the changes; what they name is read at the next `board`."""
        if not changes.touches(*SHOWN):
            return False
        cards = [one for one in changes.items if one.noun in CARDS]
        nameless = any(one.company is None and one.noun != "company" for one in cards)
        if changes.everything or nameless or changes.touches("stage", *LISTS):
            self.forget()
        else:
            self._touched |= {one.id if one.noun == "company" else one.company or 0 for one in cards}
        return True

    def forget(self) -> None:
        """The next board is read whole, and so is one that is being read now."""
        self._known = None
        self._forgotten += 1

    async def board(self, wanted: Wanted, sort: str, *, descending: bool) -> Board:
        """The board as it is now; what was read before and not touched is the same object."""
        known, self._known = self._known, None
        touched, self._touched = sorted(self._touched), set()
        before = self._forgotten
        found = None
        if known is not None and known[1] == wanted and len(touched) <= MOST:
            found = await self._renewed(known[0], wanted, touched, sort, descending=descending)
        if found is None:
            found = await self._desk.query(_as_before, self._last, wanted, sort, descending)
        if before == self._forgotten:
            self._known = (found, wanted)
        self._last = found
        return found

    async def _renewed(
        self, known: Board, wanted: Wanted, touched: list[int], sort: str, *, descending: bool
    ) -> Board | None:
        """The known board with the cards of these companies read again; None when it must be read whole."""
        if (known.sort, known.descending) != (sort, descending) or known.pipeline is None:
            return None
        if not touched:
            return known
        cards = await self._desk.query(pipeline.cards_of, wanted, known.pipeline, touched)
        return pipeline.renewed(known, touched, cards) if pipeline.covers(known, cards) else None


def _as_before(conn: Any, last: Board | None, wanted: Wanted, sort: str, descending: bool) -> Board:
    """The whole board; a column that says what it said before is the same object, so that nobody draws it again."""
    found = pipeline.board(conn, wanted, sort, descending)
    known = {} if last is None else {one.stage.id: one for one in last.columns}
    columns = (known[one.stage.id] if known.get(one.stage.id) == one else one for one in found.columns)
    return replace(found, columns=tuple(columns))
