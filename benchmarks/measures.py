"""What is measured on one store: the list, sorts, filters, search, the sheet, a note, the columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
from generate import NOW_MS
from timing import Measure, compare

from prospectdesk.commands.bus import Bus
from prospectdesk.commands.columns import saving
from prospectdesk.commands.context import Context, Person
from prospectdesk.commands.timeline import AddNote
from prospectdesk.domain.clock import Clock
from prospectdesk.queries import companies, contacts, prospects, relances, timeline
from prospectdesk.queries.prospects import Criteria
from prospectdesk.queries.prospects_criteria import parse_criteria
from prospectdesk.queries.reader import Reader
from prospectdesk.queries.search import search
from prospectdesk.store.columns import ColumnSet
from prospectdesk.store.connection import Connection
from prospectdesk.store.store import Store

FIRST_PAGE = (
    "SELECT id, uid, siren, siret, shown_name, last_action, last_action_day, next_action, next_action_day, phone, "
    "mail, shown_city FROM company WHERE registered = 1 AND kind = 0 AND deleted_at IS NULL "
)
WIDE = ("date_creation_min=1990-01-01", "etape=en_cours", "source=salon")
TWELVE = (
    "raison_sociale=garage", "telephone=0", "mail=@", "naf=4", "etape=en_cours,signe", "source=salon",
    "commercial_source=u3", "date_creation_min=1980-01-01", "date_creation_max=2025-12-31", "siret=1",
    "sans_commercial=false", "repreneur_activite=false",
)  # fmt: skip
TWELVE_COLUMNS = (
    "naf=4", "etape=en_cours,signe", "source=salon", "commercial_source=u3", "commercial_operationnel=u4",
    "date_creation_min=1980-01-01", "date_creation_max=2025-12-31",
)  # fmt: skip


class Bench:
    """One open store with its columns, and a raw connection beside them."""

    def __init__(self, store: Store, count: int, rounds: int) -> None:
        self.store, self.count, self.rounds = store, count, rounds
        self.reader = Reader(store)
        if self.reader.load_columns():
            assert self.reader.columns is not None
            person = Person(1, b"", "u1", "U1")
            bus = Bus(store, lambda: Context(Clock(frozen_ms=NOW_MS), person))
            for command in saving(self.reader.columns):
                bus.do(command)
        assert self.reader.columns is not None
        self.columns: ColumnSet = self.reader.columns
        self.names = self.reader.names

    def measures(self) -> Iterator[Measure]:
        """Every measure, in the order of the table."""
        with self.store.session() as conn:
            for step in (self.lists, self.sorts, self.filters, self.searches, self.sheets, self.loading):
                yield from step(conn)
        yield self.note()

    def compare(self, name: str, raw: tuple[str, Callable[[], object]], ours: Callable[[], object], goal: float | None,
                rounds: int | None = None) -> Measure:  # fmt: skip
        """One measure of this store."""
        return compare(name, self.count, raw, ours, goal=goal, rounds=rounds or self.rounds)

    def find(self, conn: Connection, *criteria: str, sort: str = "raison_sociale") -> Any:
        """Ids of a list, from the columns."""
        return prospects.find(conn, parse_criteria(criteria), sort, columns=self.columns, names=self.names)

    def lists(self, conn: Connection) -> Iterator[Measure]:
        """First page and a jump to the middle."""
        ids = self.find(conn)
        middle = len(ids) // 2
        key = conn.execute("SELECT name_key FROM company WHERE id = ?", (int(ids[middle]),)).fetchone()[0]
        raw = FIRST_PAGE + "ORDER BY name_key, id LIMIT 50"
        yield self.compare(
            "list: first 50 rows by name",
            ("12 columns through the index", lambda: conn.execute(raw).fetchall()),
            lambda: prospects.rows(conn, ids[:50]),
            2,
        )
        keyset = FIRST_PAGE + "AND name_key >= ? ORDER BY name_key, id LIMIT 50"
        yield self.compare(
            "list: jump to the middle, 50 rows",
            ("keyset at the same place", lambda: conn.execute(keyset, (key,)).fetchall()),
            lambda: prospects.rows(conn, ids[middle : middle + 50]),
            3,
        )

    def sorts(self, conn: Connection) -> Iterator[Measure]:
        """All ids in the order of another column."""
        keys = (self.columns.arrays["city"].astype(np.int64) & 0xFFFF).astype(np.uint16)
        raw = (
            "one radix pass and a gather",
            lambda: self.columns.order[np.argsort(keys[self.columns.order], kind="stable")],
        )
        for sort, goal in (
            ("raison_sociale", None),
            ("ville", 2),
            ("-prochaine_action", 4),
            ("source", 2),
            ("-date_creation", 2),
        ):
            yield self.compare(
                f"list: sort by {sort}, all ids", raw, partial(self.find, conn, sort=sort), goal
            )

    def filters(self, conn: Connection) -> Iterator[Measure]:
        """Criteria with their count."""
        arrays = self.columns.arrays
        numbers = [arrays[name] for name in ("naf", "source", "source_user", "operational_user", "created", "registered",
                                             "last_action", "next_action", "percent", "city", "flags", "flags")]  # fmt: skip

        def one_pass() -> int:
            mask = numbers[0] > 0
            for column in numbers[1:]:
                mask &= column >= 0
            return int(np.count_nonzero(mask))

        raw = ("12 comparisons over 12 columns", one_pass)
        for name, criteria, goal in (
            ("filter: 3 wide criteria, count", WIDE, 2),
            ("filter: 7 column criteria, count", TWELVE_COLUMNS, 2),
            ("filter: 12 criteria (texts too), count", TWELVE, None),
        ):
            wanted = parse_criteria(criteria)
            ours = partial(prospects.count, conn, wanted, columns=self.columns, names=self.names)
            yield self.compare(name, raw, ours, goal)

    def searches(self, conn: Connection) -> Iterator[Measure]:
        """Substrings of names, and the search box."""
        for text in ("zac", "gar", "quai", "carrosserie", "ga"):
            raw = ("trigram count", partial(_trigram, conn, text))
            yield self.compare(
                f"substring « {text} », all ids and 50 rows", raw, partial(self._page, conn, text), 3
            )
        vocabulary = self.reader.vocabulary
        word = ("word prefix, 50 ids", partial(_prefix, conn, "joura"))
        for text in (
            "joura",
            "carrosserie martin",
            "caroserie marvn",
            "06 12 34",
            "marie dupont",
            "123456782",
        ):
            box = partial(search, conn, text, columns=self.columns, vocabulary=vocabulary)
            yield self.compare(f"search box « {text} »", word, box, None)

    def _page(self, conn: Connection, text: str) -> int:
        ids = self.find(conn, f"raison_sociale={text}")
        prospects.rows(conn, ids[:50])
        return len(ids)

    def sheets(self, conn: Connection) -> Iterator[Measure]:
        """Opening a company."""
        places = iter(np.random.default_rng(5).integers(1, self.count, 10_000).tolist())
        yield self.compare(
            "sheet: head, establishments, cards, 50 entries, follow-ups",
            ("the same rows by five statements", lambda: _raw_sheet(conn, next(places))),
            lambda: _sheet(conn, next(places)),
            3,
        )

    def loading(self, conn: Connection) -> Iterator[Measure]:
        """The columns from their chunks."""
        yield self.compare(
            "columns: load from the store",
            (
                "reading the same bytes",
                lambda: [
                    row[0]
                    for row in conn.execute("SELECT data FROM column_chunk WHERE name NOT LIKE 'point%'")
                ],
            ),
            lambda: ColumnSet.load(conn),
            1.5,
            rounds=5,
        )

    def note(self) -> Measure:
        """A note committed, with history, outbox, search and list columns."""
        person = Person(1, b"", "u1", "U1")
        bus = Bus(self.store, lambda: Context(Clock(frozen_ms=NOW_MS), person))
        places = iter(np.random.default_rng(6).integers(1, self.count, 10_000).tolist())
        conn = self.store.writer()

        def raw() -> None:
            conn.execute("BEGIN IMMEDIATE")
            conn.execute(
                "INSERT INTO timeline (uid, scope, company_id, at, type, text) VALUES (randomblob(16), 0, ?, 1, 'note', 'x')",
                (next(places),),
            )
            conn.execute("COMMIT")

        def ours() -> None:
            done = bus.do(AddNote(company=next(places), text="Appel avec Martin : attend le devis"))
            self.reader.heard(done.changes)

        return self.compare(
            "note: committed, list refreshed", ("one row committed, synchronous FULL", raw), ours, 3
        )


def _trigram(conn: Connection, text: str) -> object:
    pieces = " AND ".join(f'"{text[i : i + 3]}"' for i in range(len(text) - 2)) or f'"{text}x"'
    return conn.execute(
        "SELECT count(*) FROM company_grams WHERE company_grams MATCH ?", (pieces,)
    ).fetchone()


def _prefix(conn: Connection, text: str) -> object:
    return conn.execute(
        "SELECT rowid FROM company_words WHERE company_words MATCH ? LIMIT 50", (f'"{text}"*',)
    ).fetchall()


def _sheet(conn: Connection, company: int) -> object:
    return (
        companies.head(conn, company),
        companies.establishments(conn, company),
        contacts.cards(conn, company),
        timeline.entries(conn, company),
        relances.of_company(conn, company),
    )


def _raw_sheet(conn: Connection, company: int) -> object:
    statements = (
        "SELECT * FROM company c LEFT JOIN registration r ON r.company_id = c.id WHERE c.id = ?",
        "SELECT * FROM establishment WHERE company_id = ?",
        "SELECT * FROM contact WHERE company_id = ?",
        "SELECT * FROM timeline WHERE company_id = ? ORDER BY at DESC LIMIT 50",
        "SELECT * FROM follow_up WHERE company_id = ?",
    )
    return [conn.execute(sql, (company,)).fetchall() for sql in statements]


__all__ = ["Bench", "Criteria"]
