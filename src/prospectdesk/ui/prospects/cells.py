"""F2: one cell, one command; what is refused stays in its cell, marked, with the reason above."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from prospectdesk.domain.errors import Failure
from prospectdesk.ui.kit.errors import bar_for, sentence

if TYPE_CHECKING:
    from prospectdesk.ui.prospects.page import ProspectsPage


class CellEditor(QObject):
    """Sends what was typed in a cell; `refused` names the cell that stays marked."""

    def __init__(self, page: ProspectsPage) -> None:
        super().__init__(page)
        self.page = page
        self.refused: tuple[int, str] | None = None
        page.model.edited.connect(lambda one, key, text: page.desk.spawn(page, self._save(one, key, text)))
        page.table.edit_refused.connect(self._cannot)

    async def _save(self, company: int, key: str, text: str) -> None:
        from prospectdesk.commands.companies import EditCompany
        from prospectdesk.commands.lists import SetCompanyMail

        changed: dict[str, Any] = {key: text}
        command = (
            SetCompanyMail(company=company, mail=text)
            if key == "mail"
            else EditCompany(company=company, **changed)
        )
        bar = bar_for(self.page)
        try:
            await self.page.desk.do(command, self.page)
        except Failure as failure:
            self.refused = (company, key)
            self.page.table.reopen(company, key, text, sentence(failure))
            if bar is not None:
                bar.show_failure(failure)
            return
        if self.refused == (company, key):
            self.refused = None
            if bar is not None:
                bar.clear()

    def _cannot(self) -> None:
        bar = bar_for(self.page)
        if bar is not None:
            text = self.tr(
                "Cette colonne se modifie dans la fiche. Ici\u00a0: raison sociale, téléphone, mail et ville."
            )
            bar.show_message(text)
