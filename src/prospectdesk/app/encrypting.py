"""Encrypts the store before the window opens it again: how far it is, and a way to stop (SECURITY K2, K3)."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from prospectdesk.domain.errors import Cancelled, Failure
from prospectdesk.jobs.encrypting import Encrypted, Wish, encrypt_profile
from prospectdesk.jobs.lanes import Lanes
from prospectdesk.jobs.opening import Opening, place_of
from prospectdesk.jobs.ticket import Ticket
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.progress import ProgressLine

translate = QCoreApplication.translate


class EncryptingDialog(QDialog):
    """Says what goes on; Annuler and Échap stop it while that is possible."""

    def __init__(self, parent: QWidget, ticket: Ticket) -> None:
        super().__init__(parent)
        self.setObjectName("encrypting")
        self.setWindowTitle(self.tr("Chiffrement de la base"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(620)
        self._ticket = ticket
        self.progress = ProgressLine("encrypting.progress")
        self.progress.follow(ticket)
        kept = self.progress.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # the dialog has its size before there is anything to tell
        self.progress.setSizePolicy(kept)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 20)
        box.setSpacing(12)
        box.addWidget(Label(self.tr("Chiffrement de la base"), "section", name="encrypting.title"))
        text = self.tr(
            "Une copie chiffrée est écrite et vérifiée, puis elle prend la place de la base. Jusque-là, rien ne change."
        )
        box.addWidget(Label(text, wrap=True, name="encrypting.text"))
        box.addWidget(self.progress)

    def reject(self) -> None:
        """Asks the work to stop; the dialog goes when it has."""
        self._ticket.cancel()


async def carry_out(
    window: QWidget, lanes: Lanes, how: Opening, wish: Wish
) -> tuple[Opening, str | None, str]:
    """Encrypts the closed profile of `how`; answers how it opens now, the recovery code and what to tell.

    Stopped or refused the profile is as it was, and the code None.
    """
    place = place_of(how)
    if place is None:
        return how, None, ""
    ticket = Ticket()
    dialog = EncryptingDialog(window, ticket)
    dialog.open()
    try:
        work = lanes.submit("write", encrypt_profile, place, wish.passphrase, ticket)
        found = await asyncio.wrap_future(work)
    except Cancelled:
        return how, None, translate("Encrypting", "Chiffrement annulé : votre base est comme avant.")
    except Failure as failure:
        return how, None, sentence(failure)
    finally:
        ticket.finish()
        dialog.hide()
        dialog.deleteLater()
    return replace(how, passphrase=wish.passphrase or how.passphrase), found.recovery_code, _told(found)


def _told(found: Encrypted) -> str:
    if not found.left:
        return translate("Encrypting", "Votre base et ses copies sont chiffrées.")
    text = translate("Encrypting", "Votre base est chiffrée ; ces copies ne le sont pas : {0}")
    return text.format(", ".join(one.name for one in found.left))
