"""« existe déjà : … » while a new prospect is typed (D-04), and what the register knows of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.queries.companies import Twin
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.labels import Mark

NAME = "prospects.new.twins"


class TwinStrip(QFrame):
    """`opened` carries a company whose sheet exists, `taken` one of the directory to take over."""

    opened = Signal(int)
    taken = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(NAME)
        self.setProperty("role", "banner")
        self.setProperty("tone", "warn")
        self._shown: list[Twin] = []
        self.lines = QVBoxLayout()
        self.lines.setSpacing(0)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        row.addWidget(Mark("info", "warn"))
        row.addLayout(self.lines, 1)
        self.hide()

    def show_twins(self, twins: Sequence[Twin]) -> None:
        """The companies that look like what is typed; none hides the strip."""
        if list(twins) == self._shown:
            return
        self._shown = list(twins)
        while (item := self.lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        exists = self.tr("existe déjà : {name} ({reason})")
        known = self.tr("connue de l’annuaire : {name} ({reason}) — reprendre ses informations")
        for number, twin in enumerate(twins):
            name = f"{twin.name}, {twin.city}" if twin.city else twin.name
            text = (exists if twin.registered else known).format(name=name, reason=twin.reason)
            link = Button(
                text, "external-link" if twin.registered else "book-user", "link", name=f"{NAME}.{number}"
            )
            signal = self.opened if twin.registered else self.taken
            link.clicked.connect(lambda _checked=False, signal=signal, one=twin.id: signal.emit(one))
            self.lines.addWidget(link)
        self.setAccessibleName(", ".join(self.texts()))
        self.setVisible(bool(twins))

    def texts(self) -> list[str]:
        """What is said now."""
        found = [self.lines.itemAt(place) for place in range(self.lines.count())]
        widgets = [item.widget() for item in found if item is not None]
        return [widget.accessibleName() for widget in widgets if widget is not None]
