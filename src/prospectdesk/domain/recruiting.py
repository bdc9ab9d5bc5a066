"""Companies that recruit, as outside sources tell them (P-16 to P-18, X-32)."""

from __future__ import annotations

from dataclasses import dataclass

from prospectdesk.domain.errors import Failure
from prospectdesk.domain.portfolio import CONTRACT_KINDS

APPRENTICESHIP, PROFESSIONAL = CONTRACT_KINDS
SOURCES = {"lba": "La bonne alternance", "lbb": "La Bonne Boite"}
"""The sources by port, with the names that badges and banners bear."""


@dataclass(frozen=True, slots=True)
class Search:
    """What a source is asked: degrees, kilometres, codes of trades, kinds of contract."""

    latitude: float
    longitude: float
    radius_km: float
    romes: tuple[str, ...] = ()
    contract_kinds: tuple[str, ...] = CONTRACT_KINDS


@dataclass(frozen=True, slots=True)
class Found:
    """One establishment that recruits, its SIRET valid; `source` is a port of SOURCES.

    Coordinates are None where the source gives none. `signal` says why it is listed, `contact` how to reach it.
    """

    siret: str
    name: str
    source: str
    latitude: float | None = None
    longitude: float | None = None
    street: str | None = None
    postcode: str | None = None
    town: str | None = None
    naf: str | None = None
    signal: str | None = None
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What one source gave: a row per SIRET, and how many rows were dropped for theirs (P-13).

    `notes` are sentences on what it left out; `cut` is the failure that ended the answer before its end.
    """

    rows: tuple[Found, ...] = ()
    invalid: int = 0
    notes: tuple[str, ...] = ()
    cut: Failure | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What one source said to a search: `failure` is why it said nothing, or not all."""

    source: str
    batch: Batch
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """What all sources said to one search at `at` (ms UTC)."""

    told: tuple[Told, ...]
    at: int

    @property
    def failed(self) -> tuple[Told, ...]:
        """The sources that said nothing, or not all."""
        return tuple(one for one in self.told if one.failure is not None)

    @property
    def found(self) -> tuple[Found, ...]:
        """The rows of all sources: a SIRET that several name has several."""
        return tuple(row for one in self.told for row in one.batch.rows)

    @property
    def invalid(self) -> int:
        """Rows that were dropped for their SIRET."""
        return sum(one.batch.invalid for one in self.told)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the sources left out, in sentences."""
        return tuple(note for one in self.told for note in one.batch.notes)
