"""What the palette can do: the window's actions, those of the page shown, and what the typed text suggests."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction

from prospectdesk.queries.search import SearchAnswer
from prospectdesk.ui.kit.page import Page
from prospectdesk.ui.shell.actions import ICON, MENU, key_text, plain_text
from prospectdesk.ui.shell.palette_rows import Command

if TYPE_CHECKING:
    from prospectdesk.ui.shell.main_window import MainWindow

translate = QCoreApplication.translate
HIDDEN = {"action.palette", "action.find"}


def commands_for(
    window: MainWindow, page: Page | None, text: str, answer: SearchAnswer | None
) -> list[Command]:
    """Every action that is enabled now, then those on the first company found, then a new prospect."""
    actions = window.menus.actions.all()
    if page is not None:
        actions = [*page.actions(), *actions]
    made = [_command(one) for one in actions if _offered(one)]
    if "opportunities" in window.screens:
        create = functools.partial(window.open, "opportunities", create=True)
        made.append(Command(translate("Palette", "Nouvelle opportunité"), create, "plus"))
    first = None
    if answer is not None:
        first = next((one for one in answer.results if one.kind == "company"), None)
    if first is not None:
        for kind, name, icon in (
            ("sheet.note", translate("Palette", "Écrire une note"), "sticky-note"),
            ("sheet.call", translate("Palette", "Noter un appel"), "phone"),
        ):
            write = functools.partial(window.float, kind, first.company_id)
            made.append(Command(name, write, icon, "", first.label, always=True))
    if text and "prospects.new" in window.screens:
        made.append(
            Command(
                translate("Palette", "Nouveau prospect « {0} »").format(text),
                lambda: window.open("prospects.new", raison_sociale=text),
                "plus",
                "" if "new" not in window.menus.actions else key_text(window.menus.actions["new"]),
                translate("Palette", "Vérifie d’abord les doublons"),
                always=True,
            )
        )
    return made


def _offered(action: QAction) -> bool:
    named = bool(action.text()) and action.menu() is None
    return named and action.isEnabled() and not action.isSeparator() and action.objectName() not in HIDDEN


def _command(action: QAction) -> Command:
    icon = str(action.property(ICON) or "command")
    return Command(
        plain_text(action), action.trigger, icon, key_text(action), str(action.property(MENU) or "")
    )
