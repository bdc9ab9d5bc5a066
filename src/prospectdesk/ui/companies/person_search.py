"""Looks for an existing person before a new one is made (D-17)."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from prospectdesk.queries import contacts
from prospectdesk.queries.contacts import PersonHit
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import Button, IconButton
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.fields import SearchField
from prospectdesk.ui.kit.flow import FlowLayout
from prospectdesk.ui.kit.icons import icon
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import enable_if

NAME = "sheet.contacts.search"
HIT = int(Qt.ItemDataRole.UserRole)


class PersonSearch(QWidget):
    """`linked` carries a person's local id, `wanted_new` the text searched for; `finished` gives up."""

    linked = Signal(int)
    wanted_new = Signal(str)
    finished = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(NAME)
        self.desk = desk
        self.back = IconButton(
            "arrow-left", self.tr("Revenir aux interlocuteurs (Échap)"), name=f"{NAME}.back"
        )
        self.back.clicked.connect(lambda _checked=False: self.finished.emit())
        self.field = SearchField(
            self.tr("Nom, e-mail ou téléphone d’une personne existante"), f"{NAME}.field"
        )
        self.field.searched.connect(lambda text: desk.spawn(self, self._look(text)))
        self.state = Label(role="secondary", tone="muted", wrap=True, name=f"{NAME}.state")
        self.list = QListWidget()
        self.list.setObjectName(f"{NAME}.list")
        self.list.setAccessibleName(self.tr("Personnes trouvées"))
        self.list.setMinimumHeight(180)
        self.list.itemActivated.connect(lambda _item: self._link())
        self.list.currentRowChanged.connect(lambda _row: self._follow())
        self.field.left_down.connect(self.list.setFocus)
        self.link = Button(
            self.tr("Lier cette personne"), "link", "primary", name=f"{NAME}.link", on=self._link
        )
        self.new = Button(
            self.tr("Créer un nouvel interlocuteur"), "user-plus", name=f"{NAME}.new",
            on=lambda: self.wanted_new.emit(self.field.text().strip()),
        )  # fmt: skip
        self._lay_out()
        self._say("")

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.back)
        head.addWidget(Label(self.tr("Ajouter un interlocuteur"), "section"), 1)
        foot = FlowLayout()
        foot.addWidget(self.link)
        foot.addWidget(self.new)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addLayout(head)
        for part in (self.field, self.state, self.list):
            box.addWidget(part)
        box.addLayout(foot)
        box.addStretch(1)

    def start(self) -> None:
        """Begins a new search."""
        self.field.show_text("")
        self.list.clear()
        self._say("")
        self.field.setFocus()

    async def _look(self, text: str) -> None:
        hits = await self.desk.query(contacts.find_persons, text) if len(text) >= 3 else []
        if text != self.field.text().strip():
            return
        self.list.clear()
        for hit in hits:
            self.list.addItem(_item(hit, self._colour(hit.colour)))
        if hits:
            self.list.setCurrentRow(0)
        self._say(text, len(hits))

    def _colour(self, colour: str) -> str:
        words = {"orange": self.tr("Ma base"), "white": self.tr("Source légale")}
        return words.get(colour, self.tr("A quitté la société"))

    def _say(self, text: str, found: int = 0) -> None:
        if found:
            said = self.tr("{count} personne(s) de votre base : liez-la, ou créez un nouvel interlocuteur.")
            self.state.setText(said.format(count=found))
        elif len(text) >= 3:
            self.state.setText(self.tr("Personne de ce nom dans votre base : créez un nouvel interlocuteur."))
        else:
            self.state.setText(
                self.tr("Tapez au moins trois caractères : la personne existe peut-être déjà.")
            )
        self.list.setVisible(found > 0)
        self._follow()

    def _follow(self) -> None:
        chosen = self.list.currentItem() is not None
        enable_if(self.link, chosen, self.tr("Choisissez d’abord une personne dans la liste."))

    def _link(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.linked.emit(item.data(HIT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Échap goes back to the cards."""
        if event.key() == Qt.Key.Key_Escape:
            self.finished.emit()
        else:
            super().keyPressEvent(event)


def _item(hit: PersonHit, colour: str) -> QListWidgetItem:
    parts = (hit.job, hit.company, hit.email, show.phone(hit.phone), colour)
    item = QListWidgetItem(icon("user"), f"{hit.name}\n{' · '.join(part for part in parts if part)}")
    item.setData(HIT, hit.id)
    return item
