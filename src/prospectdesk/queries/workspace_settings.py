"""What the administration shows of the workspace itself."""

from __future__ import annotations

from dataclasses import dataclass

from prospectdesk.domain.portfolio import POTENTIAL_BY_NAF
from prospectdesk.domain.stored_json import stored_object
from prospectdesk.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Facts:
    """Name, address, and whether the address has a point to search around."""

    name: str
    street: str | None
    postcode: str | None
    city: str | None
    placed: bool
    by_naf: bool


def facts(conn: Connection) -> Facts:
    """The workspace's."""
    row = conn.execute(
        "SELECT name, street, postcode, city, latitude IS NOT NULL FROM workspace ORDER BY id LIMIT 1"
    ).fetchone()
    return Facts(row[0], row[1], row[2], row[3], bool(row[4]), is_by_naf(conn))


def is_by_naf(conn: Connection) -> bool:
    """Whether the NAF codes of the trainings make a company « Prospect potentiel », too (P-10)."""
    row = conn.execute("SELECT settings FROM workspace ORDER BY id LIMIT 1").fetchone()
    return row is not None and stored_object(row[0]).get(POTENTIAL_BY_NAF) is True
