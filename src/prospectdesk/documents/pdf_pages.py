"""The pages of a PDF as pictures, for the preview and for printers, and where a text stands on them.

PDFium is not made for several threads: everything here goes through one lock, and nothing stays open between calls.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from prospectdesk.domain.errors import BadFile

POINTS = 72.0
"""Points in an inch: the unit of pages."""
LARGEST_SIDE = 20_000
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn page: `width` × `height` pixels of blue, green and red, `stride` bytes a line."""

    width: int
    height: int
    stride: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on page `page` (from 0), in points from its top left corner."""

    page: int
    left: float
    top: float
    width: float
    height: float


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    import pypdfium2  # late: it brings a large library

    with _lock:
        try:
            found = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError:
            raise BadFile("bad_pdf", "Ce fichier n’est pas un PDF lisible.") from None
        try:
            yield found
        finally:
            found.close()


def sizes(data: bytes) -> tuple[tuple[float, float], ...]:
    """Width and height of each page in points. Raises BadFile."""
    with _opened(data) as found:
        return tuple(found.get_page_size(place) for place in range(len(found)))


def picture(data: bytes, page: int, width: int) -> Picture:
    """Page `page` (from 0), `width` pixels wide, on white. Raises BadFile."""
    with _opened(data) as found:
        if not 0 <= page < len(found):
            raise BadFile("no_page", "Ce PDF n’a pas de page {page}.", page=page + 1)
        one = found[page]
        wide, high = one.get_size()
        most = LARGEST_SIDE * min(1.0, wide / high)
        wanted = min(max(1, width), most) - 0.01  # rounded up: as wide as asked, never a pixel more
        drawn = one.render(scale=wanted / wide, may_draw_forms=False)
        made = Picture(drawn.width, drawn.height, drawn.stride, bytes(drawn.buffer))
        drawn.close()
        one.close()
        return made


def positions(data: bytes, texts: tuple[str, ...]) -> list[tuple[Box, ...]]:
    """For each text where it stands, page by page in the order it was written. Raises BadFile."""
    found: list[list[Box]] = [[] for _ in texts]
    with _opened(data) as document:
        for place in range(len(document)):
            page = document[place]
            words = page.get_textpage()
            for number, text in enumerate(texts):
                found[number] += _on_page(words, text, place, page.get_height())
            words.close()
            page.close()
    return [tuple(one) for one in found]


def _on_page(words: Any, text: str, place: int, height: float) -> Iterator[Box]:
    search = words.search(text, match_case=True)
    while (hit := search.get_next()) is not None:
        start, count = hit
        for rect in range(words.count_rects(start, count)):
            left, bottom, right, top = words.get_rect(rect)
            yield Box(place, left, height - top, right - left, top - bottom)
    search.close()
