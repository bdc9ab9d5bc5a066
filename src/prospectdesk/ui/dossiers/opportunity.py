"""The opportunity box of a sheet: the dossier followed, each field edited in its place (C-35)."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from prospectdesk.commands.dossier_twins import RetypeDossier
from prospectdesk.commands.dossiers import EditDossier
from prospectdesk.domain.changes import Changes
from prospectdesk.domain.clock import day_date
from prospectdesk.domain.dossiers import obstacle
from prospectdesk.domain.errors import Failure
from prospectdesk.domain.pipeline import Stage
from prospectdesk.queries import companies, dossier_choices, dossiers
from prospectdesk.queries.dossier_choices import Choices
from prospectdesk.queries.dossiers import Dossier
from prospectdesk.ui.dossiers import outcomes
from prospectdesk.ui.dossiers.grid import NO_RIGHTS
from prospectdesk.ui.dossiers.inputs import Choice, Input
from prospectdesk.ui.dossiers.opportunity_menu import OpportunityMenu
from prospectdesk.ui.dossiers.words import (
    ICONS,
    TONES,
    amount_text,
    reason,
    stage_text,
    status_text,
    typed_amount,
)
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import Button, IconButton
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.dates import DateField
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.kit.fields import Labelled
from prospectdesk.ui.kit.labels import Label, Mark
from prospectdesk.ui.kit.page import Page
from prospectdesk.ui.kit.pills import Pill
from prospectdesk.ui.kit.roles import enable_if

NAME = "sheet.opportunity"


def read(conn: Any, company_id: int) -> tuple[list[Dossier], Choices, str]:
    """The dossiers, the lists, and the company's name."""
    head = companies.head(conn, company_id)
    found = dossiers.dossiers(conn, company_id)
    return found, dossier_choices.choices(conn, company_id), "" if head is None else head.name


