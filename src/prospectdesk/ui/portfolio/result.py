"""A result on the screen: tiles, map and table that choose the same row (P-14, mock-up 05)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from prospectdesk.domain.portfolio import Kind, Place, Row
from prospectdesk.queries import portfolio
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.chips import ChipRow
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.empty import EmptyState
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.map.view import MapView
from prospectdesk.ui.portfolio.rows import GroupModel, Shown
from prospectdesk.ui.portfolio.table import GroupTable
from prospectdesk.ui.portfolio.tiles import Tiles
from prospectdesk.ui.portfolio.words import companies

if TYPE_CHECKING:
    from prospectdesk.queries.portfolio import Analysis

BOTH, MAP, TABLE = "both", "map", "table"
SHARES = (48, 52)
"""How map and table share the width until a person moves the line between them."""
LOW = 500
"""Pixels below which counters stand without the line beneath them."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """Counts of an earlier analysis of the same place and radius, and its day in words."""

    counts: tuple[int, ...]
    day: str


def numbered(conn: Any, analysis: Analysis, positions: Sequence[int]) -> list[tuple[int, Row]]:
    """Rows with their positions; companies that are gone since are left out."""
    found = portfolio.rows(conn, analysis, positions)
    if len(found) == len(positions):
        return list(zip(positions, found, strict=True))
    return [(one, row) for one in positions for row in portfolio.rows(conn, analysis, [one])]


class ResultPane(QWidget):
    """`stood` carries the row in hand (Shown or None), `opened` a row to open, `ticked` tells other ticks.

    `dragged` follows the handle on the map, `settled` comes when it is let go.
    """

    stood = Signal(object)
    opened = Signal(object)
    ticked = Signal()
    dragged = Signal(float)
    settled = Signal(float)

    def __init__(self, desk: Desk, prefix: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.analysis: Analysis | None = None
        self.current: Shown | None = None
        self._names: dict[int, str] = {}
        self._offset = 0
        self._quiet = False
        self._shared = False
        self.tiles = Tiles(prefix)
        self.map = MapView(f"{prefix}.map", desk)
        self.map.set_names(self._name_of)
        self.model = GroupModel(lambda work: desk.spawn(self, work), parent=self)
        self.table = GroupTable(f"{prefix}.table", self.tr("Sociétés dans le rayon"))
        self.table.show_model(self.model)
        self.total = Label("", "strong", name=f"{prefix}.total", elide=True)
        self.order = Label(self.tr("Tri : distance ↑"), "secondary", tone="muted", name=f"{prefix}.order")
        self.empty = EmptyState("radar", "", name=f"{prefix}.empty")
        self.views = ChipRow(
            [
                (BOTH, self.tr("Carte et tableau"), "columns-3"),
                (MAP, self.tr("Carte"), "map"),
                (TABLE, self.tr("Tableau"), "table-2"),
            ],
            name=f"{prefix}.view",
        )
        self.under = QVBoxLayout()
        """What stands beneath the table: the row in hand, the ticked rows."""
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 4)
        head.addWidget(self.total, 1)
        head.addWidget(self.order)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addLayout(head)
        lines.addWidget(self.table, 1)
        listed = QWidget()
        listed.setLayout(lines)
        lines.setContentsMargins(1, 1, 1, 1)
        self.body = QStackedWidget()
        self.body.addWidget(listed)
        self.body.addWidget(self.empty)
        self.panel = Card(margin=0, spacing=0)
        self.panel.box.addWidget(self.body, 1)
        self.panel.box.addLayout(self.under)
        self.table.setProperty("role", "bare")
        self.table.setCornerWidget(QWidget())
        self.table.setFrameShape(GroupTable.Shape.NoFrame)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(12)
        frame = Card(margin=1, spacing=0)
        frame.box.addWidget(self.map)
        self.frame = frame
        self.splitter.addWidget(frame)
        self.splitter.addWidget(self.panel)
        for place, part in enumerate(SHARES):
            self.splitter.setStretchFactor(place, part)
        self.splitter.splitterMoved.connect(lambda *_place: self._held())
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self.tiles)
        box.addWidget(self.splitter, 1)

    def _connect(self) -> None:
        self.tiles.chosen.connect(self._show_only)
        self.views.chosen.connect(self.show_view)
        self.table.fold_wanted.connect(self._fold)
        self.table.row_changed.connect(self._stood)
        self.table.heading_reached.connect(self._on_heading)
        self.table.opened.connect(self._open)
        self.model.ticked_changed.connect(self.ticked.emit)
        self.model.dataChanged.connect(lambda *_places: self._came())
        self.map.point_picked.connect(self._picked)
        self.map.lassoed.connect(self._lassoed)
        self.map.radius_changed.connect(self.dragged.emit)
        self.map.radius_settled.connect(self.settled.emit)

    def _held(self) -> None:
        """A person has put the line somewhere."""
        self._shared = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shares the new room."""
        super().resizeEvent(event)
        self.tiles.set_low(self.height() < LOW)
        if not self._shared:
            self.splitter.setSizes([self.width() * part // 100 for part in SHARES])

    # what is shown -------------------------------------------------------------------------
    def show_circle(self, place: Place | None, radius: float | None) -> None:
        """The circle of the inputs."""
        if place is None:
            return
        circle = self.map.circle
        if circle is None or (circle.latitude, circle.longitude) != (place.latitude, place.longitude):
            self.map.set_place(place.latitude, place.longitude)
        if radius is not None:
            self.map.set_radius(radius)

    def show_analysis(self, analysis: Analysis, earlier: Earlier | None = None) -> None:
        """Another result."""
        self.analysis = analysis
        self._names.clear()
        self._stand(None)
        self.model.show_result(analysis.counts, self._read)
        self._show_points()
        self.show_counts(analysis.counts, earlier)
        self.order.setVisible(len(analysis) > 0)
        self.body.setCurrentIndex(0)

    def show_counts(self, counts: Sequence[int], earlier: Earlier | None = None) -> None:
        """Counters alone: those of a circle that is being dragged."""
        before = (None, "") if earlier is None else (earlier.counts, earlier.day)
        self.tiles.show_counts(counts, *before)
        self.total.setText(self.tr("{0} dans le rayon").format(companies(sum(counts))))

    def show_nothing(self, title: str, text: str) -> None:
        """No result yet."""
        self.analysis = None
        self._stand(None)
        self.model.show_result((0,) * len(Kind), self._read)
        self.map.set_points((), (), ())
        self.tiles.show_counts((0,) * len(Kind))
        self.empty.say("radar", title, text)
        self.body.setCurrentIndex(1)

    def show_view(self, key: str) -> None:
        """Map, table, or both."""
        self.views.choose(key)
        self.frame.setVisible(key != TABLE)
        self.panel.setVisible(key != MAP)

    async def _read(self, positions: Sequence[int]) -> Sequence[tuple[int, Row]]:
        if self.analysis is None:
            return []
        found: list[tuple[int, Row]] = await self.desk.query(numbered, self.analysis, positions)
        self._names.update((position, row.name) for position, row in found)
        return found

    def _show_points(self) -> None:
        """The points of the types listed; the map numbers them from the first of these."""
        analysis = self.analysis
        if analysis is None:
            return
        latitude, longitude = analysis.degrees
        only = self.model.only
        part = slice(None) if only is None else slice(analysis.group(only).start, analysis.group(only).stop)
        self._offset = part.start or 0
        self.map.set_points(latitude[part], longitude[part], analysis.kinds[part])

    # choosing ------------------------------------------------------------------------------
    def _show_only(self, kind: Kind | None) -> None:
        self.model.show_only(kind)
        self._show_points()
        self._stand(None)

    def _fold(self, kind: Kind) -> None:
        top = self.model.row_of(-1 - int(kind))
        self.model.fold(kind, kind not in self.model.folded)
        self.table.setCurrentIndex(self.model.index(top, 1))

    def _stood(self, one: int) -> None:
        """The keyboard stands on another line of the table."""
        if self._quiet or one < 0:
            return
        self.map.select(one - self._offset)
        self._wish(one)

    def _on_heading(self) -> None:
        """It stands on no row."""
        self._stand(None)
        self.map.select(-1)

    def _picked(self, point: int) -> None:
        """A point of the map was chosen: its row is gone to."""
        self.go_to(point + self._offset)

    def go_to(self, position: int) -> None:
        """Stands on a row, in the table and on the map."""
        before = self.model.only
        self.model.reveal(position)
        if before is not self.model.only:
            self.tiles.choose(self.model.only)
            self._show_points()
        self._quiet = True
        self.table.go_to(position)
        self._quiet = False
        self.map.select(position - self._offset)
        self._wish(position)

    def _wish(self, position: int) -> None:
        """The row in hand, as soon as it is read."""
        shown = self.table.shown(position)
        if shown is not None:
            self._stand(shown)
        else:
            self.desk.spawn(self, self._read_row(position))

    async def _read_row(self, position: int) -> None:
        found = await self._read([position])
        if found and self.table.current_id() == position:
            self._stand(Shown(*found[0]))

    def _stand(self, shown: Shown | None) -> None:
        self.current = shown
        if shown is not None:
            self._names[shown.position] = shown.row.name
            self.map.set_names(self._name_of)
        self.stood.emit(shown)

    def _came(self) -> None:
        """Rows were read again: the one in hand may say something else."""
        if self.current is None:
            return
        shown = self.table.shown(self.current.position)
        if shown is not None and shown != self.current:
            self._stand(shown)

    def _lassoed(self, points: Any) -> None:
        """Rows in the lasso are ticked."""
        self.model.ticked.put((np.asarray(points) + self._offset).tolist(), True)
        self.model.ticks_moved()

    def _open(self, one: int) -> None:
        shown = self.table.shown(one) if one >= 0 else None
        if shown is not None:
            self.opened.emit(shown)

    def _name_of(self, point: int) -> str:
        """How the map calls a point; one whose row was not read yet is asked for, and told when it has come."""
        position = point + self._offset
        name = self._names.get(position)
        if name is None and self.analysis is not None and 0 <= position < len(self.analysis):
            self._names[position] = ""
            self.desk.spawn(self, self._learn(position))
        return name or ""

    async def _learn(self, position: int) -> None:
        if await self._read([position]):
            self.map.show_tip()
