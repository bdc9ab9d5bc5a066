"""Takes an import back, some rows at a time: removes what it made, puts old values back, keeps what was touched since.

What is taken back bears the number of its import with a minus in `import_change`: a kill loses no count, and
`store.import_redo` can bring it back.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from prospectdesk.domain.ids import new_uid
from prospectdesk.store import import_show
from prospectdesk.store.import_kept import CHANGED, Kept, contact_of, held, label, strangers
from prospectdesk.store.unit_of_work import Row, UnitOfWork

CHILDREN = ("registration", "establishment")
KEPT, RESTORED = "kept", "restored"
"""Names under which `import_change` keeps what stayed, and how many rows each part took back."""
NEIGHBOURS = 60
"""Lines looked at beyond a part for the rest of a card: it is taken back whole or not at all."""
SPAN = "run_id = ? AND before IS NULL AND after ->> 'last' IS NOT NULL"
"""Lines of spans of ids."""


@dataclass(frozen=True)
class Undoing:
    """An import on its way back. `at` stands in `deleted_at` of what it removes; the marks are those of its report."""

    run_id: int
    at: int
    history: int
    timeline: int


def begin(uow: UnitOfWork, run_id: int) -> int:
    """Decides that the import goes, in the name of the present user; answers how many steps it takes."""
    uow.run(
        "UPDATE import_run SET state = ?, report = json_set(report, '$.undoing', json_object('at', ?, 'user', ?)) "
        "WHERE id = ?",
        (import_show.UNDOING, uow.now_ms, uow.user_id, run_id),
    )
    lines = uow.value("SELECT count(*) FROM import_change WHERE run_id = ? AND before IS NOT NULL", (run_id,))
    spans = uow.value(
        f"SELECT coalesce(sum((after ->> 'last') - row_id + 1), 0) FROM import_change WHERE {SPAN} AND tbl <> 'history'",
        (run_id,),
    )
    return int(lines) + int(spans)


def undoing(uow: UnitOfWork, run_id: int) -> Undoing:
    """Where the undoing stands."""
    report = json.loads(uow.value("SELECT report FROM import_run WHERE id = ?", (run_id,)))
    return Undoing(run_id, report["undoing"]["at"], report["history"], report["timeline"])


def take_part(uow: UnitOfWork, one: Undoing, most: int) -> int:
    """Takes back some rows, about `most`; answers the steps it was, 0 when nothing is left."""
    told = import_show.highest_history(uow.conn)
    prepare(uow, one.run_id)
    taken = _values_back(uow, one, most) or _companies_away(uow, one, most)
    for table in CHILDREN:
        taken = taken or _children_away(uow, one, table, most)
    taken = taken or _centre_back(uow, one)
    import_show.note_history(uow.conn, one.run_id, told)
    return taken


def prepare(uow: UnitOfWork, run_id: int) -> None:
    """The spans of the import, for questions: its own lines of the history are no edits, its own rows no strangers."""
    uow.conn.create_function("fresh_uid", 0, lambda: new_uid(uow.now_ms))
    uow.run("CREATE TEMP TABLE IF NOT EXISTS undo_own (tbl TEXT, first INTEGER, last INTEGER)")
    uow.run("CREATE INDEX IF NOT EXISTS temp.undo_own_tbl ON undo_own (tbl, first)")
    uow.run("DELETE FROM temp.undo_own")
    for number in (run_id, -run_id):
        uow.run(
            f"INSERT INTO temp.undo_own SELECT tbl, row_id, after ->> 'last' FROM import_change WHERE {SPAN}",
            (number,),
        )


def note(uow: UnitOfWork, run_id: int, count: int, kept: Sequence[Kept]) -> None:
    """Keeps what a part did, for the answer at the end."""
    line = "INSERT INTO import_change (run_id, tbl, row_id, before, after) VALUES (?, ?, ?, NULL, ?)"
    uow.run(line, (run_id, RESTORED, count, "{}"))
    for one in kept:
        uow.run(line, (run_id, KEPT, 0, json.dumps(one.told(), ensure_ascii=False)))


# rows written one by one, changed or brought back, last change first ------------------------------
def _values_back(uow: UnitOfWork, one: Undoing, most: int) -> int:
    lines = _lines(uow, one.run_id, most)
    if not lines:
        return 0
    count, kept = 0, list[Kept]()
    stays: dict[tuple[str, int], bool] = {}
    for line in lines:
        count += _value_back(uow, one, line, stays, kept)
    uow.conn.executemany(
        "UPDATE import_change SET run_id = ? WHERE id = ?", [(-one.run_id, line["id"]) for line in lines]
    )
    note(uow, one.run_id, count, kept)
    return len(lines)


def _lines(uow: UnitOfWork, run_id: int, most: int) -> list[Row]:
    """The last lines, and those before them that are about the same card."""
    sql = (
        "SELECT id, tbl, row_id, before, after FROM import_change WHERE run_id = ? AND before IS NOT NULL "
        "AND id < ? ORDER BY id DESC LIMIT ?"
    )
    lines = uow.rows(sql, (run_id, 1 << 62, most))
    if lines:
        card = contact_of(uow, lines[-1])
        for line in uow.rows(sql, (run_id, lines[-1]["id"], NEIGHBOURS)):
            if card is None or contact_of(uow, line) != card:
                break
            lines.append(line)
    return lines


def _value_back(
    uow: UnitOfWork, one: Undoing, line: Row, stays: dict[tuple[str, int], bool], kept: list[Kept]
) -> bool:
    before, after = json.loads(line["before"]), json.loads(line["after"])
    now = uow.get(line["tbl"], line["row_id"])
    table, row = line["tbl"], now
    if table == "contact_point":  # a phone or an address stays or goes with its card
        table, row = "contact", uow.get("contact", row["contact_id"])
    if "deleted_at" in before:
        after = {"deleted_at": None, **after}
        if (table, row["id"]) not in stays:
            reason = held(uow, table, row, one.history, one.timeline)
            stays[table, row["id"]] = reason is not None
            if reason is not None:
                kept.append(Kept(table, row["uid"], label(uow, table, row), reason))
        if stays[table, row["id"]]:
            return False
    same = {name: before.get(name) for name, value in after.items() if now[name] == value}
    if len(same) < len(after):
        kept.append(Kept(table, row["uid"], label(uow, table, row), CHANGED))
        if "deleted_at" in before:
            return False
    return uow.update(line["tbl"], line["row_id"], same, company=row.get("company_id"))


# rows made by the thousand, known by their spans of ids --------------------------------------------
def _companies_away(uow: UnitOfWork, one: Undoing, most: int) -> int:
    span = _span(uow, one.run_id, "company", most)
    if span is None:
        return 0
    first, last = span
    stay = strangers(uow, one.run_id, first, last, one.history, one.timeline)
    uow.run("CREATE TEMP TABLE IF NOT EXISTS undo_stays (id INTEGER PRIMARY KEY)")
    uow.run("DELETE FROM temp.undo_stays")
    uow.conn.executemany("INSERT INTO temp.undo_stays VALUES (?)", [(owner,) for owner in stay])
    kept = []
    for owner, reason in stay.items():
        company = uow.get("company", owner)
        kept.append(Kept("company", company["uid"], label(uow, "company", company), reason))
    count = 0
    for table in CHILDREN:
        own = (
            f"r.company_id BETWEEN ? AND ? AND EXISTS (SELECT 1 FROM temp.undo_own o WHERE o.tbl = '{table}' "
            "AND r.id BETWEEN o.first AND o.last) AND r.company_id NOT IN (SELECT id FROM temp.undo_stays)"
        )
        count += _remove(uow, one, table, own, span)
    test = "r.id BETWEEN ? AND ? AND r.id NOT IN (SELECT id FROM temp.undo_stays)"
    count += _remove(uow, one, "company", test, span)
    note(uow, one.run_id, count, kept)
    return last - first + 1


def _children_away(uow: UnitOfWork, one: Undoing, table: str, most: int) -> int:
    """What the import added to companies that were there before."""
    span = _span(uow, one.run_id, table, most)
    if span is None:
        return 0
    test = (
        "r.id BETWEEN ? AND ? AND NOT EXISTS (SELECT 1 FROM temp.undo_own o WHERE o.tbl = 'company' "
        "AND r.company_id BETWEEN o.first AND o.last)"
    )
    note(uow, one.run_id, _remove(uow, one, table, test, span), ())
    return span[1] - span[0] + 1


def _span(uow: UnitOfWork, run_id: int, table: str, most: int) -> tuple[int, int] | None:
    """The next ids of a table, which count as taken back from here on."""
    line = uow.one(
        f"SELECT id, row_id, after ->> 'last' AS last FROM import_change WHERE {SPAN} AND tbl = ? ORDER BY id LIMIT 1",
        (run_id, table),
    )
    if line is None:
        return None
    first, last = int(line["row_id"]), int(line["last"])
    if last - first < most:
        uow.run("UPDATE import_change SET run_id = ? WHERE id = ?", (-run_id, line["id"]))
        return first, last
    cut = first + most - 1
    uow.run("UPDATE import_change SET row_id = ? WHERE id = ?", (cut + 1, line["id"]))
    uow.run(
        "INSERT INTO import_change (run_id, tbl, row_id, before, after) VALUES (?, ?, ?, NULL, ?)",
        (-run_id, table, first, json.dumps({"last": cut})),
    )
    return first, cut


def _remove(uow: UnitOfWork, one: Undoing, table: str, test: str, span: tuple[int, int]) -> int:
    """Deletes softly the rows `r` of the table that pass the test."""
    owner = "r.id" if table == "company" else "r.company_id"
    found = uow.conn.execute(
        f"SELECT r.id, {owner} FROM {table} r WHERE {test} AND r.deleted_at IS NULL", span
    )
    rows: list[tuple[Any, ...]] = found.fetchall()
    uow.companies.update(row[1] for row in rows)
    if table == "registration":
        tell_registrations(uow, [row[0] for row in rows], "Suppression")
    uow.conn.executemany(
        f"UPDATE {table} SET deleted_at = ? WHERE id = ?", [(one.at, row[0]) for row in rows]
    )
    return len(rows)


def tell_registrations(uow: UnitOfWork, ids: Sequence[int], field: str) -> None:
    """INV-15: that companies left the portfolio, or are in it again."""
    uow.conn.executemany(
        "INSERT INTO history (uid, company_id, at, user_id, object, object_uid, field) SELECT fresh_uid(), company_id, "
        "?, ?, 'Société', uid, ? FROM registration WHERE id = ?",
        [(uow.now_ms, uow.user_id, field, one) for one in ids],
    )


def _centre_back(uow: UnitOfWork, one: Undoing) -> int:
    """What one part of the import taught about the centres of communes."""
    line = uow.one(
        "SELECT id, after FROM import_change WHERE run_id = ? AND tbl = 'commune_centre' LIMIT 1",
        (one.run_id,),
    )
    if line is None:
        return 0
    learned(uow, json.loads(line["after"]), -1)
    uow.run("UPDATE import_change SET run_id = ? WHERE id = ?", (-one.run_id, line["id"]))
    return 1


def learned(uow: UnitOfWork, sums: dict[str, Sequence[float]], sign: int) -> None:
    """Adds to the centres of communes, or takes away."""
    uow.conn.executemany(
        "UPDATE commune_centre SET n = n + ?, latitude_sum = latitude_sum + ?, longitude_sum = longitude_sum + ? "
        "WHERE code = ?",
        [(sign * count, sign * lat, sign * lon, code) for code, (count, lat, lon) in sums.items()],
    )
