"""The head of the list: title, counts, portfolio or directory, Importer, Exporter, Nouveau prospect."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from prospectdesk.ui.kit.buttons import Button, MenuButton
from prospectdesk.ui.kit.chips import ChipRow
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.format import clock_time, date_text
from prospectdesk.ui.kit.labels import Label, heading
from prospectdesk.ui.prospects.words import count_text

NAME = "prospects"


class Head(QWidget):
    """`scope` chooses between "portfolio" and "directory"."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count = Label(role="secondary", name=f"{NAME}.count")
        scopes = [
            ("portfolio", self.tr("Portefeuille"), "briefcase"),
            ("directory", self.tr("Annuaire"), "book-user"),
        ]
        self.scope = ChipRow(scopes, name=f"{NAME}.scope")
        self.scope.setAccessibleName(self.tr("Portefeuille ou annuaire entier"))
        self.scope.chips["directory"].setToolTip(
            self.tr("Toutes les sociétés connues, inscrites au portefeuille ou non")
        )
        self.dated = Label(role="caption", tone="muted", name=f"{NAME}.directory_date", elide=True)
        self.dated.hide()
        self._desk = desk
        self.importing = Button(
            self.tr("Importer"), "upload", name=f"{NAME}.import", on=lambda: desk.open("import")
        )
        self.exporting = MenuButton(
            self.tr("Exporter"), "download", name=f"{NAME}.export",
            tip=self.tr("Editions : la liste affichée ou tous les prospects, en fichier Excel ou CSV"),
        )  # fmt: skip
        self.new = Button(
            self.tr("Nouveau prospect"), "plus", "primary", name=f"{NAME}.new", tip="Ctrl+N",
            on=lambda: desk.open("prospects.new"),
        )  # fmt: skip
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(heading(self.tr("Prospects"), 1))
        row.addWidget(self.count)
        row.addSpacing(8)
        row.addWidget(self.scope)
        row.addWidget(self.dated)
        row.addStretch(1)
        for part in (self.importing, self.exporting, self.new):
            row.addWidget(part)

    def show_scope(self, directory: bool) -> None:
        """Portfolio or whole directory, which says of which day it is (P-19)."""
        self.scope.choose("directory" if directory else "portfolio")
        self.dated.setVisible(directory and bool(self.dated.text()))
        if directory:
            self._desk.spawn(self, self._read_day())

    async def _read_day(self) -> None:
        from prospectdesk.queries.directory_day import directory_at  # late: few look at the directory

        at = await self._desk.query(directory_at)
        if at is not None:
            day = date_text(clock_time(at, self._desk.session.clock).date())
            self.dated.setText(self.tr("Annuaire local du {0}").format(day))
            self.dated.setVisible(self.scope.current() == "directory")

    def show_count(self, shown: int, total: int) -> None:
        """48 sur 1 284."""
        self.count.setText(count_text(shown, total))
