"""The journal of the last syncs, and the lines of what the rules settled by themselves."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from prospectdesk.domain.clock import Clock
from prospectdesk.ui.kit import disputes
from prospectdesk.ui.kit.buttons import Button, IconButton
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.labels import Label, Mark
from prospectdesk.ui.kit.reasons import Reason, ReasonPopover
from prospectdesk.ui.sync.facts import Locked, Settled, Turn

NAME = "sync.journal"
ICONS = {"ok": "circle-check", "warn": "triangle-alert", "bad": "circle-alert", "": "circle-check"}
SETTLED = 4


class JournalCard(Card):
    """The last syncs, newest first; `closed` when the person has read."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(NAME, parent, margin=0, spacing=0)
        self.setAccessibleName(self.tr("Journal des synchronisations"))
        head = QHBoxLayout()
        head.setContentsMargins(18, 12, 12, 4)
        head.setSpacing(8)
        head.addWidget(Label(self.tr("Journal"), "section"))
        head.addWidget(Label(self.tr("dernières synchronisations de ce poste"), "secondary"), 1)
        head.addWidget(
            IconButton("x", self.tr("Fermer le journal"), name=f"{NAME}.close", on=self.closed.emit)
        )
        inner = QWidget()
        inner.setProperty("role", "plain")
        self._lines = QVBoxLayout(inner)
        self._lines.setContentsMargins(18, 6, 18, 12)
        self._lines.setSpacing(8)
        self._lines.addStretch(1)
        self.nothing = Label(
            self.tr("Aucune synchronisation n’a encore eu lieu sur ce poste."), "secondary", wrap=True,
            name=f"{NAME}.nothing",
        )  # fmt: skip
        self._lines.insertWidget(0, self.nothing)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(inner)
        self.box.addLayout(head)
        self.box.addWidget(area, 1)
        self._rows: list[QWidget] = []

    def show_turns(self, turns: Sequence[Turn], clock: Clock) -> None:
        """Lists them."""
        for row in self._rows:
            self._lines.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        self.nothing.setVisible(not turns)
        for number, turn in enumerate(turns):
            row = self._row(turn, number, clock)
            self._lines.insertWidget(number + 1, row)
            self._rows.append(row)

    def _row(self, turn: Turn, number: int, clock: Clock) -> QWidget:
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(10)
        line.addWidget(Mark(ICONS[turn.tone], turn.tone or "text_3"), 0, Qt.AlignmentFlag.AlignTop)
        when = Label(disputes.instant(turn.at, clock), "secondary")
        when.setMinimumWidth(92)
        line.addWidget(when, 0, Qt.AlignmentFlag.AlignTop)
        text = turn.text
        if turn.times > 1:
            text = self.tr("{0} ({1} fois de suite)").format(turn.text, turn.times)
        line.addWidget(Label(text, wrap=True, name=f"{NAME}.{number}"), 1)
        return made


class SettledCard(Card):
    """« Réglé tout seul » and « Type en double »: what a person may want to know, one line each."""

    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("sync.settled", parent, margin=12, spacing=4)
        self.setAccessibleName(self.tr("Réglé tout seul"))
        self._rows: list[QWidget] = []
        self.why = ReasonPopover("sync.settled.reasons", self)
        self._shown: tuple[tuple[Settled, ...], tuple[Locked, ...]] | None = None

    def show_lines(self, settled: Sequence[Settled], locked: Sequence[Locked]) -> None:
        """Lists the newest; hidden when there is nothing to tell."""
        found = (tuple(settled[:SETTLED]), tuple(locked))
        if found == self._shown:
            return
        self._shown = found
        for row in self._rows:
            self.box.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [self._locked(number, one) for number, one in enumerate(found[1])]
        self._rows += [self._settled(number, one) for number, one in enumerate(found[0])]
        for row in self._rows:
            self.box.addWidget(row)
        self.setVisible(bool(self._rows))

    def _settled(self, number: int, one: Settled) -> QWidget:
        name = f"sync.settled.{number}"
        why = Button(self.tr("Pourquoi ?"), role="link", name=f"{name}.why")
        why.clicked.connect(lambda _checked=False: self._explain(one, why))
        text = self.tr("{0} : {1}").format(one.title, one.text) if one.title else one.text
        return self._line("circle-check", "ok", self.tr("Réglé tout seul :"), text, why, name)

    def _locked(self, number: int, one: Locked) -> QWidget:
        name = f"sync.locked.{number}"
        look = Button(self.tr("Ouvrir la fiche"), role="link", name=f"{name}.open")
        look.clicked.connect(lambda _checked=False: self.opened.emit(one.company))
        text = self.tr("{0}, {1}").format(one.title, one.text)
        return self._line("lock", "warn", self.tr("Type en double :"), text, look, name)

    def _line(self, icon: str, tone: str, head: str, text: str, act: Button, name: str) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Mark(icon, tone))
        row.addWidget(Label(head, "strong"))
        row.addWidget(Label(text, elide=True, name=f"{name}.text"), 1)
        row.addWidget(act)
        return made

    def _explain(self, one: Settled, under: QWidget) -> None:
        self.why.explain(
            self.tr("Réglé tout seul"), [Reason(one.text), Reason(one.why, icon="info", tone="text_2")]
        )
        self.why.open_under(under)
