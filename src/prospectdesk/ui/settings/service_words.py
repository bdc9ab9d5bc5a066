"""What the page Services externes says of each service and of its state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from prospectdesk.jobs.services import Status


def purpose(name: str) -> str:
    """What a service is asked for, and what it wants to know us by."""
    say = QCoreApplication.translate
    return {
        "recherche_entreprises": say(
            "Services",
            "Identité, chiffres et dirigeants d’une société, par son SIRET, son SIREN ou son nom. Sans clé.",
        ),
        "sirene": say(
            "Services",
            "Tous les établissements d’une société, fermés compris. La clé se demande sur le portail des API de l’INSEE.",
        ),
        "geoplateforme": say(
            "Services", "Coordonnées d’une adresse, quand la commune ne suffit pas. Sans clé."
        ),
        "lba": say(
            "Services",
            "Entreprises qui recrutent en alternance. Le jeton se demande sur l’espace API Apprentissage.",
        ),
        "lbb": say(
            "Services",
            "Entreprises à fort potentiel d’embauche. L’identifiant et la clé se demandent sur francetravail.io.",
        ),
    }.get(name, "")


def key_label(name: str) -> str:
    """What a key is called."""
    say = QCoreApplication.translate
    return {
        "key": say("Services", "Clé d’accès"),
        "token": say("Services", "Jeton d’accès"),
        "client_id": say("Services", "Identifiant client"),
        "client_secret": say("Services", "Clé secrète"),
    }.get(name, name)


def state(status: Status) -> tuple[str, str, str]:
    """Text, tone and icon of the state of a service."""
    say = QCoreApplication.translate
    return {
        "ready": (say("Services", "En ligne"), "ok", "circle-check"),
        "unasked": (say("Services", "Pas encore interrogé"), "neutral", "circle"),
        "down": (say("Services", "En panne"), "bad", "circle-alert"),
        "refused": (say("Services", "Clé refusée"), "warn", "key-round"),
        "offline": (say("Services", "Hors ligne"), "neutral", "wifi-off"),
        "keyless": (say("Services", "Clé manquante"), "warn", "key-round"),
        "off": (say("Services", "Désactivé"), "plain", "ban"),
    }[status.state]


def kept(place: str) -> str:
    """Where a key lies that was just given."""
    say = QCoreApplication.translate
    return {
        "keychain": say(
            "Services", "Clé enregistrée dans le trousseau du système : elle ne sera plus affichée."
        ),
        "sealed": say(
            "Services", "Clé enregistrée, chiffrée avec la base de ce profil (ce poste n’a pas de trousseau)."
        ),
        "plain": say(
            "Services", "Clé enregistrée dans un fichier privé de ce profil, qui n’est pas chiffré."
        ),
    }.get(place, say("Services", "Clé effacée."))
