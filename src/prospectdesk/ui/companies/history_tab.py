"""The tab Historique: every change of the file, newest first, to filter and to export (D-49)."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QTableView, QVBoxLayout, QWidget

from prospectdesk.domain.changes import Changes
from prospectdesk.domain.clock import Clock
from prospectdesk.domain.filenames import safe_name
from prospectdesk.jobs.exports import export_history
from prospectdesk.queries import timeline
from prospectdesk.queries.timeline import HistoryRow
from prospectdesk.ui.kit import ask, theme
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.errors import MessageBar
from prospectdesk.ui.kit.fields import SearchField
from prospectdesk.ui.kit.labels import Label, plain_tip
from prospectdesk.ui.kit.page import Page
from prospectdesk.ui.kit.roles import enable_if

NAME = "sheet.history"
PAGE = 200
Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()
WORDS = frozenset({int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.ToolTipRole)})


class HistoryModel(QAbstractTableModel):
    """Rows read so far; the view asks for older ones when its end comes near."""

    def __init__(self, clock: Clock, titles: tuple[str, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._clock, self._titles = clock, titles
        self.rows: list[HistoryRow] = []

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Rows read so far."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        """The six columns of D-49."""
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """The words of a cell, whole in its tooltip."""
        if role not in WORDS or not index.isValid():
            return None
        row = self.rows[index.row()]
        when = show.moment(row.at, self._clock)
        cells = (when, row.user or "", row.object, row.field, row.old or "", row.new or "")
        text = cells[index.column()]
        return plain_tip(text) if role == int(Qt.ItemDataRole.ToolTipRole) else text.replace("\n", " ")

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        """The titles."""
        shown = orientation == Qt.Orientation.Horizontal and role == int(Qt.ItemDataRole.DisplayRole)
        return self._titles[section] if shown else None

    def replace(self, rows: list[HistoryRow]) -> None:
        """Other rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def extend(self, rows: list[HistoryRow]) -> None:
        """An older page."""
        if rows:
            self.beginInsertRows(NO_PARENT, len(self.rows), len(self.rows) + len(rows) - 1)
            self.rows.extend(rows)
            self.endInsertRows()


class HistoryTab(Page):
    """Read-only table with filter and export."""

    def __init__(self, desk: Desk, company_id: int, parent: QWidget | None = None) -> None:
        super().__init__(desk, NAME, parent)
        self.company_id = company_id
        self.company = ""
        self._more = False
        self._busy = False
        self.messages = MessageBar(f"{NAME}.messages")
        self.filter = SearchField(self.tr("Filtrer l’historique"), f"{NAME}.filter")
        self.filter.searched.connect(lambda _text: self.refresh())
        self.export = Button(self.tr("Exporter"), "download", name=f"{NAME}.export", on=self._export)
        titles = (
            self.tr("Date et heure"), self.tr("Utilisateur"), self.tr("Objet"), self.tr("Champ"),
            self.tr("Ancienne valeur"), self.tr("Nouvelle valeur"),
        )  # fmt: skip
        self.rows = HistoryModel(desk.session.clock, titles, self)
        self.table = self._table()
        self.empty = Label(role="secondary", tone="muted", wrap=True, name=f"{NAME}.empty")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.filter, 1)
        head.addWidget(self.export)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self.messages)
        box.addLayout(head)
        box.addWidget(self.empty)
        box.addWidget(self.table, 1)

    def _table(self) -> QTableView:
        table = QTableView()
        table.setObjectName(f"{NAME}.table")
        table.setAccessibleName(self.tr("Historique des modifications"))
        table.setModel(self.rows)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(theme.current().px(32))
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        table.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        head = table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setMinimumSectionSize(theme.current().px(84))
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        table.verticalScrollBar().valueChanged.connect(self._scrolled)
        return table

    def concerned(self, changes: Changes) -> bool:
        """Whether the company's file changed."""
        return changes.touches_company(self.company_id)

    async def reload(self) -> None:
        """Reads the first page, or as much as was shown."""
        text = self.filter.text().strip()
        wanted = max(PAGE, len(self.rows.rows)) if not text else PAGE
        rows = await self.desk.query(timeline.history, self.company_id, text, None, wanted)
        if text != self.filter.text().strip():
            self.refresh()
            return
        self._more = len(rows) == wanted
        if rows != self.rows.rows:
            self.rows.replace(rows)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        none = self.tr("Aucune ligne de l’historique ne contient ce texte.")
        self.empty.setText(none if text else self.tr("Rien n’a encore été modifié sur cette fiche."))
        enable_if(self.export, bool(rows) or bool(text), self.tr("L’historique est vide."))

    def _scrolled(self, value: int) -> None:
        if self._more and not self._busy and self.table.verticalScrollBar().maximum() - value < 400:
            self._busy = True
            self.desk.spawn(self, self._next_page())

    async def _next_page(self) -> None:
        text, last = self.filter.text().strip(), self.rows.rows[-1]
        try:
            rows = await self.desk.query(timeline.history, self.company_id, text, (last.at, last.id), PAGE)
            if self.rows.rows and self.rows.rows[-1] == last:
                self._more = len(rows) == PAGE
                self.rows.extend(rows)
        finally:
            self._busy = False

    def _export(self) -> None:
        self.desk.spawn(self, self._ask_export())

    async def _ask_export(self) -> None:
        name = safe_name(self.tr("Historique {company}").format(company=self.company), suffix=".xlsx")
        kinds = self.tr("Classeur Excel (*.xlsx);;Texte CSV (*.csv)")
        target = await ask.save_file(self, self.tr("Exporter l’historique"), kinds, name)
        if target is None:
            return
        reader, zone = self.desk.session.reader, self.desk.session.clock.zone

        def write() -> int:
            return export_history(reader, self.company_id, target, zone, overwrite=True)

        count = await self.desk.run("read", write)
        text = self.tr("{count} ligne(s) exportée(s) : {file}")
        self.messages.show_message(text.format(count=show.count(count), file=target.name), "ok")
