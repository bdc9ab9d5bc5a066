"""What is measured on one store: the list, sorts, filters, search, the sheet, a note, the columns."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
from generate import NOW_MS
from numpy.typing import NDArray
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

LISTED = "FROM company WHERE registered = 1 AND kind = 0 AND deleted_at IS NULL "
SHOWN = (
    "id, uid, siren, siret, shown_name, last_action, last_action_day, next_action, next_action_day, next_action_minute, "
    "source_id, phone, mail, shown_postcode, shown_city, shown_naf, dossier_signed, dossier_open, dossier_lost, best_stage, "
    "best_percent, source_user_id, operational_user_id, created_day, registered_day, n_orange, last_note, registered, "
    "client, takeover"
)
"""The columns of company that a row of the list is made of; what other tables add to it is not in the raw line."""
FIRST_PAGE = f"SELECT {SHOWN} {LISTED}"
TWELVE_PAGE = (
    "SELECT id, uid, siren, siret, shown_name, last_action, last_action_day, next_action, next_action_day, phone, "
    f"mail, shown_city {LISTED}"
)
NOTE = "Appel avec Martin : attend le devis"
BLOCK = 1 << 18
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
        yield from self.notes()

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
            ("the same columns through the index", lambda: conn.execute(raw).fetchall()),
            lambda: prospects.rows(conn, ids[:50]),
            2,
        )
        twelve = TWELVE_PAGE + "ORDER BY name_key, id LIMIT 50"
        yield self.compare(
            "list: first 50 rows, all columns beside twelve",
            ("12 columns through the index", lambda: conn.execute(twelve).fetchall()),
            lambda: prospects.rows(conn, ids[:50]),
            None,
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
        names = _names(conn)
        for text in ("zac", "gar", "quai", "carrosserie", "ga"):
            raw = ("ids by all trigrams, 50 rows by id", partial(_trigram, conn, text))
            if len(text) < 3:
                raw = ("one numpy pass over all names in memory", partial(_pass, names, text))
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

    def notes(self) -> Iterator[Measure]:
        """A note committed, with history, outbox, search and list columns."""
        person = Person(1, b"", "u1", "U1")
        bus = Bus(self.store, lambda: Context(Clock(frozen_ms=NOW_MS), person))
        places = iter(np.random.default_rng(6).integers(1, self.count, 10_000).tolist())
        conn = self.store.writer()

        def one() -> None:
            conn.execute("BEGIN IMMEDIATE")
            conn.execute(
                "INSERT INTO timeline (uid, scope, company_id, at, type, text) VALUES (randomblob(16), 0, ?, 1, 'note', 'x')",
                (next(places),),
            )
            conn.execute("COMMIT")

        def ours() -> None:
            done = bus.do(AddNote(company=next(places), text=NOTE))
            self.reader.heard(done.changes)

        for label, raw, goal in (
            (
                "the same rows by plain statements, synchronous FULL",
                lambda: _plain_note(conn, next(places)),
                3,
            ),
            ("one row committed, synchronous FULL", one, None),
        ):
            yield self.compare("note: committed, list refreshed", (label, raw), ours, goal)


def _plain_note(conn: Connection, company: int) -> None:
    """The rows a note is made of, without its search form: entry, history, two outbox lines, list columns."""
    entry, told = secrets.token_bytes(16), secrets.token_bytes(16)
    conn.execute("BEGIN IMMEDIATE")
    conn.execute("UPDATE write_state SET muted = 1, batch = batch + 1, hlc = hlc + 1")
    conn.execute(
        "INSERT INTO timeline (uid, scope, company_id, at, type, author_id, text) VALUES (?, 1, ?, 1, 'note', 1, ?)",
        (entry, company, NOTE),
    )
    conn.execute(
        "INSERT INTO history (uid, scope, company_id, at, user_id, object, object_uid, field) "
        "VALUES (?, 1, ?, 1, 1, 'note', ?, 'Création')",
        (told, company, entry),
    )
    conn.execute(
        "INSERT INTO outbox (batch, tbl, row_uid, col, val, base, hlc) VALUES (1, 'timeline', ?, '*', ?, 0, 1), "
        "(1, 'history', ?, '*', ?, 0, 1)",
        (entry, "x" * 400, told, "x" * 300),
    )
    conn.execute("UPDATE company SET last_note = ?, last_event_at = 1 WHERE id = ?", (NOTE, company))
    conn.execute("COMMIT")


def _names(conn: Connection) -> NDArray[np.uint8]:
    """All names, one behind the other."""
    found = conn.execute("SELECT group_concat(name_key, char(10)) FROM company").fetchone()[0]
    return np.frombuffer(found.encode(), np.uint8)


def _pass(names: NDArray[np.uint8], text: str) -> int:
    first, second = text.encode()
    return sum(
        int(np.count_nonzero((part[:-1] == first) & (part[1:] == second)))
        for part in (names[start : start + BLOCK + 1] for start in range(0, len(names), BLOCK))
    )


def _trigram(conn: Connection, text: str) -> object:
    pieces = " AND ".join(f'"{text[i : i + 3]}"' for i in range(len(text) - 2))
    sql = "SELECT group_concat(rowid) FROM company_grams WHERE company_grams MATCH ?"
    ids = conn.execute(sql, (pieces,)).fetchone()[0] or ""
    first = ",".join(ids.split(",", 50)[:50])
    return conn.execute(f"SELECT {SHOWN} FROM company WHERE id IN ({first})").fetchall()


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
