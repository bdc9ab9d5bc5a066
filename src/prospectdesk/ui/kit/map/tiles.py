"""Pictures from outside under a map: those at hand are drawn, the others asked for in a lane, two at a time."""

from __future__ import annotations

import math
from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter
from PySide6.QtWidgets import QWidget

from prospectdesk.domain.errors import Failure
from prospectdesk.domain.tiles import MOST_ZOOM, picture_kind
from prospectdesk.ui.kit.map.camera import Camera
from prospectdesk.ui.kit.tokens import Tokens

if TYPE_CHECKING:
    from prospectdesk.jobs.tiles import Tiles
    from prospectdesk.ui.kit.desk import Desk

Key = tuple[int, int, int]
"""Zoom, column, row."""
HELD = 256
"""Pictures held in memory, some 64 MB at most."""
TOGETHER_MS = 40
"""Pictures that arrive within so many milliseconds are drawn at once."""
WORKERS, PARENTS = 2, 4
NIGHT = 0.38
"""How much of the paper lies over bright pictures in the dark theme."""


class TileLayer(QObject):
    """`arrived` tells that there is more to draw; `failed` whether the server could not be reached."""

    arrived = Signal()

    def __init__(self, owner: QWidget, desk: Desk | None) -> None:
        super().__init__(owner)
        self._owner, self._desk = owner, desk
        self._tiles: Tiles | None = None
        self._held: OrderedDict[Key, QImage] = OrderedDict()
        self._missing: set[Key] = set()
        self._wanted: list[Key] = []
        self._under_way: set[Key] = set()
        self._workers = 0
        self.failed = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TOGETHER_MS)
        self._timer.timeout.connect(self.arrived)

    @property
    def is_on(self) -> bool:
        """Whether the user wants pictures from outside."""
        return self._tiles is not None

    @property
    def attribution(self) -> str:
        """Who made the pictures."""
        return self._tiles.settings.attribution if self._tiles is not None else ""

    def renew(self) -> None:
        """Reads again what the user wants; tries again what failed."""
        if self._desk is not None and hasattr(self._desk, "session"):
            self._desk.spawn(self._owner, self._read(self._desk))

    async def _read(self, desk: Desk) -> None:
        from prospectdesk.jobs.tiles import tiles_of

        found = await desk.run("read", tiles_of, desk.session)
        same = found is not None and self._tiles is not None and found.settings == self._tiles.settings
        changed = self.failed or (not same and (found is not None or self._tiles is not None))
        self.failed = False
        self._missing.clear()
        if not same:
            self._held.clear()
            self._tiles = found
        if changed:
            self.arrived.emit()

    # drawing -------------------------------------------------------------------------------
    def paint(self, painter: QPainter, camera: Camera, tokens: Tokens) -> bool:
        """Draws what is at hand and asks for the rest; whether anything was drawn."""
        if self._tiles is None:
            return False
        keys = in_sight(camera)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        drawn = [self._draw(painter, camera, key) for key in keys]
        self._ask([key for key in keys if key not in self._held])
        if any(drawn) and tokens.name == "dark":
            veil = QColor(tokens.color("bg"))
            veil.setAlphaF(NIGHT)
            painter.fillRect(QRectF(0, 0, camera.width, camera.height), veil)
        return any(drawn)

    def _draw(self, painter: QPainter, camera: Camera, key: Key) -> bool:
        """One square: its own picture, else a part of a coarser one."""
        zoom, column, row = key
        for up in range(min(PARENTS, zoom) + 1):
            above = (zoom - up, column >> up, row >> up)
            image = self._held.get(above)
            if image is None:
                continue
            self._held.move_to_end(above)
            share = 2**up
            wide, high = image.width() / share, image.height() / share
            part = QRectF((column % share) * wide, (row % share) * high, wide, high)
            painter.drawImage(place_of(camera, key), image, part)
            return True
        return False

    # asking --------------------------------------------------------------------------------
    def _ask(self, keys: list[Key]) -> None:
        """What is in sight now is wanted, nothing else any more."""
        self._wanted = [key for key in keys if key not in self._missing and key not in self._under_way]
        while self._desk is not None and self._wanted and self._workers < WORKERS:
            self._workers += 1
            if self._desk.spawn(self._owner, self._work(self._desk, self._tiles)) is None:
                self._workers -= 1
                return

    async def _work(self, desk: Desk, tiles: Tiles | None) -> None:
        try:
            while self._wanted and tiles is not None and tiles is self._tiles:
                key = self._wanted.pop(0)
                self._under_way.add(key)
                try:
                    await self._bring(desk, tiles, key)
                finally:
                    self._under_way.discard(key)
        finally:
            self._workers -= 1

    async def _bring(self, desk: Desk, tiles: Tiles, key: Key) -> None:
        """One picture; a server that fails is left alone until the map is shown again."""
        try:
            image = await desk.run("net", picture, tiles, key)
        except Failure:
            self.failed = True
            image = None
        if image is None:
            self._missing.add(key)
        elif tiles is self._tiles:
            self._held[key] = image
            while len(self._held) > HELD:
                self._held.popitem(last=False)
        self._timer.start()


def in_sight(camera: Camera) -> list[Key]:
    """The squares a camera sees, the middle ones first."""
    zoom = max(0, min(MOST_ZOOM, round(camera.zoom)))
    side, box = 2**zoom, camera.box
    columns = range(max(0, math.floor(box.left * side)), min(side - 1, math.floor(box.right * side)) + 1)
    rows = range(max(0, math.floor(box.top * side)), min(side - 1, math.floor(box.bottom * side)) + 1)
    middle = (camera.x * side - 0.5, camera.y * side - 0.5)
    keys = [(zoom, column, row) for column in columns for row in rows]
    return sorted(keys, key=lambda key: (key[1] - middle[0]) ** 2 + (key[2] - middle[1]) ** 2)


def place_of(camera: Camera, key: Key) -> QRectF:
    """Where a square lies on the screen."""
    zoom, column, row = key
    left, top = camera.screen_point(column / 2**zoom, row / 2**zoom)
    size = camera.scale / 2**zoom
    return QRectF(left, top, size, size)


def picture(tiles: Tiles, key: Key) -> QImage | None:
    """In a lane: the bytes of a picture, decoded as what they begin as and nothing else. Raises Unavailable."""
    data = tiles.picture(*key)
    kind = None if data is None else picture_kind(data)
    if data is None or kind is None:
        return None
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(kind.encode()))
    reader.setDecideFormatFromContent(False)
    reader.setAutoDetectImageFormat(False)
    found = reader.read()
    return None if found.isNull() else found.convertToFormat(QImage.Format.Format_RGB32)
