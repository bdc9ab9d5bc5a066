"""Asks for a pass phrase, typed once, or twice when it is new (SECURITY K3)."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.labels import Label

SHORTEST = 8


class PhraseQuestion(ask.Question):
    """One field, or two that must agree, whose letters are not shown."""

    def __init__(
        self, parent: QWidget, title: str, label: str, wrong: str, no: str, *, new: bool, yes: str = ""
    ) -> None:
        yes = yes or (self.tr("Chiffrer") if new else self.tr("Ouvrir"))
        super().__init__(parent, title, "", yes=yes, no=no or self.tr("Quitter"))
        self._new = new
        self.fields = [QLineEdit() for _ in range(2 if new else 1)]
        for number, field in enumerate(self.fields):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.setObjectName(f"ask.phrase.{number}")
            field.setMaxLength(1000)
            text = self.tr("Encore une fois") if number else label
            field.setAccessibleName(text)
            field.returnPressed.connect(self.accept)
            self.content.addWidget(Label(text, "secondary"))
            self.content.addWidget(field)
        self.error = Label(wrong, "error", wrap=True, name="ask.error")
        self.error.setVisible(bool(wrong))
        self.content.addWidget(self.error)
        self.fields[0].setFocus()

    def accept(self) -> None:
        """Stays open while the phrase is too short or the two differ."""
        first = self.fields[0].text()
        problem = ""
        if self._new and len(first) < SHORTEST:
            problem = self.tr("Choisissez au moins {0} caractères.").format(SHORTEST)
        elif self._new and self.fields[1].text() != first:
            problem = self.tr("Les deux phrases de passe ne sont pas les mêmes.")
        elif not first:
            problem = self.tr("Tapez d’abord la phrase.")
        if problem:
            self.error.setText(problem)
            self.error.show()
            return
        super().accept()


async def phrase(
    window: QWidget, title: str, label: str, wrong: str, *, new: bool, no: str = "", yes: str = ""
) -> str | None:
    """A pass phrase; None when the user gives up, by a button called `no` or Quitter; `yes` is the verb of the other."""
    dialog = PhraseQuestion(window, title, label, wrong, no, new=new, yes=yes)
    return dialog.fields[0].text() if await ask.answer(dialog) else None
