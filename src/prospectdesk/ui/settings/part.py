"""The base of a settings page: a heading, cards below each other, scrolling when there is no room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from prospectdesk.domain.changes import Changes
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.page import Page

WIDEST = 760


class SettingsPart(Page):
    """Add cards by `card`; `body` is the column they stand in."""

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__(desk, name)
        inner = QWidget()
        inner.setProperty("role", "plain")
        inner.setMaximumWidth(WIDEST)
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(0, 0, 8, 0)
        self.body.setSpacing(12)
        area = QScrollArea()
        area.setProperty("role", "page")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAlignment(Qt.AlignmentFlag.AlignLeft)
        area.setWidget(inner)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(area)

    def card(self, title: str) -> QGridLayout:
        """A card with a title; answers its grid (names in column 0, values in column 1)."""
        frame = QFrame()
        frame.setProperty("role", "card")
        box = QVBoxLayout(frame)
        box.setContentsMargins(18, 14, 18, 16)
        box.setSpacing(10)
        box.addWidget(Label(title, "section"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(10)
        grid.setColumnMinimumWidth(0, 150)
        grid.setColumnStretch(1, 1)
        box.addLayout(grid)
        self.body.addWidget(frame)
        return grid

    def line(self, grid: QGridLayout, title: str, value: str, name: str) -> Label:
        """One line of a card: what it is, and its value to read and copy."""
        row = grid.rowCount()
        label = Label(value, wrap=True, name=name, selectable=True)
        label.setAccessibleName(f"{title}, {value}")
        grid.addWidget(Label(title, "secondary"), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label, row, 1)
        return label

    def end(self) -> None:
        """Pushes the cards to the top."""
        self.body.addStretch(1)

    def concerned(self, changes: Changes) -> bool:
        """Settings hear of nothing unless a page says so."""
        return False
