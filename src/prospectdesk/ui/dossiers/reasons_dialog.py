"""« Facteurs »: why a dossier is signed or lost; at least one, and losing is explained in writing (D-37, D-40)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from prospectdesk.domain.dossiers import check_justification, check_reasons
from prospectdesk.domain.errors import Failure
from prospectdesk.queries.dossier_choices import Named
from prospectdesk.queries.dossiers import Signing
from prospectdesk.ui.dossiers.many_choice import ManyChoice
from prospectdesk.ui.dossiers.words import amount_text
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import set_role

NAME = "dossiers.reasons"


class ReasonsDialog(ask.Question):
    """A drop-down list of reasons, several at once; stays open, with the sentence of what is missing, until they are given."""

    def __init__(self, parent: QWidget, text: str, reasons: Sequence[Named], *, yes: str, loss: bool) -> None:
        super().__init__(parent, parent.tr("Facteurs"), text, yes=yes, danger=loss, name=NAME)
        self._loss = loss
        heading = self.tr("Pourquoi le dossier est-il perdu ?") if loss else self.tr("Pourquoi signe-t-il ?")
        self.content.addWidget(Label(heading, "strong"))
        hint = self.tr("Choisissez un ou plusieurs facteurs")
        self.reasons = ManyChoice(f"{NAME}.reasons", self.tr("Facteurs"), reasons, f"{NAME}.reason", hint)
        self.reasons.changed.connect(lambda: self.say(""))
        self.content.addWidget(self.reasons)
        self.text = QPlainTextEdit()
        self.text.setObjectName(f"{NAME}.justification")
        self.text.setAccessibleName(self.tr("Justification (obligatoire)"))
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(90)
        self.text.textChanged.connect(lambda: self.say(""))
        if loss:
            self.content.addWidget(Label(self.tr("Justification (obligatoire)"), "strong"))
            self.content.addWidget(self.text)
        self.extra = QVBoxLayout()
        self.content.addLayout(self.extra)
        self.error = Label(role="error", wrap=True, name=f"{NAME}.error")
        self.content.addWidget(self.error)
        self.error.hide()
        self.reasons.setFocus()

    def chosen(self) -> tuple[int, ...]:
        """The ticked reasons, by local id."""
        return self.reasons.chosen()

    def justification(self) -> str:
        """What was written."""
        return self.text.toPlainText().strip()

    def say(self, text: str) -> None:
        """Shows what is missing; "" takes it away."""
        self.error.setText(text)
        self.error.setVisible(bool(text))
        if not text:
            set_role(self.text, invalid="false")
            set_role(self.reasons, invalid="false")

    def accept(self) -> None:
        """Refuses to close while something is missing: the reasons first, then the text."""
        try:
            check_reasons(len(self.chosen()))
            if self._loss:
                check_justification(self.justification())
        except Failure as failure:
            self.say(sentence(failure))
            lacking = "false" if self.chosen() else "true"
            set_role(self.reasons, invalid=lacking)
            set_role(self.text, invalid="true" if lacking == "false" else "false")
            return
        super().accept()

    def done(self, code: int) -> None:
        """The list goes with its window."""
        self.reasons.hidePopup()
        super().done(code)


def signing_dialog(parent: QWidget, facts: Signing, reasons: Sequence[Named]) -> ReasonsDialog:
    """The window before a signature, with the summary of what will be created."""
    text = parent.tr("Dossier {0} de {1}").format(facts.dossier.type, facts.company)
    dialog = ReasonsDialog(parent, text, reasons, yes=parent.tr("Signer"), loss=False)
    card = Card(f"{NAME}.summary", spacing=4)
    card.box.addWidget(Label(parent.tr("Ce qui sera créé"), "strong"))
    for number, line in enumerate(_summary(parent, facts)):
        card.box.addWidget(Label(line, wrap=True, name=f"{NAME}.summary.{number}"))
    warning = parent.tr("Une signature ne s’annule pas ; le dossier ne se modifie plus ensuite.")
    card.box.addWidget(Label(warning, "secondary", tone="muted", wrap=True))
    dialog.extra.addWidget(card)
    return dialog


def _summary(parent: QWidget, facts: Signing) -> list[str]:
    amount = amount_text(facts.dossier.amount)
    kind = facts.dossier.type
    signed = parent.tr("Dossier client signé : {0}").format(
        "  ·  ".join(one for one in (kind, amount) if one)
    )
    lines = [f"• {signed}"]
    if facts.client_file:
        lines.append(parent.tr("• Fichier client : {0} devient cliente").format(facts.company))
    else:
        lines.append(parent.tr("• Fichier client : il existe déjà, aucun second n’est créé"))
    if facts.routine is not None:
        lines.append(parent.tr("• Tag « Client » sur « {0} »").format(facts.routine))
    if facts.bonus_for is not None:
        text = parent.tr("• Prime à valider pour {0} : {1}")
        lines.append(text.format(facts.bonus_for, amount_text(facts.bonus)))
    elif not facts.dossier.state.bonus_eligible:
        lines.append(parent.tr("• Pas de prime : dossier lié"))
    return lines
