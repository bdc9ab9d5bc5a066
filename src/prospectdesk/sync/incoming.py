"""Rows of the centre are checked like an import before they come near a table (SECURITY T15).

Checks run a column at a time over a whole page; only where one fails the rows are looked at one by one.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from prospectdesk.store import labels
from prospectdesk.sync.numbers import sirens_hold, sirets_hold
from prospectdesk.wire import rules
from prospectdesk.wire.tables import TABLES

MOST_TEXT = 1_000_000
"""Characters of one text; the centre takes fewer, so this only stops what would not fit in memory."""
MOST_KEPT, MOST_COLUMNS = 300, 200
"""Characters of a value and columns of a refused row that are kept to look at."""
_LONGEST = 2**63
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
"""No text of ours holds these (domain.text.clean_text); they would lie on a screen or stop a statement."""
_UID = re.compile("[0-9a-f]{32}")
FLAGS = labels.FLAGS | {"was_orange", "done", "shared", "twin", "open_tracking"}
DAYS = labels.DAYS | {"on_day", "register_on"}
"""Columns of yes and no, columns that hold a day: the centre takes nothing else in them either (pd.accepted)."""
_JSON = frozenset(
    (
        "workspace.settings", "workspace.trainings", "catalogue.data", "saved_view.data", "routine.mandatory",
        "routine.weighted", "mission.domains", "registration.seen", "timeline.data", "portfolio_analysis.counts",
        "portfolio_analysis.asked",
    )
)  # fmt: skip
CHOICES = {
    "user.licence": {"administrateur", "responsable", "utilisateur"},
    "contact.colour": {"white", "orange", "grey"},
    "follow_up.kind": {"tache", "relance", "rp"},
    "routine_tag.tag": {"suspect", "prospect", "client", "hors_cible"},
    "dossier.status": {"en_cours", "signe", "perdu"},
}
"""Codes that screens look up; another one would stop them."""
_RANGES = {"minute": (0, 1439), "priority": (0, 2), "percent": (0, 100), "scope": (0, 2)}
_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896

Row = list[Any]
"""A checked row: uid (16 bytes), rev, then its values, with blobs and references as bytes."""


@dataclass
class Bad:
    """A row that is set aside: what is wrong with it and what could be kept of it, by column."""

    table: str
    uid: bytes
    rev: int
    reason: str
    data: list[tuple[str, Any]]


@dataclass
class Incoming:
    """Checked rows of one table; `columns` names the values after uid and rev."""

    table: str
    columns: tuple[str, ...]
    rows: list[Row]


@dataclass
class Checked:
    """A document `Rows` after the check, parents first, and what was set aside."""

    tables: list[Incoming] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many rows passed."""
        return sum(len(one.rows) for one in self.tables)


def check(document: Any, *, unsent: bool = False) -> Checked:
    """Checks a document `Rows`; what makes no sense at all is left out. `unsent` rows may have rev 0."""
    made = Checked()
    if not isinstance(document, dict):
        return made
    for name in sorted(document, key=lambda one: _ORDER.get(one, len(_ORDER))):
        part = document[name]
        if isinstance(part, dict) and isinstance(part.get("rows"), list):
            _check_table(str(name), part.get("columns"), part["rows"], made, 0 if unsent else 1)
    return made


def check_gone(document: Any) -> list[tuple[str, bytes]]:
    """The sound pairs of a list `[[table, uid], …]`."""
    if not isinstance(document, list):
        return []
    return [
        (one[0], bytes.fromhex(one[1]))
        for one in document
        if isinstance(one, list) and len(one) == 2 and one[0] in _ORDER and is_uid(one[1])
    ]


def is_uid(value: Any) -> bool:
    """Whether a value of the wire is a uid."""
    return isinstance(value, str) and _UID.fullmatch(value) is not None


_ORDER = {table: place for place, table in enumerate(TABLES)}


def is_sound(value: str) -> bool:
    """Whether a text holds nothing that would lie on a screen or stop a statement."""
    return _UNFIT.search(value) is None


def _check_table(table: str, columns: Any, rows: list[Any], into: Checked, least: int) -> None:
    shaped, width = [], len(columns) + 2 if isinstance(columns, list) else -1
    for row in rows:
        if isinstance(row, list) and len(row) == width and is_uid(row[0]) and _is_rev(row[1], least):
            shaped.append(row)
        elif isinstance(row, list) and len(row) > 1 and is_uid(row[0]) and _is_rev(row[1], least):
            into.bad.append(bad_row(table, columns, row, "shape"))
    if not shaped:
        return
    known = _known(table, columns)
    if known is None:
        into.bad += [bad_row(table, columns, row, "columns") for row in shaped]
        return
    wrong: dict[int, str] = {}
    values: list[Sequence[Any]] = [_blobs([row[0] for row in shaped]), [row[1] for row in shaped]]
    for place, column in enumerate(known, 2):
        values.append(_checked_column(table, column, [row[place] for row in shaped], wrong))
    good = [list(row) for row in zip(*values, strict=True)]
    if wrong:
        into.bad += [bad_row(table, columns, shaped[place], reason) for place, reason in wrong.items()]
        good = [row for place, row in enumerate(good) if place not in wrong]
    if good:
        into.tables.append(Incoming(table, tuple(column.name for column in known), good))


