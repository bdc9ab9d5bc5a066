"""What a click on a mark lists: its dossiers, or the acts behind a number of the activity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.domain.clock import Clock, day_number, ms_instant, zone_of
from prospectdesk.domain.dossiers import OPEN, STATUSES
from prospectdesk.queries.reports_activity import Act
from prospectdesk.queries.reports_behind import LIMIT, Behind
from prospectdesk.queries.reports_tags import Tagged
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.columns import Cell, Column, NameCell, PillCell
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.table_model import PagedModel
from prospectdesk.ui.kit.table_view import TableView
from prospectdesk.ui.reports.words import act_text, tag_text

TONES = {"en_cours": "accent", "signe": "ok", "perdu": "bad"}


class BehindPane(QWidget):
    """`left` asks for the report again; a row opens its sheet, and Alt+↓/↑ walks the list there."""

    left = Signal()

    def __init__(self, desk: Desk, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.rows: dict[int, Any] = {}
        self.back = Button(self.tr("Retour au rapport"), "arrow-left", "flat", name=f"{name}.back")
        self.back.clicked.connect(self.left)
        self.title = Label("", "section", name=f"{name}.title", elide=True)
        self.facts = Label("", "secondary", tone="muted", name=f"{name}.facts")
        self.view = TableView(f"{name}.table", self.tr("Dossiers du graphique"))
        self.view.opened.connect(self._open)
        self.model = self._model([])
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.back)
        head.addWidget(self.title, 1)
        head.addWidget(self.facts)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addLayout(head)
        box.addWidget(self.view, 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Échap goes back to the report."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _model(self, columns: Sequence[Column]) -> PagedModel:
        return PagedModel(columns, self._fetch, lambda work: self.desk.spawn(self, work), parent=self)

    async def _fetch(self, ids: list[int]) -> list[Any]:
        return [self.rows[one] for one in ids if one in self.rows]

    def show_dossiers(self, title: str, rows: Sequence[Behind]) -> None:
        """Dossiers, in the order they were read."""
        columns = self._dossier_columns()
        told = {one.key for one in columns if one.cell is None or any(one.cell(row) for row in rows)}
        self._show(title, rows, [one for one in columns if one.key in told])

    def show_acts(self, title: str, rows: Sequence[Act]) -> None:
        """Acts, in the order they were read."""
        self._show(title, rows, self._act_columns())

    def show_companies(self, title: str, rows: Sequence[Tagged]) -> None:
        """Companies of a routine, in the order they were read."""
        self._show(title, rows, self._company_columns())

    def _show(self, title: str, rows: Sequence[Any], columns: Sequence[Column]) -> None:
        held = self.view.current_id()
        self.title.setText(title)
        text = self.tr("{0} ligne") if len(rows) < 2 else self.tr("{0} lignes")
        if len(rows) >= LIMIT:
            text = self.tr("les {0} premières lignes")
        self.facts.setText(text.format(show.count(len(rows))))
        self.rows = {one.id: one for one in rows}
        if [one.key for one in columns] != [one.key for one in self.model.columns]:
            self.model = self._model(columns)
            self.view.show_model(self.model)
        self.model.set_ids([one.id for one in rows])
        if not (held is not None and self.view.go_to(held)) and rows:
            self.view.go_to(rows[0].id)

    def _dossier_columns(self) -> list[Column]:
        return [
            Column("company", self.tr("Société"), 190, "name", lambda one: NameCell(one.company), 3, sortable=False),
            Column("type", self.tr("Type"), 96, "text", lambda one: one.type, sortable=False),
            Column("stage", self.tr("Etape"), 124, "text", self._stage, sortable=False),
            Column("status", self.tr("Etat"), 100, "pill", self._status, sortable=False),
            Column("amount", self.tr("Montant"), 100, "number", self._amount, sortable=False),
            Column("holder", self.tr("Titulaire"), 120, "text", lambda one: one.holder or "", 1, sortable=False),
            Column("made", self.tr("Créé le"), 92, "text", lambda one: self._day(one.made_at), sortable=False),
            Column("closed", self.tr("Clos le"), 92, "text", lambda one: self._day(one.closed_at), sortable=False),
            Column("signing", self.tr("Signature"), 92, "text", self._signing, sortable=False),
            Column("why", self.tr("Justification"), 120, "text", self._why, 2, sortable=False),
            Column("open", "", 40, "open"),
        ]  # fmt: skip

    def _act_columns(self) -> list[Column]:
        return [
            Column("at", self.tr("Date"), 130, "text", self._moment, sortable=False),
            Column("company", self.tr("Société"), 190, "name", lambda one: NameCell(one.company), 2, sortable=False),
            Column("act", self.tr("Action"), 110, "text", lambda one: act_text(one.act), sortable=False),
            Column("who", self.tr("Commercial"), 130, "text", lambda one: one.who, sortable=False),
            Column("title", self.tr("Texte"), 200, "text", lambda one: " ".join(one.title.split()), 4, sortable=False),
            Column("open", "", 40, "open"),
        ]  # fmt: skip

    def _company_columns(self) -> list[Column]:
        return [
            Column("company", self.tr("Société"), 220, "name", lambda one: NameCell(one.company), 3, sortable=False),
            Column("city", self.tr("Ville"), 160, "text", lambda one: one.city or "", 1, sortable=False),
            Column("tag", self.tr("Tag"), 120, "text", lambda one: tag_text(one.tag), sortable=False),
            Column("ex", self.tr("Mention"), 120, "pill", self._mention, sortable=False),
            Column("follower", self.tr("Commercial opérationnel"), 170, "text", lambda one: one.follower or "",
                   sortable=False),
            Column("open", "", 40, "open"),
        ]  # fmt: skip

    def _mention(self, one: Tagged) -> Cell:
        return PillCell(self.tr("Ex-Client"), "warn") if one.ex_client else ""

    @staticmethod
    def _stage(one: Behind) -> Cell:
        return f"{one.stage} ({show.percent(one.percent)})"

    @staticmethod
    def _status(one: Behind) -> Cell:
        return PillCell(STATUSES.get(one.status, one.status), TONES.get(one.status, "neutral"))

    @staticmethod
    def _amount(one: Behind) -> Cell:
        return show.amount(one.amount)

    @staticmethod
    def _signing(one: Behind) -> Cell:
        return show.date_text(one.signing_on) if one.status == OPEN else ""

    @staticmethod
    def _why(one: Behind) -> Cell:
        return " ".join((one.justification or "").split())

    def _day(self, ms: int | None) -> str:
        return "" if ms is None else show.date_text(local_day(ms, self.desk.session.clock))

    def _moment(self, one: Act) -> Cell:
        if one.at is not None:
            return show.moment(one.at, self.desk.session.clock)
        return show.date_text(one.day)

    def _open(self, row: int) -> None:
        one = self.rows[row]
        order = list(dict.fromkeys(self.rows[key].company_id for key in self.model.ids()))
        screen = "sheet.dossiers" if isinstance(one, Behind) else "sheet"
        self.desk.open(screen, company=one.company_id, company_list=order)


def local_day(ms: int, clock: Clock) -> int:
    """The day number of an instant in the user's zone."""
    return day_number(ms_instant(ms).astimezone(zone_of(clock.zone)).date())
