"""Appareils: the computers that work with the centre; a lost one is revoked (X-14, P4)."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.jobs import devices as centre
from prospectdesk.jobs.devices import Device
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.format import moment
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import disable, enable, enable_if
from prospectdesk.ui.settings.connected import is_connected
from prospectdesk.ui.settings.entry_list import EntryList, Row


class DevicesPanel(QFrame):
    """The devices the centre knows; asked for when the panel is first shown and by Actualiser."""

    def __init__(self, desk: Desk, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setObjectName(name)
        self.desk = desk
        self._found: list[Device] = []
        self._connected = False
        self._asked = False
        self.hint = Label("", "secondary", wrap=True, name=f"{name}.hint")
        self.list = EntryList(f"{name}.list", self.tr("Appareils"))
        self.again = Button(self.tr("Actualiser"), "refresh-cw", name=f"{name}.refresh", on=self.read)
        self.revoke = Button(self.tr("Révoquer"), "ban", "flat", name=f"{name}.revoke", on=self._revoke)
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("Appareils"), "section"))
        head.addStretch(1)
        head.addWidget(self.again)
        acts = QHBoxLayout()
        acts.addWidget(self.revoke)
        acts.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 12, 18, 12)
        box.setSpacing(8)
        box.addLayout(head)
        box.addWidget(self.hint)
        box.addWidget(self.list)
        box.addLayout(acts)
        self.list.picked.connect(self._follow)
        self.list.hide()
        self._follow()

    def show_first(self) -> None:
        """Asks the centre when nobody has yet."""
        if not self._asked:
            self.read()

    def follow(self) -> None:
        """Another person may be here, or the profile may have been connected meanwhile."""
        self.desk.spawn(self, self._connection())

    def read(self) -> None:
        """Asks the centre."""
        self._asked = True
        self.desk.spawn(self, self._read)

    async def _connection(self) -> None:
        self._connected = await is_connected(self.desk)
        self._follow()

    async def _read(self) -> None:
        await self._connection()
        if not self._connected:
            return
        disable(self.again, self.tr("Lecture en cours"))
        try:
            found = await self.desk.run("net", centre.devices, self.desk.session)
        finally:
            enable(self.again)
        self._found = found
        self.list.show_rows([self._row(one) for one in found])
        self.list.setVisible(bool(found))
        self._follow()

    def _row(self, one: Device) -> Row:
        clock = self.desk.session.clock
        under = [one.user] if one.user else []
        if one.seen_ms is not None:
            under.append(self.tr("vu {0}").format(moment(one.seen_ms, clock)))
        title = one.name or self.tr("Appareil sans nom")
        if one.revoked_ms is None:
            pill = self.tr("Cet appareil") if one.here else ""
            return Row(one.uid, title, " · ".join(under), pill, "accent")
        under.append(self.tr("révoqué {0}").format(moment(one.revoked_ms, clock)))
        wiped = self.tr("Effacé") if one.wiped_ms is not None else self.tr("Révoqué")
        return Row(one.uid, title, " · ".join(under), wiped, "bad", muted=True)

    def _chosen(self) -> Device | None:
        row = self.list.current()
        return None if row is None else next((one for one in self._found if one.uid == row.id), None)

    def _follow(self) -> None:
        """What may be pressed, and what to say of it."""
        alone = self.tr(
            "Ce profil n’est connecté à aucun service central\u00a0: il n’y a pas d’autre appareil."
        )
        told = self.tr(
            "Un appareil perdu se révoque\u00a0: à son prochain contact, ses données y sont effacées "
            "et ce qui n’a pas été envoyé est perdu."
        )
        self.hint.setText(told if self._connected else alone)
        enable_if(self.again, self._connected, alone)
        why = "" if self._connected else alone
        one = self._chosen()
        if not why and one is None:
            why = self.tr("Choisissez d’abord un appareil de la liste.")
        elif one is not None and one.here:
            why = self.tr("C’est l’appareil sur lequel vous travaillez.")
        elif one is not None and one.revoked_ms is not None:
            why = self.tr("Cet appareil est déjà révoqué.")
        enable_if(self.revoke, not why, why)

    def _revoke(self) -> None:
        one = self._chosen()
        if one is not None:
            self.desk.spawn(self, self._ask(one))

    async def _ask(self, one: Device) -> None:
        sure = await ask.yes_no(
            self,
            self.tr("Révoquer «\u00a0{0}\u00a0»\u00a0?").format(one.name),
            self.tr(
                "À son prochain contact avec le service central, les données de ProspectDesk y seront effacées. "
                "Ce qui n’a pas encore été envoyé sera perdu. On ne peut pas revenir en arrière."
            ),
            yes=self.tr("Révoquer"),
            danger=True,
        )
        if sure:
            await self.desk.run("net", centre.revoke, self.desk.session, one.uid)
            await self._read()
