"""A letter as PDF: A4, letterhead, embedded fonts, page x/y, the same bytes for the same letter (X-09)."""

from __future__ import annotations

import io
import zlib
from typing import Any

import reportlab
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, NextPageTemplate, PageTemplate

from prospectdesk.documents import fonts, letter_file
from prospectdesk.documents.letter_flow import INK, MUTED, RULE, paragraph, story, style
from prospectdesk.documents.pdf_streams import with_line_ends
from prospectdesk.domain.letter import Letter
from prospectdesk.domain.letter_text import Run

LEFT, RIGHT = 22 * mm, 22 * mm
WIDTH = A4[0] - LEFT - RIGHT
HEAD, FOOT, LATER_HEAD = 36 * mm, 24 * mm, 25 * mm
DRAFT = "Brouillon"
PALE = "#EAECEE"
"""The ink of the watermark, under the text: an archive takes no transparency for granted."""
LAYOUT = 2
"""Raise it with every change of the paper: letters printed before are then drawn anew, and this is said."""


class _Pages(Canvas):
    """A canvas that knows the number of pages when it draws their foot."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **{**named, "initialFontName": fonts.REGULAR})
        self.letter: Letter | None = None
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - the name is reportlab’s
        """Keeps the page until the whole letter is laid out."""
        self._kept.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]  # the stubs leave it out

    def save(self) -> None:
        """Writes every page with its number and the file."""
        for number, kept in enumerate(self._kept, 1):
            self.__dict__.update(kept)
            _page_number(self, number, len(self._kept))
            super().showPage()
        if self.letter is not None:
            made: Any = self.__dict__["_doc"]
            made.__dict__["_timeStamp"] = letter_file.moment(self.letter)
            letter_file.declare(made, self.letter)
            self.setViewerPreference("DisplayDocTitle", "true")
        super().save()


def layout() -> str:
    """What decides about the bytes of a PDF beside the letter: our layout and the libraries that write it."""
    return f"{LAYOUT} reportlab {reportlab.__version__} zlib {zlib.ZLIB_RUNTIME_VERSION}"


def render(letter: Letter, *, draft: bool = False) -> tuple[bytes, int]:
    """The PDF of a letter and its number of pages; `draft` prints "Brouillon" across every page."""
    fonts.load()
    target = io.BytesIO()
    made = BaseDocTemplate(
        target,
        pagesize=A4,
        invariant=1,
        pageCompression=1,
        title=letter.title,
        author=letter_file.author(letter),
        subject=letter.subtitle,
        creator=letter_file.PROGRAM,
        producer=letter_file.PROGRAM,
        lang=letter_file.LANGUAGE,
    )
    first = Frame(LEFT, FOOT, WIDTH, A4[1] - FOOT - HEAD, 0, 0, 0, 0)
    later = Frame(LEFT, FOOT, WIDTH, A4[1] - FOOT - LATER_HEAD, 0, 0, 0, 0)

    def on_first(canvas: Any, _document: Any) -> None:
        canvas.letter = letter
        _letterhead(canvas, letter)
        _common(canvas, letter, draft)

    def on_later(canvas: Any, _document: Any) -> None:
        _running_head(canvas, letter)
        _common(canvas, letter, draft)

    made.addPageTemplates(
        [PageTemplate("first", [first], onPage=on_first), PageTemplate("later", [later], onPage=on_later)]
    )
    made.build([NextPageTemplate("later"), *story(letter, WIDTH)], canvasmaker=_Pages)
    return with_line_ends(target.getvalue()), int(made.page)


def _common(canvas: Any, letter: Letter, draft: bool) -> None:
    if letter.legal:
        legal = paragraph([Run(" · ".join(letter.legal.split("\n"))[:600])], "legal")
        _width, height = legal.wrapOn(canvas, WIDTH - 30 * mm, 14 * mm)
        legal.drawOn(canvas, LEFT, 17 * mm - min(height, 12 * mm))
    canvas.setStrokeColor(HexColor(RULE))
    canvas.setLineWidth(0.5)
    canvas.line(LEFT, 19 * mm, A4[0] - RIGHT, 19 * mm)
    if draft:
        canvas.saveState()
        canvas.setFillColor(HexColor(PALE))
        canvas.setFont(fonts.BOLD, 110)
        canvas.translate(A4[0] / 2, A4[1] / 2)
        canvas.rotate(55)
        canvas.drawCentredString(0, -35, DRAFT)
        canvas.restoreState()


def _page_number(canvas: Any, number: int, total: int) -> None:
    canvas.setFont(fonts.REGULAR, 7.5)
    canvas.setFillColor(HexColor(MUTED))
    canvas.drawRightString(A4[0] - RIGHT, 14 * mm, f"Page {number}/{total}")


def _letterhead(canvas: Any, letter: Letter) -> None:
    top = A4[1] - 14 * mm
    if letter.sender:
        name = paragraph([Run(letter.sender[0], bold=True)], "sender")
        _width, height = name.wrapOn(canvas, WIDTH * 0.55, 14 * mm)
        name.drawOn(canvas, LEFT, top - height)
        below = top - height
        for line in letter.sender[1:]:
            one = paragraph([Run(line)], "small")
            _width, height = one.wrapOn(canvas, WIDTH * 0.55, 8 * mm)
            one.drawOn(canvas, LEFT, below - height - 1)
            below -= height + 1
    for place, line in enumerate(letter.contact[:5]):
        one = paragraph([Run(line)], "contact")
        _width, height = one.wrapOn(canvas, WIDTH * 0.42, 6 * mm)
        one.drawOn(canvas, A4[0] - RIGHT - WIDTH * 0.42, top - 2 - height - place * style("contact").leading)
    canvas.setStrokeColor(HexColor(INK))
    canvas.setLineWidth(1)
    canvas.line(LEFT, A4[1] - 31 * mm, A4[0] - RIGHT, A4[1] - 31 * mm)


def _running_head(canvas: Any, letter: Letter) -> None:
    text = " · ".join(part for part in (letter.title, letter.reference) if part)
    one = paragraph([Run(text)], "small")
    _width, height = one.wrapOn(canvas, WIDTH, 8 * mm)
    one.drawOn(canvas, LEFT, A4[1] - 15 * mm - min(height, 10))
    canvas.setStrokeColor(HexColor(RULE))
    canvas.setLineWidth(0.5)
    canvas.line(LEFT, A4[1] - 19 * mm, A4[0] - RIGHT, A4[1] - 19 * mm)
