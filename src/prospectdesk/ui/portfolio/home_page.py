"""The home of Prospection: the two searches, help, and the analyses that are kept (P-02)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from prospectdesk.domain.changes import Changes
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.empty import EmptyState
from prospectdesk.ui.kit.labels import Label, Mark
from prospectdesk.ui.kit.page import Page, dress, load_late

if TYPE_CHECKING:
    pass

NAME = "portfolio"
LATE = (
    "domain.portfolio", "commands.portfolio", "queries.portfolio_stored", "jobs.portfolio", "ui.portfolio.kept",
    "ui.portfolio.stored_list",
)  # fmt: skip
"""What the list of analyses needs: loaded when the page is there."""


class FunctionCard(Card):
    """One of the two searches."""

    def __init__(
        self, key: str, icon: str, title: str, about: str, button: str, start: Callable[[], object]
    ) -> None:
        super().__init__(f"{NAME}.{key}.card", margin=16, spacing=12, direction="horizontal")
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(Label(title, "section", wrap=True, name=f"{NAME}.{key}.title"))
        words.addWidget(Label(about, tone="muted", wrap=True))
        words.addStretch(1)
        self.open = Button(button, name=f"{NAME}.{key}.open", on=start)
        self.open.setAccessibleName(title)
        words.addWidget(self.open, 0, Qt.AlignmentFlag.AlignLeft)
        self.box.addWidget(Mark(icon, "accent", 20), 0, Qt.AlignmentFlag.AlignTop)
        self.box.addLayout(words, 1)


class HomePage(Page):
    """Opens the searches, and what earlier ones found."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, NAME)
        self.setProperty("role", "page")
        self.barred = EmptyState("lock", "", name=f"{NAME}.barred")
        self.body = QStackedWidget()
        self._lay_out()
        desk.person_changed.connect(self._follow_rights)
        self._follow_rights()

    def pieces(self) -> Iterator[None]:
        """The list of the analyses that are kept."""
        yield from load_late(*LATE)
        from prospectdesk.ui.portfolio.stored_list import StoredList

        self.stored = StoredList(self, self.inner)
        dress(self.stored)
        yield
        self.column.takeAt(self.column.count() - 1)
        self.column.addWidget(self.stored, 1)
        self.stored.show()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(Label(self.title(), "title", name=f"{NAME}.title"))
        head.addStretch(1)
        head.addWidget(
            Button(self.tr("Aide"), "circle-question-mark", "flat", name=f"{NAME}.help", on=self.show_help)
        )
        functions = QHBoxLayout()
        functions.setSpacing(12)
        for card in self._functions():
            functions.addWidget(card, 1)
        self.inner = inner = QWidget()
        self.column = box = QVBoxLayout(inner)
        box.setContentsMargins(20, 14, 20, 12)
        box.setSpacing(12)
        box.addLayout(head)
        box.addLayout(functions)
        box.addStretch(1)
        self.body.addWidget(inner)
        self.body.addWidget(self.barred)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.body)

    def _functions(self) -> list[FunctionCard]:
        analysis = FunctionCard(
            "analysis",
            "map",
            QCoreApplication.translate("Screens", "Analyse du portefeuille commercial"),
            self.tr(
                "Les sociétés autour d’un lieu, rangées en six types\u00a0: clients, missions et contacts qualifiés, "
                "à qualifier, potentielles, suspectes. Sans connexion."
            ),
            self.tr("Analyser"),
            lambda: self.desk.open("portfolio.analysis"),
        )
        recruiting = FunctionCard(
            "recruiting",
            "megaphone",
            QCoreApplication.translate("Screens", "Recherche d’entreprises qui recrutent"),
            self.tr(
                "Les mêmes six types, et les entreprises que La bonne alternance et La Bonne Boite disent recruter. "
                "Demande une connexion."
            ),
            self.tr("Rechercher"),
            lambda: self.desk.open("portfolio.recruiting"),
        )
        return [analysis, recruiting]

    def title(self) -> str:
        """The text of the tab."""
        return QCoreApplication.translate("Screens", "Prospection")

    def concerned(self, changes: Changes) -> bool:
        """Stored analyses."""
        return changes.touches("portfolio_analysis", "portfolio_part", "user")

    async def reload(self) -> None:
        """Reads the stored analyses."""
        from prospectdesk.jobs import portfolio as work

        self.stored.show_list(await self.desk.run("read", work.stored, self.desk.session))

    def _follow_rights(self) -> None:
        """Who may not use the tool is told why (P-01)."""
        allowed = self.desk.session.person.prospects
        reason = QCoreApplication.translate(
            "Screens", "Réservé aux comptes recruteur et administrateur école"
        )
        self.barred.say("lock", self.tr("Écran réservé"), reason)
        self.body.setCurrentIndex(0 if allowed else 1)

    def show_help(self) -> None:
        """What the six types mean, and how the radius counts."""
        self.desk.spawn(self, self._help())

    async def _help(self) -> None:
        from prospectdesk.ui.portfolio.words import help_text

        dialog = ask.Question(
            self,
            self.tr("Aide\u00a0: Prospection"),
            help_text(),
            yes=self.tr("Fermer"),
            name=f"{NAME}.help_dialog",
        )
        dialog.no.hide()
        await ask.answer(dialog)
