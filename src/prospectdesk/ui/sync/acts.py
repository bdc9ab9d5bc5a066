"""What a person does on the screen Synchronisation; every answer is a command, nothing blocks the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from prospectdesk.commands.conflicts import DropRefused, RetryRefused, SettleConflict
from prospectdesk.domain.errors import Stale
from prospectdesk.ui.kit import ask
from prospectdesk.ui.sync.facts import Refusal

if TYPE_CHECKING:
    from prospectdesk.queries.aside import AsideRow
    from prospectdesk.ui.sync.page import SyncPage


class Acts(QObject):
    """Belongs to a SyncPage."""

    def __init__(self, page: SyncPage) -> None:
        super().__init__(page)
        self._page = page
        self._desk = page.desk

    def settle(self, answers: dict[int, str]) -> None:
        """Gives the answers of a file, one command each; a conflict settled meanwhile is left alone."""
        self._desk.spawn(self._page, self._settle(dict(answers)))

    async def _settle(self, answers: dict[int, str]) -> None:
        for conflict, choice in answers.items():
            try:
                await self._desk.do(SettleConflict(id=conflict, choice=choice), self._page)
            except Stale:
                continue
        self._page.refresh()
        self._page.syncing.now()

    def put_off(self) -> None:
        """Plus tard: the conflict stays in the list; with a single one the person goes back to his work."""
        view = self._page.view
        if view is not None and len(view.conflicts) < 2:
            window = self._page.window()
            back = getattr(window, "back", None)
            if callable(back):
                back()

    def answer_refusal(self, what: str, refusal: Refusal) -> None:
        """Réessayer or Abandonner…"""
        self._desk.spawn(self._page, self._retry(refusal) if what == "retry" else self._drop(refusal))

    async def _retry(self, refusal: Refusal) -> None:
        await self._desk.do(RetryRefused(id=refusal.id), self._page)
        self._page.refresh()
        self._page.syncing.now()

    async def _drop(self, refusal: Refusal) -> None:
        sure = ask.Question(
            self._page,
            self.tr("Abandonner cette modification ?"),
            self.tr("« {0} » : ce que vous aviez saisi ne sera plus gardé sur ce poste. La fiche reste comme "
                    "le service central la connaît.").format(refusal.title),
            yes=self.tr("Abandonner"), danger=True, name="sync.drop",
        )  # fmt: skip
        if await ask.answer(sure):
            await self._desk.do(DropRefused(id=refusal.id), self._page)
            self._page.refresh()

    def read_again(self, row: AsideRow) -> None:
        """Réessayer of a row that was set aside."""
        self._desk.spawn(self._page, lambda: self._read_again(row))

    async def _read_again(self, row: AsideRow) -> None:
        from prospectdesk.commands.remote import ApplyRows  # late: the machinery of sync
        from prospectdesk.jobs import aside

        answer = await self._desk.run("net", aside.read_again, self._desk.session, row.table, row.uid)
        await self._desk.do(ApplyRows(answer=answer), self._page, undoable=False)
        self._page.refresh()

    def ask_resync(self) -> None:
        """Resynchroniser…: says what it does, then reads everything again."""
        self._desk.spawn(self._page, self._resync())

    async def _resync(self) -> None:
        from prospectdesk.commands.remote import StartOver  # late: the machinery of sync

        question = ask.Question(
            self._page,
            self.tr("Resynchroniser ce poste ?"),
            self.tr("Toutes les fiches sont relues du service central et comparées, ce qui peut durer quelques "
                    "minutes ; vous continuez à travailler. Rien de ce qui attend d’être envoyé n’est perdu."),
            yes=self.tr("Resynchroniser"), name="sync.resync.ask",
        )  # fmt: skip
        if await ask.answer(question):
            await self._desk.do(StartOver(code="resync", values={}), self._page)
            self._page.syncing.now()
