"""« Pourquoi ? »: a small window that explains a score, an order or a type, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLayoutItem, QVBoxLayout, QWidget

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.cards import Float, rule
from prospectdesk.ui.kit.labels import Label, Mark


@dataclass(frozen=True, slots=True)
class Reason:
    """One line: words, a value at the right ("+20"), an icon in a tone."""

    text: str
    value: str = ""
    icon: str = "check"
    tone: str = "ok"


class ReasonPopover(Float):
    """Opens beneath what it explains."""

    def __init__(self, name: str = "reasons", parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setMinimumWidth(280)
        self.title = Label(role="section", wrap=True, name=f"{name}.title")
        self.foot = Label(role="secondary", wrap=True, name=f"{name}.foot")
        self.lines = QVBoxLayout()
        self.lines.setSpacing(6)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 12)
        box.setSpacing(8)
        box.addWidget(self.title)
        box.addWidget(rule())
        box.addLayout(self.lines)
        box.addWidget(self.foot)

    def explain(self, title: str, reasons: Sequence[Reason], foot: str = "") -> None:
        """Fills it."""
        while (item := self.lines.takeAt(0)) is not None:
            _dispose(item)
        self.title.setText(title)
        for reason in reasons:
            self.lines.addWidget(_line(reason))
        self.foot.setText(foot)
        self.foot.setVisible(bool(foot))
        said = ", ".join(f"{reason.text} {reason.value}".strip() for reason in reasons)
        self.setAccessibleName(title)
        self.setAccessibleDescription(said)


def _line(reason: Reason) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(Mark(reason.icon, reason.tone), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Label(reason.text, wrap=True), 1)
    row.addWidget(Label(reason.value, "strong"), 0, Qt.AlignmentFlag.AlignTop)
    made.setMinimumHeight(theme.metrics().height())
    return made


def _dispose(item: QLayoutItem) -> None:
    widget = item.widget()
    if widget is not None:
        widget.hide()
        widget.deleteLater()
