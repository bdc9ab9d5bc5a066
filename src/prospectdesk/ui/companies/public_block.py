"""What the public register says of a company; unknown values read "Non renseigné" (C-04, X-31)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.ui.companies import facts as words
from prospectdesk.ui.companies import register_words
from prospectdesk.ui.companies.facts import Facts
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import disable, enable_if

NAME = "sheet.file.public"
ORIGINS = {
    "turnover": "turnover", "result": "result", "workforce": "headcount_band", "agreement": "agreement",
    "directors": "directors", "legal_form": "legal_form", "state": "open", "register_on": "name",
}  # fmt: skip
"""By value of the block: the field whose provenance it has."""


class PublicBlock(Card):
    """A block of captions and values, two to a line; `refreshed` asks for the register's present answer."""

    refreshed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(NAME, parent)
        self.refresh = Button(
            self.tr("Actualiser depuis le registre"), "refresh-cw", "flat", name=f"{NAME}.refresh",
            on=self.refreshed.emit,
        )  # fmt: skip
        self.values: dict[str, Label] = {}
        self.asked = Label(role="caption", tone="muted", wrap=True, name=f"{NAME}.asked", selectable=True)
        self.said = Label(wrap=True, name=f"{NAME}.changes", selectable=True)
        self.said.hide()
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("Informations publiques"), "section", elide=True), 1)
        head.addWidget(self.refresh)
        self.box.addLayout(head)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.box.addLayout(grid)
        for number, (key, caption) in enumerate(self._captions().items()):
            value = Label(name=f"{NAME}.{key}", wrap=True, selectable=True)
            self.values[key] = value
            cell = QVBoxLayout()
            cell.setSpacing(2)
            cell.addWidget(Label(caption, "secondary", tone="muted"))
            cell.addWidget(value)
            cell.addStretch(1)
            grid.addLayout(cell, number // 2, number % 2)
        self.box.addWidget(self.asked)
        self.box.addWidget(self.said)

    def _captions(self) -> dict[str, str]:
        return {
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

    def show_facts(self, facts: Facts) -> None:
        """Shows what is known, each value with where it comes from as its tooltip."""
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
            origin = facts.standing.origins.get(ORIGINS.get(key, ""))
            self.values[key].setToolTip(register_words.origin_words(origin) if text else "")
        self.asked.setText(register_words.asked_words(facts.standing))
        self.asked.setVisible(bool(self.asked.text()))
        self.refresh.setVisible(head.kind != "particulier")
        enable_if(self.refresh, bool(head.siren), self.tr("Le SIREN de cette société n’est pas connu."))

    def show_asking(self) -> None:
        """The register is being asked."""
        disable(self.refresh, self.tr("Le registre est interrogé"))
        self.say(self.tr("Le registre est interrogé…"), "muted")

    def show_asked(self) -> None:
        """The question is over, however it went."""
        enable_if(self.refresh, True, "")

    def say(self, text: str, tone: str = "") -> None:
        """What came of it."""
        self.said.setText(text)
        self.said.set_tone(tone)
        self.said.setVisible(bool(text))
