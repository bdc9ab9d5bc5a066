"""What the text of the search box may mean, and where it stands in a label."""

from __future__ import annotations

import re
from dataclasses import dataclass

from prospectdesk.domain.phones import phone_digits
from prospectdesk.domain.text import digits, fold
from prospectdesk.store.connection import Connection

LONGEST = 200
MOST_WORDS = 8
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"[\d\s.,/()+\-\u2010-\u2015]+")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search text: `text` folded, its `words`, and what it is when it is a number or an address."""

    text: str
    words: tuple[str, ...]
    number: str | None
    phones: tuple[str, ...]
    mail: str | None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not self.text


def read_text(typed: str) -> Wanted:
    """Reads any text at all; what cannot be looked for (control characters, 201st character) is dropped."""
    clean = _UNSEEN.sub(" ", typed)[:LONGEST]
    text = fold(clean)
    number, phones = None, tuple[str, ...]()
    if _NUMBER.fullmatch(clean.strip()):
        found = digits(clean)
        if len(found) >= 3:
            number = found if len(found) <= 14 else None
            phones = _phones(clean, found)
    mail = text.replace(" ", "") if "@" in text and len(text) > 2 else None
    return Wanted(text, tuple(_WORD.findall(text))[:MOST_WORDS], number, phones, mail)


def _phones(typed: str, found: str) -> tuple[str, ...]:
    national = phone_digits(typed) or found
    forms = [national]
    if national.startswith("33") and len(national) == 11:
        forms.append("0" + national[2:])
    return tuple(one for one in dict.fromkeys(forms) if len(one) >= 3)


def quoted(word: str) -> str:
    """A word as a quoted FTS5 token: nothing of it is syntax (SECURITY R6)."""
    return '"' + word.replace('"', '""') + '"'


def all_words(words: tuple[str, ...]) -> str:
    """A MATCH expression: every word, each as a beginning."""
    return " AND ".join(f"{quoted(word)}*" for word in words)


def ranges(label: str, wanted: Wanted) -> tuple[tuple[int, int], ...]:
    """Where the text, or else its words, stand in `label`: start and end in characters of `label`."""
    plain, places = _folded_places(label)
    pieces = [wanted.text] if wanted.text in plain else list(wanted.words)
    found = []
    for piece in pieces:
        at = _best_place(plain, piece)
        if at >= 0:
            found.append((places[at], places[at + len(piece) - 1] + 1))
    return _merged(found)


def _best_place(plain: str, piece: str) -> int:
    """Prefers the beginning of a word."""
    if plain.startswith(piece):
        return 0
    at = plain.find(" " + piece)
    return at + 1 if at >= 0 else plain.find(piece)


def _folded_places(label: str) -> tuple[str, list[int]]:
    """`label` folded character by character, and for each folded character where it comes from."""
    plain, places = [], []
    for place, char in enumerate(label):
        for one in fold(char) or (" " if char.isspace() else ""):
            plain.append(one)
            places.append(place)
    return "".join(plain), places


def _merged(found: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    made: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return tuple(made)


def ids_of(conn: Connection, sql: str, parameters: tuple[object, ...], limit: int) -> list[int]:
    """The first column of at most `limit` rows of a SELECT, as one text from SQLite."""
    row = conn.execute(
        f"SELECT group_concat(id) FROM (SELECT id FROM ({sql}) LIMIT ?)", (*parameters, limit)
    ).fetchone()
    return [int(one) for one in row[0].split(",")] if row[0] else []
