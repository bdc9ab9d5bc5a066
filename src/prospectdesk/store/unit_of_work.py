"""One command's transaction: rows, history and outbox together; remembers what it touched.

Every write of a command goes through `insert`, `update` or `remove`: the history entry of INV-15,
the inverse of the command and the refresh of the list columns all follow from that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from prospectdesk.domain.changes import Change
from prospectdesk.domain.errors import NotFound
from prospectdesk.domain.ids import new_uid
from prospectdesk.store import labels, statements, summaries
from prospectdesk.store.connection import Connection
from prospectdesk.store.search_merges import thorough

Row = dict[str, Any]


def declare() -> None:
    """Brings the declarations of the tables, and SQLAlchemy with them, that the first write asks for."""
    statements.columns("company")


@dataclass(frozen=True, slots=True)
class RowChange:
    """Columns of one row with the values before and after, as an inverse needs them."""

    table: str
    id: int
    before: Row
    after: Row
    company: int | None


@dataclass
class UnitOfWork:
    """The open transaction of one command on the write lane."""

    conn: Connection
    now_ms: int
    user_id: int | None
    journal: list[RowChange] = field(default_factory=list)
    companies: set[int] = field(default_factory=set)
    """Companies of which any derived column may have changed."""
    fed: dict[str, set[int]] = field(default_factory=dict)
    """By narrow table, companies of which only what that table feeds may have changed."""
    born: set[tuple[str, int]] = field(default_factory=set)
    """Rows that this transaction added."""
    touched: dict[tuple[str, int], int | None] = field(default_factory=dict)
    answered: list[int] = field(default_factory=list)
    """Outbox lines that the centre has answered: its journal may forget them."""
    outbox_edited: bool = False
    """Whether waiting lines were taken away or rewritten (erasure): the journal is written anew."""
    forgetting: bool = False
    """Whether words that leave the search tables leave the file at once (erasure)."""

    # reading -------------------------------------------------------------------------------
    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query as dicts."""
        cursor = self.conn.execute(sql, parameters)
        names = [item[0] for item in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        """The first row of a query as a dict, or None."""
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def value(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.conn.execute(sql, parameters).fetchone()
        return None if row is None else row[0]

    def get(self, table: str, row_id: int) -> Row:
        """The row of `table` by local id, deleted or not. Raises NotFound."""
        row = self.one(statements.select(table), (row_id,))
        if row is None:
            raise NotFound("gone", "Cet élément n’existe plus.")
        return row

    def by_uid(self, table: str, uid: bytes) -> Row | None:
        """The row of `table` by uid, deleted or not."""
        return self.one(statements.select(table, "uid"), (uid,))

    # writing -------------------------------------------------------------------------------
    def insert(
        self,
        table: str,
        values: Row,
        *,
        uid: bytes | None = None,
        company: int | None = None,
        log: bool = True,
    ) -> int:
        """Adds a row and returns its local id; a natural `uid` that exists is brought back instead.

        `company` names the file the row belongs to where the row itself has no `company_id`.
        """
        if uid is not None:
            known = self.by_uid(table, uid)
            if known is not None:
                revived = dict(values)
                if statements.is_deletable(table):
                    revived["deleted_at"] = None
                self.update(table, known["id"], revived, company=company)
                return int(known["id"])
        full = {"uid": uid or new_uid(self.now_ms), **values}
        stored = {**full, **summaries.at_birth(table, full)}
        cursor = self.conn.execute(statements.insert(table, tuple(stored)), list(stored.values()))
        row_id = int(cursor.lastrowid)
        self.born.add((table, row_id))
        owner = self._owner(table, row_id, full, company)
        if statements.is_deletable(table):
            self.journal.append(
                RowChange(table, row_id, {"deleted_at": self.now_ms}, {"deleted_at": None}, owner)
            )
        self._touch(table, row_id, owner)
        if log and labels.is_logged(table):
            subject, told = labels.object_label(self, table, full), labels.summary(self, table, full)
            self.log(owner, subject, full["uid"], "Création", None, told, self._routine(full))
        return row_id

    def update(
        self, table: str, row_id: int, values: Row, *, company: int | None = None, log: bool = True
    ) -> bool:
        """Sets columns of one row; answers whether anything changed. Equal values write nothing."""
        old = self.get(table, row_id)
        changed = {name: value for name, value in values.items() if old[name] != value}
        if not changed:
            return False
        names = tuple(changed)
        self.conn.execute(statements.update(table, names), [*changed.values(), row_id])
        owner = self._owner(table, row_id, old, company)
        kept = {name: value for name, value in changed.items() if not statements.is_local(table, name)}
        if kept:
            self.journal.append(RowChange(table, row_id, {name: old[name] for name in kept}, kept, owner))
        self._touch(table, row_id, owner)
        if kept.get("company_id") is not None:  # moved: the company it comes to changes too
            self.companies.add(int(kept["company_id"]))
        if log and labels.is_logged(table):
            self._log_update(table, owner, old, kept)
        return True

    def remove(self, table: str, row_id: int, *, company: int | None = None, log: bool = True) -> None:
        """Deletes a row softly."""
        self.update(table, row_id, {"deleted_at": self.now_ms}, company=company, log=log)

    def log(
        self,
        company: int | None,
        subject: str,
        uid: bytes | None,
        name: str,
        old: str | None,
        new: str | None,
        owner: bytes | None = None,
    ) -> None:
        """Writes one history entry (INV-15); `owner` is the routine whose users alone may read it."""
        values = {
            "uid": new_uid(self.now_ms),
            "company_id": company,
            "at": self.now_ms,
            "user_id": self.user_id,
            "object": subject,
            "object_uid": uid,
            "field": name,
            "old": old,
            "new": new,
            "owner": owner,
        }
        self.conn.execute(statements.insert("history", tuple(values)), list(values.values()))

    def happened(
        self, company: int, kind: str, title: str, *, text: str = "", uid: bytes | None = None, **more: Any
    ) -> int:
        """Adds a timeline entry of the present user; it takes part in undo like any row.

        A natural `uid` makes one entry of what two laptops tell of the same event.
        """
        values = {
            "company_id": company,
            "at": self.now_ms,
            "type": kind,
            "author_id": self.user_id,
            "title": title,
            "text": text,
            **more,
        }
        return self.insert("timeline", values, uid=uid, log=False)

    def run(self, sql: str, parameters: Sequence[Any] = (), *, companies: Iterable[int] = ()) -> int:
        """A statement on local tables (settings, drafts, imports); answers the rows it changed."""
        self.companies.update(companies)
        return int(self.conn.execute(sql, parameters).rowcount)

    # closing -------------------------------------------------------------------------------
    def finish(self) -> tuple[Change, ...]:
        """Refreshes the derived columns of what was touched; answers the changes to announce."""
        with thorough(self.conn) if self.forgetting else nullcontext():
            self._refresh()
        return tuple(Change(table, row_id, owner) for (table, row_id), owner in self.touched.items())

    def _refresh(self) -> None:
        contacts = {row_id for table, row_id in self.touched if table == "contact"}
        for table, row_id in self.touched:
            if table == "contact_point":
                contacts.add(int(self.value("SELECT contact_id FROM contact_point WHERE id = ?", (row_id,))))
        summaries.refresh_contacts(self.conn, sorted(contacts))
        notes = [one for one in self.touched if one[0] == "timeline" and one not in self.born]
        summaries.refresh_notes(self.conn, [row_id for _, row_id in notes])
        if self.companies:
            summaries.refresh(self.conn, sorted(self.companies))
        marked: set[int] = set()
        for table, owners in self.fed.items():
            summaries.refresh_fed(self.conn, table, sorted(owners - self.companies))
            marked |= self._marked(table)
        summaries.mark_dirty(self.conn, sorted(marked - self.companies))

    def _marked(self, table: str) -> set[int]:
        """Companies whose cached columns rows of a narrow table change; of a new entry they learn by its id."""
        if table not in summaries.APPENDED:
            return self.fed[table]
        found = {owner for one, owner in self.touched.items() if one[0] == table and one not in self.born}
        return {owner for owner in found if owner is not None}

    def _owner(self, table: str, row_id: int, row: Row, company: int | None) -> int | None:
        if company is not None:
            return company
        if table == "company":
            return row_id
        owner = row.get("company_id")
        return None if owner is None else int(owner)

    def _touch(self, table: str, row_id: int, owner: int | None) -> None:
        self.touched[table, row_id] = owner
        if owner is None:
            return
        if summaries.is_narrow(table):
            self.fed.setdefault(table, set()).add(owner)
        else:
            self.companies.add(owner)

    def _log_update(self, table: str, owner: int | None, old: Row, changed: Row) -> None:
        subject = labels.object_label(self, table, {**old, **changed})
        routine = self._routine(old)
        for name, value in changed.items():
            if name == "deleted_at":
                title = "Suppression" if value is not None else "Rétablissement"
                self.log(owner, subject, old["uid"], title, None, None, routine)
            elif labels.is_shown(table, name):
                self.log(
                    owner,
                    subject,
                    old["uid"],
                    labels.field_label(table, name),
                    labels.shown(self, table, name, old[name]),
                    labels.shown(self, table, name, value),
                    routine,
                )

    def _routine(self, row: Row) -> bytes | None:
        """The routine a row belongs to: what is told of it is for its users alone (C-65)."""
        if row.get("routine_id") is None:
            return None
        uid: bytes | None = self.value("SELECT uid FROM routine WHERE id = ?", (row["routine_id"],))
        return uid
