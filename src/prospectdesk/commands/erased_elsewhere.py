"""A colleague erased a person: what this laptop alone keeps of him goes too (C-21, X-18, SECURITY P4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from prospectdesk.commands.erased_texts import forget_beside
from prospectdesk.commands.erasure import forget_refused
from prospectdesk.domain.mentions import mention
from prospectdesk.store.unit_of_work import UnitOfWork
from prospectdesk.sync.incoming import Incoming


@dataclass(frozen=True, slots=True)
class Erased:
    """A person still known here whom the centre has erased: his card, its phones and e-mails, how texts name him."""

    company: int
    card: bytes
    points: tuple[bytes, ...]
    pattern: re.Pattern[str] | None


def told(uow: UnitOfWork, tables: Iterable[Incoming]) -> list[Erased]:
    """The cards that come as erased while their names are still here: asked before the rows are written."""
    return [found for uid in _uids(tables) if (found := _known(uow, uid)) is not None]


def forget(uow: UnitOfWork, persons: Iterable[Erased]) -> None:
    """Empties drafts, refused gestures, reports and settings of the persons, once the rows are written."""
    for one in persons:
        forget_refused(uow, "contact", one.card)
        for point in one.points:
            forget_refused(uow, "contact_point", point)
        if one.pattern is not None:
            forget_beside(uow, one.company, one.pattern)


def _uids(tables: Iterable[Incoming]) -> Iterator[bytes]:
    for one in tables:
        if one.table == "contact" and "erased_at" in one.columns:
            at = one.columns.index("erased_at") + 2  # after uid and rev
            yield from (row[0] for row in one.rows if row[at] is not None)


def _known(uow: UnitOfWork, uid: bytes) -> Erased | None:
    card = uow.one("SELECT * FROM contact WHERE uid = ? AND erased_at IS NULL", (uid,))
    if card is None:
        return None
    points = uow.rows("SELECT uid, value FROM contact_point WHERE contact_id = ?", (card["id"],))
    pattern = mention(card["first_name"], card["last_name"], [str(one["value"]) for one in points])
    return Erased(card["company_id"], uid, tuple(one["uid"] for one in points), pattern)
