"""The pages of a letter as they will be printed: drawn elsewhere, shown here, with the missing values marked on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from prospectdesk.documents.pdf_pages import Box
from prospectdesk.jobs import letter_pages
from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.labels import plain_tip

MARGIN, GAP = 20, 16
POINT = 96 / 72
"""Logical pixels of a point at 100 %."""
SMALLEST, LARGEST = 0.25, 4.0
STEPS = (0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0, 3.0, 4.0)
FIT_MOST = 1.25
KEPT = 2
ROUNDING = 1
"""Pixels by which a picture may be wider or narrower than asked: it is not drawn again for them."""
ABOVE, BELOW, BESIDE = 9.0, 4.0, 2.0
"""Points by which a mark is larger than the dots it frames."""


def drawn(data: bytes, page: int, width: int) -> QImage:
    """A page of a PDF as a picture of its own, for a lane."""
    made = letter_pages.picture(data, page, width)
    image = QImage(made.data, made.width, made.height, made.stride, QImage.Format.Format_BGR888)
    return image.convertToFormat(QImage.Format.Format_RGB32)


@dataclass(frozen=True, slots=True)
class Spot:
    """A missing value on its page, and what people call it."""

    box: Box
    label: str


class PagesView(QAbstractScrollArea):
    """`wanted` tells that a page should be drawn (`next_wanted`), `turned` the page in the middle and how many.

    `zoomed` carries the percentage, `pressed` the number of a spot.
    """

    wanted = Signal()
    turned = Signal(int, int)
    zoomed = Signal(int)
    pressed = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(self.tr("Aperçu de la lettre"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self._sizes: tuple[tuple[float, float], ...] = ()
        self._images: dict[int, QImage] = {}
        self._fresh: set[int] = set()
        self._spots: tuple[Spot, ...] = ()
        self._zoom: float | None = None
        self._told = (0, 0)
        self._here = -1
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.verticalScrollBar().setSingleStep(40)
        # a bar that came and went with a page fitted to the width would change the width for ever
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        theme.current().changed.connect(self.viewport().update)

    # content -------------------------------------------------------------------------------
    def show_pages(self, sizes: Sequence[tuple[float, float]], spots: Sequence[Spot], *, anew: bool) -> None:
        """Other pages (sizes in points); old pictures stay until the new ones are drawn, unless it is another letter."""
        self._sizes, self._spots = tuple(sizes), tuple(spots)
        self._fresh.clear()
        self._here = -1
        if anew:
            self._images.clear()
            self.verticalScrollBar().setValue(0)
        self._images = {page: image for page, image in self._images.items() if page < len(self._sizes)}
        self._lay_out()
        self.wanted.emit()

    def next_wanted(self) -> tuple[int, int] | None:
        """A page that is seen (or comes next) and not drawn yet at this size: its number and width in pixels."""
        seen = self._seen()
        for page in [*seen, *(page + 1 for page in seen[-1:])]:
            if page < len(self._sizes) and not self._is_sharp(page):
                return page, self._pixels(page)
        return None

    def take(self, page: int, image: QImage) -> None:
        """A page drawn as wanted."""
        image.setDevicePixelRatio(self.devicePixelRatioF())
        self._images[page] = image
        self._fresh.add(page)
        near = self._near()
        self._images = {one: kept for one, kept in self._images.items() if one in near}
        self.viewport().update()

    def _near(self) -> set[int]:
        """Pages worth their memory: those seen and two on either side."""
        seen = self._seen() or [0]
        return set(range(seen[0] - KEPT, seen[-1] + KEPT + 1))

    def has_all(self) -> bool:
        """Whether everything seen is drawn."""
        return bool(self._sizes) and all(self._is_sharp(page) for page in self._seen())

    def _is_sharp(self, page: int) -> bool:
        found = self._images.get(page)
        return (
            found is not None and page in self._fresh and abs(found.width() - self._pixels(page)) <= ROUNDING
        )

    # measures ------------------------------------------------------------------------------
    @property
    def zoom(self) -> float:
        """1.0 is the size on paper; fitted to the width until a person chooses another."""
        if self._zoom is not None:
            return self._zoom
        widest = max((width for width, _height in self._sizes), default=595.0) * POINT
        room = self.viewport().width() - 2 * MARGIN
        return min(max(room / widest, SMALLEST), FIT_MOST)

    def set_zoom(self, zoom: float | None) -> None:
        """Another size, the middle of the view staying where it is; None fits the width."""
        bar = self.verticalScrollBar()
        high = max(1, self._height())
        middle = (bar.value() + self.viewport().height() / 2) / high
        self._zoom = None if zoom is None else min(max(zoom, SMALLEST), LARGEST)
        self._lay_out()
        bar.setValue(round(middle * self._height() - self.viewport().height() / 2))
        self.viewport().update()
        self.wanted.emit()

    def step_zoom(self, way: int) -> None:
        """The next larger (1) or smaller (-1) usual size."""
        now = self.zoom
        larger = [one for one in STEPS if one > now + 0.005]
        smaller = [one for one in STEPS if one < now - 0.005]
        found = (larger[:1] if way > 0 else smaller[-1:]) or [now]
        self.set_zoom(found[0])

    def _size(self, page: int) -> QSize:
        width, height = self._sizes[page]
        return QSize(round(width * POINT * self.zoom), round(height * POINT * self.zoom))

    def _pixels(self, page: int) -> int:
        return round(self._size(page).width() * self.devicePixelRatioF())

    def _height(self) -> int:
        return sum(self._size(page).height() + GAP for page in range(len(self._sizes))) - GAP + 2 * MARGIN

    def _rect(self, page: int) -> QRect:
        """A page in the viewport."""
        size = self._size(page)
        top = MARGIN + sum(self._size(one).height() + GAP for one in range(page))
        left = max(MARGIN, (self.viewport().width() - size.width()) // 2) - self.horizontalScrollBar().value()
        return QRect(QPoint(left, top - self.verticalScrollBar().value()), size)

    def _seen(self) -> list[int]:
        view = self.viewport().rect()
        return [page for page in range(len(self._sizes)) if self._rect(page).intersects(view)]

    def _lay_out(self) -> None:
        view = self.viewport().size()
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setPageStep(view.height())
        down.setRange(0, max(0, self._height() - view.height()) if self._sizes else 0)
        widest = max((self._size(page).width() for page in range(len(self._sizes))), default=0)
        across.setPageStep(view.width())
        across.setRange(0, max(0, widest + 2 * MARGIN - view.width()) if self._zoom is not None else 0)
        self._tell()
        self.viewport().update()

    def _tell(self) -> None:
        told = (self.page(), len(self._sizes))
        if told != self._told:
            self._told = told
            self.turned.emit(*told)
            said = self.tr("Aperçu de la lettre, page {0} sur {1}").format(told[0] + 1, told[1])
            self.setAccessibleName(said)
        self.zoomed.emit(round(self.zoom * 100))

    # going ---------------------------------------------------------------------------------
    def page(self) -> int:
        """The page in the middle of the view, from 0."""
        middle = self.viewport().height() // 2
        below = [page for page in range(len(self._sizes)) if self._rect(page).top() <= middle]
        return below[-1] if below else 0

    def go_to_page(self, page: int) -> None:
        """Scrolls to the top of a page."""
        if 0 <= page < len(self._sizes):
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self._rect(page).top() - (MARGIN if not page else GAP))

    def go_to_box(self, box: Box) -> None:
        """Scrolls until a place is seen, a little below the top."""
        if box.page < len(self._sizes):
            place = self._on_screen(box)
            bar = self.verticalScrollBar()
            if place.top() < 0 or place.bottom() > self.viewport().height():
                bar.setValue(round(bar.value() + place.top() - self.viewport().height() / 3))

    def go_to_spot(self, number: int) -> None:
        """Shows a missing value and marks it stronger."""
        if 0 <= number < len(self._spots):
            self._here = number
            self.go_to_box(self._spots[number].box)
            self.viewport().update()

    def next_spot(self) -> int | None:
        """The missing value after the marked one, the first again after the last; None when there is none."""
        return (self._here + 1) % len(self._spots) if self._spots else None

    def _on_screen(self, box: Box) -> QRectF:
        scale = POINT * self.zoom
        corner = self._rect(box.page).topLeft()
        return QRectF(
            corner.x() + (box.left - BESIDE) * scale,
            corner.y() + (box.top - ABOVE) * scale,
            (box.width + 2 * BESIDE) * scale,
            (box.height + ABOVE + BELOW) * scale,
        )

    def spot_at(self, place: QPoint) -> int | None:
        """The missing value beneath a place of the viewport."""
        for number, spot in enumerate(self._spots):
            if spot.box.page < len(self._sizes) and self._on_screen(spot.box).contains(place.toPointF()):
                return number
        return None

    def place_of_spot(self, number: int) -> QPoint:
        """Where a missing value stands in the viewport."""
        return self._on_screen(self._spots[number].box).center().toPoint()

    def _scrolled(self) -> None:
        self._tell()
        self.viewport().update()
        self.wanted.emit()

    # Qt ------------------------------------------------------------------------------------
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Draws anew: pages are few."""
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A page fitted to the width follows it."""
        super().resizeEvent(event)
        self._lay_out()
        self.wanted.emit()

    def viewportEvent(self, event: QEvent) -> bool:
        """Says what is missing under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = self.spot_at(event.pos())
            if number is None:
                QToolTip.hideText()
            else:
                text = self.tr("{0} : cliquez pour compléter").format(self._spots[number].label)
                QToolTip.showText(event.globalPos(), plain_tip(text), self.viewport())
            return True
        return super().viewportEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over what can be clicked."""
        over = self.spot_at(event.position().toPoint()) is not None
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a missing value leads to where it is filled in."""
        number = self.spot_at(event.position().toPoint())
        if number is not None and event.button() == Qt.MouseButton.LeftButton:
            self.go_to_spot(number)
            self.pressed.emit(number)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel change the size."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step_zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows and Page keys scroll, Début and Fin, Ctrl and + − 0 change the size."""
        key, bar = Qt.Key(event.key()), self.verticalScrollBar()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            ways = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
            if key in ways:
                self.step_zoom(ways[key])
            elif key == Qt.Key.Key_0:
                self.set_zoom(None)
            else:
                event.ignore()
        elif key == Qt.Key.Key_Home:
            bar.setValue(bar.minimum())
        elif key == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        elif key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self.go_to_page(self.page() + (1 if key == Qt.Key.Key_Right else -1))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paper on a desk, then the marks of what is missing."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.viewport().rect(), theme.tokens().color("badge"))
        for page in self._seen():
            rect = self._rect(page)
            painter.fillRect(rect.adjusted(-1, -1, 1, 2), theme.tokens().color("border_strong"))
            image = self._images.get(page)
            if image is None:
                painter.fillRect(rect, QColor("white"))
            else:
                self._paint_page(painter, rect, image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, spot in enumerate(self._spots):
            if spot.box.page < len(self._sizes):
                self._paint_spot(painter, self._on_screen(spot.box), chosen=number == self._here)

    def _paint_page(self, painter: QPainter, rect: QRect, image: QImage) -> None:
        """The part of a page that is seen: nothing is scaled when it is as sharp as the screen."""
        shown = rect.intersected(self.viewport().rect())
        scale = image.width() / rect.width()
        part = shown.translated(-rect.topLeft())
        source = QRectF(part.x() * scale, part.y() * scale, part.width() * scale, part.height() * scale)
        painter.drawImage(QRectF(shown), image, source)

    def _paint_spot(self, painter: QPainter, place: QRectF, *, chosen: bool) -> None:
        """Amber on white paper, in the dark theme too: the paper stays white."""
        fill = QColor("#F5A524")
        fill.setAlpha(90 if chosen else 55)
        painter.setBrush(fill)
        painter.setPen(QPen(QColor("#8A5000"), 2 if chosen else 1))
        painter.drawRoundedRect(place, 3, 3)
