"""500 values that a letter must print as they are stored, and how its PDF is read (SECURITY T11)."""

from __future__ import annotations

import random
import re

import pypdfium2

from prospectdesk.documents import fonts

PIECES = (
    "é", "È", "œ", "&", "<", ">", "&amp;", "</para>", "<b>", "<img src='/etc/hostname'/>", "{{nom}}", "**", "|", "\\",
    "# ", "- ", "[page]", "😀", "Ωmega", "Жук", "«\u00a0a\u00a0»", "’", "\u202f€", "%s", "{0}", "${x}", "==", "mot",
)  # fmt: skip


def read(data: bytes) -> str:
    """The text of every page, as another program sees it, a form feed between them."""
    document = pypdfium2.PdfDocument(data)
    try:
        return "\f".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def bare(text: str) -> str:
    """Without the spaces, which a page sets as it needs; PDFium tells a hyphen at the end of a line as U+FFFE."""
    return re.sub(r"[\s\u00a0\u202f]+", "", text.replace("\ufffe", "-").replace("\x02", "-"))


def hostile() -> list[str]:
    """500 values, always the same ones."""
    chance = random.Random(11)
    found = ["".join(chance.choices(PIECES, k=chance.randint(1, 12))).strip() or "x" for _ in range(497)]
    return [*found[2:], "mot שלום mot", "a مرحبا b", "é" * 2000, "mot " * 499 + "fin", "<" * 2000]


def printable(text: str) -> str:
    """What the fonts can show of a text: characters of no font are seen as lost."""
    drawn = "".join(part for _name, part in fonts.spans(text, fonts.REGULAR))
    return re.sub("[\u0590-\u06ff]+", lambda match: match.group()[::-1], drawn)
