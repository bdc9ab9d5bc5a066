"""One list an administrator edits: its entries, and buttons for the entry chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.commands.catalogues import DeleteCatalogueEntry, OrderCatalogue, SaveCatalogueEntry
from prospectdesk.domain.people import ADMIN_ONLY, LEADS_ONLY
from prospectdesk.queries.administration import Line, Lists
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.flow import FlowLayout
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.settings.entry_dialog import EntryDialog
from prospectdesk.ui.settings.entry_list import EntryList
from prospectdesk.ui.settings.words import entry_row, reason

FOR_LEADS = frozenset({"stage", "pipeline"})


class BookPanel(QFrame):
    """`kind` is the catalogue of SaveCatalogueEntry; `lacking` asks for what entries belong to, when nothing is chosen.

    `picked` tells that another entry is current.
    """

    picked = Signal()

    def __init__(
        self, desk: Desk, kind: str, name: str, title: str, *, hint: str = "", add: str = "", lacking: str = "",
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setObjectName(name)
        self.desk, self.kind = desk, kind
        self._add_text, self._lacking = add or self.tr("Ajouter"), lacking
        self.scope: str | None = None
        self._lines: list[Line] = []
        self._lists: Lists = {}
        self._owner: int | None = None
        self.title = Label(title, "section", name=f"{name}.title")
        self.hint = Label(hint, "secondary", wrap=True, name=f"{name}.hint")
        self.none = Label("", tone="muted", wrap=True, name=f"{name}.none")
        self.list = EntryList(f"{name}.list", title)
        self.add = Button(self._add_text, "plus", name=f"{name}.add", on=self.add_entry)
        self.buttons = {
            key: Button(text, icon, "flat", name=f"{name}.{key}", on=on)
            for key, text, icon, on in self._acts()
        }
        self._lay_out()
        self.hint.setVisible(bool(hint))
        self.list.picked.connect(self._follow)
        self.list.opened.connect(self.edit_entry)
        self.list.removed.connect(self.delete_entry)
        self._follow()

    def _acts(self) -> tuple[tuple[str, str, str, Callable[[], object]], ...]:
        return (
            ("edit", self.tr("Modifier"), "pencil", self.edit_entry),
            ("up", self.tr("Monter"), "arrow-up", lambda: self._move(-1)),
            ("down", self.tr("Descendre"), "arrow-down", lambda: self._move(1)),
            ("active", self.tr("Désactiver"), "eye-off", self._switch),
            ("delete", self.tr("Supprimer"), "trash-2", self.delete_entry),
        )

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.add)
        acts = QWidget()
        acts.setProperty("role", "plain")
        flow = FlowLayout(acts, spacing=4)
        for button in self.buttons.values():
            flow.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 12, 18, 12)
        box.setSpacing(8)
        box.addLayout(head)
        for part in (self.hint, self.none, self.list, acts):
            box.addWidget(part)

    # showing -----------------------------------------------------------------------------------
    def show_lines(self, lists: Lists, owner: int | None = None, scope: str | None = None) -> None:
        """The entries, of one owner or scope where there are such."""
        self._lists, self._owner, self.scope = lists, owner, scope
        found = lists[self.kind]
        if self._lacking:
            found = [one for one in found if one.owner == owner]
        if scope is not None:
            found = [one for one in found if one.values.get("scope") == scope]
        self._lines = found
        self.list.show_rows([entry_row(self.kind, one, lists) for one in found])
        self.list.setVisible(bool(found))
        empty = self._lacking if self._lacks() else self.tr("Aucune entrée pour l’instant.")
        self.none.setText(empty)
        self.none.setVisible(not found)

    def line(self) -> Line | None:
        """The entry chosen."""
        row = self.list.current()
        return None if row is None else next((one for one in self._lines if one.id == row.id), None)

    def _lacks(self) -> bool:
        return bool(self._lacking) and self._owner is None

    def _follow(self) -> None:
        """What may be pressed now, and why not."""
        line, place = self.line(), self.list.currentIndex().row()
        right = self._right()
        enable_if(self.add, not (right or self._lacks()), right or self._lacking)
        chosen = right or ("" if line else self.tr("Choisissez d’abord une entrée de la liste."))
        first = self.tr("L’entrée est déjà en tête de la liste.")
        last = self.tr("L’entrée est déjà en fin de liste.")
        used = ""
        if line is not None and line.uses:
            used = self.tr("L’entrée sert encore ({0})\u00a0: désactivez-la.").format(line.uses)
        whys = {
            "edit": chosen,
            "up": chosen or (first if place == 0 else ""),
            "down": chosen or (last if place == len(self._lines) - 1 else ""),
            "active": chosen,
            "delete": chosen or used,
        }
        for key, why in whys.items():
            enable_if(self.buttons[key], not why, why)
        off = line is not None and not line.active
        self.buttons["active"].set_text(self.tr("Réactiver") if off else self.tr("Désactiver"))
        self.buttons["active"].set_icon("eye" if off else "eye-off")
        self.picked.emit()

    def _right(self) -> str:
        """Why this person may not edit the list, "" when he may."""
        person = self.desk.session.person
        allowed, why = (
            (person.leads, LEADS_ONLY) if self.kind in FOR_LEADS else (person.administers, ADMIN_ONLY)
        )
        return "" if allowed else reason(why)

    # doing -------------------------------------------------------------------------------------
    def add_entry(self) -> None:
        """Asks for a new entry."""
        self.desk.spawn(self, self._ask(None, self._add_text))

    def edit_entry(self) -> None:
        """Asks for the fields of the entry chosen."""
        line = self.line()
        if line is not None and not self._right():
            self.desk.spawn(self, self._ask(line, self.tr("Modifier «\u00a0{0}\u00a0»").format(line.label)))

    async def _ask(self, line: Line | None, title: str) -> None:
        dialog = EntryDialog(
            self.desk, self, self.kind, f"{self.objectName()}.dialog", title, self._lists,
            line=line, owner=self._owner, scope=self.scope,
        )  # fmt: skip
        if await ask.answer(dialog) and dialog.done_with is not None:
            self.list.want(dialog.done_with.row_id)

    def delete_entry(self) -> None:
        """Deletes the entry chosen; the undo bar brings it back."""
        line = self.line()
        if line is not None and self.buttons["delete"].isEnabled():
            self._do(DeleteCatalogueEntry(catalogue=self.kind, entry=line.id))

    def _switch(self) -> None:
        line = self.line()
        if line is not None:
            self._do(
                SaveCatalogueEntry(
                    catalogue=self.kind, label=line.label, entry=line.id, active=not line.active
                )
            )

    def _move(self, step: int) -> None:
        place = self.list.currentIndex().row()
        order = [one.id for one in self._lines]
        order.insert(place + step, order.pop(place))
        mine = set(order)
        rest = [one.id for one in self._lists[self.kind] if one.id not in mine]
        self._do(OrderCatalogue(catalogue=self.kind, entries=(*order, *rest)))

    def _do(self, command: Any) -> None:
        self.desk.spawn(self, self._carry_out(command))

    async def _carry_out(self, command: Any) -> None:
        await self.desk.do(command)