def _known(table: str, columns: Sequence[Any]) -> list[rules.Column] | None:
    """The declarations of the columns of a page; None when one is not known or comes twice."""
    if table not in _ORDER:
        return None
    declared = {column.name: column for column in rules.columns(table)}
    if not all(isinstance(name, str) and name in declared for name in columns):
        return None
    return [declared[name] for name in columns] if len(set(columns)) == len(columns) else None


def _checked_column(
    table: str, column: rules.Column, values: list[Any], wrong: dict[int, str]
) -> Sequence[Any]:
    """The values of one column as they are stored; places of bad ones go to `wrong`."""
    holds = _check_of(table, column.name)
    if holds(values):
        return _blobs(values) if column.kind == "b" else values
    for place, value in enumerate(values):
        if not holds([value]):
            wrong.setdefault(place, column.name)
            values[place] = None
    return _blobs(values) if column.kind == "b" else values


def _blobs(values: Iterable[Any]) -> list[bytes | None]:
    fromhex = bytes.fromhex
    return [None if value is None else fromhex(value) for value in values]


@cache
def _check_of(table: str, name: str) -> Callable[[list[Any]], bool]:
    """The check of one column over a list of values: kind, presence, length, range, code."""
    column = next(one for one in rules.columns(table) if one.name == name)
    nothing = set() if column.mandatory else {type(None)}
    if column.kind == "i":
        low, high = _range(name)
        return lambda values: _types(values, {int} | nothing) and _within(values, low, high)
    if column.kind == "r":
        limit = {"latitude": 90.0, "longitude": 180.0}.get(name, 1e12)
        return lambda values: _types(values, {int, float} | nothing) and _near(values, limit)
    if column.kind == "b":
        return lambda values: (
            _types(values, {str} | nothing) and all(is_uid(v) for v in values if v is not None)
        )
    further = _text_check(f"{table}.{name}")
    return lambda values: (
        _types(values, {str} | nothing) and _sound(values) and (further is None or further(values))
    )


def _range(name: str) -> tuple[int, int]:
    if name in FLAGS:
        return 0, 1
    if name in DAYS:
        return _FIRST_DAY, _LAST_DAY
    if name == "at" or name.endswith("_at"):
        return _FIRST_DAY * 86_400_000, (_LAST_DAY + 1) * 86_400_000 - 1
    return _RANGES.get(name, (-_LONGEST, _LONGEST - 1))


def _types(values: list[Any], allowed: set[type]) -> bool:
    return set(map(type, values)) <= allowed


def _within(values: list[Any], low: int, high: int) -> bool:
    told = [value for value in values if value is not None]
    return not told or (min(told) >= low and max(told) <= high)


def _near(values: list[Any], limit: float) -> bool:
    return all(math.isfinite(value) and abs(value) <= limit for value in values if value is not None)


def _sound(values: list[Any]) -> bool:
    told = [value for value in values if value]
    return not told or (max(map(len, told)) <= MOST_TEXT and _UNFIT.search("\n".join(told)) is None)


def _text_check(place: str) -> Callable[[list[Any]], bool] | None:
    if place == "company.siren":
        return lambda values: sirens_hold([value for value in values if value is not None])
    if place == "establishment.siret":
        return lambda values: sirets_hold([value for value in values if value is not None])
    if place in CHOICES:
        return lambda values: set(values) <= CHOICES[place]
    if place in _JSON:
        return lambda values: all(map(_is_json, values))
    return None


def _is_json(value: str | None) -> bool:
    if value is None or value in {"{}", "[]"}:
        return True
    try:
        json.loads(value)
    except (ValueError, RecursionError):
        return False
    return True


def _is_rev(value: Any, least: int) -> bool:
    return type(value) is int and least <= value < _LONGEST


def bad_row(table: str, columns: Any, row: Sequence[Any], reason: str) -> Bad:
    """A row (uid in hex, rev, values) that cannot be taken, with its values cut to what can be looked at."""
    names = columns if isinstance(columns, list | tuple) else []
    data = [(_kept(name), _kept(value)) for name, value in zip(names[:MOST_COLUMNS], row[2:], strict=False)]
    return Bad(table, bytes.fromhex(row[0]), row[1], reason, data)


def _kept(value: Any) -> Any:
    """A value as it can be shown; what has parts is only told of."""
    if isinstance(value, str):
        return value[: MOST_KEPT + 1]
    if isinstance(value, list | dict):
        return "[…]" if isinstance(value, list) else "{…}"
    small = value is None or isinstance(value, bool) or (isinstance(value, int) and abs(value) < _LONGEST)
    return value if small else f"{value:.6g}" if isinstance(value, float) else "…"
