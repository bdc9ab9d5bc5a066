"""What the centre knows of each table beside its columns: where its rows live, who writes them, how they merge.

Read by the service, which fills its `table_rule` and `column_rule` tables from here, and by the laptop, which
completes groups before a push. docs/sync.md explains every word.
"""

from __future__ import annotations

from dataclasses import dataclass

from prospectdesk.wire.tables import TABLES

DIRECTORY_TABLES = frozenset(
    {"company", "establishment", "contact", "contact_point", "mission", "commune_centre"}
)
"""Tables that also have rows everybody shares (register, white cards, X-22): scope 0."""

ROUTINE_OF = {
    "routine": "uid",
    "routine_user": "routine_id",
    "routine_tag": "routine_id",
    "fit_score": "routine_id",
}
"""Tables of the bucket of a routine (C-65), with the column that names it."""

PERSON_OF = {"notification": "user_id", "saved_view": "user_id"}
"""Tables whose rows belong to one user's bucket when their scope is 2, with the column that names him."""

BUCKET_IN = {"conflict": "owner", "history": "owner", "timeline": "owner"}
"""Tables whose rows live in the bucket of what they speak of: the column that names it, NULL for the workspace's."""

WRITERS = {
    "workspace": "admin",
    "user": "admin",
    "catalogue": "admin",
    "cabinet": "admin",
    "office": "admin",
    "cabinet_service": "admin",
    "user_cabinet": "admin",
    "user_service": "admin",
    "dossier_type": "admin",
    "letter_template": "admin",
    "pipeline": "leads",
    "stage": "leads",
    "routine": "leads",
    "routine_user": "leads",
    "routine_tag": "routine",
    "fit_score": "routine",
    "timeline": "author",
    "document": "author",
    "portfolio_analysis": "author",
    "portfolio_part": "author",
    "bonus": "filed",
    "notification": "owner",
    "saved_view": "owner",
    "history": "append",
    "suppression": "append",
    "conflict": "settle",
}
"""Who may write a table (X-04); every active user of the workspace where nothing is said.

admin: administrators · leads: responsables and administrators · routine: users of the routine and leads ·
author: anyone adds, the author and leads edit · owner: anyone adds, the owner edits · append: anyone adds,
nobody edits · filed: anyone adds, administrators edit (who signs makes the bonus, D-30) · settle: made by the
centre, anyone sets the `settled_*` columns.
"""

OWN_COLUMNS = {"user": frozenset({"signature", "default_routine_id", "mailbox_state"})}
"""Columns of his own row that a user without the right may write."""

AUTHORS = {
    "timeline": "author_id",
    "non_conformity": "author_id",
    "software_park": "author_id",
    "document": "author_id",
    "project_handover": "author_id",
    "portfolio_analysis": "author_id",
    "portfolio_part": "author_id",
    "follow_up": "creator_id",
    "contact": "made_by_id",
    "registration": "registered_by_id",
    "history": "user_id",
    "conflict": "settled_by_id",
}
"""Columns the centre sets from the signed-in person when a row is made (P3); a later value is ignored."""

GROUPS: dict[str, dict[str, tuple[str, ...]]] = {
    "registration": {
        "address": ("street", "street2", "postcode", "city", "country", "latitude", "longitude"),
    },
    "establishment": {
        "address": ("street", "street2", "postcode", "city", "city_code", "country", "latitude", "longitude"),
    },
    "dossier": {
        "stage": ("stage_id", "rank"),
        "contract": ("contract_type_id", "offer_id"),
        "place": ("cabinet_id", "office_id"),
    },
    "follow_up": {"when": ("day", "minute", "zone")},
}
"""Columns that merge as one unit: never half of each (SYNC §3)."""

RESTRICTIVE = {"contact": frozenset({"block_call", "block_sms", "block_email"})}
"""Of two concurrent values the greater one stands, whatever the clocks (consent)."""

QUIET = frozenset(
    {
        "scope",
        "seen",
        "registered_at",
        "registered_by_id",
        "made_at",
        "made_by_id",
        "creator_id",
        "author_id",
        "created_at",
        "at",
        "reminded_at",
        "person",
    }
)
"""Bookkeeping of two rows made of one natural key: the centre's value stands, no conflict is told."""

HEAVY = {"portfolio_part": 100}
"""A row of these tables counts as so many in a page of a pull and in `POST /v1/rows`: its text is up to 100,000 characters."""

SINCE: dict[str, int] = {}
"""Schema in which a table ("table") or a column ("table.column") came; 1 where nothing is said.

Laptops of an older schema are not told of it. A mandatory column that came later needs a preset (server/schema.py).
"""


@dataclass(frozen=True, slots=True)
class Column:
    """One travelling column. `kind` is i, t, r or b; `target` is the table a reference points at, or None."""

    name: str
    kind: str
    target: str | None
    mandatory: bool


def is_shared(table: str) -> bool:
    """Whether all rows of a workspace in this table are seen by all of its users."""
    return not (table in ROUTINE_OF or table in PERSON_OF or table in BUCKET_IN)


def columns(table: str) -> tuple[Column, ...]:
    """The travelling columns of a table in their order. Raises KeyError for a table that does not travel."""
    found = []
    for word in TABLES[table].split():
        name, _, rest = word.partition(":")
        kind, _, target = rest.rstrip("!").partition(">")
        found.append(Column(name, kind, target or None, rest.endswith("!")))
    return tuple(found)
