"""The saved views as tabs with live counts, and the menu that keeps, renames, moves and deletes them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QWidget

from prospectdesk.ui.kit.buttons import IconButton, MenuButton
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.kit.sideways import Sideways
from prospectdesk.ui.kit.tabs import SegmentedTabs
from prospectdesk.ui.prospects.views import View

NAME = "prospects.views"


class ViewBar(QWidget):
    """`chosen` carries the key of a tab; the other signals ask for an act on the chosen view."""

    chosen = Signal(str)
    save_wanted = Signal()
    update_wanted = Signal()
    rename_wanted = Signal()
    share_wanted = Signal()
    delete_wanted = Signal()
    moved = Signal(int)
    """-1 to the left, 1 to the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tabs = SegmentedTabs(name=NAME, accessible=self.tr("Vues de la liste"))
        self.tabs.chosen.connect(self.chosen)
        self.add = IconButton(
            "plus", self.tr("Enregistrer la recherche comme une vue"), name=f"{NAME}.add",
            on=self.save_wanted.emit,
        )  # fmt: skip
        self.tabs.trail.addWidget(self.add)
        self.area = Sideways(self.tabs)
        self.menu = MenuButton(
            self.tr("Vues"), "bookmark", "flat", name=f"{NAME}.menu",
            tip=self.tr("Toutes les vues, et la vue choisie à renommer, partager, déplacer ou supprimer"),
        )  # fmt: skip
        self.menu.menu_items.aboutToShow.connect(self._fill_menu)
        self.tools = QHBoxLayout()
        self.tools.setSpacing(2)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.area, 1)
        row.addWidget(self.menu)
        row.addLayout(self.tools)
        self._views: list[View] = []
        self._changed = False

    def show_views(self, views: Sequence[View]) -> None:
        """Other tabs, or the same in another order."""
        before = [(view.key, view.title) for view in self._views]
        self._views = list(views)
        wanted = [(view.key, view.title) for view in views]
        if wanted != before:
            self.tabs.show_options(wanted)

    def show_counts(self, counts: dict[str, int | None]) -> None:
        """Live counts by key."""
        self.tabs.show_counts(counts)

    def choose(self, key: str, *, changed: bool) -> None:
        """Marks a tab; `changed` says whether the list shown is another than the one it keeps."""
        self._changed = changed
        if key in self.tabs.tabs:
            self.tabs.choose(key)
            self.area.reveal(self.tabs.tabs[key])

    def current(self) -> View | None:
        """The chosen view."""
        key = self.tabs.current()
        return next((view for view in self._views if view.key == key), None)

    def _fill_menu(self) -> None:
        menu, view = self.menu.menu_items, self.current()
        menu.clear()
        for one in self._views:
            action = menu.addAction(self.tabs.tabs[one.key].text())
            action.setObjectName(f"{NAME}.menu.{one.key}")
            action.setCheckable(True)
            action.setChecked(one is view)
            action.triggered.connect(lambda _checked=False, key=one.key: self.chosen.emit(key))
        menu.addSeparator()
        self._act("save", self.tr("Enregistrer la recherche comme une vue…"), self.save_wanted)
        saved = view is not None and view.saved is not None
        needs = self.tr("Choisissez d’abord une vue que vous avez enregistrée.")
        update = self._act("update", self.tr("Mettre à jour la vue"), self.update_wanted)
        reason = needs if not saved else self.tr("La vue contient déjà cette recherche.")
        enable_if(update, saved and self._changed, reason)
        shared = view is not None and view.shared
        share = self.tr("Ne plus partager") if shared else self.tr("Partager avec l’équipe")
        for key, text, signal in (
            ("rename", self.tr("Renommer…"), self.rename_wanted),
            ("share", share, self.share_wanted),
            ("delete", self.tr("Supprimer la vue"), self.delete_wanted),
        ):
            enable_if(self._act(key, text, signal), saved, needs)
        menu.addSeparator()
        self._add_moves(view)

    def _add_moves(self, view: View | None) -> None:
        place = self._views.index(view) if view is not None else -1
        for key, text, way, allowed, reason in (
            ("left", self.tr("Déplacer à gauche"), -1, place > 0, self.tr("La vue est déjà la première.")),
            ("right", self.tr("Déplacer à droite"), 1, 0 <= place < len(self._views) - 1,
             self.tr("La vue est déjà la dernière.")),
        ):  # fmt: skip
            action = self.menu.menu_items.addAction(text)
            action.setObjectName(f"{NAME}.menu.{key}")
            action.triggered.connect(lambda _checked=False, way=way: self.moved.emit(way))
            enable_if(action, allowed, reason)

    def _act(self, key: str, text: str, signal: SignalInstance) -> QAction:
        action = self.menu.menu_items.addAction(text)
        action.setObjectName(f"{NAME}.menu.{key}")
        action.triggered.connect(lambda _checked=False: signal.emit())
        return action
