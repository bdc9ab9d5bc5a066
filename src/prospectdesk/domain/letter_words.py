"""What changed inside a clause, word by word, for the comparison of two versions."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

SAME, REMOVED, ADDED = "same", "removed", "added"
MOST_WORDS = 4000
"""Words of a clause above which it is shown whole, once as it was and once as it is."""
_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class WordChange:
    """Characters that stayed, went or came; in the order they are read."""

    kind: str
    text: str


def word_changes(old: str, new: str) -> list[WordChange]:
    """The words of both texts in one line of reading."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if max(len(before), len(after)) > MOST_WORDS:
        return [WordChange(REMOVED, old), WordChange(ADDED, new)]
    found: list[WordChange] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(WordChange(SAME, "".join(after[j1:j2])))
            continue
        if i1 < i2:
            found.append(WordChange(REMOVED, "".join(before[i1:i2])))
        if j1 < j2:
            found.append(WordChange(ADDED, "".join(after[j1:j2])))
    return found
