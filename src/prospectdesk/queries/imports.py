"""The history of imports, and what the import page offers to choose from."""

from __future__ import annotations

from dataclasses import dataclass

from prospectdesk.domain.ids import uid_text
from prospectdesk.store.connection import Connection

_COUNTS = ("rows", "created", "updated", "ignored", "duplicates")


@dataclass(frozen=True, slots=True)
class ImportRun:
    """One import of the past. `at` and `undone_at` are instants (ms UTC); `kind` companies, clients or contacts."""

    uid: str
    kind: str
    file: str
    at: int
    person: str | None
    undone_at: int | None
    rows: int
    created: int
    updated: int
    ignored: int
    duplicates: int
    errors: int

    @property
    def undone(self) -> bool:
        """Whether it was taken back."""
        return self.undone_at is not None


@dataclass(frozen=True, slots=True)
class RoutineChoice:
    """A routine that clients can be tagged on (C-74); `own` marks the user's default one."""

    uid: str
    title: str
    own: bool


def runs(conn: Connection, limit: int = 50) -> list[ImportRun]:
    """The last imports, newest first."""
    counts = ", ".join(f"coalesce(r.report ->> '$.{name}', 0)" for name in _COUNTS)
    found = conn.execute(
        f"SELECT r.uid, r.kind, r.file, r.at, u.name, r.undone_at, {counts}, coalesce(r.report ->> '$.refused', "
        "json_array_length(r.report, '$.row_errors'), 0) FROM import_run r LEFT JOIN user u ON u.id = r.user_id "
        "WHERE r.state IN ('done', 'undone', 'undoing') ORDER BY r.id DESC LIMIT ?",
        (limit,),
    )
    return [ImportRun(uid_text(uid), *rest) for uid, *rest in found]


def routines(conn: Connection, user_id: int, *, every: bool) -> list[RoutineChoice]:
    """Active routines the user belongs to (all with `every`), his default one first."""
    found = conn.execute(
        "SELECT r.uid, r.title, r.id IS u.default_routine_id FROM routine r JOIN user u ON u.id = ?1 "
        "WHERE r.deleted_at IS NULL AND r.active = 1 AND (?2 OR r.id IN (SELECT m.routine_id FROM routine_user m "
        "WHERE m.user_id = ?1 AND m.deleted_at IS NULL)) ORDER BY 3 DESC, fold(r.title)",
        (user_id, int(every)),
    )
    return [RoutineChoice(uid_text(uid), title, bool(own)) for uid, title, own in found]
