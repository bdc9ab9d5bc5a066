"""The answers of the address service that are kept on this laptop (X-33)."""

from __future__ import annotations

import json
from typing import Any

from prospectdesk.store.connection import Connection

Kept = tuple[str, float, float, str]
"""Label, latitude, longitude, source."""


def kept_answer(conn: Connection, text: str, not_before: int) -> list[Kept] | None:
    """The candidates kept for a folded text since `not_before` (ms); None when there are none that can be read."""
    row = conn.execute(
        "SELECT candidates FROM place_answer WHERE key = ? AND at >= ?", (text, not_before)
    ).fetchone()
    if row is None:
        return None
    try:
        found = [_one(one) for one in json.loads(row[0])]
    except (ValueError, TypeError):
        return None
    return found or None


def _one(told: Any) -> Kept:
    label, latitude, longitude, source = told
    return str(label), float(latitude), float(longitude), str(source)
