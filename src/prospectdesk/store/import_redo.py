"""Brings back what `store.import_undo` took back, some rows at a time: the user stopped it half way."""

from __future__ import annotations

import json
from typing import Any

from prospectdesk.store import import_show
from prospectdesk.store.import_undo import (
    CHILDREN,
    KEPT,
    RESTORED,
    SPAN,
    Undoing,
    learned,
    prepare,
    tell_registrations,
)
from prospectdesk.store.unit_of_work import UnitOfWork


def bring_part(uow: UnitOfWork, one: Undoing, most: int) -> int:
    """Brings back some rows, about `most`; answers the steps it was, 0 when nothing is left."""
    told = import_show.highest_history(uow.conn)
    prepare(uow, one.run_id)
    taken = _centre_again(uow, one)
    for table in (*reversed(CHILDREN), "company"):
        taken = taken or _span_again(uow, one, table, most)
    taken = taken or _values_again(uow, one, most)
    import_show.note_history(uow.conn, one.run_id, told)
    if not taken:
        import_show.close(uow.conn, one.run_id)
        uow.run("DELETE FROM import_change WHERE run_id = ? AND tbl IN (?, ?)", (one.run_id, KEPT, RESTORED))
    return taken


def _values_again(uow: UnitOfWork, one: Undoing, most: int) -> int:
    """In the order of the import; what somebody typed meanwhile stays."""
    lines = uow.rows(
        "SELECT id, tbl, row_id, before, after FROM import_change WHERE run_id = ? AND before IS NOT NULL "
        "ORDER BY id LIMIT ?",
        (-one.run_id, most),
    )
    for line in lines:
        before, after = json.loads(line["before"]), json.loads(line["after"])
        now = uow.get(line["tbl"], line["row_id"])
        if "deleted_at" in before:
            after = {"deleted_at": None, **after}
        same = {name: value for name, value in after.items() if now[name] == before.get(name)}
        owner = now.get("company_id")
        if line["tbl"] == "contact_point":
            owner = uow.value("SELECT company_id FROM contact WHERE id = ?", (now["contact_id"],))
        uow.update(line["tbl"], line["row_id"], same, company=owner)
        uow.run("UPDATE import_change SET run_id = ? WHERE id = ?", (one.run_id, line["id"]))
    return len(lines)


def _span_again(uow: UnitOfWork, one: Undoing, table: str, most: int) -> int:
    """One span that was taken back, or its end when it is long."""
    line = uow.one(
        f"SELECT id, row_id, after ->> 'last' AS last FROM import_change WHERE {SPAN} AND tbl = ? ORDER BY id LIMIT 1",
        (-one.run_id, table),
    )
    if line is None:
        return 0
    first, last = max(int(line["row_id"]), int(line["last"]) - most + 1), int(line["last"])
    _revive(uow, one, table, "id", first, last)
    for child in CHILDREN if table == "company" else ():
        _revive(uow, one, child, "company_id", first, last)
    if first == line["row_id"]:
        uow.run("DELETE FROM import_change WHERE id = ?", (line["id"],))
    else:
        uow.run(
            "UPDATE import_change SET after = ? WHERE id = ?", (json.dumps({"last": first - 1}), line["id"])
        )
    uow.run(
        "INSERT INTO import_change (run_id, tbl, row_id, before, after) VALUES (?, ?, ?, NULL, ?)",
        (one.run_id, table, first, json.dumps({"last": last})),
    )
    return last - first + 1


def _revive(uow: UnitOfWork, one: Undoing, table: str, column: str, first: int, last: int) -> None:
    owner = "id" if table == "company" else "company_id"
    rows: list[tuple[Any, ...]] = uow.conn.execute(
        f"SELECT id, {owner} FROM {table} WHERE {column} BETWEEN ? AND ? AND deleted_at = ?",
        (first, last, one.at),
    ).fetchall()
    uow.companies.update(row[1] for row in rows)
    uow.conn.executemany(f"UPDATE {table} SET deleted_at = NULL WHERE id = ?", [(row[0],) for row in rows])
    if table == "registration":
        tell_registrations(uow, [row[0] for row in rows], "Rétablissement")


def _centre_again(uow: UnitOfWork, one: Undoing) -> int:
    line = uow.one(
        "SELECT id, after FROM import_change WHERE run_id = ? AND tbl = 'commune_centre' LIMIT 1",
        (-one.run_id,),
    )
    if line is None:
        return 0
    learned(uow, json.loads(line["after"]), 1)
    uow.run("UPDATE import_change SET run_id = ? WHERE id = ?", (one.run_id, line["id"]))
    return 1
