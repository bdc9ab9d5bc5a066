"""Takes an import back: removes what it made, puts old values back, keeps what was touched since."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from prospectdesk.domain.ids import new_uid
from prospectdesk.store import statements
from prospectdesk.store.unit_of_work import Row, UnitOfWork

_CHILDREN = (
    ("contact", "des interlocuteurs y sont rattachés"),
    ("follow_up", "des suivis y sont rattachés"),
    ("dossier", "des dossiers y sont rattachés"),
    ("mission", "des missions y sont rattachées"),
    ("routine_tag", "un tag de routine y est posé"),
    ("client_file", "un fichier client y est rattaché"),
    ("non_conformity", "une non-conformité y est signalée"),
)
_EDITED = (
    "h.id > {mark} AND NOT EXISTS (SELECT 1 FROM temp.undo_history o WHERE h.id BETWEEN o.first AND o.last)"
)
"""Lines of the history `h` that tell of an edit made since."""
Ranges = dict[str, list[tuple[int, int]]]
"""What the import made: spans of ids by table."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Something the undo left as it is, and why (French)."""

    kind: str
    uid: bytes | None
    label: str
    reason: str


@dataclass(frozen=True)
class TakenBack:
    """How many rows were removed or got their old values back; what stayed."""

    restored: int
    kept: list[Kept]


def take_back(uow: UnitOfWork, run_id: int, report: Row) -> TakenBack:
    """Undoes the import `run_id` within the open transaction."""
    uow.conn.create_function("fresh_uid", 0, lambda: new_uid(uow.now_ms))
    ranges: Ranges = {}
    for row in uow.rows(
        "SELECT tbl, row_id, after ->> 'last' AS last FROM import_change WHERE run_id = ? AND before IS NULL "
        "AND after ->> 'last' IS NOT NULL ORDER BY tbl, row_id",
        (run_id,),
    ):
        ranges.setdefault(row["tbl"], []).append((row["row_id"], row["last"]))
    _own_history(uow, ranges.pop("history", []))
    kept: list[Kept] = []
    restored = _values_back(uow, run_id, report, kept)
    restored += _made_away(uow, run_id, ranges, report, kept)
    _centres_back(uow, run_id)
    return TakenBack(restored, kept)


def _own_history(uow: UnitOfWork, spans: list[tuple[int, int]]) -> None:
    """The lines the import wrote itself, some of them after lines of others: they are no edits."""
    uow.run("CREATE TEMP TABLE IF NOT EXISTS undo_history (first INTEGER PRIMARY KEY, last INTEGER)")
    uow.run("DELETE FROM temp.undo_history")
    uow.conn.executemany("INSERT INTO temp.undo_history VALUES (?, ?)", spans)


def _values_back(uow: UnitOfWork, run_id: int, report: Row, kept: list[Kept]) -> int:
    """Rows that the import wrote one by one, changed or brought back, last change first."""
    count = 0
    stays: dict[tuple[str, int], bool] = {}
    for change in uow.rows(
        "SELECT tbl, row_id, before, after FROM import_change WHERE run_id = ? AND before IS NOT NULL ORDER BY id DESC",
        (run_id,),
    ):
        before, after = json.loads(change["before"]), json.loads(change["after"])
        table, row = _owner(uow, change["tbl"], uow.get(change["tbl"], change["row_id"]))
        if "deleted_at" in before:
            after = {"deleted_at": None, **after}
            if (table, row["id"]) not in stays:
                reason = _held(uow, table, row, report)
                stays[table, row["id"]] = reason is not None
                if reason is not None:
                    kept.append(Kept(table, row["uid"], _label(uow, table, row), reason))
            if stays[table, row["id"]]:
                continue
        now = uow.get(change["tbl"], change["row_id"])
        same = {name: before.get(name) for name, value in after.items() if now[name] == value}
        if len(same) < len(after):
            kept.append(Kept(table, row["uid"], _label(uow, table, row), "modifié depuis l’import"))
            if "deleted_at" in before:
                continue
        count += uow.update(change["tbl"], change["row_id"], same, company=row.get("company_id"))
    return count


def _owner(uow: UnitOfWork, table: str, row: Row) -> tuple[str, Row]:
    """A phone or an address stays or goes with its card."""
    return ("contact", uow.get("contact", row["contact_id"])) if table == "contact_point" else (table, row)


def _held(uow: UnitOfWork, table: str, row: Row, report: Row) -> str | None:
    """Why a row that the import made or brought back is not removed; None when it may be."""
    if table == "company":
        return next((reason for _id, reason in _reasons(uow, row["id"], row["id"])), None)
    if table == "contact":
        return _contact_held(uow, row, report)
    if uow.value(
        f"SELECT 1 FROM history h WHERE h.object_uid = ? AND h.company_id = ? AND {_EDITED.format(mark='?')}",
        (row["uid"], row["company_id"], report["history"]),
    ):
        return "modifié depuis l’import"
    return None


def _contact_held(uow: UnitOfWork, row: Row, report: Row) -> str | None:
    edited = uow.value(
        f"SELECT 1 FROM history h WHERE h.company_id = ?1 AND {_EDITED.format(mark='?2')} AND (h.object_uid = ?3 "
        "OR h.object_uid IN (SELECT uid FROM contact_point WHERE contact_id = ?4))",
        (row["company_id"], report["history"], row["uid"], row["id"]),
    )
    if edited:
        return "modifié depuis l’import"
    for table, mark in (("timeline", report["timeline"]), ("follow_up", 0)):
        if uow.value(
            f"SELECT 1 FROM {table} WHERE company_id = ? AND contact_id = ? AND deleted_at IS NULL AND id > ?",
            (row["company_id"], row["id"], mark),
        ):
            return "des échanges ou des suivis y sont rattachés"
    return None


