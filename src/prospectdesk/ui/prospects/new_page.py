"""« Nouveau prospect » (D-04): a form that warns of twins, checks its SIRET and survives a dead window."""

from __future__ import annotations

import functools
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from prospectdesk.commands.companies import CreateCompany
from prospectdesk.commands.drafts import SaveDraft
from prospectdesk.domain.changes import Changes
from prospectdesk.domain.errors import Failure, Invalid
from prospectdesk.domain.siret import parse_siret
from prospectdesk.queries import companies, people
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.errors import bar_for, sentence
from prospectdesk.ui.kit.labels import Label, heading
from prospectdesk.ui.kit.page import Page
from prospectdesk.ui.prospects.lists import read_lists
from prospectdesk.ui.prospects.new_form import LABELS, NAME, NewForm
from prospectdesk.ui.prospects.siret_lookup import SiretLookUp
from prospectdesk.ui.prospects.twins import TwinStrip

PAUSE_MS = 250
KEEP_MS = 800
WIDTH = 860
TWIN_FIELDS = ("raison_sociale", "code_postal", "siret")
BY_CODE = {"siret": "SIRET", "siren": "SIRET", "naf": "Naf"}
"""Refusals of single values name no field: the beginning of their code does."""
MOST_TOWNS = 40
POSTCODE = 5


def kept_draft(conn: Any) -> dict[str, Any]:
    """What was being typed when the program last knew of it."""
    return next((dict(one.data) for one in people.drafts(conn) if one.key == NAME), {})


