"""The words that occur in names, for typing errors: near words by edit distance (OSA), near beginnings too."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from threading import Lock
from time import monotonic

from prospectdesk.store.connection import Connection

TABLES = {"company_words": "company_vocab", "contact_words": "contact_vocab"}
MOST = 16
"""Near words taken, the nearest first, among equals the most frequent."""
REST = 50
"""A list is read again only when this many times its reading time has passed."""
DEAR_S = 0.05
"""A search never waits for a list that takes longer to read when it has one, however old: `prepare` reads it."""


class Vocabulary:
    """The words of the search tables, read at first need and again when the store has changed."""

    def __init__(self) -> None:
        self._lists: dict[str, _Words] = {}
        self._reading = Lock()

    def prepare(self, conn: Connection) -> None:
        """Reads the lists that are missing or old, so that the next search finds them; takes its time."""
        for table in TABLES:
            self._words(conn, table, patient=True)

    def near(self, conn: Connection, table: str, word: str) -> dict[str, int]:
        """Words of `table` within 1 edit of `word` (2 from eight letters on), each with its distance."""
        return self._words(conn, table).near(word)

    def near_beginnings(self, conn: Connection, table: str, word: str) -> dict[str, int]:
        """Beginnings of words, as long as `word` and within its edits: the word is not typed to its end."""
        return self._words(conn, table).near_beginnings(word)

    def begins(self, conn: Connection, table: str, word: str) -> bool:
        """Whether a word of `table` begins so."""
        return self._words(conn, table).begins(word)

    def _words(self, conn: Connection, table: str, *, patient: bool = False) -> _Words:
        batch = int(conn.execute("SELECT batch FROM write_state").fetchone()[0])
        known = self._lists.get(table)
        if known is not None and (known.batch == batch or not known.due(patient=patient)):
            return known
        with self._reading:
            read = self._lists.get(table)
            if read is None or read is known:
                read = self._lists[table] = _Words.read(conn, table, batch)
            return read


def edits(word: str) -> int:
    """How many typing errors a word may have."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


class _Words:
    """All words of one search table, in order, and by length."""

    def __init__(self, words: list[str], counts: array[int], batch: int, cost: float) -> None:
        self.words = words
        self.counts = counts
        self.batch = batch
        self._until = monotonic() + REST * cost
        self._dear = cost > DEAR_S
        self._by_length: dict[int, list[str]] = {}
        for word in words:
            self._by_length.setdefault(len(word), []).append(word)

    @classmethod
    def read(cls, conn: Connection, table: str, batch: int) -> _Words:
        start = monotonic()
        row = conn.execute(
            f"SELECT group_concat(term, ' '), group_concat(doc, ' ') FROM (SELECT term, doc FROM {TABLES[table]} "
            "ORDER BY term)"
        ).fetchone()
        words = row[0].split(" ") if row[0] else []
        counts = array("l", map(int, row[1].split(" "))) if row[0] else array("l")
        return cls(words, counts, batch, monotonic() - start)

    def due(self, *, patient: bool) -> bool:
        """Whether a changed list may be read again now."""
        return monotonic() >= self._until and (patient or not self._dear)

    def begins(self, word: str) -> bool:
        place = bisect_left(self.words, word)
        return place < len(self.words) and self.words[place].startswith(word)

    def near(self, word: str) -> dict[str, int]:
        room = edits(word)
        if not room:
            return {}
        choices = [
            one for n in range(len(word) - room, len(word) + room + 1) for one in self._by_length.get(n, ())
        ]
        return self._nearest(word, choices, room)

    def near_beginnings(self, word: str) -> dict[str, int]:
        room = edits(word)
        if not room:
            return {}
        length = len(word)
        begun = {one[:length] for n, words in self._by_length.items() if n > length for one in words}
        return self._nearest(word, list(begun), room)

    def _nearest(self, word: str, choices: list[str], room: int) -> dict[str, int]:
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        found = extract(word, choices, scorer=OSA.distance, score_cutoff=room, limit=None)
        found.sort(key=lambda one: (one[1], -self._count(one[0])))
        return {one: int(distance) for one, distance, _place in found[:MOST]}

    def _count(self, word: str) -> int:
        place = bisect_left(self.words, word)
        return self.counts[place] if place < len(self.words) and self.words[place] == word else 0
