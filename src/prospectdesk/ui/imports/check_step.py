"""Step 4: the dry run. Counts, every row with its fate, and the doublets to settle; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from prospectdesk.ui.imports import words
from prospectdesk.ui.imports.figures import Figures
from prospectdesk.ui.imports.row_panel import RowPanel
from prospectdesk.ui.imports.work import Found, ImportWork
from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.chips import ChipRow
from prospectdesk.ui.kit.columns import Column
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.fields import SearchField
from prospectdesk.ui.kit.format import count
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.table_model import PagedModel
from prospectdesk.ui.kit.table_view import TableView

if TYPE_CHECKING:
    from prospectdesk.commands.import_fates import RowFate

TO_SEE = ("open", "error")
ROW_HEIGHT = 36
LOW = 600


class CheckStep(QWidget):
    """`settled` carries the new counts after an answer."""

    settled = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._work: ImportWork | None = None
        self._kind = "companies"
        self._found = Found()
        self._shown: RowFate | None = None
        self.figures = Figures("import.count")
        self.filter = ChipRow(
            [("all", self.tr("Toutes"), ""), ("see", self.tr("À voir"), "triangle-alert")],
            name="import.filter",
        )
        self.filter.chosen.connect(lambda _key: self._list())
        self.search = SearchField(self.tr("Filtrer les lignes…"), "import.search")
        self.search.searched.connect(lambda _text: self._list())
        self.view = TableView("import.rows", self.tr("Lignes du fichier et ce qu’elles feront"))
        self.search.left_down.connect(self.view.setFocus)
        self.model = PagedModel(
            self._columns(), self._fetch, lambda work: desk.spawn(self, work), id_of=lambda row: int(row.line),
            parent=self,
        )  # fmt: skip
        self.view.show_model(self.model)
        self.view.setProperty("role", "bare")
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.current().changed.connect(self._dress)
        self._dress()
        self.view.row_changed.connect(self._stand_on)
        self.model.dataChanged.connect(lambda *_cells: self._read_again())
        self.view.verticalScrollBar().valueChanged.connect(lambda _value: self._tell_place())
        self.place = Label(role="secondary", name="import.rows.place")
        self.panel = RowPanel()
        self.panel.answered.connect(self._answer)
        self.panel.step.connect(self.go_to_problem)
        self._lay_out()
        self._keys()

    def _dress(self) -> None:
        self.view.verticalHeader().setDefaultSectionSize(theme.current().px(ROW_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window the cards are lower, so that the fields of a doublet stay in sight."""
        super().resizeEvent(event)
        self.figures.set_low(self.height() < LOW)

    def _columns(self) -> list[Column]:
        return [
            Column("line", self.tr("Ligne"), 58, cell=lambda row: str(row.line), sortable=False),
            Column("fate", self.tr("Sort"), 164, "pill", words.fate_pill, sortable=False),
            Column("name", self.tr("Société"), 110, "strong", lambda row: row.title, 2, sortable=False),
            Column("city", self.tr("Ville"), 76, cell=lambda row: row.city or "", stretch=1, sortable=False),
            Column("reason", self.tr("Raison"), 110, cell=self._reason, stretch=5, sortable=False),
        ]

    def _reason(self, row: RowFate) -> str:
        return words.reason(row, self._kind)

    def _lay_out(self) -> None:
        rows = Card("import.table", margin=0, spacing=0)
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 10, 12, 10)
        bar.addWidget(self.filter, 1)
        self.search.setMaximumWidth(220)
        bar.addWidget(self.search)
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 6, 14, 6)
        foot.addWidget(self.place, 1)
        foot.addWidget(Label(self.tr("J et K pour faire défiler"), "secondary"))
        rows.box.addLayout(bar)
        rows.box.addWidget(self.view, 1)
        rows.box.addLayout(foot)
        self.panel.setMinimumWidth(330)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setObjectName("import.split")
        split.setChildrenCollapsible(False)
        split.setHandleWidth(12)
        split.addWidget(rows)
        split.addWidget(self.panel)
        split.setStretchFactor(0, 58)
        split.setStretchFactor(1, 42)
        split.setSizes([575, 425])
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addWidget(self.figures)
        box.addWidget(split, 1)

    def _keys(self) -> None:
        for keys, act in (
            ("J", lambda: self.walk(1)), ("K", lambda: self.walk(-1)),
            ("F8", lambda: self.go_to_problem(1)), ("Shift+F8", lambda: self.go_to_problem(-1)),
            ("1", lambda: self.panel.answer("update")), ("2", lambda: self.panel.answer("create")),
            ("3", lambda: self.panel.answer("ignore")),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # showing -------------------------------------------------------------------------------
    async def show_found(self, work: ImportWork, kind: str, found: Found) -> None:
        """A file that was just checked."""
        self._work, self._kind, self._shown = work, kind, None
        self.search.show_text("")
        self.filter.choose("all")
        self.show_counts(found)
        self.panel.show_row(None, kind, (0, 0), 0)
        await self._read_list()
        waiting = found.standing.open
        if waiting:
            self.view.go_to(waiting[0])
        elif self.model.rowCount():
            self.view.go_to(self.model.id_at(0))
        self.view.setFocus()

    def show_counts(self, found: Found) -> None:
        """The cards and chips."""
        self._found = found
        self.figures.show_found(found, self._kind)
        to_see = len(found.standing.open) + found.errors
        self.filter.chips["all"].set_text(self.tr("Toutes · {0}").format(count(found.rows)))
        self.filter.chips["see"].set_text(self.tr("À voir · {0}").format(count(to_see)))

    def _list(self) -> None:
        self._desk.spawn(self, self._read_list())

    async def _read_list(self) -> None:
        if self._work is None:
            return
        here = self.view.current_id()
        fates = TO_SEE if self.filter.current() == "see" else ()
        lines = await self._work.lines(fates, self.search.text())
        self.model.set_ids(lines)
        if (here is None or not self.view.go_to(here)) and len(lines):
            self.view.go_to(int(lines[0]))
        self._tell_place()

    async def _fetch(self, lines: list[int]) -> Sequence[RowFate]:
        return [] if self._work is None else await self._work.at(lines)

    def _tell_place(self) -> None:
        total = self.model.rowCount()
        if not total:
            self.place.setText(self.tr("Aucune ligne"))
            return
        first = max(0, self.view.rowAt(1))
        last = self.view.rowAt(self.view.viewport().height() - 2)
        line_of = self.model.id_at
        said = self.tr("Lignes {0} à {1} sur {2}")
        last = total - 1 if last < 0 else last
        self.place.setText(said.format(count(line_of(first)), count(line_of(last)), count(self._found.rows)))

    # one row -------------------------------------------------------------------------------
    def _stand_on(self, _line: int) -> None:
        self._read_again()

    def _read_again(self) -> None:
        """Shows the row the keyboard stands on, as soon as it is read."""
        self._tell_place()
        index = self.view.currentIndex()
        row = self.model.row_at(index.row()) if index.isValid() else None
        if row is None or row == self._shown:
            return
        self._shown = row
        waiting = self._found.standing.open
        number = waiting.index(row.line) + 1 if row.line in waiting else 0
        alike = self._found.alike(row)
        self.panel.show_row(row, self._kind, (number, len(waiting)), alike)

    def walk(self, rows: int) -> None:
        """Goes `rows` further in the list."""
        index = self.view.currentIndex()
        place = min(self.model.rowCount() - 1, max(0, (index.row() if index.isValid() else -1) + rows))
        if place >= 0:
            self.view.setCurrentIndex(self.model.index(place, 0))

    def go_to_problem(self, way: int) -> None:
        """Goes to the next row (-1: the one before) that waits for an answer or is refused; round at the end."""
        self._desk.spawn(self, self._go_to_problem(way))

    async def _go_to_problem(self, way: int) -> None:
        if self._work is None:
            return
        lines = [int(one) for one in await self._work.lines(TO_SEE, "")]
        if not lines:
            return
        here = self.view.current_id() or 0
        ahead = (
            [one for one in lines if one > here] if way > 0 else [one for one in lines if one < here][::-1]
        )
        wanted = ahead[0] if ahead else lines[0 if way > 0 else -1]
        if not self.view.go_to(wanted):
            self.filter.choose("all")
            self.search.show_text("")
            await self._read_list()
            self.view.go_to(wanted)

    # answers -------------------------------------------------------------------------------
    def _answer(self, decision: str, keep: list[str], alike: bool) -> None:
        row = self._shown
        if row is not None and self._work is not None:
            self.panel.set_busy(True)
            self._desk.spawn(self, self._settle(self._work, row, decision, keep, alike))

    async def _settle(
        self, work: ImportWork, row: RowFate, decision: str, keep: list[str], alike: bool
    ) -> None:
        lines = self._found.group(row) if alike else [row.line]
        try:
            found = await work.answer(lines, decision, keep)
        finally:
            self.panel.set_busy(False)
        waited = row.fate == "duplicate"
        self.show_counts(found)
        self._shown = None
        self.model.refresh_ids()
        self.settled.emit(found)
        waiting = found.standing.open
        if waited and waiting:
            self.view.go_to(next((one for one in waiting if one > row.line), waiting[0]))
