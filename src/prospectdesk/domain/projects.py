"""Projects, the dossiers of type Formation: their required pieces, and when their stages may be reached (SM-5, L-31…L-33)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from prospectdesk.domain.errors import Failure, Forbidden, Invalid, Refused
from prospectdesk.domain.pipeline import CONCRETISED, PROPOSED, Stage

PROJECT = "Formation"
"""The default type whose dossiers are projects (INV-08): its identity outlives another label."""
PIECES = {"devis": "Devis", "di": "DI", "convention": "Convention"}
"""Codes with their words; all three are required."""
STEPS = ("sent", "returned", "signed")
"""What has a date, in the order it happens."""
WAITING = "En attente de connexion"


@dataclass(frozen=True, slots=True)
class Piece:
    """One required piece with its dates (day numbers or None)."""

    code: str
    sent: int | None = None
    returned: int | None = None
    signed: int | None = None

    @property
    def label(self) -> str:
        """Its word."""
        return PIECES[self.code]

    def dated(self, step: str, day: int | None) -> Piece:
        """The same with another date of one of STEPS."""
        days: dict[str, int | None] = {one: getattr(self, one) for one in STEPS} | {step: day}
        return Piece(self.code, **days)

    @property
    def complete(self) -> bool:
        """Returned and signed."""
        return self.returned is not None and self.signed is not None


@dataclass(frozen=True, slots=True)
class Handover:
    """The hand-off to sales administration: asked at an instant (ms) by somebody; it waits for the port of tickets."""

    at: int
    by: str | None

    @property
    def state(self) -> str:
        """What is said of it."""
        return WAITING


@dataclass(frozen=True, slots=True)
class Project:
    """What the rules of a project look at. `owner` is whose it is (local id), `owner_name` that person's name."""

    pieces: tuple[Piece, ...]
    handover: Handover | None = None
    owner: int | None = None
    owner_name: str | None = None


def pieces(kept: Iterable[Piece]) -> tuple[Piece, ...]:
    """The three pieces in their order, those never dated too; a kind this release does not know is passed over."""
    found = {one.code: one for one in kept}
    return tuple(found.get(code, Piece(code)) for code in PIECES)


def check_dates(piece: Piece) -> None:
    """Raises Invalid when a piece comes back before it went."""
    if piece.sent is not None and piece.returned is not None and piece.returned < piece.sent:
        raise Invalid(
            "piece_dates", "La date de retour de « {piece} » est avant son envoi.", piece=piece.label
        )


def lacking(found: Sequence[Piece]) -> tuple[str, ...]:
    """The pieces that are not returned and signed."""
    return tuple(one.label for one in found if not one.complete)


def stage_obstacle(project: Project, to: Stage) -> Failure | None:
    """Why a project may not go to a stage yet (L-32); None when it may."""
    if to.meaning == PROPOSED and not any(one.sent is not None for one in project.pieces):
        return Refused("no_piece_sent", "Envoyez d’abord une pièce : devis, DI ou convention.")
    missing = lacking(project.pieces)
    if to.meaning == CONCRETISED and missing:
        return Refused("pieces_missing", "Pièces à retourner signées : {pieces}.", pieces=", ".join(missing))
    if project.handover is not None:
        return Refused("handed_over", "Ce projet est transmis à l’ADV : son étape ne change plus.")
    return None


def owner_obstacle(project: Project, person: int, *, leads: bool) -> Failure | None:
    """L-31: whose project it is, or a responsable."""
    if leads or project.owner in {None, person}:
        return None
    return Forbidden(
        "not_owner",
        "Seul le CF du projet ({owner}) ou un responsable change son étape.",
        owner=project.owner_name or "inconnu",
    )


def handover_obstacle(project: Project, stage: Stage, *, is_open: bool) -> Failure | None:
    """Why « Transmettre à l’ADV » is not possible (L-33)."""
    if project.handover is not None:
        return Refused("handed_over", "Ce projet est déjà transmis à l’ADV.")
    if not is_open or stage.meaning != CONCRETISED:
        return Refused("not_concretised", "Passez d’abord le projet à « Concrétisé, à valider »")
    return None
