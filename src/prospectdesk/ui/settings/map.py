"""Carte: pictures from outside under the map, off by default; where from, and the room they take on this laptop."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QSpinBox, QWidget

from prospectdesk.domain.errors import Failure
from prospectdesk.domain.tiles import LONGEST_ADDRESS, LONGEST_TEXT, MEGABYTES, Settings
from prospectdesk.jobs import tiles
from prospectdesk.ui.kit.bars import InfoBanner
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.kit.fields import Labelled
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.map.view import MapView
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.settings.part import SettingsPart

NAME = "settings.map"
MB = 1_000_000


class MapPage(SettingsPart):
    """The page `settings.map`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, NAME)
        self._shown = Settings()
        self._used = 0
        self.banner = InfoBanner("", "", icon="play", name=f"{NAME}.banner")
        self.body.addWidget(self.banner)
        self.on = QCheckBox(self.tr("Afficher des images en ligne sous la carte"))
        self.on.setObjectName(f"{NAME}.on")
        self.address = self._field("address", self.tr("Adresse des images"), LONGEST_ADDRESS)
        self.address_box = Labelled(
            self.tr("Adresse des images"), self.address,
            hint=self.tr("En https, avec {z} pour l’échelle, {x} et {y} pour la place de l’image."),
        )  # fmt: skip
        self.attribution = self._field("attribution", self.tr("Mention des auteurs"), LONGEST_TEXT)
        self.reset = Button(self.tr("Revenir au Plan IGN"), "rotate-ccw", name=f"{NAME}.reset")
        self.room = QSpinBox()
        self.room.setObjectName(f"{NAME}.room")
        self.room.setAccessibleName(self.tr("Place au plus, en mégaoctets"))
        self.room.setRange(*MEGABYTES)
        self.room.setSingleStep(50)
        self.room.setSuffix(self.tr("\u00a0Mo"))
        self.used = Label("", "secondary", name=f"{NAME}.used")
        self.empty = Button(self.tr("Vider"), "trash-2", name=f"{NAME}.empty")
        self.preview = MapView(f"{NAME}.preview", desk)
        self.preview.setFixedHeight(240)
        self.preview.tools.lasso.hide()  # there is nothing to choose
        self._lay_out()
        self.on.clicked.connect(lambda on: self._change(on=on))
        self.address.editingFinished.connect(lambda: self._change(template=self.address.text().strip()))
        self.attribution.editingFinished.connect(lambda: self._change(attribution=self.attribution.text()))
        self.room.editingFinished.connect(lambda: self._change(megabytes=self.room.value()))
        self.reset.clicked.connect(
            lambda _on: desk.spawn(self, self._keep(replace(Settings(), on=self._shown.on)))
        )
        self.empty.clicked.connect(lambda _on: desk.spawn(self, self._empty()))

    def _field(self, name: str, accessible: str, longest: int) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(f"{NAME}.{name}")
        made.setAccessibleName(accessible)
        made.setMaxLength(longest)
        return made

    def _lay_out(self) -> None:
        grid = self.card(self.tr("Fond de carte"))
        told = self.tr(
            "La carte se dessine hors ligne avec le fond intégré\u00a0: contours, départements, villes. Des images en "
            "ligne peuvent s’y ajouter\u00a0; leur serveur voit alors quelles parties de la carte sont regardées, et "
            "rien d’autre."
        )
        grid.addWidget(Label(told, "secondary", tone="muted", wrap=True), 0, 0, 1, 2)
        grid.addWidget(_line(self.on), 1, 0, 1, 2)
        grid.addWidget(self.address_box, 2, 0, 1, 2)
        grid.addWidget(Labelled(self.tr("Mention des auteurs"), self.attribution), 3, 0, 1, 2)
        grid.addWidget(_line(self.reset), 4, 0, 1, 2)
        grid.addWidget(self.preview, 5, 0, 1, 2)
        grid = self.card(self.tr("Images gardées sur ce poste"))
        grid.addWidget(Label(self.tr("Place au plus"), "secondary"), 0, 0)
        grid.addWidget(_line(self.room), 0, 1)
        grid.addWidget(Label(self.tr("Place prise"), "secondary"), 1, 0)
        grid.addWidget(_line(self.used, self.empty), 1, 1)
        self.end()

    # reading and showing -------------------------------------------------------------------
    async def reload(self) -> None:
        """Reads the choice and the room taken."""
        session = self.desk.session
        found = await self.desk.query(tiles.chosen)
        self._used = await self.desk.run("read", tiles.room_taken, session)
        simulated = await self.desk.run("read", lambda: session.ports.is_demo)
        self.banner.say(
            self.tr("Démonstration\u00a0: aucune image n’est demandée, rien ne quitte ce poste.")
            if simulated
            else "",
            "accent",
            "play",
        )
        self._show(found)

    def _show(self, found: Settings) -> None:
        self._shown = found
        self.on.setChecked(found.on)
        self.address.setText(found.template)
        self.address.setCursorPosition(0)
        self.attribution.setText(found.attribution)
        self.room.setValue(found.megabytes)
        self.address_box.show_error("")
        self.used.setText(self.tr("{0}\u00a0Mo").format(f"{self._used / MB:.1f}".replace(".", ",")))
        usual = replace(Settings(), on=found.on)
        enable_if(self.reset, found != usual, self.tr("C’est déjà le Plan IGN, avec la place habituelle."))
        enable_if(self.empty, self._used > 0, self.tr("Aucune image n’est gardée sur ce poste."))

    # changing ------------------------------------------------------------------------------
    def _change(self, **what: Any) -> None:
        wanted = replace(self._shown, **what)
        if wanted != self._shown:
            self.desk.spawn(self, self._keep(wanted))

    async def _keep(self, wanted: Settings) -> None:
        try:
            command = tiles.save(wanted)
        except Failure as failure:
            self.address_box.show_error(sentence(failure))
            return
        await self.desk.write(functools.partial(self.desk.bus.do, command))
        await self.reload()
        self.preview.tiles.renew()

    async def _empty(self) -> None:
        await self.desk.run("net", tiles.empty, self.desk.session)
        await self.reload()

    def title(self) -> str:
        """The text of the tab."""
        return QCoreApplication.translate("Screens", "Carte")


def _line(*widgets: QWidget) -> QWidget:
    """Widgets side by side at the left."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return made
