"""The row in hand beneath the table: who it is, what is planned, and what can be done with it (P-15, P-20)."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from prospectdesk.domain.opposition import OPPOSED
from prospectdesk.domain.portfolio import Row
from prospectdesk.queries.prospects import ProspectRow
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.cards import rule
from prospectdesk.ui.kit.flow import FlowLayout
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.pills import Pill
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.portfolio.words import badges, distance, kind_name


def needs_portfolio() -> str:
    """Why nothing is planned on a company of the directory."""
    return QCoreApplication.translate("Portfolio", "Ajoutez d’abord cette société au portefeuille.")


def already_there() -> str:
    """Why a company is not added twice."""
    return QCoreApplication.translate("Portfolio", "Cette société est déjà dans le portefeuille.")


def only_source() -> str:
    """Why a company that only a source knows has no sheet."""
    return QCoreApplication.translate(
        "Portfolio", "Seule la source connaît cette société\u00a0: ajoutez-la d’abord au portefeuille."
    )


def objects() -> str:
    """Why a company is not prospected."""
    return QCoreApplication.translate("Failure", OPPOSED)


class RowStrip(QFrame):
    """The signals are wishes about the row shown."""

    open_wanted = Signal()
    register_wanted = Signal()
    follow_wanted = Signal()
    missions_wanted = Signal()

    def __init__(self, prefix: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name = f"{prefix}.row"
        self.setObjectName(name)
        self.setProperty("role", "line")
        self.name = Label("", "strong", elide=True, name=f"{name}.name")
        self.facts = Label("", "secondary", tone="muted", elide=True, name=f"{name}.facts")
        self.kind = Pill("", "accent", name=f"{name}.kind")
        self.open = Button(self.tr("Fiche"), "building-2", name=f"{name}.open", on=self.open_wanted.emit)
        self.register = Button(
            self.tr("Ajouter au portefeuille"),
            "briefcase",
            name=f"{name}.register",
            on=self.register_wanted.emit,
        )
        self.follow = Button(
            self.tr("Suivi par +"), "alarm-clock", name=f"{name}.follow", on=self.follow_wanted.emit
        )
        self.missions = Button(
            self.tr("Missions…"), "graduation-cap", name=f"{name}.missions", on=self.missions_wanted.emit
        )
        self.open.setToolTip(self.tr("Ouvrir la fiche de la société"))
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        self._pills = FlowLayout(spacing=6)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.name, 1)
        head.addWidget(self.kind)
        acts = FlowLayout(spacing=6)
        for button in (self.open, self.register, self.follow, self.missions):
            acts.addWidget(button)
        inner = QVBoxLayout()
        inner.setContentsMargins(12, 6, 12, 8)
        inner.setSpacing(4)
        inner.addLayout(head)
        inner.addWidget(self.facts)
        inner.addLayout(self._pills)
        inner.addSpacing(2)
        inner.addLayout(acts)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(rule())
        box.addLayout(inner)

    def show_row(self, row: Row, now: ProspectRow | None, opposed: bool = False) -> None:
        """The row, what the base says of the company now (None: it is not there), and whether it may be prospected."""
        self.name.setText(row.name)
        self.kind.show_value(kind_name(row.kind), "accent" if row.registered else "neutral")
        parts = (row.town or "", distance(row.distance_km), show.siret(row.siret), _next(now))
        self.facts.setText(" · ".join(part for part in parts if part))
        _empty(self._pills)
        for text, tone in badges(row):
            self._pills.addWidget(Pill(text, tone))
        registered = now is not None and now.registered
        enable_if(self.open, row.company is not None, only_source())
        enable_if(self.register, not (registered or opposed), objects() if opposed else already_there())
        enable_if(self.missions, registered, needs_portfolio())
        enable_if(self.follow, registered and not opposed, objects() if opposed else needs_portfolio())
        if opposed:
            self._pills.addWidget(Pill(self.tr("Diffusion partielle"), "bad", "ban"))
        self.register.setVisible(not registered)
        self.show()


def _next(now: ProspectRow | None) -> str:
    """What is planned next on a registered company."""
    if now is None or not now.registered:
        return ""
    tr = QCoreApplication.translate
    if now.next_day is None:
        return tr("Portfolio", "aucune relance planifiée")
    text = tr("Portfolio", "{0} le {1}")
    return text.format(now.next_action or tr("Portfolio", "Relance"), show.date_text(now.next_day))


def _empty(layout: QLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
