"""Places of typed text (X-33): the offline geocoder first, then the service if it is allowed; answers are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prospectdesk.commands.places import KeepPlaces
from prospectdesk.domain.errors import Failure, Unavailable
from prospectdesk.domain.text import clean_text, digits, fold
from prospectdesk.jobs import services
from prospectdesk.jobs.places import find_places
from prospectdesk.queries.places import kept_answer

if TYPE_CHECKING:
    from prospectdesk.domain.register import Spot
    from prospectdesk.geo.place import Candidate
    from prospectdesk.jobs.session import Session
    from prospectdesk.ports.pace import Stop

FRESH_MS = 180 * 86_400_000
"""An address does not move: a kept answer is asked again after half a year."""
MOST = 10
LONGEST = 300
"""Characters of a typed place that are looked at."""
NOT_FOUND = "Adresse introuvable."
"""What is said when nobody knows the place (X-33)."""


@dataclass(frozen=True, slots=True)
class Found:
    """A place to pick. `source`: commune, postcode, department, learned, coordinates or geoplateforme.

    `beside` tells namesakes apart in a list: a postcode or department, "" where the label says all.
    """

    label: str
    latitude: float
    longitude: float
    source: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """The candidates, best first; `failure` says why the service could not add its own."""

    candidates: tuple[Found, ...]
    failure: Failure | None = None
    keep: KeepPlaces | None = None
    """The command that keeps the service's answer; who asked carries it out where writes are carried out."""


def places(session: Session, text: str, *, online: bool = True, stop: Stop | None = None) -> Places:
    """Candidates for a typed place; runs where the network may be waited for.

    Typed coordinates and plain towns need no service, and without `online` none is asked. Raises Unavailable
    ("Service indisponible") when the service fails and nothing is known offline either; no candidate at all is
    "Adresse introuvable".
    """
    text = clean_text(text[:LONGEST], limit=4 * LONGEST)  # NFC may lengthen a text
    known = find_places(session, text, MOST)
    offline = tuple(_known(one) for one in known)
    if not text.strip() or not wants_service(text, known):
        return Places(offline)
    kept = _kept(session, text)
    if kept is not None:
        return Places(_joined(kept, offline))
    try:
        spots = services.search_address(session, text, MOST, stop) if online else []
    except Failure as failure:
        if not offline:
            raise unavailable(failure) from failure
        return Places(offline, unavailable(failure))
    found = tuple(_found(one) for one in spots)
    keep = None
    if found:
        told = tuple((one.label, one.latitude, one.longitude, one.source) for one in found)
        keep = KeepPlaces(text=fold(text), source=found[0].source, candidates=told)
    return Places(_joined(found, offline), keep=keep)


def unavailable(cause: Failure) -> Unavailable:
    """X-33: what is said when the service cannot answer."""
    return Unavailable(
        "geocoding",
        "Service indisponible : donnez une commune ou des coordonnées. {cause}",
        cause=cause.message,
    )


def _joined(found: tuple[Found, ...], offline: tuple[Found, ...]) -> tuple[Found, ...]:
    """The service's candidates, then those of the offline geocoder that are other places."""
    there = {(round(one.latitude, 4), round(one.longitude, 4)) for one in found}
    others = (one for one in offline if (round(one.latitude, 4), round(one.longitude, 4)) not in there)
    return (*found, *others)[:MOST]


def _known(one: Candidate) -> Found:
    beside = "" if one.precision == "coordinates" else one.postcode or one.department
    return Found(one.label, one.latitude, one.longitude, one.precision, beside)


def _found(one: Spot) -> Found:
    return Found(one.label, one.latitude, one.longitude, one.source)


def wants_service(text: str, known: Sequence[Candidate]) -> bool:
    """Whether words are left beside the name and the postcode of the best town, a street then, or nothing is known."""
    if not known:
        return True
    best = known[0]
    if best.precision == "coordinates":
        return False
    names = set(_words(best.label)) | set(_words(best.postcode)) | _SMALL
    names |= {digits(word) for word in names}  # « Paris 15 » is « Paris 15e Arrondissement »
    return any(word not in names for word in _words(text))


_SMALL = frozenset(
    ("cedex", "france", "st", "ste", "saint", "sainte", "sur", "sous", "le", "la", "les", "l", "d", "de")
)


def _words(text: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in fold(text)).split()


def _kept(session: Session, text: str) -> tuple[Found, ...] | None:
    found = session.reader.run(kept_answer, fold(text), session.clock.now_ms() - FRESH_MS)
    return None if found is None else tuple(Found(*one) for one in found)
