"""The strip above the preview: page, size, the file's name, the watermark."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prospectdesk.ui.kit.buttons import Button, IconButton
from prospectdesk.ui.kit.cards import Card, rule
from prospectdesk.ui.kit.chips import Chip
from prospectdesk.ui.kit.format import percent
from prospectdesk.ui.kit.labels import Label, Mark
from prospectdesk.ui.kit.pdf_view import PagesView
from prospectdesk.ui.kit.roles import enable_if


class PreviewBar(Card):
    """Drives a view of pages; `watermarked` tells that the watermark was switched."""

    watermarked = Signal(bool)

    def __init__(self, view: PagesView, name: str, parent: QWidget | None = None) -> None:
        super().__init__(f"{name}.bar", parent, direction="horizontal", margin=4, spacing=4)
        self._view = view
        self.before = IconButton("chevron-left", self.tr("Page précédente"), name=f"{name}.page.before")
        self.after = IconButton("chevron-right", self.tr("Page suivante"), name=f"{name}.page.after")
        self.page = Label("", "strong", name=f"{name}.page")
        self.smaller = IconButton("zoom-out", self.tr("Réduire (Ctrl+−)"), name=f"{name}.zoom.out")
        self.larger = IconButton("zoom-in", self.tr("Agrandir (Ctrl++)"), name=f"{name}.zoom.in")
        self.fit = Button(
            "", role="flat", name=f"{name}.zoom.fit", tip=self.tr("Ajuster à la largeur (Ctrl+0)")
        )
        self.mark = Mark("file-text")
        self.file = Label("", "secondary", tone="muted", elide=True, name=f"{name}.file")
        self.watermark = Chip(
            self.tr("Filigrane"), "file-pen-line", checkable=True, checked=True, name=f"{name}.watermark"
        )
        self.watermark.setToolTip(self.tr("« Brouillon » en travers des pages ; jamais sur le PDF généré"))
        self.box.setContentsMargins(12, 4, 8, 4)
        for part in (Label(self.tr("Page"), tone="muted"), self.before, self.page, self.after, rule("vertical"),
                     self.smaller, self.fit, self.larger, rule("vertical"), self.mark):  # fmt: skip
            self.box.addWidget(part)
        self.box.addWidget(self.file, 1)
        self.box.addWidget(self.watermark)
        self._connect()
        self._turned(0, 0)
        self._zoomed(100)

    def _connect(self) -> None:
        view = self._view
        view.turned.connect(self._turned)
        view.zoomed.connect(self._zoomed)
        self.before.clicked.connect(lambda _checked=False: view.go_to_page(view.page() - 1))
        self.after.clicked.connect(lambda _checked=False: view.go_to_page(view.page() + 1))
        self.smaller.clicked.connect(lambda _checked=False: view.step_zoom(-1))
        self.larger.clicked.connect(lambda _checked=False: view.step_zoom(1))
        self.fit.clicked.connect(lambda _checked=False: view.set_zoom(None))
        self.watermark.clicked.connect(self.watermarked)

    def _turned(self, page: int, pages: int) -> None:
        self.page.setText(f"{page + 1} / {pages}" if pages else "–")
        enable_if(self.before, page > 0, self.tr("Première page"))
        enable_if(self.after, page + 1 < pages, self.tr("Dernière page"))

    def _zoomed(self, size: int) -> None:
        self.fit.set_text(percent(size))

    def show_file(self, name: str, *, draft: bool) -> None:
        """The name of the file; a generated version never bears the watermark."""
        self.file.setText(name)
        self.watermark.setVisible(draft)
