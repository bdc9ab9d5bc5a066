"""Projects, the dossiers of type Formation: their required pieces, and when their stages may be reached (SM-5, L-31…L-33)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from prospectdesk.domain.errors import Failure, Forbidden, Invalid, Refused
from prospectdesk.domain.pipeline import CONCRETISED, PROPOSED, Stage
from prospectdesk.domain.stored_json import stored_object

PROJECT = "Formation"
"""The default type whose dossiers are projects (INV-08): its identity outlives another label."""
PIECES = {"devis": "Devis", "di": "DI", "convention": "Convention"}
"""Codes with their words; all three are required."""
STEPS = {"sent": "envoi", "returned": "retour", "signed": "signature"}
"""What has a date, in the order it happens."""
WAITING = "En attente de connexion"
NUMBER, HANDOVER = -1, "adv"
"""How they are kept among the documents of a dossier: versions of letters count from 1, texts being written are 0."""


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
        days = {one: getattr(self, one) for one in STEPS} | {step: day}
        return Piece(self.code, days["sent"], days["returned"], days["signed"])

    @property
    def complete(self) -> bool:
        """Returned and signed."""
        return self.returned is not None and self.signed is not None


@dataclass(frozen=True, slots=True)
class Handover:
    """The hand-off to sales administration: asked at an instant (ms) by somebody; `key` of the ticket once there is one."""

    at: int
    by: str | None
    key: str | None = None

    @property
    def state(self) -> str:
        """What is said of it."""
        return WAITING if self.key is None else self.key


@dataclass(frozen=True, slots=True)
class Project:
    """What the rules of a project look at. `owner` is the CF who holds it (local id), `owner_name` that person's name."""

    pieces: tuple[Piece, ...]
    handover: Handover | None = None
    owner: int | None = None
    owner_name: str | None = None


def pieces(dated: Iterable[tuple[str, str, int | None]]) -> tuple[Piece, ...]:
    """The three pieces from (code, step, day); what is none of them is passed over."""
    found = {code: Piece(code) for code in PIECES}
    for code, step, day in dated:
        if code in found and step in STEPS:
            found[code] = found[code].dated(step, day)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Told:
    """One kept word: "devis:sent" or HANDOVER, its JSON, when (ms) and by whom."""

    what: str
    text: str
    at: int
    by: str | None


def read(told: Iterable[Told], owner: int | None, owner_name: str | None) -> Project:
    """A project from what was said of it, oldest first; the newest word about a date counts, the first hand-off."""
    dated: list[tuple[str, str, int | None]] = []
    handover: Handover | None = None
    for one in told:
        piece, _, step = one.what.partition(":")
        kept = stored_object(one.text)
        day, key = kept.get("day"), kept.get("key")
        if one.what != HANDOVER:
            dated.append((piece, step, day if isinstance(day, int) else None))
        elif handover is None:
            handover = Handover(one.at, one.by, key if isinstance(key, str) else None)
    return Project(pieces(dated), handover, owner, owner_name)


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
    """L-31: the CF who holds it, or a responsable."""
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
