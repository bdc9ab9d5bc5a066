"""Texts on the screen: always plain text (SECURITY R2), elided with the whole text as tooltip."""

from __future__ import annotations

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.icons import pixmap
from prospectdesk.ui.kit.roles import set_role

LIKE_HTML = re.compile("<|&lt;")  # Qt guesses rich text in tooltips from these


def plain_tip(text: str) -> str:
    """A tooltip that shows `text` as it stands, even when it looks like HTML."""
    if not LIKE_HTML.search(text):
        return text
    from html import escape

    return f"<p>{escape(text, quote=False)}</p>"


class Label(QLabel):
    """A plain text in a role (title, figure, section, strong, secondary, caption, overline) and tone.

    Tones: muted, faint, accent, ok, warn, bad, due_future, due_today, due_late, due_very_late.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "",
        parent: QWidget | None = None,
        *,
        tone: str = "",
        name: str = "",
        elide: bool = False,
        wrap: bool = False,
        selectable: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self._elide = elide
        self._own_tip = False
        if name:
            self.setObjectName(name)
        if role:
            self.setProperty("role", role)
        if tone:
            self.setProperty("tone", tone)
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.setText(text)

    def setText(self, text: str) -> None:
        """Shows `text` as it stands."""
        super().setText(text)
        self._tell_whole()

    def set_role(self, role: str) -> None:
        """Another size and weight, by role."""
        set_role(self, role=role)

    def set_tone(self, tone: str) -> None:
        """Another colour, by tone."""
        set_role(self, tone=tone)

    def setToolTip(self, text: str) -> None:
        """A tooltip of the caller's: no longer the elided text."""
        self._own_tip = bool(text)
        super().setToolTip(plain_tip(text))

    def is_cut(self) -> bool:
        """Whether the text is wider than the label (one line, or the longest of several)."""
        return self.fontMetrics().size(0, self.text()).width() > self.contentsRect().width()

    def _tell_whole(self) -> None:
        if self._elide and not self._own_tip:
            super().setToolTip(plain_tip(self.text()) if self.is_cut() else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The whole text is a tooltip where it does not fit."""
        super().resizeEvent(event)
        self._tell_whole()

    def minimumSizeHint(self) -> QSize:
        """An elided label may become as narrow as three letters."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), 36), hint.height()) if self._elide else hint

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the elided text where asked."""
        if not self._elide or not self.is_cut():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        area = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(area, int(self.alignment()) | int(Qt.TextFlag.TextSingleLine), text)


class Mark(Label):
    """An icon that follows the theme; words beside it say the same."""

    def __init__(
        self, icon: str = "", ink: str = "text_2", size: int = 16, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent=parent)
        self._icon, self._ink, self._size = icon, ink, size
        theme.current().changed.connect(self._dress)
        self._dress()

    def show_icon(self, icon: str, ink: str = "text_2") -> None:
        """Another icon; "" for none."""
        self._icon, self._ink = icon, ink
        self._dress()

    def _dress(self) -> None:
        self.setPixmap(pixmap(self._icon, self._ink, self._size) if self._icon else QPixmap())


def heading(text: str, level: int = 2, parent: QWidget | None = None) -> Label:
    """A page title (1), a section (2) or an overline (3)."""
    return Label(text, {1: "title", 2: "section", 3: "overline"}[level], parent)
