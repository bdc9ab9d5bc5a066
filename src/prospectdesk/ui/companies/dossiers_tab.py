"""The list of a company's dossiers (D-12): type, stage, state, amount, holder."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.flow import FlowLayout
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.pills import Pill


class DossierList(Card):
    """One line a dossier; a sentence when there is none. `opened` carries the uid of the one that is clicked."""

    opened = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.title = Label(self.tr("Liste des dossiers"), "section", name=f"{name}.title")
        self.empty = Label(
            self.tr("Aucun dossier n’est ouvert pour cette société."),
            "secondary", tone="muted", wrap=True, name=f"{name}.empty",
        )  # fmt: skip
        self.lines = QVBoxLayout()
        self.lines.setSpacing(6)
        self.box.addWidget(self.title)
        self.box.addWidget(self.empty)
        self.box.addLayout(self.lines)
        self._shown: tuple[dict[str, Any], ...] = ()

    def show_dossiers(self, dossiers: Sequence[dict[str, Any]]) -> None:
        """Shows the dossiers, oldest first."""
        self.empty.setVisible(not dossiers)
        if tuple(dossiers) == self._shown:
            return
        self._shown = tuple(dossiers)
        while (item := self.lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for one in dossiers:
            self.lines.addWidget(self._line(one))

    def _line(self, one: dict[str, Any]) -> QWidget:
        states = {"en_cours": self.tr("En cours"), "signe": self.tr("Signé"), "perdu": self.tr("Perdu")}
        tones = {"signe": "ok", "perdu": "bad"}
        line = QWidget()
        line.setObjectName(f"{self.objectName()}.{one['id']}")
        row = FlowLayout(line)
        stage = (
            f"{one['etape']} · {show.percent(one['percent'])}" if one["percent"] is not None else one["etape"]
        )
        name = f"{self.objectName()}.{one['id']}.open"
        link = Button(one["dossier_type"], role="link", name=name, tip=self.tr("Ouvrir ce dossier"))
        link.clicked.connect(lambda _checked=False: self.opened.emit(one["id"]))
        row.addWidget(link)
        row.addWidget(Pill(stage, "accent"))
        row.addWidget(Pill(states.get(one["status"], one["status"]), tones.get(one["status"], "neutral")))
        row.addWidget(Label(_euros(one["montant"])))
        row.addWidget(Label(one["titulaire"] or "", "secondary", tone="muted"))
        return line


def _euros(amount: str | None) -> str:
    try:
        return "" if not amount else show.amount(Decimal(amount), cents=False)
    except InvalidOperation:
        return str(amount)
