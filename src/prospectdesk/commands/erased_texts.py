"""What colleagues wrote about an erased person: names, e-mail and numbers leave notes, follow-ups and history."""

from __future__ import annotations

import json
import re
from typing import Any

from prospectdesk.domain.mentions import mention
from prospectdesk.domain.personal import MENTIONS, Texts
from prospectdesk.store.unit_of_work import Row, UnitOfWork

GONE = "contact supprimé"


def forget_mentions(uow: UnitOfWork, card: Row, points: list[str]) -> None:
    """Puts "contact supprimé" for the person in every text of the sheet; `points` are e-mails and phones.

    A bare first or last name stays where no title precedes it: it may be a common word, or the company's own name.
    """
    pattern = mention(card["first_name"], card["last_name"], points)
    if pattern is None:
        return
    company = card["company_id"]
    for texts in MENTIONS:
        for row in uow.rows(*_rows(texts, company)):
            _forget_in(uow, texts, row, pattern)
    for table, columns in (("history", ("object", "old", "new")), ("conflict", ("kept", "lost"))):
        names = ", ".join(columns)
        for row in uow.rows(f"SELECT id, uid, {names} FROM {table} WHERE company_id = ?", (company,)):
            left = [row[name] and _clean(row[name], pattern, packed=table == "conflict") for name in columns]
            if left != [row[name] for name in columns]:
                sets = ", ".join(f"{name} = ?" for name in columns)
                uow.run(f"UPDATE {table} SET {sets} WHERE id = ?", (*left, row["id"]))
                _forget_waiting(uow, table, row["uid"], pattern)
    forget_beside(uow, company, pattern)


def _rows(texts: Texts, company: int) -> tuple[str, tuple[int, ...]]:
    """The rows of a table in which the person may be named, as a query and its values."""
    names = ", ".join(("id", "uid", *texts.plain, *texts.packed))
    if texts.whose == "workspace":
        return f"SELECT {names} FROM {texts.table}", ()
    column = "id" if texts.table == "company" else "company_id"
    person = " AND EXISTS (SELECT 1 FROM company c WHERE c.id = ? AND c.kind = 1 AND c.scope <> 0)"
    if texts.whose == "person":
        return f"SELECT {names} FROM {texts.table} WHERE {column} = ?{person}", (company, company)
    return f"SELECT {names} FROM {texts.table} WHERE {column} = ?", (company,)


def _forget_in(uow: UnitOfWork, texts: Texts, row: Row, pattern: re.Pattern[str]) -> None:
    left: Row = {name: _clean(row[name], pattern) for name in texts.plain if row[name]}
    left |= {name: _clean(row[name], pattern, packed=True) for name in texts.packed if row[name]}
    if all(left[name] == row[name] for name in left):
        return
    if texts.table == "document":
        left["sha256"] = None  # the file it was the hash of named the person
    uow.update(texts.table, row["id"], left, log=False)
    _forget_waiting(uow, texts.table, row["uid"], pattern)
    uow.run("DELETE FROM import_change WHERE tbl = ? AND row_id = ?", (texts.table, row["id"]))


def forget_beside(uow: UnitOfWork, company: int, pattern: re.Pattern[str]) -> None:
    """What the laptop keeps for itself: drafts, refused gestures, rows that wait for another, reports, settings."""
    for table, key, columns in (
        ("draft", "key", ("data",)),
        ("refused", "id", ("operations", "detail", "label")),
        ("held", "id", ("data",)),
        ("import_run", "id", ("report", "file")),
        ("setting", "key", ("value",)),
    ):
        condition = f"coalesce(company_id, {company:d}) = {company:d}" if table == "draft" else "1"
        for row in uow.rows(f"SELECT {key}, {', '.join(columns)} FROM {table} WHERE {condition}"):
            for name in columns:
                left = row[name] and _clean(row[name], pattern, packed=name not in {"label", "file"})
                if left != row[name]:
                    uow.run(f"UPDATE {table} SET {name} = ? WHERE {key} = ?", (left, row[key]))


def _forget_waiting(uow: UnitOfWork, table: str, uid: bytes, pattern: re.Pattern[str]) -> None:
    packed = {"*"} | {name for texts in MENTIONS if texts.table == table for name in texts.packed}
    for line in uow.rows("SELECT seq, col, val FROM outbox WHERE tbl = ? AND row_uid = ?", (table, uid)):
        if line["val"]:
            left = _clean(str(line["val"]), pattern, packed=line["col"] in packed)
            uow.run("UPDATE outbox SET val = ? WHERE seq = ?", (left, line["seq"]))


def _clean(text: str, pattern: re.Pattern[str], *, packed: bool = False) -> str:
    """A text without the person; `packed`: in the strings of a JSON text, and of JSON within them."""
    if not packed:
        return pattern.sub(GONE, text)
    try:
        told = json.loads(text)
    except ValueError:
        return pattern.sub(GONE, text)
    left = _cleaned(told, pattern)
    return text if left == told else json.dumps(left, ensure_ascii=False, separators=(",", ":"))


def _cleaned(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return _clean(value, pattern, packed=value[:1] in {"{", "["})
    if isinstance(value, dict):
        return {name: _cleaned(one, pattern) for name, one in value.items()}
    return [_cleaned(one, pattern) for one in value] if isinstance(value, list) else value
