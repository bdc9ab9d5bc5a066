"""Signing, losing, reopening and deleting a dossier from any screen: the windows, then the command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from prospectdesk.commands.dossier_outcomes import LoseDossier, ReopenDossier, SignDossier
from prospectdesk.commands.dossiers import DeleteDossier
from prospectdesk.domain.changes import Done
from prospectdesk.domain.dossiers import require
from prospectdesk.domain.errors import NotFound
from prospectdesk.queries import dossier_choices, dossiers
from prospectdesk.queries.dossier_choices import Named
from prospectdesk.queries.dossiers import Signing
from prospectdesk.ui.dossiers.reasons_dialog import ReasonsDialog, signing_dialog
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.errors import bar_for


@dataclass(frozen=True, slots=True)
class _Reading:
    facts: Signing
    signature: tuple[Named, ...]
    loss: tuple[Named, ...]


def _read(conn: Any, dossier_id: int) -> _Reading:
    facts = dossiers.signing(conn, dossier_id)
    if facts is None:
        raise NotFound("gone", "Ce dossier n’existe plus.")
    return _Reading(facts, dossier_choices.reasons(conn, "signature"), dossier_choices.reasons(conn, "perte"))


async def sign(desk: Desk, widget: QWidget, dossier_id: int) -> bool:
    """Asks for the reasons and signs; whether it was signed. Raises what stands in the way (D-37)."""
    found = await desk.query(_read, dossier_id)
    require(found.facts.dossier.state, "sign")
    dialog = signing_dialog(widget, found.facts, found.signature)
    reasons: list[tuple[int, ...]] = []
    dialog.accepted.connect(lambda: reasons.append(dialog.chosen()))
    if not await ask.answer(dialog):
        return False
    tell(widget, await desk.do(SignDossier(dossier=dossier_id, reasons=reasons[0]), widget))
    return True


async def lose(desk: Desk, widget: QWidget, dossier_id: int) -> bool:
    """Asks for reasons and justification and closes the dossier; whether it was. Raises what stands in the way (D-40)."""
    found = await desk.query(_read, dossier_id)
    require(found.facts.dossier.state, "lose")
    text = widget.tr("Dossier {0} de {1}").format(found.facts.dossier.type, found.facts.company)
    dialog = ReasonsDialog(widget, text, found.loss, yes=widget.tr("Marquer perdu"), loss=True)
    given: list[tuple[tuple[int, ...], str]] = []
    dialog.accepted.connect(lambda: given.append((dialog.chosen(), dialog.justification())))
    if not await ask.answer(dialog):
        return False
    reasons, why = given[0]
    tell(widget, await desk.do(LoseDossier(dossier=dossier_id, reasons=reasons, justification=why), widget))
    return True


async def reopen(desk: Desk, widget: QWidget, dossier_id: int) -> None:
    """Opens a lost dossier again (SM-4); the history keeps why it was lost."""
    await desk.do(ReopenDossier(dossier=dossier_id), widget)


async def delete(desk: Desk, widget: QWidget, dossier_id: int, kind: str) -> bool:
    """Asks, then deletes (D-41); whether it was deleted."""
    title = widget.tr("Supprimer le dossier {0} ?").format(kind)
    text = widget.tr(
        "Ses champs, son contrat et ses exécutants sont supprimés ; les lettres déjà imprimées restent."
    )
    if not await ask.yes_no(widget, title, text, yes=widget.tr("Supprimer"), danger=True):
        return False
    await desk.do(DeleteDossier(dossier=dossier_id), widget)
    return True


async def confirm_won(desk: Desk, widget: QWidget, dossier_id: int) -> bool:
    """X-07: before a card goes to Gagné; asks only when the client file would be made by it."""
    found = await desk.query(_read, dossier_id)
    if not found.facts.client_file:
        return True
    title = widget.tr("Passer {0} à Gagné ?").format(found.facts.company)
    text = widget.tr("Le fichier client est créé. Le dossier reste en cours jusqu’à la signature.")
    return await ask.yes_no(widget, title, text, yes=widget.tr("Passer à Gagné"))


async def confirm_given_up(widget: QWidget, name: str) -> bool:
    """L-34: before a project goes to Abandon, from which nothing comes back."""
    title = widget.tr("Abandonner le projet {0} ?").format(name)
    text = widget.tr(
        "Le projet ne changera plus d’étape : une autre tentative demandera un nouveau projet complet."
    )
    return await ask.yes_no(widget, title, text, yes=widget.tr("Abandonner"), danger=True)


def tell(widget: QWidget, done: Done) -> None:
    """Shows the sentence of a command in the screen's bar."""
    bar = bar_for(widget)
    if bar is not None and done.message:
        bar.show_message(done.message, "ok")
