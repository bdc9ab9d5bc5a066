"""All screens that are built, collected from the page packages."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP

from prospectdesk.ui.companies import screens as companies
from prospectdesk.ui.documents import screens as documents
from prospectdesk.ui.first_run import screens as first_run
from prospectdesk.ui.gallery import screens as gallery
from prospectdesk.ui.home import screens as home
from prospectdesk.ui.imports import screens as imports
from prospectdesk.ui.kit.screen import ScreenSpec
from prospectdesk.ui.letters import screens as letters
from prospectdesk.ui.pipeline import screens as pipeline
from prospectdesk.ui.portfolio import screens as portfolio
from prospectdesk.ui.prospects import screens as prospects
from prospectdesk.ui.relances import screens as relances
from prospectdesk.ui.reports import screens as reports
from prospectdesk.ui.settings import screens as settings
from prospectdesk.ui.sign_in import screens as sign_in
from prospectdesk.ui.sync import screens as sync

if TYPE_CHECKING:
    from prospectdesk.ui.kit.desk import Desk
    from prospectdesk.ui.kit.page import Page

PACKAGES = (
    home, relances, pipeline, prospects, companies, letters, documents, reports, portfolio, imports, sync, settings,
    first_run, sign_in, gallery,
)  # fmt: skip
RAIL = ("home", "suspects", "relances", "opportunities", "prospects", "leads", "alerts", "dashboard", "tools")
"""The order of X-01."""


@functools.cache
def screens() -> dict[str, ScreenSpec]:
    """Every screen by its name."""
    found: dict[str, ScreenSpec] = {}
    for package in PACKAGES:
        found |= {spec.name: spec for spec in package.SCREENS}
    title = str(QT_TRANSLATE_NOOP("Screens", "Paramètres"))
    found["settings"] = ScreenSpec("settings", title, "settings", "hidden", 0, _settings)
    title = str(QT_TRANSLATE_NOOP("Screens", "Outils"))
    found["tools"] = ScreenSpec("tools", title, "radar", "rail", 90, _tools)
    return found


def in_group(group: str) -> list[ScreenSpec]:
    """The screens of a group in their order; the rail has the one of X-01."""
    found = [one for one in screens().values() if one.group == group]
    if group == "rail":
        return sorted(
            found, key=lambda one: (RAIL.index(one.name) if one.name in RAIL else len(RAIL), one.order)
        )
    return sorted(found, key=lambda one: one.order)


def _settings(desk: Desk) -> Page:
    from prospectdesk.ui.shell.settings_frame import SettingsFrame

    return SettingsFrame(desk, in_group("settings"))


def _tools(desk: Desk) -> Page:
    from prospectdesk.ui.tools.page import ToolsPage

    return ToolsPage(desk, in_group("tools"))
