"""Mouse, wheel and fingers on a map: panning, the handle of the radius, the lasso, picking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QGestureEvent, QPinchGesture

from prospectdesk.ui.kit.map.circle import HANDLE, dragged

if TYPE_CHECKING:
    from prospectdesk.ui.kit.map.view import MapView

REACH = 6.0
"""Pixels around the handle that still take it."""
NOTCH = 0.5
"""Zoom of one notch of a wheel (120 eighths of a degree)."""
STEP = 3.0
"""Pixels between two corners of a lasso."""
Held = Literal["", "map", "handle", "lasso"]


class Hand:
    """What the mouse holds; `lassoing` says that the lasso is the tool in hand."""

    def __init__(self, view: MapView) -> None:
        self._view = view
        self.held: Held = ""
        self.lassoing = False
        self._start = QPointF()
        self._last = QPointF()
        self._moved = False

    def _over_handle(self, at: QPointF) -> bool:
        view = self._view
        if view.circle is None or not view.circle.is_graspable(view.camera):
            return False
        away = view.circle.handle(view.camera) - at
        return bool(abs(away.x()) <= HANDLE + REACH and abs(away.y()) <= HANDLE + REACH)

    def press(self, event: QMouseEvent) -> None:
        """Takes something in hand."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        at = event.position()
        self._start = self._last = at
        self._moved = False
        if self.lassoing:
            self.held, self._view.line = "lasso", [at]
        elif self._over_handle(at):
            self.held, self._view.pulled = "handle", True
        else:
            self.held = "map"
        self._show_cursor(at)

    def move(self, event: QMouseEvent) -> None:
        """Moves it, or shows what the mouse would take."""
        at, view = event.position(), self._view
        if (at - self._start).manhattanLength() >= QApplication.startDragDistance():
            self._moved = True
        if self.held == "handle" and view.circle is not None:
            view.pull(dragged(view.circle.latitude, view.circle.longitude, view.camera, at.x(), at.y()))
            view.update()
        elif self.held == "lasso":
            if (at - view.line[-1]).manhattanLength() >= STEP:
                view.line.append(at)
                view.update()
        elif self.held == "map" and self._moved:
            view.look(view.camera.panned(self._last.x() - at.x(), self._last.y() - at.y()))
            self._last = at
        if not self.held or self._moved:
            self._show_cursor(at)

    def release(self, event: QMouseEvent) -> None:
        """Lets it go."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        held, self.held = self.held, ""
        view, at = self._view, event.position()
        view.pulled = False
        if held == "handle":
            view.settle()
        elif held == "lasso":
            line, view.line = view.line, []
            view.tools.end_lasso()
            view.pick_inside(line)
        elif held == "map" and not self._moved:
            mark = view.mark_at(at.x(), at.y())
            if mark >= 0:
                view.pick(mark)
            else:
                view.let_go()
        self._show_cursor(at)
        view.update()

    def drop(self) -> bool:
        """Échap: lets go without consequence; False when nothing was in hand."""
        busy = bool(self.held == "lasso" or self.lassoing)
        self._view.line = []
        if busy:
            self.held = ""
            self._view.tools.end_lasso()
            self._view.update()
        return busy

    def double(self, event: QMouseEvent) -> None:
        """Looks nearer at a point where no mark is."""
        at = event.position()
        if (
            event.button() == Qt.MouseButton.LeftButton
            and not self.lassoing
            and self._view.mark_at(at.x(), at.y()) < 0
        ):
            self._view.look(self._view.camera.zoomed(1.0, at.x(), at.y()))

    def wheel(self, event: QWheelEvent) -> None:
        """Zooms by the notches turned."""
        turned = event.angleDelta().y()
        if turned:
            at = event.position()
            self._view.look(self._view.camera.zoomed(turned / 120 * NOTCH, at.x(), at.y()))
        event.accept()

    def gesture(self, event: QEvent) -> bool:
        """Pinching on a touch pad or screen; False for other events."""
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
                return False
            self._zoom_by(1 + event.value(), event.position())
            return True
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                at = self._view.mapFromGlobal(pinch.centerPoint().toPoint())
                self._zoom_by(pinch.scaleFactor(), QPointF(at))
                return True
        return False

    def _zoom_by(self, factor: float, at: QPointF) -> None:
        from math import log2

        if factor > 0:
            self._view.look(self._view.camera.zoomed(log2(factor), at.x(), at.y()))

    def _show_cursor(self, at: QPointF) -> None:
        shapes = Qt.CursorShape
        if self.lassoing:
            wanted = shapes.CrossCursor
        elif self.held == "handle" or (not self.held and self._over_handle(at)):
            wanted = shapes.SizeHorCursor
        elif self.held == "map" and self._moved:
            wanted = shapes.ClosedHandCursor
        elif self._view.mark_at(at.x(), at.y()) >= 0:
            wanted = shapes.PointingHandCursor
        else:
            wanted = shapes.OpenHandCursor
        if self._view.cursor().shape() != wanted:
            self._view.setCursor(wanted)
