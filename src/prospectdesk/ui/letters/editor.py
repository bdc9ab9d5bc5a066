"""The text of a letter as it is written by hand (X-11): a light markup, told in its tools, with the preview beside it."""

from __future__ import annotations

import re

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from prospectdesk.domain.merge import MISSING
from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.flow import FlowLayout
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import enable_if

PAUSE_MS = 300
BOLD = re.compile(r"(?<!\\)\*\*.*?(?<!\\)\*\*")
MARKS = re.compile(r"^(#{1,2} |- |\| )|(?<!\\)\*\*|(?<!\\)\||\\(?=.)")


class Colours(QSyntaxHighlighter):
    """Titles bold, marks pale, missing values amber; the text itself stays as it is."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        theme.current().changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        """Colours one line."""
        tokens = theme.tokens()
        strong = QTextCharFormat()
        strong.setFontWeight(QFont.Weight.DemiBold)
        if text.startswith("#"):
            strong.setForeground(tokens.color("accent"))
            self.setFormat(0, len(text), strong)
        for found in BOLD.finditer(text):
            self.setFormat(found.start(), found.end() - found.start(), strong)
        pale = QTextCharFormat()
        pale.setForeground(tokens.color("text_3"))
        for found in MARKS.finditer(text):
            self.setFormat(found.start(), found.end() - found.start(), pale)
        if text.strip() in {"[signatures]", "[page]"}:
            self.setFormat(0, len(text), pale)
        lack = QTextCharFormat()
        lack.setForeground(tokens.color("warn"))
        lack.setBackground(tokens.color("warn_soft"))
        for found in re.finditer(re.escape(MISSING), text):
            self.setFormat(found.start(), found.end() - found.start(), lack)


class TextEditor(Card):
    """`typed` follows 300 ms after the last key; `changed` each key; `kept` and `dropped` are its two answers."""

    typed = Signal()
    changed = Signal()
    kept = Signal()
    dropped = Signal()
    left = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(f"{name}.editor", parent, spacing=8)
        self.field = QPlainTextEdit()
        self.field.setObjectName(f"{name}.text")
        self.field.setAccessibleName(self.tr("Texte de la lettre"))
        self.field.setTabChangesFocus(True)
        self._colours = Colours(self.field.document())
        self._stored = ""
        self.state = Label("", "secondary", tone="muted", name=f"{name}.text.state", elide=True)
        self.save = Button(
            self.tr("Enregistrer le texte"), "save", name=f"{name}.text.save", on=self.kept.emit
        )
        self.drop = Button(
            self.tr("Reprendre le modèle"),
            "rotate-ccw",
            "flat",
            name=f"{name}.text.drop",
            on=self.dropped.emit,
        )
        self.leave = Button(
            self.tr("Fermer l’éditeur"), "x", "flat", name=f"{name}.text.close", on=self.left.emit
        )
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.typed)
        self.field.textChanged.connect(self._changed)
        self._lay_out(name)

    def _lay_out(self, name: str) -> None:
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("Texte de la lettre"), "section"))
        head.addWidget(self.state, 1)
        strip = QWidget()
        tools = FlowLayout(strip, spacing=2)
        for text, tip, key, act in (
            (
                self.tr("Titre"),
                self.tr("Titre de clause : # au début de la ligne"),
                "heading",
                lambda: self._begin("# "),
            ),
            (self.tr("Sous-titre"), self.tr("## au début de la ligne"), "small", lambda: self._begin("## ")),
            (self.tr("Puce"), self.tr("- au début de la ligne"), "item", lambda: self._begin("- ")),
            (self.tr("Gras"), self.tr("**texte en gras**"), "bold", self._embolden),
            (
                self.tr("Signatures"),
                self.tr("Blocs de signature"),
                "signatures",
                lambda: self._alone("[signatures]"),
            ),
            (
                self.tr("Nouvelle page"),
                self.tr("La suite commence une page"),
                "page",
                lambda: self._alone("[page]"),
            ),
        ):
            tools.addWidget(Button(text, role="flat", name=f"{name}.text.{key}", tip=tip, on=act))
        holder = QWidget()
        foot = FlowLayout(holder, spacing=8)
        for button in (self.save, self.drop, self.leave):
            foot.addWidget(button)
        self.box.addLayout(head)
        self.box.addWidget(strip)
        self.box.addWidget(self.field, 1)
        self.box.addWidget(holder)

    def text(self) -> str:
        """What stands there; Qt's own plain text would lose the no-break spaces."""
        return _lines(self.field.document().toRawText())

    @property
    def unsaved(self) -> bool:
        """Whether something else stands there than is kept with the dossier."""
        return self.text() != self._stored

    def show_text(self, text: str, stored: str, said: str, *, own: bool) -> None:
        """Shows a text; `stored` is what the dossier keeps, `own` whether that is a written one."""
        self._stored, text = _lines(stored), _lines(text)
        if self.text() != text:
            self.field.blockSignals(True)
            self.field.setPlainText(text)
            self.field.blockSignals(False)
        self.state.setText(said)
        enable_if(self.drop, own or self.unsaved, self.tr("Ce texte est celui du modèle"))
        self._follow()

    def saved_as(self, text: str) -> None:
        """The dossier keeps this text now."""
        self._stored = text
        self._follow()

    def forget(self) -> None:
        """What stands there is given up: the next reading brings the text again."""
        self._stored = self.text()
        self._follow()

    def _changed(self) -> None:
        self._pause.start()
        self._follow()
        self.changed.emit()

    def _follow(self) -> None:
        enable_if(self.save, self.unsaved, self.tr("Modifiez d’abord le texte"))
        if self.unsaved:
            enable_if(self.drop, True, "")

    def go_to_gap(self, number: int) -> None:
        """Selects the missing value `number` of the text."""
        place = -1
        for _ in range(number + 1):
            place = self.text().find(MISSING, place + 1)
            if place < 0:
                return
        cursor = self.field.textCursor()
        cursor.setPosition(place)
        cursor.setPosition(place + len(MISSING), QTextCursor.MoveMode.KeepAnchor)
        self.field.setTextCursor(cursor)
        self.field.setFocus()

    # tools ---------------------------------------------------------------------------------
    def _begin(self, mark: str) -> None:
        """Puts a mark at the beginning of the line, in the place of another one."""
        cursor = self.field.textCursor()
        line = cursor.block().text()
        old = re.match(r"(#{1,2} |- )?", line)
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
        cursor.movePosition(
            QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor, old.end() if old else 0
        )
        cursor.insertText("" if line.startswith(mark) else mark)
        self.field.setFocus()

    def _embolden(self) -> None:
        cursor = self.field.textCursor()
        chosen = cursor.selectedText().replace("\u2029", "\n")
        cursor.insertText(f"**{chosen}**")
        if not chosen:
            cursor.movePosition(QTextCursor.MoveOperation.Left, n=2)
            self.field.setTextCursor(cursor)
        self.field.setFocus()

    def _alone(self, mark: str) -> None:
        cursor = self.field.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        cursor.insertText(f"\n\n{mark}\n\n")
        self.field.setTextCursor(cursor)
        self.field.setFocus()


def _lines(text: str) -> str:
    """The same text with the one end of line that the editor knows."""
    return text.replace("\r\n", "\n").translate({0x2028: "\n", 0x2029: "\n", 0x0D: "\n"})
