"""The sign-in during work: the centre no longer takes this device's key. Not modal, the work goes on (X-41)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.sign_in import words
from prospectdesk.ui.sign_in.form import SignInForm

NAME = "sign_in.again"


class SignInDialog(QDialog):
    """Open it by `ask`; closed it stays away until the centre refuses again."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(NAME)
        self.setWindowTitle(self.tr("Se connecter à nouveau"))
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.setMinimumWidth(440)
        self.desk = desk
        self.form = SignInForm(desk, NAME)
        self.form.done.connect(self.accept)
        self.form.given_up.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 20)
        box.setSpacing(12)
        box.addWidget(Label(self.tr("Se connecter à nouveau"), "section"))
        box.addWidget(Label(words.reason(True, 30), tone="muted", wrap=True, name=f"{NAME}.text"))
        box.addWidget(self.form)

    def ask(self) -> None:
        """Shows it, with what is known of the profile; once is enough."""
        if self.isVisible():
            return
        self.desk.spawn(self.form, self.form.read())
        self.show()
