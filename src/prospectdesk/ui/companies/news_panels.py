"""Below the contacts of the Fiche: news and interests, software estates, each folded until it is wanted (C-06, C-07)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.domain.links import web_link
from prospectdesk.domain.news import KINDS, ORIGINS, PARK_ORIGINS
from prospectdesk.queries.news import NewsItem, Park
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import IconButton
from prospectdesk.ui.kit.cards import Card, rule
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.links import open_web
from prospectdesk.ui.kit.roles import enable_if

NEWS, SOFTWARE = "sheet.file.news", "sheet.file.software"
DOT = " · "


class Fold(QWidget):
    """A head that unfolds what is below it; `head` takes buttons, `body` the content."""

    unfolded = Signal(bool)

    def __init__(self, title: str, name: str, parent: QWidget | None = None, *, role: str = "strong") -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._title = title
        self.opened = False
        self.button = IconButton("chevron-right", title, name=f"{name}.fold", on=self.turn)
        self.told = Label(role="secondary", tone="muted", elide=True, name=f"{name}.summary")
        self.head = QHBoxLayout()
        self.head.setSpacing(6)
        self.head.addWidget(self.button)
        self.head.addWidget(Label(title, role, name=f"{name}.title"))
        self.head.addWidget(self.told, 1)
        self.inner = QWidget(self)
        self.inner.hide()
        self.body = QVBoxLayout(self.inner)
        self.body.setContentsMargins(38, 0, 0, 4)
        self.body.setSpacing(6)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addLayout(self.head)
        box.addWidget(self.inner)
        self._dress()

    def turn(self) -> None:
        """Folds or unfolds."""
        self.show_opened(not self.opened)
        self.unfolded.emit(self.opened)

    def show_opened(self, opened: bool) -> None:
        """Folded or unfolded, without telling."""
        self.opened = opened
        self.inner.setVisible(opened)
        self._dress()

    def _dress(self) -> None:
        self.button.set_icon("chevron-down" if self.opened else "chevron-right")
        words = (
            self.tr("Replier «\u00a0{title}\u00a0»")
            if self.opened
            else self.tr("Déplier «\u00a0{title}\u00a0»")
        )
        self.button.setToolTip(words.format(title=self._title))
        self.button.setAccessibleName(words.format(title=self._title))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The whole head is a target for the mouse; the keyboard has the arrow."""
        on_head = not self.button.isHidden() and event.position().y() <= self.button.geometry().bottom()
        if on_head and event.button() == Qt.MouseButton.LeftButton:
            self.turn()
        else:
            super().mousePressEvent(event)


