"""What a letter's text says on paper: blocks of a small markup, and how two versions differ.

The markup is told beside `blocks`.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

HEADING, SMALL, PARAGRAPH, ITEM, TABLE, SIGNATURES, PAGE = (
    "heading", "small", "paragraph", "item", "table", "signatures", "page",
)  # fmt: skip
_ALONE = {"[signatures]": SIGNATURES, "[page]": PAGE}
_CELL = re.compile(r"((?:\\.|[^\\|])*)(?:\||$)")
_INLINE = re.compile(r"\\(.)|(\*\*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one weight."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One thing on the page. `lines` for texts, `rows` (cells as marked text) for tables."""

    kind: str
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def blocks(text: str) -> list[Block]:
    """The blocks of a letter's text, in order; every text is readable, nothing is refused.

    A line beginning with `# ` is a heading, `## ` a smaller one, `- ` an item, `| ` a row of a table (the first row is
    its head); `[signatures]` and `[page]` alone on a line draw the signature blocks and begin a page; `**…**` is bold; a
    backslash prints the character after it as it stands.
    """
    found: list[Block] = []
    pending: list[str] = []
    rows: list[tuple[str, ...]] = []

    def close() -> None:
        if pending:
            found.append(Block(PARAGRAPH, tuple(pending)))
            pending.clear()
        if rows:
            found.append(Block(TABLE, rows=tuple(rows)))
            rows.clear()

    for raw in text.split("\n"):
        line = raw.strip(" \t")
        if line.startswith("| "):
            if pending:
                close()
            rows.append(_cells(line))
            continue
        if rows:
            close()
        single = _single(line)
        if single is not None:
            close()
            found.append(single)
        elif line:
            pending.append(line)
        else:
            close()
    close()
    return found


def _single(line: str) -> Block | None:
    """The block that is one line by itself."""
    if line in _ALONE:
        return Block(_ALONE[line])
    for mark, kind in (("## ", SMALL), ("# ", HEADING), ("- ", ITEM)):
        if line.startswith(mark):
            return Block(kind, (line[len(mark) :],))
    return None


def _cells(line: str) -> tuple[str, ...]:
    """The cells between the bars; the bar that ends the line adds none."""
    found: list[str] = []
    place = 1
    while place < len(line):
        match = _CELL.match(line, place)
        if match is None:  # a backslash ends the line
            found.append(line[place:].strip())
            break
        found.append(match.group(1).strip())
        place = match.end()
    return tuple(found)


def runs(marked: str) -> list[Run]:
    """The characters of a marked line, cut where bold begins and ends."""
    found: list[Run] = []
    bold, place, pending = False, 0, ""
    for match in _INLINE.finditer(marked):
        pending += marked[place : match.start()]
        place = match.end()
        if match.group(2) is None:
            pending += match.group(1)
        else:
            if pending:
                found.append(Run(pending, bold))
            bold, pending = not bold, ""
    pending += marked[place:]
    if pending:
        found.append(Run(pending, bold))
    return found


def plain(marked: str) -> str:
    """A marked line as people read it."""
    return "".join(one.text for one in runs(marked))


def clauses(text: str) -> list[str]:
    """The paragraphs of a text as people read them, tables row by row."""
    found: list[str] = []
    for one in blocks(text):
        if one.rows:
            found += [" — ".join(map(plain, row)) for row in one.rows]
        elif one.lines:
            found.append("\n".join(map(plain, one.lines)))
    return found


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """A clause in two versions: `kind` is same, changed, added or removed; the absent side is empty."""

    kind: str
    old: str
    new: str


def compare(old: str, new: str) -> list[ClauseChange]:
    """The clauses of both versions side by side, in the order of the newer one."""
    before, after = clauses(old), clauses(new)
    found: list[ClauseChange] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        left, right = before[i1:i2], after[j1:j2]
        if tag == "equal":
            found += [ClauseChange("same", one, one) for one in right]
            continue
        both = min(len(left), len(right))
        found += [ClauseChange("changed", a, b) for a, b in zip(left[:both], right[:both], strict=True)]
        found += [ClauseChange("removed", one, "") for one in left[both:]]
        found += [ClauseChange("added", "", one) for one in right[both:]]
    return found
