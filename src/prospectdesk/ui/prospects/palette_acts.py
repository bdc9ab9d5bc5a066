"""What the palette offers while the list is shown: everything its buttons and menus do."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.prospects.group_words import groupings

if TYPE_CHECKING:
    from prospectdesk.ui.prospects.page import ProspectsPage


class PaletteActs(QObject):
    """Acts on the list are always offered, those on ticked rows while some are."""

    def __init__(self, page: ProspectsPage) -> None:
        super().__init__(page)
        self._page = page
        self._group()
        self._list()
        self._select()

    def _group(self) -> None:
        page = self._page
        for key, text in groupings().items():
            told = self.tr("Liste : {0}").format(text[:1].lower() + text[1:])
            page.offer(
                f"group.{key or 'nothing'}", told, "layers", functools.partial(page.groups.group_by, key)
            )
        for key, text, folded in (
            ("fold", self.tr("Replier tous les groupes"), True),
            ("unfold", self.tr("Déplier tous les groupes"), False),
        ):
            page.offer(key, text, "layers", functools.partial(page.model.fold_all, folded))

    def _list(self) -> None:
        page = self._page
        save = self.tr("Enregistrer la recherche comme une vue…")
        for key, text, icon, act in (
            (
                "advanced",
                self.tr("Recherche avancée"),
                "sliders-horizontal",
                functools.partial(page.show_panel, ""),
            ),
            ("clear", self.tr("Effacer tous les filtres"), "x", page.clear),
            ("save_view", save, "bookmark", page.views.save_wanted.emit),
            ("export.shown", self.tr("Exporter la liste affichée…"), "download", page.exports.export_shown),
            ("export.all", self.tr("Exporter tous les prospects…"), "download", page.exports.export_all),
            ("pdf", self.tr("Liste en PDF…"), "file-text", page.exports.printing.save),
            (
                "tick_all",
                self.tr("Cocher toute la liste"),
                "list-checks",
                functools.partial(page.model.tick_all, True),
            ),
        ):
            page.offer(key, text, icon, act)

    def _select(self) -> None:
        page, acts = self._page, self._page.acts
        complete = self.tr("Compléter les prospects cochés depuis le registre")
        plan = self.tr("Planifier une relance pour les prospects cochés…")
        self._ticked = [
            page.offer(f"selection.{key}", text, icon, act)
            for key, text, icon, act in (
                ("assign", self.tr("Affecter les prospects cochés…"), "user", acts.assign),
                ("stage", self.tr("Changer l’étape des prospects cochés…"), "columns-3", acts.stage),
                ("relance", plan, "alarm-clock", acts.plan),
                ("export", self.tr("Exporter les prospects cochés…"), "download", page.exports.export_ticked),
                ("tour", self.tr("Tournée des prospects cochés"), "route", acts.tour),
                ("complete", complete, "refresh-cw", acts.complete),
            )
        ]
        merging = self.tr("Fusionner les fiches cochées…")
        self._several = page.offer("selection.merge", merging, "merge", acts.merge)

    def show_number(self, number: int) -> None:
        """How many rows are ticked."""
        none = self.tr("Cochez d’abord au moins un prospect.")
        for action in self._ticked:
            enable_if(action, number > 0, none)
        allowed = self._page.acts.merging.isEnabled()
        enable_if(self._several, allowed, self.tr("Cochez au moins deux fiches à fusionner."))
