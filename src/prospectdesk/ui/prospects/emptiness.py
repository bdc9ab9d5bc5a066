"""Why the list is empty, and the one thing to do about it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from prospectdesk.queries.prospects_views import Listing, Question
from prospectdesk.ui.kit.empty import EmptyState


class Emptiness(QWidget):
    """`cleared`: take the filters away; `import_wanted`: bring a file."""

    cleared = Signal()
    import_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._act = self.cleared
        self.state = EmptyState("users", "", name="prospects.empty", button=" ", on=self._press)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.state)

    def _press(self) -> None:
        self._act.emit()

    def show_reason(self, question: Question, found: Listing) -> None:
        """Nothing there yet, or nothing that meets the filters."""
        if not found.total:
            self._act = self.import_wanted
            text = self.tr(
                "Importez un fichier Excel ou CSV, ou créez une fiche avec « Nouveau prospect » (Ctrl+N)."
            )
            title = (
                self.tr("L’annuaire est vide")
                if question.directory
                else self.tr("Aucun prospect pour l’instant")
            )
            self.state.say("users", title, text, self.tr("Importer un fichier"))
            return
        self._act = self.cleared
        text = self.tr("Aucune société ne répond à tous les critères à la fois.")
        self.state.say("list-filter", self.tr("Aucun résultat"), text, self.tr("Effacer les filtres"))
