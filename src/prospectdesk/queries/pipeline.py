"""Reads the board and the list of open dossiers: columns with their sums, cards in their order (X-06, X-08, C-37)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from prospectdesk.domain.ids import natural_uid
from prospectdesk.domain.pipeline import Stage
from prospectdesk.domain.projects import PROJECT
from prospectdesk.domain.text import fold, like_pattern
from prospectdesk.queries.pipeline_cards import Card, Cards, Maker, by_place, where
from prospectdesk.store.connection import Connection

Named = tuple[int, str]


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """A stage with its cards in their order; `total` is exact."""

    stage: Stage
    cards: Cards
    total: Decimal

    @property
    def weighted(self) -> Decimal:
        """Its sum times the percentage of the stage."""
        return self.total * self.stage.percent / 100


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


@dataclass(frozen=True, slots=True)
class Listed:
    """The list of open dossiers in its order, the sum of all amounts and of all weighted ones."""

    cards: Cards
    total: Decimal
    weighted: Decimal


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
_STAGE = 10
"""Where a row of _CARDS has its stage."""
_AMOUNT = "CAST(coalesce(d.amount, '0') AS REAL)"


def board(conn: Connection, wanted: Wanted, sort: str = "rank", descending: bool = False) -> Board:
    """The columns of the chosen pipeline; a stage that is no longer used stays while it holds cards."""
    pipeline = _pipeline(conn, wanted.pipeline)
    if pipeline is None:
        return Board(None, (), sort, descending)
    makers: dict[int, Maker] = defaultdict(Maker)
    for row in _rows(conn, wanted, pipeline):
        makers[row[_STAGE]].add(row)
    stages = conn.execute(
        "SELECT id, pipeline_id, label, percent, meaning, active FROM stage WHERE pipeline_id = ? "
        "AND deleted_at IS NULL ORDER BY rank, id",
        (pipeline,),
    )
    made = [Stage(row[0], row[1], row[2], row[3], row[4], bool(row[5])) for row in stages]
    columns = []
    for stage in made:
        if stage.active or stage.id in makers:
            cards = _ordered(makers.pop(stage.id, Maker()).cards(), sort, descending)
            columns.append(BoardColumn(stage, cards, cards.sums()[0]))
    return Board(pipeline, tuple(columns), sort, descending, _projects(conn, pipeline))


def _projects(conn: Connection, pipeline: int) -> bool:
    row = conn.execute("SELECT uid FROM workspace ORDER BY id LIMIT 1").fetchone()
    uid = b"" if row is None else natural_uid("dossier_type", bytes(row[0]).hex(), PROJECT)
    sql = "SELECT count(*), sum(uid = ?) FROM dossier_type WHERE pipeline_id = ? AND deleted_at IS NULL"
    types, of_projects = conn.execute(sql, (uid, pipeline)).fetchone()
    return bool(types) and types == of_projects


def cards_of(conn: Connection, wanted: Wanted, pipeline: int, companies: Sequence[int]) -> Cards:
    """The cards of these companies that meet the filters, for `renewed`."""
    return _cards(conn, wanted, pipeline, companies)


def renewed(board: Board, companies: Collection[int], cards: Cards) -> Board:
    """The board with the cards of `companies` replaced by `cards`; columns that say what they said stay the same objects."""
    fresh: dict[int, list[Card]] = defaultdict(list)
    for one in cards:
        fresh[one.stage_id].append(one)
    columns = (_renewed(board, one, companies, fresh[one.stage.id]) for one in board.columns)
    return replace(board, columns=tuple(one for one in columns if one.stage.active or len(one.cards)))


def _renewed(board: Board, column: BoardColumn, companies: Collection[int], fresh: list[Card]) -> BoardColumn:
    gone = column.cards.of_companies(companies)
    before = sorted(column.cards.taken(gone), key=by_place)
    fresh.sort(key=by_place)
    if before == fresh:
        return column
    key = by_place if board.sort == RANK else SORTS[board.sort]
    kept = column.cards.taken(~gone)
    for one in fresh:
        kept = kept.with_card(where(kept, one, key, board.descending and board.sort != RANK), one)
    return BoardColumn(column.stage, kept, column.total - _sum(before) + _sum(fresh))


def _sum(cards: Iterable[Card]) -> Decimal:
    return sum((one.amount for one in cards if one.amount is not None), Decimal(0))


def covers(board: Board, cards: Iterable[Card]) -> bool:
    """Whether every card has its column: a stage that is switched off has one only while it holds cards."""
    shown = {one.stage.id for one in board.columns}
    return all(one.stage_id in shown for one in cards)


def listed(conn: Connection, wanted: Wanted, sort: str = "next", descending: bool = False) -> Cards:
    """The open dossiers by one of SORTS; those without a value come last either way."""
    return _ordered(_cards(conn, wanted, wanted.pipeline), sort, descending)


def summed(conn: Connection, wanted: Wanted, sort: str, descending: bool) -> Listed:
    """What `listed` answers, with its sums."""
    cards = listed(conn, wanted, sort, descending)
    return Listed(cards, *cards.sums())


def _ordered(found: Cards, sort: str, descending: bool) -> Cards:
    return found if sort == RANK else found.sorted_by(SORTS[sort], descending)


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


def _pipeline(conn: Connection, chosen: int | None) -> int | None:
    row = conn.execute(
        "SELECT id FROM pipeline WHERE active = 1 AND deleted_at IS NULL ORDER BY id IS NOT ?, rank, id LIMIT 1",
        (chosen,),
    ).fetchone()
    return None if row is None else int(row[0])


def _cards(
    conn: Connection, wanted: Wanted, pipeline: int | None, companies: Sequence[int] | None = None
) -> Cards:
    made = Maker()
    for row in _rows(conn, wanted, pipeline, companies):
        made.add(row)
    return made.cards()


def _rows(
    conn: Connection, wanted: Wanted, pipeline: int | None, companies: Sequence[int] | None = None
) -> Iterable[Sequence[Any]]:
    """One statement whatever the number of cards; equal ranks of two laptops are told apart by uid."""
    where, values = _narrowed(wanted)
    if companies is not None:
        where.append(f"d.company_id IN ({_marks(companies)})")
        values.extend(companies)
    if pipeline is not None:
        where.append("s.pipeline_id = ?")
        values.append(pipeline)
    sql = " AND ".join([_CARDS, *where]) + " ORDER BY coalesce(d.rank, ''), d.uid"
    found: Iterable[Sequence[Any]] = conn.execute(sql, values)
    return found


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
