"""The values a letter lacks: each with where it is filled in; printed as "…………" if one goes on (X-10)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from prospectdesk.domain.merge import Missing
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.labels import Label, Mark
from prospectdesk.ui.letters import words


class MissingCard(Card):
    """One line a value; `chosen` carries its number. Hidden while nothing is missing."""

    chosen = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(f"{name}.missing", parent, tone="warn", spacing=6)
        self.setProperty("role", "banner")
        self._shown: tuple[Missing, ...] | None = None
        self.title = Label("", "strong", tone="warn", name=f"{name}.missing.title")
        self.hint = Label(self.tr("imprimées « ………… »"), "secondary", tone="muted")
        self.hint.setToolTip(self.tr("Les valeurs manquantes sont imprimées « ………… » si vous continuez"))
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(Mark("triangle-alert", "warn"))
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.hint)
        self.lines = QGridLayout()
        self.lines.setHorizontalSpacing(10)
        self.lines.setVerticalSpacing(2)
        self.lines.setColumnStretch(1, 1)
        self.box.addLayout(head)
        self.box.addLayout(self.lines)
        self.links: list[Button] = []

    def show_missing(self, missing: Sequence[Missing]) -> None:
        """Lists them."""
        if tuple(missing) == self._shown:
            return
        self._shown = tuple(missing)
        while (item := self.lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.links = []
        many = self.tr("{0} valeurs manquantes").format(len(missing))
        self.title.setText(self.tr("1 valeur manquante") if len(missing) == 1 else many)
        for number, one in enumerate(missing):
            self._add(number, one)
        self.setVisible(bool(missing))

    def _add(self, number: int, one: Missing) -> None:
        link = Button(words.act_of(one), role="link", name=f"{self.objectName()}.{number}")
        link.setAccessibleName(f"{words.act_of(one)} : {one.label}")
        link.clicked.connect(lambda _checked=False: self.chosen.emit(number))
        self.links.append(link)
        self.lines.addWidget(Label(str(number + 1), "strong", tone="warn"), number, 0)
        self.lines.addWidget(Label(one.label, elide=True), number, 1)
        self.lines.addWidget(link, number, 2, Qt.AlignmentFlag.AlignRight)
