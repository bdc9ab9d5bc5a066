"""Outils: one card for each tool of the program, the Services first (P-01)."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from prospectdesk.domain.changes import Changes
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.labels import Label, Mark
from prospectdesk.ui.kit.page import Page
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.kit.screen import ScreenSpec

NAME = "tools"
ACROSS = 2


class ToolCard(Card):
    """Icon, name, a sentence, and the button that opens the tool."""

    def __init__(self, desk: Desk, spec: ScreenSpec) -> None:
        super().__init__(f"{NAME}.{spec.name}.card", margin=16, spacing=12, direction="horizontal")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(spec.label, "section", name=f"{NAME}.{spec.name}.title"))
        about = QCoreApplication.translate("Screens", spec.about) if spec.about else ""
        words.addWidget(Label(about, tone="muted", wrap=True, name=f"{NAME}.{spec.name}.about"))
        words.addStretch(1)
        open_it = functools.partial(desk.open, spec.name)
        self.spec = spec
        self.button = Button(self.tr("Ouvrir"), name=f"{NAME}.{spec.name}", on=open_it)
        self.button.setAccessibleName(self.tr("Ouvrir : {0}").format(spec.label))
        self.box.addWidget(Mark(spec.icon, "accent", 20), 0, Qt.AlignmentFlag.AlignTop)
        self.box.addLayout(words, 1)
        self.box.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)


class ToolsPage(Page):
    """Given the screens of the group Outils."""

    def __init__(self, desk: Desk, specs: Sequence[ScreenSpec]) -> None:
        super().__init__(desk, NAME)
        self.setProperty("role", "page")
        self.cards = [ToolCard(desk, spec) for spec in specs]
        inner = QWidget()
        inner.setProperty("role", "plain")
        column = QVBoxLayout(inner)
        column.setContentsMargins(20, 14, 20, 14)
        column.setSpacing(12)
        column.addWidget(Label(self.title(), "title", name=f"{NAME}.title"))
        services = [card for card in self.cards if card.spec.service]
        others = [card for card in self.cards if not card.spec.service]
        for title, cards in ((self.tr("Services"), services), (self.tr("Données et documents"), others)):
            if cards:
                column.addSpacing(4)
                column.addWidget(Label(title, "overline"))
                column.addLayout(self._grid(cards))
        column.addStretch(1)
        area = QScrollArea()
        area.setProperty("role", "page")
        area.setWidgetResizable(True)
        area.setWidget(inner)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(area)
        desk.person_changed.connect(self._follow)
        self._follow()

    @staticmethod
    def _grid(cards: Sequence[ToolCard]) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(12)
        for place, card in enumerate(cards):
            grid.addWidget(card, place // ACROSS, place % ACROSS)
        for column in range(ACROSS):
            grid.setColumnStretch(column, 1)
        return grid

    def _follow(self) -> None:
        """What the person may not open says why (P-01)."""
        for card in self.cards:
            reason = card.spec.bar(self.desk.session.person)
            enable_if(card.button, not reason, reason)

    def title(self) -> str:
        """The text of the tab."""
        return QCoreApplication.translate("Screens", "Outils")

    def concerned(self, changes: Changes) -> bool:
        """Nothing of it comes from the base."""
        return False
