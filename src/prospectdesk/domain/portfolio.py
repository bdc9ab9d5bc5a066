"""Portfolio analysis: the six types, what is asked and what one row says (P-03…P-14)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache

from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.text import fold

LEAST_KM, MOST_KM, USUAL_KM = 1.0, 200.0, 30.0
CONTRACT_KINDS = ("Alternance", "Contrat de professionnalisation")
"""Kinds of contract of the recruiting search, both ticked at first (P-16)."""


class Kind(IntEnum):
    """The six types in the order of P-14."""

    CLIENT = 0
    MISSION = 1
    CONTACT = 2
    TO_QUALIFY = 3
    POTENTIAL = 4
    SUSPECT = 5


NAMES: dict[Kind, str] = {
    Kind.CLIENT: "client",
    Kind.MISSION: "mission_qualifiee",
    Kind.CONTACT: "contact_qualifie",
    Kind.TO_QUALIFY: "a_qualifier",
    Kind.POTENTIAL: "potentiel",
    Kind.SUSPECT: "suspect",
}
"""What the command line and files call a type."""
LABELS: dict[Kind, str] = {
    Kind.CLIENT: "Client",
    Kind.MISSION: "Prospect avec mission qualifiée",
    Kind.CONTACT: "Prospect avec contact qualifié",
    Kind.TO_QUALIFY: "Prospect à qualifier",
    Kind.POTENTIAL: "Prospect potentiel",
    Kind.SUSPECT: "Suspect",
}
GROUPS: dict[Kind, str] = {
    Kind.CLIENT: "Clients",
    Kind.MISSION: "Prospects avec mission qualifiée",
    Kind.CONTACT: "Prospects avec contact qualifié",
    Kind.TO_QUALIFY: "Prospects à qualifier",
    Kind.POTENTIAL: "Prospects potentiels",
    Kind.SUSPECT: "Suspects",
}
REGISTERED = (Kind.CLIENT, Kind.MISSION, Kind.CONTACT, Kind.TO_QUALIFY)
"""Types of companies of the workspace; the others are in the directory only."""
POTENTIAL_BY_NAF = "potential_by_naf"
"""The key of the second condition of P-10 in the workspace's settings."""
Counts = tuple[int, int, int, int, int, int]


def kind_of(*, registered: bool, contacts: int, missions: int, placed: int, potential: bool) -> Kind:
    """The type of a company in the radius, first match in the order P-06 to P-11.

    `contacts` are orange ones of role Interlocuteur, `missions` of nature Placement, `placed` candidates on them.
    """
    if not registered:
        return Kind.POTENTIAL if potential else Kind.SUSPECT
    if not contacts:
        return Kind.TO_QUALIFY
    if placed:
        return Kind.CLIENT
    return Kind.MISSION if missions else Kind.CONTACT


def lacks_contact(*, registered: bool, contacts: int, missions: int) -> bool:
    """Whether the badge « Contact manquant » is shown (P-12)."""
    return registered and missions > 0 and not contacts


@dataclass(frozen=True, slots=True)
class Place:
    """The middle of the circle, in degrees."""

    label: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Request:
    """What is analysed; the last four matter to the recruiting search alone (P-16)."""

    place: Place
    radius_km: float = USUAL_KM
    recruiting: bool = False
    contract_kinds: tuple[str, ...] = CONTRACT_KINDS
    domains: tuple[str, ...] = ()
    romes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One company at its nearest establishment (P-04, P-14). `company` is None for one that only a source knows.

    `in_radius` counts its establishments in the radius, `recruits` names the sources that say it recruits.
    """

    company: int | None
    uid: str | None
    siret: str | None
    name: str
    town: str | None
    distance_km: float
    kind: Kind
    contacts: int
    missions: int
    placed: int
    in_radius: int
    latitude: float
    longitude: float
    missing_contact: bool = False
    recruits: tuple[str, ...] = ()

    @property
    def registered(self) -> bool:
        """Whether the company is in the workspace."""
        return self.kind in REGISTERED


MISSING_CONTACT = "Contact manquant"
SEVERAL = "{count} établissements dans le rayon"
RECRUITS = "Recrute ({source})"


def badges(row: Row) -> tuple[str, ...]:
    """What stands beside the name of a row (P-04, P-12, P-17)."""
    told = [MISSING_CONTACT] if row.missing_contact else []
    if row.in_radius > 1:
        told.append(SEVERAL.format(count=row.in_radius))
    return (*told, *(RECRUITS.format(source=one) for one in row.recruits))


@dataclass(frozen=True, slots=True)
class Unsound:
    """A company that has no type because its SIRET is missing or wrong (P-13)."""

    company: int
    uid: str
    name: str
    town: str | None
    siret: str | None
    registered: bool


@dataclass(frozen=True, slots=True)
class Training:
    """A training of the workspace: its domains, and the NAF codes of the companies it suits (P-10)."""

    label: str
    domains: tuple[str, ...] = ()
    naf: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matching:
    """When a company of the directory is « Prospect potentiel »: by domain, and by NAF where that is switched on."""

    trainings: tuple[Training, ...] = ()
    by_naf: bool = False
    domains: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "domains", frozenset(fold(domain) for one in self.trainings for domain in one.domains)
        )

    @property
    def naf(self) -> frozenset[str]:
        """The NAF codes that count."""
        return frozenset(code for one in self.trainings for code in one.naf) if self.by_naf else frozenset()

    def is_met(self, domains: Iterable[str], naf: str | None) -> bool:
        """Whether missions of these domains, or this NAF, make a company « Prospect potentiel »."""
        return any(fold(one) in self.domains for one in domains) or (naf is not None and naf in self.naf)


@lru_cache(4096)
def domain_set(lists: str | None) -> str:
    """The training domains of several missions as one text: folded, in order, one a line; "" for none.

    `lists` are JSON lists of labels with commas between them, as SQL puts them together.
    """
    try:
        found = json.loads(f"[{lists or ''}]")
    except (ValueError, RecursionError):
        return ""
    labels = {fold(str(label)) for one in found if isinstance(one, list) for label in one}
    return "\n".join(sorted(labels - {""}))


def read_radius(value: object) -> float:
    """A radius in km, as number or text with a comma. Raises Invalid outside 1 to 200."""
    try:
        found = float(str(value).strip().replace(",", "."))
    except ValueError:
        found = 0.0
    if not LEAST_KM <= found <= MOST_KM:
        raise Invalid(
            "bad_radius",
            "Le rayon est un nombre de kilomètres entre {least} et {most}.",
            least=int(LEAST_KM),
            most=int(MOST_KM),
            fields=("Rayon",),
        )
    return found
