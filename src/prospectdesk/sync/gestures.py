"""What a gesture was, in French, told by the lines it left in the outbox."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from prospectdesk.domain.errors import NotFound
from prospectdesk.store import labels, statements
from prospectdesk.store.connection import Connection
from prospectdesk.store.unit_of_work import UnitOfWork
from prospectdesk.sync.operations import ROW, VANISHED, targets

Told = tuple[str, str | bytes, str, Any]
"""Table, uid, column and value of one line; the value of a new row is an object or its JSON."""
_FIRST = (
    "dossier", "project_handover", "project_piece", "client_file", "mission", "placement", "follow_up",
    "follow_up_assignee", "contact", "contact_point", "registration", "company", "establishment", "routine_tag",
    "non_conformity", "software_park", "news_item", "timeline", "routine", "user", "catalogue", "workspace",
    "saved_view", "notification", "workspace_mail", "conflict",
)  # fmt: skip
"""What a gesture is about is the first of these that it wrote; the rest followed from it."""
_NAMES = {
    **labels.OBJECTS,
    "saved_view": "Vue",
    "notification": "Notification",
    "workspace_mail": "Rappel par e-mail",
    "conflict": "Conflit",
    "routine_user": "Routine",
    "fit_score": "Score",
    "suppression": "Effacement",
    "cabinet": "Cabinet",
    "office": "Bureau",
    "stage": "Étape",
    "pipeline": "Pipeline",
    "dossier_type": "Type de dossier",
}


@dataclass(frozen=True)
class Gesture:
    """`text` says what was done, `company` is the local id and `company_name` the name of the file, or None."""

    text: str
    table: str
    company: int | None
    company_name: str | None


def describe(conn: Connection, lines: Iterable[Told]) -> Gesture:
    """The sentence of one gesture."""
    told = [(table, _bytes(uid), col, value) for table, uid, col, value in lines]
    told.sort(key=lambda line: (_rank(line[0]), line[2] != ROW))
    if not told:
        return Gesture("Modification", "", None, None)
    table, uid, col, value = told[0]
    row = _row(conn, table, uid, value if col == ROW else None)
    subject = _subject(conn, table, row)
    mine = [line for line in told if line[:2] == (table, uid)]
    company = _company(conn, table, row)
    return Gesture(_sentence(table, subject, mine), table, *company)


def noun(table: str) -> str:
    """What rows of a table are called; « Donnée » for one that no program of today knows."""
    return _NAMES.get(table, "Donnée")


def subject_of(conn: Connection, table: str, uid: bytes) -> tuple[str, int | None, str | None]:
    """What the row as this store has it is called, with its company's local id and name; the noun alone without one."""
    row = _row(conn, table, uid, None)
    return _subject(conn, table, row), *_company(conn, table, row)


def _sentence(table: str, subject: str, lines: list[tuple[str, bytes, str, Any]]) -> str:
    columns = {col: value for _table, _uid, col, value in lines}
    if ROW in columns:
        return f"Ajout : {subject}"
    if VANISHED in columns or columns.get("deleted_at") is not None:
        return f"Suppression : {subject}"
    if "deleted_at" in columns:
        return f"Rétablissement : {subject}"
    if columns.get("done") in (1, "1"):
        return f"Effectué : {subject}"
    shown = [labels.field_label(table, col) for col in columns if labels.is_shown(table, col)]
    fields = ", ".join(dict.fromkeys(shown))
    return f"{subject} : {fields}" if fields else f"Modification : {subject}"


def _subject(conn: Connection, table: str, row: dict[str, Any] | None) -> str:
    if row is not None and labels.is_logged(table):
        try:
            return labels.object_label(UnitOfWork(conn, 0, None), table, row)
        except (NotFound, KeyError):  # what it names is gone
            return _NAMES[table]
    return noun(table)


def _row(conn: Connection, table: str, uid: bytes, whole: Any) -> dict[str, Any] | None:
    """The row as the store has it, else what a new row said of itself, references as local ids."""
    if not statements.is_synced(table):
        return None
    found = UnitOfWork(conn, 0, None).by_uid(table, uid)
    if found is not None or whole is None:
        return found
    row: dict[str, Any] = json.loads(whole) if isinstance(whole, str) else dict(whole)
    for name, target in targets(table).items():
        if row.get(name) is not None:
            row[name] = _local(conn, target, row[name])
    return row


def _company(conn: Connection, table: str, row: dict[str, Any] | None) -> tuple[int | None, str | None]:
    company = None if row is None else row.get("id" if table == "company" else "company_id")
    for column, parent in (
        ("contact_id", "contact"),
        ("follow_up_id", "follow_up"),
        ("mission_id", "mission"),
        ("dossier_id", "dossier"),
    ):
        if company is None and row is not None and row.get(column) is not None:
            found = conn.execute(f"SELECT company_id FROM {parent} WHERE id = ?", (row[column],)).fetchone()
            company = None if found is None else found[0]
    if company is None:
        return None, None
    name = conn.execute("SELECT coalesce(shown_name, name) FROM company WHERE id = ?", (company,)).fetchone()
    return (None, None) if name is None else (int(company), str(name[0]))


def _local(conn: Connection, table: str, uid: str) -> int | None:
    found = conn.execute(f"SELECT id FROM {table} WHERE uid = ?", (bytes.fromhex(uid),)).fetchone()
    return None if found is None else int(found[0])


def _rank(table: str) -> int:
    return _FIRST.index(table) if table in _FIRST else len(_FIRST) + (table == "history")


def _bytes(uid: str | bytes) -> bytes:
    return bytes.fromhex(uid) if isinstance(uid, str) else bytes(uid)
