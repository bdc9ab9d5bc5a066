"""Step 1: what the list holds, the file, how it is read, its first rows; beside them the imports of the past."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.sheets.encodings import CHOICES
from prospectdesk.sheets.source import SheetInfo
from prospectdesk.ui.imports import words
from prospectdesk.ui.imports.drop_zone import DropZone
from prospectdesk.ui.imports.history import ImportHistory
from prospectdesk.ui.imports.sample_table import SampleTable
from prospectdesk.ui.imports.stock_panel import StockPanel
from prospectdesk.ui.imports.work import Choices
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.chips import ChipRow
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.empty import EmptyState
from prospectdesk.ui.kit.fields import Labelled
from prospectdesk.ui.kit.labels import Label, Mark

if TYPE_CHECKING:
    from prospectdesk.commands.import_job import ImportPreview


class FileStep(QWidget):
    """`file_chosen` carries a path; `reading_changed` what is to be read otherwise (kind, sheet, encoding …)."""

    file_chosen = Signal(Path)
    reading_changed = Signal(dict)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.history = ImportHistory(desk)
        self.kind = ChipRow(
            [(key, words.kind_label(key), words.KIND_ICONS[key]) for key in words.KINDS], name="import.kind"
        )
        self.kind.chosen.connect(lambda key: self.reading_changed.emit({"kind": key}))
        self.drop = DropZone(desk)
        self.drop.chosen.connect(self.file_chosen)
        self.sheet = self._combo("import.sheet", "sheet")
        self.encoding = self._combo("import.encoding", "encoding")
        self.separator = self._combo("import.separator", "separator")
        self.stock = StockPanel(desk)
        self.stock.other_chosen.connect(self.file_chosen)
        self.note = _Note()
        self.sample = SampleTable("import.sample", self.tr("Premières lignes du fichier"))
        self.empty = EmptyState("file-spreadsheet", "", name="import.empty")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._reading(), 62)
        row.addWidget(self.history, 38)
        self.show_file(None, None)

    def _combo(self, name: str, key: str) -> QComboBox:
        made = QComboBox()
        made.setObjectName(name)
        made.setMinimumContentsLength(10)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.activated.connect(lambda _place: self.reading_changed.emit({key: made.currentData()}))
        return made

    def _reading(self) -> Card:
        card = Card("import.reading", margin=16, spacing=12)
        kind = QVBoxLayout()
        kind.setSpacing(6)
        kind.addWidget(Label(self.tr("Que contient la liste ?"), "secondary", tone="muted"))
        kind.addWidget(self.kind)
        self.options = QWidget()
        options = QHBoxLayout(self.options)
        options.setContentsMargins(0, 0, 0, 0)
        options.setSpacing(12)
        self._labelled = {
            "sheet": Labelled(self.tr("Feuille"), self.sheet),
            "encoding": Labelled(self.tr("Encodage du texte"), self.encoding),
            "separator": Labelled(self.tr("Séparateur"), self.separator),
        }
        for part in self._labelled.values():
            options.addWidget(part, 1)
        card.box.addLayout(kind)
        card.box.addWidget(self.drop)
        card.box.addWidget(self.options)
        card.box.addWidget(self.stock)
        card.box.addWidget(self.note)
        card.box.addWidget(self.sample, 1)
        card.box.addWidget(self.empty, 1)
        return card

    def show_file(self, choices: Choices | None, found: ImportPreview | None) -> None:
        """The file at hand as it is read now; None before there is one, or when it cannot be read."""
        self.drop.show_file(None if choices is None else choices.path)
        self.kind.choose("companies" if choices is None else choices.kind)
        read = found is not None
        self.empty.setVisible(not read)
        self._say_empty(unread=choices is not None)
        self.sample.setVisible(read)
        self.note.setVisible(read)
        info = None if found is None else found.info
        text = info is not None and info.encoding is not None and info.stock is None
        self.stock.show_file(choices if read else None)
        self._labelled["sheet"].setVisible(info is not None and len(info.sheets) > 1)
        asked = choices is not None and choices.encoding is not None and choices.stock is None
        self._labelled["encoding"].setVisible(text or asked)
        self._labelled["separator"].setVisible(info is not None and info.separator is not None)
        if found is not None and info is not None:
            self._show_reading(info)
            self.sample.show_rows(found.info.header, found.rows)
            self.note.say(self._said(found))

    def _say_empty(self, *, unread: bool) -> None:
        if unread:
            title = self.tr("Ce fichier n’a pas pu être lu")
            text = self.tr(
                "Choisissez-en un autre, ou ouvrez-le dans un tableur et enregistrez-le à nouveau."
            )
            self.empty.say("triangle-alert", title, text)
            return
        title = self.tr("Une liste devient des fiches en cinq étapes")
        text = self.tr(
            "Choisissez un fichier : ses colonnes sont reconnues, chaque ligne est vérifiée, et rien n’est "
            "écrit avant la dernière étape."
        )
        self.empty.say("file-spreadsheet", title, text)

    def _show_reading(self, info: SheetInfo) -> None:
        hidden = self.tr("{0} (masquée)")
        _fill(
            self.sheet,
            [(one.name, hidden.format(one.name) if one.hidden else one.name) for one in info.sheets],
            info.sheet,
        )
        _fill(self.encoding, [(one, words.ENCODINGS[one]) for one in CHOICES], info.encoding)
        _fill(self.separator, list(words.SEPARATORS.items()), info.separator)

    def _said(self, found: ImportPreview) -> str:
        said = self.tr("Vérifiez que les accents et les colonnes sont justes dans ces premières lignes.")
        if found.info.encoding is None:
            said = self.tr("Voici les premières lignes telles qu’elles ont été lues.")
        hidden = found.info.hidden_sheets
        if hidden:
            more = self.tr("Feuilles masquées, à choisir si besoin : {0}.").format(", ".join(hidden))
            said = f"{said} {more}"
        return said


def _fill(combo: QComboBox, options: list[tuple[str, str]], chosen: str | None) -> None:
    combo.clear()
    for key, label in options:
        combo.addItem(label, key)
    combo.setCurrentIndex(combo.findData(chosen))


class _Note(QWidget):
    """A line of help with its icon."""

    def __init__(self) -> None:
        super().__init__()
        self.label = Label(role="secondary", wrap=True, name="import.note")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Mark("info"))
        row.addWidget(self.label, 1)

    def say(self, text: str) -> None:
        """Another line."""
        self.label.setText(text)
