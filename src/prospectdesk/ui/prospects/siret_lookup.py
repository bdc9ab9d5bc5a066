"""The SIRET of a new prospect completes the form: from the local directory first, then from the register (X-31)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from prospectdesk.domain.errors import Cancelled, Failure, Invalid
from prospectdesk.domain.siret import SIREN_LENGTH, parse_siren, parse_siret, siren_of
from prospectdesk.domain.text import digits
from prospectdesk.queries import register
from prospectdesk.queries.directory_day import directory_at
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.kit.field_mark import FieldMark
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.prospects.register_words import facts_of, local_words, standing_words

if TYPE_CHECKING:
    from prospectdesk.domain.register import Unit
    from prospectdesk.ui.kit.desk import Desk
    from prospectdesk.ui.prospects.new_form import NewForm

NAME = "prospects.new.siret"
PAUSE_MS, SIREN_PAUSE_MS = 350, 1500
"""After nine digits five more may follow: they are waited for."""
COUNTRY = ("pays", "France")
"""What stands in the form from the start may be replaced."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The last look-up: the number asked, what came back; `asked` tells whether the register itself answered."""

    number: str
    unit: Unit | None
    asked: bool


class SiretLookUp(QObject):
    """Watches the field SIRET of a form; `answered` is the last answer, None while there is none."""

    def __init__(self, desk: Desk, form: NewForm) -> None:
        super().__init__(form)
        self.desk, self.form = desk, form
        self.answered: Answered | None = None
        self.mark = FieldMark(form.form.siret, f"{NAME}.mark")
        self.said = Label(role="caption", wrap=True, name=f"{NAME}.state", selectable=True)
        self.said.hide()
        self.retry = Button(self.tr("Réessayer"), "refresh-cw", "flat", name=f"{NAME}.retry", on=self.again)
        self.retry.hide()
        cell = form.form.cell_siret
        cell.insertWidget(cell.count() - 1, self.said)
        cell.insertWidget(cell.count() - 1, self.retry, 0, Qt.AlignmentFlag.AlignLeft)
        self._filled: dict[str, str] = {}
        self._filled_for = ""
        self._asked = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._look)

    def typed(self) -> None:
        """The field changed: a whole number is looked up after a pause."""
        number = self._number()
        if number != self._asked:
            self._clear()
            self._pause.start(SIREN_PAUSE_MS if len(number) == SIREN_LENGTH else PAUSE_MS)

    def left(self) -> None:
        """The cursor left the field: what stands there is meant."""
        if self._pause.isActive():
            self._pause.stop()
            self._look()

    def again(self) -> None:
        """Asks once more about the same number."""
        self._clear()
        self._pause.stop()
        self._look()

    def clear(self) -> None:
        """An empty form: nothing is known."""
        self._pause.stop()
        self._filled.clear()
        self._clear()

    def take_over(self, unit: Unit) -> None:
        """A company picked from a search: it fills the form and counts as looked up."""
        seat = unit.seat
        self._pause.stop()
        self._fill(unit, "" if seat is None else seat.siret)
        self.answered = Answered(self._asked, unit, asked=True)
        self._tell(unit)

    # saving ------------------------------------------------------------------------------------
    async def keep_facts(self) -> None:
        """Before the prospect is stored: what the register answered enters the directory, with where it comes from."""
        from prospectdesk.commands.register_facts import TakeRegisterFacts

        known = self.answered
        if known is not None and known.asked and known.unit is not None and self._stands(known):
            command = TakeRegisterFacts(unit=known.unit)
            await self.desk.do(command, self, undoable=False)

    async def keep_unknown(self) -> None:
        """After it: that the register does not know the number."""
        from prospectdesk.commands.register_facts import NoteUnknown

        known = self.answered
        if known is not None and known.asked and known.unit is None and self._stands(known):
            await self.desk.do(NoteUnknown(siren=known.number[:9], source="registry"), self, undoable=False)

    def _stands(self, known: Answered) -> bool:
        """Whether the form still holds the number that was asked about."""
        return self._number()[:9] == known.number[:9] != ""

    def _clear(self) -> None:
        self._asked = ""
        self.answered = None
        self.mark.show_state("")
        self._say("")

    def _number(self) -> str:
        """The SIRET or SIREN in the field, "" while there is none."""
        typed = str(self.form.value("siret"))
        for parse in (parse_siret, parse_siren):
            try:
                return parse(typed)
            except Invalid:
                continue
        return ""

    def _look(self) -> None:
        number = self._number()
        if number and number != self._asked:
            self._asked = number
            self.desk.spawn(self, self._look_up(number))

    async def _look_up(self, number: str) -> None:
        if self._filled_for != number[:9]:
            self._empty()
        known = await self.desk.query(register.directory_unit, number)
        if number != self._asked:
            return
        if known is not None:
            day = await self.desk.query(directory_at)
            self._fill(known, number)
            self.answered = Answered(self._asked, known, asked=False)
            self._say(local_words(day), "accent")
        await self._ask(self._asked)

    async def _ask(self, number: str) -> None:
        from prospectdesk.jobs import registry  # late: the form is there before anybody is asked

        reason = await self.desk.run("read", registry.why_not, self.desk.session)
        if number != self._asked:
            return
        if reason is not None:
            self.mark.show_state("off", reason.message)
            if self.answered is None:
                self._say(self.tr("{0} La fiche sera à vérifier plus tard.").format(sentence(reason)))
            return
        self.mark.show_state("busy", self.tr("Recherche dans le registre"))
        company: Unit | None = None
        try:
            unit = await self._told(number)
            if unit is None and len(number) > SIREN_LENGTH:
                company = await self._told(siren_of(number))
        except Cancelled:
            return
        except Failure as failure:
            if number == self._asked:
                self.mark.show_state("warn", sentence(failure))
                self._say(sentence(failure), "warn")
                self.retry.show()
            return
        if number == self._asked:
            self._heard(number, unit, company)

    async def _told(self, number: str) -> Unit | None:
        """What the register says of a number; nobody waits for it once another one stands in the field."""
        from prospectdesk.jobs import registry
        from prospectdesk.ui.kit.asking import ask

        asked = self._asked
        return await ask(
            self.desk, registry.ask, self.desk.session, number, unless=lambda: asked != self._asked
        )

    def _heard(self, number: str, unit: Unit | None, company: Unit | None) -> None:
        """`company`: the one whose establishment the register does not know."""
        if unit is None:
            self.answered = Answered(number, None, asked=company is None)
            self.mark.show_state("warn", self.tr("SIRET inconnu du registre"))
            text = self.tr("SIRET inconnu du registre : vérifiez-le. Vous pouvez enregistrer quand même.")
            if company is not None and company.name is not None:
                text = self.tr(
                    "Le registre connaît la société {0}, pas cet établissement : vérifiez les cinq derniers chiffres. "
                    "Vous pouvez enregistrer quand même."
                ).format(company.name)
            self._say(text, "warn")
            return
        self._fill(unit, number)
        self.answered = Answered(self._asked, unit, asked=True)
        self._tell(unit)

    def _empty(self) -> None:
        """Another company is asked about: what was filled in for the former one goes, what was typed stays."""
        for name, value in self._filled.items():
            if name != "siret" and value and str(self.form.value(name)) == value:
                self.form.put(name, COUNTRY[1] if name == COUNTRY[0] else "")
        self._filled.clear()

    def _tell(self, unit: Unit) -> None:
        text, tone = standing_words(unit, self._asked)
        self.mark.show_state("ok" if tone == "ok" else "warn", text)
        self._say(text, tone)

    def _say(self, text: str, tone: str = "muted") -> None:
        self.said.setText(text)
        self.said.set_tone(tone)
        self.said.setVisible(bool(text))
        self.retry.hide()

    def _fill(self, unit: Unit, number: str) -> None:
        """Fills what nobody typed; what a former look-up filled in makes room. Nothing of a withheld company."""
        if not unit.public:
            return
        told = facts_of(unit, number)
        siret = digits(told.get("siret", ""))
        self._asked = siret or self._asked
        self._filled_for = unit.siren
        for name in set(self._filled) | set(told):
            before = str(self.form.value(name))
            if name == "siret" or not before or before == self._filled.get(name) or (name, before) == COUNTRY:
                value = told.get(name, before if name == "siret" else "")
                if before != value and (name, value) != ("pays", ""):
                    self.form.put(name, value)
                self._filled[name] = value
