"""What the geocoder answers: places for addresses, candidates for typed text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Precision = Literal["commune", "postcode", "department", "learned", "coordinates"]
"""How good a point is: the commune's own centre, the mean of the communes of a postcode, something as
wide as a department, the mean of establishments known there, or coordinates typed by hand."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address lies. `code` is the INSEE code of the commune (None when only a postcode or a
    department is known), `department` a department code, `key` what the point is learned under."""

    latitude: float
    longitude: float
    code: str | None
    label: str
    department: str
    precision: Precision
    key: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One answer to a typed text, for the user to pick from; `postcode` is "" when there is none,
    `population` 0 when unknown."""

    latitude: float
    longitude: float
    code: str | None
    label: str
    postcode: str
    department: str
    population: int
    precision: Precision
