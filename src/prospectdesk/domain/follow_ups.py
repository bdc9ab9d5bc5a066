"""Follow-ups: action types, priorities, order and lateness (D-42…D-48, C-75…C-83, SM-2, SM-3)."""

from __future__ import annotations

from typing import Any

from prospectdesk.domain.errors import Refused

TACHE, RELANCE, RP = "tache", "relance", "rp"
KINDS = {TACHE: "Tâche", RELANCE: "Relance", RP: "RP"}
ACTION_TYPES = (
    "1er contact",
    "Autre",
    "Demande",
    "Demande devis",
    "Echec",
    "Mail type",
    "Messagerie",
    "Modification Prospect",
    "Proposition",
    "Relance",
    "Rendez-vous",
    "Répondre aux questions",
)
PRIORITIES = {"haute": 0, "normale": 1, "faible": 2}
PRIORITY_LABELS = ("Haute", "Normale", "Faible")
PRIORITY_HELP = (
    "Rendez-vous ou échéance vitale",
    "Suivi ordinaire",
    "Suivi de fond, proposé à J+365 ou J+730",
)


def starts_done(kind: str, day: int, today: int) -> bool:
    """Whether a new follow-up is stored as Effectué (D-47); raises Refused for a past relance."""
    if day >= today:
        return False
    if kind == TACHE:
        return True
    raise Refused(
        "past_date",
        "Une relance ne se planifie pas dans le passé : choisissez aujourd’hui ou une date à venir.",
        fields=("Date",),
    )


def check_open(follow_up: dict[str, Any]) -> None:
    """INV-03: a follow-up Effectué can only be deleted. Raises Refused."""
    if follow_up["done"]:
        raise Refused("done", "Un suivi effectué ne se modifie plus : il peut seulement être supprimé.")


def check_new_day(day: int, today: int) -> None:
    """D-48: no re-dating to the past. Raises Refused."""
    if day < today:
        raise Refused(
            "past_date",
            "Un suivi à faire ne se déplace pas dans le passé : choisissez aujourd’hui ou une date à venir.",
            fields=("Date",),
        )


def lateness(day: int, today: int) -> str:
    """The class of C-81: future, today, late (1–7 days) or very_late (more than 7)."""
    late = today - day
    if late < 0:
        return "future"
    if late == 0:
        return "today"
    return "late" if late <= 7 else "very_late"
