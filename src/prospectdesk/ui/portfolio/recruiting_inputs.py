"""What the recruiting search asks beside place and radius: kinds of contract, domains, trade codes (P-16)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.portfolio import CONTRACT_KINDS
from prospectdesk.domain.rome import read_codes
from prospectdesk.ui.kit.chips import ToggleChips
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.menu_chip import MenuChip
from prospectdesk.ui.kit.roles import set_role

KEYS = ("alternance", "professionnalisation")
ICONS = ("graduation-cap", "briefcase")
LONGEST = 400


class RecruitingInputs(QWidget):
    """`changed` tells another choice; `missing` says what is wrong with it."""

    changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._domains: tuple[str, ...] = ()
        self._chosen: tuple[int, ...] = ()
        options = [(key, text, icon) for key, text, icon in zip(KEYS, CONTRACT_KINDS, ICONS, strict=True)]
        self.kinds = ToggleChips(options, name=f"{name}.contract")
        self.kinds.switch(set(KEYS))
        self.kinds.changed.connect(lambda _on: self.changed.emit())
        self.domains = MenuChip(self.tr("Domaines"), "tag", f"{name}.domains")
        self.romes = QLineEdit()
        self.romes.setObjectName(f"{name}.romes")
        self.romes.setAccessibleName(self.tr("Codes métiers"))
        self.romes.setPlaceholderText(self.tr("Codes métiers (ROME), par exemple M1805"))
        self.romes.setMaxLength(LONGEST)
        self.romes.setMinimumWidth(180)
        self.romes.setMaximumWidth(340)
        self.romes.textChanged.connect(self._typed)
        self._wrong = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Label(self.tr("Contrats")))
        row.addWidget(self.kinds)
        row.addWidget(self.domains)
        row.addWidget(self.romes, 1)
        row.addStretch(1)

    def offer_domains(self, domains: Sequence[str]) -> None:
        """The training domains of the workspace; none chosen means all of them."""
        if tuple(domains) != self._domains:
            self._domains = tuple(domains)
            self._chosen = ()
        self._fill()

    def _fill(self) -> None:
        self.domains.offer_many(list(enumerate(self._domains)), self._chosen, self._choose)

    def _choose(self, chosen: tuple[int, ...]) -> None:
        self._chosen = chosen
        self._fill()
        self.changed.emit()

    def _typed(self, text: str) -> None:
        try:
            read_codes(text)
        except Invalid as failure:
            self._wrong = failure.message
        else:
            self._wrong = ""
        set_role(self.romes, invalid="true" if self._wrong else "false")
        self.changed.emit()

    def contract_kinds(self) -> tuple[str, ...]:
        """The kinds that are ticked."""
        on = self.kinds.on()
        return tuple(text for key, text in zip(KEYS, CONTRACT_KINDS, strict=True) if key in on)

    def chosen_domains(self) -> tuple[str, ...]:
        """The domains chosen; empty for all."""
        return tuple(self._domains[one] for one in self._chosen)

    def codes(self) -> tuple[str, ...]:
        """The trade codes typed."""
        return () if self._wrong else read_codes(self.romes.text())

    def missing(self) -> str:
        """What cannot be searched for, "" when all is right."""
        if not self.contract_kinds():
            return self.tr("Cochez au moins un type de contrat.")
        return self._wrong

    def show_request(self, kinds: Sequence[str], domains: Sequence[str], romes: Sequence[str]) -> None:
        """What a stored search asked."""
        self.kinds.switch({key for key, text in zip(KEYS, CONTRACT_KINDS, strict=True) if text in kinds})
        self._chosen = tuple(place for place, text in enumerate(self._domains) if text in domains)
        self._fill()
        self.romes.setText(" ".join(romes))
