"""Raccourcis: every shortcut of the window and of its screens, made from the actions themselves."""

from __future__ import annotations

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QCheckBox, QGridLayout

from prospectdesk.queries.people import setting
from prospectdesk.ui.kit.cards import KeyHint
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.map.words import key_lines
from prospectdesk.ui.settings.look import keep
from prospectdesk.ui.settings.part import SettingsPart

LETTERS = "ui.letters"


class ShortcutsPage(SettingsPart):
    """The page `settings.shortcuts`. The switch is about keys of one letter (never active while typing)."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "settings.shortcuts")
        grid = self.card(self.tr("Raccourcis d’une lettre"))
        self.letters = QCheckBox(
            self.tr("Dans les listes et les fiches, une lettre seule agit (N : note, A : appel…)")
        )
        self.letters.setObjectName("settings.shortcuts.letters")
        self.letters.setChecked(True)
        self.letters.clicked.connect(self._switch)
        grid.addWidget(self.letters, 0, 0, 1, 2)
        self._grid: QGridLayout = self.card(self.tr("Tous les raccourcis"))
        self._map_keys()
        self.end()

    def _map_keys(self) -> None:
        """The keys of a map, which are no actions of the window."""
        grid = self.card(self.tr("Sur la carte"))
        for row, (text, keys) in enumerate(key_lines()):
            hint = KeyHint(keys)
            hint.setObjectName(f"settings.shortcuts.map.{row}")
            grid.addWidget(Label(text), row, 0)
            grid.addWidget(hint, row, 1)

    async def reload(self) -> None:
        """Reads the switch and lists the actions of the window."""
        self.letters.setChecked(await self.desk.query(setting, LETTERS) is not False)
        self._list()

    def _list(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.deleteLater()
        for row, (text, keys) in enumerate(shortcuts_of(self.window().actions())):
            hint = KeyHint(keys)
            hint.setObjectName(f"settings.shortcuts.key.{row}")
            self._grid.addWidget(Label(text), row, 0)
            self._grid.addWidget(hint, row, 1)

    def _switch(self, allowed: bool) -> None:
        self.desk.spawn(self, self._keep(allowed))

    async def _keep(self, allowed: bool) -> None:
        await keep(self.desk, {LETTERS: None if allowed else False})
        live = getattr(self.window(), "live", None)
        if live is not None:
            live.set_letters(allowed)


def shortcuts_of(actions: list[QAction]) -> list[tuple[str, str]]:
    """(what, keys) of the actions that have keys, as the system writes them."""
    native = QKeySequence.SequenceFormat.NativeText
    found = []
    for action in actions:
        keys = [one.toString(native) for one in action.shortcuts() if not one.isEmpty()]
        text = action.text().replace("&&", "\0").replace("&", "").replace("\0", "&").removesuffix("…")
        if keys and text:
            found.append((text, "  ".join(keys[:2])))
    return found
