"""« Contrat type / Offre »: both mandatory, the amount once the contract type is chosen (D-33)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit, QWidget

from prospectdesk.commands.dossiers import SetContract
from prospectdesk.domain.dossiers import contract_type_first
from prospectdesk.domain.errors import Failure
from prospectdesk.domain.money import parse_amount
from prospectdesk.queries.dossier_choices import ContractChoice
from prospectdesk.queries.dossiers import Dossier
from prospectdesk.ui.dossiers.inputs import Choice
from prospectdesk.ui.dossiers.words import reason, typed_amount
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.kit.fields import Labelled
from prospectdesk.ui.kit.roles import enable_if

NAME = "sheet.dossiers.contract_dialog"


class ContractDialog(ask.Question):
    """Answers a command when it is accepted."""

    def __init__(self, parent: QWidget, dossier: Dossier, contracts: Sequence[ContractChoice]) -> None:
        super().__init__(parent, parent.tr("Contrat type / Offre"), "", yes=parent.tr("Valider"), name=NAME)
        self._dossier, self._contracts = dossier, contracts
        self.contract = Choice(f"{NAME}.contrat_type", self.tr("Contrat type"))
        self.contract.offer([(one.id, one.label) for one in contracts])
        self.contract.show_value(dossier.contract_type_id, dossier.contract_type)
        self.offer = Choice(f"{NAME}.offre", self.tr("Offre"))
        self.amount = QLineEdit(typed_amount(dossier.amount))
        self.amount.setObjectName(f"{NAME}.montant")
        self.amount.setMaxLength(40)
        self.amount.setPlaceholderText(self.tr("2 400,00"))
        self.boxes = {
            "contrat_type": Labelled(self.tr("Contrat type (obligatoire)"), self.contract),
            "offre": Labelled(self.tr("Offre (obligatoire)"), self.offer),
            "montant": Labelled(self.tr("Montant de la mission prospectée (€)"), self.amount),
        }
        for box in self.boxes.values():
            self.content.addWidget(box)
        self.contract.currentIndexChanged.connect(lambda _at: self._offers())
        self.offer.currentIndexChanged.connect(lambda _at: self._follow())
        self._offers()
        self.offer.show_value(dossier.offer_id, dossier.offer)
        self._follow()

    def _offers(self) -> None:
        """The offers of the chosen contract type."""
        chosen = self.contract.value()
        found = next((one.offers for one in self._contracts if one.id == chosen), ())
        self.offer.offer(found)
        self._follow()

    def _follow(self) -> None:
        chosen = self.contract.value() is not None
        first = reason(contract_type_first())
        enable_if(self.offer, chosen, first)
        enable_if(self.amount, chosen, first)
        both = chosen and self.offer.value() is not None
        missing = self.tr("Choisissez une offre") if chosen else first
        enable_if(self.yes, both, missing)

    def accept(self) -> None:
        """Keeps the window open while the amount cannot be read."""
        typed = self.amount.text().strip()
        try:
            if typed:
                parse_amount(typed)
        except Failure as failure:
            self.boxes["montant"].show_error(sentence(failure))
            return
        super().accept()

    def command(self) -> SetContract:
        """What validating does."""
        return SetContract(
            dossier=self._dossier.id,
            contrat_type=self.contract.value(),
            offre=self.offer.value(),
            montant=self.amount.text().strip(),
        )
