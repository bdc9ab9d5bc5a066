"""Sentences of the screen Synchronisation: who and when, what cannot be chosen, the state of the link."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from prospectdesk.domain.clock import Clock
from prospectdesk.ui.kit import format as show

say = QCoreApplication.translate


def short(ms: int, clock: Clock) -> str:
    """« 13:58 » today, « hier 17:02 », else the date and the hour."""
    local = show.clock_time(ms, clock)
    if local.date() == clock.today():
        return show.hour(local)
    return show.moment(ms, clock)


def actions(count: int) -> str:
    """« 1 action », « 14 actions »."""
    if count == 1:
        return say("Sync", "1 action")
    return say("Sync", "{0} actions").format(show.count(count))


def records(count: int) -> str:
    """« 1 fiche », « 6 fiches »."""
    if count == 1:
        return say("Sync", "1 fiche")
    return say("Sync", "{0} fiches").format(show.count(count))


def aside(count: int) -> str:
    """« 2 reçues, mises de côté »."""
    if count == 1:
        return say("Sync", "1 reçue, mise de côté")
    return say("Sync", "{0} reçues, mises de côté").format(show.count(count))


def choices(count: int) -> str:
    """What the button that applies them says."""
    if count == 1:
        return say("Sync", "Appliquer le choix")
    return say("Sync", "Appliquer les {0} choix").format(show.count(count))


def failure(code: str) -> str:
    """Why a sync did not come to its end, for the journal."""
    return {
        "offline": say("Sync", "Service central injoignable : tout est gardé sur ce poste"),
        "certificate": say("Sync", "Certificat du service central non reconnu : rien n’a été envoyé"),
        "redirected": say("Sync", "Redirigé ailleurs (portail Wi-Fi ?) : rien n’a été envoyé"),
        "unauthorized": say("Sync", "Connexion à refaire : identifiant et mot de passe"),
        "too_old": say("Sync", "Application trop ancienne pour le service central"),
        "rate": say("Sync", "Le service central a demandé d’attendre"),
        "unavailable": say("Sync", "Service central momentanément indisponible"),
        "offline_too_long": say("Sync", "Plus de 30 jours sans synchronisation"),
        "disk": say("Sync", "Disque de ce poste plein ou protégé : tout est gardé, rien n’est perdu"),
        "read_only": say("Sync", "Disque de ce poste plein ou protégé : tout est gardé, rien n’est perdu"),
        "closing": say("Sync", "Interrompue par la fermeture du programme"),
    }.get(code, say("Sync", "Synchronisation interrompue : elle reprendra où elle en était"))


def files(count: int) -> str:
    """« 1 284 fiches à jour »."""
    if count == 1:
        return say("Sync", "1 fiche à jour")
    return say("Sync", "{0} fiches à jour").format(show.count(count))
