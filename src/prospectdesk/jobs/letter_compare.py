"""Two versions of a letter side by side, clause by clause and inside each clause word by word."""

from __future__ import annotations

from dataclasses import dataclass

from prospectdesk.domain.letter import Letter
from prospectdesk.domain.letter_text import compare
from prospectdesk.domain.letter_words import WordChange, word_changes
from prospectdesk.domain.merge import escape


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of both versions: `kind` is same, changed, added or removed; its words in one line of reading."""

    kind: str
    words: tuple[WordChange, ...]


def compared(old: Letter, new: Letter) -> tuple[Clause, ...]:
    """All clauses in the order of the newer version, the addresses and the date first."""
    return tuple(
        Clause(one.kind, tuple(word_changes(one.old, one.new))) for one in compare(_whole(old), _whole(new))
    )


def _whole(letter: Letter) -> str:
    """What stands above the text is compared too: who writes to whom, when, under which title."""
    head = ("\n".join(letter.recipient), letter.place_date, letter.title, letter.subtitle)
    return "\n\n".join([*(escape(part) for part in head if part), letter.body])
