"""Carries out what is wished of a contact card: questions first, then one command (C-16, C-21, D-19…D-21)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from prospectdesk.commands.contact_states import BlockContact, DeleteContact, MarkContactLeft, SetPrivileged
from prospectdesk.commands.contacts import DownloadWhiteCard
from prospectdesk.domain.filenames import safe_name
from prospectdesk.domain.links import linkedin_search
from prospectdesk.jobs.exports import export_card
from prospectdesk.queries.contacts import ContactCard
from prospectdesk.ui.companies.contact_card import Wish
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.calling import place_call
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.errors import bar_for
from prospectdesk.ui.kit.links import open_mail, open_web
from prospectdesk.ui.kit.roles import disable


class ContactActions:
    """`widget` is where questions and refusals appear."""

    def __init__(self, desk: Desk, widget: QWidget) -> None:
        self.desk, self.widget = desk, widget

    async def carry_out(self, wish: Wish) -> None:
        """Everything but editing, which is a page of its own."""
        card = wish.card
        if wish.what == "download":
            await self.desk.do(DownloadWhiteCard(contact=card.id), self)
        elif wish.what == "privileged":
            await self.desk.do(SetPrivileged(contact=card.id, privileged=wish.value == "yes"), self)
        elif wish.what == "block":
            await self._block(card, tuple(wish.value.split(",")))
        elif wish.what == "delete":
            await self._delete(card)
        elif wish.what == "vcard":
            await self._save_card(card)
        elif wish.what == "linkedin":
            open_web(self.widget, card.linkedin or linkedin_search(card.first_name, card.last_name) or "")
        elif wish.what == "mail":
            open_mail(self.widget, wish.value)
        elif wish.what == "call":
            place_call(self.desk, self.widget, card.company_id, wish.value, card.id)

    async def _block(self, card: ContactCard, channels: tuple[str, ...]) -> None:
        """Only "Ne plus contacter" asks: it also deletes the person's open RPs (INV-12)."""
        if len(channels) == 3:
            title = self.widget.tr("Ne plus contacter {name} ?").format(name=card.name)
            text = self.widget.tr("Appels, SMS et e-mails seront bloqués, et ses RP à venir supprimés.")
            if not await ask.yes_no(
                self.widget, title, text, yes=self.widget.tr("Ne plus contacter"), danger=True
            ):
                return
        await self.desk.do(BlockContact(contact=card.id, channels=channels), self)

    async def _delete(self, card: ContactCard) -> None:
        dialog = DeleteDialog(self.widget, card)
        answered = await ask.answer(dialog)
        if answered:
            await self.desk.do(DeleteContact(contact=card.id), self)
        elif dialog.prefers_leaving:
            await self.desk.do(MarkContactLeft(contact=card.id), self)

    async def _save_card(self, card: ContactCard) -> None:
        title = self.widget.tr("Télécharger la vCard")
        name = safe_name(card.name, suffix=".vcf", fallback="contact")
        target = await ask.save_file(self.widget, title, self.widget.tr("Cartes de visite (*.vcf)"), name)
        if target is not None:
            await self.save_card(card, target)

    async def save_card(self, card: ContactCard, target: Path) -> None:
        """Writes the vCard; the system's dialog has asked before an older file is replaced."""
        reader = self.desk.session.reader

        def write() -> None:
            export_card(reader, card.id, target, overwrite=True)

        await self.desk.run("read", write)
        bar = bar_for(self.widget)
        if bar is not None:
            text = self.widget.tr("vCard de {name} enregistrée : {file}")
            bar.show_message(text.format(name=card.name, file=target.name), "ok")


class DeleteDialog(ask.Question):
    """Advises to prefer "A quitté la société"; deletion is for a person's own request (C-21)."""

    def __init__(self, parent: QWidget, card: ContactCard) -> None:
        title = parent.tr("Supprimer {name} ?").format(name=card.name)
        text = parent.tr(
            "Si cette personne a seulement changé d’emploi, préférez « A quitté la société » : la carte reste dans "
            "l’historique. La suppression est réservée à une personne qui demande l’effacement de ses données : elles "
            "sont effacées partout, sans retour, et la personne ne sera plus importée."
        )
        super().__init__(
            parent,
            title,
            text,
            yes=parent.tr("Supprimer définitivement"),
            danger=True,
            name="sheet.contacts.delete",
        )
        self.prefers_leaving = False
        self.leave = Button(
            self.tr("A quitté la société"), name="sheet.contacts.delete.leave", on=self._leave
        )
        self.content.addWidget(self.leave)
        if card.privileged:
            disable(self.leave, self.tr("Définissez d’abord un autre interlocuteur privilégié"))
        elif card.colour == "grey":
            disable(self.leave, self.tr("Cette carte est déjà marquée « A quitté la société »."))

    def _leave(self) -> None:
        self.prefers_leaving = True
        self.reject()