def _made_away(uow: UnitOfWork, run_id: int, ranges: Ranges, report: Row, kept: list[Kept]) -> int:
    stay: dict[int, str] = {}
    for first, last in ranges.get("company", []):
        stay |= dict(_reasons(uow, first, last))
    for owner, reason in _strangers(uow, run_id, ranges, report):
        stay.setdefault(owner, reason)
    uow.run("CREATE TEMP TABLE IF NOT EXISTS undo_stays (id INTEGER PRIMARY KEY)")
    uow.run("DELETE FROM temp.undo_stays")
    uow.conn.executemany("INSERT OR IGNORE INTO temp.undo_stays VALUES (?)", [(one,) for one in stay])
    for owner, reason in stay.items():
        company = uow.get("company", owner)
        kept.append(Kept("company", company["uid"], company["shown_name"] or company["name"], reason))
    count = 0
    owners: set[int] = set()
    for table in ("registration", "establishment", "company"):
        for first, last in ranges.get(table, []):
            count += _remove(uow, table, first, last, owners)
    uow.companies.update(owners)
    uow.run("DROP TABLE temp.undo_stays")
    return count


def _remove(uow: UnitOfWork, table: str, first: int, last: int, owners: set[int]) -> int:
    """Deletes the rows of one range softly, but those of companies that stay."""
    owner = "id" if table == "company" else "company_id"
    test = f"id BETWEEN ? AND ? AND deleted_at IS NULL AND {owner} NOT IN (SELECT id FROM temp.undo_stays)"
    owners.update(
        row[0] for row in uow.conn.execute(f"SELECT {owner} FROM {table} WHERE {test}", (first, last))
    )
    if table == "registration":
        uow.run(
            "INSERT INTO history (uid, company_id, at, user_id, object, object_uid, field) SELECT fresh_uid(), company_id, "
            f"?, ?, 'Société', uid, 'Suppression' FROM registration WHERE {test}",
            (uow.now_ms, uow.user_id, first, last),
        )
    return uow.run(f"UPDATE {table} SET deleted_at = ? WHERE {test}", (uow.now_ms, first, last))


def _reasons(uow: UnitOfWork, first: int, last: int) -> Iterator[tuple[int, str]]:
    """Companies of the range that have something attached to them."""
    for table, reason in _CHILDREN:
        live = " AND deleted_at IS NULL" if statements.is_deletable(table) else ""
        for row in uow.conn.execute(
            f"SELECT DISTINCT company_id FROM {table} WHERE company_id BETWEEN ? AND ?{live}", (first, last)
        ).fetchall():
            yield int(row[0]), reason


_NEWER = "run_id > ? AND run_id NOT IN (SELECT id FROM import_run WHERE undone_at IS NOT NULL)"
_SINCE = (
    ("timeline", "h.id > {mark} AND h.deleted_at IS NULL", "des échanges y sont notés"),
    ("history", _EDITED, "modifié depuis l’import"),
)


def _strangers(uow: UnitOfWork, run_id: int, ranges: Ranges, report: Row) -> Iterator[tuple[int, str]]:
    """Companies of this import that were edited, written to or completed by somebody else since."""
    for span in ranges.get("company", []):
        for table, test, reason in _SINCE:
            sql = f"SELECT DISTINCT h.company_id FROM {table} h WHERE h.company_id BETWEEN ? AND ? AND "
            yield from _found(uow, sql + test.format(mark="?"), (*span, report[table]), reason)
        for table in ("registration", "establishment"):
            own = ranges.get(table, [])
            sql = (
                f"SELECT company_id, id FROM {table} WHERE company_id BETWEEN ? AND ? AND deleted_at IS NULL "
                "ORDER BY company_id"
            )
            for owner, row_id in uow.conn.execute(sql, span).fetchall():
                if not any(first <= row_id <= last for first, last in own):
                    yield owner, "complété depuis l’import"
        newer = "complété par un import plus récent"
        sql = (
            f"SELECT row_id FROM import_change WHERE tbl = 'company' AND row_id BETWEEN ? AND ? AND {_NEWER}"
        )
        yield from _found(uow, sql, (*span, run_id), newer)
        sql = (
            "SELECT e.company_id FROM import_change i JOIN establishment e ON e.id = i.row_id WHERE "
            f"i.tbl = 'establishment' AND i.before IS NOT NULL AND e.company_id BETWEEN ? AND ? AND {_NEWER}"
        )
        yield from _found(uow, sql, (*span, run_id), newer)


def _found(uow: UnitOfWork, sql: str, parameters: tuple[Any, ...], reason: str) -> Iterator[tuple[int, str]]:
    for row in uow.conn.execute(sql, parameters).fetchall():
        yield int(row[0]), reason


def _centres_back(uow: UnitOfWork, run_id: int) -> None:
    for change in uow.rows(
        "SELECT after FROM import_change WHERE run_id = ? AND tbl = 'commune_centre'", (run_id,)
    ):
        for code, (count, latitude, longitude) in json.loads(change["after"]).items():
            uow.run(
                "UPDATE commune_centre SET n = n - ?, latitude_sum = latitude_sum - ?, longitude_sum = longitude_sum - ? "
                "WHERE code = ?",
                (count, latitude, longitude, code),
            )


def _label(uow: UnitOfWork, table: str, row: Row) -> str:
    company = row if table == "company" else uow.get("company", row["company_id"])
    label = company["shown_name"] or company["name"]
    return f"{label} ({row['siret']})" if table == "establishment" and row["siret"] else str(label)
