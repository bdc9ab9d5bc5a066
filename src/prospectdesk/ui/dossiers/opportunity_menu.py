"""The menu of the opportunity box: other stages, Signé, Perdu, the other open dossiers, the board (C-35, C-37, X-07)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from prospectdesk.commands.pipeline import MoveStage
from prospectdesk.domain.dossiers import obstacle
from prospectdesk.domain.pipeline import Stage
from prospectdesk.queries.dossiers import Dossier
from prospectdesk.ui.dossiers import outcomes
from prospectdesk.ui.dossiers.words import reason, stage_text, titles
from prospectdesk.ui.kit.buttons import MenuButton
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.icons import set_icon
from prospectdesk.ui.kit.roles import disable

NAME = "sheet.opportunity.menu"
Work = Coroutine[Any, Any, object]


class OpportunityMenu(MenuButton):
    """Filled anew for what is shown; `chosen` is called with the uid of a dossier whose sub-tab is wanted."""

    def __init__(self, desk: Desk, page: QWidget, chosen: Callable[[str], object]) -> None:
        tip = page.tr("Autres actions de l’opportunité")
        super().__init__("", "ellipsis", "icon", name=NAME, tip=tip)
        self._desk, self._page, self._chosen = desk, page, chosen
        self.menu_items.setObjectName(f"{NAME}.items")
        self.menu_items.setToolTipsVisible(True)

    def show_dossiers(
        self, one: Dossier | None, found: Sequence[Dossier], stages: Sequence[Stage], company: str
    ) -> None:
        """`one` is the dossier followed, `found` all of `company`, `stages` those of its pipeline."""
        self.menu_items.clear()
        if one is not None and one.state.open:
            self._stages(one, stages, company)
            self._ends(one)
        for place, (uid, title) in enumerate(titles(found)):
            text = self.tr("Ouvrir le dossier {0}").format(title)
            self._add(f"dossier.{place}", text, "briefcase-business", partial(self._chosen, uid))
        on_board = partial(self._desk.open, "opportunities", form="board", text=company)
        self._add("board", self.tr("Voir dans Opportunités"), "target", on_board)

    def _stages(self, one: Dossier, stages: Sequence[Stage], company: str) -> None:
        why_not = reason(obstacle(one.state, "edit"))
        for place, stage in enumerate(stages):
            if stage.active and stage.id != one.stage.id:
                text = self.tr("Passer à l’étape « {0} »").format(stage_text(stage))
                work = partial(self._move, one, stage, company)
                self._add(f"stage.{place}", text, "", partial(self._start, work), why_not)
        self.menu_items.addSeparator()

    def _ends(self, one: Dossier) -> None:
        for key, text, icon, work in (
            ("sign", self.tr("Signé…"), "signature", outcomes.sign),
            ("lose", self.tr("Perdu…"), "circle-x", outcomes.lose),
        ):
            on = partial(self._start, partial(work, self._desk, self._page, one.id))
            self._add(key, text, icon, on, reason(obstacle(one.state, key)))
        self.menu_items.addSeparator()

    def _add(self, key: str, text: str, icon: str, on: Callable[[], object], why_not: str = "") -> None:
        action = QAction(text.replace("&", "&&"), self.menu_items)
        action.setObjectName(f"{NAME}.{key}")
        if icon:
            set_icon(action, icon)
        if why_not:
            disable(action, why_not)
        action.triggered.connect(lambda _checked=False: on())
        self.menu_items.addAction(action)

    def _start(self, work: Callable[[], Work]) -> None:
        self._desk.spawn(self._page, work)

    async def _move(self, one: Dossier, stage: Stage, company: str) -> None:
        """The guards of the board."""
        if stage.won and not await outcomes.confirm_won(self._desk, self._page, one.id):
            return
        if stage.terminal and not await outcomes.confirm_given_up(self._page, company):
            return
        command = MoveStage(dossier=one.id, etape=stage.id, expect=one.stage.id)
        outcomes.tell(self._page, await self._desk.do(command, self._page))
