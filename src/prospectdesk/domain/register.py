"""What the public register tells of a company (X-31), in one shape whichever service was asked.

Dates are day numbers, coordinates degrees (WGS-84), amounts whole euros. None is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass

MASKED = frozenset({"[NON-DIFFUSIBLE]", "[ND]"})
"""What services write in place of a value its owner withholds: never a name, never a number."""
AUDITORS = "commissaire aux comptes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One establishment. `public` is False when its holder objects to the use of its data."""

    siret: str
    name: str | None = None
    brand: str | None = None
    naf: str | None = None
    street: str | None = None
    street2: str | None = None
    postcode: str | None = None
    city: str | None = None
    city_code: str | None = None
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    headcount_band: str | None = None
    head_office: bool | None = None
    open: bool = True
    created_on: int | None = None
    closed_on: int | None = None
    public: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Director:
    """A natural person at the head of a company."""

    last_name: str
    first_name: str | None = None
    job: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A legal unit with the establishments the answer holds, the seat first.

    `public` is False when its holder objects: nothing of it may serve prospecting. `complete` tells whether the
    answer speaks of directors at all (Sirene does not), `source` which service answered.
    """

    siren: str
    source: str
    name: str | None = None
    legal_form: str | None = None
    naf: str | None = None
    created_on: int | None = None
    closed_on: int | None = None
    headcount_band: str | None = None
    open: bool = True
    public: bool = True
    turnover: int | None = None
    result: int | None = None
    figures_year: int | None = None
    agreement: str | None = None
    updated_on: int | None = None
    sites: tuple[Site, ...] = ()
    directors: tuple[Director, ...] = ()
    complete: bool = False

    @property
    def seat(self) -> Site | None:
        """The head office, else the first establishment."""
        return next((one for one in self.sites if one.head_office), self.sites[0] if self.sites else None)

    def site(self, siret: str) -> Site | None:
        """The establishment of a SIRET."""
        return next((one for one in self.sites if one.siret == siret), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One page of a search. `capped`: the service counts no further, there may be more."""

    units: tuple[Unit, ...]
    total: int
    page: int
    pages: int
    capped: bool = False
    left_out: int = 0
    """Rows that could not be read."""
    rows: int = 0
    """Rows of the page as they came, where the service pages by cursor."""
    cursor: str | None = None
    """Where the next page begins, for services that page by cursor; None at the end."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place an address service proposes. `score` from 0 to 1; under a half it is a guess."""

    label: str
    latitude: float
    longitude: float
    score: float
    postcode: str | None = None
    city_code: str | None = None
    source: str = "geoplateforme"
