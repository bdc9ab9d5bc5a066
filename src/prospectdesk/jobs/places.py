"""Typed places for searches around them: the offline geocoder, and the workspace's own town at its own address."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from prospectdesk.domain.text import fold
from prospectdesk.queries.own_place import OwnPlace, own_place

if TYPE_CHECKING:
    from prospectdesk.geo.place import Candidate
    from prospectdesk.jobs.session import Session


def find_places(session: Session, text: str, limit: int = 8) -> list[Candidate]:
    """Candidates for a typed place, best first. Reads the store: for a worker.

    Who asks for the town of the workspace means around the workspace: that town stands at its address.
    """
    found = session.geocoder().search(text, limit=limit)
    own = session.reader.run(own_place)
    return found if own is None else [_at_home(one, own) for one in found]


def _at_home(found: Candidate, own: OwnPlace) -> Candidate:
    """The candidate, moved to the workspace when it is the town of the workspace."""
    same = (
        bool(own.city) and fold(found.label) == fold(own.city) and found.precision in {"commune", "learned"}
    )
    near = not own.postcode or found.department == own.postcode[: len(found.department)]
    if not (same and near):
        return found
    return replace(found, latitude=own.place.latitude, longitude=own.place.longitude)
