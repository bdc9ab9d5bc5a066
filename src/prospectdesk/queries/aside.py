"""Rows of the centre that failed the check and were set aside: what they are, whose, why (SECURITY T15)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from prospectdesk.domain.text import visible_text
from prospectdesk.store.connection import Connection
from prospectdesk.sync import aside, gestures, shown

MOST = 200
NAME_LONG, VALUE_LONG = 60, 120
_NAMES = ("shown_name", "name", "last_name", "title", "label", "login", "number", "siret", "siren", "value")
"""Columns that name a row, the best first."""
_AUTHORS = ("author_id", "creator_id", "made_by_id", "user_id", "registered_by_id")


@dataclass(frozen=True, slots=True)
class AsideRow:
    """One row. `uid` is its 32 hex digits, `code` the column that was not taken or shape, columns, store.

    All texts of the row itself are cut and spelt out (domain.text.visible_text). `field`, `value`, `name`, `author` are
    empty where nothing is known; `changed` tells that `author` changed the row last, by the history. `at` (ms UTC) is when
    the row came, None for those set aside by an earlier version.
    """

    id: int
    table: str
    uid: str
    rev: int
    code: str
    noun: str
    name: str
    company: int | None
    company_name: str
    reason: str
    field: str
    value: str
    author: str
    changed: bool
    at: int | None
    why_not: str


def aside_rows(conn: Connection, most: int = MOST) -> tuple[AsideRow, ...]:
    """The rows set aside, the last that came first."""
    rows = conn.execute(
        "SELECT id, tbl, row_uid, data FROM held WHERE missing_uid = x'' ORDER BY id DESC LIMIT ?", (most,)
    )
    return tuple(
        _told(conn, row_id, table, bytes(uid), json.loads(data))
        for row_id, table, uid, data in rows.fetchall()
    )


def _told(conn: Connection, row_id: int, table: str, uid: bytes, kept: dict[str, Any]) -> AsideRow:
    code, values = str(kept.get("reason") or ""), _values(kept)
    subject, company, company_name = _subject(conn, table, uid, values, code == aside.STORE)
    field = shown.label(table, code) if aside.column_of(table, code) is not None else ""
    author, changed = _author(conn, uid, company, values, code == aside.STORE)
    value = values.get(code)
    return AsideRow(
        id=row_id,
        table=visible_text(table, NAME_LONG),
        uid=uid.hex(),
        rev=int(kept["rev"]),
        code=visible_text(code, NAME_LONG),
        noun=subject,
        name=_name(values),
        company=company,
        company_name=company_name or "",
        reason=aside.reason(table, code, value, code in values),
        field=field,
        value="" if value is None or not field else visible_text(str(value), VALUE_LONG),
        author=author,
        changed=changed,
        at=kept.get("at"),
        why_not=aside.why_not_again(table, code),
    )


def _values(kept: dict[str, Any]) -> dict[str, Any]:
    """Values by column; rows that an earlier version set aside have none."""
    row = kept.get("row")
    return {str(name): value for name, value in row} if isinstance(row, list) else {}


def _subject(
    conn: Connection, table: str, uid: bytes, values: dict[str, Any], local: bool
) -> tuple[str, int | None, str | None]:
    """What the row is and its company: by what this store has of it, else by what the row says."""
    if not aside.is_known(table):
        return gestures.noun(table), None, None
    subject, company, name = gestures.subject_of(conn, table, uid)
    if company is None:
        found = _by_uid(conn, "company", "coalesce(shown_name, name)", values.get("company_id"), local)
        company, name = found if found is not None else (None, None)
    return subject, company, name


def _name(values: dict[str, Any]) -> str:
    told = (values.get(column) for column in _NAMES)
    return next((visible_text(one, NAME_LONG) for one in told if isinstance(one, str) and one.strip()), "")


def _author(
    conn: Connection, uid: bytes, company: int | None, values: dict[str, Any], local: bool
) -> tuple[str, bool]:
    """Who made the row by its own word, else who changed it last by the history (then True); empty: unknown."""
    for column in _AUTHORS:
        found = _by_uid(conn, "user", "name", values.get(column), local)
        if found is not None:
            return visible_text(found[1], NAME_LONG), False
    if company is None:
        return "", False
    row = conn.execute(
        "SELECT u.name FROM history h JOIN user u ON u.id = h.user_id WHERE h.company_id = ? AND h.object_uid = ? "
        "ORDER BY h.at DESC, h.id DESC LIMIT 1",
        (company, uid),
    ).fetchone()
    return ("", False) if row is None else (visible_text(row[0], NAME_LONG), True)


def _by_uid(conn: Connection, table: str, name: str, told: Any, local: bool) -> tuple[int, str] | None:
    """Id and name of a row by its uid in hex, or by its local id where the store itself refused the row."""
    if isinstance(told, str) and len(told) == 32:
        try:
            key: bytes | int = bytes.fromhex(told)
        except ValueError:
            return None
    elif isinstance(told, int) and local:
        key = told
    else:
        return None
    column = "id" if isinstance(key, int) else "uid"
    row = conn.execute(f"SELECT id, {name} FROM {table} WHERE {column} = ?", (key,)).fetchone()
    return None if row is None else (int(row[0]), str(row[1]))
