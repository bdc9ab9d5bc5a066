"""One dossier on its sub-tab: state, fields, the seven buttons and the line that says what comes next (D-26…D-41)."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.commands.dossier_twins import MergeDossier, RetypeDossier
from prospectdesk.commands.dossiers import EditDossier, SetContract, SetPerformer
from prospectdesk.commands.projects import SetPiece, TransmitProject
from prospectdesk.domain.dossiers import BUTTONS, LOST, State, next_obstacle, obstacle, reopening
from prospectdesk.domain.errors import Failure
from prospectdesk.domain.projects import owner_obstacle, stage_obstacle
from prospectdesk.queries.dossier_choices import Choices
from prospectdesk.queries.dossiers import Dossier
from prospectdesk.ui.dossiers import outcomes, printing
from prospectdesk.ui.dossiers.contract_dialog import ContractDialog
from prospectdesk.ui.dossiers.grid import NAME, FieldGrid
from prospectdesk.ui.dossiers.links_row import LinksRow
from prospectdesk.ui.dossiers.new_dialog import TypeDialog
from prospectdesk.ui.dossiers.performers_dialog import PerformersDialog
from prospectdesk.ui.dossiers.project_card import ProjectCard
from prospectdesk.ui.dossiers.twin_banner import TwinBanner
from prospectdesk.ui.dossiers.words import ICONS, TONES, amount_text, closing, reason, status_text
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.kit.flow import FlowLayout
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.pills import Pill
from prospectdesk.ui.kit.roles import enable_if

ICON_OF = {
    "save": "save", "contract": "file-text", "missions": "list-checks", "sign": "signature", "lose": "circle-x",
    "delete": "trash-2",
}  # fmt: skip


class DossierForm(Card):
    """`linking` asks for a linked dossier, `chosen` for another dossier's sub-tab, `anew` for one of a type (local ids)."""

    linking = Signal()
    chosen = Signal(int)
    anew = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(f"{NAME}.dossier", parent, spacing=10)
        self.desk = desk
        self.dossier: Dossier | None = None
        self._choices: Choices | None = None
        self.status = Pill(name=f"{NAME}.status")
        self.closing = Label(role="secondary", tone="muted", wrap=True, name=f"{NAME}.closing")
        self.justification = Label(wrap=True, selectable=True, name=f"{NAME}.justification")
        self.contract = Label(role="secondary", elide=True, name=f"{NAME}.contract_text")
        self.twin = TwinBanner(f"{NAME}.twin")
        self.twin.retyped.connect(lambda: desk.spawn(self, self.retype()))
        self.twin.merged.connect(lambda: desk.spawn(self, self._merge()))
        self.grid = FieldGrid(desk.today)
        self.grid.touched.connect(self.follow)
        self.project = ProjectCard(desk.today, desk.session.clock, f"{NAME}.project")
        self.project.told.connect(lambda command: desk.spawn(self, self._keep(command)))
        self.project.handed.connect(lambda: desk.spawn(self, self._hand_over()))
        self.project.anew.connect(lambda: self.dossier and self.anew.emit(self.dossier.type_id))
        self.next = Label(role="secondary", wrap=True, name=f"{NAME}.continue")
        self.links = LinksRow(f"{NAME}.links")
        self.links.chosen.connect(self.chosen)
        self.links.wanted.connect(self.linking)
        self._make_buttons()
        self._lay_out()

    def _make_buttons(self) -> None:
        labels = {
            "save": self.tr("Enregistrer"),
            "contract": self.tr("Contrat type / Offre"),
            "missions": self.tr("Missions"),
            "sign": self.tr("Signé"),
            "lose": self.tr("Perdu"),
            "delete": self.tr("Supprimer"),
        }
        slots = {
            "save": self.save, "contract": self.choose_contract, "missions": self.choose_performers,
            "sign": self.sign, "lose": self.lose, "delete": self.delete,
        }  # fmt: skip
        self.buttons = {
            name: Button(label, ICON_OF[name], "primary" if name == "save" else "", name=f"{NAME}.{name}")
            for name, label in labels.items()
        }
        for name, button in self.buttons.items():
            slot = slots[name]
            button.clicked.connect(lambda _checked=False, slot=slot: self.desk.spawn(self, slot()))
        self.reopen = Button(self.tr("Rouvrir"), "rotate-ccw", name=f"{NAME}.reopen")
        self.reopen.clicked.connect(lambda _checked=False: self.desk.spawn(self, self._reopen()))
        self.give_up = Button(self.tr("Annuler les modifications"), "undo-2", "flat", name=f"{NAME}.give_up")
        self.give_up.clicked.connect(lambda _checked=False: self._give_up())
        self.prints = printing.make(self.desk, self)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.status)
        head.addWidget(self.contract, 1)
        buttons = FlowLayout()
        for name in BUTTONS:
            if name == "sign":
                for one in self.prints:
                    buttons.addWidget(one.widget())
            buttons.addWidget(self.buttons[name])
        buttons.addWidget(self.reopen)
        buttons.addWidget(self.give_up)
        holder = QWidget()
        holder.setLayout(buttons)
        foot = QVBoxLayout()
        foot.setSpacing(4)
        foot.addWidget(self.next)
        self.box.addWidget(self.twin)
        self.box.addLayout(head)
        for part in (self.closing, self.justification, holder):
            self.box.addWidget(part)
        self.box.addLayout(foot)
        self.box.addWidget(self.project)
        self.box.addWidget(self.grid)
        self.box.addWidget(self.links)

    def show_dossier(self, dossier: Dossier, choices: Choices, titles: dict[int, str]) -> None:
        """Shows what is stored; what is being typed stays. `titles` are the sub-tabs by local id."""
        self.dossier, self._choices = dossier, choices
        self.status.show_value(status_text(dossier.status), TONES[dossier.status], ICONS[dossier.status])
        parts = (dossier.contract_type, dossier.offer, amount_text(dossier.amount))
        self.contract.setText("  ·  ".join(one for one in parts if one) or self.tr("Aucun contrat type"))
        self.closing.setText("" if dossier.state.open else closing(dossier, self.desk.session.clock))
        self.closing.setVisible(not dossier.state.open)
        self.justification.setText(dossier.justification or "")
        self.justification.setVisible(bool(dossier.justification))
        self.twin.setVisible(dossier.state.twin)
        self.links.show_links(dossier, titles)
        self.grid.show_dossier(dossier, choices)
        self._show_project(dossier)
        self.follow()

    def _show_project(self, dossier: Dossier) -> None:
        person = self.desk.session.person
        self.project.show_dossier(dossier, person.id, leads=person.leads)
        if dossier.project is not None:
            stages = self._choices.stages.get(dossier.stage.pipeline_id, ()) if self._choices else ()
            whose = owner_obstacle(dossier.project, person.id, leads=person.leads)
            refused = {
                one.id: reason(whose or stage_obstacle(dossier.project, one))
                for one in stages
                if one.id != dossier.stage.id
            }
            self.grid.refuse_stages({key: why for key, why in refused.items() if why})

    async def _keep(self, command: SetPiece) -> None:
        """A date of a piece; what is refused goes back to what is kept."""
        try:
            await self.desk.do(command, self)
        except Failure as failure:
            self.project.error.setText(sentence(failure))
            self.project.error.show()

    async def _hand_over(self) -> None:
        """Transmettre à l’ADV."""
        if self.dossier is not None:
            outcomes.tell(self, await self.desk.do(TransmitProject(dossier=self.dossier.id), self))

    def state(self) -> State:
        """What the rules look at, with what is typed: the type client may stand there unsaved."""
        if self.dossier is None:
            return State()
        typed = self.grid.inputs["type_client"].value() is not None
        return replace(
            self.dossier.state,
            changed=self.grid.changed,
            client_type=typed,
            dates_fit=self.grid.dates_fit,
        )

    def follow(self) -> None:
        """Enables what can be done now and says why the rest cannot (X-05)."""
        if self.dossier is None:
            return
        state = self.state()
        for name, button in self.buttons.items():
            found = reason(obstacle(state, name))
            if name == "save" and not found and not self.grid.valid:
                found = self.tr("Corrigez la date marquée en rouge")
            enable_if(button, not found, found)
        self.buttons["missions"].setVisible(state.has_missions)
        for name in ("sign", "lose"):
            self.buttons[name].setVisible(not state.project)  # L-31: its status follows its stage
        leads = self.desk.session.person.leads
        found = reason(reopening(state, leads))
        self.reopen.setVisible(state.status == LOST and not state.project)
        enable_if(self.reopen, not found, found)
        self.give_up.setVisible(self.grid.changed)
        self.links.allow(reason(obstacle(state, "link")))
        self.grid.follow()
        for one in self.prints:
            one.show_dossier(self.dossier, changed=state.changed)
        step = next_obstacle(state)
        ready = self.tr("Tout est prêt pour la signature.") if state.open and not state.project else ""
        text = self.tr("Pour continuer : {0}").format(reason(step)) if step is not None else ready
        self.next.setText(text)
        self.next.setVisible(bool(text))

    def _give_up(self) -> None:
        self.grid.give_up()
        self.follow()

    async def save(self) -> None:
        """Enregistrer: one command for everything that was changed."""
        if self.dossier is not None and await self._may_go():
            done = await self.desk.do(EditDossier(dossier=self.dossier.id, **self.grid.typed()), self)
            outcomes.tell(self, done)

    async def _may_go(self) -> bool:
        """Asks before a stage that is never left (L-34)."""
        stage = self.grid.stage()
        if self.dossier is None or stage is None or not stage.terminal or stage.id == self.dossier.stage.id:
            return True
        return await outcomes.confirm_given_up(self, self.dossier.type)

    async def choose_contract(self) -> None:
        """Contrat type / Offre."""
        if self.dossier is None or self._choices is None:
            return
        dialog = ContractDialog(self, self.dossier, self._choices.contracts)
        commands: list[SetContract] = []
        dialog.accepted.connect(lambda: commands.append(dialog.command()))
        if await ask.answer(dialog):
            await self.desk.do(commands[0], self)

    async def choose_performers(self) -> None:
        """Missions: each choice is kept at once."""
        if self.dossier is None or self._choices is None:
            return
        dossier = self.dossier.id

        def keep(mission: str, performer: int | None) -> None:
            command = SetPerformer(dossier=dossier, mission=mission, executant=performer or "")
            self.desk.spawn(self, self.desk.do(command, self))

        await ask.answer(PerformersDialog(self, self.dossier, self._choices.users, keep))

    async def sign(self) -> None:
        """Signé."""
        if self.dossier is not None:
            await outcomes.sign(self.desk, self, self.dossier.id)

    async def lose(self) -> None:
        """Perdu."""
        if self.dossier is not None:
            await outcomes.lose(self.desk, self, self.dossier.id)

    async def delete(self) -> None:
        """Supprimer."""
        if self.dossier is not None:
            await outcomes.delete(self.desk, self, self.dossier.id, self.dossier.type)

    async def _reopen(self) -> None:
        if self.dossier is not None:
            await outcomes.reopen(self.desk, self, self.dossier.id)

    async def retype(self) -> None:
        """Another type (X-19)."""
        if self.dossier is None or self._choices is None:
            return
        title = self.tr("Changer le type du dossier")
        dialog = TypeDialog(
            self, title, "", self._choices.types, yes=self.tr("Changer le type"), but=self.dossier.type_id
        )
        types: list[int | None] = []
        dialog.accepted.connect(lambda: types.append(dialog.chosen()))
        if await ask.answer(dialog):
            command = RetypeDossier(dossier=self.dossier.id, dossier_type=types[0])
            outcomes.tell(self, await self.desk.do(command, self))

    async def _merge(self) -> None:
        if self.dossier is None:
            return
        title = self.tr("Fusionner les deux dossiers {0} ?").format(self.dossier.type)
        text = self.tr(
            "L’autre dossier garde ses valeurs et reprend ce qui lui manque ; celui-ci est supprimé, ses suivis et ses "
            "lettres passent à l’autre."
        )
        if await ask.yes_no(self, title, text, yes=self.tr("Fusionner")):
            await self.desk.do(MergeDossier(dossier=self.dossier.id), self)
