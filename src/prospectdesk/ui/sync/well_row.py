"""One entry of a list of what did not pass: title, reason, details that fold out, buttons; in a well of its card."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.flow import FlowLayout
from prospectdesk.ui.kit.labels import Label, Mark


class WellRow(QFrame):
    """`details` are pairs of a label and its value; `mark` is an icon with its ink."""

    def __init__(
        self, name: str, title: str, reason: str, details: Sequence[tuple[str, str]],
        mark: tuple[str, str] = ("circle-alert", "bad"),
    ) -> None:  # fmt: skip
        super().__init__()
        self.setObjectName(name)
        self.title = Label(title, "strong", name=f"{name}.title", wrap=True)
        self.reason = Label(reason, name=f"{name}.reason", wrap=True)
        self.setAccessibleName(f"{title}, {reason}")
        self.more = Button(self.tr("Détails"), role="link", name=f"{name}.details", on=self._toggle)
        self.details = _folded(name, details)
        self._buttons = FlowLayout(spacing=4)
        texts = QVBoxLayout()
        texts.setSpacing(4)
        texts.addWidget(self.title)
        texts.addWidget(self.reason)
        texts.addWidget(self.details)
        texts.addSpacing(2)
        texts.addLayout(self._buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(11, 8, 11, 10)
        row.setSpacing(10)
        row.addWidget(Mark(*mark), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)

    def add_buttons(self, *buttons: Button) -> None:
        """What can be done about it; Détails comes last."""
        for button in (*buttons, self.more):
            self._buttons.addWidget(button)

    def _toggle(self) -> None:
        shown = not self.details.isVisible()
        self.details.setVisible(shown)
        self.more.set_text(self.tr("Masquer") if shown else self.tr("Détails"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A well in the card."""
        painter, t = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(t.color("border"))
        painter.setBrush(t.color("bg"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)


def _folded(name: str, details: Sequence[tuple[str, str]]) -> QWidget:
    """What there is to know, line by line; folded at first."""
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 2, 0, 2)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(2)
    grid.setColumnStretch(1, 1)
    for number, (title, value) in enumerate(details):
        grid.addWidget(Label(title, "secondary", tone="faint"), number, 0, Qt.AlignmentFlag.AlignTop)
        shown = Label(value, "secondary", wrap=True, selectable=True, name=f"{name}.detail.{number}")
        grid.addWidget(shown, number, 1)
    made.hide()
    return made
