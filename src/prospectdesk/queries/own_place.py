"""Where the workspace is: the place searches around begin with (P-03)."""

from __future__ import annotations

from dataclasses import dataclass

from prospectdesk.domain.portfolio import Place
from prospectdesk.store.connection import Connection


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """The workspace's address with its point."""

    place: Place
    postcode: str
    city: str


def own_place(conn: Connection) -> OwnPlace | None:
    """The workspace's address; None while it has no point. Its label is the address, the town when there is no street."""
    row = conn.execute(
        "SELECT name, street, postcode, city, latitude, longitude FROM workspace ORDER BY id LIMIT 1"
    ).fetchone()
    if row is None or row[4] is None or row[5] is None:
        return None
    name, street, postcode, city, latitude, longitude = row
    town = " ".join(part for part in (postcode, city) if part) if street else city
    label = ", ".join(part for part in (street, town) if part) or name
    return OwnPlace(Place(label, float(latitude), float(longitude)), postcode or "", city or "")
