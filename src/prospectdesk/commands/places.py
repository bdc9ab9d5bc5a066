"""Keeps what an address service answered, for the next time and for offline (X-33)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import ClassVar

from prospectdesk.commands.context import Context
from prospectdesk.commands.registry import Outcome, handles
from prospectdesk.store.unit_of_work import UnitOfWork

MOST = 20_000
"""Answers that are kept; beyond, the oldest go."""


@dataclass(frozen=True, kw_only=True)
class KeepPlaces:
    """The candidates (label, latitude, longitude, source) for a folded text."""

    text: str
    source: str
    candidates: tuple[tuple[str, float, float, str], ...]
    local: ClassVar[bool] = True


@handles(KeepPlaces, public=False)
def keep_places(cmd: KeepPlaces, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Replaces what was kept for the text."""
    uow.run(
        "INSERT INTO place_answer (key, at, source, candidates) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET "
        "at = excluded.at, source = excluded.source, candidates = excluded.candidates",
        (cmd.text, uow.now_ms, cmd.source, json.dumps(cmd.candidates, ensure_ascii=False)),
    )
    over = int(uow.value("SELECT count(*) FROM place_answer")) - MOST
    if over > 0:
        uow.run(
            "DELETE FROM place_answer WHERE key IN (SELECT key FROM place_answer ORDER BY at LIMIT ?)",
            (over + MOST // 10,),
        )
    return Outcome("lieu trouvé", undoable=False)
