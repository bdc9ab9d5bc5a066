"""Copies and checks of the store that a person asks for from the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from prospectdesk.jobs.ticket import Ticket

if TYPE_CHECKING:
    from prospectdesk.jobs.session import Session


def save_copy(session: Session, file: Path, ticket: Ticket) -> int:
    """Writes a verified copy of the store to `file`; answers how many rows it holds. Raises Unavailable."""
    from prospectdesk.store.backup import backup

    return backup(session.store, file, lambda done, total: ticket.step(done, total, "Copie de la base")).rows


def problems_of(session: Session) -> list[str]:
    """The sentences of a full check, empty when the store is sound."""
    from prospectdesk.store.check import check

    return [f"{one.text} ({one.count})" for one in check(session.store)]
