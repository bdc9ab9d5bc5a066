"""One field in conflict: both values side by side with their authors, and the answer of the person."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from prospectdesk.domain.clock import Clock
from prospectdesk.ui.kit import disputes, theme
from prospectdesk.ui.kit.choice import ChoiceBar
from prospectdesk.ui.kit.disputes import BOTH, KEEP, MINE, FieldConflict, Side
from prospectdesk.ui.kit.labels import Label, Mark

NAME = "sync.conflict"


class ValueBox(QFrame):
    """One value: which side, who and when, the value itself."""

    def __init__(self, side: Side, kind: Literal["lost", "kept"], name: str, clock: Clock) -> None:
        super().__init__()
        self._kind = kind
        self._chosen = False
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        lost = kind == "lost"
        title = self.tr("Écartée") if lost else self.tr("Gagnante")
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(Mark("archive" if lost else "crown", "text_3" if lost else "ok"))
        head.addWidget(Label(title, "secondary", tone="" if lost else "ok"))
        head.addStretch(1)
        said = disputes.signed(side, clock)
        head.addWidget(Label(said, "secondary", name=f"{name}.author"))
        self.value = Label(
            side.text, "" if lost else "strong", name=f"{name}.value", wrap=True, selectable=True
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(11, 6, 11, 8)
        box.setSpacing(2)
        box.addLayout(head)
        box.addWidget(self.value)
        box.addStretch(1)
        self.setAccessibleName(self.tr("{0} : {1}, {2}").format(title, side.text, said))

    def show_chosen(self, chosen: bool) -> None:
        """Marks the value that will stand."""
        self._chosen = chosen
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A dark well for what was set aside, a raised plate for what stands."""
        painter, t = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        kept = self._kind == "kept"
        edge = "accent" if self._chosen else ("border_strong" if kept else "border")
        painter.setPen(QPen(t.color(edge), 1))
        painter.setBrush(t.color("hover" if kept else "bg"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)


class FieldRow(QWidget):
    """`chosen` carries the answer to this field; `wanted` says that a person pointed at it."""

    chosen = Signal(str)

    def __init__(self, conflict: FieldConflict, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.conflict = conflict
        name = f"{NAME}.{conflict.id}"
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.label = Label(conflict.label, "strong", name=f"{name}.label", elide=True)
        self.result = Label("", "strong", name=f"{name}.result", elide=True)
        self.result.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.lost = ValueBox(conflict.lost, "lost", f"{name}.lost", clock)
        self.kept = ValueBox(conflict.kept, "kept", f"{name}.kept", clock)
        self.answers = ChoiceBar(f"{name}.answer", conflict.label)
        self.answers.buttons[MINE].say(disputes.restore_word(conflict))
        self.answers.allow(conflict.barred)
        self.answers.choose(KEEP)
        self.answers.chosen.connect(self.choose)
        self._lay_out()
        self._settle()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.label, 2)
        head.addWidget(Label(self.tr("Résultat :"), "secondary"))
        self.result.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        head.addWidget(self.result)
        values = QHBoxLayout()
        values.setSpacing(10)
        values.addWidget(self.lost, 1)
        values.addWidget(self.kept, 1)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(self.answers, 0, Qt.AlignmentFlag.AlignVCenter)
        said = disputes.barred_words(self.conflict)
        if said and not self.conflict.words:
            foot.addSpacing(6)
            foot.addWidget(Mark("info", "text_3"), 0, Qt.AlignmentFlag.AlignVCenter)
            foot.addWidget(Label(said, "secondary", name=f"{self.objectName()}.note", elide=True), 1)
        else:
            foot.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 10, 0, 12)
        box.setSpacing(8)
        box.addLayout(head)
        box.addLayout(values)
        box.addLayout(foot)
        if self.conflict.words:
            rule_line = QHBoxLayout()
            rule_line.setSpacing(6)
            rule_line.addWidget(Mark("info", "text_3"), 0, Qt.AlignmentFlag.AlignTop)
            name = f"{self.objectName()}.note"
            rule_line.addWidget(Label(self.conflict.words, "secondary", name=name, wrap=True), 1)
            box.addLayout(rule_line)

    @property
    def answer(self) -> str:
        """The answer given: keep, mine, both."""
        return self.answers.current()

    def choose(self, key: str) -> None:
        """Takes an answer, if it may be given."""
        if key in self.conflict.barred:
            return
        self.answers.choose(key)
        self._settle()
        self.chosen.emit(key)

    def mark(self, current: bool) -> None:
        """Whether the keys 1, 2 and 3 act on this field."""
        self.label.set_tone("accent" if current else "")

    def _settle(self) -> None:
        answer, conflict = self.answer, self.conflict
        texts = {KEEP: conflict.kept.text, MINE: conflict.lost.text, BOTH: conflict.both_text}
        self.result.setText(texts[answer])
        self.lost.show_chosen(answer in {MINE, BOTH})
        self.kept.show_chosen(answer == BOTH)
