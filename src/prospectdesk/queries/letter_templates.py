"""Reads the texts that replace shipped letters in this workspace (X-09)."""

from __future__ import annotations

from dataclasses import dataclass

from prospectdesk.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Replaced:
    """A replaced text; `saved_at` is an instant in ms."""

    id: int
    name: str
    text: str
    saved_at: int


def replaced(conn: Connection, name: str) -> str | None:
    """The text that replaces the file `name`, None where the shipped one is used."""
    row = conn.execute(
        "SELECT text FROM letter_template WHERE name = ? AND deleted_at IS NULL ORDER BY saved_at DESC LIMIT 1",
        (name,),
    ).fetchone()
    return None if row is None else str(row[0])


def all_replaced(conn: Connection) -> dict[str, Replaced]:
    """All of them by the name of their file."""
    rows = conn.execute(
        "SELECT id, name, text, saved_at FROM letter_template WHERE deleted_at IS NULL ORDER BY saved_at"
    )
    return {row[1]: Replaced(*row) for row in rows}
