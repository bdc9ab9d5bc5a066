"""A letter as the window shows it: the PDF itself, its pages as pictures, and what stands where."""

from __future__ import annotations

from dataclasses import dataclass, replace

from prospectdesk.documents import pdf_pages
from prospectdesk.documents.pdf_pages import Box, Picture
from prospectdesk.domain import letter_text
from prospectdesk.domain.letter import Letter, thaw
from prospectdesk.domain.merge import MISSING
from prospectdesk.jobs import letters
from prospectdesk.queries.letters import Printed


@dataclass(frozen=True, slots=True)
class Sheets:
    """A laid out letter. `sizes` of its pages in points, `gaps` where "…………" stands, `clauses` title and place."""

    data: bytes
    sizes: tuple[tuple[float, float], ...]
    gaps: tuple[Box, ...]
    clauses: tuple[tuple[str, Box], ...]
    optional: tuple[str, ...] = ()
    """The clauses that could be left out of it, as `letter_clauses` keeps them."""
    same: bool = True
    """Whether it is byte for byte the file that was printed."""


def lay_out(letter: Letter, *, draft: bool = False) -> Sheets:
    """The letter on its pages; `draft` prints "Brouillon" across them."""
    data, _pages = letters.pdf(letter, draft=draft)
    return sheets(data, letter)


def kept(one: Printed) -> Sheets:
    """A printed version. Raises Refused when its text is no longer what was printed."""
    found = letters.again(one)
    return replace(sheets(found.data, thaw(one.text)), same=found.same)


def sheets(data: bytes, letter: Letter) -> Sheets:
    """A PDF of a letter with what stands where. Raises BadFile."""
    titles = headings(letter)
    found = pdf_pages.positions(data, (MISSING, *titles))
    clauses = [(title, places[0]) for title, places in zip(titles, found[1:], strict=True) if places]
    return Sheets(data, page_sizes(data), found[0], tuple(clauses), letter.clauses)


def headings(letter: Letter) -> tuple[str, ...]:
    """The titles of the clauses of a letter, each once."""
    found = [
        letter_text.plain(one.lines[0]).strip()
        for one in letter_text.blocks(letter.body)
        if one.kind == letter_text.HEADING
    ]
    return tuple(dict.fromkeys(one for one in found if one))


def picture(data: bytes, page: int, width: int) -> Picture:
    """Page `page` (from 0) of a PDF, `width` pixels wide."""
    return pdf_pages.picture(data, page, width)


def page_sizes(data: bytes) -> tuple[tuple[float, float], ...]:
    """Width and height of each page in points. Raises BadFile."""
    return pdf_pages.sizes(data)
