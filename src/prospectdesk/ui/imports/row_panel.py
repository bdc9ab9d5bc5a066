"""Beside the rows: what the chosen one will do, and the answer to a doublet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from prospectdesk.ui.imports import words
from prospectdesk.ui.imports.side_grid import SideGrid
from prospectdesk.ui.kit.buttons import Button, IconButton
from prospectdesk.ui.kit.cards import Card, rule
from prospectdesk.ui.kit.flow import FlowLayout
from prospectdesk.ui.kit.labels import Label, Mark
from prospectdesk.ui.kit.pills import Pill
from prospectdesk.ui.kit.roles import disable, enable, enable_if

if TYPE_CHECKING:
    from prospectdesk.commands.import_fates import RowFate


class RowPanel(Card):
    """`answered` carries decision ("" takes it back), fields to keep, and whether for all alike; `step` goes on."""

    answered = Signal(str, list, bool)
    step = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("import.panel", parent, margin=16, spacing=10)
        self._row: RowFate | None = None
        self._kind = "companies"
        self._busy = False
        self.heading = Label(role="section", name="import.panel.title", elide=True)
        self.pill = Pill(name="import.panel.fate")
        self.reason = Label(wrap=True, name="import.panel.reason", tone="muted", selectable=True)
        self.grid = SideGrid()
        self.grid.changed.connect(self._tell_taken)
        self.outcome = Label(role="strong", wrap=True, name="import.panel.outcome")
        self.box.addLayout(self._head())
        why = QHBoxLayout()
        why.setSpacing(8)
        why.addWidget(Mark("info"), 0, Qt.AlignmentFlag.AlignTop)
        why.addWidget(self.reason, 1)
        self.box.addLayout(why)
        self.box.addWidget(rule())
        self.box.addWidget(self._fields(), 1)
        self.foot = self._foot()
        self.box.addWidget(self.foot)
        self.show_row(None, "companies", (0, 0), 0)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(8)
        self.before = IconButton(
            "chevron-left",
            self.tr("Ligne à voir précédente"),
            name="import.previous",
            on=lambda: self.step.emit(-1),
        )
        self.after = IconButton(
            "chevron-right",
            self.tr("Ligne à voir suivante (F8)"),
            name="import.next",
            on=lambda: self.step.emit(1),
        )
        head.addWidget(self.heading, 1)
        head.addWidget(self.pill)
        head.addWidget(self.before)
        head.addWidget(self.after)
        return head

    def _fields(self) -> QScrollArea:
        inner = QWidget()
        inner.setProperty("role", "plain")
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, 4, 0)
        box.setSpacing(10)
        box.addWidget(self.grid)
        box.addWidget(self.outcome)
        box.addStretch(1)
        area = QScrollArea()
        area.setObjectName("import.panel.fields")
        area.setAccessibleName(self.tr("Champs de la ligne"))
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        return area

    def _foot(self) -> QWidget:
        foot = QWidget()
        box = QVBoxLayout(foot)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(rule())
        answers = QWidget()
        flow = FlowLayout(answers)
        self.update_button = self._answer(self.tr("Mettre à jour la fiche"), "refresh-cw", "update", "1")
        self.create_button = self._answer(self.tr("Créer une autre"), "plus", "create", "2")
        self.ignore_button = self._answer(self.tr("Ignorer"), "skip-forward", "ignore", "3")
        self.ignore_button.set_role("flat")
        self.again = self._answer(self.tr("Revenir sur cette réponse"), "undo-2", "", "")
        self.again.setObjectName("import.answer.again")
        self.alike = QCheckBox()
        self.alike.setObjectName("import.alike")
        for part in (self.update_button, self.create_button, self.ignore_button, self.again, self.alike):
            flow.addWidget(part)
        box.addWidget(answers)
        return foot

    def _answer(self, text: str, icon: str, decision: str, key: str) -> Button:
        tip = self.tr("Touche {0}").format(key) if key else ""
        name = f"import.answer.{decision or 'again'}"
        return Button(text, icon, name=name, tip=tip, on=lambda: self.answer(decision))

    def show_row(self, row: RowFate | None, kind: str, place: tuple[int, int], alike: int) -> None:
        """Another row. `place` is its number among the doublets that wait, and how many wait; `alike` how many
        of them are doublets for the same cause."""
        if row is None or self._row is None or row.line != self._row.line:
            self.alike.setChecked(False)
        self._row, self._kind = row, kind
        self.foot.setVisible(row is not None and row.decidable)
        self.pill.setVisible(row is not None)
        if row is None:
            self.heading.setText(self.tr("Aucune ligne choisie"))
            self.reason.setText(self.tr("Choisissez une ligne pour voir ce qu’elle fera."))
            self.grid.show_sides((), choosing=False)
            self.outcome.setText("")
            return
        waits = row.fate == "duplicate" and row.decidable
        line = self.tr("Ligne {0}").format(row.line)
        title = self.tr("Doublon {0} sur {1} · ligne {2}").format(*place, row.line) if waits else line
        self.heading.setText(title)
        self.pill.setVisible(not waits)
        look = words.fate_pill(row)
        self.pill.show_value(look.text, look.tone, look.icon)
        self.reason.setText(words.reason(row, kind))
        self.grid.show_sides(row.sides, choosing=waits)
        self._tell_taken()
        self._show_answers(row, waits, alike)

    def _show_answers(self, row: RowFate, waits: bool, alike: int) -> None:
        self.update_button.setVisible(waits)
        self.create_button.setVisible(waits)
        self.ignore_button.setVisible(row.decision is None)
        self.again.setVisible(row.decision is not None)
        self.alike.setVisible(waits and alike > 1)
        cause = self.tr("nom + CP") if self._kind == "companies" else self.tr("e-mail ou portable")
        said = self.tr("Même réponse pour les {0} doublons « {1} »").format(alike, cause)
        self.alike.setText(said)
        if not waits or self._busy:
            return
        if self._kind != "companies":
            disable(self.update_button, self.tr("Cet import ajoute des cartes, il n’en modifie pas."))
        else:
            enable_if(
                self.update_button, row.candidate,
                self.tr("Cette ligne répète une ligne du fichier : il n’y a pas encore de fiche à mettre à jour."),
            )  # fmt: skip

    def _tell_taken(self) -> None:
        row = self._row
        if row is None or row.fate != "duplicate" or not row.sides:
            self.outcome.setText("")
            return
        labels = [one.lower() for one in self.grid.taken()]
        if not labels:
            self.outcome.setText(self.tr("Une mise à jour ne changerait aucun champ."))
        elif len(labels) == 1:
            self.outcome.setText(self.tr("1 champ sera repris du fichier : {0}.").format(labels[0]))
        else:
            said = self.tr("{0} champs seront repris du fichier : {1}.")
            self.outcome.setText(said.format(len(labels), ", ".join(labels)))

    def answer(self, decision: str) -> None:
        """As the button of this decision."""
        row = self._row
        if row is None or not row.decidable or self._busy:
            return
        if decision in {"update", "create"} and row.fate != "duplicate":
            return
        if decision == "update" and not self.update_button.isEnabled():
            return
        keep = self.grid.kept() if decision == "update" else []
        self.answered.emit(decision, keep, self.alike.isVisible() and self.alike.isChecked())

    def set_busy(self, busy: bool) -> None:
        """While an answer is under way no other is taken."""
        self._busy = busy
        for button in (self.update_button, self.create_button, self.ignore_button, self.again):
            if busy:
                disable(button, self.tr("La réponse précédente est en cours."))
            else:
                enable(button)
