"""The settings pages that are built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP

from prospectdesk.ui.kit.screen import ScreenSpec

if TYPE_CHECKING:
    from prospectdesk.ui.kit.desk import Desk
    from prospectdesk.ui.kit.page import Page


def _appearance(desk: Desk) -> Page:
    from prospectdesk.ui.settings.appearance import AppearancePage

    return AppearancePage(desk)


def _profile(desk: Desk) -> Page:
    from prospectdesk.ui.settings.profile import ProfilePage

    return ProfilePage(desk)


def _stages(desk: Desk) -> Page:
    from prospectdesk.ui.settings.stages import StagesPage

    return StagesPage(desk)


def _reasons(desk: Desk) -> Page:
    from prospectdesk.ui.settings.reasons import ReasonsPage

    return ReasonsPage(desk)


def _services(desk: Desk) -> Page:
    from prospectdesk.ui.settings.services import ServicesPage

    return ServicesPage(desk)


def _letter_templates(desk: Desk) -> Page:
    from prospectdesk.ui.settings.letter_templates import LetterTemplatesPage

    return LetterTemplatesPage(desk)


def _map(desk: Desk) -> Page:
    from prospectdesk.ui.settings.map import MapPage

    return MapPage(desk)


def _administration(desk: Desk) -> Page:
    from prospectdesk.ui.settings.administration import AdministrationPage

    return AdministrationPage(desk)


def _users(desk: Desk) -> Page:
    from prospectdesk.ui.settings.users import UsersPage

    return UsersPage(desk)


def _shortcuts(desk: Desk) -> Page:
    from prospectdesk.ui.settings.shortcuts import ShortcutsPage

    return ShortcutsPage(desk)


def _about(desk: Desk) -> Page:
    from prospectdesk.ui.settings.about import AboutPage

    return AboutPage(desk)


SCREENS = (
    ScreenSpec(
        "settings.appearance",
        str(QT_TRANSLATE_NOOP("Screens", "Apparence")),
        "sun",
        "settings",
        10,
        _appearance,
    ),
    ScreenSpec(
        "settings.profile", str(QT_TRANSLATE_NOOP("Screens", "Profil")), "user", "settings", 20, _profile
    ),
    ScreenSpec(
        "settings.stages",
        str(QT_TRANSLATE_NOOP("Screens", "Stades d’opportunités")),
        "square-kanban",
        "settings",
        30,
        _stages,
    ),
    ScreenSpec(
        "settings.reasons",
        str(QT_TRANSLATE_NOOP("Screens", "Facteurs et motifs")),
        "tags",
        "settings",
        32,
        _reasons,
    ),
    ScreenSpec(
        "settings.letter_templates",
        str(QT_TRANSLATE_NOOP("Screens", "Lettres")),
        "file-text",
        "settings",
        60,
        _letter_templates,
    ),
    ScreenSpec(
        "settings.services",
        str(QT_TRANSLATE_NOOP("Screens", "Services externes")),
        "globe",
        "settings",
        65,
        _services,
    ),
    ScreenSpec("settings.map", str(QT_TRANSLATE_NOOP("Screens", "Carte")), "map", "settings", 62, _map),
    ScreenSpec(
        "settings.administration",
        str(QT_TRANSLATE_NOOP("Screens", "Administration")),
        "building-2",
        "settings",
        70,
        _administration,
    ),
    ScreenSpec(
        "settings.users",
        str(QT_TRANSLATE_NOOP("Screens", "Collaborateurs")),
        "users",
        "settings",
        75,
        _users,
    ),
    ScreenSpec(
        "settings.shortcuts",
        str(QT_TRANSLATE_NOOP("Screens", "Raccourcis")),
        "keyboard",
        "settings",
        80,
        _shortcuts,
    ),
    ScreenSpec(
        "settings.about", str(QT_TRANSLATE_NOOP("Screens", "À propos")), "info", "settings", 90, _about
    ),
)
