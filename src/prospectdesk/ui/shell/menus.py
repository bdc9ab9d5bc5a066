"""The menus and the actions behind them; only what is built is offered."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.roles import disable, enable_if
from prospectdesk.ui.kit.screen import ScreenSpec
from prospectdesk.ui.settings.look import choose
from prospectdesk.ui.shell.actions import MENU, Actions
from prospectdesk.ui.shell.registry import RAIL, in_group

if TYPE_CHECKING:
    from prospectdesk.domain.people import Person
    from prospectdesk.ui.shell.main_window import MainWindow

LOCK = "lock"
Standard = QKeySequence.StandardKey
Role = QAction.MenuRole


class Menus(QObject):
    """Fills the menu bar of a window and keeps the actions' states true."""

    def __init__(self, window: MainWindow, screens: dict[str, ScreenSpec]) -> None:
        super().__init__(window)
        self.window = window
        self.actions = Actions(window)
        self._screens = screens
        self._torn_actions: list[QAction] = []
        self._file()
        self._edit()
        self._view()
        self._go()
        self._sheet()
        self._tools()
        self._windows()

    def _menu(self, title: str, names: Sequence[str | None]) -> QMenu:
        """A menu of actions by name; None is a separating line."""
        menu = self.window.menuBar().addMenu(title)
        for name in names:
            if name is None:
                menu.addSeparator()
            elif name in self.actions:
                menu.addAction(self.actions[name])
                self.actions[name].setProperty(MENU, title.replace("&", ""))
        return menu

    def _open(self, name: str) -> None:
        self.window.open(name)

    def _file(self) -> None:
        add, window = self.actions.add, self.window
        if "prospects.new" in self._screens:
            text = self.tr("Nouveau prospect…")
            add("new", text, lambda: self._open("prospects.new"), Standard.New, icon="plus")
        if "import" in self._screens:
            text = self.tr("Importer un fichier…")
            add("import", text, lambda: self._open("import"), Standard.Open, icon="upload")
        add("backup", self.tr("Enregistrer une copie de la base…"), window.upkeep.backup, icon="save")
        add("restore", self.tr("Restaurer une copie…"), window.upkeep.restore, icon="rotate-ccw")
        add("close_tab", self.tr("Fermer l’onglet"), window.close_tab, Standard.Close, icon="x")
        add(
            "settings",
            self.tr("Paramètres…"),
            lambda: self._open("settings"),
            Standard.Preferences,
            icon="settings",
            role=Role.PreferencesRole,
        )
        add(LOCK, self.tr("Verrouiller"), self._lock, "Ctrl+L", icon="lock")
        disable(self.actions[LOCK], self.tr("ProspectDesk lit encore ce qui déverrouille cette fenêtre."))
        add("quit", self.tr("Quitter"), window.close, "Ctrl+Q", icon="log-out", role=Role.QuitRole)
        names = (
            "new",
            "import",
            None,
            "backup",
            "restore",
            None,
            "close_tab",
            None,
            "settings",
            LOCK,
            "quit",
        )
        self._menu(self.tr("&Fichier"), names)

    def _lock(self) -> None:
        self.window.need_live().lock.engage()

    def _edit(self) -> None:
        add, window = self.actions.add, self.window
        add("undo", self.tr("Annuler"), window.undo, Standard.Undo, icon="undo-2")
        add("redo", self.tr("Rétablir"), window.redo, ("Ctrl+Shift+Z", "Ctrl+Y"), icon="redo-2")
        text = self.tr("Rechercher ou commander…")
        add("palette", text, lambda: window.open("palette"), "Ctrl+K", icon="search")
        add("find", self.tr("Rechercher dans l’écran"), window.find_here, Standard.Find, icon="list-filter")
        self._menu(self.tr("&Édition"), ("undo", "redo", None, "palette", "find"))

    def _view(self) -> None:
        add, window = self.actions.add, self.window
        for mode, text, icon in (
            ("light", self.tr("Thème clair"), "sun"),
            ("dark", self.tr("Thème sombre"), "moon"),
            ("system", self.tr("Thème du système"), "monitor"),
        ):
            add(f"theme.{mode}", text, functools.partial(self._look, mode=mode), icon=icon)
        add("dense", self.tr("Lignes compactes ou confortables"), self._density, icon="rows-3")
        add("larger", self.tr("Agrandir le texte"), lambda: self._text(10), ("Ctrl++", "Ctrl+="), icon="plus")
        add("smaller", self.tr("Réduire le texte"), lambda: self._text(-10), "Ctrl+-", icon="minus")
        add("normal", self.tr("Taille normale du texte"), lambda: self._text(0), "Ctrl+0", icon="equal")
        add("refresh", self.tr("Actualiser"), window.refresh, Standard.Refresh, icon="refresh-cw")
        add("full", self.tr("Plein écran"), window.toggle_full, Standard.FullScreen, icon="maximize-2")
        add("menu_bar", self.tr("Barre de menus"), window.toggle_menu_bar, "F10", icon="panel-left")
        names = ("refresh", None, "theme.light", "theme.dark", "theme.system", None, "dense", "larger", "smaller",
                 "normal", None, "menu_bar", "full")  # fmt: skip
        self._menu(self.tr("&Affichage"), names)

    def _look(self, **changes: object) -> None:
        if self.window.desk is not None:
            choose(self.window.desk, **changes)

    def _density(self) -> None:
        compact = theme.current().look.density == "compact"
        self._look(density="comfortable" if compact else "compact")

    def _text(self, step: int) -> None:
        now = theme.current().look.text_percent
        self._look(text_percent=min(150, max(90, now + step)) if step else 100)

    def _go(self) -> None:
        add, window = self.actions.add, self.window
        names: list[str | None] = ["back", "forward", None]
        add("back", self.tr("Écran précédent"), window.back, Standard.Back, icon="arrow-left")
        add("forward", self.tr("Écran suivant"), window.forward, Standard.Forward, icon="arrow-right")
        for spec in in_group("rail"):
            number = RAIL.index(spec.name) + 1 if spec.name in RAIL else 10
            self._screen_action(spec, f"Ctrl+{number}" if number < 10 else spec.shortcut)
            names.append(f"go.{spec.name}")
        self._menu(self.tr("A&ller"), names)

    def _screen_action(self, spec: ScreenSpec, keys: str | None) -> None:
        self.actions.add(
            f"go.{spec.name}",
            spec.label,
            functools.partial(self._open, spec.name),
            keys,
            icon=spec.icon,
        )

    def _sheet(self) -> None:
        add, window = self.actions.add, self.window
        add("sheet.note", self.tr("Nouvelle note"), lambda: window.write("sheet.note"), "Ctrl+Shift+N",
            icon="sticky-note")  # fmt: skip
        add(
            "sheet.call",
            self.tr("Nouvel appel"),
            lambda: window.write("sheet.call"),
            "Ctrl+Shift+A",
            icon="phone",
        )
        add("sheet.next", self.tr("Fiche suivante"), lambda: window.walk(1), "Alt+Down", icon="chevron-down")
        add(
            "sheet.previous",
            self.tr("Fiche précédente"),
            lambda: window.walk(-1),
            "Alt+Up",
            icon="chevron-up",
        )
        add(
            "sheet.next_tab",
            self.tr("Onglet suivant"),
            lambda: window.next_tab(1),
            "Ctrl+PgDown",
            icon="layers",
        )
        text = self.tr("Onglet précédent")
        add("sheet.previous_tab", text, lambda: window.next_tab(-1), "Ctrl+PgUp", icon="layers")
        self._menu(self.tr("F&iche"), ("sheet.note", "sheet.call", None, "sheet.next", "sheet.previous"))

    def _tools(self) -> None:
        add, window = self.actions.add, self.window
        names: list[str | None] = []
        services = QMenu(self.tr("&Services"))
        for spec in in_group("tools"):
            self._screen_action(spec, spec.shortcut)
            if spec.service:
                services.addAction(self.actions[f"go.{spec.name}"])
                self.actions[f"go.{spec.name}"].setProperty(MENU, self.tr("Outils"))
            else:
                names.append(f"go.{spec.name}")
        for spec in self._screens.values():
            if spec.tab and spec.group == "hidden":
                self._screen_action(spec, spec.shortcut)
                self.actions[f"go.{spec.name}"].setProperty(MENU, self._screens[spec.tab].label)
        add("check", self.tr("Vérifier la base"), window.upkeep.check, icon="shield-check")
        tools = self._menu(self.tr("&Outils"), (*names, None, "check"))
        if services.actions():
            services.setParent(tools, services.windowFlags())
            services.setObjectName("menu.services")
            services.setToolTipsVisible(True)
            first = tools.actions()[0]
            tools.insertMenu(first, services)
            tools.insertSeparator(first)
        if "settings.shortcuts" in self._screens:
            text = self.tr("Raccourcis clavier")
            add("shortcuts", text, lambda: self._open("settings.shortcuts"), "F1", icon="keyboard")
        if "settings.about" in self._screens:
            add("about", self.tr("À propos de ProspectDesk"), lambda: self._open("settings.about"), icon="info",
                role=Role.AboutRole)  # fmt: skip

    def _windows(self) -> None:
        """Tabs and torn windows; the menu lists what is open."""
        add, window = self.actions.add, self.window
        add("tear_tab", self.tr("Détacher l’onglet dans une fenêtre"), window.tear_tab, "Ctrl+Shift+D",
            icon="external-link")  # fmt: skip
        add(
            "attach_tabs",
            self.tr("Rattacher toutes les fiches"),
            window.attach_tabs,
            icon="arrow-down-to-line",
        )
        self.show_torn({})
        names = ("sheet.next_tab", "sheet.previous_tab", "close_tab", None, "tear_tab", "attach_tabs", None)
        self._torn_list = self._menu(self.tr("Fe&nêtre"), names)

    def show_torn(self, names: Mapping[int, str]) -> None:
        """Lists the torn windows (company → name) at the end of the menu Fenêtre."""
        enable_if(self.actions["attach_tabs"], bool(names), self.tr("Aucune fiche n’est détachée."))
        for old in self._torn_actions:
            old.deleteLater()
        self._torn_actions = []
        for company, name in names.items():
            action = self._torn_list.addAction(name.replace("&", "&&"))
            action.setObjectName(f"menu.window.{company}")
            action.triggered.connect(
                lambda _checked=False, one=company: self.window.open("sheet", company=one)
            )
            self._torn_actions.append(action)

    def help(self) -> None:
        """Adds the last menu; called after the others are there."""
        self._menu(self.tr("Aid&e"), ("shortcuts", "about"))

    # states --------------------------------------------------------------------------------
    def show_undo(self, undo: str, redo: str) -> None:
        """Labels of what would be undone and done again; empty = nothing."""
        for name, word, what in (("undo", self.tr("Annuler"), undo), ("redo", self.tr("Rétablir"), redo)):
            action = self.actions[name]
            text = self.tr("{0} : {1}").format(word, what.replace("&", "&&"))
            action.setText(text if what else word)
            enable_if(action, bool(what), self.tr("Rien à annuler ni à rétablir pour l’instant."))

    def show_rights(self, person: Person) -> None:
        """What the person may open; the rest says why not."""
        for spec in self._screens.values():
            if spec.barred is not None and f"go.{spec.name}" in self.actions:
                reason = spec.bar(person)
                enable_if(self.actions[f"go.{spec.name}"], not reason, reason)

    def show_place(
        self, *, tab: int | str | None, walk: tuple[int, int] | None, back: bool, forward: bool
    ) -> None:
        """What the present place allows; `tab` is the sheet or the tool shown, if any."""
        no_sheet = self.tr("Ouvrez d’abord une fiche.")
        for name in ("sheet.note", "sheet.call"):
            enable_if(self.actions[name], isinstance(tab, int), no_sheet)
        enable_if(self.actions["close_tab"], tab is not None, no_sheet)
        enable_if(self.actions["tear_tab"], isinstance(tab, int), no_sheet)
        no_list = self.tr("La fiche n’a pas été ouverte depuis une liste.")
        enable_if(self.actions["sheet.next"], walk is not None and walk[0] < walk[1], no_list)
        enable_if(self.actions["sheet.previous"], walk is not None and walk[0] > 1, no_list)
        enable_if(self.actions["back"], back, self.tr("Aucun écran avant celui-ci."))
        enable_if(self.actions["forward"], forward, self.tr("Aucun écran après celui-ci."))