class NewProspectPage(Page):
    """Nothing is stored before Enregistrer; what is typed is kept as a draft."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, NAME, parent)
        self.form = NewForm(desk.today)
        self.twins = TwinStrip()
        self.look_up = SiretLookUp(desk, self.form)
        self.register_button = Button(
            self.tr("Chercher dans le registre…"),
            "building-2",
            name=f"{NAME}.search",
            on=self.search_register,
        )
        self.save_button = Button(
            self.tr("Enregistrer"), "check", "primary", name=f"{NAME}.save", tip="Ctrl+Entrée", on=self.save
        )
        self.cancel_button = Button(self.tr("Annuler"), name=f"{NAME}.cancel", on=self.cancel)
        self._restored = self._saving = False
        self._draft: dict[str, Any] = {}
        self._looking = self._timer(PAUSE_MS, lambda: desk.spawn(self, self._look()))
        self._keeping = self._timer(KEEP_MS, lambda: desk.spawn(self, self._keep()))
        self._lay_out()
        self.form.changed.connect(self._changed)
        self.form.left.connect(self._left)
        self.twins.opened.connect(lambda one: desk.open("sheet", company=one))
        self.twins.taken.connect(lambda one: desk.spawn(self, self._take_over(one)))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(
                QKeySequence(keys), self, self.save, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
            )

    def _timer(self, wait: int, slot: Any) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(wait)
        timer.timeout.connect(slot)
        return timer

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(heading(self.tr("Nouveau prospect"), 1))
        head.addStretch(1)
        head.addWidget(self.register_button)
        head.addWidget(self.cancel_button)
        head.addWidget(self.save_button)
        column = QWidget()
        column.setMaximumWidth(WIDTH)
        inner = QVBoxLayout(column)
        inner.setContentsMargins(0, 0, 4, 0)
        inner.setSpacing(10)
        inner.addWidget(Label(self.tr("Les champs suivis d’un * sont obligatoires."), "secondary"))
        inner.addWidget(self.twins)
        inner.addWidget(self.form)
        inner.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        area.setWidget(column)
        self.area = area
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 14, 20, 10)
        box.setSpacing(8)
        box.addLayout(head)
        box.addWidget(area, 1)

    # what the window asks ------------------------------------------------------------------------
    def title(self) -> str:
        """The text of the tab."""
        return self.tr("Nouveau prospect")

    def hints(self) -> list[tuple[str, str]]:
        """The keys of the form."""
        tr = QCoreApplication.translate
        return [(tr("Prospects", "Ctrl+Entrée"), tr("Prospects", "enregistrer"))]

    def apply(self, **params: Any) -> None:
        """`raison_sociale` begins the form; any other field of D-13 to D-15 may be given too."""
        given = {name: value for name, value in params.items() if name in LABELS}
        if given:
            self._restored = True
            self.form.clear()
            for name, value in given.items():
                self.form.put(name, value)
        self.form.form.raison_sociale.setFocus()

    def concerned(self, changes: Changes) -> bool:
        """Whether the lists may offer something else now."""
        return changes.touches("user", "catalogue")

    async def reload(self) -> None:
        """Reads the lists; the first time also what was being typed before."""
        self.form.show_lists(await self.desk.query(read_lists, self.desk.session.person.id))
        if not self._restored:
            self._restored = True
            self._draft = await self.desk.query(kept_draft)
            for name, value in self._draft.items():
                if name in LABELS:
                    self.form.put(name, value)
        self.form.form.raison_sociale.setFocus()

    # while somebody types --------------------------------------------------------------------------
    def _changed(self, name: str) -> None:
        self._keeping.start()
        if name in TWIN_FIELDS:
            self._looking.start()
        if name == "siret":
            self.look_up.typed()
        if name == "code_postal":
            code = self.form.value(name)
            if len(code) == POSTCODE and code.isdecimal():
                self.desk.spawn(self, self._find_towns(code))

    def _left(self, name: str) -> None:
        """A SIRET is checked when the cursor leaves it, and written in groups; a SIREN is looked up."""
        if name == "siret":
            self.look_up.left()
        typed = self.form.value("siret") if name == "siret" else ""
        if typed:
            try:
                number = parse_siret(typed)
            except Invalid as failure:
                self.form.refuse("siret", sentence(failure))
            else:
                if typed != show.siret(number):
                    self.form.put("siret", show.siret(number))

    async def _look(self) -> None:
        form = self.form
        asked = [str(form.value(name)) for name in TWIN_FIELDS]
        name, postcode, siret = asked
        found = await self.desk.query(companies.lookalikes, name, postcode or None, siret or None)
        if asked == [form.value(one) for one in TWIN_FIELDS]:
            self.twins.show_twins(found)

    async def _find_towns(self, code: str) -> None:
        session = self.desk.session
        found = await self.desk.run("read", lambda: session.geocoder().search(code, MOST_TOWNS))
        if code == self.form.value("code_postal"):
            self.form.offer_towns([one.label for one in found if one.postcode == code])

    async def _take_over(self, company: int) -> None:
        head = await self.desk.query(companies.head, company)
        if head is not None:
            self.form.fill_from(head)

    def search_register(self) -> None:
        """Looks for the company by its name and town."""
        self.desk.spawn(self, self._search_register())

    async def _search_register(self) -> None:
        from prospectdesk.ui.kit import ask
        from prospectdesk.ui.prospects.register_search import RegisterQuestion  # late: few ask

        town = self.form.value("code_postal") or self.form.value("ville")
        question = RegisterQuestion(self, self.desk, self.form.value("raison_sociale"), town)
        if await ask.answer(question):
            unit = question.unit()
            if unit is not None:
                self.look_up.take_over(unit)

    async def _keep(self) -> None:
        """Keeps what is typed, so that a dead window loses nothing."""
        data = self.form.filled()
        if data != self._draft and not self._saving:
            self._draft = data
            command = SaveDraft(key=NAME, kind=NAME, company=None, data=data)
            await self.desk.write(functools.partial(self.desk.bus.do, command), self)

    # saving ----------------------------------------------------------------------------------------
    def save(self) -> None:
        """Stores the prospect, unless it is being stored already."""
        if not self._saving:
            self._saving = True
            self.desk.spawn(self, self._save())

    async def _save(self) -> None:
        bar = bar_for(self)
        if bar is not None:
            bar.clear()
        try:
            if not self.form.date.is_valid():
                text = self.tr("Ce n’est pas une date. Exemple : 24/11/2026.")
                self._mark({"date_creation": text})
                return
            await self.look_up.keep_facts()
            done = await self.desk.do(CreateCompany(**self.form.fields()), self)
            await self.look_up.keep_unknown()
        except Failure as failure:
            self._refused(failure)
            return
        finally:
            self._saving = False
        await self._put_away()
        self.desk.open("sheet", company=done.row_id)

    def _refused(self, failure: Failure) -> None:
        """D-16: the fields at fault are outlined, each with its sentence; the form keeps what was typed."""
        labels = failure.values.get("fields")
        named = tuple(labels) if isinstance(labels, tuple | list) else ()
        if not named:
            label = BY_CODE.get(failure.code.partition("_")[0])
            named = (label,) if label else ()
        names = {label: name for name, label in LABELS.items()}
        mandatory = self.tr("Champ obligatoire : {0}")
        texts = {
            names[label]: mandatory.format(label) if failure.code == "mandatory" else sentence(failure)
            for label in named
            if label in names
        }
        if texts:
            self._mark(texts)
        else:
            self.desk.show(self, failure)

    def _mark(self, texts: dict[str, str]) -> None:
        for name in LABELS:
            self.form.refuse(name, texts.get(name, ""))
        first = self.form.field(next(name for name in LABELS if name in texts))
        first.setFocus()
        self.area.ensureWidgetVisible(first, 0, 80)

    def cancel(self) -> None:
        """Gives the form up and goes back to the list."""
        self.desk.spawn(self, self._give_up())

    async def _give_up(self) -> None:
        await self._put_away()
        self.desk.open("prospects")

    async def _put_away(self) -> None:
        """An empty form, and no draft of it."""
        self.form.clear()
        self.look_up.clear()
        self._keeping.stop()
        self._looking.stop()
        self.twins.show_twins([])
        await self._keep()
