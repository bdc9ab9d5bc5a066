"""What a round of visits says of each company: address, place, whom to ask for, the last note, the open relance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from prospectdesk.domain.contacts import full_name
from prospectdesk.domain.ids import uid_text
from prospectdesk.domain.phones import show_phone
from prospectdesk.domain.tour import MOST, Stop, too_many
from prospectdesk.queries.contacts import ORDER, VISIBLE
from prospectdesk.store.connection import Connection

_STOP = f"""
SELECT s.id, s.uid, coalesce(s.shown_name, s.name), coalesce(r.street, e.street), coalesce(r.street2, e.street2),
 s.shown_postcode, s.shown_city, coalesce(e.latitude, r.latitude), coalesce(e.longitude, r.longitude), s.registered,
 s.last_note, coalesce(r.phone, e.phone, s.phone), c.first_name, c.last_name, c.job,
 CASE WHEN c.block_call = 0 THEN coalesce(c.mobile, c.home) END,
 (SELECT f.day FROM follow_up f WHERE f.company_id = s.id AND f.kind = 'relance' AND f.done = 0
  AND f.deleted_at IS NULL ORDER BY f.id LIMIT 1)
FROM company s
LEFT JOIN registration r ON r.company_id = s.id AND r.deleted_at IS NULL
LEFT JOIN establishment e ON e.id = (SELECT x.id FROM establishment x WHERE x.company_id = s.id
 AND x.deleted_at IS NULL ORDER BY coalesce(x.head_office, 0) DESC, x.open DESC, x.id LIMIT 1)
LEFT JOIN contact c ON c.id = (SELECT c.id FROM contact c WHERE c.company_id = s.id AND c.colour = 'orange'
 AND c.role = 'interlocuteur' AND {VISIBLE} ORDER BY {ORDER} LIMIT 1)
WHERE s.id = ? AND s.deleted_at IS NULL
"""


def stops(conn: Connection, companies: Sequence[int]) -> list[Stop]:
    """One stop a company, in the order given; companies that are gone are left out. Raises Refused when too many."""
    wanted = list(dict.fromkeys(int(one) for one in companies))
    if len(wanted) > MOST:
        raise too_many(len(wanted))
    found = (conn.execute(_STOP, (one,)).fetchone() for one in wanted)
    return [_stop(row) for row in found if row is not None]


def _stop(row: Sequence[Any]) -> Stop:
    street, street2, postcode, city = row[3:7]
    town = " ".join(filter(None, (postcode, city)))
    person = full_name(row[12], row[13])
    phone = row[15] or row[11]
    return Stop(
        company=row[0], uid=uid_text(row[1]), name=row[2], address=", ".join(filter(None, (street, street2, town))),
        contact=", ".join(filter(None, (person, row[14]))) if person else "",
        phone=show_phone(phone) if phone else "", note=row[10] or "", latitude=row[7], longitude=row[8],
        registered=bool(row[9]), relance=row[16],
    )  # fmt: skip
