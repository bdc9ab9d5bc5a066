"""Reads the board and the list of open dossiers: columns with their sums, cards in their order (X-06, X-08, C-37)."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from operator import attrgetter
from typing import Any

from prospectdesk.domain.ids import natural_uid
from prospectdesk.domain.money import read_amount
from prospectdesk.domain.pipeline import Stage
from prospectdesk.domain.projects import PROJECT
from prospectdesk.domain.text import fold, like_pattern
from prospectdesk.store.connection import Connection

Named = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Card:
    """An open dossier as a card shows it. Days are day numbers, `next_minute` minutes since midnight.

    `next_…` is the next open follow-up of its company; `twin` marks the later of two dossiers of one type.
    """

    id: int
    company_id: int
    company: str
    type: str
    amount: Decimal | None
    holder: str | None
    next_action: str | None
    next_day: int | None
    next_minute: int | None
    twin: bool
    stage_id: int
    stage: str
    percent: int
    signing_on: int | None
    comment: str | None
    rank: str
    uid: bytes

    @property
    def place(self) -> tuple[str, bytes]:
        """Where it stands in its column: equal ranks of two laptops are told apart by the uid."""
        return self.rank, self.uid

    @property
    def weighted(self) -> Decimal:
        """Amount × percentage of the stage."""
        return (self.amount or Decimal(0)) * self.percent / 100


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """A stage with its cards by rank; `total` and `weighted` are exact, `places` is where each dossier stands."""

    stage: Stage
    cards: tuple[Card, ...]
    total: Decimal
    weighted: Decimal
    places: dict[int, int] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Board:
    """The columns of one pipeline; `pipeline` is None while the workspace has none.

    `projects`: it holds projects alone, whose status follows their stage (L-31).
    `sort` is RANK, the order people give, or one of SORTS.
    """

    pipeline: int | None
    columns: tuple[BoardColumn, ...]
    sort: str = "rank"
    descending: bool = False
    projects: bool = False

    @property
    def count(self) -> int:
        """How many cards there are."""
        return sum(len(one.cards) for one in self.columns)

    @property
    def total(self) -> Decimal:
        """The sum of all amounts."""
        return sum((one.total for one in self.columns), Decimal(0))

    @property
    def weighted(self) -> Decimal:
        """The sum of all weighted amounts."""
        return sum((one.weighted for one in self.columns), Decimal(0))


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The filters of X-08; empty and None do not narrow. `pipeline` None: the first on the board, all in the list.

    `relance` keeps the companies that have an open relance; `text` is looked for in names of companies and people.
    """

    pipeline: int | None = None
    users: tuple[int, ...] = ()
    types: tuple[int, ...] = ()
    cabinet: int | None = None
    routine: int | None = None
    relance: bool = False
    least: Decimal | None = None
    most: Decimal | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class BoardChoices:
    """What the filters offer, as (id, label)."""

    pipelines: tuple[Named, ...]
    users: tuple[Named, ...]
    types: tuple[Named, ...]
    cabinets: tuple[Named, ...]
    routines: tuple[Named, ...]


_CARDS = """
SELECT d.id, d.company_id, coalesce(c.shown_name, c.name), t.label, d.amount, h.name, c.next_action,
 c.next_action_day, c.next_action_minute, d.twin, s.id, s.label, s.percent, d.signing_on, d.comment,
 coalesce(d.rank, ''), d.uid
FROM dossier d JOIN stage s ON s.id = d.stage_id JOIN company c ON c.id = d.company_id
JOIN dossier_type t ON t.id = d.type_id LEFT JOIN user h ON h.id = d.holder_id
WHERE d.status = 'en_cours' AND d.deleted_at IS NULL AND c.deleted_at IS NULL
"""
SHARED = ("type", "holder", "next_action", "stage", "rank")
"""Fields whose few values are kept once for all cards."""
_AMOUNT = "CAST(coalesce(d.amount, '0') AS REAL)"


