"""Plain A4 sheets, each with a foot that says when it was made and which page of how many it is."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from prospectdesk.documents import fonts
from prospectdesk.documents.letter_flow import MUTED, RULE

LINE_UP = 4 * mm
"""From the words of the foot up to the line above them."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Margins in points; `words` is where the words of the foot stand."""

    side: float
    head: float
    foot: float
    words: float

    @property
    def width(self) -> float:
        """What a line may take."""
        return A4[0] - 2 * self.side


def render(title: str, story: Callable[[], list[Any]], foot: str, sheet: Sheet) -> tuple[bytes, int]:
    """The PDF and its number of pages: laid out twice, since each foot tells the number of all."""
    fonts.load()
    pages = _built(title, story(), foot, sheet, 0)[1]
    return _built(title, story(), foot, sheet, pages)


def _built(title: str, story: list[Any], foot: str, sheet: Sheet, total: int) -> tuple[bytes, int]:
    target = io.BytesIO()
    made = BaseDocTemplate(
        target, pagesize=A4, invariant=1, pageCompression=1, title=title, creator="ProspectDesk", lang="fr-FR"
    )
    frame = Frame(sheet.side, sheet.foot, sheet.width, A4[1] - sheet.head - sheet.foot, 0, 0, 0, 0)

    def paint_foot(canvas: Any, laid: Any) -> None:
        right, line = A4[0] - sheet.side, sheet.words + LINE_UP
        canvas.setStrokeColor(HexColor(RULE))
        canvas.line(sheet.side, line, right, line)
        canvas.setFont(fonts.REGULAR, 7.5)
        canvas.setFillColor(HexColor(MUTED))
        canvas.drawString(sheet.side, sheet.words, foot)
        canvas.drawRightString(right, sheet.words, f"Page {laid.page}/{total}")

    made.addPageTemplates([PageTemplate("sheet", [frame], onPage=paint_foot)])
    made.build(story)
    return target.getvalue(), int(made.page)
