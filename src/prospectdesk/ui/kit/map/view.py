"""The map on the screen: points, the circle of a place with its handle, a lasso, a round of visits."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.labels import plain_tip
from prospectdesk.ui.kit.map.camera import Camera
from prospectdesk.ui.kit.map.canvas import MapCanvas
from prospectdesk.ui.kit.map.circle import Circle, clamped
from prospectdesk.ui.kit.map.cloud import Cloud
from prospectdesk.ui.kit.map.hand import Hand
from prospectdesk.ui.kit.map.keyboard import Keyboard
from prospectdesk.ui.kit.map.lasso import inside
from prospectdesk.ui.kit.map.paper import paint_sheet
from prospectdesk.ui.kit.map.tools import Tools
from prospectdesk.ui.kit.map.words import map_text

AT_ONCE = 30_000
"""Points that are made ready on the spot: some milliseconds; more are in a lane."""
TIGHT = 3e-8
"""A cluster no wider than this part of the world (a metre or so) cannot be taken apart by looking nearer."""


class MapView(MapCanvas):
    """Points are known by their number in the columns of the last `set_points`.

    `radius_changed` follows the handle while it is dragged, `radius_settled` comes when it is let go;
    `point_picked` is a click or Entrée on a point; `chosen_changed` whatever point is chosen (-1: none);
    `lassoed` an int64 array of the points in a lasso, or of a cluster that cannot be taken apart.
    """

    radius_changed = Signal(float)
    radius_settled = Signal(float)
    point_picked = Signal(int)
    chosen_changed = Signal(int)
    lassoed = Signal(object)

    def __init__(self, name: str, desk: Desk | None = None, parent: QWidget | None = None) -> None:
        """With a desk, many points are made ready in a lane; without, on the spot."""
        self._ready = False
        self._tip: QPoint | None = None
        super().__init__(name, desk, parent)
        self.setMouseTracking(True)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.setAccessibleName(self.tr("Carte"))
        self._wanted: tuple[ArrayLike, ArrayLike, ArrayLike] | None = None
        self._building = False
        self._fit_wanted = True
        self.hand, self.keys = Hand(self), Keyboard(self)
        self.tools = Tools(self, name)
        self._ready = True
        self.describe()

    # what the page says --------------------------------------------------------------------
    def set_points(self, latitudes: ArrayLike, longitudes: ArrayLike, kinds: ArrayLike) -> None:
        """Other points: degrees (NaN: unknown) and kinds 0…5. The chosen point is let go."""
        self.choose(-1)
        if self.desk is None or len(np.asarray(kinds)) <= AT_ONCE:
            self._wanted = None
            self.show_cloud(Cloud(latitudes, longitudes, kinds))
            return
        self._wanted = (latitudes, longitudes, kinds)
        if not self._building:
            self._building = True
            self.desk.spawn(self, self._build(self.desk))

    def set_place(self, latitude: float, longitude: float) -> None:
        """Another middle of the circle; the map goes there."""
        km = 30.0 if self.circle is None else self.circle.km
        self._set_circle(Circle.of(latitude, longitude, km))
        self.fit()

    def set_radius(self, km: float) -> None:
        """Another radius; nothing without a place. The map follows when the circle does not fit well."""
        if self.circle is None or km == self.circle.km:
            return
        self._set_circle(Circle.of(self.circle.latitude, self.circle.longitude, clamped(km)))
        if not self.pulled:
            self.fit_if_needed()

    def set_names(self, named: Callable[[int], str] | None) -> None:
        """How a point is called, in a tip, beside it when chosen, and for who does not see the map."""
        self.named = named
        self.describe()

    def select(self, index: int) -> None:
        """Chooses a point (-1: none) and brings it into sight; nobody is told of a choice made elsewhere."""
        if index != self.chosen:
            self.chosen, self.standing = index, -1
            self.describe()
        self.reveal(index)
        self.update()

    def route(
        self,
        stops: Sequence[tuple[float, float]],
        start: tuple[float, float] | None = None,
        end: tuple[float, float] | None = None,
    ) -> None:
        """A round of visits: (latitude, longitude) in order, numbered, and where it begins and ends; none takes it away."""
        self.stops, self.ends = tuple(stops), (start, end)
        if self.circle is None:
            self.fit()
        self.update()

    def paint_on(self, painter: QPainter, area: QRectF, title: str = "") -> None:
        """Draws the map for paper, as vectors: title, map, legend, scale, attribution."""
        paint_sheet(painter, area, self, title)

    # choosing ------------------------------------------------------------------------------
    def choose(self, index: int) -> None:
        """Chooses a point here (-1: none) and tells it."""
        if index != self.chosen:
            self.chosen, self.standing = index, -1
            self.describe()
            self.chosen_changed.emit(index)
            self.update()

    def stand_on(self, mark: int) -> None:
        """The keyboard comes to a mark: a point is chosen, a cluster is read out."""
        marks = self.marks()
        single = int(marks.last[mark] - marks.first[mark]) == 1
        self.choose(int(marks.index[mark]) if single else -1)
        self.standing = mark
        self.describe(self.mark_text(mark))
        self.update()

    def let_go(self) -> None:
        """Nothing is chosen and no mark stands out any more."""
        self.choose(-1)
        if self.standing >= 0:
            self.standing = -1
            self.describe()
            self.update()

    def pick(self, mark: int) -> None:
        """A point is told of; a cluster is looked at nearer, or its points are told of."""
        marks = self.marks()
        first, last = int(marks.first[mark]), int(marks.last[mark])
        if last - first == 1:
            index = int(marks.index[mark])
            self.choose(index)
            self.point_picked.emit(index)
            return
        box = self.cloud.bounds(first, last)
        nearer = self.camera.around(box, 60.0)
        if max(box.right - box.left, box.bottom - box.top) <= TIGHT or nearer.zoom <= self.camera.zoom:
            self.lassoed.emit(np.sort(self.cloud.order[first:last]))
        else:
            self.look(nearer)

    def pick_inside(self, line: Sequence[QPointF]) -> None:
        """Tells of the points inside a line of the screen."""
        if len(line) < 3:
            return
        at = np.array([self.camera.world_at(one.x(), one.y()) for one in line])
        corners = (np.ascontiguousarray(at[:, 0]), np.ascontiguousarray(at[:, 1]))
        found = inside(self.cloud.xs, self.cloud.ys, *corners)
        self.lassoed.emit(np.sort(self.cloud.order[found]))

    # the handle ----------------------------------------------------------------------------
    def pull(self, km: float) -> None:
        """The handle gives another radius, told at once."""
        if self.circle is not None and km != self.circle.km:
            self._set_circle(Circle.of(self.circle.latitude, self.circle.longitude, clamped(km)))
            self.radius_changed.emit(self.circle.km)

    def settle(self) -> None:
        """The handle was let go."""
        if self.circle is not None:
            self.radius_settled.emit(self.circle.km)
            self.fit_if_needed()

    # inside --------------------------------------------------------------------------------
    def _set_circle(self, circle: Circle) -> None:
        self.circle = circle
        self.describe()
        self.update()

    async def _build(self, desk: Desk) -> None:
        """Makes the points ready in a lane; only the latest wish is served."""
        try:
            while self._wanted is not None:
                wanted, self._wanted = self._wanted, None
                cloud = await desk.run("read", Cloud, *wanted)
                if self._wanted is None:
                    self.show_cloud(cloud)
        finally:
            self._building = False

    def show_cloud(self, cloud: Cloud) -> None:
        """Other points; the first ones without a circle are shown whole."""
        first = not len(self.cloud)
        super().show_cloud(cloud)
        if first and self.circle is None:
            self.fit()
        self.describe()

    def describe(self, chosen: str = "") -> None:
        """The map in words, for who does not see it."""
        km = None if self.circle is None else self.circle.km
        text = map_text(km, self.cloud.totals, chosen or self.point_text(self.chosen))
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def show_tip(self) -> None:
        """The name of what the mouse rests on; called again when names have come meanwhile."""
        if self._tip is None:
            return
        mark = self.mark_at(self._tip.x(), self._tip.y())
        text = self.mark_text(mark) if mark >= 0 else ""
        QToolTip.showText(self.mapToGlobal(self._tip), plain_tip(text) if text else "", self)

    # events --------------------------------------------------------------------------------
    def look(self, camera: Camera) -> None:
        """Looks at something else: what was shown whole need not be any more."""
        self._fit_wanted = False
        super().look(camera)

    def fit(self) -> None:
        """Shows all of it, at another size too, until something else is looked at."""
        super().fit()
        self._fit_wanted = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The middle stays; what was to be shown whole is."""
        super().resizeEvent(event)
        self.camera = self.camera.sized(max(1, self.width()), max(1, self.height()))
        self.tools.place()
        if self._fit_wanted:
            self.fit()

    def event(self, event: QEvent) -> bool:
        """Tips, pinches, and the keys that Qt would take for itself."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._tip = event.pos()
            self.show_tip()
            return True
        if self._ready and (self.keys.takes(event) or self.hand.gesture(event)):
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes the handle, a lasso or the map in hand."""
        self.hand.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Moves what is in hand."""
        self._tip = None
        self.hand.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lets it go; a click picks."""
        self.hand.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Looks nearer."""
        self.hand.double(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Looks nearer or farther, the point under the mouse staying."""
        self.hand.wheel(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the keyboard can do (see `Keyboard`)."""
        if not self.keys.press(event):
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The mark Tab stood on is let go."""
        super().focusOutEvent(event)
        self.standing = -1
        self.update()
