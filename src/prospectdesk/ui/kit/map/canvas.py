"""What a map shows and where it looks: ground, circle, points and round, painted from kept pictures."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.map import land, overlay
from prospectdesk.ui.kit.map.camera import Box, Camera, box_of, world, world_point
from prospectdesk.ui.kit.map.circle import Circle, paint_circle, paint_handle, paint_middle
from prospectdesk.ui.kit.map.cloud import NO_POINTS, Cloud, Marks
from prospectdesk.ui.kit.map.ground import paint_coarse, paint_land, paint_towns, sea
from prospectdesk.ui.kit.map.layers import Layer
from prospectdesk.ui.kit.map.marks import half_sizes, mark_at, paint_marks
from prospectdesk.ui.kit.map.tiles import TileLayer
from prospectdesk.ui.kit.map.words import cluster_text, own_ground

FRANCE = Box(*world_point(51.1, -5.2), *world_point(41.3, 9.6))
"""What is shown when there is nothing else: metropolitan France."""
CALM_MS = 80
"""How long after a step of the wheel the kept pictures are drawn with their margin."""
FIT_AIR, NEAREST = 26.0, 13.0
"""Pixels around what is shown whole, and the zoom it is not shown nearer than."""


class MapCanvas(QWidget):
    """`camera` is where it looks, `cloud` its points, `circle` its radius, `stops` its round, `chosen` a point.

    `standing` is a mark that stands out without being a chosen point (-1: none), `line` a lasso being drawn,
    `pulled` whether the handle is in hand.
    """

    def __init__(self, name: str, desk: Desk | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 200)
        self.camera = Camera(0.5, 0.36, 5.0, 640, 480).around(FRANCE)
        self.cloud = NO_POINTS
        self.circle: Circle | None = None
        self.stops: tuple[tuple[float, float], ...] = ()
        self.ends: overlay.Ends = (None, None)
        self.chosen, self.standing = -1, -1
        self.line: list[QPointF] = []
        self.pulled = False
        self.named: Callable[[int], str] | None = None
        self._marks: Marks | None = None
        self.tiles = TileLayer(self, desk)
        self.tiles.arrived.connect(self._more_ground)
        self.ground = Layer(self._draw_ground, opaque=True, coarse=self._draw_coarse)
        self.symbols = Layer(self._draw_marks)
        self.desk = desk
        self._reading = False
        self._ahead = QTimer(self)
        self._ahead.setSingleShot(True)
        self._ahead.timeout.connect(self.draw_ahead)
        theme.current().changed.connect(self.redraw)

    # where it looks ------------------------------------------------------------------------
    def look(self, camera: Camera) -> None:
        """Looks at something else."""
        if camera != self.camera:
            self.camera = camera
            self.update()

    def whole(self) -> Box:
        """What is worth seeing: the circle, else the round, else the points, else France."""
        if self.circle is not None:
            return self.circle.box
        if self.stops:
            return box_of(*world(*np.array(overlay.whole_way(self.stops, self.ends), np.float64).T))
        return self.cloud.bounds(0, len(self.cloud)) if len(self.cloud) else FRANCE

    def fit(self) -> None:
        """Shows all of it."""
        self.look(self.camera.around(self.whole(), FIT_AIR, NEAREST))

    def fit_if_needed(self) -> None:
        """Shows the circle whole when it is cut or has become small."""
        box = self.whole()
        seen, fitting = self.camera.box, self.camera.around(box, FIT_AIR, NEAREST)
        cut = box.left < seen.left or box.right > seen.right or box.top < seen.top or box.bottom > seen.bottom
        if cut or fitting.zoom > self.camera.zoom + 1:
            self.look(fitting)

    def reveal(self, index: int) -> None:
        """Goes to a point that is out of sight."""
        position = self.cloud.position(index)
        if position < 0:
            return
        x, y = float(self.cloud.xs[position]), float(self.cloud.ys[position])
        at = QPointF(*self.camera.screen_point(x, y))
        if not QRectF(self.rect()).adjusted(30, 30, -30, -30).contains(at):
            self.look(self.camera.at(x, y))

    def middle(self) -> QPointF:
        """Where the place lies on the screen; the middle of the map without one."""
        if self.circle is None:
            return QPointF(self.width() / 2, self.height() / 2)
        at = world_point(self.circle.latitude, self.circle.longitude)
        return QPointF(*self.camera.screen_point(*at))

    # its marks -----------------------------------------------------------------------------
    def show_cloud(self, cloud: Cloud) -> None:
        """Other points."""
        self.cloud = cloud
        self._marks = None
        self.standing = -1
        self.symbols.forget()
        self.update()

    def marks(self) -> Marks:
        """What is drawn now; drawn ahead when the map just moved elsewhere."""
        self.symbols.ensure(self.camera, self.devicePixelRatioF())
        return self._marks or NO_POINTS.marks(self.camera)

    def mark_at(self, left: float, top: float) -> int:
        """The mark under a point of the screen; -1 for none."""
        return mark_at(self.marks(), self.camera, left, top)

    def mark_in_hand(self) -> int:
        """The mark that stands out: that of the chosen point, else where the keyboard is; -1 for none."""
        position = self.cloud.position(self.chosen)
        return self.marks().of(position) if position >= 0 else self.standing

    def mark_text(self, mark: int) -> str:
        """A mark in words."""
        marks = self.marks()
        if int(marks.last[mark] - marks.first[mark]) > 1:
            return cluster_text(marks.kinds[mark].tolist())
        return self.point_text(int(marks.index[mark]))

    def point_text(self, index: int) -> str:
        """A point in words; "" for none."""
        return self.named(index) if self.named is not None and self.cloud.position(index) >= 0 else ""

    # painting ------------------------------------------------------------------------------
    def redraw(self) -> None:
        """Draws everything anew: another theme, text size, ground."""
        self.ground.forget()
        self.symbols.forget()
        self.update()

    def draw_ahead(self) -> None:
        """Between two frames: one of the kept pictures that will soon be too small."""
        for layer in sorted((self.symbols, self.ground), key=lambda one: not one.is_stretched):
            if layer.is_worn(self.camera):
                if layer.is_stretched:
                    self.update()
                layer.widen(self.camera, self.devicePixelRatioF())
                self._ahead.start(0)
                return

    def _look_ahead(self) -> None:
        """Pictures that will soon be too small are drawn at once; those drawn in haste when there is time.

        A ground of another zoom is drawn after the frame that showed it stretched, before anything else.
        """
        worn = [layer for layer in (self.symbols, self.ground) if layer.is_worn(self.camera)]
        if self.ground.is_stretched:
            self._ahead.start(0)
        elif worn and not self._ahead.isActive():
            self._ahead.start(CALM_MS if all(layer.is_tight for layer in worn) else 0)

    def _more_ground(self) -> None:
        self.ground.forget()
        self.update()

    def _draw_ground(self, painter: QPainter, camera: Camera, dpr: float) -> None:
        tokens = theme.tokens()
        if not self._is_ground_ready():
            painter.fillRect(QRectF(0, 0, camera.width, camera.height), sea(tokens))
            return
        paint_land(painter, camera, tokens)
        if not self.tiles.paint(painter, camera, tokens):  # pictures bear names of their own
            paint_towns(painter, camera, tokens, dpr)

    def _draw_coarse(self, painter: QPainter, camera: Camera, _dpr: float) -> None:
        """For a frame, where the ground of the former zoom does not reach: sea and land."""
        paint_coarse(painter, camera, theme.tokens())

    def _is_ground_ready(self) -> bool:
        """Whether the shipped ground was read; with a desk it is read in a lane, and drawn when it is there."""
        if self.desk is None or land.is_ready():
            return True
        if not self._reading:
            self._reading = True
            self.desk.spawn(self, self._read_ground(self.desk))
        return False

    async def _read_ground(self, desk: Desk) -> None:
        await desk.run("read", land.prepare)
        self._more_ground()

    def _draw_marks(self, painter: QPainter, camera: Camera, dpr: float) -> None:
        before = self._marks
        held = -1 if before is None or self.standing < 0 else int(before.first[self.standing])
        self._marks = self.cloud.marks(camera, camera.sized(self.camera.width, self.camera.height))
        self.standing = self._marks.of(held)
        paint_marks(painter, self._marks, camera, theme.tokens(), dpr=dpr)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, circle, marks, then what stands above them."""
        painter = QPainter(self)
        tokens, dpr, area = theme.tokens(), self.devicePixelRatioF(), QRectF(self.rect())
        self.ground.show(painter, self.camera, dpr)
        if self.circle is not None:
            self.circle = self.circle.fine_enough(self.camera)
            paint_circle(painter, self.circle, self.camera, tokens)
            paint_middle(painter, self.middle(), tokens)
        self.symbols.show(painter, self.camera, dpr)
        if self.stops:
            overlay.paint_route(painter, self.stops, self.camera, tokens, self.ends)
        self._paint_chosen(painter, area)
        if self.circle is not None and (self.pulled or self.circle.is_graspable(self.camera)):
            at = self.circle.handle(self.camera)
            paint_handle(painter, at, self.circle.km, area, tokens, held=self.pulled)
        if self.line:
            overlay.paint_lasso(painter, self.line, tokens)
        overlay.paint_scale(painter, self.camera, area, tokens)
        overlay.paint_attribution(painter, self.attribution(), area, tokens)
        self._look_ahead()
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens.color("accent"), 2))
            painter.drawRect(area.adjusted(1, 1, -1, -1))

    def _paint_chosen(self, painter: QPainter, area: QRectF) -> None:
        marks, mark = self.marks(), self.mark_in_hand()
        if mark < 0:
            return
        at = QPointF(*self.camera.screen_point(float(marks.xs[mark]), float(marks.ys[mark])))
        half = float(half_sizes(marks)[mark]) * theme.current().px(100) / 100
        overlay.paint_chosen(painter, at, half, self.point_text(self.chosen), area, theme.tokens())

    def attribution(self) -> str:
        """Who made the ground that is shown."""
        if not self.tiles.is_on:
            return own_ground()
        if self.tiles.failed:
            return self.tr("Fond en ligne indisponible. {0}").format(own_ground())
        return self.tiles.attribution

    def hideEvent(self, event: QHideEvent) -> None:
        """The kept pictures go, megabytes of them: they are drawn anew when somebody looks."""
        super().hideEvent(event)
        self._ahead.stop()
        self.ground.forget()
        self.symbols.forget()

    def showEvent(self, event: QShowEvent) -> None:
        """Asks whether there are pictures from outside: the settings may have changed."""
        super().showEvent(event)
        self.tiles.renew()

    def sizeHint(self) -> QSize:
        """A comfortable size."""
        return QSize(640, 480)
