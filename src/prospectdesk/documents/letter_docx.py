"""A letter as .docx, to go on writing in a word processor (README, decision 5)."""

from __future__ import annotations

import io
import re
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt, RGBColor

from prospectdesk.domain import letter_text as text
from prospectdesk.domain.letter import Letter
from prospectdesk.domain.letter_text import Block

INK = RGBColor(0x0B, 0x4A, 0x63)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def render(letter: Letter) -> bytes:
    """The .docx of a letter; every value is text, whatever it looks like."""
    made = Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(22)
    base = made.styles["Normal"]
    base.font.name, base.font.size = "Arial", Pt(10)
    made.core_properties.title = _safe(letter.title)
    made.core_properties.author = _safe(letter.sender[0] if letter.sender else "")
    _lines(made, letter.sender, bold_first=True)
    _lines(made, letter.contact)
    _lines(made, letter.recipient, bold_first=True, indent=Mm(90))
    if letter.place_date:
        _lines(made, (letter.place_date,), indent=Mm(90))
    _heading(made, letter.title, 18)
    if letter.subtitle:
        made.add_paragraph(_safe(letter.subtitle))
    for block in text.blocks(letter.body):
        _block(made, block, letter)
    if letter.legal:
        section.footer.paragraphs[0].text = _safe(letter.legal)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def _safe(value: str) -> str:
    return _NOT_XML.sub("\ufffd", value)


def _lines(made: Any, lines: tuple[str, ...], *, bold_first: bool = False, indent: Any = None) -> None:
    if not lines:
        return
    one = made.add_paragraph()
    one.paragraph_format.left_indent = indent
    for place, line in enumerate(lines):
        run = one.add_run(_safe(line))
        run.bold = bold_first and not place
        if place < len(lines) - 1:
            run.add_break()


def _heading(made: Any, marked: str, size: int) -> None:
    one = made.add_paragraph()
    one.paragraph_format.keep_with_next = True
    run = one.add_run(_safe(marked))
    run.bold, run.font.size, run.font.color.rgb = True, Pt(size), INK


def _block(made: Any, block: Block, letter: Letter) -> None:
    if block.kind == text.PAGE:
        made.add_page_break()
    elif block.kind == text.TABLE:
        _table(made, block)
    elif block.kind == text.SIGNATURES:
        table = made.add_table(rows=1, cols=max(1, len(letter.signatures)))
        for cell, told in zip(table.rows[0].cells, letter.signatures, strict=False):
            cell.text = _safe(f"{told}\n\n\n\n")
    elif block.kind in {text.HEADING, text.SMALL}:
        _heading(made, text.plain(block.lines[0]), 12 if block.kind == text.HEADING else 10)
    else:
        one = made.add_paragraph(style="List Bullet" if block.kind == text.ITEM else None)
        if block.kind == text.PARAGRAPH and len(block.lines) == 1:
            one.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        for place, line in enumerate(block.lines):
            _runs(one, line)
            if place < len(block.lines) - 1:
                one.add_run().add_break()


def _runs(paragraph: Any, marked: str, *, bold: bool = False) -> None:
    for run in text.runs(marked):
        paragraph.add_run(_safe(run.text)).bold = bold or run.bold


def _table(made: Any, block: Block) -> None:
    columns = max(len(row) for row in block.rows)
    table = made.add_table(rows=len(block.rows), cols=columns)
    table.style = "Table Grid"
    for place, row in enumerate(block.rows):
        for column, cell in enumerate(row):
            _runs(table.cell(place, column).paragraphs[0], cell, bold=not place)
    made.add_paragraph()
