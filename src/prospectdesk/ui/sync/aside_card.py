"""Mises de côté: rows of the centre that failed the check, what is wrong with each, and reading it again (T15)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk import __version__
from prospectdesk.domain.clock import Clock
from prospectdesk.queries.aside import AsideRow
from prospectdesk.ui.kit import disputes
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.format import count
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import disable
from prospectdesk.ui.sync.well_row import WellRow

NAME = "sync.aside"
SHOWN = 40
"""Rows listed; the rest is a number: who sends thousands is to be found by the first."""
LONG_WORD = re.compile(r"\S{16}(?=\S)")
say = QCoreApplication.translate


class SetAsideRow(WellRow):
    """One row. `again` asks for it to be read once more."""

    again = Signal()

    def __init__(self, row: AsideRow, clock: Clock) -> None:
        name = f"{NAME}.{row.id}"
        super().__init__(name, title(row), reason(row), details(row, clock), ("triangle-alert", "warn"))
        self.row = row
        self.retry = Button(self.tr("Réessayer"), "rotate-ccw", name=f"{name}.retry", on=self.again.emit)
        if row.why_not:
            disable(self.retry, row.why_not)
        else:
            self.retry.setToolTip(
                self.tr("Relit cette ligne au service central, au cas où elle y a été corrigée")
            )
        self.copy = Button(self.tr("Copier le rapport"), "copy", "flat", name=f"{name}.copy", on=self._copy)
        self.copy.setToolTip(
            self.tr("Pour votre administrateur : numéros et raison, sans aucune valeur de la fiche")
        )
        self.add_buttons(self.retry, self.copy)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(report(self.row))
        self.copy.set_text(self.tr("Copié"))


class AsideCard(Card):
    """`wished` carries the AsideRow to read again; hidden while nothing was set aside."""

    wished = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(NAME, parent)
        self.setAccessibleName(self.tr("Lignes reçues mises de côté"))
        self.under = Label("", "secondary", name=f"{NAME}.count")
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("Reçues, mises de côté"), "section", elide=True), 1)
        head.addWidget(self.under)
        self.box.addLayout(head)
        told = self.tr("Ces lignes du service central ne sont pas valables : elles ne sont pas entrées dans vos fiches. "
                       "Les autres sont arrivées.")  # fmt: skip
        self.box.addWidget(Label(told, "secondary", wrap=True, name=f"{NAME}.text"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self.box.addLayout(self._rows)
        self.more = Label("", "secondary", name=f"{NAME}.more")
        self.box.addWidget(self.more)
        self._shown: tuple[AsideRow, ...] | None = None
        self.rows: list[SetAsideRow] = []

    def show_rows(self, found: Sequence[AsideRow], number: int, clock: Clock) -> None:
        """Lists the newest of `number` rows."""
        self.under.setText(count(number))
        left = number - min(len(found), SHOWN)
        self.more.setText(self.tr("et {0} de plus").format(count(left)) if left > 0 else "")
        self.more.setVisible(left > 0)
        if self._shown == tuple(found):
            return
        self._shown = tuple(found)
        for row in self.rows:
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = []
        for one in found[:SHOWN]:
            row = SetAsideRow(one, clock)
            row.again.connect(lambda one=one: self.wished.emit(one))
            self._rows.addWidget(row)
            self.rows.append(row)
        self.setVisible(bool(found))


def title(row: AsideRow) -> str:
    """« Cycles Le Goff · Note »; the name that the row itself bears stands between « »."""
    named = say("Sync", "{0} « {1} »").format(row.noun, row.name) if row.name else row.noun
    return breakable(" · ".join(part for part in (row.company_name, named) if part))


def reason(row: AsideRow) -> str:
    """« SIRET : Ce numéro n’est pas valable. »"""
    return say("Sync", "{0} : {1}").format(row.field, row.reason) if row.field else row.reason


def details(row: AsideRow, clock: Clock) -> tuple[tuple[str, str], ...]:
    """What is known beside: the value, who, when, numbers of the row."""
    unknown = say("Sync", "inconnu de ce poste")
    who = say("Sync", "Modifiée par") if row.changed else say("Sync", "Auteur")
    at = say("Sync", "par une version précédente") if row.at is None else disputes.instant(row.at, clock)
    told = [
        (say("Sync", "Valeur reçue"), row.value),
        (who, row.author or unknown),
        (say("Sync", "Reçue"), at),
        (say("Sync", "Ligne"), f"{row.table} {UUID(row.uid)}"),
    ]
    return tuple((label, breakable(value)) for label, value in told if value)


def breakable(text: str) -> str:
    """A text whose longest words may go on in the next line: one of a thousand letters would widen the page."""
    return LONG_WORD.sub("\\g<0>\u200b", text)


def report(row: AsideRow) -> str:
    """What to send to somebody who helps: numbers and codes, no value of the data."""
    at = "-" if row.at is None else str(row.at)
    return f"ProspectDesk {__version__}\nheld: {row.code}\ntable: {row.table}\nuid: {UUID(row.uid)}\nrev: {row.rev}\nat: {at}"
