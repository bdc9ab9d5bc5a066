"""Erasing a person at his own request: nothing that names him stays on the laptop (C-21, SECURITY L2)."""

from __future__ import annotations

import json
from typing import Any

from prospectdesk.commands.erased_texts import forget_mentions
from prospectdesk.domain import contacts as rules
from prospectdesk.store.unit_of_work import Row, UnitOfWork

ERASED = "Interlocuteur supprimé"
EMPTY: Row = dict.fromkeys(("title", "first_name", "last_name", "job", "linkedin", "born_on", "category"))


def erase(uow: UnitOfWork, card: Row) -> None:
    """Nulls every personal column; the row stays as a nameless tombstone that hides the white twin."""
    company = card["company_id"]
    uow.outbox_edited = uow.forgetting = True
    points = uow.rows("SELECT id, uid, rev, value FROM contact_point WHERE contact_id = ?", (card["id"],))
    forget_mentions(uow, card, [point["value"] for point in points])
    for point in points:
        gone = {"value": "", "key": None, "deleted_at": uow.now_ms}
        uow.update("contact_point", point["id"], gone, company=company, log=False)
    uow.update(
        "contact",
        card["id"],
        EMPTY | {"erased_at": uow.now_ms, "score": 0, "colour": rules.GREY, "privileged": 0},
        log=False,
    )
    for table, row in [("contact", card), *(("contact_point", point) for point in points)]:
        _forget(uow, table, row)
    for entry in uow.rows("SELECT id, uid FROM timeline WHERE contact_id = ?", (card["id"],)):
        uow.update("timeline", entry["id"], {"number": None}, log=False)
        uow.run(
            "UPDATE outbox SET val = json_set(val, '$.number', NULL) WHERE tbl = 'timeline' AND row_uid = ? AND col = '*'",
            (entry["uid"],),
        )
    uow.log(company, ERASED, card["uid"], "Effacement", None, None)
    uow.happened(company, "contact", "Contact supprimé", contact_id=card["id"])


def _forget(uow: UnitOfWork, table: str, row: Row) -> None:
    """Empties history, waiting changes and import records of one row."""
    uow.run(
        "UPDATE history SET old = NULL, new = NULL, object = ? WHERE object_uid = ?", (ERASED, row["uid"])
    )
    uow.run(
        "DELETE FROM outbox WHERE tbl = 'history' AND row_uid IN "
        "(SELECT uid FROM history WHERE object_uid = ? AND rev = 0)",
        (row["uid"],),
    )
    if row["rev"] == 0:  # never sent: the centre must not learn of the person at all
        uow.run("DELETE FROM outbox WHERE tbl = ? AND row_uid = ?", (table, row["uid"]))
    uow.run("DELETE FROM import_change WHERE tbl = ? AND row_id = ?", (table, row["id"]))
    uow.run("UPDATE conflict SET kept = NULL, lost = NULL WHERE row_uid = ?", (row["uid"],))
    uow.run("DELETE FROM held WHERE tbl = ? AND row_uid = ?", (table, row["uid"]))
    forget_refused(uow, table, row["uid"])


def forget_refused(uow: UnitOfWork, table: str, uid: bytes) -> None:
    """Refused gestures are kept without what they said of the row; one that said nothing else is let go.

    One refused because of the erasure itself stays, nameless: its author is told (X-21).
    """
    for gesture in uow.rows("SELECT id, operations FROM refused WHERE operations <> '[]'"):
        told = json.loads(gesture["operations"])
        left = [one for one in told if not _of_row(one, table, uid.hex())]
        if len(left) < len(told):
            uow.run(
                "UPDATE refused SET operations = ?, label = iif(code = 'erased', ?, NULL), "
                "state = iif(? OR code = 'erased', state, 'dropped') WHERE id = ?",
                (json.dumps(left, ensure_ascii=False), ERASED, bool(left), gesture["id"]),
            )


def _of_row(operation: list[Any], table: str, uid: str) -> bool:
    """Whether an operation is about the row, or the line of history that tells of it."""
    told = operation[4]
    of_history = operation[1] == "history" and isinstance(told, dict) and told.get("object_uid") == uid
    return of_history or operation[1:3] == [table, uid]
