"""Two analyses compared: who came, who left, who is of another type (P-02)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from prospectdesk.domain.portfolio import Counts, Kind, Request, Row
from prospectdesk.jobs import portfolio as work
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.tabs import SegmentedTabs
from prospectdesk.ui.portfolio.tiles import Symbol
from prospectdesk.ui.portfolio.words import distance, kind_name, place_and_radius, short_name

if TYPE_CHECKING:
    from prospectdesk.jobs.session import Session
    from prospectdesk.queries.portfolio import Analysis

NAME = "portfolio.compare"
SIZE = (860, 600)
LISTED = 500
"""Companies listed of each sort; all are counted."""
COMPANY = int(Qt.ItemDataRole.UserRole)
ENTERED, LEFT, CHANGED = "entered", "left", "changed"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: what was asked, what was counted, when in words."""

    request: Request
    counts: Counts
    when: str


@dataclass(frozen=True, slots=True)
class Sort:
    """Companies of one sort: how many, and the first of them with the type they had."""

    number: int
    rows: tuple[tuple[Row, Kind | None], ...]


Sorts = dict[str, Sort]


def read_changes(session: Session, before: Analysis, after: Analysis) -> Sorts:
    """What changed from `before` to `after`; for a lane."""
    found = work.compared(session, before, after)

    def rows(analysis: Analysis, places: Sequence[int], was: Sequence[int] | None = None) -> Sort:
        told = work.rows(session, analysis, places[:LISTED])
        kinds = [None] * len(told) if was is None else [Kind(int(one)) for one in was[: len(told)]]
        return Sort(len(places), tuple(zip(told, kinds, strict=True)))

    return {
        ENTERED: rows(after, found.entered.tolist()),
        LEFT: rows(before, found.left.tolist()),
        CHANGED: rows(after, found.changed.tolist(), found.was.tolist()),
    }


class CompareDialog(QDialog):
    """`open_wanted` carries a company whose sheet shall be opened."""

    open_wanted = Signal(int)

    def __init__(self, parent: QWidget, before: Side, after: Side, sorts: Sorts) -> None:
        super().__init__(parent)
        self.setObjectName(NAME)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(self.tr("Comparer deux analyses"))
        self.resize(*SIZE)
        self.sorts = sorts
        titles = {
            ENTERED: self.tr("Entrés"), LEFT: self.tr("Sortis"), CHANGED: self.tr("Changés de type"),
        }  # fmt: skip
        self.tabs = SegmentedTabs(
            list(titles.items()), name=f"{NAME}.tabs", accessible=self.tr("Changements")
        )
        self.tabs.show_counts({key: sort.number for key, sort in sorts.items()})
        self.tabs.chosen.connect(self.show_sort)
        self.list = QTreeWidget()
        self.list.setObjectName(f"{NAME}.list")
        self.list.setAccessibleName(self.tr("Sociétés"))
        self.list.setProperty("role", "bare")
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.itemActivated.connect(self._open)
        self.remark = Label("", "secondary", tone="muted", name=f"{NAME}.remark")
        self._lay_out(before, after)
        first = next((key for key in (ENTERED, LEFT, CHANGED) if sorts[key].number), ENTERED)
        self.tabs.choose(first)
        self.show_sort(first)

    def _lay_out(self, before: Side, after: Side) -> None:
        card = Card(margin=4)
        card.box.addWidget(self.list)
        foot = QHBoxLayout()
        foot.addWidget(self.remark, 1)
        foot.addWidget(Button(self.tr("Fermer"), name=f"{NAME}.close", on=self.accept))
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 20)
        box.setSpacing(10)
        box.addWidget(Label(self._title(before, after), "section", name=f"{NAME}.title", wrap=True))
        box.addLayout(self._counters(before, after))
        box.addWidget(self.tabs)
        box.addWidget(card, 1)
        box.addLayout(foot)

    def _title(self, before: Side, after: Side) -> str:
        first, last = (
            place_and_radius(one.request.place.label, one.request.radius_km) for one in (before, after)
        )
        if first == last:
            return self.tr("{0}\u00a0: {1} → {2}").format(first, before.when, after.when)
        return self.tr("{0} ({1}) → {2} ({3})").format(first, before.when, last, after.when)

    def _counters(self, before: Side, after: Side) -> QGridLayout:
        """Each type with its two counters and what lies between."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(2)
        for kind in Kind:
            column = 3 * int(kind)
            old, new = before.counts[kind], after.counts[kind]
            grid.addWidget(Symbol(kind), 0, column)
            grid.addWidget(Label(short_name(kind), "secondary"), 0, column + 1)
            text = self.tr("{0} → {1}").format(show.count(old), show.count(new))
            grid.addWidget(Label(text, "strong", name=f"{NAME}.count.{int(kind)}"), 1, column + 1)
            moved = self.tr("+{0}") if new > old else self.tr("−{0}")
            gap = moved.format(show.count(abs(new - old))) if new != old else self.tr("inchangé")
            grid.addWidget(Label(gap, "caption"), 2, column + 1)
            grid.setColumnStretch(column + 2, 1)
        return grid

    def show_sort(self, key: str) -> None:
        """The companies of one sort."""
        sort = self.sorts[key]
        self.list.clear()
        titles = [self.tr("Raison sociale"), self.tr("Ville"), self.tr("Distance"), self.tr("Type")]
        self.list.setHeaderLabels(titles)
        for row, was in sort.rows:
            kind = kind_name(row.kind)
            told = kind if was is None else self.tr("{0} → {1}").format(kind_name(was), kind)
            item = QTreeWidgetItem([row.name, row.town or "", distance(row.distance_km), told])
            item.setData(0, COMPANY, row.company)
            self.list.addTopLevelItem(item)
        head = self.list.header()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        text = self.tr("Aucune société.") if not sort.number else ""
        if sort.number > len(sort.rows):
            text = self.tr("Les {0} premières sociétés sont affichées.").format(show.count(len(sort.rows)))
        self.remark.setText(text)

    def _open(self, item: QTreeWidgetItem) -> None:
        company = item.data(0, COMPANY)
        if company is not None:
            self.accept()
            self.open_wanted.emit(company)
