"""The settings: subjects at the left, the page of one at the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout

from prospectdesk.domain.changes import Changes
from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.icons import icon
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.page import Page
from prospectdesk.ui.kit.screen import ScreenSpec

NAME = Qt.ItemDataRole.UserRole


class SettingsFrame(Page):
    """Shows the settings pages that are built; a page is made when it is first shown."""

    def __init__(self, desk: Desk, parts: Sequence[ScreenSpec]) -> None:
        super().__init__(desk, "settings")
        self.setProperty("role", "page")
        self._parts = list(parts)
        self._made: dict[str, Page] = {}
        self.list = QListWidget()
        self.list.setObjectName("settings.list")
        self.list.setAccessibleName(self.tr("Sujets des paramètres"))
        self.list.setProperty("role", "bare")
        self.list.setIconSize(QSize(16, 16))
        self.stack = QStackedWidget()
        for spec in self._parts:
            item = QListWidgetItem(spec.label)
            item.setData(NAME, spec.name)
            item.setSizeHint(QSize(160, theme.current().px(36)))
            self.list.addItem(item)
        self._recolour()
        theme.current().changed.connect(self._recolour)
        self.list.currentRowChanged.connect(self._show)
        self._lay_out()
        self.list.setCurrentRow(0)

    def _lay_out(self) -> None:
        card = QFrame()
        card.setProperty("role", "card")
        inner = QVBoxLayout(card)
        inner.setContentsMargins(6, 6, 6, 6)
        inner.addWidget(self.list)
        card.setFixedWidth(232)
        row = QHBoxLayout()
        row.setSpacing(24)
        row.addWidget(card)
        row.addWidget(self.stack, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 14, 20, 16)
        box.setSpacing(12)
        box.addWidget(Label(self.tr("Paramètres"), "title", name="settings.title"))
        box.addLayout(row, 1)

    def _recolour(self) -> None:
        for row, spec in enumerate(self._parts):
            item = self.list.item(row)
            if item is not None:
                item.setIcon(icon(spec.icon))

    def _show(self, row: int) -> None:
        spec = self._parts[row]
        if spec.name not in self._made:
            page = spec.make(self.desk)
            self._made[spec.name] = page
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(self._made[spec.name])

    def apply(self, **params: Any) -> None:
        """`part` names the page to show ("settings.about")."""
        for row, spec in enumerate(self._parts):
            if spec.name == params.get("part"):
                self.list.setCurrentRow(row)

    def concerned(self, changes: Changes) -> bool:
        """Its pages hear for themselves."""
        return False

    def title(self) -> str:
        """The text of the tab."""
        return self.tr("Paramètres")

    def part(self) -> str:
        """The name of the page shown."""
        return self._parts[self.list.currentRow()].name
