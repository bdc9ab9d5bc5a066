"""Which columns are shown, how wide, how dense the rows: kept as preferences."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.buttons import Button, MenuButton
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.kit.table_model import PagedModel
from prospectdesk.ui.kit.theme import Density
from prospectdesk.ui.prospects import columns
from prospectdesk.ui.prospects.table import ProspectTable

NAME = "prospects"
KEPT = "prospects.columns"
DENSITY = "ui.density"


class TableTools(QObject):
    """The buttons Colonnes and Compact, and what they keep."""

    def __init__(self, desk: Desk, table: ProspectTable, model: PagedModel) -> None:
        super().__init__(table)
        self._desk, self._table, self._model = desk, table, model
        self.shown = list(columns.SHOWN)
        self._kept: Any = None
        self.columns = MenuButton(self.tr("Colonnes"), "columns-3", "flat", name=f"{NAME}.columns")
        self.density = Button(
            self.tr("Compact"), "rows-3", "flat", name=f"{NAME}.density", on=self._toggle_density
        )
        self.columns.menu_items.aboutToShow.connect(self._fill_menu)
        table.arranged.connect(self._arranged)
        theme.current().changed.connect(self._tell_density)
        self._tell_density()

    def restore(self, settings: Mapping[str, Any]) -> None:
        """Columns and widths as they were left; nonsense is ignored."""
        kept = settings.get(KEPT)
        if kept is None or kept == self._kept or not isinstance(kept, dict):
            return
        self._kept = kept
        known = columns.titles()
        shown = [key for key in kept.get("shown", []) if key in known]
        self.shown = shown or list(columns.SHOWN)
        widths = {key: width for key, width in dict(kept.get("widths", {})).items() if isinstance(width, int)}
        self._show(widths)

    def _show(self, widths: Mapping[str, int]) -> None:
        if [column.key for column in self._model.columns if column.key not in columns.FIXED] != self.shown:
            self._table.reset_order()
            self._model.set_columns(columns.columns(self.shown, self._desk.session.clock.today))
        self._table.put_widths(widths)

    def _fill_menu(self) -> None:
        menu = self.columns.menu_items
        menu.clear()
        for key, title in columns.titles().items():
            action = menu.addAction(title)
            action.setObjectName(f"{NAME}.columns.{key}")
            action.setCheckable(True)
            action.setChecked(key in self.shown)
            reason = self.tr("Le nom reste toujours affiché.")
            enable_if(action, key != "raison_sociale", reason)
            action.toggled.connect(lambda on, key=key: self.switch(key, on))
        menu.addSeparator()
        action = menu.addAction(self.tr("Colonnes et largeurs d’origine"))
        action.setObjectName(f"{NAME}.columns.reset")
        action.triggered.connect(lambda _checked=False: self.reset())

    def switch(self, key: str, on: bool) -> None:
        """Shows or hides a column."""
        order, widths = self._table.arrangement()
        shown = [one for one in order if one != key]
        if on:
            later = list(columns.titles())
            place = sum(later.index(one) < later.index(key) for one in shown)
            shown.insert(place, key)
        self.shown = shown
        self._show(widths)
        self._keep({"shown": shown, "widths": widths})

    def reset(self) -> None:
        """The columns and widths of the first start."""
        self.shown = list(columns.SHOWN)
        self._show({})
        self._keep({"shown": self.shown, "widths": {}})

    def _arranged(self) -> None:
        """A person moved or resized columns."""
        order, widths = self._table.arrangement()
        self.shown = order
        self._keep({"shown": order, "widths": widths})

    def _keep(self, kept: dict[str, Any]) -> None:
        if kept != self._kept:
            self._kept = kept
            self._desk.spawn(None, self._save({KEPT: kept}))

    async def _save(self, values: dict[str, Any]) -> None:
        from prospectdesk.commands.drafts import SaveSettings

        await self._desk.write(functools.partial(self._desk.bus.do, SaveSettings(values=values)), self)

    # density -----------------------------------------------------------------------------------
    def _toggle_density(self) -> None:
        look = theme.current().look
        density: Density = "comfortable" if look.density == "compact" else "compact"
        theme.current().apply(replace(look, density=density))
        self._desk.spawn(None, self._save({DENSITY: density}))

    def _tell_density(self) -> None:
        compact = theme.current().look.density == "compact"
        self.density.set_icon("rows-4" if compact else "rows-3")
        self.density.set_text(self.tr("Confortable") if compact else self.tr("Compact"))
        self.density.setToolTip(self.tr("Lignes plus hautes") if compact else self.tr("Lignes plus basses"))
