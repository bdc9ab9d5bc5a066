"""The menu of an orange card: privileged, vCard, channels, delete (D-19…D-21, INV-12)."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from prospectdesk.queries.contacts import ContactCard
from prospectdesk.ui.kit.icons import set_icon
from prospectdesk.ui.kit.roles import disable


class CardMenu(QObject):
    """Fills a menu; `chosen` carries (what, value)."""

    chosen = Signal(str, str)

    def __init__(self, card: ContactCard, menu: QMenu, name: str) -> None:
        super().__init__(menu)
        self._menu, self._name = menu, name
        menu.setToolTipsVisible(True)
        if card.privileged:
            self._add("privileged", "star", self.tr("Retirer le statut privilégié"), "no")
        else:
            self._add("privileged", "star", self.tr("Définir comme privilégié"), "yes")
        self._add("vcard", "id-card", self.tr("Télécharger vCard"))
        self._add("linkedin", "linkedin", self.tr("LinkedIn"))
        menu.addSeparator()
        channels = {
            "call": (self.tr("Ne plus appeler"), card.block_call),
            "sms": (self.tr("Ne plus envoyer de SMS"), card.block_sms),
            "email": (self.tr("Ne plus envoyer d’e-mail"), card.block_email),
        }
        for channel, (text, closed) in channels.items():
            action = self._add("block", "ban", text, channel)
            if closed:
                disable(action, self.tr("Déjà bloqué à la demande de cette personne."))
        everything = self._add("block", "ban", self.tr("Ne plus contacter"), "call,sms,email")
        if len(card.blocked) == 3:
            disable(everything, self.tr("Déjà bloqué à la demande de cette personne."))
        menu.addSeparator()
        delete = self._add("delete", "trash-2", self.tr("Supprimer"))
        if card.privileged:
            disable(delete, self.tr("Définissez d’abord un autre interlocuteur privilégié"))

    def _add(self, what: str, icon: str, text: str, value: str = "") -> QAction:
        action = self._menu.addAction(text)
        suffix = f".{value.replace(',', '_')}" if what == "block" else ""
        action.setObjectName(f"{self._name}.{what}{suffix}")
        set_icon(action, icon)
        action.triggered.connect(lambda _checked=False: self.chosen.emit(what, value))
        return action
