"""Two versions compared: what went is struck out, what came is underlined, clause by clause (X-12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QKeySequence, QShortcut, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QTextEdit, QWidget

from prospectdesk.domain.letter_words import ADDED, REMOVED, SAME
from prospectdesk.jobs.letter_compare import Clause
from prospectdesk.ui.dossiers.inputs import Choice
from prospectdesk.ui.kit import ask, theme
from prospectdesk.ui.kit.buttons import IconButton
from prospectdesk.ui.kit.chips import Chip
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import enable_if

NAME = "letters.compare"


class CompareDialog(ask.Question):
    """`picked` asks for the comparison of two ids; `show_clauses` answers it."""

    picked = Signal(int, int)

    def __init__(self, parent: QWidget, versions: Sequence[tuple[int, str]], old: int, new: int) -> None:
        title = parent.tr("Comparer deux versions")
        super().__init__(parent, title, "", yes=parent.tr("Fermer"), name=NAME)
        self.no.hide()
        self.resize(880, 640)
        self._clauses: tuple[Clause, ...] = ()
        self._changes: list[int] = []
        self.old = Choice(f"{NAME}.old", self.tr("Version d’avant"))
        self.new = Choice(f"{NAME}.new", self.tr("Version d’après"))
        for choice, key in ((self.old, old), (self.new, new)):
            choice.offer(versions, empty=False)
            choice.show_value(key)
            choice.currentIndexChanged.connect(lambda _at: self._pick())
        self.count = Label("", "strong", name=f"{NAME}.count", elide=True)
        self.whole = Chip(self.tr("Clauses identiques"), checkable=True, name=f"{NAME}.whole", on=self._fill)
        self.before = IconButton("arrow-up", self.tr("Changement précédent (Maj+F8)"), name=f"{NAME}.before")
        self.after = IconButton("arrow-down", self.tr("Changement suivant (F8)"), name=f"{NAME}.after")
        self.field = QTextEdit()
        self.field.setObjectName(f"{NAME}.text")
        self.field.setAccessibleName(self.tr("Différences entre les deux versions"))
        self.field.setReadOnly(True)
        self._lay_out()
        for button, way in ((self.before, -1), (self.after, 1)):
            button.clicked.connect(lambda _checked=False, way=way: self.step(way))
        for keys, way in (("Shift+F8", -1), ("F8", 1)):
            QShortcut(QKeySequence(keys), self).activated.connect(lambda way=way: self.step(way))

    def _lay_out(self) -> None:
        pick = QHBoxLayout()
        pick.setSpacing(8)
        for part, room in ((Label(self.tr("De")), 0), (self.old, 1), (Label(self.tr("à")), 0), (self.new, 1)):
            pick.addWidget(part, room)
        told = QHBoxLayout()
        told.setSpacing(8)
        told.addWidget(self.count, 1)
        for button in (self.whole, self.before, self.after):
            told.addWidget(button)
        self.content.addLayout(pick)
        self.content.addLayout(told)
        self.content.addWidget(self.field, 1)
        self.box.setStretchFactor(self.content, 1)

    def pair(self) -> tuple[int, int]:
        """The ids of the two versions."""
        return self.old.value() or 0, self.new.value() or 0

    def _pick(self) -> None:
        self.picked.emit(*self.pair())

    def show_clauses(self, clauses: Sequence[Clause]) -> None:
        """Shows the comparison; identical clauses are folded unless asked for."""
        self._clauses = tuple(clauses)
        self._fill()

    def _fill(self) -> None:
        kinds = Counter(one.kind for one in self._clauses)
        self.count.setText(self._summary(kinds))
        self.field.clear()
        self._changes = []
        cursor = self.field.textCursor()
        for one in self._clauses:
            if one.kind != SAME or self.whole.isChecked():
                self._write(cursor, one)
        if not self._changes and not self.whole.isChecked():
            cursor.insertText(self.tr("Les deux versions disent la même chose."), self._format(""))
        cursor.movePosition(QTextCursor.MoveOperation.Start)
        self.field.setTextCursor(cursor)
        for button in (self.before, self.after):
            enable_if(button, bool(self._changes), self.tr("Aucun changement"))

    def _summary(self, kinds: Counter[str]) -> str:
        words = (
            ("changed", self.tr("{0} modifiée(s)")),
            ("added", self.tr("{0} ajoutée(s)")),
            ("removed", self.tr("{0} supprimée(s)")),
            ("same", self.tr("{0} identique(s)")),
        )
        told = ", ".join(text.format(kinds[kind]) for kind, text in words if kinds[kind])
        return self.tr("Clauses : {0}").format(told or "–")

    def _write(self, cursor: QTextCursor, one: Clause) -> None:
        titles = {
            "changed": self.tr("Modifiée"), "added": self.tr("Ajoutée"), "removed": self.tr("Supprimée"),
            "same": self.tr("Identique"),
        }  # fmt: skip
        if not cursor.atStart():
            cursor.insertBlock()
        if one.kind != SAME:
            self._changes.append(cursor.position())
        title = self._format("")
        title.setForeground(theme.tokens().color("text_2"))
        title.setFontWeight(QFont.Weight.DemiBold)
        cursor.insertText(titles[one.kind], title)
        cursor.insertBlock()
        for word in one.words:
            cursor.insertText(word.text.replace("\n", "\u2028"), self._format(word.kind))
        cursor.insertBlock()

    def _format(self, kind: str) -> QTextCharFormat:
        """Struck out and red, underlined and green: never colour alone."""
        made = QTextCharFormat()
        tokens = theme.tokens()
        if kind == REMOVED:
            made.setFontStrikeOut(True)
            made.setForeground(tokens.color("bad"))
            made.setBackground(tokens.color("bad_soft"))
        elif kind == ADDED:
            made.setFontUnderline(True)
            made.setForeground(tokens.color("ok"))
            made.setBackground(tokens.color("ok_soft"))
        else:
            made.setForeground(tokens.color("text"))
        return made

    def step(self, way: int) -> None:
        """The next or the previous change."""
        here = self.field.textCursor().position()
        places = [one for one in self._changes if (one > here if way > 0 else one < here)]
        if places:
            cursor = self.field.textCursor()
            cursor.setPosition(places[0] if way > 0 else places[-1])
            self.field.setTextCursor(cursor)
            place = self.field.cursorRect().top()
            bar = self.field.verticalScrollBar()
            bar.setValue(bar.value() + place - 8)
