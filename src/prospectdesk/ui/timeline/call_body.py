"""The fields of a call being noted: who, which number, a code of the lexicon, what was said (C-39, C-40)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.commands.timeline import CODES, LogCall
from prospectdesk.queries import companies, contacts
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.calling import dial
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.roles import disable, enable_if
from prospectdesk.ui.timeline.note_body import text_field


@dataclass(frozen=True, slots=True)
class Callee:
    """Somebody to call: a person or, with `contact` None, the company itself."""

    contact: int | None
    name: str
    number: str | None
    blocked: bool = False


def callees(conn: Any, company_id: int) -> list[Callee]:
    """The company's own numbers, then its people (those who left apart), one line a number."""
    head = companies.head(conn, company_id)
    found = []
    if head is not None:
        numbers: list[str | None] = [one for one in (head.phone, head.phone_foreign) if one]
        found = [Callee(None, head.name, number) for number in numbers or [None]]
    for card in contacts.cards(conn, company_id):
        if card.colour != "grey":
            found += [
                Callee(card.id, card.name, number, card.block_call) for number in card.numbers or [None]
            ]
    return found


class CallBody(QWidget):
    """The fields of a call; the chosen person's number is a button at the bottom left."""

    changed = Signal()
    kind = "sheet.call"

    def __init__(self, desk: Desk, company_id: int, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.company_id = company_id
        self._people: list[Callee] = []
        self._wanted: tuple[int | None, str | None] | None = None
        self.person = QComboBox()
        self.person.setObjectName(f"{name}.person")
        self.person.setAccessibleName(self.tr("Personne appelée"))
        self.person.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.person.setMinimumContentsLength(12)
        self.code = QComboBox()
        self.code.setObjectName(f"{name}.code")
        self.code.setAccessibleName(self.tr("Code du lexique"))
        self.code.addItem(self.tr("Sans code"), None)
        for code in CODES:
            self.code.addItem(code, code)
        self.code.setMaximumWidth(130)
        self.text = text_field(self, f"{name}.text", self.tr("Note d’appel"))
        self.text.setPlaceholderText(self.tr("Note d’appel…"))
        self.number = Button("", "phone", role="link", name=f"{name}.number", on=self._dial)
        self.row = QHBoxLayout()
        self.row.setSpacing(8)
        self.row.addWidget(self.person, 1)
        self.row.addWidget(self.code)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addLayout(self.row)
        box.addWidget(self.text, 1)
        self.text.textChanged.connect(self.changed)
        self.person.currentIndexChanged.connect(self._chosen)
        self.code.currentIndexChanged.connect(self.changed)
        self.fill([])

    def title(self) -> str:
        """What the editor is called."""
        return self.tr("Nouvel appel")

    def fill(self, people: list[Callee]) -> None:
        """Offers these people; keeps who was chosen."""
        before = self._wanted or self._selected()
        self._people = people
        self.person.blockSignals(True)
        self.person.clear()
        lines = Counter(one.contact for one in people)
        for one in people:
            number = f" · {show.phone(one.number)}" if lines[one.contact] > 1 and one.number else ""
            self.person.addItem(f"{one.name}{number}")
        self.person.blockSignals(False)
        self.choose(*before) if before else self._show_number()

    def choose(self, contact: int | None, number: str | None = None) -> None:
        """Takes a person (None = the company), and one of the numbers when there are several."""
        self._wanted = (contact, number)
        fitting = [place for place, one in enumerate(self._people) if one.contact == contact]
        exact = [place for place in fitting if self._people[place].number == number]
        if fitting:
            self.person.setCurrentIndex((exact or fitting)[0])
        self._show_number()

    def _selected(self) -> tuple[int | None, str | None] | None:
        one = self._callee()
        return None if one is None else (one.contact, one.number)

    def _callee(self) -> Callee | None:
        place = self.person.currentIndex()
        return self._people[place] if 0 <= place < len(self._people) else None

    def _chosen(self) -> None:
        self._wanted = self._selected()
        self._show_number()
        self.changed.emit()

    def _show_number(self) -> None:
        one = self._callee()
        number = one.number if one is not None else None
        self.number.set_text(show.phone(number) if number else self.tr("Aucun numéro"))
        if number is None or one is None:
            disable(self.number, self.tr("Aucun numéro n’est connu pour cette personne."))
        else:
            reason = self.tr("Cette personne a demandé à ne plus être appelée.")
            enable_if(self.number, not one.blocked, reason)

    def _dial(self) -> None:
        one = self._callee()
        if one is not None and one.number is not None:
            dial(self, one.number)

    def missing(self) -> str:
        """Why it cannot be published yet: never, a call without a word is a call too."""
        return ""

    def written(self) -> bool:
        """Whether something would be lost."""
        return bool(self.text.toPlainText().strip()) or self.code.currentIndex() > 0

    def data(self) -> dict[str, Any]:
        """What a draft keeps; empty when nothing was typed."""
        if not self.written():
            return {}
        contact, number = self._selected() or (None, None)
        code = self.code.currentData()
        return {"text": self.text.toPlainText(), "contact": contact, "number": number, "code": code}

    def restore(self, data: dict[str, Any]) -> None:
        """Shows a draft."""
        self.text.setPlainText(str(data.get("text", "")))
        self.code.setCurrentIndex(max(0, self.code.findData(data.get("code"))))
        if "contact" in data:
            self.choose(data["contact"], data.get("number"))

    def command(self) -> LogCall:
        """What publishing does."""
        contact, number = self._selected() or (None, None)
        return LogCall(
            company=self.company_id, text=self.text.toPlainText(), contact=contact, number=number,
            code=self.code.currentData(),
        )  # fmt: skip

    def clear(self) -> None:
        """Empties the fields after publishing."""
        self.text.clear()
        self.code.setCurrentIndex(0)
