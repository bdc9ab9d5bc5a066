"""Placement missions on the tab Dossiers/Missions: one card each, with the candidates placed on it (P-20)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.commands.contacts import CreateContact
from prospectdesk.commands.missions import DeleteMission, PlaceCandidate, RemovePlacement
from prospectdesk.queries.missions import Candidate, Placement
from prospectdesk.ui.dossiers.placement_dialogs import CandidateDialog, MissionDialog
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import Button, IconButton
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.pills import Pill
from prospectdesk.ui.kit.roles import enable_if

NAME = "sheet.missions"


class MissionCard(Card):
    """One mission. The signals carry the mission, `removed` and `opened` a candidate of it."""

    edited = Signal(object)
    deleted = Signal(object)
    placing = Signal(object)
    removed = Signal(object, object)

    def __init__(self, mission: Placement, parent: QWidget | None = None) -> None:
        name = f"{NAME}.card.{mission.uid}"
        super().__init__(name, parent, spacing=4)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Label(mission.label, "strong", elide=True, name=f"{name}.label"), 1)
        for domain in mission.domains:
            head.addWidget(Pill(domain, "accent"))
        own = self.tr("Cette mission vient de l’annuaire : elle ne se modifie pas ici.")
        buttons = (
            ("user-plus", self.tr("Placer un candidat"), "place", self.placing),
            ("pencil", self.tr("Modifier la mission"), "edit", self.edited),
            ("trash-2", self.tr("Supprimer la mission"), "delete", self.deleted),
        )
        for icon, tip, key, signal in buttons:
            button = IconButton(icon, tip, name=f"{name}.{key}")
            button.clicked.connect(lambda _checked=False, signal=signal: signal.emit(mission))
            enable_if(button, mission.own, own)
            head.addWidget(button)
        self.box.addLayout(head)
        facts = "  ·  ".join(part for part in (mission.contract_kind or "", _period(self, mission)) if part)
        if facts:
            self.box.addWidget(Label(facts, "secondary", tone="muted", name=f"{name}.facts"))
        for place, candidate in enumerate(mission.candidates):
            self.box.addLayout(self._candidate(mission, candidate, f"{name}.candidate.{place}"))
        if not mission.candidates:
            self.box.addWidget(
                Label(self.tr("Personne n’est placé sur cette mission."), "secondary", tone="muted", name=f"{name}.empty")
            )  # fmt: skip

    def _candidate(self, mission: Placement, one: Candidate, name: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Pill(self.tr("Placé"), "ok", "user-check"))
        row.addWidget(Label(one.name, name=name))
        row.addWidget(Label(one.sheet if one.sheet != one.name else "", "secondary", tone="muted"), 1)
        remove = IconButton(
            "user-minus", self.tr("Retirer {0} de la mission").format(one.name), name=f"{name}.remove"
        )
        remove.clicked.connect(lambda _checked=False: self.removed.emit(mission, one))
        enable_if(
            remove, mission.own, self.tr("Cette mission vient de l’annuaire : elle ne se modifie pas ici.")
        )
        row.addWidget(remove)
        return row


def _period(widget: QWidget, mission: Placement) -> str:
    start, end = show.date_text(mission.starts_on), show.date_text(mission.ends_on)
    if start and end:
        return widget.tr("du {0} au {1}").format(start, end)
    if start:
        return widget.tr("à partir du {0}").format(start)
    return widget.tr("jusqu’au {0}").format(end) if end else ""


class Placements(QWidget):
    """The section of placement missions of a sheet."""

    def __init__(self, desk: Desk, company_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(NAME)
        self.desk, self.company_id = desk, company_id
        self._domains: Sequence[str] = ()
        self._shown: tuple[Placement, ...] | None = None
        self.count = Label(role="secondary", tone="muted", name=f"{NAME}.count")
        self.add = Button(self.tr("Ajouter une mission"), "plus", name=f"{NAME}.add")
        self.add.clicked.connect(lambda _checked=False: desk.spawn(self, self._edit(None)))
        self.empty = Label(
            self.tr("Aucune mission de placement : ajoutez-en une pour y placer des candidats."),
            "secondary", tone="muted", wrap=True, name=f"{NAME}.empty",
        )  # fmt: skip
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Label(self.tr("Missions de placement"), "section"))
        head.addWidget(self.count, 1)
        head.addWidget(self.add)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(8)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addLayout(head)
        box.addWidget(self.empty)
        box.addLayout(self._cards)

    def show_missions(self, missions: Sequence[Placement], domains: Sequence[str], registered: bool) -> None:
        """Shows the missions, oldest first."""
        self._domains = domains
        self.empty.setVisible(not missions)
        self.count.setText(show.count(len(missions)) if missions else "")
        enable_if(self.add, registered, self.tr("Ajoutez d’abord cette société à votre portefeuille."))
        if tuple(missions) == self._shown:
            return
        self._shown = tuple(missions)
        while (item := self._cards.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for one in missions:
            self._cards.addWidget(self._card(one))

    def _card(self, mission: Placement) -> MissionCard:
        card = MissionCard(mission, self)
        card.edited.connect(lambda one: self.desk.spawn(self, self._edit(one)))
        card.deleted.connect(lambda one: self.desk.spawn(self, self._delete(one)))
        card.placing.connect(lambda one: self.desk.spawn(self, self._place(one)))
        card.removed.connect(
            lambda one, person: self.desk.spawn(
                self, self.desk.do(RemovePlacement(mission=one.id, contact=person.id), self)
            )
        )
        return card

    async def _edit(self, mission: Placement | None) -> None:
        dialog = MissionDialog(self, self.desk.today, self._domains, mission)
        found: list[object] = []
        dialog.accepted.connect(lambda: found.append(dialog.command(self.company_id)))
        if await ask.answer(dialog):
            await self.desk.do(found[0], self)

    async def _delete(self, mission: Placement) -> None:
        title = self.tr("Supprimer la mission {0} ?").format(mission.label)
        text = self.tr("Les candidats qui y sont placés en sont retirés ; leurs fiches restent.")
        if await ask.yes_no(self, title, text, yes=self.tr("Supprimer"), danger=True):
            await self.desk.do(DeleteMission(mission=mission.id), self)

    async def _place(self, mission: Placement) -> None:
        """An existing candidate, or a new one whose card is made on this sheet (D-17)."""
        dialog = CandidateDialog(self, self.desk, mission)
        found: list[tuple[int | None, dict[str, str]]] = []
        dialog.accepted.connect(lambda: found.append((dialog.chosen(), dialog.typed())))
        if not await ask.answer(dialog):
            return
        candidate, typed = found[0]
        if candidate is None:
            made = await self.desk.do(CreateContact(company=self.company_id, role="candidat", **typed), self)
            candidate = made.row_id
        if candidate is not None:
            await self.desk.do(PlaceCandidate(mission=mission.id, contact=candidate), self)
