"""The edit page of a contact: floppy saves, back arrow gives up (C-17…C-22, D-18)."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from prospectdesk.commands.contact_states import MarkContactLeft
from prospectdesk.commands.contacts import CreateContact, EditContact
from prospectdesk.domain.contacts import ROLES
from prospectdesk.domain.errors import Failure
from prospectdesk.queries import contacts
from prospectdesk.queries.contacts import ContactCard, PersonHit
from prospectdesk.ui.companies.exists import ExistsStrip
from prospectdesk.ui.forms.ui_companies_contact import Ui_Contact
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import IconButton
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import disable, enable_if, set_role

NAME = "sheet.contacts.editor"
TEXTS = (
    "prenom", "nom", "fonction", "telephone_portable", "telephone_domicile", "courriel", "date_naissance", "linkedin",
)  # fmt: skip
LOOKED_UP = ("nom", "courriel", "telephone_portable", "telephone_domicile")
PAUSE_MS = 300


class ContactEditor(QWidget):
    """Edits a card, or makes one. `finished` when saved or given up; `opened` carries a company to open."""

    finished = Signal()
    opened = Signal(int)

    def __init__(self, desk: Desk, company_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(NAME)
        self.desk, self.company_id = desk, company_id
        self.card: ContactCard | None = None
        self._busy = False
        self.form = Ui_Contact()
        holder = QWidget()
        self.form.setupUi(holder)
        self.back = IconButton("arrow-left", self.tr("Annuler les changements (Échap)"), name=f"{NAME}.back")
        self.back.clicked.connect(lambda _checked=False: self.finished.emit())
        self.floppy = IconButton(
            "save", self.tr("Enregistrer (Ctrl+Entrée)"), name=f"{NAME}.save", on=self.save
        )
        self.title = Label(role="section", name=f"{NAME}.title", elide=True)
        self.error = Label(role="error", wrap=True, name=f"{NAME}.error")
        self.exists = ExistsStrip(f"{NAME}.exists")
        self.exists.opened.connect(self.opened)
        head = QHBoxLayout()
        head.addWidget(self.back)
        head.addWidget(self.title, 1)
        head.addWidget(self.floppy)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addLayout(head)
        for part in (self.exists, self.error, holder):
            box.addWidget(part)
        box.addStretch(1)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(lambda: self.desk.spawn(self, self._look_up()))
        self._prepare()

    def _prepare(self) -> None:
        self.fields: dict[str, QLineEdit] = {name: getattr(self.form, name) for name in TEXTS}
        boxes: tuple[QCheckBox | QComboBox, ...] = (
            self.form.civilite, self.form.role, self.form.newsletter, self.form.bulletin_info_ba, self.form.left,
        )  # fmt: skip
        names = ("civilite", "role", "newsletter", "bulletin_info_ba", "left")
        self.others = dict(zip(names, boxes, strict=True))
        for name, widget in {**self.fields, **self.others}.items():
            widget.setObjectName(f"{NAME}.{name}")
        for text in ("", self.tr("M."), self.tr("Mme")):
            self.form.civilite.addItem(text, text)
        for key, label in ROLES.items():
            self.form.role.addItem(label, key)
        for name in LOOKED_UP:
            self.fields[name].textEdited.connect(lambda _text: self._pause.start())
        for field in self.fields.values():
            field.returnPressed.connect(self.save)

    def start(self, card: ContactCard | None, name: str = "") -> None:
        """Opens on a card, or empty (with the name that was searched for)."""
        self.card = card
        self._say("")
        self.exists.show_persons([])
        first, _, last = name.strip().rpartition(" ")
        self.title.setText(card.name if card is not None else self.tr("Nouvel interlocuteur"))
        values = _values(card) if card is not None else {"prenom": first, "nom": last}
        for key, field in self.fields.items():
            field.setText(str(values.get(key) or ""))
            set_role(field, invalid="false")
        self.form.civilite.setCurrentIndex(max(0, self.form.civilite.findData(values.get("civilite") or "")))
        role = self.form.role.findData(card.role if card is not None else "interlocuteur")
        self.form.role.setCurrentIndex(max(0, role))
        self.form.newsletter.setChecked(card is not None and card.newsletter)
        self.form.bulletin_info_ba.setChecked(card is not None and card.bulletin)
        self.form.left.setChecked(card is not None and card.colour == "grey")
        self._follow_colour()
        self._start = self._typed()

    def _follow_colour(self) -> None:
        """Grey: only the tick can be taken away (INV-05); privileged: it cannot be set (INV-04)."""
        grey = self.card is not None and self.card.colour == "grey"
        reason = self.tr("Décochez d’abord « A quitté la société » et enregistrez.")
        for name, widget in {**self.fields, **self.others}.items():
            if name != "left":
                enable_if(widget, not grey, reason)
        self.form.suivi.setVisible(self.card is not None)
        if self.card is not None and self.card.privileged:
            disable(self.form.left, self.tr("Définissez d’abord un autre interlocuteur privilégié"))
        else:
            enable_if(self.form.left, True, "-")
        first: QWidget = self.form.left if grey else self.fields["prenom"]
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self) -> dict[str, Any]:
        typed: dict[str, Any] = {name: field.text().strip() for name, field in self.fields.items()}
        typed["civilite"] = str(self.form.civilite.currentData() or "")
        typed["role"] = str(self.form.role.currentData())
        typed["newsletter"] = self.form.newsletter.isChecked()
        typed["bulletin_info_ba"] = self.form.bulletin_info_ba.isChecked()
        return typed

    def save(self) -> None:
        """The floppy."""
        if not self._busy:
            self._busy = True
            self.desk.spawn(self, self._save())

    async def _save(self) -> None:
        for field in self.fields.values():
            set_role(field, invalid="false")
        self._say("")
        try:
            for command in self._commands():
                await self.desk.do(command, self)
        except Failure as failure:
            self._refused(failure)
        else:
            self.finished.emit()
        finally:
            self._busy = False

    def _commands(self) -> list[Any]:
        """One command for the fields that changed, one for the tick when it changed."""
        typed = self._typed()
        if self.card is None:
            fields = {
                key: value or None
                for key, value in typed.items()
                if key not in {"newsletter", "bulletin_info_ba"}
            }
            return [CreateContact(company=self.company_id, **{**fields, "nom": typed["nom"]})]
        changed = {key: value for key, value in typed.items() if value != self._start[key]}
        commands: list[Any] = [EditContact(contact=self.card.id, **changed)] if changed else []
        left = self.form.left.isChecked()
        if left != (self.card.colour == "grey"):
            commands.append(MarkContactLeft(contact=self.card.id, left=left))
        return commands

    def _refused(self, failure: Failure) -> None:
        """Marks the field at fault, found by its label."""
        self._say(sentence(failure))
        labels = {field.accessibleName().removesuffix(" *"): field for field in self.fields.values()}
        told = failure.values.get("fields")
        for label in told if isinstance(told, tuple) else ():
            if label in labels:
                set_role(labels[label], invalid="true")
                labels[label].setFocus()

    def _say(self, error: str) -> None:
        self.error.setText(error)
        self.error.setVisible(bool(error))

    async def _look_up(self) -> None:
        """Who in the base has this name, e-mail or number already."""
        found: dict[int, PersonHit] = {}
        for name in LOOKED_UP:
            text = self.fields[name].text().strip()
            if len(text) >= 3:
                for hit in await self.desk.query(contacts.find_persons, text, 3):
                    found.setdefault(hit.id, hit)
        own = self.card.id if self.card is not None else 0
        self.exists.show_persons([hit for hit in found.values() if hit.id != own][:3])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Échap gives up, Ctrl+Entrée saves."""
        if event.key() == Qt.Key.Key_Escape:
            self.finished.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.save()
        else:
            super().keyPressEvent(event)


def _values(card: ContactCard) -> dict[str, str | None]:
    return {
        "civilite": card.title, "prenom": card.first_name, "nom": card.last_name, "fonction": card.job,
        "telephone_portable": show.phone(card.mobile), "telephone_domicile": show.phone(card.home),
        "courriel": card.email, "date_naissance": show.date_text(card.born_on), "linkedin": card.linkedin,
    }  # fmt: skip
