"""Which answers a conflict accepts, and which cells an answer sets."""

from __future__ import annotations

from typing import Any

from prospectdesk.store.connection import Connection
from prospectdesk.sync.operations import kinds, targets

KEEP, MINE, BOTH = "keep", "mine", "both"
LONG_TEXTS = frozenset(
    {
        "timeline.text",
        "follow_up.description",
        "dossier.comment",
        "non_conformity.text",
        "software_park.reviews",
        "routine.description",
    }
)
"""Columns where two texts may stand one after the other."""
_DECIDED = frozenset({"closed", "done", "twin"})
"""Rules whose outcome is changed where it was made, not by putting a value back."""


def choices(table: str, column: str, reason: str, *, present: bool) -> tuple[str, ...]:
    """keep always; mine where the row is here and no rule stands against it; both for numbers and long texts."""
    if not present or reason in _DECIDED:
        return (KEEP,)
    if column not in kinds(table) and not column.startswith("@"):
        return (KEEP,)
    if f"{table}.{column}" in LONG_TEXTS or (table, column) == ("contact_point", "value"):
        return (KEEP, MINE, BOTH)
    return (KEEP, MINE)


def cells(conn: Connection, table: str, column: str, value: Any) -> dict[str, Any] | None:
    """The columns that putting `value` back sets, references as local ids; None when one is not here."""
    told = value if column.startswith("@") and isinstance(value, dict) else {column: value}
    return local_cells(conn, table, told)


def local_cells(conn: Connection, table: str, values: dict[str, Any]) -> dict[str, Any] | None:
    """Values of the wire as a unit of work writes them; None when something they name is not here."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name not in kinds(table):
            continue
        found[name] = value
        if value is None:
            continue
        target = targets(table).get(name)
        if target is not None:
            row = conn.execute(f"SELECT id FROM {target} WHERE uid = ?", (bytes.fromhex(value),)).fetchone()
            if row is None:
                return None
            found[name] = row[0]
        elif kinds(table)[name] == "b":
            found[name] = bytes.fromhex(value)
    return found
