"""What the public register says of a company; unknown values read "Non renseigné" (C-04)."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from prospectdesk.ui.companies import facts as words
from prospectdesk.ui.companies.facts import Facts
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.labels import Label

NAME = "sheet.file.public"


class PublicBlock(Card):
    """A block of captions and values, two to a line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(NAME, parent)
        self.box.addWidget(Label(self.tr("Informations publiques"), "section"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.box.addLayout(grid)
        captions = {
            "turnover": self.tr("Chiffre d’affaires"),
            "result": self.tr("Résultat"),
            "capital": self.tr("Capital"),
            "workforce": self.tr("Effectif"),
            "agreement": self.tr("Convention collective"),
            "vat": self.tr("Numéro de TVA"),
            "directors": self.tr("Dirigeants"),
            "legal_form": self.tr("Statut juridique"),
            "state": self.tr("Etat au registre"),
            "register_on": self.tr("Mise à jour du registre"),
        }
        self.values: dict[str, Label] = {}
        for number, (key, caption) in enumerate(captions.items()):
            value = Label(name=f"{NAME}.{key}", wrap=True, selectable=True)
            self.values[key] = value
            cell = QVBoxLayout()
            cell.setSpacing(2)
            cell.addWidget(Label(caption, "secondary", tone="muted"))
            cell.addWidget(value)
            grid.addLayout(cell, number // 2, number % 2)

    def show_facts(self, facts: Facts) -> None:
        """Shows what is known."""
        head = facts.head
        year = self.tr("{amount} ({year})")
        turnover = head.turnover or ""
        if turnover and head.turnover_year:
            turnover = year.format(amount=turnover, year=head.turnover_year)
        directors = [card for card in facts.cards if card.colour == "white"]
        texts = {
            "turnover": turnover,
            "result": head.result or "",
            "capital": head.capital or "",
            "workforce": words.workforce(head),
            "agreement": head.agreement or "",
            "vat": words.vat_number(head.siren),
            "directors": ", ".join(
                f"{card.name} ({card.job})" if card.job else card.name for card in directors
            ),
            "legal_form": facts.legal_form or "",
            "state": self.tr("En activité") if head.open else self.tr("Fermée"),
            "register_on": show.date_text(head.register_on),
        }
        for key, text in texts.items():
            self.values[key].setText(text or self.tr("Non renseigné"))
            self.values[key].set_tone("" if text else "muted")
