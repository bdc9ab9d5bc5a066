"""What the link to the centre is like, in one sentence: for the head of the page and its banner (X-15, X-41)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.kit.syncing import SIGNED_OUT, SyncState

say = QCoreApplication.translate
WARN_DAYS = 5
QUIET = frozenset({"offline", "closing"})
"""Failures that the head of the page tells well enough: no banner for a train in a tunnel."""

DISK = frozenset({"disk", "read_only"})
"""Failures of this machine's own disk: the centre has no part in them."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A banner: sentence, tone, what its button says and the screen it opens (empty: synchronise)."""

    text: str
    tone: str
    button: str = ""
    screen: str = ""


def place(workspace: str, signed_in: bool, state: SyncState) -> str:
    """« Espace « Rivage Conseil » · serveur joignable »."""
    where = say("Sync", "Espace « {0} »").format(workspace) if workspace else ""
    if not signed_in:
        return " · ".join(part for part in (where, say("Sync", "local seulement")) if part)
    return " · ".join(part for part in (where, reach(state)) if part)


def reach(state: SyncState) -> str:
    """Whether the centre answers, as last tried."""
    if state.running:
        return (
            state.text.lower() if state.text and not state.total else say("Sync", "synchronisation en cours")
        )
    if state.online is None:
        return say("Sync", "pas encore essayé")
    if state.failure is not None and state.failure.code in DISK:
        return say("Sync", "disque de ce poste plein ou protégé")
    if state.failure is not None and state.online:
        return say("Sync", "le serveur répond, avec une difficulté")
    return say("Sync", "serveur joignable") if state.online else say("Sync", "hors ligne")


def notice(state: SyncState, clock_minutes: int) -> Notice | None:
    """The banner, None when all is well."""
    failure = state.failure
    if failure is not None and failure.code == SIGNED_OUT:
        return Notice(sentence(failure), "warn", say("Sync", "Se connecter…"), "sign_in")
    if state.signed_in and state.days_left <= 0:
        return Notice(over(), "bad", say("Sync", "Synchroniser maintenant"))
    if failure is not None and failure.code not in QUIET:
        return Notice(sentence(failure), "warn", say("Sync", "Réessayer"))
    if state.signed_in and state.days_left <= WARN_DAYS:
        text = say("Sync", "Encore {0} j de travail sans réseau : ensuite il faudra se connecter de nouveau.")
        return Notice(text.format(state.days_left), "warn", say("Sync", "Synchroniser maintenant"))
    if clock_minutes:
        return Notice(clock_off(clock_minutes), "warn")
    return None


def over() -> str:
    """Thirty days without the centre (X-14)."""
    return say(
        "Sync",
        "Ce profil n’a pas été synchronisé depuis plus de 30 jours : reliez ce poste au réseau puis synchronisez. "
        "Vos données et vos modifications sont gardées.",
    )


def clock_off(minutes: int) -> str:
    """The clock of this machine is wrong (F13)."""
    text = say(
        "Sync",
        "L’horloge de ce poste s’écarte de {0} min de celle du service central : réglez-la. L’ordre des "
        "modifications n’en souffre pas, les heures affichées oui.",
    )
    return text.format(minutes)
