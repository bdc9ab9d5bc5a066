"""A letter beside the loop: laid out again when wished, its pages drawn one after the other, those seen first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from PySide6.QtWidgets import QWidget

from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.pdf_view import PagesView, Spot, drawn


class Paper:
    """What `view` shows for `page`; `lay_out` makes the letter and ends with `show`. `data` is its PDF, None before."""

    def __init__(
        self, desk: Desk, page: QWidget, view: PagesView, lay_out: Callable[[], Awaitable[None]]
    ) -> None:
        self.data: bytes | None = None
        self._desk, self._page, self._view, self._lay_out = desk, page, view, lay_out
        self._laying = self._again = self._drawing = False
        view.wanted.connect(self._draw)

    def ask(self) -> None:
        """Lays the letter out again; a wish that comes meanwhile is served once at the end."""
        if self._laying:
            self._again = True
        else:
            self._laying = True
            self._desk.spawn(self._page, self._serve())

    def show(
        self, data: bytes, sizes: Sequence[tuple[float, float]], spots: Sequence[Spot], *, anew: bool
    ) -> None:
        """Shows a PDF; `anew`: it is another letter, seen from its beginning."""
        self.data = data
        self._view.show_pages(sizes, spots, anew=anew)

    async def _serve(self) -> None:
        try:
            again = True
            while again:
                self._again = False
                await self._lay_out()
                again = self._again
        finally:
            self._laying = False

    def _draw(self) -> None:
        if not self._drawing and self.data is not None:
            self._drawing = True
            self._desk.spawn(self._page, self._draw_pages())

    async def _draw_pages(self) -> None:
        try:
            while (data := self.data) is not None and (wanted := self._view.next_wanted()) is not None:
                image = await self._desk.run("read", drawn, data, *wanted)
                if self.data is data:
                    self._view.take(wanted[0], image)
        finally:
            self._drawing = False
