"""What a project has besides: its required pieces with their dates, and the hand-off to sales administration (L-31…L-33)."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.commands.projects import SetPiece
from prospectdesk.domain.clock import Clock, day_date
from prospectdesk.domain.dossiers import obstacle
from prospectdesk.domain.projects import PIECES, STEPS, Piece, Project, handover_obstacle, owner_obstacle
from prospectdesk.queries.dossiers import Dossier
from prospectdesk.ui.dossiers.words import reason
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.dates import DateField, Today
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.pills import Pill
from prospectdesk.ui.kit.roles import disable, enable, enable_if


class ProjectCard(QWidget):
    """`told` carries a SetPiece, `handed` asks for the hand-off, `anew` for a new project."""

    told = Signal(object)
    handed = Signal()
    anew = Signal()

    def __init__(self, today: Today, clock: Clock, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._clock = clock
        self._dossier: Dossier | None = None
        self.dates: dict[tuple[str, str], DateField] = {}
        self.states: dict[str, Pill] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        heads = {
            "sent": self.tr("Envoyé le"),
            "returned": self.tr("Retourné le"),
            "signed": self.tr("Signé le"),
        }
        for column, step in enumerate(STEPS):
            self._grid.addWidget(Label(heads[step], "secondary", tone="muted"), 0, column)
            self._grid.setColumnStretch(column, 1)
        for number, (code, label) in enumerate(PIECES.items()):
            line = 2 * number + 2
            self.states[code] = Pill(name=f"{name}.{code}.state")
            named = QHBoxLayout()
            named.setSpacing(8)
            named.addWidget(Label(label, "strong"))
            named.addWidget(self.states[code])
            named.addStretch(1)
            self._grid.addLayout(named, line - 1, 0, 1, len(STEPS))
            for column, step in enumerate(STEPS):
                field = DateField(today, f"{name}.{code}.{step}", f"{label}, {heads[step]}")
                field.changed.connect(partial(self._typed, code, step))
                self.dates[code, step] = field
                self._grid.addWidget(field, line, column)
        self.error = Label(role="error", wrap=True, name=f"{name}.error")
        self.handover = Button(
            self.tr("Transmettre à l’ADV"), "send", name=f"{name}.hand_over", on=self.handed.emit
        )
        self.state = Label(role="secondary", wrap=True, name=f"{name}.state")
        self.new = Button(self.tr("Nouveau projet"), "plus", name=f"{name}.new", on=self.anew.emit)
        self._lay_out()

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self.handover)
        foot.addWidget(self.new)
        foot.addWidget(self.state, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addWidget(Label(self.tr("Pièces du projet"), "strong"))
        box.addLayout(self._grid)
        box.addWidget(self.error)
        box.addLayout(foot)
        self.error.hide()

    def show_dossier(self, dossier: Dossier, person: int, *, leads: bool) -> None:
        """Shows the pieces as they are kept; hidden for any other kind of dossier."""
        other = self._dossier is None or self._dossier.id != dossier.id
        self._dossier = dossier
        project = dossier.project
        self.setVisible(project is not None)
        if project is None:
            return
        closed = reason(owner_obstacle(project, person, leads=leads) or obstacle(dossier.state, "edit"))
        if not closed and project.handover is not None:
            closed = self.tr("Ce projet est transmis à l’ADV : ses pièces ne changent plus.")
        for one in project.pieces:
            self._show_piece(one, closed, anew=other)
        self._show_handover(dossier, project, person, leads=leads)
        self.new.setVisible(dossier.state.abandoned)
        self.error.hide()

    def _show_piece(self, piece: Piece, closed: str, *, anew: bool) -> None:
        for step in STEPS:
            field = self.dates[piece.code, step]
            kept = getattr(piece, step)
            if anew or (field.is_valid() and field.day() != kept):
                field.blockSignals(True)
                field.show_day(kept)
                field.blockSignals(False)
            if closed:
                disable(field, closed)
            else:
                enable(field)
        pill = self.states[piece.code]
        if piece.complete:
            pill.show_value(self.tr("Complète"), "ok", "circle-check")
        elif piece.sent is not None:
            pill.show_value(self.tr("Attendue signée"), "warn", "alarm-clock")
        else:
            pill.show_value(self.tr("À envoyer"), "neutral", "send")

    def _show_handover(self, dossier: Dossier, project: Project, person: int, *, leads: bool) -> None:
        found = owner_obstacle(project, person, leads=leads)
        found = found or handover_obstacle(project, dossier.stage, is_open=dossier.state.open)
        enable_if(self.handover, found is None, reason(found))
        handed = project.handover
        if handed is None:
            self.state.setText("")
        else:
            told = ", ".join(filter(None, (show.moment(handed.at, self._clock), handed.by)))
            self.state.setText(self.tr("ADV : {0} ({1})").format(handed.state, told))

    def _typed(self, code: str, step: str, _day: object = None) -> None:
        field = self.dates[code, step]
        if self._dossier is None or self._dossier.project is None or not field.is_valid():
            return
        kept = next(one for one in self._dossier.project.pieces if one.code == code)
        day = field.day()
        if day != getattr(kept, step):
            value: dict[str, Any] = {step: "" if day is None else day_date(day)}
            self.told.emit(SetPiece(dossier=self._dossier.id, piece=code, **value))
