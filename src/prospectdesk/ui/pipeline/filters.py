"""The filters above the board and the list: text, pipeline, holder, relance, type, cabinet, routine, amount (X-08)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prospectdesk.queries.pipeline import BoardChoices, Named, Wanted
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.chips import Chip
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.fields import SearchField
from prospectdesk.ui.kit.flow import FlowLayout
from prospectdesk.ui.kit.menu_chip import MenuChip
from prospectdesk.ui.pipeline.amount_dialog import AmountDialog
from prospectdesk.ui.pipeline.words import euros

NAME = "opportunities"
NO_CHOICES = BoardChoices((), (), (), (), ())


class Filters(QWidget):
    """`changed` tells that `wanted` differs; `all_pipelines` says whether the view can show several at once."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.wanted = Wanted()
        self.choices = NO_CHOICES
        self.shown: int | None = None
        self.all_pipelines = False
        self.search = SearchField(self.tr("Société, interlocuteur…"), f"{NAME}.search")
        self.search.setFixedWidth(200)
        self.search.searched.connect(lambda text: self.set(text=text))
        self.pipeline = MenuChip(self.tr("Pipeline"), "square-kanban", f"{NAME}.pipeline")
        self.holder = MenuChip(self.tr("Titulaire"), "user", f"{NAME}.holder")
        self.relance = Chip(
            self.tr("Avec relance"), "alarm-clock", checkable=True, name=f"{NAME}.relance", on=self._relance
        )
        self.type = MenuChip(self.tr("Type"), "briefcase", f"{NAME}.type")
        self.cabinet = MenuChip(self.tr("Cabinet"), "building-2", f"{NAME}.cabinet")
        self.routine = MenuChip(self.tr("Routine"), "tag", f"{NAME}.routine")
        self.amount = Chip(self.tr("Montant"), "euro", name=f"{NAME}.amount", on=self._ask_amount)
        self.amount.setCheckable(True)
        self.clear_button = Button(
            self.tr("Effacer les filtres"), "x", "flat", name=f"{NAME}.clear_filters", on=self.clear
        )
        flow = FlowLayout(self)
        for part in (
            self.search, self.pipeline, self.holder, self.relance, self.type, self.cabinet, self.routine, self.amount,
            self.clear_button,
        ):  # fmt: skip
            flow.addWidget(part)
        self.show_state()

    def set(self, **criteria: Any) -> None:
        """Changes criteria, shows them and tells."""
        wanted = replace(self.wanted, **criteria)
        if wanted != self.wanted:
            self.wanted = wanted
            self.changed.emit()
        self.show_state()

    def clear(self) -> None:
        """Takes everything away but the pipeline."""
        self.search.show_text("")
        self.wanted = Wanted(pipeline=self.wanted.pipeline)
        self.show_state()
        self.changed.emit()

    def narrowed(self) -> bool:
        """Whether anything but the pipeline is chosen."""
        return self.wanted != Wanted(pipeline=self.wanted.pipeline)

    def show_choices(self, choices: BoardChoices) -> None:
        """What the menus offer."""
        if choices != self.choices:
            self.choices = choices
            self.show_state()

    def show_pipeline(self, pipeline: int | None, *, all_pipelines: bool) -> None:
        """Which pipeline is on the screen."""
        if (pipeline, all_pipelines) != (self.shown, self.all_pipelines):
            self.shown, self.all_pipelines = pipeline, all_pipelines
            self.show_state()

    def show_state(self) -> None:
        """Fills menus and chips with the filter in force."""
        wanted, choices = self.wanted, self.choices
        self.relance.setChecked(wanted.relance)
        self._show_pipelines()
        self._many(self.holder, "users", wanted.users, choices.users)
        self._many(self.type, "types", wanted.types, choices.types)
        self._one(self.cabinet, "cabinet", wanted.cabinet, choices.cabinets, self.tr("Tous"))
        self._one(self.routine, "routine", wanted.routine, choices.routines, self.tr("Toutes"))
        self._show_amount()
        self.clear_button.setVisible(self.narrowed())

    def _show_pipelines(self) -> None:
        chip, pipelines = self.pipeline, self.choices.pipelines
        chip.menu.clear()
        if self.all_pipelines:
            chip.tick("any", self.tr("Tous"), self.wanted.pipeline is None, partial(self.set, pipeline=None))
        for key, label in pipelines:
            chip.tick(str(key), label, key == self.shown, partial(self.set, pipeline=key))
        chip.show_state(dict(pipelines).get(self.shown or 0, ""))
        chip.setVisible(len(pipelines) > 1)

    def _many(self, chip: MenuChip, field: str, now: tuple[int, ...], offered: Sequence[Named]) -> None:
        chip.offer_many(offered, now, lambda chosen: self.set(**{field: chosen}))

    def _one(
        self, chip: MenuChip, field: str, now: int | None, offered: Sequence[Named], anything: str
    ) -> None:
        chip.offer_one(offered, now, lambda chosen: self.set(**{field: chosen}), anything)

    def _show_amount(self) -> None:
        least, most = self.wanted.least, self.wanted.most
        parts = []
        if least is not None:
            parts.append(f"≥ {euros(least)}")
        if most is not None:
            parts.append(f"≤ {euros(most)}")
        self.amount.setChecked(bool(parts))
        text = self.tr("Montant : {0}").format(", ".join(parts)) if parts else self.tr("Montant")
        self.amount.set_text(text)

    def _relance(self) -> None:
        self.set(relance=self.relance.isChecked())

    def _ask_amount(self) -> None:
        self._show_amount()  # the click itself changes nothing
        self._desk.spawn(self, self._asked_amount())

    async def _asked_amount(self) -> None:
        dialog = AmountDialog(self, self.wanted.least, self.wanted.most)
        found: list[Any] = []
        dialog.accepted.connect(lambda: found.append(dialog.amounts()))
        if await ask.answer(dialog):
            self.set(least=found[0][0], most=found[0][1])