def board(conn: Connection, wanted: Wanted, sort: str = "rank", descending: bool = False) -> Board:
    """The columns of the chosen pipeline; a stage that is no longer used stays while it holds cards."""
    pipeline = _pipeline(conn, wanted.pipeline)
    if pipeline is None:
        return Board(None, (), sort, descending)
    by_stage: dict[int, list[Card]] = defaultdict(list)
    for card in _cards(conn, wanted, pipeline):
        by_stage[card.stage_id].append(card)
    stages = conn.execute(
        "SELECT id, pipeline_id, label, percent, meaning, active FROM stage WHERE pipeline_id = ? "
        "AND deleted_at IS NULL ORDER BY rank, id",
        (pipeline,),
    )
    made = (Stage(row[0], row[1], row[2], row[3], row[4], bool(row[5])) for row in stages)
    columns = (
        _column(one, _ordered(by_stage[one.id], sort, descending))
        for one in made
        if one.active or by_stage[one.id]
    )
    return Board(pipeline, tuple(columns), sort, descending, _projects(conn, pipeline))


def _projects(conn: Connection, pipeline: int) -> bool:
    row = conn.execute("SELECT uid FROM workspace ORDER BY id LIMIT 1").fetchone()
    uid = b"" if row is None else natural_uid("dossier_type", bytes(row[0]).hex(), PROJECT)
    sql = "SELECT count(*), sum(uid = ?) FROM dossier_type WHERE pipeline_id = ? AND deleted_at IS NULL"
    types, of_projects = conn.execute(sql, (uid, pipeline)).fetchone()
    return bool(types) and types == of_projects


def cards_of(conn: Connection, wanted: Wanted, pipeline: int, companies: Sequence[int]) -> list[Card]:
    """The cards of these companies that meet the filters, for `renewed`."""
    return _cards(conn, wanted, pipeline, companies)


def renewed(board: Board, companies: Collection[int], cards: Iterable[Card]) -> Board:
    """The board with the cards of `companies` replaced by `cards`; columns without any of them stay the same objects."""
    fresh: dict[int, list[Card]] = defaultdict(list)
    for one in cards:
        fresh[one.stage_id].append(one)
    gone = frozenset(companies)
    columns = []
    for column in board.columns:
        kept = [one for one in column.cards if one.company_id not in gone]
        added = fresh[column.stage.id]
        if len(kept) == len(column.cards) and not added:
            columns.append(column)
            continue
        if board.sort == RANK:
            for one in added:
                insort(kept, one, key=_place)
        else:
            kept = _ordered(sorted([*kept, *added], key=_place), board.sort, board.descending)
        if column.stage.active or kept:
            columns.append(column if tuple(kept) == column.cards else _column(column.stage, kept))
    return replace(board, columns=tuple(columns))


def covers(board: Board, cards: Iterable[Card]) -> bool:
    """Whether every card has its column: a stage that is switched off has one only while it holds cards."""
    shown = {one.stage.id for one in board.columns}
    return all(one.stage_id in shown for one in cards)


def listed(
    conn: Connection, wanted: Wanted, sort: str = "next", descending: bool = False
) -> tuple[Card, ...]:
    """The open dossiers by one of SORTS; those without a value come last either way."""
    return tuple(_ordered(_cards(conn, wanted, wanted.pipeline), sort, descending))


def _ordered(found: list[Card], sort: str, descending: bool) -> list[Card]:
    if sort == RANK:
        return found
    key = SORTS[sort]
    known = sorted((one for one in found if key(one) is not None), key=key, reverse=descending)
    return known + [one for one in found if key(one) is None]


def choices(conn: Connection, user_id: int, all_routines: bool) -> BoardChoices:
    """The lists of the filters; an Utilisateur chooses among the routines he is assigned to (C-65)."""
    live = "WHERE active = 1 AND deleted_at IS NULL"
    return BoardChoices(
        _pairs(conn, f"SELECT id, label FROM pipeline {live} ORDER BY rank, id"),
        _pairs(conn, f"SELECT id, name FROM user {live} ORDER BY fold(name), id"),
        _pairs(conn, f"SELECT id, label FROM dossier_type {live} ORDER BY rank, id"),
        _pairs(conn, f"SELECT id, name FROM cabinet {live} ORDER BY rank, id"),
        _pairs(
            conn,
            "SELECT r.id, r.title FROM routine r WHERE r.deleted_at IS NULL AND r.active = 1 AND (?2 OR EXISTS "
            "(SELECT 1 FROM routine_user m WHERE m.routine_id = r.id AND m.user_id = ?1 AND m.deleted_at IS NULL)) "
            "ORDER BY fold(r.title), r.id",
            user_id,
            int(all_routines),
        ),
    )


def _text_key(read: Callable[[Card], str | None]) -> Callable[[Card], Any]:
    return lambda card: fold(read(card) or "") or None


