"""Pictures of widgets without a window system: for tests, the docs and the verb `screens`."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Literal

from PySide6.QtCore import QCoreApplication, QPoint, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.labels import Label

SETTLE_TURNS = 4


def render(
    widget: QWidget,
    size: QSize | tuple[int, int],
    mode: Literal["light", "dark"] = "light",
    scale: float = 1.0,
) -> QImage:
    """The widget at `size` (logical pixels) in a theme, `scale` pixels per logical pixel.

    The widget is shown, laid out and hidden again if it was hidden; the theme stays as asked.
    """
    wanted = size if isinstance(size, QSize) else QSize(*size)
    dress(mode)
    shown = widget.isVisible()
    widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, not shown)
    widget.resize(wanted)
    widget.show()
    for _ in range(SETTLE_TURNS):
        _turn()
    picture = QImage(wanted * scale, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(scale)
    picture.fill(theme.current().color("bg"))
    painter = QPainter(picture)
    widget.render(painter, QPoint())
    painter.end()
    if not shown:
        widget.hide()
        widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, False)
    return picture


def _turn() -> None:
    """Lets Qt lay out and polish. Inside a task of the joined loop only posted events are sent: turning the
    whole loop there would enter a second task while the first one runs, which loses both."""
    try:
        inside = asyncio.current_task() is not None
    except RuntimeError:
        inside = False
    if inside:
        QCoreApplication.sendPostedEvents()
    else:
        QApplication.processEvents()


def dress(mode: Literal["light", "dark"]) -> theme.Theme:
    """Puts the program in a theme with the shipped font, so that pictures are the same everywhere."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise TypeError("pictures need a QApplication")
    look = replace(theme.current().look, mode=mode, family=theme.bundled_family())
    if theme.current().parent() is not app:
        return theme.Theme(app, look)
    if theme.current().look != look:
        theme.current().apply(look)
    return theme.current()


def colors(picture: QImage, step: int = 7) -> int:
    """How many colours a picture has (sampled): a page that shows nothing has one or two."""
    plain = picture.convertToFormat(QImage.Format.Format_RGB32)
    pixels = memoryview(plain.constBits()).cast("I")
    line, width = plain.bytesPerLine() // 4, plain.width()
    return len(
        {
            one
            for top in range(0, plain.height() * line, line * step)
            for one in pixels[top : top + width : step]
        }
    )


def cut_texts(widget: QWidget) -> list[str]:
    """Texts of visible labels that do not fit and have no tooltip with the whole of them."""
    return [
        label.text()
        for label in widget.findChildren(Label)
        if label.isVisible() and not label.wordWrap() and label.is_cut() and not label.toolTip()
    ]
