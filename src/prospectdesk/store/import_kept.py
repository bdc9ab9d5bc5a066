"""Why a row that an import made stays when the import is taken back: somebody worked with it since.

For the transaction of `store.import_undo`, whose spans are in temp.undo_own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

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
    ("software_park", "un parc logiciel y est noté"),
    ("news_item", "une actualité y est notée"),
)
_OWN = "EXISTS (SELECT 1 FROM temp.undo_own o WHERE o.tbl = '{table}' AND {row} BETWEEN o.first AND o.last)"
_EDITED = "h.id > {mark} AND NOT " + _OWN.format(table="history", row="h.id")
"""Lines of the history `h` that tell of an edit made since."""
_NEWER = "run_id > ? AND run_id NOT IN (SELECT id FROM import_run WHERE undone_at IS NOT NULL)"
CHANGED = "modifié depuis l’import"


@dataclass(frozen=True, slots=True)
class Kept:
    """Something the undo left as it is, and why (French)."""

    kind: str
    uid: bytes | None
    label: str
    reason: str

    def told(self) -> dict[str, Any]:
        """As a document; the uid in hexadecimal."""
        uid = None if self.uid is None else self.uid.hex()
        return {"kind": self.kind, "uid": uid, "label": self.label, "reason": self.reason}


def contact_of(uow: UnitOfWork, line: Row) -> int | None:
    """The card a noted change is about, None for other rows."""
    if line["tbl"] == "contact":
        return int(line["row_id"])
    if line["tbl"] not in ("contact_point", "timeline"):
        return None
    found = uow.value(f"SELECT contact_id FROM {line['tbl']} WHERE id = ?", (line["row_id"],))
    return None if found is None else int(found)


def held(uow: UnitOfWork, table: str, row: Row, history: int, timeline: int) -> str | None:
    """Why a row that the import made or brought back is not removed; None when it may be."""
    if table == "company":
        return next((reason for _id, reason in _attached(uow, row["id"], row["id"])), None)
    if table == "contact":
        return _contact_held(uow, row, history, timeline)
    if uow.value(
        f"SELECT 1 FROM history h WHERE h.object_uid = ? AND h.company_id = ? AND {_EDITED.format(mark='?')}",
        (row["uid"], row["company_id"], history),
    ):
        return CHANGED
    return None


def _contact_held(uow: UnitOfWork, row: Row, history: int, timeline: int) -> str | None:
    edited = uow.value(
        f"SELECT 1 FROM history h WHERE h.company_id = ?1 AND {_EDITED.format(mark='?2')} AND (h.object_uid = ?3 "
        "OR h.object_uid IN (SELECT uid FROM contact_point WHERE contact_id = ?4))",
        (row["company_id"], history, row["uid"], row["id"]),
    )
    if edited:
        return CHANGED
    for table, mark in (("timeline", timeline), ("follow_up", 0)):
        if uow.value(
            f"SELECT 1 FROM {table} WHERE company_id = ? AND contact_id = ? AND deleted_at IS NULL AND id > ?",
            (row["company_id"], row["id"], mark),
        ):
            return "des échanges ou des suivis y sont rattachés"
    return None


def strangers(
    uow: UnitOfWork, run_id: int, first: int, last: int, history: int, timeline: int
) -> dict[int, str]:
    """Companies of the import between two ids that were edited, written to or completed since, and how."""
    found = dict(_attached(uow, first, last))
    for owner, reason in _touched(uow, run_id, first, last, history, timeline):
        found.setdefault(owner, reason)
    return found


def _attached(uow: UnitOfWork, first: int, last: int) -> Iterator[tuple[int, str]]:
    """Companies of the range that have something attached to them."""
    for table, reason in _CHILDREN:
        live = " AND deleted_at IS NULL" if statements.is_deletable(table) else ""
        sql = f"SELECT DISTINCT company_id FROM {table} WHERE company_id BETWEEN ? AND ?{live}"
        yield from _found(uow, sql, (first, last), reason)


def _touched(
    uow: UnitOfWork, run_id: int, first: int, last: int, history: int, timeline: int
) -> Iterator[tuple[int, str]]:
    span = (first, last)
    among = "company_id BETWEEN ? AND ?"
    sql = f"SELECT DISTINCT company_id FROM timeline WHERE {among} AND id > ? AND deleted_at IS NULL"
    yield from _found(uow, sql, (*span, timeline), "des échanges y sont notés")
    sql = f"SELECT DISTINCT h.company_id FROM history h WHERE h.{among} AND {_EDITED.format(mark='?')}"
    yield from _found(uow, sql, (*span, history), CHANGED)
    for table in ("registration", "establishment"):
        own = _OWN.format(table=table, row="r.id")
        sql = f"SELECT company_id FROM {table} r WHERE {among} AND deleted_at IS NULL AND NOT {own} ORDER BY company_id"
        yield from _found(uow, sql, span, "complété depuis l’import")
    newer = "complété par un import plus récent"
    sql = f"SELECT row_id FROM import_change WHERE tbl = 'company' AND row_id BETWEEN ? AND ? AND {_NEWER}"
    yield from _found(uow, sql, (*span, run_id), newer)
    sql = (
        "SELECT e.company_id FROM import_change i JOIN establishment e ON e.id = i.row_id WHERE "
        f"i.tbl = 'establishment' AND i.before IS NOT NULL AND e.company_id BETWEEN ? AND ? AND {_NEWER}"
    )
    yield from _found(uow, sql, (*span, run_id), newer)


def _found(uow: UnitOfWork, sql: str, parameters: tuple[Any, ...], reason: str) -> Iterator[tuple[int, str]]:
    for row in uow.conn.execute(sql, parameters).fetchall():
        yield int(row[0]), reason


def label(uow: UnitOfWork, table: str, row: Row) -> str:
    """The company's name, with the SIRET of an establishment."""
    company = row if table == "company" else uow.get("company", row["company_id"])
    name = company["shown_name"] or company["name"]
    return f"{name} ({row['siret']})" if table == "establishment" and row["siret"] else str(name)
