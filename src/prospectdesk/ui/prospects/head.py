"""The head of the list: title, counts, portfolio or directory, Importer, Exporter, Nouveau prospect."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from prospectdesk.ui.kit.buttons import Button, MenuButton
from prospectdesk.ui.kit.chips import ChipRow
from prospectdesk.ui.kit.desk import Desk
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
        row.addStretch(1)
        for part in (self.importing, self.exporting, self.new):
            row.addWidget(part)

    def show_count(self, shown: int, total: int) -> None:
        """48 sur 1 284."""
        self.count.setText(count_text(shown, total))
