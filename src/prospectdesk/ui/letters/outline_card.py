"""The plan of the letter that is shown: its titles with their page; a click goes there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from prospectdesk.documents.pdf_pages import Box
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.labels import Label

LONGEST = 36


class OutlineCard(Card):
    """`chosen` carries the place of a title."""

    chosen = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(f"{name}.outline", parent, spacing=6)
        self._shown: tuple[str, ...] = ()
        self._places: tuple[Box, ...] = ()
        self._pages: list[Label] = []
        self.count = Label("", "secondary", tone="muted", name=f"{name}.outline.count")
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("Plan de la lettre"), "section"))
        head.addStretch(1)
        head.addWidget(self.count)
        self._lines = QGridLayout()
        self._lines.setVerticalSpacing(0)
        self._lines.setColumnStretch(1, 1)
        self.box.addLayout(head)
        self.box.addLayout(self._lines)

    def show_outline(self, titled: Sequence[tuple[str, Box]]) -> None:
        """Lists titles and pages."""
        titles = tuple(title for title, _place in titled)
        self._places = tuple(place for _title, place in titled)
        if titles != self._shown:
            self._shown = titles
            self._fill()
        for label, place in zip(self._pages, self._places, strict=True):
            label.setText(self.tr("page {0}").format(place.page + 1))
        self.count.setText(str(len(titles)))
        self.setVisible(bool(titles))

    def _fill(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._pages = []
        for number, title in enumerate(self._shown):
            text = title if len(title) <= LONGEST else f"{title[:LONGEST]}…"
            link = Button(text, role="link", name=f"{self.objectName()}.{number}", tip=title)
            link.clicked.connect(lambda _checked=False, number=number: self.chosen.emit(self._places[number]))
            page = Label("", "secondary", tone="muted")
            self._pages.append(page)
            self._lines.addWidget(link, number, 0)
            self._lines.addWidget(page, number, 2)
