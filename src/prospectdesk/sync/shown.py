"""Values of the wire as a person reads them: labels of columns, names for references."""

from __future__ import annotations

import json
from typing import Any

from prospectdesk.domain.errors import NotFound
from prospectdesk.store import labels
from prospectdesk.store.connection import Connection
from prospectdesk.store.unit_of_work import UnitOfWork
from prospectdesk.sync.operations import kinds, targets

EMPTY = "(vide)"
GROUPS = {"@address": "Adresse", "@stage": "Etape", "@when": "Date"}
_QUIET = frozenset({"latitude", "longitude", "city_code", "rank", "zone", "key"})
"""Columns of a group or a row that say nothing to a person."""


def label(table: str, column: str) -> str:
    """The label of a column or group."""
    return GROUPS.get(column) or labels.field_label(table, column)


def text(conn: Connection, table: str, column: str, value: Any) -> str:
    """A value as the wire has it; the columns of a group follow each other."""
    if column.startswith("@") and isinstance(value, dict):
        parts = [text(conn, table, name, one) for name, one in value.items() if name not in _QUIET]
        return ", ".join(part for part in parts if part != EMPTY) or EMPTY
    found = one(conn, table, column, value)
    return EMPTY if found is None or found == "" else found


def one(conn: Connection, table: str, column: str, value: Any) -> str | None:
    """One value as a person reads it; None stays None."""
    if value is None:
        return None
    target = targets(table).get(column)
    if target is not None:
        return _name(conn, target, str(value))
    if kinds(table).get(column) == "b":
        return None
    try:
        return labels.shown(UnitOfWork(conn, 0, None), table, column, value)
    except (NotFound, IndexError, TypeError, OverflowError, ValueError):
        return str(value)


def pairs(conn: Connection, table: str, values: dict[str, Any]) -> list[tuple[str, str]]:
    """Labels and texts of the columns that a person knows, empty ones left out."""
    told = [
        (label(table, name), one(conn, table, name, value))
        for name, value in values.items()
        if labels.is_shown(table, name) and name not in _QUIET
    ]
    return [(name, value) for name, value in told if value]


def parsed(value: str | None) -> Any:
    """A value that a conflict keeps as JSON."""
    try:
        return None if value is None else json.loads(value)
    except ValueError:
        return value


def _name(conn: Connection, table: str, uid: str) -> str:
    try:
        row = UnitOfWork(conn, 0, None).by_uid(table, bytes.fromhex(uid))
    except ValueError:
        row = None
    if row is None:
        return "(inconnu)"
    if table == "contact":
        return " ".join(part for part in (row["first_name"], row["last_name"]) if part)
    for column in ("shown_name", "name", "label", "title", "login", "number"):
        if row.get(column):
            return str(row[column])
    return labels.OBJECTS.get(table, "Donnée")