SORTS: dict[str, Callable[[Card], Any]] = {
    "company": _text_key(lambda card: card.company),
    "type": _text_key(lambda card: card.type),
    "stage": lambda card: card.percent,
    "amount": lambda card: card.amount,
    "weighted": lambda card: card.weighted if card.amount is not None else None,
    "signing": lambda card: card.signing_on,
    "holder": _text_key(lambda card: card.holder),
    "comment": _text_key(lambda card: card.comment),
    "next": lambda card: None if card.next_day is None else (card.next_day, card.next_minute or 0),
}
"""By column of the list, what it is sorted by: every field of C-35, the weighted amount and the next follow-up."""


RANK = "rank"
"""The order of the board: where people put the cards."""
_place = attrgetter("place")


def _pipeline(conn: Connection, chosen: int | None) -> int | None:
    row = conn.execute(
        "SELECT id FROM pipeline WHERE active = 1 AND deleted_at IS NULL ORDER BY id IS NOT ?, rank, id LIMIT 1",
        (chosen,),
    ).fetchone()
    return None if row is None else int(row[0])


def _column(stage: Stage, cards: list[Card]) -> BoardColumn:
    total = sum((one.amount for one in cards if one.amount is not None), Decimal(0))
    places = {one.id: number for number, one in enumerate(cards)}
    return BoardColumn(stage, tuple(cards), total, total * stage.percent / 100, places)


def _cards(
    conn: Connection, wanted: Wanted, pipeline: int | None, companies: Sequence[int] | None = None
) -> list[Card]:
    """One statement whatever the number of cards; equal ranks of two laptops are told apart by uid."""
    where, values = _narrowed(wanted)
    if companies is not None:
        where.append(f"d.company_id IN ({_marks(companies)})")
        values.extend(companies)
    if pipeline is not None:
        where.append("s.pipeline_id = ?")
        values.append(pipeline)
    sql = " AND ".join([_CARDS, *where]) + " ORDER BY coalesce(d.rank, ''), d.uid"
    shared: dict[Any, Any] = {}
    return [_card(row, shared) for row in conn.execute(sql, values)]


def _card(row: Sequence[Any], shared: dict[Any, Any]) -> Card:
    """A card; the few texts that very many have are the same objects."""
    same = shared.setdefault
    values: list[Any] = [
        *row[:3], same(row[3], row[3]), read_amount(row[4]), same(row[5], row[5]), same(row[6], row[6]),
        *row[7:9], bool(row[9]), row[10], same(row[11], row[11]), *row[12:15], same(row[15], row[15]), row[16],
    ]  # fmt: skip
    return Card(*values)


def _narrowed(wanted: Wanted) -> tuple[list[str], list[Any]]:
    where: list[str] = []
    values: list[Any] = []

    def add(sql: str, *more: Any) -> None:
        where.append(sql)
        values.extend(more)

    for column, ids in (("d.holder_id", wanted.users), ("d.type_id", wanted.types)):
        if ids:
            add(f"{column} IN ({_marks(ids)})", *ids)
    if wanted.cabinet is not None:
        add("d.cabinet_id = ?", wanted.cabinet)
    if wanted.routine is not None:
        add(
            "EXISTS (SELECT 1 FROM routine_tag g WHERE g.company_id = c.id AND g.routine_id = ? "
            "AND g.deleted_at IS NULL)",
            wanted.routine,
        )
    if wanted.relance:
        add(
            "EXISTS (SELECT 1 FROM follow_up f WHERE f.company_id = c.id AND f.kind = 'relance' AND f.done = 0 "
            "AND f.deleted_at IS NULL)"
        )
    if wanted.least is not None:
        add(f"{_AMOUNT} >= ?", float(wanted.least))
    if wanted.most is not None:
        add(f"{_AMOUNT} <= ?", float(wanted.most))
    if fold(wanted.text):
        pattern = like_pattern(fold(wanted.text))
        add(
            "(c.search_key LIKE ? ESCAPE '\\' OR EXISTS (SELECT 1 FROM contact p WHERE p.company_id = c.id "
            "AND p.deleted_at IS NULL AND p.name_key LIKE ? ESCAPE '\\'))",
            pattern,
            pattern,
        )
    return where, values


def _marks(items: Sequence[Any]) -> str:
    return ", ".join("?" * len(items))


def _pairs(conn: Connection, sql: str, *values: object) -> tuple[Named, ...]:
    return tuple((row[0], row[1]) for row in conn.execute(sql, values))
