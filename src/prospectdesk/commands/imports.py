"""The line of an import in the history of imports, and what its rows are taken back by (commands.import_undoing)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from prospectdesk.commands import find
from prospectdesk.commands.context import Context
from prospectdesk.domain.errors import NotFound
from prospectdesk.domain.ids import natural_uid, new_uid, parse_uid
from prospectdesk.store import import_show
from prospectdesk.store.unit_of_work import Row, UnitOfWork

KEPT_PROBLEMS = 1_000
"""Refused rows that the history of imports keeps; the report of the import itself has them all."""
SOURCE = "Import"
OWN_ROWS = frozenset({"contact", "contact_point", "routine_tag", "timeline"})
"""Tables that imports of clients and contacts write row by row."""
Sums = Mapping[str, tuple[int, float, float]]


def _no_step(_done: int, _total: int) -> None:
    """Nobody listens."""


@dataclass(frozen=True, eq=False)
class Source:
    """Where rows come from: file name, fingerprint, what was said of it, the mapping to remember, a ticket."""

    file: str
    fingerprint: str
    warnings: tuple[str, ...] = ()
    remember: tuple[str, str] | None = None
    step: Callable[[int, int], None] = _no_step


def start_run(uow: UnitOfWork, ctx: Context, kind: str, origin: Source, state: str) -> tuple[int, bytes]:
    """The line of the import history; answers its local id and uid."""
    uid = new_uid(uow.now_ms)
    uow.run(
        "INSERT INTO import_run (uid, kind, file, fingerprint, at, user_id, state) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (uid, kind, origin.file, origin.fingerprint, uow.now_ms, ctx.person.id, state),
    )
    return int(uow.value("SELECT id FROM import_run WHERE uid = ?", (uid,))), uid


def finish_run(uow: UnitOfWork, run_id: int, report: Mapping[str, Any]) -> None:
    """Keeps the report, and where the history stood: later entries are edits made since."""
    kept = {**report, "row_errors": list(report["row_errors"])[:KEPT_PROBLEMS]}
    kept["refused"] = len(report["row_errors"])
    kept["history"] = uow.value("SELECT coalesce(max(id), 0) FROM history")
    kept["timeline"] = uow.value("SELECT coalesce(max(id), 0) FROM timeline")
    uow.run("UPDATE import_run SET report = ? WHERE id = ?", (json.dumps(kept, ensure_ascii=False), run_id))


def note_own_rows(uow: UnitOfWork, run_id: int) -> None:
    """Rows written one by one carry their own inverse: what the import is taken back by."""
    for change in uow.journal:
        if change.table not in OWN_ROWS:
            continue
        uow.run(
            "INSERT INTO import_change (run_id, tbl, row_id, before, after) VALUES (?, ?, ?, ?, ?)",
            (run_id, change.table, change.id, json.dumps(change.before), json.dumps(change.after)),
        )


def import_source(uow: UnitOfWork) -> int:
    """The source "Import" of the catalogue, made when an administrator removed it."""
    known = import_show.import_source(uow.conn)
    if known is not None:
        return known
    workspace = find.workspace(uow)["uid"].hex()
    row = {"kind": "source", "label": SOURCE}
    return uow.insert("catalogue", row, uid=natural_uid("catalogue", workspace, "source", SOURCE))


def find_run(uow: UnitOfWork, import_id: str) -> Row:
    """An import by its id. Raises NotFound."""
    uid = parse_uid(import_id)
    sql = "SELECT * FROM import_run WHERE uid = ? AND state IN ('done', 'undone', 'undoing')"
    run = None if uid is None else uow.one(sql, (uid,))
    if run is None:
        raise NotFound("no_import", "Aucun import ne porte l’identifiant « {id} ».", id=import_id[:60])
    return run
