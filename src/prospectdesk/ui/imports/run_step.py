"""Step 5: the import under way, then what it did, its report, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from prospectdesk.domain.changes import Done
from prospectdesk.jobs.ticket import Ticket
from prospectdesk.ui.imports.figures import Figures
from prospectdesk.ui.imports.sample_table import SampleTable
from prospectdesk.ui.kit.bars import InfoBanner
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.format import count
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import disable, enable

BEAT_MS = 100
SHOWN = 2_000
"""Rows of a table shown here; the report has them all."""


class Underway(Card):
    """A long work with its ticket: what, how far, Annuler."""

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent, margin=20, spacing=12)
        self._ticket: Ticket | None = None
        self.title = Label(title, "section", name=f"{name}.title")
        self.label = Label(role="secondary", name=f"{name}.text")
        self.bar = QProgressBar()
        self.bar.setObjectName(f"{name}.bar")
        self.bar.setAccessibleName(self.tr("Avancement"))
        self.bar.setTextVisible(False)
        self.stop = Button(self.tr("Annuler"), "circle-stop", name=f"{name}.cancel", on=self._stop)
        self.help = Label(role="secondary", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop)
        self.box.addWidget(self.title)
        self.box.addWidget(self.label)
        self.box.addLayout(row)
        self.box.addWidget(self.help)
        self.box.addStretch(1)
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)

    def follow(self, ticket: Ticket, title: str, text: str) -> None:
        """Shows a work until it has finished."""
        self._ticket = ticket
        self.title.setText(title)
        self.help.setText(text)
        enable(self.stop)
        self._beat()
        self._timer.start()

    def _stop(self) -> None:
        if self._ticket is not None:
            self._ticket.cancel()
            self._beat()

    def _beat(self) -> None:
        ticket = self._ticket
        if ticket is None or ticket.finished:
            self._timer.stop()
            return
        last = ticket.last
        said = last.text or self.tr("Préparation")
        if last.total:
            said = self.tr("{0} : {1} sur {2} lignes").format(
                said, count(min(last.done, last.total)), count(last.total)
            )
        if ticket.cancelled:
            said = self.tr("Arrêt en cours, rien ne sera gardé…")
            disable(self.stop, said)
        self.label.setText(said)
        self.bar.setRange(0, last.total)
        self.bar.setValue(min(last.done, last.total))


class RunStep(QStackedWidget):
    """`undo_wanted`, `list_wanted` and `report_wanted` are the buttons of the end."""

    undo_wanted = Signal()
    list_wanted = Signal()
    report_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import.run")
        self.underway = Underway("import.progress", self.tr("Import en cours"))
        self.done = QWidget()
        self.banner = InfoBanner(name="import.done", strong=True)
        self.figures = Figures("import.result", over=True)
        self.warnings = Label(role="secondary", wrap=True, name="import.warnings", selectable=True)
        self.title = Label(role="section", name="import.table.title")
        self.table = SampleTable("import.errors", self.tr("Lignes laissées de côté"))
        self.list = Button(
            self.tr("Voir la liste des prospects"), "list", name="import.list", on=self.list_wanted.emit
        )
        self.report = Button(
            self.tr("Télécharger le rapport"),
            "download",
            name="import.result.report",
            on=self.report_wanted.emit,
        )
        self.undo = Button(
            self.tr("Annuler cet import"), "undo-2", name="import.undo", on=self.undo_wanted.emit
        )
        self.addWidget(self.underway)
        self.addWidget(self.done)
        self._lay_out()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.list, self.report, self.undo):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.rows = Card("import.result.rows", margin=16, spacing=8)
        self.rows.box.addWidget(self.title)
        self.rows.box.addWidget(self.table, 1)
        box = QVBoxLayout(self.done)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addWidget(self.banner)
        box.addWidget(self.figures)
        box.addLayout(buttons)
        box.addWidget(self.warnings)
        box.addWidget(self.rows, 1)
        self._rest = QWidget()
        box.addWidget(self._rest, 1)

    def show_work(self, ticket: Ticket) -> None:
        """The import has begun."""
        self.underway.follow(
            ticket, self.tr("Import en cours"),
            self.tr(
                "Vous pouvez continuer à travailler et quitter cette page : l’import continue. Annuler laisse "
                "la base comme elle était."
            ),
        )  # fmt: skip
        self.setCurrentWidget(self.underway)

    def show_done(self, done: Done, kind: str) -> None:
        """The import has succeeded."""
        document = done.data
        self.banner.say(
            self.tr("Import terminé. Il peut être annulé en entier, ici ou depuis l’historique."), "ok"
        )
        self.figures.show()
        self.figures.show_document(document, kind)
        for button in (self.list, self.report, self.undo):
            button.show()
        enable(self.undo)
        warnings: list[str] = document["warnings"]
        self.warnings.setText("\n".join(warnings[:6] + (["…"] if len(warnings) > 6 else [])))
        self.warnings.setVisible(bool(warnings))
        errors = document["row_errors"]
        titles = (self.tr("Ligne"), self.tr("Colonne"), self.tr("Valeur lue"), self.tr("Raison"))
        cells = [
            (str(one["row"]), one["column"], one["value"] or "", one["reason"]) for one in errors[:SHOWN]
        ]
        self._show_rows(self.tr("Lignes laissées de côté"), titles, cells)
        self.setCurrentWidget(self.done)

    def show_undone(self, file: str, answer: dict[str, Any]) -> None:
        """The import was taken back; what was kept is listed."""
        kept = answer["kept"]
        said = self.tr("L’import de « {0} » est annulé : {1} enregistrements remis comme avant, {2} gardés.")
        self.banner.say(
            said.format(file, count(answer["restored"]), count(len(kept))), "warn" if kept else "ok"
        )
        self.figures.hide()
        self.warnings.hide()
        for button in (self.report, self.undo):
            button.hide()
        titles = (self.tr("Ce qui est gardé"), self.tr("Pourquoi"))
        self._show_rows(
            self.tr("Gardé, car touché depuis l’import"),
            titles,
            [(one["label"], one["reason"]) for one in kept[:SHOWN]],
        )
        self.setCurrentWidget(self.done)

    def _show_rows(self, title: str, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        self.title.setText(title)
        self.table.show_rows(titles, rows)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.rows.setVisible(bool(rows))
        self._rest.setVisible(not rows)

    def undoing(self, busy: bool) -> None:
        """While the undo is under way."""
        if busy:
            disable(self.undo, self.tr("Annulation en cours…"))
        else:
            enable(self.undo)
