"""The global search (X-02): companies and contacts by name, number, phone or e-mail, typing errors forgiven."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from prospectdesk.domain.errors import Unavailable
from prospectdesk.queries import grams
from prospectdesk.queries.grams import Finder
from prospectdesk.queries.reader import bounded
from prospectdesk.queries.search_rows import LIVE_CONTACT, SearchResult, company_lines, contact_lines
from prospectdesk.queries.search_text import Wanted, all_words, ids_of, quoted, read_text
from prospectdesk.queries.vocabulary import Vocabulary
from prospectdesk.store.connection import Connection

if TYPE_CHECKING:
    from prospectdesk.store.columns import ColumnSet

PATIENCE = 1.0
CAP = 1000
FEW = 5
LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """The best lines, and how many there are in all.

    `more`: at least `count`, not all were counted. `approximate`: some lines forgive typing errors.
    `partial`: the search was stopped after a second (SECURITY R6).
    """

    text: str
    count: int
    results: tuple[SearchResult, ...]
    more: bool = False
    approximate: bool = False
    partial: bool = False


@dataclass
class _Found:
    """Ids found so far, best first, with the typing errors forgiven."""

    companies: dict[int, int] = field(default_factory=dict)
    contacts: dict[int, int] = field(default_factory=dict)
    more: bool = False

    def add(self, place: dict[int, int], ids: Iterable[int], distance: int = 0) -> None:
        before = len(place)
        for one in ids:
            place.setdefault(one, distance)
        self.more = self.more or len(place) - before >= CAP

    @property
    def total(self) -> int:
        return len(self.companies) + len(self.contacts)


@dataclass(frozen=True)
class _Search:
    """One search under way."""

    conn: Connection
    wanted: Wanted
    columns: ColumnSet | None
    vocabulary: Vocabulary
    found: _Found

    def steps(self) -> Iterator[Callable[[], None]]:
        """What is tried, in this order; each step adds ids behind those of the steps before."""
        if self.wanted.number:
            yield self.numbers
        if self.wanted.phones:
            yield self.phones
        if self.wanted.mail:
            yield self.mails
        if self.wanted.words:
            yield self.beginnings
            yield self.words
        yield self.substrings
        yield self.typing_errors

    def numbers(self) -> None:
        """SIREN and SIRET, any establishment's."""
        finder = grams.number_finder(self.wanted.number or "")
        self.companies(finder)

    def phones(self) -> None:
        """Any form of a phone number, of companies and of contacts."""
        for number in self.wanted.phones:
            self.companies(grams.company_finder("phones_key", number))
            self.contacts(grams.contact_finder(("home_key", "mobile_key"), number, "p.id"))
            self.contacts(grams.further_points(number, email=False, wanted="p.id"))

    def mails(self) -> None:
        """An e-mail address or a part of it that holds the at sign."""
        text = self.wanted.mail or ""
        self.contacts(grams.contact_finder(("email_key",), text, "p.id"))
        self.contacts(grams.further_points(text, email=True, wanted="p.id"))
        self.companies(grams.company_finder("mail", text))

    def beginnings(self) -> None:
        """Names that begin with the text: registered companies, contacts, the directory."""
        text = self.wanted.text
        bounds = (text, text + LAST)
        span = "name_key >= ? AND name_key < ? AND deleted_at IS NULL"
        registered = (
            f"SELECT id FROM company WHERE {span} AND registered = 1 AND kind = 0 ORDER BY name_key, id"
        )
        self.found.add(self.found.companies, ids_of(self.conn, registered, bounds, 50))
        person = "p.name_key >= ? AND p.name_key < ?"
        contacts = f"SELECT p.id FROM contact p WHERE {person} AND {LIVE_CONTACT} ORDER BY p.name_key, p.id"
        self.found.add(self.found.contacts, ids_of(self.conn, contacts, bounds, 50))
        directory = f"SELECT id FROM company WHERE {span} ORDER BY name_key, id"
        self.found.add(self.found.companies, ids_of(self.conn, directory, bounds, 50))

    def words(self) -> None:
        """Every word as a beginning, in names, brands and towns; in the names of contacts."""
        match = all_words(self.wanted.words)
        self.companies(_words_finder("company_words", match))
        self.contacts(_contact_words(match))

    def substrings(self) -> None:
        """The text inside a name, an address of contacts; below three characters the words have said all."""
        if len(self.wanted.text) < 3 or self.found.total >= CAP:
            return
        self.companies(grams.company_finder("search_key", self.wanted.text))
        self.contacts(grams.contact_finder(("name_key", "email_key"), self.wanted.text, "p.id"))

    def typing_errors(self) -> None:
        """Near words, when little was found."""
        if self.found.total >= FEW or self.wanted.number or not self.wanted.words:
            return
        for table in ("company_words", "contact_words"):
            match, distance = self._near_match(table)
            if match and table == "company_words":
                self.companies(_words_finder(table, match), distance)
            elif match:
                self.contacts(_contact_words(match), distance)

    def _near_match(self, table: str) -> tuple[str | None, int]:
        """Every word or one of its near words; None when a word has none."""
        parts, worst = [], 0
        for word in self.wanted.words:
            near = self.vocabulary.near(self.conn, table, word)
            begun: dict[str, int] = {}
            if self.vocabulary.begins(self.conn, table, word):
                begun = {word: 0}
            elif not near:
                begun = self.vocabulary.near_beginnings(self.conn, table, word)
            if not near and not begun:
                return None, 0
            worst += min([*near.values(), *begun.values()])
            choices = [quoted(one) for one in near] + [f"{quoted(one)}*" for one in begun]
            parts.append(f"({' OR '.join(choices)})")
        return " AND ".join(parts), max(worst, 1)

    def companies(self, finder: Finder, distance: int = 0) -> None:
        """Adds the live companies of a finder, the registered ones first."""
        ids = ids_of(self.conn, _as_ids(finder), finder.parameters, CAP if self.columns is None else 50 * CAP)
        if len(ids) >= CAP:
            self.found.more = True
        ids = self._best(list(dict.fromkeys(ids)))
        self.found.add(self.found.companies, ids, distance)

    def contacts(self, finder: Finder, distance: int = 0) -> None:
        """Adds the live contacts of a finder, without the white cards that have an orange twin."""
        ids = list(dict.fromkeys(ids_of(self.conn, _as_ids(finder), finder.parameters, CAP)))
        live = f"SELECT p.id FROM contact p WHERE p.id IN (SELECT value FROM json_each(?)) AND {LIVE_CONTACT}"
        ordered = f"{live} ORDER BY p.colour = 'grey', p.colour = 'white', p.name_key, p.id"
        self.found.add(self.found.contacts, ids_of(self.conn, ordered, (str(ids),), CAP), distance)

    def _best(self, ids: list[int]) -> list[int]:
        """Live companies only, registered ones first, each group by name."""
        if self.columns is not None and len(ids) > FEW:
            return self.columns.best_of(ids, CAP)
        live = "SELECT id FROM company WHERE id IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL"
        return ids_of(self.conn, f"{live} ORDER BY registered DESC, name_key, id", (str(ids),), CAP)


