"""The recovery code of a profile that was just encrypted (SECURITY K4)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.labels import Label


class RecoveryCard(QFrame):
    """The code that opens the base when the keychain is lost: to copy or to print, never shown again.

    `name` begins the names of its widgets.
    """

    def __init__(self, code: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._code, self._name = code, name
        self.setProperty("role", "card")
        self.setProperty("tone", "warn")
        text = self.tr(
            "Si le trousseau de ce poste est perdu ou la phrase de passe oubliée, ce code seul rouvre votre base. "
            "Il n’est montré qu’une fois : gardez-le ailleurs que sur ce poste."
        )
        shown = Label(code, "strong", name=name, selectable=True, wrap=True)
        shown.setAccessibleName(self.tr("Code de secours : {0}").format(code))
        row = QHBoxLayout()
        row.addWidget(Button(self.tr("Copier"), "copy", name=f"{name}.copy", on=self.copy))
        row.addWidget(Button(self.tr("Imprimer"), "printer", name=f"{name}.print", on=self.print_code))
        row.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 12)
        box.setSpacing(8)
        box.addWidget(Label(self.tr("Votre code de secours"), "strong"))
        box.addWidget(Label(text, "secondary", wrap=True))
        box.addWidget(shown)  # a line of its own: groups that begin with a digit are not wrapped
        box.addLayout(row)

    def copy(self) -> None:
        """Puts the code on the clipboard."""
        QGuiApplication.clipboard().setText(self._code)

    def print_code(self) -> None:
        """Opens the system's print dialog for one page with the code."""
        printer = QPrinter()
        dialog = QPrintDialog(printer, self)
        dialog.setObjectName(f"{self._name}.printing")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._print(printer))
        QDialog.open(dialog)

    def _print(self, printer: QPrinter) -> None:
        page = QTextDocument()
        page.setPlainText("\n\n".join(("ProspectDesk", self.tr("Code de secours"), self._code)))
        page.print_(printer)
