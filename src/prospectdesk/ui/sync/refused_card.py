"""Refusées: gestures the centre did not take, with the reason, and what can be done about each (X-21)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.domain.clock import Clock
from prospectdesk.ui.kit import disputes, theme
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.flow import FlowLayout
from prospectdesk.ui.kit.labels import Label, Mark
from prospectdesk.ui.kit.roles import disable
from prospectdesk.ui.sync.facts import Refusal

NAME = "sync.refused"


class RefusalRow(QFrame):
    """One gesture. `wished` carries what a person wants: retry, drop, open."""

    wished = Signal(str)

    def __init__(self, refusal: Refusal, clock: Clock) -> None:
        super().__init__()
        self.refusal = refusal
        name = f"{NAME}.{refusal.id}"
        self.setObjectName(name)
        self.title = Label(refusal.title, "strong", name=f"{name}.title", wrap=True)
        self.reason = Label(refusal.reason, name=f"{name}.reason", wrap=True)
        self.setAccessibleName(f"{refusal.title}, {refusal.reason}")
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
        self.more = Button(self.tr("Détails"), role="link", name=f"{name}.details", on=self._toggle)
        self.details = self._details(name, clock)
        buttons = FlowLayout(spacing=4)
        for button in (self.retry, self.drop, self.more):
            buttons.addWidget(button)
        texts = QVBoxLayout()
        texts.setSpacing(4)
        texts.addWidget(self.title)
        texts.addWidget(self.reason)
        texts.addWidget(self.details)
        texts.addSpacing(2)
        texts.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(11, 8, 11, 10)
        row.setSpacing(10)
        row.addWidget(Mark("circle-alert", "bad"), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)

    def _details(self, name: str, clock: Clock) -> QWidget:
        """What was sent, field by field, and when it was refused; folded at first."""
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 2, 0, 2)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        when = (self.tr("Refusée"), disputes.instant(self.refusal.at, clock))
        for number, (title, value) in enumerate((when, *self.refusal.details)):
            grid.addWidget(Label(title, "secondary", tone="faint"), number, 0, Qt.AlignmentFlag.AlignTop)
            shown = Label(value, "secondary", wrap=True, selectable=True, name=f"{name}.detail.{number}")
            grid.addWidget(shown, number, 1)
        made.hide()
        return made

    def _toggle(self) -> None:
        shown = not self.details.isVisible()
        self.details.setVisible(shown)
        self.more.set_text(self.tr("Masquer") if shown else self.tr("Détails"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A well in the card."""
        painter, t = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(t.color("border"))
        painter.setBrush(t.color("bg"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)


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
