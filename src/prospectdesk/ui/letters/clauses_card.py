"""The clauses of a letter that may be left out, each with its box; what is ticked is printed (mock-up 09)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.domain.letter_clauses import Clause
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import disable, enable_if


class ClausesCard(Card):
    """`chosen` carries all clauses as they are ticked now."""

    chosen = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(f"{name}.clauses", parent, spacing=6)
        self._clauses: tuple[Clause, ...] = ()
        self.boxes: dict[str, QCheckBox] = {}
        self.count = Label("", "secondary", tone="muted", name=f"{name}.clauses.count")
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("Clauses"), "section"))
        head.addStretch(1)
        head.addWidget(self.count)
        self.always = QCheckBox(self.tr("Articles de la lettre"))
        self.always.setObjectName(f"{name}.clauses.always")
        self.always.setChecked(True)
        disable(self.always, self.tr("Les articles du modèle sont toujours imprimés."))
        first = QHBoxLayout()
        first.addWidget(self.always)
        first.addStretch(1)
        first.addWidget(Label(self.tr("obligatoire"), "secondary", tone="muted"))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        self.box.addLayout(head)
        self.box.addLayout(first)
        self.box.addLayout(self._lines)

    def show_clauses(self, clauses: Sequence[Clause], closed: str) -> None:
        """The clauses as they are ticked; `closed` says why they cannot be, empty when they can."""
        if [(one.name, one.label) for one in clauses] != [(one.name, one.label) for one in self._clauses]:
            self._fill(clauses)
        self._clauses = tuple(clauses)
        for one in clauses:
            box = self.boxes[one.name]
            box.blockSignals(True)
            box.setChecked(one.ticked)
            box.blockSignals(False)
            enable_if(box, not closed, closed)
        kept = sum(1 for one in clauses if one.ticked)
        self.count.setText(self.tr("{0} sur {1} retenues").format(kept, len(clauses)))
        self.setVisible(bool(clauses))

    def _fill(self, clauses: Sequence[Clause]) -> None:
        for gone in self.boxes.values():
            self._lines.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self.boxes = {}
        for one in clauses:
            box = QCheckBox(one.label)
            box.setObjectName(f"{self.objectName()}.{one.name.removeprefix('clause_')}")
            box.setAccessibleName(self.tr("Clause {0}").format(one.label))
            box.toggled.connect(lambda on, name=one.name: self._ticked(name, on))
            self.boxes[one.name] = box
            self._lines.addWidget(box, 0, Qt.AlignmentFlag.AlignLeft)

    def _ticked(self, name: str, on: bool) -> None:
        told = tuple(replace(one, ticked=on) if one.name == name else one for one in self._clauses)
        self.chosen.emit(told)
