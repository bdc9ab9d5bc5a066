"""The banner of companies whose SIRET is wrong or missing, and their list with the way to correct each (P-13)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from prospectdesk.domain.portfolio import Unsound
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.cards import Card, rule
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.portfolio.words import invalid_text

SIZE = (640, 480)
SHOWN = 200
"""Companies listed at once: each has its own button."""
SIRET_PAGE = "https://www.insee.fr/fr/metadonnees/definition/c1841"


def siret_help(widget: QWidget) -> str:
    """What a SIRET is, in three sentences."""
    return widget.tr(
        "Le SIRET a 14 chiffres\u00a0: les 9 du SIREN de la société, puis 5 pour l’établissement. Le dernier chiffre "
        "de chacun est un contrôle, si bien qu’une faute de frappe se voit. Sans SIRET juste, une société ne peut "
        "être rapprochée ni de l’annuaire ni d’une source\u00a0: elle n’est rangée dans aucun type."
    )


class InvalidDialog(QDialog):
    """`correct_wanted` carries the company whose sheet shall be opened, `help_wanted` asks for the public page."""

    correct_wanted = Signal(int)
    help_wanted = Signal()

    def __init__(
        self, parent: QWidget, prefix: str, found: Sequence[Unsound], number: int, dropped: int
    ) -> None:
        """`number` are all of them, `dropped` rows of sources among them, which have no sheet."""
        super().__init__(parent)
        name = f"{prefix}.invalid"
        self.setObjectName(name)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(self.tr("SIRET invalide ou manquant"))
        self.resize(*SIZE)
        self._name = name
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self._lines(found[:SHOWN]))
        card = Card(margin=4)
        card.box.addWidget(area)
        foot = QHBoxLayout()
        help_link = Button(
            self.tr("Qu’est-ce qu’un SIRET\u00a0? (insee.fr)"), "external-link", "link", name=f"{name}.help",
            on=self.help_wanted.emit,
        )  # fmt: skip
        foot.addWidget(help_link)
        foot.addStretch(1)
        foot.addWidget(Button(self.tr("Fermer"), name=f"{name}.close", on=self.accept))
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 20)
        box.setSpacing(10)
        box.addWidget(Label(invalid_text(number), "section", name=f"{name}.title"))
        box.addWidget(Label(siret_help(self), tone="muted", wrap=True, name=f"{name}.text"))
        if found:
            box.addWidget(card, 1)
        for text in self._remarks(len(found), number, dropped):
            box.addWidget(Label(text, "secondary", tone="muted", wrap=True, name=f"{name}.remark"))
        if not found:
            box.addStretch(1)
        box.addLayout(foot)

    def _remarks(self, listed: int, number: int, dropped: int) -> list[str]:
        made = []
        if dropped:
            one = self.tr("{0} ligne d’une source a été écartée\u00a0: son SIRET est invalide.")
            many = self.tr("{0} lignes des sources ont été écartées\u00a0: leur SIRET est invalide.")
            made.append((many if dropped > 1 else one).format(show.count(dropped)))
        if listed > SHOWN or number - dropped > listed:
            text = self.tr("Les {0} premières sont affichées\u00a0; corrigez-les, puis relancez l’analyse.")
            made.append(text.format(show.count(min(SHOWN, listed))))
        return made

    def _lines(self, found: Sequence[Unsound]) -> QWidget:
        inner = QWidget()
        inner.setProperty("role", "plain")
        grid = QGridLayout(inner)
        grid.setContentsMargins(8, 4, 8, 4)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        for place, one in enumerate(found):
            line = 2 * place
            siret = one.siret or self.tr("SIRET manquant")
            grid.addWidget(Label(one.name, "strong", elide=True), line, 0)
            grid.addWidget(Label(one.town or "", "secondary", tone="muted"), line, 1)
            grid.addWidget(Label(siret, "secondary", tone="warn", selectable=True), line, 2)
            button = Button(self.tr("Corriger la fiche"), role="link", name=f"{self._name}.correct.{one.uid}")
            button.setAccessibleName(self.tr("Corriger la fiche de {0}").format(one.name))
            button.clicked.connect(lambda _checked=False, one=one: self._correct(one.company))
            grid.addWidget(button, line, 3)
            grid.addWidget(rule(), line + 1, 0, 1, 4)
        grid.setRowStretch(2 * len(found), 1)
        return inner

    def _correct(self, company: int) -> None:
        self.accept()
        self.correct_wanted.emit(company)
