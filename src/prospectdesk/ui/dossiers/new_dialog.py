"""« Nouveau dossier »: the types, those that cannot be used greyed with the reason (D-22)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from prospectdesk.domain.text import fold
from prospectdesk.queries.dossier_choices import TypeChoice
from prospectdesk.ui.dossiers.words import reason
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import disable, enable_if

NAME = "sheet.dossiers.new_dialog"


class TypeDialog(ask.Question):
    """One type to choose; `chosen` answers its local id."""

    def __init__(
        self, parent: QWidget, title: str, text: str, types: Sequence[TypeChoice], *, yes: str, but: int | None = None
    ) -> None:  # fmt: skip
        super().__init__(parent, title, text, yes=yes, name=NAME)
        self.group = QButtonGroup(self)
        for one in types:
            if one.id != but:
                self.content.addWidget(self._button(one))
        self.group.buttonClicked.connect(lambda _button: self._follow())
        self._follow()

    def _button(self, one: TypeChoice) -> QWidget:
        button = QRadioButton(one.label.replace("&", "&&"))
        button.setObjectName(f"{NAME}.{fold(one.label).replace(' ', '_')}")
        self.group.addButton(button, one.id)
        if one.refusal is None:
            return button
        disable(button, reason(one.refusal))
        return button

    def chosen(self) -> int | None:
        """The chosen type."""
        found = self.group.checkedId()
        return None if found < 0 else found

    def _follow(self) -> None:
        free = any(button.isEnabled() for button in self.group.buttons())
        text = self.tr("Choisissez un type") if free else self.tr("Tous les types sont déjà utilisés")
        enable_if(self.yes, self.chosen() is not None, text)


def new_dialog(parent: QWidget, types: Sequence[TypeChoice], linked_to: str = "") -> TypeDialog:
    """The window of a new dossier; `linked_to` is the type of the dossier it is made from (D-29)."""
    if not linked_to:
        return TypeDialog(parent, parent.tr("Nouveau dossier"), "", types, yes=parent.tr("Créer"))
    title = parent.tr("Dossier lié au dossier {0}").format(linked_to)
    dialog = TypeDialog(parent, title, "", types, yes=parent.tr("Créer"))
    note = parent.tr("Un dossier lié n’ouvre pas droit à la prime.")
    dialog.content.addWidget(Label(note, "secondary", tone="muted", wrap=True, name=f"{NAME}.no_bonus"))
    return dialog
