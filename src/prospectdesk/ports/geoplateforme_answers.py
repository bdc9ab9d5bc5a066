"""Reads the answers of the Géoplateforme’s geocoder: GeoJSON features and the CSV of a batch."""

from __future__ import annotations

import csv
import io
from typing import Any

from prospectdesk.domain.register import Spot
from prospectdesk.ports import reading
from prospectdesk.ports.failures import unavailable
from prospectdesk.ports.reading import Json, text

LABEL = "Géocodage"
SOURCE = "geoplateforme"
SURE = 0.5
"""Below this score an answer is a guess, and is not offered."""


def spots(document: Any) -> list[Spot]:
    """The candidates, best first, guesses left out; none is an answer too. Raises Unavailable for another shape."""
    if not isinstance(document, dict) or not isinstance(document.get("features"), list):
        raise unavailable("bad_answer", LABEL)
    found = [one for one in map(_spot, reading.objects(document["features"])) if one is not None]
    return sorted((one for one in found if one.score >= SURE), key=lambda one: -one.score)


def _spot(feature: Json) -> Spot | None:
    place = reading.part(feature, "geometry").get("coordinates")
    told = reading.part(feature, "properties")
    label = text(told, "label", "name")
    if not isinstance(place, list) or len(place) < 2 or label is None:
        return None
    latitude, longitude = reading.place_of(place[1], place[0])  # GeoJSON writes the longitude first
    if latitude is None or longitude is None:
        return None
    score = reading.figure(told.get("score")) or 0.0
    return Spot(
        label=label,
        latitude=latitude,
        longitude=longitude,
        score=min(max(0.0, score), 1.0),
        postcode=reading.code(told, "postcode", 12),
        city_code=reading.code(told, "citycode", 5),
        source=SOURCE,
    )


def batch(body: str, count: int) -> list[Spot | None]:
    """The places of a batch, in the order sent; None where nothing was found. Raises Unavailable.

    The service returns the columns sent followed by its own; a row too few or too many is no answer to the batch.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(body), strict=True))
    except csv.Error as error:
        raise unavailable("bad_answer", LABEL) from error
    if len(rows) != count or (rows and "latitude" not in rows[0]):
        raise unavailable("bad_answer", LABEL)
    return [_row(row) for row in rows]


def _row(row: dict[str, str]) -> Spot | None:
    document: Json = dict(row)
    latitude, longitude = reading.place_of(row.get("latitude"), row.get("longitude"))
    label = text(document, "result_label")
    score = reading.figure(row.get("result_score"))
    if latitude is None or longitude is None or label is None or score is None or score < SURE:
        return None
    return Spot(
        label=label,
        latitude=latitude,
        longitude=longitude,
        score=min(score, 1.0),
        postcode=reading.code(document, "result_postcode", 12),
        city_code=reading.code(document, "result_citycode", 5),
        source=SOURCE,
    )
