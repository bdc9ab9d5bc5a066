"""A row of the file beside the known record, field by field; where a choice is possible it is made by radio."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout, QSizePolicy, QWidget

from prospectdesk.commands.import_fates import Side
from prospectdesk.domain.nomenclature import headcount_band
from prospectdesk.ui.imports import words
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.labels import Label, plain_tip
from prospectdesk.ui.kit.roles import disable

NOTHING = "—"
DOT = 14


class Pick(QAbstractButton):
    """One of two values: a radio in a frame."""

    def __init__(self, text: str, said: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setText(text)
        self.setAccessibleName(said)
        self.setCheckable(True)
        self.setToolTip(plain_tip(text) if len(text) > 20 else "")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(80, theme.current().px(30))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame, radio, value."""
        look, painter = theme.current(), QPainter(self)
        chosen, ring, alive = self.isChecked(), self.hasFocus(), self.isEnabled()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.color("accent" if chosen or ring else "border"), 2 if ring else 1))
        painter.setBrush(
            look.color("accent_soft" if chosen else "hover" if self.underMouse() and alive else "surface")
        )
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        middle = self.height() / 2
        disc = QRectF(8.5, middle - DOT / 2, DOT, DOT)
        painter.setPen(QPen(look.color("accent" if chosen else "input_edge" if alive else "border"), 1.5))
        painter.setBrush(look.color("surface"))
        painter.drawEllipse(disc)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accent"))
            painter.drawEllipse(disc.adjusted(3.5, 3.5, -3.5, -3.5))
        painter.setPen(look.color("text" if chosen else "text_2" if alive else "text_3"))
        painter.setFont(look.font("body", chosen))
        room = self.width() - 38
        text = look.metrics("body", chosen).elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(30, 0, room + 4, self.height()), int(Qt.AlignmentFlag.AlignVCenter), text)


class SideGrid(QWidget):
    """`changed` tells that another value was picked."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sides: Sequence[Side] = ()
        self._groups: dict[str, QButtonGroup] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)

    def show_sides(self, sides: Sequence[Side], *, choosing: bool) -> None:
        """These fields; with `choosing` radios stand where the file's value could be taken."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._sides, self._groups = sides, {}
        self.setVisible(bool(sides))
        heads = (self.tr("Dans le fichier"), self.tr("Fiche existante"))
        for place, head in enumerate(heads, 1):
            self._grid.addWidget(Label(head, "strong"), 0, place)
        for row, side in enumerate(sides, 1):
            self._grid.addWidget(Label(side.label, "secondary", tone="muted"), row, 0)
            if choosing and side.file is not None and side.file != side.present:
                self._add_choice(row, side)
            else:
                self._add_plain(row, side)

    def _add_plain(self, row: int, side: Side) -> None:
        written = words.taken(side.file, side.present, side.locked, side.kept)
        for place, value in ((1, side.file), (2, side.present)):
            strong = "strong" if written and place == 1 else ""
            label = Label(_value(side.name, value), strong, elide=True)
            label.setContentsMargins(theme.current().px(30), 0, 0, 0)
            label.setFixedHeight(theme.current().px(30))
            self._grid.addWidget(label, row, place)

    def _add_choice(self, row: int, side: Side) -> None:
        group = QButtonGroup(self)
        given, present = _value(side.name, side.file), _value(side.name, side.present)
        said = self.tr("{0}, dans le fichier : {1}").format(side.label, given)
        file = Pick(given, said, f"import.side.{side.name}.file")
        said = self.tr("{0}, fiche existante : {1}").format(side.label, present)
        kept = Pick(present, said, f"import.side.{side.name}.present")
        group.addButton(file, 1)
        group.addButton(kept, 0)
        fills = side.present is None and side.locked is None and not side.kept
        (file if fills else kept).setChecked(True)
        if side.locked is not None:
            disable(file, side.locked)
        group.idClicked.connect(lambda _id: self.changed.emit())
        self._grid.addWidget(file, row, 1)
        self._grid.addWidget(kept, row, 2)
        self._groups[side.name] = group

    def kept(self) -> list[str]:
        """Fields whose present value stays though the file has another."""
        locked = {side.name for side in self._sides if side.locked is not None}
        return [name for name, group in self._groups.items() if group.checkedId() == 0 and name not in locked]

    def taken(self) -> list[str]:
        """Labels of the fields that the file's value would replace or fill."""
        return [
            side.label
            for side in self._sides
            if side.name in self._groups and self._groups[side.name].checkedId()
        ]


def _value(name: str, value: str | None) -> str:
    if value is None or value == "":
        return NOTHING
    if name == "headcount_band":
        band = headcount_band(value)
        return value if band is None else band.label
    return show.phone(value) if name == "phone" else value
