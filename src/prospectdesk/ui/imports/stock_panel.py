"""What the official stock files need: both files, in whichever order they come, and the departments to take."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from prospectdesk.domain.errors import Invalid
from prospectdesk.sheets.stock_files import SITES, departments
from prospectdesk.ui.imports.work import Choices
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.fields import Labelled
from prospectdesk.ui.kit.labels import Label, Mark


class StockPanel(QWidget):
    """`other_chosen` carries the second file, `changed` tells that departments were typed."""

    other_chosen = Signal(Path)
    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._choices: Choices | None = None
        self.setObjectName("import.stock")
        self.sites = _FileLine("import.stock.sites")
        self.units = _FileLine("import.stock.units")
        self.other = Button(
            self.tr("Choisir le second fichier…"), "folder-open", name="import.stock.choose", on=self._choose
        )
        self.departments = QLineEdit()
        self.departments.setObjectName("import.stock.departments")
        self.departments.setPlaceholderText(self.tr("35, 57, 2A, 971"))
        self.departments.setMaxLength(300)
        self.departments.textChanged.connect(self._typed)
        self.field = Labelled(
            self.tr("Départements à importer"), self.departments,
            hint=self.tr("Le reste du fichier est lu et laissé de côté. Écrivez « tous » pour la France entière."),
        )  # fmt: skip
        files = QVBoxLayout()
        files.setSpacing(6)
        for part in (self.sites, self.units, self.other):
            files.addWidget(part)
        files.addStretch(1)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addLayout(files, 1)
        columns.addWidget(self.field, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(Label(self.tr("Fichiers stock du répertoire Sirene (INSEE)"), "strong"))
        box.addLayout(columns)

    def show_file(self, choices: Choices | None) -> None:
        """The files at hand; hidden for any other list."""
        self._choices = choices if choices is not None and choices.stock else None
        self.setVisible(self._choices is not None)
        if self._choices is None:
            self.departments.clear()
            return
        whole = self._choices.stock == SITES
        sites, units = (self._choices.path, self._choices.units) if whole else (None, self._choices.path)
        missing = self.tr("à choisir aussi")
        self.sites.say(
            self.tr("Établissements : {0}").format(sites.name if sites else missing), sites is not None
        )
        unnamed = self.tr("à choisir, pour les noms")
        self.units.say(
            self.tr("Unités légales : {0}").format(units.name if units else unnamed), units is not None
        )
        self.other.setVisible(sites is None or units is None)

    def told(self, choices: Choices) -> Choices:
        """The same with the departments."""
        return choices if not choices.stock else replace(choices, departments=self.departments.text())

    def problem(self) -> str:
        """Why the files cannot be read yet, "" when they can or are not stock files."""
        if self._choices is None:
            return ""
        if self._choices.stock != SITES:
            return self.tr("Choisissez aussi le fichier des établissements (StockEtablissement).")
        try:
            departments(self.departments.text())
        except Invalid as wrong:
            return str(wrong)
        return ""

    def _typed(self) -> None:
        wrong = self.problem() if self.departments.text().strip() else ""
        self.field.show_error(wrong if self._choices is not None and self._choices.stock == SITES else "")
        self.changed.emit()

    def _choose(self) -> None:
        self._desk.spawn(self, self._ask())

    async def _ask(self) -> None:
        filters = ";;".join(
            (self.tr("Fichiers stock (*.csv *.zip *.parquet)"), self.tr("Tous les fichiers (*)"))
        )
        path = await ask.open_file(self.window(), self.tr("Choisir le second fichier stock"), filters)
        if path is not None:
            self.other_chosen.emit(path)


class _FileLine(QWidget):
    """One of the two files: there or not, with a mark and in words."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.label = Label(elide=True, name=name)
        self._here, self._missing = Mark("circle-check", "ok"), Mark("circle-dot", "warn")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part in (self._here, self._missing):
            row.addWidget(part)
        row.addWidget(self.label, 1)

    def say(self, text: str, here: bool) -> None:
        """Another line."""
        self.label.setText(text)
        self._here.setVisible(here)
        self._missing.setVisible(not here)
