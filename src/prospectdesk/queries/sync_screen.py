"""Reads what the screen Synchronisation tells beside waiting, refused and conflicts: what settled itself, duplicates."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from prospectdesk.store.connection import Connection

LOOKED = 5_000
"""Timeline rows looked through, the ones that came last: the centre's lines are not worth an index."""


@dataclass(frozen=True, slots=True)
class SettledLine:
    """A line the centre wrote when rows were united (X-18, X-19). `kind` is relance, rp or company; `at` ms UTC."""

    company: int
    company_name: str
    kind: str
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class TwinDossier:
    """A dossier of a type that may exist once, flagged because another one was there first (X-19)."""

    company: int
    company_name: str
    label: str


@dataclass(frozen=True, slots=True)
class Place:
    """`workspace` is its name, `files` how many companies it follows, `offset_ms` what the centre's clock is ahead."""

    workspace: str
    files: int
    offset_ms: int


_KINDS = {"relance": "relance", "suivi": "rp", "conflit": "company"}


def place(conn: Connection) -> Place:
    """The workspace of the profile."""
    row = conn.execute(
        "SELECT (SELECT name FROM workspace ORDER BY id LIMIT 1), "
        "(SELECT count(*) FROM registration WHERE deleted_at IS NULL), (SELECT offset_ms FROM write_state)"
    ).fetchone()
    return Place(row[0] or "", row[1], row[2] or 0)


def has_conflicts(conn: Connection, company_id: int) -> bool:
    """Whether something of a file is disputed."""
    sql = "SELECT EXISTS (SELECT 1 FROM conflict WHERE settled_at IS NULL AND company_id = ?)"
    return bool(conn.execute(sql, (company_id,)).fetchone()[0])


def contacts_of(conn: Connection, points: Sequence[int | None]) -> dict[int, int]:
    """The contact of each phone or e-mail, by local ids."""
    rows = conn.execute(
        "SELECT id, contact_id FROM contact_point WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps([one for one in points if one is not None]),),
    )
    return {int(row[0]): int(row[1]) for row in rows}


def settled(conn: Connection, since_ms: int, most: int = 20) -> list[SettledLine]:
    """What the centre united since an instant, the latest first."""
    rows = conn.execute(
        "SELECT t.company_id, coalesce(c.shown_name, c.name), t.type, t.title, t.at FROM timeline t "
        "JOIN company c ON c.id = t.company_id WHERE t.id > (SELECT coalesce(max(id), 0) - ? FROM timeline) "
        "AND t.author_id IS NULL AND t.deleted_at IS NULL AND t.at >= ? AND (t.type = 'conflit' "
        "OR (t.type IN ('relance', 'suivi') AND (t.title LIKE 'Relances réunies%' OR t.title LIKE 'RP réunis%'))) "
        "ORDER BY t.at DESC, t.id DESC LIMIT ?",
        (LOOKED, since_ms, most),
    )
    return [SettledLine(row[0], row[1], _KINDS[row[2]], row[3], row[4]) for row in rows]


def twins(conn: Connection, most: int = 20) -> list[TwinDossier]:
    """The dossiers of a duplicate type."""
    rows = conn.execute(
        "SELECT d.company_id, coalesce(c.shown_name, c.name), t.label FROM dossier d "
        "JOIN company c ON c.id = d.company_id JOIN dossier_type t ON t.id = d.type_id "
        "WHERE d.twin = 1 AND d.deleted_at IS NULL ORDER BY d.id DESC LIMIT ?",
        (most,),
    )
    return [TwinDossier(*row) for row in rows]
