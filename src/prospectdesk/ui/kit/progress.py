"""Long work in the status bar: after 300 ms a line with what, how far, and Annuler."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.format import count
from prospectdesk.ui.kit.labels import Label

if TYPE_CHECKING:
    from prospectdesk.jobs.ticket import Ticket

PATIENCE_MS = 300
BEAT_MS = 100


class ProgressLine(QWidget):
    """Shows the oldest work that lasts; connect `follow` to Desk.working."""

    def __init__(self, name: str = "status.progress", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._tickets: list[tuple[Ticket, int]] = []
        self._beats = 0
        self.label = Label(role="secondary", name=f"{name}.text")
        self.bar = QProgressBar()
        self.bar.setObjectName(f"{name}.bar")
        self.bar.setAccessibleName(self.tr("Avancement"))
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(120)
        self.stop = Button(self.tr("Annuler"), role="link", name=f"{name}.cancel", on=self._cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part in (self.label, self.bar, self.stop):
            row.addWidget(part)
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self.hide()

    def follow(self, ticket: Ticket) -> None:
        """Watches a work until it has finished."""
        self._tickets.append((ticket, self._beats + PATIENCE_MS // BEAT_MS))
        self._timer.start()

    def _beat(self) -> None:
        self._beats += 1
        self._tickets = [one for one in self._tickets if not one[0].finished]
        if not self._tickets:
            self._timer.stop()
            self.hide()
            return
        ticket, since = self._tickets[0]
        if self._beats >= since:
            self._show(ticket)

    def _show(self, ticket: Ticket) -> None:
        last = ticket.last
        text = last.text or self.tr("En cours")
        if last.total:
            text = self.tr("{what} : {done} sur {total}").format(
                what=text, done=count(last.done), total=count(last.total)
            )
        elif last.done:
            text = self.tr("{what} : {done}").format(what=text, done=count(last.done))
        self.label.setText(self.tr("Arrêt en cours…") if ticket.cancelled else text)
        self.bar.setRange(0, last.total)
        self.bar.setValue(last.done)
        self.stop.setVisible(not ticket.cancelled)
        self.show()

    def _cancel(self) -> None:
        if self._tickets:
            self._tickets[0][0].cancel()
            self._show(self._tickets[0][0])
