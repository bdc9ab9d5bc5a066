"""« Non-conformité »: which fields are wrong, and what is wrong with them (C-08)."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QGridLayout, QPlainTextEdit, QWidget

from prospectdesk.commands.companies import ReportNonConformity
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import enable_if

NAME = "sheet.non_conformity.dialog"


class NonConformityDialog(ask.Question):
    """Fields to tick and a text; Envoyer needs both."""

    def __init__(self, parent: QWidget, company: str) -> None:
        super().__init__(
            parent, parent.tr("Signaler une information fausse"), company, yes=parent.tr("Envoyer"), name=NAME
        )
        fields = (
            self.tr("Raison sociale"), self.tr("SIRET"), self.tr("Naf"), self.tr("Forme juridique"),
            self.tr("Date de création"), self.tr("Effectif"), self.tr("Adresse"), self.tr("Téléphone"),
            self.tr("Site internet"), self.tr("LinkedIn"), self.tr("Interlocuteurs"), self.tr("Autre"),
        )  # fmt: skip
        grid = QGridLayout()
        grid.setVerticalSpacing(4)
        self.boxes: list[QCheckBox] = []
        for number, field in enumerate(fields):
            box = QCheckBox(field)
            box.setObjectName(f"{NAME}.field.{number}")
            box.toggled.connect(self._follow)
            self.boxes.append(box)
            grid.addWidget(box, number // 3, number % 3)
        self.content.addWidget(Label(self.tr("Champs concernés"), "strong"))
        self.content.addLayout(grid)
        self.content.addWidget(Label(self.tr("Ce qui est faux"), "strong"))
        self.text = QPlainTextEdit()
        self.text.setObjectName(f"{NAME}.text_field")
        self.text.setAccessibleName(self.tr("Ce qui est faux"))
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(90)
        self.text.textChanged.connect(self._follow)
        self.content.addWidget(self.text)
        self._follow()

    def fields(self) -> tuple[str, ...]:
        """The ticked fields."""
        return tuple(box.text() for box in self.boxes if box.isChecked())

    def command(self, company_id: int) -> ReportNonConformity:
        """What sending does."""
        return ReportNonConformity(company=company_id, fields=self.fields(), text=self.text.toPlainText())

    def _follow(self) -> None:
        ready = bool(self.fields()) and bool(self.text.toPlainText().strip())
        enable_if(self.yes, ready, self.tr("Cochez au moins un champ et dites ce qui est faux."))
