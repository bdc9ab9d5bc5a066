"""Step 2: which column of the file is which field; what is doubled or missing is said at once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from prospectdesk.domain.errors import Invalid
from prospectdesk.sheets import columns
from prospectdesk.ui.imports import words
from prospectdesk.ui.kit.bars import InfoBanner
from prospectdesk.ui.kit.cards import Card, rule
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import disable, set_role

if TYPE_CHECKING:
    from prospectdesk.commands.import_job import ImportPreview

SAMPLES = 3
PART = 20
"""Rows made between two turns of the event loop: a file may have 500 columns."""


class FieldCombo(QComboBox):
    """A choice of fields that the wheel scrolls past."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The list around it scrolls, the choice stays."""
        event.ignore()


class ColumnsStep(QWidget):
    """`changed` tells that the mapping is another; `problem()` says what keeps the person here."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._header: Sequence[str] = ()
        self._kind = "companies"
        self.combos: list[FieldCombo] = []
        self.errors: list[Label] = []
        self.banner = InfoBanner(name="import.columns.state")
        self.help = Label(role="secondary", wrap=True, name="import.columns.help")
        self._inner = QWidget()
        self._inner.setProperty("role", "plain")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(1, 4)
        self._grid.setColumnStretch(2, 3)
        inner = QVBoxLayout(self._inner)
        inner.setContentsMargins(0, 0, 8, 0)
        inner.addLayout(self._grid)
        inner.addStretch(1)
        card = Card("import.columns", margin=16, spacing=12)
        card.box.addWidget(self.banner)
        card.box.addWidget(self.help)
        card.box.addLayout(self._head())
        card.box.addWidget(rule())
        card.box.addWidget(self._area(), 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(card)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(16)
        titles = (self.tr("Colonne du fichier"), self.tr("Exemples"), self.tr("Champ de ProspectDesk"))
        for title, share in zip(titles, (3, 4, 3), strict=True):
            head.addWidget(Label(title, "overline"), share)
        return head

    def _area(self) -> QScrollArea:
        area = QScrollArea()
        area.setObjectName("import.columns.list")
        area.setAccessibleName(self.tr("Correspondance des colonnes"))
        area.setWidgetResizable(True)
        area.setWidget(self._inner)
        return area

    async def show_file(self, kind: str, found: ImportPreview) -> None:
        """The columns of a file, each with its guessed or remembered field."""
        self._kind, self._header = kind, found.info.header
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.combos, self.errors = [], []
        self._remembered = found.remembered
        model = self._fields(kind, found.fields)
        for place, title in enumerate(found.info.header):
            self._add(place, title, found, model)
            if place % PART == PART - 1:
                await asyncio.sleep(0)
        self._show_state()

    def _fields(self, kind: str, fields: Sequence[str]) -> QStandardItemModel:
        """One list of fields for all combos; the mandatory ones carry a star."""
        model = QStandardItemModel(self)
        needed = words.mandatory(kind)
        for key in ("", *fields):
            label = words.field_label(key) if key else self.tr("Ne pas importer")
            item = QStandardItem(self.tr("{0} *").format(label) if key in needed else label)
            item.setData(key, Qt.ItemDataRole.UserRole)
            model.appendRow(item)
        star = ", ".join(words.field_label(one) for one in needed)
        self.help.setText(
            self.tr("* Obligatoire : {0}.").format(star)
            if len(needed) == 1
            else self.tr("* L’un de ces champs au moins est obligatoire : {0}.").format(star)
        )
        return model

    def _add(self, place: int, title: str, found: ImportPreview, model: QStandardItemModel) -> None:
        combo = FieldCombo()
        combo.setModel(model)
        combo.setObjectName(f"import.columns.{place}")
        combo.setAccessibleName(self.tr("Champ de la colonne {0}").format(title or str(place + 1)))
        combo.setMinimumContentsLength(12)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        first = list(self._header).index(title) == place
        key = found.mapping.get(title, "") if first else ""
        combo.setCurrentIndex(combo.findData(key))
        combo.activated.connect(lambda _place: self._chosen())
        if not title:
            disable(combo, self.tr("Cette colonne n’a pas de titre : donnez-lui-en un dans le fichier."))
        elif not first:
            disable(combo, self.tr("Une autre colonne porte ce titre : changez-en un dans le fichier."))
        samples = [row[place] for row in found.rows if place < len(row) and row[place]][:SAMPLES]
        error = Label(role="error", wrap=True, name=f"import.columns.{place}.error")
        error.hide()
        at = 2 * place
        name = title or self.tr("(colonne {0}, sans titre)").format(place + 1)
        self._grid.addWidget(Label(name, "strong", elide=True), at, 0)
        self._grid.addWidget(
            Label(" · ".join(one[:60].replace("\n", " ") for one in samples), tone="muted", elide=True), at, 1
        )
        self._grid.addWidget(combo, at, 2)
        error.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._grid.addWidget(error, at + 1, 0, 1, 3)
        self.combos.append(combo)
        self.errors.append(error)

    def mapping(self) -> dict[str, str | None]:
        """Column title → field, None to leave a column out."""
        chosen: dict[str, str | None] = {}
        for title, combo in zip(self._header, self.combos, strict=False):
            if title and title not in chosen:
                chosen[title] = combo.currentData() or None
        return chosen

    def problem(self) -> str:
        """Why these columns cannot be imported, "" when they can: the rules are those of the reading."""
        try:
            taken = columns.apply_mapping(self._header, self.mapping(), self._kind)
        except Invalid as wrong:
            return (
                self.tr("Deux colonnes sont données au même champ : gardez-en une.")
                if (wrong.code == "mapping_twice")
                else wrong.message
            )
        missing = columns.missing(taken, self._kind)
        if not missing:
            return ""
        names = [words.field_label(one) for one in words.mandatory(self._kind)]
        if len(names) == 1:
            return self.tr("Aucune colonne ne donne « {0} » : indiquez-la.").format(names[0])
        listed = ", ".join(names)
        return self.tr("Indiquez la colonne d’un de ces champs : {0}.").format(listed)

    def recognised(self) -> tuple[int, int]:
        """How many columns have a field, of how many."""
        return sum(1 for combo in self.combos if combo.currentData()), len(self.combos)

    def _chosen(self) -> None:
        self._remembered = False
        self._show_state()
        self.changed.emit()

    def _show_state(self) -> None:
        self._mark_doubles()
        problem = self.problem()
        if problem:
            self.banner.say(problem, "warn")
            return
        said = self.tr("{0} colonnes sur {1} seront importées.").format(*self.recognised())
        if self._remembered:
            said = self.tr("{0} Ce choix vient d’un import précédent du même genre de fichier.").format(said)
        self.banner.say(said, "ok")

    def _mark_doubles(self) -> None:
        first: dict[str, str] = {}
        for title, combo, error in zip(self._header, self.combos, self.errors, strict=False):
            field = combo.currentData()
            double = bool(field) and field in first
            if double:
                said = self.tr("« {0} » est déjà donné à la colonne « {1} » : choisissez un autre champ.")
                error.setText(said.format(words.field_label(field), first[field]))
            elif field:
                first[field] = title
            error.setVisible(double)
            set_role(combo, invalid="true" if double else "false")
