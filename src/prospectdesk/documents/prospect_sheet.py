"""The list of prospects on paper: A4, one line a company, its groups as bands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Table, TableStyle

from prospectdesk.documents import a4_sheets, fonts
from prospectdesk.documents.letter_flow import TABLE_STYLE, TINT, paragraph
from prospectdesk.domain.letter_text import Run

MOST = 1000
"""Lines of one list: about forty a page."""
SHEET = a4_sheets.Sheet(side=12 * mm, head=13 * mm, foot=16 * mm, words=9 * mm)
SIZE, PAD = 7.5, 3.0
TITLES = ("Raison sociale", "SIRET", "Étape", "Prochaine action", "Téléphone", "Ville")
COLUMNS = (45 * mm, 28 * mm, 31 * mm, 36 * mm, 23 * mm, 23 * mm)
_STYLE = (
    ("FONT", (0, 0), (-1, -1), fonts.REGULAR, SIZE, SIZE + 2), ("FONT", (0, 0), (-1, 0), fonts.BOLD, SIZE, SIZE + 2),
    ("FONT", (0, 1), (0, -1), fonts.BOLD, SIZE, SIZE + 2),
    ("LEFTPADDING", (0, 0), (-1, -1), PAD), ("RIGHTPADDING", (0, 0), (-1, -1), PAD),
    ("TOPPADDING", (0, 0), (-1, -1), 2), ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
)  # fmt: skip


Line = tuple[str, ...]
"""The words of one company, a text for each of TITLES."""


@dataclass(frozen=True, slots=True)
class Part:
    """Lines under one head; a plain list is one part without a title."""

    title: str
    lines: tuple[Line, ...]


def render(title: str, told: str, parts: Sequence[Part], printed: date) -> tuple[bytes, int]:
    """The PDF and its number of pages; `told` says what was searched and how many there are."""
    foot = f"Imprimé le {printed:%d/%m/%Y}"
    return a4_sheets.render(title, lambda: _story(title, told, parts), foot, SHEET)


def _story(title: str, told: str, parts: Sequence[Part]) -> list[Any]:
    rows: list[list[Any]] = [list(TITLES)]
    style: list[Any] = list(_STYLE)
    for part in parts:
        if part.title:
            style += [
                ("SPAN", (0, len(rows)), (-1, len(rows))),
                ("BACKGROUND", (0, len(rows)), (-1, len(rows)), HexColor(TINT)),
                ("FONT", (0, len(rows)), (-1, len(rows)), fonts.BOLD, SIZE, SIZE + 2),
            ]
            rows.append([_cell(part.title, sum(COLUMNS), bold=True), *[""] * (len(TITLES) - 1)])
        rows += [_row(line) for line in part.lines]
    made = Table(
        rows, colWidths=COLUMNS, repeatRows=1, hAlign="LEFT", style=TableStyle(style, parent=TABLE_STYLE)
    )
    return [paragraph([Run(title, bold=True)], "title"), paragraph([Run(told)], "subtitle"), made]


def _row(line: Line) -> list[Any]:
    return [
        _cell(text, width, bold=not place)
        for place, (text, width) in enumerate(zip(line, COLUMNS, strict=True))
    ]


def _cell(text: str, width: float, *, bold: bool = False) -> Any:
    """A text as it fits into a column: plain characters, or a paragraph where the letters' font lacks one of them."""
    font = fonts.BOLD if bold else fonts.REGULAR
    plain = " ".join(text.split())
    room = width - 2 * PAD
    if stringWidth(plain, font, SIZE) > room:
        while plain and stringWidth(plain + "…", font, SIZE) > room:
            plain = plain[:-1]
        plain = plain.rstrip(" .,;:") + "…"
    known = all(name == font for name, _text in fonts.spans(plain, font))
    return plain if known else paragraph([Run(plain, bold=bold)], "small")
