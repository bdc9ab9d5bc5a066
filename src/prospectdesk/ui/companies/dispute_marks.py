"""Marks beside the fields and cards of a sheet that two people changed (X-17)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from prospectdesk.ui.companies.contact_card import CardWidget
from prospectdesk.ui.companies.place_field import PlaceField
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.syncing import syncing_of

if TYPE_CHECKING:
    from prospectdesk.ui.kit.dispute_mark import DisputeMark
    from prospectdesk.ui.kit.disputes import FieldConflict

FIELDS = {
    "name": "raison_sociale", "legal_form": "forme_juridique", "siret": "siret", "naf": "naf",
    "tax_regime": "regime_imposition", "accountant": "cabinet_actuel", "created_on": "date_creation",
    "@address": "rue", "street": "rue", "street2": "adresse_suite", "postcode": "code_postal", "city": "ville",
    "country": "pays", "phone": "telephone", "phone_foreign": "telephone_etranger", "fax": "fax",
    "website": "site_internet", "source_user_id": "commercial_source",
    "operational_user_id": "commercial_operationnel", "source_id": "source", "takeover": "repreneur_activite",
}  # fmt: skip
"""The field of the tab Fiche beside which a column of the company stands."""
OWN = frozenset({"registration", "company", "establishment"})


class Marker(QObject):
    """Makes marks and carries out their answers."""

    def __init__(self, desk: Desk, company_id: int, parent: QObject) -> None:
        super().__init__(parent)
        self.desk, self.company_id = desk, company_id
        self._marks: dict[str, DisputeMark] = {}

    def show_fields(self, fields: dict[str, PlaceField], found: Sequence[FieldConflict]) -> None:
        """Marks the fields of the tab Fiche; no mark is made before there is a conflict."""
        wanted: dict[str, list[FieldConflict]] = {}
        for one in found:
            if one.table in OWN and one.column in FIELDS:
                wanted.setdefault(FIELDS[one.column], []).append(one)
        for name in wanted.keys() | self._marks.keys():
            mark = self._marks.get(name)
            if mark is None:
                mark = self._marks[name] = self.made(f"sheet.file.{name}.conflict")
                fields[name].beside.addWidget(mark)
            mark.show_conflicts(wanted.get(name, ()), self.desk.session.clock)

    def show_card(self, card: CardWidget, found: Sequence[FieldConflict]) -> None:
        """Marks a card of a person, at its head."""
        mine = [one for one in found if one.contact == card.card.id]
        if card.mark is None and mine:
            card.mark = self.made(f"{card.objectName()}.conflict")
            card.marks.addWidget(card.mark)
        if card.mark is not None:
            card.mark.show_conflicts(mine, self.desk.session.clock)

    def made(self, name: str) -> DisputeMark:
        """A mark whose answers are carried out."""
        from prospectdesk.ui.kit.dispute_mark import DisputeMark  # late: most sheets have no conflict

        mark = DisputeMark(name)
        mark.answered.connect(lambda conflict, choice: self.desk.spawn(self, self._settle(conflict, choice)))
        mark.all_wanted.connect(lambda: self.desk.open("sync", company=self.company_id))
        return mark

    async def _settle(self, conflict: int, choice: str) -> None:
        from prospectdesk.commands.conflicts import SettleConflict

        await self.desk.do(SettleConflict(id=conflict, choice=choice))
        syncing_of(self.desk).now()
