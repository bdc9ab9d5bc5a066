"""Conflicts as people read them: the value that stands, the one set aside, who wrote them, what may be chosen (X-17)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prospectdesk.store import labels, statements
from prospectdesk.store.connection import Connection
from prospectdesk.store.unit_of_work import Row, UnitOfWork
from prospectdesk.sync import settling, shown

MOST = 500


@dataclass(frozen=True, slots=True)
class Side:
    """One value as a person reads it, who wrote it, when (ms UTC); unknown: None."""

    text: str
    user: int | None
    person: str | None
    at: int | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field that two people changed. `choices` are those of keep, mine, both that may be made.

    `row_id` is the local row of `table`, None when it is not here; `reason` is the rule that decided
    (concurrent, deleted, done, closed, twin).
    """

    id: int
    table: str
    row_id: int | None
    column: str
    label: str
    subject: str
    company: int | None
    company_name: str | None
    kept: Side
    lost: Side
    reason: str
    made_at: int
    choices: tuple[str, ...]


def open_conflicts(conn: Connection, company: int | None = None) -> tuple[Conflict, ...]:
    """Conflicts nobody settled, of one company or of all, the latest first."""
    where = "" if company is None else "AND c.company_id = ?"
    return _read(conn, f"c.settled_at IS NULL {where}", () if company is None else (company,))


def _read(conn: Connection, where: str, parameters: Sequence[object]) -> tuple[Conflict, ...]:
    rows = UnitOfWork(conn, 0, None).rows(
        "SELECT c.*, k.name AS kept_by, l.name AS lost_by, coalesce(p.shown_name, p.name) AS company_name "
        "FROM conflict c LEFT JOIN user k ON k.id = c.kept_by_id LEFT JOIN user l ON l.id = c.lost_by_id "
        f"LEFT JOIN company p ON p.id = c.company_id WHERE {where} ORDER BY c.made_at DESC, c.id DESC LIMIT {MOST}",
        parameters,
    )
    return tuple(_conflict(conn, row) for row in rows)


def _conflict(conn: Connection, row: Row) -> Conflict:
    table, column = row["tbl"], row["col"]
    here = UnitOfWork(conn, 0, None).by_uid(table, row["row_uid"]) if _is_table(table) else None
    return Conflict(
        id=row["id"],
        table=table,
        row_id=None if here is None else here["id"],
        column=column,
        label=shown.label(table, column),
        subject=labels.object_label(UnitOfWork(conn, 0, None), table, here)
        if here is not None and labels.is_logged(table)
        else labels.OBJECTS.get(table, "Donnée"),
        company=row["company_id"],
        company_name=row["company_name"],
        kept=_side(conn, row, "kept"),
        lost=_side(conn, row, "lost"),
        reason=row["reason"],
        made_at=row["made_at"],
        choices=settling.choices(table, column, row["reason"], present=here is not None),
    )


def _side(conn: Connection, row: Row, which: str) -> Side:
    value = shown.parsed(row[which])
    text = shown.text(conn, row["tbl"], row["col"], value) if _is_table(row["tbl"]) else str(value)
    return Side(text, row[f"{which}_by_id"], row[f"{which}_by"], row[f"{which}_at"])


def _is_table(table: str) -> bool:
    try:
        return statements.is_synced(table)
    except KeyError:
        return False
