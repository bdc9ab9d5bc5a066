"""Settles conflicts and refused gestures; every answer is an ordinary edit (SYNC §3, X-17, X-21)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from prospectdesk.commands.contact_cards import point_key
from prospectdesk.commands.context import Context
from prospectdesk.commands.registry import Outcome, handles
from prospectdesk.domain.changes import Change
from prospectdesk.domain.errors import Invalid, NotFound, Refused, Stale
from prospectdesk.store import statements
from prospectdesk.store.unit_of_work import Row, UnitOfWork
from prospectdesk.sync import refusals, settling, shown
from prospectdesk.sync.operations import ROW, VANISHED
from prospectdesk.sync.settling import BOTH, KEEP, MINE

_QUIET = frozenset({"history"})
_UNLOGGED = frozenset({"timeline", "notification", "workspace_mail"})


@dataclass(frozen=True, kw_only=True)
class SettleConflict:
    """Answers a conflict: `choice` is keep (what stands), mine (what was set aside comes back) or both."""

    id: int
    choice: str


@dataclass(frozen=True, kw_only=True)
class RetryRefused:
    """Lays the values of a refused gesture again; they wait for the centre like any edit."""

    id: int


@dataclass(frozen=True, kw_only=True)
class DropRefused:
    """Lets a refused gesture go."""

    id: int


@handles(SettleConflict)
def settle_conflict(cmd: SettleConflict, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Both authors see the answer; the value set aside stays in the list of conflicts."""
    conflict = uow.one("SELECT * FROM conflict WHERE id = ?", (cmd.id,))
    if conflict is None:
        raise NotFound("gone", "Ce conflit n’existe plus.")
    if conflict["settled_at"] is not None:
        raise Stale("settled", "Ce conflit a déjà été réglé.")
    if cmd.choice not in (KEEP, MINE, BOTH):
        raise Invalid("choice", "Un conflit se règle par « keep », « mine » ou « both ».")
    row = uow.by_uid(conflict["tbl"], conflict["row_uid"])
    allowed = settling.choices(conflict["tbl"], conflict["col"], conflict["reason"], present=row is not None)
    if cmd.choice not in allowed:
        raise Refused("not_offered", "Cette réponse n’est pas possible pour ce champ.")
    if row is not None and cmd.choice != KEEP:
        _lay(uow, conflict, row, cmd.choice)
    uow.update(
        "conflict",
        conflict["id"],
        {"settled_at": uow.now_ms, "settled_by_id": ctx.person.id or None},
        log=False,
    )
    return Outcome("règlement d’un conflit")


@handles(RetryRefused)
def retry_refused(cmd: RetryRefused, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Rows come back under the same uid; what names a row that is gone cannot be laid again."""
    gesture = _refused(uow, cmd.id)
    if not refusals.may_try_again(gesture["code"]):
        raise Refused("no_retry", refusals.why_not_again(gesture["code"]))
    laid = [_again(uow, operation) for operation in json.loads(gesture["operations"])]
    if not any(laid):
        raise Refused("gone", "La fiche n’est plus ici : cette modification ne peut pas être refaite.")
    uow.run("UPDATE refused SET state = 'retried' WHERE id = ?", (cmd.id,))
    return Outcome("nouvel essai", undoable=False, changes=(Change("refused", cmd.id),))


@handles(DropRefused)
def drop_refused(cmd: DropRefused, uow: UnitOfWork, ctx: Context) -> Outcome:
    """The gesture leaves the list; its values are kept no longer."""
    _refused(uow, cmd.id)
    uow.run(
        "UPDATE refused SET state = 'dropped', operations = '[]', detail = '{}', label = NULL WHERE id = ?",
        (cmd.id,),
    )
    return Outcome("abandon d’une modification refusée", undoable=False, changes=(Change("refused", cmd.id),))


def _refused(uow: UnitOfWork, row_id: int) -> Row:
    found = uow.one("SELECT * FROM refused WHERE id = ?", (row_id,))
    if found is None or found["state"] != "open":
        raise NotFound("gone", "Cette modification refusée n’est plus dans la liste.")
    return found


def _lay(uow: UnitOfWork, conflict: Row, row: Row, choice: str) -> None:
    table, column, value = conflict["tbl"], conflict["col"], shown.parsed(conflict["lost"])
    if choice == BOTH and table == "contact_point":
        _second_point(uow, row, str(value))
        return
    if choice == BOTH:
        value = "\n".join(part for part in (row[column], value) if part)
    cells = settling.cells(uow.conn, table, column, value)
    if cells is None:
        raise Refused("gone", "La valeur mise de côté nomme une fiche qui n’est plus ici.")
    if conflict["reason"] == "deleted" and row.get("deleted_at") is not None:
        cells["deleted_at"] = None
    if table == "contact_point" and "value" in cells:
        cells["key"] = point_key(row["kind"], str(cells["value"]))
    uow.update(table, row["id"], cells, company=_company(uow, table, row))


def _second_point(uow: UnitOfWork, point: Row, value: str) -> None:
    last = uow.value(
        "SELECT max(rank) FROM contact_point WHERE contact_id = ? AND kind = ? AND deleted_at IS NULL",
        (point["contact_id"], point["kind"]),
    )
    values = {
        "contact_id": point["contact_id"],
        "kind": point["kind"],
        "value": value,
        "key": point_key(point["kind"], value),
        "rank": int(last or 0) + 1,
        "origin": point["origin"],
    }
    uow.insert("contact_point", values, company=_company(uow, "contact_point", point))


def _again(uow: UnitOfWork, operation: list[Any]) -> bool:
    """Lays one operation again; False when it cannot be."""
    _batch, table, uid, column, value = operation[:5]
    if table in _QUIET or column == VANISHED:
        return False
    cells = settling.local_cells(uow.conn, table, value if column == ROW else {column: value})
    if not cells:
        return False
    log = table not in _UNLOGGED
    row = uow.by_uid(table, bytes.fromhex(uid))
    if row is None and column != ROW:
        return False
    if row is None:
        owner = _company(uow, table, cells)
        uow.insert(table, cells, uid=bytes.fromhex(uid), company=owner, log=log)
        return True
    if column == ROW and statements.is_deletable(table):
        cells["deleted_at"] = None
    return uow.update(table, row["id"], cells, company=_company(uow, table, row), log=log)


def _company(uow: UnitOfWork, table: str, row: Row) -> int | None:
    """The company of a row that names it through another one; None where the row says it itself."""
    for column, parent in (
        ("contact_id", "contact"),
        ("follow_up_id", "follow_up"),
        ("mission_id", "mission"),
    ):
        if "company_id" not in row and row.get(column) is not None:
            found = uow.value(f"SELECT company_id FROM {parent} WHERE id = ?", (row[column],))
            return None if found is None else int(found)
    return None
