"""« Nouvelle opportunité »: a company of the portfolio, then a type of dossier (D-22, C-37)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from prospectdesk.commands.dossiers import CreateDossier
from prospectdesk.domain.pipeline import Stage
from prospectdesk.queries import dossier_choices, new_opportunity
from prospectdesk.ui.dossiers import outcomes
from prospectdesk.ui.dossiers.inputs import Choice
from prospectdesk.ui.dossiers.words import stage_text
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.fields import Labelled, SearchField
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import disable, enable_if

if TYPE_CHECKING:
    from prospectdesk.ui.pipeline.page import OpportunitiesPage

NAME = "opportunities.new_dialog"
COMPANY = int(Qt.ItemDataRole.UserRole)


class NewDialog(ask.Question):
    """`stage` is where the dossier will start, None for the first stage of its type."""

    def __init__(self, parent: QWidget, desk: Desk, stage: Stage | None) -> None:
        super().__init__(parent, parent.tr("Nouvelle opportunité"), "", yes=parent.tr("Créer"), name=NAME)
        self.desk, self.stage = desk, stage
        self._asked = 0
        self.field = SearchField(self.tr("Société du portefeuille"), f"{NAME}.company")
        self.field.searched.connect(lambda text: desk.spawn(self, self._look(text)))
        self.list = QListWidget()
        self.list.setObjectName(f"{NAME}.companies")
        self.list.setAccessibleName(self.tr("Sociétés trouvées"))
        self.list.setMinimumHeight(150)
        self.list.currentRowChanged.connect(lambda _row: desk.spawn(self, self._types()))
        self.field.left_down.connect(self.list.setFocus)
        self.state = Label(role="secondary", tone="muted", wrap=True, name=f"{NAME}.state")
        self.type = Choice(f"{NAME}.type", self.tr("Type de dossier"))
        self.type.currentIndexChanged.connect(lambda _at: self._follow())
        for part in (self.field, self.list, self.state, Labelled(self.tr("Type de dossier"), self.type)):
            self.content.addWidget(part)
        if stage is not None:
            text = self.tr("Etape\u00a0: {0}").format(stage_text(stage))
            self.content.addWidget(Label(text, "secondary", name=f"{NAME}.stage"))
        if stage is not None and stage.won:
            won = self.tr(
                "Le fichier client est créé aussitôt ; le dossier reste en cours jusqu’à la signature."
            )
            self.content.addWidget(Label(won, "secondary", tone="muted", wrap=True, name=f"{NAME}.won"))
        self.field.setFocus()
        self._follow()
        desk.spawn(self, self._look(""))

    async def _look(self, text: str) -> None:
        """The companies of the portfolio that `text` names; those seen last without one."""
        self._asked += 1
        mine = self._asked
        found = await self.desk.query(new_opportunity.companies, text)
        if mine != self._asked:
            return
        self.list.clear()
        for key, name, city in found:
            item = QListWidgetItem("  ·  ".join(part for part in (name, city) if part))
            item.setData(COMPANY, key)
            self.list.addItem(item)
        none = self.tr("Aucune société du portefeuille ne porte ce nom.")
        self.state.setText("" if found else none)
        self.state.setVisible(not found)
        if text and found:
            self.list.setCurrentRow(0)
        else:
            await self._types()

    def company(self) -> int | None:
        """The company chosen."""
        item = self.list.currentItem()
        return None if item is None else int(item.data(COMPANY))

    async def _types(self) -> None:
        """The types the company may still have, of the pipeline of the column."""
        company = self.company()
        if company is None:
            self.type.offer(())
        else:
            types = await self.desk.query(dossier_choices.types, company)
            pipelines = await self.desk.query(new_opportunity.pipelines_of_types)
            only = None if self.stage is None else self.stage.pipeline_id
            free = [
                (one.id, one.label)
                for one in types
                if one.refusal is None and (only is None or pipelines.get(one.id) == only)
            ]
            if company != self.company():
                return
            self.type.offer(free)
        self._follow()

    def _follow(self) -> None:
        first = self.tr("Choisissez d’abord une société")
        if self.company() is None:
            disable(self.type, first)
            enable_if(self.yes, False, first)
            return
        free = self.type.count() > 1
        enable_if(self.type, free, self.tr("Tous les types sont déjà utilisés"))
        why = self.tr("Choisissez un type") if free else self.tr("Tous les types sont déjà utilisés")
        enable_if(self.yes, self.type.value() is not None, why)

    def command(self) -> CreateDossier | None:
        """What creating does."""
        company = self.company()
        if company is None:
            return None
        stage = None if self.stage is None else self.stage.id
        return CreateDossier(company=company, dossier_type=self.type.value(), etape=stage)


class NewOpportunity(QObject):
    """Asks, creates, and leaves the new card in hand."""

    def __init__(self, page: OpportunitiesPage) -> None:
        super().__init__(page)
        self._page = page

    def start(self, stage: Stage | None = None) -> None:
        """`stage`: the column it is added to."""
        self._page.desk.spawn(self._page, self._run(stage))

    async def _run(self, stage: Stage | None) -> None:
        page = self._page
        dialog = NewDialog(page, page.desk, stage)
        commands: list[CreateDossier | None] = []
        dialog.accepted.connect(lambda: commands.append(dialog.command()))
        if not await ask.answer(dialog) or commands[0] is None:
            return
        done = await page.desk.do(commands[0], page)
        page.moves.followed = done.row_id
        outcomes.tell(page, done)
