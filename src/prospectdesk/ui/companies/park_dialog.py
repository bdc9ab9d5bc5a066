"""« Noter un logiciel »: a software estate of a company, new or changed (C-07)."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from prospectdesk.commands.news import EditPark, RecordPark
from prospectdesk.domain.clock import Clock, day_date
from prospectdesk.queries.news import Park
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.dates import DateField
from prospectdesk.ui.kit.fields import Labelled
from prospectdesk.ui.kit.roles import enable_if

NAME = "sheet.software.dialog"


class ParkDialog(ask.Question):
    """The product is needed, all else may stay empty."""

    def __init__(self, parent: QWidget, company: str, clock: Clock, park: Park | None = None) -> None:
        title = parent.tr("Noter un logiciel") if park is None else parent.tr("Modifier le logiciel")
        super().__init__(parent, title, company, yes=parent.tr("Enregistrer"), name=NAME)
        self.park = park
        self.product = self._line("product", 120, park.product if park else "")
        self.until = DateField(
            clock.today_number, f"{NAME}.contract", self.tr("Contrat de maintenance jusqu’au")
        )
        self.until.show_day(park.contract_until if park else None)
        self.integrator = self._line("integrator", 200, (park.integrator or "") if park else "")
        self.reviews = QPlainTextEdit((park.reviews or "") if park else "")
        self.reviews.setObjectName(f"{NAME}.reviews")
        self.reviews.setTabChangesFocus(True)
        self.reviews.setFixedHeight(80)
        self.source = self._line("source", 200, (park.source or "") if park else "")
        for label, field in (
            (self.tr("Logiciel (obligatoire)"), self.product),
            (self.tr("Contrat de maintenance jusqu’au"), self.until),
            (self.tr("Intégrateur"), self.integrator),
            (self.tr("Avis des utilisateurs"), self.reviews),
            (self.tr("Source"), self.source),
        ):
            self.content.addWidget(Labelled(label, field))
        self.product.textChanged.connect(self._follow)
        self.until.field.textChanged.connect(self._follow)
        self.until.changed.connect(self._follow)
        self._follow()
        self.product.setFocus()

    def _line(self, name: str, limit: int, text: str) -> QLineEdit:
        field = QLineEdit(text)
        field.setObjectName(f"{NAME}.{name}")
        field.setMaxLength(limit)
        return field

    def command(self, company_id: int) -> RecordPark | EditPark:
        """What saving does."""
        day = self.until.day()
        product, until = self.product.text(), None if day is None else day_date(day)
        integrator, reviews, source = self.integrator.text(), self.reviews.toPlainText(), self.source.text()
        if self.park is not None:
            return EditPark(
                park=self.park.id, product=product, contract_until=until, integrator=integrator, reviews=reviews,
                source=source,
            )  # fmt: skip
        return RecordPark(
            company=company_id, product=product, contract_until=until, integrator=integrator, reviews=reviews,
            source=source,
        )  # fmt: skip

    def _follow(self) -> None:
        if not self.product.text().strip():
            enable_if(self.yes, False, self.tr("Dites de quel logiciel il s’agit."))
        else:
            enable_if(self.yes, self.until.is_valid(), self.tr("La date du contrat n’est pas une date."))