def _as_ids(finder: Finder) -> str:
    return f"SELECT NULL AS id WHERE 0 UNION ALL {finder.sql}"


def _words_finder(table: str, match: str) -> Finder:
    return Finder(f"SELECT rowid FROM {table} WHERE {table} MATCH ?", (match,))


def _contact_words(match: str) -> Finder:
    return _words_finder("contact_words", match)


def search(
    conn: Connection,
    text: str,
    limit: int = 20,
    *,
    columns: ColumnSet | None = None,
    vocabulary: Vocabulary | None = None,
) -> SearchAnswer:
    """What `text` names, at most `limit` lines; any text is allowed and none is an error."""
    wanted = read_text(text)
    if wanted.empty or limit <= 0:
        return SearchAnswer(text, 0, ())
    if columns is not None and not columns.follow(conn):
        columns = None
    found = _Found()
    under_way = _Search(conn, wanted, columns, vocabulary or Vocabulary(), found)
    partial = False
    try:
        with bounded(conn, PATIENCE):
            for step in under_way.steps():
                step()
    except Unavailable:
        partial = True
    results = _lines(conn, wanted, found, limit)
    far = any(one.distance for one in results)
    return SearchAnswer(text, found.total, results, found.more, far, partial)


def _lines(conn: Connection, wanted: Wanted, found: _Found, limit: int) -> tuple[SearchResult, ...]:
    """Companies take what contacts leave, at least half."""
    companies, contacts = list(found.companies), list(found.contacts)
    share = max(limit - len(contacts), (limit + 1) // 2)
    first = companies[:share]
    second = contacts[: limit - len(first)]
    lines = company_lines(conn, first, wanted, found.companies) if first else []
    if second:
        lines += contact_lines(conn, second, wanted, found.contacts)
    exact = [one for one in lines if one.distance == 0]
    return tuple(exact + [one for one in lines if one.distance])
