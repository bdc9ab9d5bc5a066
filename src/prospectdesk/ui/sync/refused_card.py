"""Refusées: gestures the centre did not take, with the reason, and what can be done about each (X-21)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.domain.clock import Clock
from prospectdesk.ui.kit import disputes
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import disable
from prospectdesk.ui.sync.facts import Refusal
from prospectdesk.ui.sync.well_row import WellRow

NAME = "sync.refused"


class RefusalRow(WellRow):
    """One gesture. `wished` carries what a person wants: retry, drop, open."""

    wished = Signal(str)

    def __init__(self, refusal: Refusal, clock: Clock) -> None:
        name = f"{NAME}.{refusal.id}"
        when = (QCoreApplication.translate("Sync", "Refusée"), disputes.instant(refusal.at, clock))
        super().__init__(name, refusal.title, refusal.reason, (when, *refusal.details))
        self.refusal = refusal
        self.retry = Button(
            self.tr("Réessayer"), "rotate-ccw", name=f"{name}.retry", on=lambda: self.wished.emit("retry")
        )
        if refusal.again:
            self.retry.setToolTip(self.tr("Remet cette modification en file : elle repart au prochain envoi"))
        else:
            disable(self.retry, refusal.why_not)
        self.drop = Button(
            self.tr("Abandonner…"), role="flat", name=f"{name}.drop", on=lambda: self.wished.emit("drop")
        )
        self.add_buttons(self.retry, self.drop)


class RefusedCard(Card):
    """`wished` carries (what, Refusal); hidden while nothing was refused."""

    wished = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(NAME, parent)
        self.setAccessibleName(self.tr("Modifications refusées"))
        self.under = Label("", "secondary", name=f"{NAME}.count")
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("Refusées"), "section"), 1)
        head.addWidget(self.under)
        self.box.addLayout(head)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self.box.addLayout(self._rows)
        self._shown: tuple[Refusal, ...] | None = None
        self.rows: list[RefusalRow] = []

    def show_refusals(self, found: Sequence[Refusal], clock: Clock) -> None:
        """Lists them, the newest first."""
        if self._shown == tuple(found):
            return
        self._shown = tuple(found)
        self.under.setText(str(len(found)))
        for row in self.rows:
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = []
        for refusal in found:
            row = RefusalRow(refusal, clock)
            row.wished.connect(lambda what, refusal=refusal: self.wished.emit(what, refusal))
            self._rows.addWidget(row)
            self.rows.append(row)
        self.setVisible(bool(found))