class OpportunityBox(Page):
    """`chosen` carries the uid of the dossier whose sub-tab is wanted, "" the tab itself."""

    chosen = Signal(str)

    def __init__(self, desk: Desk, company_id: int, parent: QWidget | None = None) -> None:
        super().__init__(desk, NAME, parent)
        self.company_id = company_id
        self.dossier: Dossier | None = None
        self._choices: Choices | None = None
        self.card = Card(f"{NAME}.card", margin=8, spacing=8)
        self.card.box.setContentsMargins(12, 6, 8, 6)
        self.link = Button("", role="link", name=f"{NAME}.title", on=self._open)
        self.stage = Pill(name=f"{NAME}.stage")
        self.facts = Label(role="secondary", tone="muted", elide=True, name=f"{NAME}.facts")
        self.pencil = IconButton(
            "pencil", self.tr("Modifier l’opportunité"), name=f"{NAME}.edit", on=self.toggle
        )
        self.menu = OpportunityMenu(desk, self, self.chosen.emit)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Mark("target", "accent"))
        for part in (self.link, self.stage):
            row.addWidget(part)
        row.addWidget(self.facts, 1)
        row.addWidget(self.pencil)
        row.addWidget(self.menu)
        self.card.box.addLayout(row)
        self._editor: Editor | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.card)
        box.addStretch(1)  # where the timeline gives way, the fields keep their places
        self.card.hide()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def concerned(self, changes: Changes) -> bool:
        """Dossiers of this company, and the lists they choose from."""
        if changes.touches("user", "stage", "dossier_type", "catalogue", "user_service"):
            return True
        return changes.touches("dossier") and changes.touches_company(self.company_id)

    async def reload(self) -> None:
        """Reads the dossier followed."""
        every, choices, company = await self.desk.query(read, self.company_id)
        found, live = dossiers.followed(every), sum(one.state.open for one in every)
        self.dossier = found
        stages = () if found is None else choices.stages.get(found.stage.pipeline_id, ())
        self.menu.show_dossiers(found, every, stages, company)
        self.card.show()
        self._choices = choices
        if self._editor is not None and found is not None and found.state.open:
            self._editor.show_dossier(found, choices)
        else:
            self.stop_editing()
        self._show(found, live)

    def _show(self, one: Dossier | None, live: int) -> None:
        if one is None:
            self.link.set_text(self.tr("Aucune opportunité : ouvrir un dossier"))
            self.facts.setText("")
            self.stage.hide()
            self.pencil.hide()
            return
        others = self.tr("{0} dossiers ouverts").format(live) if live > 1 else ""
        signing = show.date_text(one.signing_on)
        closing = self.tr("signature prévue le {0}").format(signing) if signing else ""
        parts = (amount_text(one.amount), closing if one.state.open else "", one.holder or "", others)
        self.link.set_text(self.tr("Opportunité : {0}").format(one.type))
        self.facts.setText("  ·  ".join(part for part in parts if part))
        if one.state.open:
            self.stage.show_value(stage_text(one.stage), "accent")
        else:
            self.stage.show_value(status_text(one.status), TONES[one.status], ICONS[one.status])
        self.stage.show()
        self.pencil.show()
        why_not = reason(obstacle(one.state, "edit"))
        enable_if(self.pencil, not why_not, why_not)

    def _open(self) -> None:
        self.chosen.emit("" if self.dossier is None else self.dossier.uid)

    def toggle(self) -> None:
        """Opens the fields, or closes them."""
        if self.editing():
            self.stop_editing()
        elif self.dossier is not None and self._choices is not None:
            if self._editor is None:
                self._editor = Editor(self.desk, self)
                self.card.box.addWidget(self._editor)
            self._editor.show_dossier(self.dossier, self._choices, force=True)
            self._editor.show()
            self._follow()

    def editing(self) -> bool:
        """Whether the fields are open."""
        return self._editor is not None and not self._editor.isHidden()

    def stop_editing(self) -> bool:
        """Échap; answers whether something was open."""
        was = self.editing()
        if self._editor is not None:
            self._editor.hide()
        self._follow()
        return was

    def _follow(self) -> None:
        on = self.editing()
        tip = self.tr("Terminer la modification (Échap)") if on else self.tr("Modifier l’opportunité")
        self.pencil.set_icon("check" if on else "pencil", "accent" if on else "text_2")
        self.pencil.setToolTip(tip)
        self.pencil.setAccessibleName(tip)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Échap closes the fields."""
        if event.key() == Qt.Key.Key_Escape and self.stop_editing():
            return
        super().keyPressEvent(event)


class Editor(QWidget):
    """Six fields; each is saved by itself at a choice, at Entrée or when it is left."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk
        self.dossier: Dossier | None = None
        self._stages: tuple[Stage, ...] = ()
        labels = {
            "etape": self.tr("Etape"), "montant": self.tr("Montant (€)"), "dossier_type": self.tr("Type"),
            "expected_signing": self.tr("Signature prévue"), "titulaire": self.tr("Titulaire"),
            "comment": self.tr("Commentaire"),
        }  # fmt: skip
        self.inputs: dict[str, Input] = {}
        self.boxes: dict[str, Labelled] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 4, 4)
        grid.setHorizontalSpacing(12)
        for place, (name, label) in enumerate(labels.items()):
            made = Input(self._widget(name, label), self)
            self.inputs[name] = made
            self.boxes[name] = Labelled(label, made.widget)
            if name == "comment":
                grid.addWidget(self.boxes[name], 2, 0, 1, 3)
            else:
                grid.addWidget(self.boxes[name], place // 3, place % 3)
        for column in range(3):
            grid.setColumnStretch(column, 1)

    def _widget(self, name: str, label: str) -> Choice | DateField | QLineEdit | QPlainTextEdit:
        full = f"{NAME}.{name}"
        if name in {"etape", "dossier_type", "titulaire"}:
            chooser = Choice(full, label)
            chooser.activated.connect(lambda _at: self._keep(name))
            return chooser
        if name == "expected_signing":
            field = DateField(self.desk.today, full, label)
            field.changed.connect(lambda _day: self._keep(name))
            return field
        if name == "montant":
            line = QLineEdit()
            line.setObjectName(full)
            line.setMaxLength(40)
            line.editingFinished.connect(lambda: self._keep(name))
            return line
        text = Comment(full, label)
        text.left.connect(lambda: self._keep(name))
        return text

    def show_dossier(self, one: Dossier, choices: Choices, *, force: bool = False) -> None:
        """Shows what is stored; what is being typed stays unless forced."""
        force = force or self.dossier is None or self.dossier.id != one.id
        self.dossier = one
        self._stages = stages = choices.stages.get(one.stage.pipeline_id, ())
        self._list("etape").offer(
            [(stage.id, stage_text(stage)) for stage in stages if stage.active or stage.id == one.stage.id],
            empty=False,
        )
        types = [
            (kind.id, kind.label) for kind in choices.types if kind.refusal is None or kind.id == one.type_id
        ]
        self._list("dossier_type").offer(types, empty=False)
        self._list("titulaire").offer(choices.rights.get(one.type_id, NO_RIGHTS).people)
        stored: dict[str, tuple[Any, str | None]] = {
            "etape": (one.stage.id, stage_text(one.stage)),
            "montant": (typed_amount(one.amount) or None, None),
            "dossier_type": (one.type_id, one.type),
            "expected_signing": (one.signing_on, None),
            "titulaire": (one.holder_id, one.holder),
            "comment": (one.comment, None),
        }
        for name, (value, text) in stored.items():
            self.inputs[name].show_stored(value, text, force=force)
        self.inputs["montant"].allow(reason(obstacle(one.state, "amount")))

    def _list(self, name: str) -> Choice:
        widget = self.inputs[name].widget
        if not isinstance(widget, Choice):
            raise TypeError(name)
        return widget

    def _keep(self, name: str) -> None:
        if self.dossier is not None and self.inputs[name].changed and self.inputs[name].valid:
            self.desk.spawn(self, self._save(name))

    async def _save(self, name: str) -> None:
        """One field, one command; what is refused stays in its field, marked."""
        if self.dossier is None:
            return
        value = self.inputs[name].value()
        if name == "etape" and not await self._may_go(value):
            self.inputs[name].show_stored(self.inputs[name].stored, force=True)
            return
        try:
            if name == "dossier_type":
                done = await self.desk.do(RetypeDossier(dossier=self.dossier.id, dossier_type=value), self)
            else:
                typed = day_date(value) if name == "expected_signing" and value is not None else value
                fields: dict[str, Any] = {name: "" if typed is None else typed}
                done = await self.desk.do(EditDossier(dossier=self.dossier.id, **fields), self)
        except Failure as failure:
            self.boxes[name].show_error(sentence(failure))
        else:
            self.boxes[name].show_error("")
            self.inputs[name].stored = value
            outcomes.tell(self, done)

    async def _may_go(self, stage: int) -> bool:
        """Asks before a stage that is never left (L-34)."""
        found = next((one for one in self._stages if one.id == stage), None)
        if self.dossier is None or found is None or not found.terminal:
            return True
        return await outcomes.confirm_given_up(self, self.dossier.type)


class Comment(QPlainTextEdit):
    """A text of a few lines; `left` when the cursor leaves it."""

    left = Signal()

    def __init__(self, name: str, label: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setTabChangesFocus(True)
        self.setFixedHeight(48)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What is typed counts."""
        super().focusOutEvent(event)
        self.left.emit()
