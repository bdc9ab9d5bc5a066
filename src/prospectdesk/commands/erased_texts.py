"""What colleagues wrote about an erased person: names, e-mail and numbers leave notes, follow-ups and history."""

from __future__ import annotations

import json
import re
from typing import Any

from prospectdesk.domain.text import fold
from prospectdesk.store.unit_of_work import Row, UnitOfWork

GONE = "contact supprimé"
_TITLES = r"(?:(?:m|mr|mme|mlle)\.\s*|(?:m|mr|mme|mlle|monsieur|madame|mademoiselle)\s+)"
_TEXTS = (
    ("timeline", ("title", "text")),
    ("follow_up", ("description",)),
    ("non_conformity", ("text",)),
    ("dossier", ("comment", "justification")),
)
_GAP = r"[\s\-]+"


def forget_mentions(uow: UnitOfWork, card: Row, points: list[str]) -> None:
    """Puts "contact supprimé" for the person in every text of the sheet; `points` are e-mails and phones.

    A bare first or last name stays where no title precedes it: it may be a common word, or the company's own name.
    """
    pattern = mention(card["first_name"], card["last_name"], points)
    if pattern is None:
        return
    for table, columns in _TEXTS:
        for row in uow.rows(
            f"SELECT id, uid, {', '.join(columns)} FROM {table} WHERE company_id = ?", (card["company_id"],)
        ):
            texts = {name: pattern.sub(GONE, row[name]) for name in columns if row[name]}
            if any(texts[name] != row[name] for name in texts):
                uow.update(table, row["id"], texts, log=False)
                _forget_waiting(uow, table, row["uid"], pattern)
    for row in uow.rows("SELECT id, uid, old, new FROM history WHERE company_id = ?", (card["company_id"],)):
        values = [row[name] and pattern.sub(GONE, row[name]) for name in ("old", "new")]
        if values != [row["old"], row["new"]]:
            uow.run("UPDATE history SET old = ?, new = ? WHERE id = ?", (*values, row["id"]))
            _forget_waiting(uow, "history", row["uid"], pattern)
    for row in uow.rows("SELECT key, data FROM draft WHERE company_id = ?", (card["company_id"],)):
        left = _without(row["data"], pattern)
        if left != row["data"]:
            uow.run("UPDATE draft SET data = ? WHERE key = ?", (left, row["key"]))


def mention(first: str | None, last: str | None, points: list[str]) -> re.Pattern[str] | None:
    """What names the person in a text: full name in both orders, title and name, e-mail, phones; None when nothing does."""
    ways = [re.escape(one) for one in points if "@" in one]
    ways += [_number(one) for one in points if "@" not in one and one]
    if last:
        names = [_name(last)]
        ways.append(f"{_TITLES}{names[0]}")
        if first:
            names.append(_name(first))
            ways += [f"(?:{_TITLES})?{_GAP.join(order)}" for order in (names[::-1], names)]
    if not ways:
        return None
    ways.sort(key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)", re.IGNORECASE)


def _name(name: str) -> str:
    """The name as written or without accents, its parts joined by spaces or hyphens."""
    forms = {_GAP.join(map(re.escape, re.split(_GAP, form))) for form in (name, fold(name)) if form.strip()}
    return f"(?:{'|'.join(sorted(forms))})"


def _number(stored: str) -> str:
    """A number in E.164 however it is spaced, with its French zero too."""
    digits = re.sub(r"\D", "", stored)
    spaced = r"[\s.\-]*".join
    ways = [rf"\+{spaced(digits)}", rf"00[\s.\-]*{spaced(digits)}"]
    if digits.startswith("33"):
        ways.append(rf"(?:\+33[\s.\-]*\(0\)|0)[\s.\-]*{spaced(digits[2:])}")
    return rf"(?:{'|'.join(ways)})"


def _forget_waiting(uow: UnitOfWork, table: str, uid: bytes, pattern: re.Pattern[str]) -> None:
    for line in uow.rows("SELECT seq, col, val FROM outbox WHERE tbl = ? AND row_uid = ?", (table, uid)):
        if line["val"]:
            left = (
                _without(line["val"], pattern) if line["col"] == "*" else pattern.sub(GONE, str(line["val"]))
            )
            uow.run("UPDATE outbox SET val = ? WHERE seq = ?", (left, line["seq"]))


def _without(document: str, pattern: re.Pattern[str]) -> str:
    """A JSON text with the person taken out of its strings."""

    def clean(value: Any) -> Any:
        if isinstance(value, str):
            return pattern.sub(GONE, value)
        if isinstance(value, dict):
            return {name: clean(one) for name, one in value.items()}
        return [clean(one) for one in value] if isinstance(value, list) else value

    return json.dumps(clean(json.loads(document)), ensure_ascii=False, separators=(",", ":"))
