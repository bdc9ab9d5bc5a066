"""The words that occur in names, for typing errors: near words by edit distance (OSA), near beginnings too."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any

from prospectdesk.store.connection import Connection

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

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
    """All words of one search table, those of one length side by side."""

    def __init__(self, words: list[str], counts: Sequence[int], batch: int, cost: float) -> None:
        self.batch = batch
        self._until = monotonic() + REST * cost
        self._dear = cost > DEAR_S
        lots: dict[int, tuple[list[str], array[int]]] = {}
        for word, count in zip(words, counts, strict=True):
            lot = lots.setdefault(len(word), ([], array("l")))
            lot[0].append(word)
            lot[1].append(count)
        self._lots = {length: _Lot.of(length, *lot) for length, lot in sorted(lots.items())}

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
        return any(len(lot.beginning(word)) for length, lot in self._lots.items() if length >= len(word))

    def near(self, word: str) -> dict[str, int]:
        room = edits(word)
        if not room:
            return {}
        lengths = range(len(word) - room, len(word) + room + 1)
        choices = [one for n in lengths if n in self._lots for one in self._lots[n].like(word, room)]
        return self._nearest(word, choices, room)

    def near_beginnings(self, word: str) -> dict[str, int]:
        room, length = edits(word), len(word)
        if not room:
            return {}
        longer = [lot for n, lot in self._lots.items() if n > length]
        begun = dict.fromkeys(one for lot in longer for one in lot.like(word, room, length))
        return self._nearest(word, list(begun), room)

    def _nearest(self, word: str, choices: list[str], room: int) -> dict[str, int]:
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        found = extract(word, choices, scorer=OSA.distance, score_cutoff=room, limit=None)
        found.sort(key=lambda one: (one[1], -self._count(one[0])))
        return {one: int(distance) for one, distance, _place in found[:MOST]}

    def _count(self, word: str) -> int:
        lot = self._lots.get(len(word))
        return 0 if lot is None else sum(lot.counts[int(place)] for place in lot.beginning(word))


class _Lot:
    """The words of one length: a row of character codes each, and in how many rows of the table it is.

    A list of them takes ten times the room. Which characters a word has, 32 bits for them, tells most of the others
    apart without comparing: an edit changes two of them at most.
    """

    def __init__(self, codes: NDArray[Any], counts: array[int]) -> None:
        self.codes = codes
        self.counts = counts
        self._held = _held(codes)

    @classmethod
    def of(cls, length: int, words: list[str], counts: array[int]) -> _Lot:
        """`words` are of `length` characters, in order."""
        import numpy as np  # late: the window is painted before

        text = "".join(words).encode("utf-32-le")
        codes: NDArray[Any] = np.frombuffer(text, np.uint32).reshape(-1, length)
        return cls(codes.astype(np.uint8) if codes.max() < 256 else codes, counts)

    def beginning(self, word: str) -> NDArray[Any]:
        """The rows that begin with `word`."""
        import numpy as np

        found = np.flatnonzero(self.codes[:, 0] == ord(word[0])) if word else np.arange(len(self.codes))
        for place, char in enumerate(word[1:], 1):
            found = found[self.codes[found, place] == ord(char)]
        return found

    def like(self, word: str, room: int, length: int | None = None) -> list[str]:
        """The words, or their first `length` characters, that may lie within `room` edits of `word`; nearly all do not."""
        import numpy as np

        held = self._held if length is None else _held(self.codes[:, :length])
        wanted = _held(np.array([[*map(ord, word)]], np.uint32))[0]
        rows = self.codes[np.bitwise_count(held ^ wanted) <= 2 * room, :length]
        return _texts(rows)


def _held(codes: NDArray[Any]) -> NDArray[np.uint32]:
    """A bit for each character of each row; some share one."""
    import numpy as np

    held = np.zeros(len(codes), np.uint32)
    for column in codes.T:
        held |= np.left_shift(np.uint32(1), (column & 31).astype(np.uint32))
    return held


def _texts(codes: NDArray[Any]) -> list[str]:
    """Rows of character codes as words."""
    import numpy as np

    text, length = codes.astype(np.uint32).tobytes().decode("utf-32-le"), codes.shape[1]
    return [text[start : start + length] for start in range(0, len(text), length)]
