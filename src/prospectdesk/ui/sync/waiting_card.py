"""Modifications en attente: what leaves with the next sync, by file, and how far the sending is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from prospectdesk.domain.clock import Clock
from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.format import count
from prospectdesk.ui.kit.icons import pixmap
from prospectdesk.ui.kit.labels import Label, Mark
from prospectdesk.ui.sync import words
from prospectdesk.ui.sync.facts import Numbers, WaitingRecord

NAME = "sync.waiting"
SHOWN = 40
"""Files listed; the rest is a sentence: nobody reads four thousand lines before a sync."""


class WaitingRow(QAbstractButton):
    """One file with what waits for it; a click opens it."""

    def __init__(self, record: WaitingRecord, number: int, clock: Clock) -> None:
        super().__init__()
        self.record = record
        self._time = "" if record.at is None else words.short(record.at, clock)
        self.setObjectName(f"{NAME}.{number}")
        self.setText(record.title)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        said = self.tr("{0}, {1}, {2}, {3}")
        self.setAccessibleName(
            said.format(record.title, record.text, words.actions(record.count), self._time)
        )
        self.setToolTip("" if record.company is None else self.tr("Ouvrir la fiche"))

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(280, theme.current().px(50))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Icon, name and what was done; at the right how many and when."""
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pointed = self.record.company is not None and self.underMouse()
        if pointed or self.hasFocus():
            painter.setBrush(t.color("hover"))
            painter.setPen(t.color("accent") if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        size, height = theme.current().px(16), float(self.height())
        painter.drawPixmap(6, round((height - size) / 2), pixmap(self.record.icon, "text_2", size))
        right = self._draw_right(painter, height)
        left = 6 + size + 10
        room = max(0.0, right - left - 8)
        for bold, text, ink, top in (
            (True, self.record.title, "text", 0.0),
            (False, self.record.text, "text_2", height / 2),
        ):
            role = "body" if bold else "secondary"
            measures = theme.metrics(role, bold)
            painter.setFont(theme.fonts(role, bold))
            painter.setPen(t.color(ink))
            at = Qt.AlignmentFlag.AlignBottom if bold else Qt.AlignmentFlag.AlignTop
            elided = measures.elidedText(text, Qt.TextElideMode.ElideRight, int(room))
            painter.drawText(QRectF(left, top, room, height / 2), int(at), elided)

    def _draw_right(self, painter: QPainter, height: float) -> float:
        """The hour, then the count before it; answers where they begin."""
        t = theme.tokens()
        measures = theme.metrics("secondary")
        wide = max(measures.horizontalAdvance(self._time), measures.horizontalAdvance("00:00"))
        right = self.width() - 6
        painter.setFont(theme.fonts("secondary"))
        painter.setPen(t.color("text_2"))
        line = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        painter.drawText(QRectF(right - wide, 0, wide, height), line, self._time)
        text = count(self.record.count)
        high = theme.current().px(18)
        pill = max(theme.metrics("caption", True).horizontalAdvance(text) + 14, theme.current().px(24))
        place = QRectF(right - wide - 10 - pill, (height - high) / 2, pill, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(t.color("badge"))
        painter.drawRoundedRect(place, high / 2, high / 2)
        painter.setPen(t.color("text_2"))
        painter.setFont(theme.fonts("caption", True))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), text)
        return place.left()


class WaitingCard(Card):
    """`opened` carries the local id of the company whose row was clicked."""

    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(NAME, parent, spacing=6)
        self.setAccessibleName(self.tr("Modifications en attente"))
        self.under = Label("", "secondary", name=f"{NAME}.count")
        self.bar = QProgressBar()
        self.bar.setObjectName(f"{NAME}.progress")
        self.bar.setAccessibleName(self.tr("Envoi en cours"))
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("Modifications en attente"), "section", elide=True), 1)
        head.addWidget(self.under)
        self.nothing = QWidget()
        quiet = QHBoxLayout(self.nothing)
        quiet.setContentsMargins(0, 4, 0, 4)
        quiet.setSpacing(8)
        quiet.addWidget(Mark("circle-check", "ok"))
        said = self.tr("Rien n’attend : tout ce que vous avez fait est au service central.")
        quiet.addWidget(Label(said, "secondary", wrap=True, name=f"{NAME}.nothing"), 1)
        self.more = Label("", "secondary", name=f"{NAME}.more")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self._rows.setContentsMargins(-6, 0, -6, 0)
        self.box.addLayout(head)
        self.box.addWidget(self.bar)
        self.box.addWidget(self.nothing)
        self.box.addLayout(self._rows)
        self.box.addWidget(self.more)
        self.bar.hide()
        self.more.hide()
        self._shown: tuple[WaitingRecord, ...] | None = None

    def show_records(self, found: Sequence[WaitingRecord], numbers: Numbers, clock: Clock) -> None:
        """Lists the files; nothing is made anew when nothing changed."""
        split = (words.actions(numbers.waiting), words.records(numbers.records))
        self.under.setText(self.tr("{0}, {1}").format(*split) if numbers.waiting else "")
        self.nothing.setVisible(not found)
        if self._shown == tuple(found):
            return
        self._shown = tuple(found)
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for number, record in enumerate(found[:SHOWN]):
            row = WaitingRow(record, number, clock)
            row.clicked.connect(lambda _checked=False, record=record: self._open(record))
            self._rows.addWidget(row)
        left = numbers.records - min(len(found), SHOWN)
        self.more.setText(self.tr("et {0} de plus").format(words.records(left)) if left > 0 else "")
        self.more.setVisible(left > 0)

    def show_progress(self, done: int, total: int) -> None:
        """How much of the sending is done; total 0 hides the bar."""
        self.bar.setVisible(total > 0)
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)

    def _open(self, record: WaitingRecord) -> None:
        if record.company is not None:
            self.opened.emit(record.company)