class NewsPanels(Card):
    """Shows both; `added`, `edited` (an estate) and `removed` (its local id) ask for what changes an estate."""

    added = Signal()
    edited = Signal(object)
    removed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("sheet.file.panels", parent, margin=10, spacing=4)
        self.box.setContentsMargins(10, 5, 10, 5)
        self._shown: tuple[tuple[NewsItem, ...], tuple[Park, ...]] | None = None
        self._open: set[int] = set()
        self.news = Fold(self.tr("Actualités et intérêts"), NEWS, self)
        self.line = rule()
        self.software = Fold(self.tr("Parc logiciel"), SOFTWARE, self)
        self.add = IconButton(
            "plus", self.tr("Noter un logiciel"), name=f"{SOFTWARE}.add", on=self.added.emit
        )
        self.software.head.addWidget(self.add)
        self.software.body.setContentsMargins(14, 0, 0, 0)
        for part in (self.news, self.line, self.software):
            self.box.addWidget(part)

    def show_found(self, news: tuple[NewsItem, ...], parks: tuple[Park, ...], registered: bool) -> None:
        """What is stored; rows are made anew only when it changed. Who has no news has no panel of them."""
        reason = self.tr("Ajoutez d’abord cette société à votre portefeuille.")
        enable_if(self.add, registered, reason)
        if self._shown == (news, parks):
            return
        self._shown = (news, parks)
        for part in (self.news, self.line):
            part.setVisible(bool(news))
        self.news.told.setText(self._count(news))
        self.software.told.setText(self._estate(parks))
        self.software.button.setVisible(bool(parks))
        if not parks:
            self.software.show_opened(False)
        _fill(self.news.body, [self._item(one) for one in news])
        _fill(self.software.body, [self._park(one) for one in parks])

    def _count(self, news: Sequence[NewsItem]) -> str:
        text = self.tr("{count} nouvelle") if len(news) < 2 else self.tr("{count} nouvelles")
        return text.format(count=show.count(len(news)))

    def _estate(self, parks: Sequence[Park]) -> str:
        """« Paie, ERP transport · contrat jusqu’au 31/12/2026 »: the contract that ends first."""
        if not parks:
            return self.tr("Aucun logiciel noté")
        ends = [one.contract_until for one in parks if one.contract_until is not None]
        parts = [", ".join(one.product for one in parks)]
        if ends:
            parts.append(self.tr("contrat jusqu’au {date}").format(date=show.date_text(min(ends))))
        return DOT.join(parts)

    def _item(self, item: NewsItem) -> QWidget:
        name = f"{NEWS}.item.{item.id}"
        made, row, words = QWidget(), QHBoxLayout(), QVBoxLayout()
        made.setObjectName(name)
        words.setSpacing(0)
        words.addWidget(Label(item.title, wrap=True, name=f"{name}.title", selectable=True))
        told = (
            show.date_text(item.day),
            ORIGINS.get(item.origin, item.origin),
            KINDS.get(item.kind, item.kind),
        )
        words.addWidget(Label(DOT.join(told), "secondary", tone="muted", name=f"{name}.origin"))
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(words, 1)
        made.setLayout(row)
        link = web_link(item.url or "")
        if link is not None and link.startswith("https://"):
            tip = self.tr("Ouvrir «\u00a0{title}\u00a0»").format(title=item.title)
            button = IconButton("external-link", tip, name=f"{name}.open", on=lambda: open_web(self, link))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return made

    def _park(self, park: Park) -> Fold:
        name = f"{SOFTWARE}.item.{park.id}"
        fold = Fold(park.product, name, role="")
        fold.body.setContentsMargins(38, 0, 0, 8)
        fold.unfolded.connect(
            lambda opened, one=park.id: (self._open.add if opened else self._open.discard)(one)
        )
        fold.show_opened(park.id in self._open)
        edit = self.tr("Modifier «\u00a0{title}\u00a0»").format(title=park.product)
        remove = self.tr("Retirer «\u00a0{title}\u00a0»").format(title=park.product)
        fold.head.addWidget(
            IconButton("pencil", edit, name=f"{name}.edit", on=lambda: self.edited.emit(park))
        )
        fold.head.addWidget(
            IconButton("trash-2", remove, name=f"{name}.remove", on=lambda: self.removed.emit(park.id))
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for line, (key, caption, value) in enumerate(self._details(park)):
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(Label(caption, "secondary", tone="muted"), line, 0, top)
            grid.addWidget(Label(value, wrap=True, name=f"{name}.{key}", selectable=True), line, 1, top)
        fold.body.addLayout(grid)
        return fold

    def _details(self, park: Park) -> list[tuple[str, str, str]]:
        """Key, caption and value of what is known; the rest is left out (C-07)."""
        until = self.tr("Jusqu’au {date}").format(date=show.date_text(park.contract_until))
        source = DOT.join(
            part for part in (PARK_ORIGINS.get(park.origin, park.origin), park.author, park.source) if part
        )
        found = (
            ("contract", self.tr("Contrat de maintenance"), until if park.contract_until is not None else ""),
            ("integrator", self.tr("Intégrateur"), park.integrator or ""),
            ("reviews", self.tr("Avis des utilisateurs"), park.reviews or ""),
            ("source", self.tr("Source"), source),
            ("date", self.tr("Date"), show.date_text(park.noted_on)),
        )
        return [one for one in found if one[2]]


def _fill(box: QVBoxLayout, parts: Sequence[QWidget]) -> None:
    """Other content."""
    while (item := box.takeAt(0)) is not None:
        gone = item.widget()
        if gone is not None:
            gone.hide()
            gone.deleteLater()
    for part in parts:
        box.addWidget(part)
