"""Switches of the workspace that the administration shows."""

from __future__ import annotations

from prospectdesk.domain.portfolio import POTENTIAL_BY_NAF
from prospectdesk.domain.stored_json import stored_object
from prospectdesk.store.connection import Connection


def is_by_naf(conn: Connection) -> bool:
    """Whether the NAF codes of the trainings make a company « Prospect potentiel », too (P-10)."""
    row = conn.execute("SELECT settings FROM workspace ORDER BY id LIMIT 1").fetchone()
    return row is not None and stored_object(row[0]).get(POTENTIAL_BY_NAF) is True
