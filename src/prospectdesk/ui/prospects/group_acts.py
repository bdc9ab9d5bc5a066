"""The button Grouper: by what the list is grouped, and all groups folded or unfolded at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from prospectdesk.queries.prospects_views import Question
from prospectdesk.ui.kit.buttons import MenuButton
from prospectdesk.ui.kit.roles import enable_if

if TYPE_CHECKING:
    from prospectdesk.ui.prospects.page import ProspectsPage

NAME = "prospects.group"


class GroupActs(QObject):
    """`button` stands beside Colonnes; the choice is part of the question, and so of a saved view."""

    def __init__(self, page: ProspectsPage) -> None:
        super().__init__(page)
        self.page = page
        tip = self.tr("Grouper la liste par étape, commercial, prochaine action ou retard")
        self.button = MenuButton(self.tr("Grouper"), "layers", "flat", name=NAME, tip=tip)
        self.button.menu_items.aboutToShow.connect(self._fill_menu)

    def mark(self, question: Question) -> None:
        """The button says by what the list is grouped."""
        text = self.tr("Grouper")
        if question.group:
            from prospectdesk.ui.prospects.group_words import groupings

            text = groupings()[question.group]
        self.button.set_text(text)

    def _fill_menu(self) -> None:
        from prospectdesk.ui.prospects.group_words import groupings

        menu = self.button.menu_items
        menu.clear()
        for key, text in groupings().items():
            action = menu.addAction(text)
            action.setObjectName(f"{NAME}.{key or 'nothing'}")
            action.setCheckable(True)
            action.setChecked(key == self.page.question.group)
            action.triggered.connect(lambda _checked=False, key=key: self.group_by(key))
        menu.addSeparator()
        for name, text, folded in (
            ("fold", self.tr("Tout replier"), True),
            ("unfold", self.tr("Tout déplier"), False),
        ):
            action = menu.addAction(text)
            action.setObjectName(f"{NAME}.{name}")
            action.triggered.connect(lambda _checked=False, folded=folded: self.page.model.fold_all(folded))
            enable_if(action, bool(self.page.question.group), self.tr("Choisissez d’abord un regroupement."))

    def group_by(self, key: str) -> None:
        """Another grouping; its groups begin open."""
        if key != self.page.question.group:
            self.page.model.put_folded(())
            self.page.ask(replace(self.page.question, group=key))
