"""The device was revoked: one sentence, then the program closes (SECURITY P1)."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from prospectdesk.domain.errors import Failure
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.errors import sentence

say = QCoreApplication.translate


async def say_revoked(window: QWidget, failure: Failure) -> None:
    """Tells it and closes the window; the local copy is gone already."""
    question = ask.Question(
        window, say("SignIn", "Cet appareil n’est plus autorisé"), sentence(failure),
        yes=say("SignIn", "Fermer ProspectDesk"), name="sign_in.revoked",
    )  # fmt: skip
    question.no.hide()
    await ask.answer(question)
    window.close()
