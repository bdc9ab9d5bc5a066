"""One external service: its state, its address, its keys, whether it may be asked, and a button that tries it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from prospectdesk.ui.kit.buttons import Button, IconButton
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.pills import Pill
from prospectdesk.ui.kit.roles import disable, enable, enable_if, set_role
from prospectdesk.ui.settings import service_words as words

if TYPE_CHECKING:
    from prospectdesk.domain.errors import Failure
    from prospectdesk.jobs.services import Status

LONGEST = 400


class ServiceCard(QFrame):
    """`switched` carries on or off, `moved` the name of an address and its text, `given` the name of a key and its text."""

    switched = Signal(bool)
    moved = Signal(str, str)
    given = Signal(str, str)
    tried = Signal()

    def __init__(self, status: Status, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setObjectName(name)
        self._name = name
        service = status.known.service
        self.pill = Pill("", "neutral", name=f"{name}.state")
        self.on = QCheckBox(self.tr("Activé"))
        self.on.setObjectName(f"{name}.on")
        self.on.setAccessibleName(self.tr("Activer {0}").format(service.label))
        self.on.clicked.connect(self.switched)
        self.try_button = Button(self.tr("Tester"), "zap", name=f"{name}.test", on=self.tried.emit)
        self.try_button.setAccessibleName(self.tr("Tester {0}").format(service.label))
        self.result = Label(wrap=True, name=f"{name}.result", selectable=True)
        self.result.hide()
        self.addresses: dict[str, QLineEdit] = {}
        self.keys: dict[str, QLineEdit] = {}
        self._buttons: dict[str, tuple[Button, IconButton]] = {}
        self._shown: dict[str, str] = {}
        self._told: Failure | None = None
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(12)
        self.grid.setVerticalSpacing(8)
        self.grid.setColumnMinimumWidth(0, 150)
        self.grid.setColumnStretch(1, 1)
        self._address(service.name, self.tr("Adresse"), service.url)
        if status.known.also is not None:
            self._address(status.known.also.name, self.tr("Adresse des jetons"), status.known.also.url)
        for key in service.secrets:
            self._key(key)
        self._lay_out(service.label, words.purpose(service.name))

    def _lay_out(self, label: str, purpose: str) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(Label(label, "section"))
        head.addWidget(self.pill)
        head.addStretch(1)
        head.addWidget(self.on)
        head.addWidget(self.try_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 14, 18, 16)
        box.setSpacing(8)
        box.addLayout(head)
        box.addWidget(Label(purpose, "secondary", tone="muted", wrap=True))
        box.addLayout(self.grid)
        box.addWidget(self.result)

    def _address(self, name: str, label: str, usual: str) -> None:
        field = QLineEdit()
        field.setObjectName(f"{self._name}.address" if not self.addresses else f"{self._name}.address.{name}")
        field.setAccessibleName(label)
        field.setPlaceholderText(usual)
        field.setMaxLength(LONGEST)
        field.editingFinished.connect(lambda: self._left(name))
        self.addresses[name] = field
        row = self.grid.rowCount()
        self.grid.addWidget(Label(label, "secondary"), row, 0)
        self.grid.addWidget(field, row, 1, 1, 3)

    def _left(self, name: str) -> None:
        text = self.addresses[name].text().strip()
        if text != self._shown.get(name):
            self._shown[name] = text
            self.moved.emit(name, text)

    def _key(self, name: str) -> None:
        label = words.key_label(name)
        field = QLineEdit()
        field.setObjectName(f"{self._name}.key.{name}")
        field.setAccessibleName(label)
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setMaxLength(LONGEST)
        keep = Button(self.tr("Enregistrer"), "key-round", name=f"{self._name}.key.{name}.save")
        keep.clicked.connect(lambda _checked=False: self._give(name))
        forget = IconButton("trash-2", self.tr("Effacer la clé"), name=f"{self._name}.key.{name}.clear")
        forget.clicked.connect(lambda _checked=False: self.given.emit(name, ""))
        field.returnPressed.connect(lambda: self._give(name))
        field.textChanged.connect(lambda _text: self._follow_key(name))
        self.keys[name] = field
        self._buttons[name] = keep, forget
        row = self.grid.rowCount()
        self.grid.addWidget(Label(label, "secondary"), row, 0)
        for column, widget in enumerate((field, keep, forget), 1):
            self.grid.addWidget(widget, row, column)
        self._follow_key(name)

    def _give(self, name: str) -> None:
        text = self.keys[name].text().strip()
        if text:
            self.given.emit(name, text)

    def _follow_key(self, name: str) -> None:
        typed = bool(self.keys[name].text().strip())
        enable_if(self._buttons[name][0], typed, self.tr("Collez d’abord la clé dans le champ."))

    # showing -------------------------------------------------------------------------------
    def show_status(self, status: Status) -> None:
        """How the service stands; what is being typed stays, a key is never shown."""
        text, tone, icon = words.state(status)
        self.pill.show_value(text, tone, icon)
        self.on.setChecked(status.state != "off")
        shown = {status.known.name: status.address}
        if status.known.also is not None:
            shown[status.known.also.name] = status.also
        for name, address in shown.items():
            if not self.addresses[name].hasFocus():
                self._shown[name] = address
                self.addresses[name].setText(address)
        for name, field in self.keys.items():
            kept = name in status.keys
            field.setPlaceholderText(self.tr("Clé enregistrée") if kept else self.tr("Aucune clé"))
            enable_if(self._buttons[name][1], kept, self.tr("Aucune clé n’est enregistrée."))
        self._follow_test(status)
        if status.told is not None and status.state in {"down", "refused"}:
            self.say(sentence(status.told), "bad")
        elif self._told is not None:
            self.say("")
        self._told = status.told

    def _follow_test(self, status: Status) -> None:
        if status.state == "off":
            disable(self.try_button, self.tr("Activez d’abord ce service."))
        elif status.state == "offline":
            disable(self.try_button, self.tr("Connexion nécessaire : vous travaillez hors ligne."))
        elif status.state == "keyless":
            disable(self.try_button, self.tr("Donnez d’abord la clé d’accès."))
        else:
            enable(self.try_button)

    def show_trying(self) -> None:
        """A test is under way."""
        disable(self.try_button, self.tr("Test en cours"))
        self.say(self.tr("Test en cours…"), "muted")

    def say(self, text: str, tone: str = "") -> None:
        """One sentence beneath; "" for none."""
        self.result.setText(text)
        self.result.set_tone(tone)
        self.result.setVisible(bool(text))

    def refuse(self, name: str, text: str) -> None:
        """An address that cannot be one: marked, with the reason."""
        set_role(self.addresses[name], invalid="true" if text else "false")
        self.addresses[name].setAccessibleDescription(text)
        self.say(text, "bad" if text else "")
