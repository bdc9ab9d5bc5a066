"""The lines of the global search: labels and details of companies and contacts by id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prospectdesk.domain.ids import uid_text
from prospectdesk.domain.siret import format_siren, format_siret
from prospectdesk.queries.search_text import Wanted, ranges
from prospectdesk.store.connection import Connection

HIDDEN_TWIN = (
    "((p.scope = 0 OR p.colour = 'white') AND EXISTS (SELECT 1 FROM contact o WHERE o.white_twin_id = p.id "
    "AND (o.deleted_at IS NULL OR o.erased_at IS NOT NULL)))"
)
LIVE_CONTACT = f"p.deleted_at IS NULL AND p.erased_at IS NULL AND NOT {HIDDEN_TWIN}"
_TAG = (
    "(SELECT t.tag FROM routine_tag t WHERE t.company_id = c.id AND t.deleted_at IS NULL ORDER BY "
    "CASE t.tag WHEN 'client' THEN 0 WHEN 'prospect' THEN 1 WHEN 'suspect' THEN 2 ELSE 3 END LIMIT 1)"
)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One line. `kind` is company or contact, `id` its local id, `company_id` the sheet to open.

    `colour` is the contact card's; `tag` the company's most advanced routine tag; `percent` its best
    dossier's; `ranges` where the text stands in `label`; `distance` the typing errors forgiven.
    """

    kind: str
    id: int
    uid: bytes
    company_id: int
    label: str
    detail: str
    registered: bool
    client: bool
    colour: str | None
    tag: str | None
    percent: int | None
    ranges: tuple[tuple[int, int], ...]
    distance: int

    @property
    def id_text(self) -> str:
        """The uid as 36 characters."""
        return uid_text(self.uid)


def company_lines(
    conn: Connection, ids: Sequence[int], wanted: Wanted, far: dict[int, int]
) -> list[SearchResult]:
    """Lines of companies in the order of `ids`; `far` holds their distances when not 0."""
    marks = ", ".join("?" * len(ids))
    found = {}
    for row in conn.execute(
        "SELECT c.id, c.uid, coalesce(c.shown_name, c.name), c.siren, c.siret, c.shown_postcode, c.shown_city, "
        f"c.registered, c.client, c.best_percent, {_TAG}, c.phone, c.mail FROM company c "
        f"WHERE c.id IN ({marks}) AND c.deleted_at IS NULL",
        tuple(ids),
    ):
        number = (
            format_siret(row[4]) if row[4] and len(row[4]) == 14 else format_siren(row[3]) if row[3] else ""
        )
        place = " ".join(part for part in (row[5], row[6]) if part)
        detail = " · ".join(part for part in (place, number) if part)
        found[row[0]] = SearchResult(
            "company", row[0], row[1], row[0], row[2], detail, bool(row[7]), bool(row[8]), None, row[10], row[9],
            ranges(row[2], wanted), far.get(row[0], 0),
        )  # fmt: skip
    return [found[one] for one in ids if one in found]


def contact_lines(
    conn: Connection, ids: Sequence[int], wanted: Wanted, far: dict[int, int]
) -> list[SearchResult]:
    """Lines of contacts in the order of `ids`."""
    marks = ", ".join("?" * len(ids))
    found = {}
    for row in conn.execute(
        "SELECT p.id, p.uid, p.company_id, p.first_name, p.last_name, p.job, p.email, p.colour, "
        "coalesce(c.shown_name, c.name), c.registered, c.client FROM contact p JOIN company c ON c.id = p.company_id "
        f"WHERE p.id IN ({marks})",
        tuple(ids),
    ):
        label = " ".join(part for part in (row[3], row[4]) if part) or row[6] or ""
        detail = " · ".join(part for part in (row[5], row[8]) if part)
        found[row[0]] = SearchResult(
            "contact", row[0], row[1], row[2], label, detail, bool(row[9]), bool(row[10]), row[7], None, None,
            ranges(label, wanted), far.get(row[0], 0),
        )  # fmt: skip
    return [found[one] for one in ids if one in found]
