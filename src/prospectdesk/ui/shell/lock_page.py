"""The page over a locked window: what opens it again, and nothing of what is behind it (SECURITY T1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from prospectdesk.jobs.locking import ACCOUNT, OWN, LockMeans
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.cards import Card, in_the_middle
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.fields import Labelled
from prospectdesk.ui.kit.labels import Label, Mark
from prospectdesk.ui.kit.locking import asked
from prospectdesk.ui.kit.roles import disable, enable

if TYPE_CHECKING:
    from prospectdesk.ui.sign_in.form import SignInForm

NAME = "lock"
WIDE = 440
TICK_MS = 1_000


class LockPage(QFrame):
    """Covers its parent. `tried` carries what was typed, `centre_wanted` asks for the sign-in at the centre.

    `ticked` each second while a try has to wait.
    """

    tried = Signal(str)
    centre_wanted = Signal()
    ticked = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName(NAME)
        self.setProperty("role", "page")
        self.setAutoFillBackground(True)
        self.setAccessibleName(self.tr("Fenêtre verrouillée"))
        self.text = Label("", tone="muted", wrap=True, name=f"{NAME}.text")
        self.field = QLineEdit()
        self.field.setObjectName(f"{NAME}.field")
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setMaxLength(1000)
        self.field.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.field.returnPressed.connect(self._try)
        self.row = Labelled(self.tr("Mot de passe"), self.field)
        self.yes = Button(self.tr("Déverrouiller"), "key-round", "primary", name=f"{NAME}.yes", on=self._try)
        self.centre = Button(
            self.tr("Mot de passe changé ou oublié ?"),
            role="link",
            name=f"{NAME}.centre",
            on=self.centre_wanted.emit,
        )
        self.centre.setToolTip(self.tr("Se connecter au service central avec le nouveau mot de passe"))
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.ticked)
        self._lay_out()
        window.installEventFilter(self)
        self.setGeometry(window.rect())

    def _lay_out(self) -> None:
        self.card = Card(f"{NAME}.card", margin=28, spacing=14)
        self.card.setMaximumWidth(WIDE)
        self.ask = QWidget()
        inner = QVBoxLayout(self.ask)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(14)
        buttons = QHBoxLayout()
        buttons.addWidget(self.centre)
        buttons.addStretch(1)
        buttons.addWidget(self.yes)
        inner.addWidget(self.row)
        inner.addLayout(buttons)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(Mark("lock", "accent", 26))
        head.addWidget(
            Label(self.tr("ProspectDesk est verrouillé"), "title", wrap=True, name=f"{NAME}.title"), 1
        )
        self.card.box.addLayout(head)
        self.card.box.addWidget(self.text)
        self.card.box.addWidget(self.ask)
        area = in_the_middle(self.card)
        area.setProperty("role", "page")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(area)

    # what is asked -------------------------------------------------------------------------
    def show_means(self, means: LockMeans | None) -> None:
        """Says whose password is asked for; None: it is still being read."""
        if means is None:
            self.text.setText(self.tr("Un instant…"))
            self.ask.hide()
            return
        text = self.tr("Votre travail est resté tel quel.")
        if means.means == OWN and means.coded:
            text = self.tr(
                "Votre travail est resté tel quel. Phrase oubliée : le code de secours de cette base l’ouvre."
            )
        self.text.setText(text)
        self.row.label.setText(asked(means))
        self.field.setAccessibleName(asked(means))
        self.centre.setVisible(bool(means.login))
        self.ask.show()

    def show_wrong(self, means: LockMeans | None) -> None:
        """What was typed does not open the lock."""
        self._show_ready()
        self.field.clear()
        wrong = means is not None and means.means == ACCOUNT
        self.row.show_error(
            self.tr("Ce mot de passe n’est pas le bon.")
            if wrong
            else self.tr("Cette phrase n’est pas la bonne.")
        )
        self.field.setFocus()

    def show_wait(self, wait_ms: int) -> None:
        """Keeps the next try back; 0 lets it come."""
        if wait_ms <= 0:
            if self._timer.isActive():
                self._timer.stop()
                self._show_ready()
            return
        seconds = max(1, -(-wait_ms // 1000))
        said = self.tr("Trop d’essais : le prochain sera possible dans {0} s.").format(seconds)
        self.row.show_error(said)
        for part in (self.field, self.yes):
            disable(part, said)
        self._timer.start()

    def show_busy(self) -> None:
        """A try is being checked."""
        said = self.tr("Vérification en cours…")
        self.row.show_error("")
        for part in (self.field, self.yes):
            disable(part, said)

    def show_failure(self, text: str) -> None:
        """Something else went wrong."""
        self._show_ready()
        self.row.show_error(text)

    def show_centre(self, form: QWidget, text: str) -> None:
        """The sign-in at the centre takes the place of the field."""
        self.ask.hide()
        self.text.setText(text)
        self.card.box.addWidget(form)
        form.show()

    def show_field(self) -> None:
        """The field comes back."""
        self.ask.show()
        self.field.setFocus()

    def _show_ready(self) -> None:
        had = not self.field.isEnabled()
        for part in (self.field, self.yes):
            enable(part)
        if had and self.isVisible():
            self.row.show_error("")
            self.field.setFocus()

    def _try(self) -> None:
        if self.field.isEnabled() and self.field.text():
            self.tried.emit(self.field.text())

    # Qt ------------------------------------------------------------------------------------
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """As large as the window."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """No key reaches what is behind."""
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """No click either."""
        event.accept()


def sign_in_form(desk: Desk) -> SignInForm:
    """The form of the sign-in for the lock: only the centre that is known may open it, no file is chosen from here."""
    from prospectdesk.ui.sign_in.form import SignInForm  # late: seldom needed

    form = SignInForm(desk, f"{NAME}.sign_in")
    form.authority.hide()
    form.server.setReadOnly(True)
    form.login.setReadOnly(True)
    desk.spawn(form, form.read())
    return form
