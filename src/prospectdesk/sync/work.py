"""What one applied page knows and touches: local ids of uids, companies to refresh, changes to tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from prospectdesk.domain.changes import Change
from prospectdesk.store import statements, summaries
from prospectdesk.store.connection import Connection
from prospectdesk.sync.operations import targets
from prospectdesk.sync.rebase import Waiting

CHUNK = 5_000
MANY = 400
"""With more changes than this the feed is told that everything changed."""


@dataclass(slots=True)
class Known:
    """A row of the store: local id, rev, and the row it belongs to (`owner_column`): a company, contact, mission or dossier."""

    id: int
    rev: int
    owner: int | None


@dataclass
class Work:
    """One transaction of the sync; lives as long as it."""

    conn: Connection
    waiting: Waiting
    trusting: bool = True
    """Whether revs compare: not between two lives of a centre (generation)."""
    holding: bool = False
    """Whether rows are held."""
    ids: dict[str, dict[bytes, int]] = field(default_factory=dict)
    fed: dict[str, set[int]] = field(default_factory=dict)
    """By table, the companies of its rows that changed."""
    contacts: set[int] = field(default_factory=set)
    notes: set[int] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)
    count: int = 0
    arrived: set[bytes] = field(default_factory=set)
    fresh: dict[str, int] = field(default_factory=dict)
    """The last local id that was given, by table."""
    aside: int = 0

    @classmethod
    def begin(cls, conn: Connection, *, trusting: bool = True) -> Work:
        """For a transaction that is open and muted."""
        conn.execute("PRAGMA defer_foreign_keys = ON")
        holding = conn.execute("SELECT 1 FROM held LIMIT 1").fetchone() is not None
        return cls(conn, Waiting.read(conn), trusting, holding)

    def known(self, table: str, uids: Sequence[bytes]) -> dict[bytes, Known]:
        """The rows of `table` that are here already."""
        owner = owner_column(table)
        found: dict[bytes, Known] = {}
        for start in range(0, len(uids), CHUNK):
            part = uids[start : start + CHUNK]
            marks = ", ".join("?" * len(part))
            rows = self.conn.execute(
                f"SELECT uid, id, rev, {owner} FROM {table} WHERE uid IN ({marks})", part
            )
            found.update({uid: Known(row_id, rev, company) for uid, row_id, rev, company in rows})
        return found

    def resolve(self, table: str, uids: Iterable[bytes]) -> dict[bytes, int]:
        """Local ids of rows of `table` by uid, read once; those not here are left out."""
        known = self.ids.setdefault(table, {})
        unknown = [uid for uid in uids if uid not in known]
        for start in range(0, len(unknown), CHUNK):
            part = unknown[start : start + CHUNK]
            marks = ", ".join("?" * len(part))
            known.update(self.conn.execute(f"SELECT uid, id FROM {table} WHERE uid IN ({marks})", part))
        return known

    def next_id(self, table: str) -> int:
        """The local id of the next new row of a table."""
        if table not in self.fresh:
            found = self.conn.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()
            self.fresh[table] = int(found[0])
        self.fresh[table] += 1
        return self.fresh[table]

    def touch(self, table: str, row_id: int, *owners: int | None) -> None:
        """Notes a row that changed and the companies it belonged and belongs to."""
        company = next((one for one in owners if one is not None), None)
        self.count += 1
        if self.count <= MANY:
            self.changes.append(Change(table, row_id, company))
        if company is not None and table in summaries.PARTS:
            self.fed.setdefault(table, set()).update(one for one in owners if one is not None)
        if table == "contact":
            self.contacts.add(row_id)
        elif table == "timeline":
            self.notes.add(row_id)


_OWNERLESS = frozenset({"history", "conflict", "notification"})
"""Tables that name a company of which they change nothing."""


OWNER_BY = {
    "contact_point": ("contact_id", "contact"),
    "placement": ("mission_id", "mission"),
    "project_piece": ("dossier_id", "dossier"),
    "project_handover": ("dossier_id", "dossier"),
}
"""Tables whose company is that of another row."""


@cache
def owner_column(table: str) -> str:
    """The column of `table` that names what it belongs to, as SQL; NULL where it does not matter."""
    if table == "company":
        return "id"
    if table in OWNER_BY:
        return OWNER_BY[table][0]
    columns = statements.columns(table)
    return "company_id" if "company_id" in columns and table not in _OWNERLESS else "NULL"


@cache
def mandatory_targets(table: str) -> dict[str, str]:
    """The references of a table that a row cannot do without."""
    from prospectdesk.wire import rules

    must = {column.name for column in rules.columns(table) if column.mandatory}
    return {name: target for name, target in targets(table).items() if name in must}
