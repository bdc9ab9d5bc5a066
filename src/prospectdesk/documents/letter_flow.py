"""The blocks of a letter as reportlab flowables; styles are built once."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, PageBreak, Paragraph, Spacer, Table, TableStyle

from prospectdesk.documents import fonts
from prospectdesk.domain import letter_text as text
from prospectdesk.domain.letter import Letter
from prospectdesk.domain.letter_text import Block, Run

INK, MUTED, RULE, TINT = "#0B4A63", "#5B6B7B", "#D5DDE5", "#EAF2F6"
BODY = "#1B2733"
MARKS = frozenset({"", "✓", "☐", "☑"})
TABLE_STYLE = TableStyle(
    [
        ("FONT", (0, 0), (-1, -1), fonts.REGULAR),
        ("BACKGROUND", (0, 0), (-1, 0), HexColor(TINT)),
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor(RULE)),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
        ("LEFTPADDING", (0, 0), (-1, -1), 5),
        ("RIGHTPADDING", (0, 0), (-1, -1), 5),
    ]
)


@functools.cache
def style(name: str) -> Any:
    """A style by its role."""
    fonts.load()
    base = ParagraphStyle(
        "body", fontName=fonts.REGULAR, bulletFontName=fonts.REGULAR, fontSize=9.4, leading=13.2, textColor=HexColor(BODY),
        alignment=TA_JUSTIFY, spaceAfter=6, allowWidows=0, allowOrphans=0,
    )  # fmt: skip

    def made(**changes: Any) -> Any:
        return ParagraphStyle(name, parent=base, **changes)

    ink, muted = HexColor(INK), HexColor(MUTED)
    roles: dict[str, dict[str, Any]] = {
        "paragraph": {},
        "item": {"leftIndent": 12, "bulletIndent": 2, "spaceAfter": 2.5},
        "title": {"fontName": fonts.BOLD, "fontSize": 17, "leading": 21, "textColor": ink, "alignment": 0,
                  "spaceAfter": 2},
        "subtitle": {"fontSize": 9.4, "textColor": muted, "alignment": 0, "spaceAfter": 10},
        "heading": {"fontName": fonts.BOLD, "fontSize": 11, "leading": 14, "textColor": ink, "alignment": 0,
                    "spaceBefore": 8, "spaceAfter": 4, "keepWithNext": 1},
        "small_heading": {"fontName": fonts.BOLD, "alignment": 0, "spaceBefore": 3, "spaceAfter": 3,
                          "keepWithNext": 1},
        "cell": {"fontSize": 8.8, "leading": 11.6, "alignment": 0, "spaceAfter": 0},
        "mark": {"fontSize": 8.8, "leading": 11.6, "alignment": TA_CENTER, "spaceAfter": 0},
        "address": {"alignment": 0, "spaceAfter": 0},
        "small": {"fontSize": 8, "leading": 10, "textColor": muted, "alignment": 0, "spaceAfter": 0},
        "contact": {"fontSize": 7.8, "leading": 10, "textColor": muted, "alignment": TA_RIGHT, "spaceAfter": 0},
        "sender": {"fontName": fonts.BOLD, "fontSize": 14, "leading": 17, "textColor": ink, "alignment": 0,
                   "spaceAfter": 0},
        "legal": {"fontSize": 6.8, "leading": 8.4, "textColor": muted, "alignment": 0, "spaceAfter": 0},
    }  # fmt: skip
    return made(**roles[name])


def paragraph(runs: Sequence[Run], role: str, bullet: str | None = None) -> Any:
    """One paragraph of plain characters: nothing in them is ever taken for markup."""
    return Paragraph(fonts.markup(list(runs)), style(role), bulletText=bullet)


def story(letter: Letter, width: float) -> list[Any]:
    """The flowables of a whole letter for a frame of `width` points."""
    found: list[Any] = []
    if letter.recipient:
        found.append(_address(letter, width))
    if letter.place_date or letter.reference:
        found.append(_dated(letter, width))
    found.append(paragraph([Run(letter.title, bold=True)], "title"))
    found.append(paragraph([Run(letter.subtitle)], "subtitle") if letter.subtitle else Spacer(1, 8))
    for block in text.blocks(letter.body):
        if block.kind == text.SIGNATURES:
            first = _closing(found)
            found[first:] = [KeepTogether([*found[first:], _Signatures(letter.signatures, width)])]
        else:
            found += _block(block, width)
    return found


def _closing(found: list[Any]) -> int:
    """Where the end of the text begins that stays with the signatures: two blocks, with the heading above them."""
    first = max(0, len(found) - 2)
    while first and getattr(getattr(found[first - 1], "style", None), "keepWithNext", 0):
        first -= 1
    return first


def _address(letter: Letter, width: float) -> Any:
    rows = [
        ["", paragraph([Run(line, bold=not place)], "address")] for place, line in enumerate(letter.recipient)
    ]
    made = Table(rows, colWidths=[width * 0.54, width * 0.46], splitInRow=1)
    made.setStyle(_plain(top=0, bottom=0))
    return made


def _dated(letter: Letter, width: float) -> Any:
    made = Table(
        [[paragraph([Run(letter.reference)], "small"), paragraph([Run(letter.place_date)], "address")]],
        colWidths=[width * 0.54, width * 0.46],
    )
    made.setStyle(_plain(top=16, bottom=14))
    return made


def _plain(*, top: float, bottom: float) -> Any:
    return TableStyle(
        [
            ("FONT", (0, 0), (-1, -1), fonts.REGULAR),
            ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), top), ("BOTTOMPADDING", (0, 0), (-1, -1), bottom),
            ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
        ]
    )  # fmt: skip


def _block(block: Block, width: float) -> list[Any]:
    if block.kind == text.PAGE:
        return [PageBreak()]
    if block.kind == text.TABLE:
        return [_table(block, width), Spacer(1, 8)]
    if block.kind == text.ITEM:
        return [paragraph(text.runs(block.lines[0]), "item", "•")]
    if block.kind in {text.HEADING, text.SMALL}:
        role = "heading" if block.kind == text.HEADING else "small_heading"
        return [paragraph([Run(one.text, bold=True) for one in text.runs(block.lines[0])], role)]
    return [Paragraph("<br/>".join(fonts.markup(text.runs(line)) for line in block.lines), _fitting(block))]


def _fitting(block: Block) -> Any:
    """Lines that the writer broke himself are not stretched to the margin."""
    return style("paragraph") if len(block.lines) == 1 else _left()


@functools.cache
def _left() -> Any:
    return ParagraphStyle("left", parent=style("paragraph"), alignment=0)


def _table(block: Block, width: float) -> Any:
    columns = max(len(row) for row in block.rows)
    marked = _marked(block, columns)
    rows = [
        [
            paragraph(
                [Run(one.text, one.bold or not place) for one in text.runs(cell)],
                "mark" if column in marked else "cell",
            )
            for column, cell in enumerate((*row, *("",) * (columns - len(row))))
        ]
        for place, row in enumerate(block.rows)
    ]
    shares = _shares(columns, marked)
    made = Table(rows, colWidths=[width * one for one in shares], repeatRows=1, splitInRow=1)
    made.setStyle(TABLE_STYLE)
    return made


def _shares(columns: int, marked: frozenset[int]) -> tuple[float, ...]:
    """How the width is shared: ticks need little, the first column of the rest most."""
    wide = columns - len(marked)
    if not wide or columns > 6:
        return (1 / columns,) * columns
    room = 1 - 0.13 * len(marked)
    first = {1: 1.0, 2: 0.6 if not marked else 0.5, 3: 0.6}.get(wide, 1 / wide)
    rest = (1 - first) / max(1, wide - 1)
    places = [column for column in range(columns) if column not in marked]
    return tuple(
        0.13 if column in marked else room * (first if column == places[0] else rest)
        for column in range(columns)
    )


def _marked(block: Block, columns: int) -> frozenset[int]:
    """The columns that hold ticks and boxes only: they are centred."""
    return frozenset(
        column
        for column in range(columns)
        if len(block.rows) > 1
        and any(row[column] for row in block.rows[1:] if column < len(row))
        and all(row[column] in MARKS for row in block.rows[1:] if column < len(row))
    )


class _Signatures(Flowable):
    """Blocks side by side: who signs, and the room to do it."""

    HEIGHT = 40 * mm

    def __init__(self, signers: tuple[str, ...], width: float) -> None:
        super().__init__()
        self.signers = signers or ("Signature",)
        self.width = width

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """The room it takes."""
        return self.width, self.HEIGHT

    def draw(self) -> None:
        """A frame a signer."""
        gap = 8 * mm
        across = max(2, len(self.signers))  # one signer alone signs on the right half
        each = (self.width - gap * (across - 1)) / across
        for place, told in enumerate(self.signers):
            left = (place + across - len(self.signers)) * (each + gap)
            self.canv.setStrokeColor(HexColor(RULE))
            self.canv.setLineWidth(0.7)
            self.canv.roundRect(left, 2 * mm, each, self.HEIGHT - 8 * mm, 3)
            top = self.HEIGHT - 8 * mm
            for number, line in enumerate(told.split("\n")):
                one = paragraph([Run(line[:160], bold=not number)], "cell" if not number else "small")
                _width, height = one.wrapOn(self.canv, each - 10, 20 * mm)
                one.drawOn(self.canv, left + 5, top - height)
                top -= height + 1
