"""Services externes: address, keys, switch, state and « Tester » of each public service (X-31 to X-33, X-25)."""

from __future__ import annotations

import functools

from PySide6.QtCore import QCoreApplication

from prospectdesk.domain.changes import Changes
from prospectdesk.domain.errors import Failure
from prospectdesk.jobs import services
from prospectdesk.jobs.services import Status
from prospectdesk.ui.kit.asking import ask
from prospectdesk.ui.kit.bars import InfoBanner
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.settings import service_words as words
from prospectdesk.ui.settings.part import SettingsPart
from prospectdesk.ui.settings.service_card import ServiceCard

NAME = "settings.services"


class ServicesPage(SettingsPart):
    """The page `settings.services`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, NAME)
        self.cards: dict[str, ServiceCard] = {}
        self.banner = InfoBanner("", "", icon="play", name=f"{NAME}.banner")
        self.body.addWidget(self.banner)
        hint = self.tr(
            "Un service désactivé n’est jamais interrogé. Les clés restent sur ce poste : elles ne "
            "sont ni synchronisées, ni affichées."
        )
        self.body.addWidget(Label(hint, "secondary", tone="muted", wrap=True))
        self.end()

    async def reload(self) -> None:
        """Reads how every service stands."""
        self._show(await self.desk.run("net", services.statuses, self.desk.session))

    def concerned(self, changes: Changes) -> bool:
        """Everything, when the demonstration changes the network."""
        return changes.everything

    def _show(self, found: list[Status]) -> None:
        simulated = any(one.simulated for one in found)
        self.banner.say(
            self.tr("Démonstration : les services sont simulés, rien ne quitte ce poste.")
            if simulated
            else "",
            "accent",
            "play",
        )
        for one in found:
            if one.known.name not in self.cards:
                self._add(one)
            self.cards[one.known.name].show_status(one)

    def _add(self, status: Status) -> None:
        name = status.known.name
        card = ServiceCard(status, f"{NAME}.{name}")
        card.switched.connect(lambda on: self.desk.spawn(self, self._switch(name, on)))
        card.moved.connect(lambda which, text: self.desk.spawn(self, self._move(name, which, text)))
        card.given.connect(lambda key, text: self.desk.spawn(self, self._give(name, key, text)))
        card.tried.connect(lambda: self.desk.spawn(self, self._try(name)))
        self.cards[name] = card
        self.body.insertWidget(self.body.count() - 1, card)

    # acts ------------------------------------------------------------------------------------
    async def _switch(self, name: str, on: bool) -> None:
        self.cards[name].say("")
        await self._keep(services.switch(name, on))

    async def _move(self, name: str, which: str, text: str) -> None:
        try:
            command = services.move(which, text)
        except Failure as failure:
            self.cards[name].refuse(which, sentence(failure))
            return
        self.cards[name].refuse(which, "")
        services.forget(self.desk.session, name)
        await self._keep(command)

    async def _give(self, name: str, key: str, text: str) -> None:
        """Keeps a key, or forgets it; the field is empty at once."""
        card = self.cards[name]
        card.keys[key].clear()
        try:
            place = await self.desk.run("net", services.keep_key, self.desk.session, name, key, text)
        except Failure as failure:
            card.say(sentence(failure), "bad")
            return
        await self.reload()
        card.say(words.kept(place if text else ""), "ok" if text else "")

    async def _try(self, name: str) -> None:
        card = self.cards[name]
        card.show_trying()
        failure = await ask(self.desk, services.try_out, self.desk.session, name)
        await self.reload()
        if failure is None:
            card.say(self.tr("Le service répond."), "ok")
        else:
            card.say(sentence(failure), "bad")

    async def _keep(self, command: object) -> None:
        await self.desk.write(functools.partial(self.desk.bus.do, command))
        await self.reload()

    def title(self) -> str:
        """The text of the tab."""
        return QCoreApplication.translate("Screens", "Services externes")
