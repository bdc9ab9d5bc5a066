"""« existe déjà : … »: a quiet strip that names lookalikes and opens their sheet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from prospectdesk.queries.companies import Twin
from prospectdesk.queries.contacts import PersonHit
from prospectdesk.ui.kit.buttons import Button


class ExistsStrip(QFrame):
    """`opened` carries the local id of a company."""

    opened = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "banner")
        self.setProperty("tone", "warn")
        self.lines = QVBoxLayout(self)
        self.lines.setContentsMargins(10, 4, 10, 4)
        self.lines.setSpacing(0)
        self.hide()

    def show_persons(self, hits: Sequence[PersonHit]) -> None:
        """Persons of the base."""
        text = self.tr("existe déjà : {name}, {company}")
        self._show([(text.format(name=hit.name, company=hit.company), hit.company_id) for hit in hits])

    def show_companies(self, twins: Sequence[Twin]) -> None:
        """Companies that look the same (D-04)."""
        text = self.tr("existe déjà : {name} ({reason})")
        self._show([(text.format(name=twin.name, reason=twin.reason), twin.id) for twin in twins])

    def texts(self) -> list[str]:
        """What is said now."""
        found = [self.lines.itemAt(place) for place in range(self.lines.count())]
        widgets = [item.widget() for item in found if item is not None]
        return [widget.accessibleName() for widget in widgets if widget is not None]

    def _show(self, lines: Sequence[tuple[str, int]]) -> None:
        while (item := self.lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for number, (text, company) in enumerate(lines):
            link = Button(text, "external-link", "link", name=f"{self.objectName()}.{number}")
            link.clicked.connect(lambda _checked=False, company=company: self.opened.emit(company))
            self.lines.addWidget(link)
        self.setVisible(bool(lines))
