"""Looks a company up in the register by its name and town, for a new prospect whose SIRET is not known (X-31)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QWidget

from prospectdesk.domain.errors import Failure
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.ask import Question
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.kit.field_mark import FieldMark
from prospectdesk.ui.kit.fields import Labelled
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.prospects.register_words import place_words
from prospectdesk.ui.prospects.words import of

if TYPE_CHECKING:
    from prospectdesk.domain.register import Unit
    from prospectdesk.ui.kit.desk import Desk

NAME = "prospects.new.register"
SHORTEST = 3
UNIT = int(Qt.ItemDataRole.UserRole)


class RegisterQuestion(Question):
    """A name, a town, the companies the register has; the chosen one is `unit()`."""

    def __init__(self, parent: QWidget | None, desk: Desk, name: str, town: str) -> None:
        tr = QCoreApplication.translate
        take = tr("Prospects", "Reprendre ces informations")
        super().__init__(parent, tr("Prospects", "Chercher dans le registre"), "", yes=take, name=NAME)
        self.setMinimumWidth(560)
        self.desk = desk
        self._looks = 0
        self.name = QLineEdit(name)
        self.name.setObjectName(f"{NAME}.name")
        self.town = QLineEdit(town)
        self.town.setObjectName(f"{NAME}.town")
        self.town.setPlaceholderText(self.tr("Ville ou code postal (facultatif)"))
        self.mark = FieldMark(self.name, f"{NAME}.mark")
        self.search = Button(self.tr("Chercher"), "search", name=f"{NAME}.search", on=self.look)
        self.search.setDefault(False)
        self.state = Label(role="secondary", tone="muted", wrap=True, name=f"{NAME}.state")
        self.list = QListWidget()
        self.list.setObjectName(f"{NAME}.list")
        self.list.setAccessibleName(self.tr("Entreprises trouvées"))
        self.list.setMinimumHeight(220)
        self._lay_out()
        for field in (self.name, self.town):
            field.setMaxLength(200)
            field.returnPressed.connect(self.look)
            field.textChanged.connect(lambda _text: self._follow())
        self.list.currentRowChanged.connect(lambda _row: self._follow())
        self.list.itemActivated.connect(lambda _item: self.accept())
        self.yes.setDefault(False)
        self.yes.setAutoDefault(False)
        self.search.setAutoDefault(False)
        self._follow()
        self.name.setFocus()
        if len(name.strip()) >= SHORTEST:
            self.look()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Labelled(self.tr("Raison sociale"), self.name), 3)
        row.addWidget(Labelled(self.tr("Ville"), self.town), 2)
        row.addWidget(self.search, 0, Qt.AlignmentFlag.AlignBottom)
        self.content.addLayout(row)
        self.content.addWidget(self.state)
        self.content.addWidget(self.list)

    def unit(self) -> Unit | None:
        """The company that is chosen."""
        item = self.list.currentItem()
        found: Unit | None = None if item is None else item.data(UNIT)
        return found

    def look(self) -> None:
        """Asks the register."""
        if len(self.name.text().strip()) >= SHORTEST:
            self.desk.spawn(self, self._look(self.name.text().strip(), self.town.text().strip()))

    async def _look(self, name: str, town: str) -> None:
        from prospectdesk.jobs import registry  # late: nobody is asked before this dialog
        from prospectdesk.ui.kit.asking import ask

        self._looks = look = self._looks + 1
        self.mark.show_state("busy", self.tr("Recherche dans le registre"))
        self.state.setText(self.tr("Recherche dans le registre…"))
        postcode = town if town.isdecimal() else ""
        try:
            where = ("" if postcode else town, postcode)
            session = self.desk.session
            found = await ask(
                self.desk, registry.find, session, name, *where, unless=lambda: look != self._looks
            )
        except Failure as failure:
            if look == self._looks:
                self.mark.show_state("warn", sentence(failure))
                self._show((), sentence(failure))
            return
        if look != self._looks:
            return
        self.mark.show_state("")
        one = self.tr("{0} entreprise trouvée.")
        some = self.tr("{0} entreprises trouvées : précisez la ville s’il y en a trop.")
        none = self.tr("Aucune entreprise de ce nom n’est diffusée par le registre.")
        self._show(found, of(len(found), one, some) if found else none)

    def _show(self, found: tuple[Unit, ...], said: str) -> None:
        self.list.clear()
        for unit in found:
            seat = unit.seat
            parts = [unit.name or "", place_words(unit)]
            parts.append(show.siret(seat.siret) if seat is not None else show.siren(unit.siren))
            if not unit.open:
                parts.append(self.tr("fermée"))
            item = QListWidgetItem("  ·  ".join(part for part in parts if part))
            item.setData(UNIT, unit)
            self.list.addItem(item)
        if found:
            self.list.setCurrentRow(0)
            self.list.setFocus()
        self.state.setText(said)
        self._follow()

    def _follow(self) -> None:
        long_enough = len(self.name.text().strip()) >= SHORTEST
        enable_if(self.search, long_enough, self.tr("Tapez au moins trois caractères du nom."))
        enable_if(
            self.yes, self.list.currentItem() is not None, self.tr("Choisissez d’abord une entreprise.")
        )
