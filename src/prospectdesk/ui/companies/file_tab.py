"""The tab Fiche: three frames edited in their place, public information, dossiers (D-12…D-16, C-04)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from prospectdesk.commands.companies import EditCompany
from prospectdesk.domain.errors import Failure
from prospectdesk.queries import companies, people
from prospectdesk.queries.people import Entry, UserRow
from prospectdesk.ui.companies import facts as words
from prospectdesk.ui.companies.dispute_marks import Marker
from prospectdesk.ui.companies.dossiers_tab import DossierList
from prospectdesk.ui.companies.exists import ExistsStrip
from prospectdesk.ui.companies.facts import Facts
from prospectdesk.ui.companies.place_field import PlaceField, Value, form_field
from prospectdesk.ui.companies.public_block import PublicBlock
from prospectdesk.ui.companies.register_words import field_words
from prospectdesk.ui.forms.ui_companies_file import Ui_File
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import Button, IconButton
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import enable_if

if TYPE_CHECKING:
    from prospectdesk.queries.news import Park
    from prospectdesk.ui.companies.news_panels import NewsPanels

NAME = "sheet.file"
PAUSE_MS = 300
PANELS_PX = (44, 85)
"""Room kept for the folded panels until they are made: without news, and with; nothing below jumps."""
FRAMES = {
    "informations": (
        "raison_sociale", "forme_juridique", "siret", "naf", "regime_imposition", "cabinet_actuel", "date_creation",
    ),
    "coordonnees": (
        "rue", "adresse_suite", "code_postal", "ville", "pays", "telephone", "telephone_etranger", "fax",
        "site_internet",
    ),
    "complementaires": ("commercial_source", "commercial_operationnel", "source", "repreneur_activite"),
}  # fmt: skip


def read_lists(conn: Any, company_id: int) -> tuple[list[UserRow], list[Entry]]:
    """The users and the sources that the lists of the tab offer for a company (D-10)."""
    return people.users_for(conn, company_id), people.entries(conn, "source")


class FileTab(QWidget):
    """`chosen` carries the privileged contact when it is clicked, `opened` a company that looks the same."""

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self, desk: Desk, company_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(NAME)
        self.desk, self.company_id = desk, company_id
        self._facts: Facts | None = None
        self._painted = False
        self._editing: set[str] = set()
        self._logins: dict[int, str] = {}
        self.cards_place = QVBoxLayout()
        self.marker = Marker(desk, company_id, self)
        self.fields: dict[str, PlaceField] = {}

    def bind(self, company: int) -> None:
        """Gives a tab made for nobody its company."""
        self.company_id = self.marker.company_id = company

    def build(self) -> Iterator[None]:
        """Makes the form and its fields; the loop may turn where this yields."""
        holder = QWidget(self)
        self.form = Ui_File()
        self.form.setupUi(holder)
        yield
        for names in FRAMES.values():
            for name in names:
                self.fields[name] = self._field(name)
            yield
        self.pencils = {frame: self._pencil(frame) for frame in FRAMES}
        self._add_privileged()
        self.exists = ExistsStrip(f"{NAME}.exists")
        self.exists.opened.connect(self.opened)
        self.form.box_informations.insertWidget(1, self.exists)
        self._watch_twins()
        self.public: PublicBlock | None = None
        self.dossiers = DossierList(f"{NAME}.dossiers")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addLayout(self.cards_place)
        self.panels: NewsPanels | None = None
        self.panels_place = QVBoxLayout()
        box.addLayout(self.panels_place)
        for part in (holder, self.dossiers):
            box.addWidget(part)
        box.addStretch(1)
        self._box = box
        self.fields["regime_imposition"].offer([(one, one) for one in ("", *self._regimes())])

    def _regimes(self) -> tuple[str, ...]:
        return (
            self.tr("Micro"), self.tr("Réel simplifié"), self.tr("Réel normal"), self.tr("IS"), self.tr("IR"),
            self.tr("Franchise de TVA"), self.tr("Non soumis"),
        )  # fmt: skip

    def _field(self, name: str) -> PlaceField:
        field = form_field(self.form, name, NAME, self)
        field.wanted.connect(lambda value, name=name: self.desk.spawn(self, self._save(name, value)))
        field.given_up.connect(self.stop_editing)
        return field

    def _pencil(self, frame: str) -> IconButton:
        button = IconButton("pencil", self.tr("Modifier (F2)"), name=f"{NAME}.{frame}.edit")
        button.clicked.connect(lambda _checked=False: self.toggle(frame))
        head: QHBoxLayout = getattr(self.form, f"head_{frame}")
        head.addWidget(button)
        return button

    def _add_privileged(self) -> None:
        """The read-only link to the privileged card (D-14)."""
        self.privileged = Button("", "star", "link", name=f"{NAME}.privileged", on=self._show_privileged)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Label(self.tr("Interlocuteur privilégié"), "secondary", tone="muted"))
        row.addWidget(self.privileged)
        row.addStretch(1)
        self.form.box_coordonnees.insertLayout(1, row)

    def _watch_twins(self) -> None:
        """While a name, postcode or SIRET is typed, companies that look the same are named (D-04)."""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(lambda: self.desk.spawn(self, self._look_up()))
        for name in ("raison_sociale", "siret", "code_postal"):
            editor = self.fields[name].editor
            if isinstance(editor, QLineEdit):
                editor.textEdited.connect(lambda _text: self._pause.start())

    async def _look_up(self) -> None:
        name, postcode, siret = (
            str(self.fields[one].value()) for one in ("raison_sociale", "code_postal", "siret")
        )
        twins = await self.desk.query(companies.lookalikes, name, postcode or None, siret, self.company_id)
        self.exists.show_companies(twins if self._editing else [])

    def _show_privileged(self) -> None:
        card = None if self._facts is None else self._facts.privileged
        if card is not None:
            self.chosen.emit(card.id)

    def toggle(self, frame: str) -> None:
        """Opens the fields of a frame, or closes them."""
        on = frame not in self._editing
        self._editing = {*self._editing, frame} if on else self._editing - {frame}
        pencil = self.pencils[frame]
        pencil.set_icon("check" if on else "pencil", "accent" if on else "text_2")
        tip = self.tr("Terminer la modification (Échap)") if on else self.tr("Modifier (F2)")
        pencil.setToolTip(tip)
        pencil.setAccessibleName(tip)
        for name in FRAMES[frame]:
            if not on:
                self.fields[name].finish()
            self.fields[name].edit(on)
        if not self._editing:
            self.exists.show_companies([])
        if on:
            self.fields[FRAMES[frame][0]].editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def start_editing(self) -> None:
        """F2: opens the first frame, or puts the cursor into it."""
        if self.pencils["informations"].isEnabled() and "informations" not in self._editing:
            self.toggle("informations")

    def stop_editing(self) -> bool:
        """Échap: closes what is open; answers whether something was."""
        open_frames = list(self._editing)
        for frame in open_frames:
            self.toggle(frame)
        return bool(open_frames)

    def show_lists(self, users: list[UserRow], sources: list[Entry]) -> None:
        """The choices of salespeople and sources (D-10: a source salesperson has that status)."""
        sellers = [(user.login, user.name) for user in users if user.source_seller]
        self.fields["commercial_source"].offer([("", ""), *sellers])
        self.fields["commercial_operationnel"].offer([("", ""), *((user.login, user.name) for user in users)])
        self.fields["source"].offer([("", ""), *((entry.label, entry.label) for entry in sources)])
        self._logins = {user.id: user.login for user in users}
        if self._facts is not None:
            self.show_facts(self._facts)

    def show_facts(self, facts: Facts) -> None:
        """Shows what is stored."""
        self._facts = facts
        for name, (value, shown) in self._values(facts).items():
            self.fields[name].show_value(value, shown or self.tr("Non renseigné"))
            self.fields[name].read.setToolTip(field_words(facts.standing, name) if shown else "")
        reason = self.tr("Ajoutez d’abord cette société à votre portefeuille.")
        for pencil in self.pencils.values():
            enable_if(pencil, facts.head.registered, reason)
        card = facts.privileged
        self.privileged.set_text(card.name if card is not None else self.tr("Aucun"))
        enable_if(self.privileged, card is not None, self.tr("Définissez-le sur une carte orange."))
        if self.public is not None and self._painted:
            self.public.show_facts(facts)
        if self.panels is not None:
            self._show_panels(facts)
        elif not self.panels_place.count():
            self.panels_place.addSpacing(PANELS_PX[bool(facts.news)])
        self.dossiers.show_dossiers(facts.dossiers)
        self.marker.show_fields(self.fields, facts.disputes)

    def _show_panels(self, facts: Facts) -> None:
        if self.panels is not None:
            self.panels.show_found(facts.news, facts.parks, facts.head.registered)

    def show_rest(self) -> None:
        """What stands below what a window shows, once the rest was painted; made there unless it was made ahead."""
        self._painted = True
        if self._facts is None:
            return
        if self.panels is None:
            for _ in self.build_rest():
                pass
            self._show_panels(self._facts)
        if self.public is not None:
            self.public.show_facts(self._facts)

    def build_rest(self) -> Iterator[None]:
        """What the register says, news and estates (C-04, C-06, C-07); the loop may turn where this yields."""
        if self.public is None:
            self.public = PublicBlock(self)
            self.public.refreshed.connect(lambda: self.desk.spawn(self, self._ask_register()))
            self._box.insertWidget(self._box.indexOf(self.dossiers), self.public)
        yield
        if self.panels is None:
            self._add_panels()

    def _add_panels(self) -> None:
        from prospectdesk.ui.companies.news_panels import (
            NewsPanels,
        )  # late: it is made after the first painting

        self.panels = NewsPanels(self)
        self.panels.added.connect(lambda: self.desk.spawn(self, self._ask_park(None)))
        self.panels.edited.connect(lambda park: self.desk.spawn(self, self._ask_park(park)))
        self.panels.removed.connect(lambda park: self.desk.spawn(self, self._remove_park(park)))
        self.panels_place.takeAt(0)
        self.panels_place.addWidget(self.panels)

    async def _ask_park(self, park: Park | None) -> None:
        """A new estate, or other words for one."""
        from prospectdesk.ui.companies.park_dialog import ParkDialog  # late: few ask

        name = "" if self._facts is None else self._facts.head.name
        dialog = ParkDialog(self, name, self.desk.session.clock, park)
        commands: list[Any] = []
        dialog.accepted.connect(lambda: commands.append(dialog.command(self.company_id)))
        if await ask.answer(dialog):
            await self.desk.do(commands[0], self)

    async def _remove_park(self, park: int) -> None:
        from prospectdesk.commands.news import RemovePark  # late: few ask

        await self.desk.do(RemovePark(park=park), self)

    def _values(self, facts: Facts) -> dict[str, tuple[Value, str]]:
        """By field: what is edited and what is read."""
        head = facts.head
        same = {
            "raison_sociale": head.name, "regime_imposition": head.tax_regime, "cabinet_actuel": head.accountant,
            "rue": head.street, "adresse_suite": head.street2, "code_postal": head.postcode, "ville": head.city,
            "pays": head.country, "site_internet": head.website,
        }  # fmt: skip
        values: dict[str, tuple[Value, str]] = {name: (text or "", text or "") for name, text in same.items()}
        naf = f"{head.naf or ''} {facts.naf or ''}".strip()
        values["forme_juridique"] = (facts.legal_form or "", facts.legal_form or "")
        values["siret"] = (show.siret(head.siret), show.siret(head.siret))
        values["naf"] = (head.naf or "", naf)
        values["date_creation"] = (show.date_text(head.created_on), show.date_text(head.created_on))
        phones = {"telephone": head.phone, "telephone_etranger": head.phone_foreign, "fax": head.fax}
        values |= {name: (show.phone(number), show.phone(number)) for name, number in phones.items()}
        values["commercial_source"] = (self._logins.get(head.source_user_id or 0, ""), head.source_user or "")
        operational = self._logins.get(head.operational_user_id or 0, "")
        values["commercial_operationnel"] = (operational, head.operational_user or "")
        values["source"] = (head.source or "", head.source or "")
        values["repreneur_activite"] = (head.takeover, words.yes_no(head.takeover))
        return values

    async def _ask_register(self) -> None:
        """« Actualiser depuis le registre »: what it says now, and what that changed."""
        from prospectdesk.ui.companies.register_refresh import refresh  # late: few ask

        if self.public is not None and self._facts is not None and self._facts.head.siren:
            await refresh(self.desk, self.public, self._facts.head.siren)

    async def _save(self, name: str, value: Value) -> None:
        """One field, one command; what is refused stays in its field, marked."""
        field = self.fields[name]
        changed: dict[str, Any] = {name: value}
        try:
            await self.desk.do(EditCompany(company=self.company_id, **changed), self)
        except Failure as failure:
            field.refuse(sentence(failure))
        else:
            field.accepted()
