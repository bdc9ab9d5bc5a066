"""Where a file is dropped or chosen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.ui.kit import ask, theme
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.labels import Label, Mark

SUFFIXES = "*.csv *.tsv *.txt *.xlsx *.xlsm *.xls *.ods *.vcf *.parquet *.zip"


class DropZone(QWidget):
    """`chosen` carries the path of the file."""

    chosen = Signal(Path)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._over = False
        self.setObjectName("import.drop")
        self.setAccessibleName(self.tr("Déposer un fichier ici"))
        self.setAcceptDrops(True)
        self.title = Label(role="strong", name="import.drop.title", elide=True)
        self.hint = Label(role="secondary", wrap=True, name="import.drop.hint")
        self.button = Button(
            self.tr("Choisir un fichier…"), "folder-open", name="import.choose", on=self._choose
        )
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.hint)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 20, 20, 20)
        row.setSpacing(16)
        row.addWidget(Mark("file-spreadsheet", "accent", 32))
        row.addLayout(words, 1)
        row.addWidget(self.button)
        self.show_file(None)

    def show_file(self, path: Path | None) -> None:
        """The file at hand, None before there is one."""
        self.title.setText(self.tr("Déposez un fichier ici") if path is None else path.name)
        self.hint.setText(
            self.tr(
                "Excel, LibreOffice ou texte : .xlsx, .xls, .ods, .csv. Les interlocuteurs aussi en .vcf, "
                "les fichiers stock de l’INSEE en .zip ou .parquet."
            )
            if path is None
            else self.tr("Déposez-en un autre pour le remplacer.")
        )
        self.button.set_text(
            self.tr("Choisir un fichier…") if path is None else self.tr("Choisir un autre fichier…")
        )
        self.button.set_role("primary" if path is None else "")
        self.button.set_icon("folder-open")

    def _choose(self) -> None:
        self._desk.spawn(self, self._ask())

    async def _ask(self) -> None:
        filters = ";;".join(
            (
                self.tr("Listes ({0})").format(SUFFIXES),
                self.tr("Tous les fichiers (*)"),
            )
        )
        path = await ask.open_file(self.window(), self.tr("Choisir un fichier à importer"), filters)
        if path is not None:
            self.chosen.emit(path)

    # dropping ------------------------------------------------------------------------------
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """One local file is taken."""
        if dropped(event.mimeData()) is not None:
            event.acceptProposedAction()
            self._light(on=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """The file goes elsewhere."""
        self._light(on=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Takes it."""
        self._light(on=False)
        path = dropped(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.chosen.emit(path)

    def _light(self, *, on: bool) -> None:
        self._over = on
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A dashed frame."""
        look, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(look.color("accent" if self._over else "border_strong"), 1.5, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(look.color("accent_soft" if self._over else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)


def dropped(data: QMimeData) -> Path | None:
    """The one local file that is being dragged, if it is one."""
    files = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
    return Path(files[0]) if len(files) == 1 else None
