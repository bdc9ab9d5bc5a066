"""The mark beside a field that two people changed: a small icon, its sentence, and the answers; no box in the way."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.domain.clock import Clock
from prospectdesk.ui.kit import disputes
from prospectdesk.ui.kit.buttons import Button, IconButton
from prospectdesk.ui.kit.cards import Float, rule
from prospectdesk.ui.kit.choice import ChoiceBar
from prospectdesk.ui.kit.disputes import MINE, FieldConflict
from prospectdesk.ui.kit.labels import Label, Mark, plain_tip


class DisputeMark(IconButton):
    """`answered` carries (conflict id, keep | mine | both), `all_wanted` the wish to see the page."""

    answered = Signal(int, str)
    all_wanted = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__("git-compare", "", name=name, icon_role="warn", parent=parent)
        self.setProperty("small", "true")
        self._conflicts: tuple[FieldConflict, ...] = ()
        self._clock = Clock()
        self._popover: DisputePopover | None = None
        self.clicked.connect(lambda _checked=False: self.open())
        self.hide()

    def show_conflicts(self, found: Sequence[FieldConflict], clock: Clock) -> None:
        """Shows the mark while there are some."""
        self._clock = clock
        if tuple(found) != self._conflicts:
            self._conflicts = tuple(found)
            text = "\n".join(disputes.story(one, clock) for one in found)
            self.setToolTip(plain_tip(text))
            self.setAccessibleName(self.tr("Conflit : {0}").format(text))
            if self._popover is not None:
                self._popover.close()
        self.setVisible(bool(found))

    def open(self) -> None:
        """Opens the answers beneath the mark."""
        self._popover = DisputePopover(f"{self.objectName()}.popover", self._conflicts, self._clock, self)
        self._popover.answered.connect(self.answered)
        self._popover.all_wanted.connect(self.all_wanted)
        self._popover.open_under(self)


class DisputePopover(Float):
    """Both values of each conflict and the three answers; an answer closes it."""

    answered = Signal(int, str)
    all_wanted = Signal()

    def __init__(self, name: str, found: Sequence[FieldConflict], clock: Clock, parent: QWidget) -> None:
        super().__init__(name, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(self.tr("Conflit"))
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 12)
        box.setSpacing(8)
        for number, one in enumerate(found):
            if number:
                box.addWidget(rule())
            self._add(box, one, clock)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(
            Button(self.tr("Voir dans Synchronisation"), role="link", name=f"{name}.all", on=self._all)
        )
        box.addLayout(foot)

    def _add(self, box: QVBoxLayout, one: FieldConflict, clock: Clock) -> None:
        name = f"{self.objectName()}.{one.id}"
        box.addWidget(Label(one.label, "strong"))
        for side, icon, ink, word in (
            (one.lost, "archive", "text_3", self.tr("écartée")),
            (one.kept, "crown", "ok", self.tr("gardée")),
        ):
            line = QHBoxLayout()
            line.setSpacing(8)
            line.addWidget(Mark(icon, ink))
            line.addWidget(Label(side.text, "strong" if side is one.kept else "", selectable=True), 1)
            line.addWidget(Label(f"{disputes.signed(side, clock)} · {word}", "secondary"))
            box.addLayout(line)
        answers = ChoiceBar(f"{name}.answer", one.label)
        answers.buttons[MINE].say(disputes.restore_word(one))
        answers.allow(one.barred)
        answers.chosen.connect(lambda key: self._answer(one.id, key))
        box.addWidget(answers)
        said = one.words or disputes.barred_words(one)
        if said:
            box.addWidget(Label(said, "secondary", wrap=True))

    def _answer(self, conflict: int, key: str) -> None:
        self.answered.emit(conflict, key)
        self.close()

    def _all(self) -> None:
        self.all_wanted.emit()
        self.close()
