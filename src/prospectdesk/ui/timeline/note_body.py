"""The fields of a note being written."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from prospectdesk.commands.timeline import NOTE_LIMIT, AddNote
from prospectdesk.ui.kit.desk import Desk


class NoteBody(QWidget):
    """A text. `changed` at each keystroke; `data` and `restore` are what a draft holds."""

    changed = Signal()
    kind = "sheet.note"

    def __init__(self, desk: Desk, company_id: int, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.company_id = company_id
        self.text = text_field(self, f"{name}.text", self.tr("Texte de la note"))
        self.text.setPlaceholderText(
            self.tr("Note… (la dernière note s’affiche en bout de ligne sur les relances)")
        )
        self.text.textChanged.connect(self.changed)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.text)

    def title(self) -> str:
        """What the editor is called."""
        return self.tr("Nouvelle note")

    def missing(self) -> str:
        """Why it cannot be published yet; empty when it can."""
        return "" if self.text.toPlainText().strip() else self.tr("Écrivez d’abord le texte de la note.")

    def written(self) -> bool:
        """Whether something would be lost."""
        return bool(self.text.toPlainText().strip())

    def data(self) -> dict[str, Any]:
        """What a draft keeps; empty when nothing was typed."""
        return {"text": self.text.toPlainText()} if self.written() else {}

    def restore(self, data: dict[str, Any]) -> None:
        """Shows a draft."""
        self.text.setPlainText(str(data.get("text", "")))

    def command(self) -> AddNote:
        """What publishing does."""
        return AddNote(company=self.company_id, text=self.text.toPlainText())

    def clear(self) -> None:
        """Empties the fields after publishing."""
        self.text.clear()


def text_field(parent: QWidget, name: str, accessible: str) -> QPlainTextEdit:
    """A field for plain lines; Tab leaves it."""
    field = QPlainTextEdit(parent)
    field.setObjectName(name)
    field.setAccessibleName(accessible)
    field.setTabChangesFocus(True)
    field.setProperty("limit", NOTE_LIMIT)
    return field
