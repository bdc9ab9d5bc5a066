"""Prospects around a place: what the list keeps of the companies with an establishment in a radius (P-04)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from prospectdesk.queries.reader import Reader
    from prospectdesk.store.connection import Connection

LEAST_KM, MOST_KM = 1.0, 200.0
LONGEST = 200


class Around(NamedTuple):
    """A circle: where, in degrees, and how far, in km."""

    label: str
    latitude: float
    longitude: float
    km: float

    def kept(self) -> dict[str, Any]:
        """As a saved view keeps it."""
        return {"label": self.label, "lat": self.latitude, "lon": self.longitude, "km": self.km}


def around_in(data: object) -> Around | None:
    """The circle of a saved view; None for anything else a colleague may have written (T18)."""
    label = data.get("label") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(label, str):
        return None
    latitude, longitude, km = (_number(data.get(name)) for name in ("lat", "lon", "km"))
    sound = abs(latitude) <= 90 and abs(longitude) <= 180 and LEAST_KM <= km <= MOST_KM
    return Around(label[:LONGEST], latitude, longitude, km) if sound else None


def _number(value: object) -> float:
    """A number of JSON that is no switch and no giant; NaN, which is within no limits, for anything else."""
    sound = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1000
    return float(value) if sound and isinstance(value, int | float) else math.nan


def kept(conn: Connection, reader: Reader, ids: Sequence[int], around: Around) -> Sequence[int]:
    """Those of `ids` that have an establishment within the radius, in their order; for a worker."""
    import numpy as np  # late: the first rows of the list come without it

    from prospectdesk.geo.radius import inside, near
    from prospectdesk.queries.portfolio import exactly

    place = (around.latitude, around.longitude)
    points, km = near(reader.ready_sets(conn).points, place, around.km)
    found = np.unique(points.company[inside(place, points, km, around.km, exactly(conn))])
    listed = np.asarray(ids, dtype=np.int32)
    answer: Any = listed[np.isin(listed, found)]
    there: Sequence[int] = answer
    return there
