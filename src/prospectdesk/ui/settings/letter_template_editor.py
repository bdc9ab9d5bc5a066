"""The text of a letter template as it is written: fields coloured, the line of a fault marked, fields put in by chips."""

from __future__ import annotations

import functools
import re

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from prospectdesk.documents import letter_templates as templates
from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.merge import FIELDS
from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.chips import Chip
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.kit.flow import FlowLayout
from prospectdesk.ui.kit.labels import Label

PAUSE_MS = 300
CHIPS_HEIGHT = 84
FIELD = re.compile(r"\{\{.*?\}\}")
KEY = re.compile(r"^(title|subtitle|addressee|sender|signatures|unticked|clause_\w+|body)\b(?=\s*=)")
BODY = re.compile(r"^body\s*=", re.MULTILINE)
NEW_CLAUSE = "clause_nouvelle"
HEADING = re.compile(r"^#{1,2} .*")


class Colours(QSyntaxHighlighter):
    """Fields in the accent, keys and headings bold, the line of the fault on a red ground."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.fault = -1
        theme.current().changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        """Colours one line."""
        tokens = theme.tokens()
        wrong = self.currentBlock().blockNumber() == self.fault
        for pattern, ink, bold in ((HEADING, "text", True), (KEY, "text_2", True), (FIELD, "accent", False)):
            for found in pattern.finditer(text):
                look = QTextCharFormat()
                look.setForeground(tokens.color(ink))
                if bold:
                    look.setFontWeight(QFont.Weight.DemiBold)
                self.setFormat(found.start(), found.end() - found.start(), look)
        if wrong:
            look = QTextCharFormat()
            look.setForeground(tokens.color("bad"))
            look.setBackground(tokens.color("bad_soft"))
            self.setFormat(0, len(text), look)


class TemplateEditor(QWidget):
    """`changed` at each key, `rested` 300 ms after the last one; `fault` is what stands in the way, None when right."""

    changed = Signal()
    rested = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fault: Invalid | None = None
        self.field = QPlainTextEdit()
        self.field.setObjectName(f"{name}.text")
        self.field.setAccessibleName(self.tr("Texte du modèle"))
        self.field.setTabChangesFocus(True)
        self._dress()
        theme.current().changed.connect(self._dress)
        self._colours = Colours(self.field.document())
        self.place = Label("", "secondary", tone="muted", name=f"{name}.place")
        self.told = Label("", "secondary", name=f"{name}.told", wrap=True, selectable=True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._rest)
        self.field.textChanged.connect(self._typed)
        self.field.cursorPositionChanged.connect(self._show_place)
        self.chips = self._make_chips(name)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addWidget(self.chips)
        box.addWidget(self.field, 1)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.told, 1)
        foot.addWidget(self.place)
        box.addLayout(foot)
        self._show_place()

    def _dress(self) -> None:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(theme.current().font("body").pixelSize())
        self.field.setFont(font)

    def _make_chips(self, name: str) -> QScrollArea:
        holder = QWidget()
        holder.setProperty("role", "plain")
        row = FlowLayout(holder, spacing=4)
        for field, label in FIELDS.items():
            chip = Chip(field, name=f"{name}.field.{field}")
            chip.clicked.connect(functools.partial(self._put_field, field))
            chip.setAccessibleName(self.tr("Insérer le champ {0}").format(label))
            chip.setToolTip(label)
            row.addWidget(chip)
        condition = Chip(self.tr("si…"), "split", name=f"{name}.field.si", on=self._put_condition)
        condition.setAccessibleName(self.tr("Insérer une condition"))
        condition.setToolTip(self.tr("Ce qui suit n’est imprimé que si le champ est connu"))
        row.addWidget(condition)
        clause = Chip(self.tr("clause…"), "check", name=f"{name}.field.clause", on=self._put_clause)
        clause.setAccessibleName(self.tr("Insérer une clause à cocher"))
        clause.setToolTip(self.tr("Ce qui suit est coché ou décoché dans la fenêtre de la lettre"))
        row.addWidget(clause)
        area = QScrollArea()
        area.viewport().setAutoFillBackground(False)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFixedHeight(CHIPS_HEIGHT)
        area.setWidget(holder)
        return area

    # text ----------------------------------------------------------------------------------
    def text(self) -> str:
        """What stands there; Qt's own plain text would lose the no-break spaces."""
        raw = self.field.document().toRawText()
        return raw.translate({0x2029: "\n", 0x2028: "\n", 0x0D: "\n"})

    def show_text(self, text: str, *, readable_only: bool) -> None:
        """Another text, looked at at once."""
        self.field.setReadOnly(readable_only)
        self.chips.setVisible(not readable_only)
        if text != self.text():
            self.field.blockSignals(True)
            self.field.setPlainText(text)
            self.field.blockSignals(False)
        self._look()

    def put(self, text: str, back: int = 0) -> None:
        """Puts a text where the cursor stands, which then stands `back` characters before its end."""
        cursor = self.field.textCursor()
        cursor.insertText(text)
        cursor.movePosition(QTextCursor.MoveOperation.Left, n=back)
        self.field.setTextCursor(cursor)
        self.field.setFocus()

    def _put_field(self, field: str, _checked: bool = False) -> None:
        self.put(f"{{{{{field}}}}}")

    def _put_condition(self) -> None:
        chosen = self.field.textCursor().selectedText().replace("\u2029", "\n")
        self.put(f"{{{{#si nom}}}}{chosen}{{{{/si}}}}", len("{{/si}}"))

    def _put_clause(self) -> None:
        """Makes what is selected a clause, and declares it above the text of the letter."""
        text, number = self.text(), 1
        while f"{NEW_CLAUSE}{number}" in text:
            number += 1
        name = f"{NEW_CLAUSE}{number}"
        chosen = self.field.textCursor().selectedText().replace("\u2029", "\n")
        self.put(f"{{{{#si {name}}}}}{chosen}{{{{/si}}}}", len("{{/si}}"))
        found = BODY.search(self.text())
        if found is not None:
            head = QTextCursor(self.field.document())
            head.setPosition(found.start())
            label = self.tr("Nouvelle clause {0}").format(number)
            head.insertText(f'{name} = "{label}"\n')

    def go_to_fault(self) -> None:
        """Stands on the line of the fault."""
        if self.fault is not None:
            self._go_to(self._line(self.fault))
            self.field.setFocus()

    def _go_to(self, line: int) -> None:
        block = self.field.document().findBlockByNumber(max(0, line))
        cursor = QTextCursor(block)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        self.field.setTextCursor(cursor)
        self.field.centerCursor()

    @staticmethod
    def _line(fault: Invalid) -> int:
        line = fault.values.get("line")
        return line - 1 if isinstance(line, int) else -1

    def _typed(self) -> None:
        self._pause.start()
        self.changed.emit()

    def _rest(self) -> None:
        self._look()
        self.rested.emit()

    def _look(self) -> None:
        """Finds what is wrong: a template is read in linear time, a few milliseconds."""
        self._pause.stop()
        try:
            templates.of_file(self.text())
            self.fault = None
            self.told.set_tone("ok")
            self.told.setText(
                self.tr(
                    "Modèle valable. # titre, ## sous-titre, - puce, | tableau |, **gras**, [signatures], [page]"
                )
            )
        except Invalid as failure:
            self.fault = failure
            self.told.set_tone("bad")
            self.told.setText(sentence(failure))
        line = -1 if self.fault is None else self._line(self.fault)
        if line != self._colours.fault:
            self._colours.fault = line
            self._colours.rehighlight()

    def _show_place(self) -> None:
        cursor = self.field.textCursor()
        text = self.tr("Ligne {0}, colonne {1}")
        self.place.setText(text.format(cursor.blockNumber() + 1, cursor.positionInBlock() + 1))
