"""The prospect list in groups: by stage, owner, next action or lateness. A group is a range of the list of ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from prospectdesk.domain.text import fold
from prospectdesk.queries import prospects_sql

if TYPE_CHECKING:
    from prospectdesk.queries.names import Names
    from prospectdesk.store.columns import ColumnSet
    from prospectdesk.store.connection import Connection

STAGE, OWNER, NEXT_ACTION, LATENESS = "etape", "commercial_operationnel", "prochaine_action", "retard"
GROUPINGS = (STAGE, OWNER, NEXT_ACTION, LATENESS)
STATELESS = ("en_cours", "signe", "perdu", "annuaire")
"""Companies without a stage, behind the percentages: those of the portfolio by D-08, those of the directory alone."""
LATE = ("very_late", "late", "today", "future", "none")
"""The classes of C-81 from the latest on, and those with nothing planned."""
NONE = "none"
PERCENTS = 101
NOBODY = 60_000
"""The code of what has no owner or no next action: behind all others."""
_CODES = {
    STAGE: (
        f"CASE WHEN c.best_percent IS NOT NULL THEN c.best_percent WHEN c.registered = 0 THEN {PERCENTS + 3} "
        f"WHEN c.dossier_signed > 0 THEN {PERCENTS + 1} WHEN c.dossier_open = 0 AND c.dossier_lost > 0 "
        f"THEN {PERCENTS + 2} ELSE {PERCENTS} END"
    ),
    OWNER: "c.operational_user_id",
    NEXT_ACTION: "c.next_action",
    LATENESS: "c.next_action_day",
}


@dataclass(frozen=True, slots=True)
class Group:
    """`count` companies of the list. `key` names the group whatever the list is; `label` is what the data call it,
    empty where the key says all: a state of STATELESS, a class of LATE, NONE."""

    key: str
    label: str
    count: int


class Places(NamedTuple):
    """What the values of a company are as codes: `codes` by user id or kind of action, in the order of their names;
    `labels` by code, `today` a day number."""

    codes: Mapping[Any, int]
    labels: Mapping[int, tuple[str, str]]
    today: int


def grouped(
    conn: Connection,
    ids: Sequence[int],
    group: str,
    *,
    sort: str,
    today: int,
    columns: ColumnSet | None,
    names: Names,
) -> tuple[Sequence[int], tuple[Group, ...]]:
    """`ids` by group, in their own order within each, and the groups that are not empty; `today` is a day number."""
    if columns is not None and columns.follow(conn):
        from prospectdesk.queries import prospects_group_columns as quick

        kinds = columns.next_kinds(conn).texts.names if group == NEXT_ACTION else ()
        places = _places(conn, group, names, kinds, today)
        turned = _turned(group, sort, places)
        laid, counts = quick.laid_out(ids, quick.codes(conn, columns, ids, group, places), turned)
    else:
        found = dict(
            conn.execute(f"SELECT c.id, {_CODES[group]} FROM company c WHERE {prospects_sql.DIRECTORY}")
        )
        places = _places(conn, group, names, {value for value in found.values() if value}, today)
        turned = _turned(group, sort, places)
        codes = {one: _code(group, value, places) for one, value in found.items()}
        laid = sorted((int(one) for one in ids), key=lambda one: turned.get(codes[one], codes[one]))
        counts = Counter(codes[one] for one in laid)
    order = sorted(counts, key=lambda code: turned.get(code, code))
    return laid, tuple(Group(*_name(group, code, places), counts[code]) for code in order)


def _places(conn: Connection, group: str, names: Names, kinds: Iterable[Any], today: int) -> Places:
    if group == STAGE:
        return Places({}, _stages(conn), today)
    if group == LATENESS:
        return Places({}, {}, today)
    told = names.users().items() if group == OWNER else ((kind, kind) for kind in kinds)
    by_name = sorted(told, key=lambda item: (fold(item[1]), item[0]))
    codes = {value: code for code, (value, _label) in enumerate(by_name)}
    return Places(codes, {code: (str(value), label) for code, (value, label) in enumerate(by_name)}, today)


def _code(group: str, value: Any, places: Places) -> int:
    if group == STAGE:
        return int(value)
    if group == LATENESS:
        late = None if value is None else places.today - value
        return 4 if late is None else 3 if late < 0 else 2 if late == 0 else 1 if late <= 7 else 0
    return places.codes.get(value, NOBODY)


def _turned(group: str, sort: str, places: Places) -> dict[int, int]:
    """Other places of codes when the list descends by what it is grouped by; what has no value stays last."""
    if sort != ("-prochaine_action" if group == LATENESS else f"-{group}") or group == NEXT_ACTION:
        return {}
    end = {STAGE: PERCENTS, OWNER: len(places.codes), LATENESS: 4}[group]
    return {code: end - 1 - code for code in range(end)}


def _stages(conn: Connection) -> dict[int, tuple[str, str]]:
    """What a percentage is called: the stages of all pipelines that have it."""
    found: dict[int, dict[str, str]] = {}
    rows = conn.execute(
        "SELECT s.percent, s.label FROM stage s WHERE s.deleted_at IS NULL ORDER BY s.percent, s.pipeline_id, s.rank"
    )
    for percent, label in rows:
        found.setdefault(percent, {}).setdefault(fold(label), label)
    return {percent: (str(percent), " / ".join(labels.values())) for percent, labels in found.items()}


def _name(group: str, code: int, places: Places) -> tuple[str, str]:
    """Key and label of a code."""
    if code in places.labels:
        return places.labels[code]
    if group == STAGE:
        return (STATELESS[code - PERCENTS], "") if code >= PERCENTS else (str(code), "")
    return (LATE[code] if group == LATENESS else NONE), ""
