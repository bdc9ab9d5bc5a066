"""Which companies object to prospecting: the register said so on this computer, and they are no client of ours."""

from __future__ import annotations

import json
from collections.abc import Iterable

from prospectdesk.store.connection import Connection

_ANY = "SELECT EXISTS (SELECT 1 FROM register_answer WHERE outcome = 'partial')"
_AMONG = (
    "SELECT c.id FROM register_answer a JOIN company c ON c.siren = a.siren WHERE a.outcome = 'partial' "
    "AND c.id IN (SELECT value FROM json_each(?)) AND NOT EXISTS "
    "(SELECT 1 FROM client_file k WHERE k.company_id = c.id AND k.deleted_at IS NULL)"
)


def opposed_among(conn: Connection, companies: Iterable[int]) -> frozenset[int]:
    """Those of some companies (local ids) that are not for prospecting."""
    if not conn.execute(_ANY).fetchone()[0]:
        return frozenset()
    return frozenset(row[0] for row in conn.execute(_AMONG, (json.dumps([int(one) for one in companies]),)))


def is_opposed(conn: Connection, company: int) -> bool:
    """Whether one company is not for prospecting."""
    return company in opposed_among(conn, (company,))
