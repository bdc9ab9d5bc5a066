"""The fonts of printed documents, embedded: Inter, then DejaVu Sans for what it lacks, then the sign of a lost glyph.

A character of no font is drawn as U+FFFD: it is seen to be missing, the rest of the text stays, and whoever reads the
file back finds the character itself.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from prospectdesk import resources

if TYPE_CHECKING:
    from prospectdesk.domain.letter_text import Run

REGULAR, BOLD, FALLBACK = "Letter", "Letter-Bold", "Letter-Fallback"
FILES = {
    REGULAR: "fonts/Inter_400Regular.ttf",
    BOLD: "fonts/Inter_600SemiBold.ttf",
    FALLBACK: "fonts/DejaVuSans.ttf",
}
LOST = "\ufffd"
NARROW, HELD = "\u202f", "\ue02f"
"""reportlab breaks lines at U+202F: while lines are laid out a private character stands for it."""
_BEYOND = re.compile(r"<([0-9A-F]{5,6})>")
_LEFTWARDS = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+(?:[ \u00a0]+[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+)*"
)
"""Words written from right to left: a page is drawn from left to right."""
_HELD_BACK = re.compile("[\ue000-\uf8ff]")


class LetterFont(TTFont):
    """A font that draws HELD as the narrow no-break space it stands for."""

    def stringWidth(self, text: Any, size: float, encoding: str = "utf8") -> float:  # noqa: N802 - the name is reportlab’s
        """The width of a text in points."""
        return float(super().stringWidth(_narrow(text), size, encoding))

    def splitString(self, text: Any, doc: Any, encoding: str = "utf-8") -> Any:  # noqa: N802 - the name is reportlab’s
        """The text in subsets of the font, as it is written into the file."""
        return super().splitString(_narrow(text), doc, encoding)

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - the name is reportlab’s
        """Writes the font; characters beyond U+FFFF are named by two halves, as readers of PDF expect them."""
        super().addObjects(doc)
        for name, stream in doc.idToObject.items():
            if str(name).startswith("toUnicodeCMap:"):
                stream.content = _BEYOND.sub(_halves, stream.content)


def _halves(match: re.Match[str]) -> str:
    return f"<{chr(int(match.group(1), 16)).encode('utf-16-be').hex().upper()}>"


def _visual(match: re.Match[str]) -> str:
    return match.group()[::-1]


def _narrow(text: Any) -> Any:
    return text.replace(HELD, NARROW) if isinstance(text, str) else text


def _drawn_as_lost(code: int) -> None:
    """Gives a character of no font the sign of a lost glyph; the file still names the character (T11)."""
    font: Any = pdfmetrics.getFont(FALLBACK)
    face = font.face
    if code not in face.charToGlyph:
        face.charWidths[code] = face.charWidths[ord(LOST)]
        face.charToGlyph[code] = face.charToGlyph[ord(LOST)]


@functools.cache
def load() -> dict[str, frozenset[int]]:
    """Registers the fonts once; answers the characters each one has."""
    known = {}
    for name, file in FILES.items():
        font = LetterFont(name, str(resources.path(file)))
        pdfmetrics.registerFont(font)
        known[name] = frozenset(font.face.charToGlyph)
    for name in (REGULAR, BOLD):
        pdfmetrics.registerFontFamily(name, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)
    return known


def spans(text: str, font: str) -> list[tuple[str, str]]:
    """`text` as (font, characters) with the first font of the chain that has them."""
    known = load()
    found: list[tuple[str, str]] = []
    for char in _LEFTWARDS.sub(_visual, _HELD_BACK.sub(LOST, text)):
        code = ord(char)
        name = font if code in known[font] or char == NARROW else FALLBACK
        if name == FALLBACK and code not in known[FALLBACK]:
            _drawn_as_lost(code)
        if found and (found[-1][0] == name):
            found[-1] = (name, found[-1][1] + char)
        else:
            found.append((name, char))
    return found


def markup(runs: list[Run]) -> str:
    """Runs of characters in reportlab's own markup; everything in them is text, whatever it looks like."""
    parts = []
    for run in runs:
        for name, text in spans(run.text, BOLD if run.bold else REGULAR):
            safe = escape(text).replace(NARROW, HELD)
            parts.append(f'<font name="{name}">{safe}</font>')
    return "".join(parts)
