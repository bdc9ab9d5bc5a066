"""Icons by name, in the colours of the theme: icon("phone"), pixmap("phone", "accent"), set_icon(button, "phone")."""

from __future__ import annotations

from functools import cache
from typing import Protocol, cast

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton

from prospectdesk import resources
from prospectdesk.ui.kit import theme

_pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}
_icons: dict[tuple[str, str, bool, int], QIcon] = {}


def ratio() -> float:
    """The finest pixel ratio of the screens there are."""
    app = QGuiApplication.instance()
    return app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0


def pixmap(name: str, color: str = "text_2", size: int = 16, dpr: float | None = None) -> QPixmap:
    """The icon `name` in a token or "#RRGGBB", `size` logical pixels wide; kept for the next time.

    Raises FileNotFoundError for an unknown icon, AttributeError for an unknown token.
    """
    ink = color if color.startswith("#") else theme.current().color(color).name()
    scale = ratio() if dpr is None else dpr
    key = (name, ink, size, scale)
    found = _pixmaps.get(key)
    if found is None:
        found = _pixmaps[key] = _drawn(name, ink, size, scale)
    return found


def _drawn(name: str, ink: str, size: int, scale: float) -> QPixmap:
    made = QPixmap(_shape(name, max(1, round(size * scale))))
    painter = QPainter(made)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(made.rect(), QColor(QColor(ink).name()))
    painter.end()
    made.setDevicePixelRatio(scale)
    return made


@cache
def _shape(name: str, pixels: int) -> QPixmap:
    """The icon in black: reading and drawing its lines costs five times what colouring it does."""
    drawing = QByteArray(resources.data(f"icons/{name}.svg"))
    made = QPixmap(pixels, pixels)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(drawing).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    return made


def icon(name: str, role: str = "text_2", air: int = 0) -> QIcon:
    """The icon in the colour of a token, with its disabled form, in the theme in force now.

    `air` adds empty pixels at its right: Qt sets the text of a button hard against its icon.
    What outlives a change of theme wears it by `set_icon`.
    """
    key = (name, role, theme.current().dark, air)
    found = _icons.get(key)
    if found is None:
        found = QIcon()
        for dpr in {1.0, ratio()}:
            found.addPixmap(_aired(pixmap(name, role, 16, dpr), air), QIcon.Mode.Normal)
            found.addPixmap(_aired(pixmap(name, "input_edge", 16, dpr), air), QIcon.Mode.Disabled)
        _icons[key] = found
    return found


def _aired(drawing: QPixmap, air: int) -> QPixmap:
    if not air:
        return drawing
    scale = drawing.devicePixelRatio()
    made = QPixmap(drawing.width() + round(air * scale), drawing.height())
    made.setDevicePixelRatio(scale)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.drawPixmap(0, 0, drawing)
    painter.end()
    return made


class Dressed(Protocol):
    """What can wear an icon: buttons, actions."""

    def setIcon(self, icon: QIcon, /) -> None:
        """Shows the icon."""


class Dresser(QObject):
    """Gives its parent the icon again at each change of theme."""

    def __init__(self, target: Dressed, name: str, role: str) -> None:
        super().__init__(target if isinstance(target, QObject) else None)
        self._other = None if isinstance(target, QObject) else target
        self.name, self.role = name, role
        theme.current().changed.connect(self.show_icon)
        self.show_icon()

    def show_icon(self) -> None:
        """Sets the icon in the colours in force."""
        # asked of Qt each time: the wrapper of an action that Qt made may be void while the action lives
        target = cast(Dressed, self._other or self.parent())
        room = target.iconSize() if isinstance(target, QAbstractButton) else QSize()
        air = max(0, room.width() - room.height())
        target.setIcon(icon(self.name, self.role, air) if self.name else QIcon())


def set_icon(target: Dressed, name: str, role: str = "text_2") -> None:
    """Gives a button or action an icon that follows the theme; again with another name replaces it.

    An empty name takes the icon off.
    """
    if isinstance(target, QObject):
        for child in target.children():
            if isinstance(child, Dresser):
                child.name, child.role = name, role
                child.show_icon()
                return
    Dresser(target, name, role)
