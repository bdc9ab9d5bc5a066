"""What a report is asked about: pipeline, people, service, routine, source, period; and what a person may see of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from prospectdesk.domain.clock import DEFAULT_ZONE
from prospectdesk.domain.pipeline import Stage
from prospectdesk.domain.reports import Period
from prospectdesk.store.connection import Connection

Named = tuple[int, str]
CENTS = "CAST(round(min(max(CAST(coalesce({0}, '0') AS REAL), 0), 1e12) * 100) AS INTEGER)"
"""An amount (text) as whole cents; what is no number counts as nothing."""
CLOSED_AT = "coalesce(d.closed_at, d.made_at)"
GONE = "SELECT id FROM company WHERE deleted_at IS NOT NULL"
"""Companies that count no more, a handful with an index of their own.

To read the company of each dossier takes four times as long as to count the dossiers."""
MY_ROUTINES = (
    "SELECT r.uid FROM routine r JOIN routine_user m ON m.routine_id = r.id AND m.deleted_at IS NULL "
    "WHERE m.user_id = ? AND r.deleted_at IS NULL"
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The filters; empty and None do not narrow, but `pipeline`: None is the first one.

    `person` is who asks, `leads` whether a responsable: others see nothing of routines they do not work on (C-65).
    """

    period: Period
    person: int
    leads: bool
    pipeline: int | None = None
    users: tuple[int, ...] = ()
    service: int | None = None
    routine: int | None = None
    source: int | None = None
    zone: str = DEFAULT_ZONE


@dataclass(frozen=True, slots=True)
class ReportChoices:
    """What the filters offer, as (id, label)."""

    pipelines: tuple[Named, ...]
    users: tuple[Named, ...]
    services: tuple[Named, ...]
    routines: tuple[Named, ...]
    sources: tuple[Named, ...]


class Where:
    """Conditions with their values, in the order they are added."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.values: list[Any] = []

    def add(self, sql: str, *values: Any) -> Where:
        """One more condition."""
        self.parts.append(sql)
        self.values.extend(values)
        return self

    def among(self, column: str, values: Sequence[Any]) -> Where:
        """`column` is one of `values`; no value means no row."""
        return self.add(f"{column} IN ({', '.join('?' * len(values))})", *values)

    def within(self, column: str, span: tuple[int, int]) -> Where:
        """`column` lies in a span of instants."""
        return self.add(f"{column} >= ?", span[0]).add(f"{column} < ?", span[1])

    @property
    def sql(self) -> str:
        """The clause, "WHERE" included."""
        return "WHERE " + " AND ".join(self.parts or ["1"])


def dossiers_where(asked: Asked, pipeline: int | None) -> Where:
    """The conditions of every report about dossiers; `d` is the dossier, and no other table is needed.

    The plus keeps SQLite to the one index that holds all they look at: the board's would read every dossier.
    """
    where = Where().add("d.deleted_at IS NULL").add(f"d.company_id NOT IN ({GONE})")
    if pipeline is not None:
        where.add("+d.stage_id IN (SELECT id FROM stage WHERE pipeline_id = ?)", pipeline)
    if asked.users:
        where.among("d.holder_id", asked.users)
    if asked.service is not None:
        where.add("d.type_id IN (SELECT id FROM dossier_type WHERE service_id = ?)", asked.service)
    return companies_where(asked, where, "d")


def companies_where(asked: Asked, where: Where, row: str) -> Where:
    """The conditions about the company of `row`: its source, its tag in a routine the person may see."""
    if asked.source is not None:
        where.add(
            f"EXISTS (SELECT 1 FROM company c WHERE c.id = {row}.company_id AND c.source_id = ?)",
            asked.source,
        )
    if asked.routine is not None:
        where.add(
            f"EXISTS (SELECT 1 FROM routine_tag g WHERE g.company_id = {row}.company_id AND g.routine_id = ? "
            "AND g.deleted_at IS NULL)",
            asked.routine,
        )
        if not asked.leads:
            where.add(
                "EXISTS (SELECT 1 FROM routine_user m WHERE m.routine_id = ? AND m.user_id = ? "
                "AND m.deleted_at IS NULL)",
                asked.routine,
                asked.person,
            )
    return where


def chosen_pipeline(conn: Connection, chosen: int | None) -> int | None:
    """The pipeline asked for, else the first; None while there is none."""
    row = conn.execute(
        "SELECT id FROM pipeline WHERE active = 1 AND deleted_at IS NULL ORDER BY id IS NOT ?, rank, id LIMIT 1",
        (chosen,),
    ).fetchone()
    return None if row is None else int(row[0])


def stages_of(conn: Connection, pipeline: int | None) -> tuple[Stage, ...]:
    """The stages of a pipeline in their order, those no longer used too: dossiers may still stand there."""
    rows = conn.execute(
        "SELECT id, pipeline_id, label, percent, meaning, active AND deleted_at IS NULL FROM stage "
        "WHERE pipeline_id = ? ORDER BY rank, id",
        (pipeline,),
    )
    return tuple(Stage(row[0], row[1], row[2], row[3], row[4], bool(row[5])) for row in rows)


def choices(conn: Connection, person: int, leads: bool) -> ReportChoices:
    """The lists of the filters; an Utilisateur chooses among the routines he is assigned to (C-65)."""
    live = "WHERE active = 1 AND deleted_at IS NULL"
    return ReportChoices(
        _pairs(conn, f"SELECT id, label FROM pipeline {live} ORDER BY rank, id"),
        _pairs(conn, f"SELECT id, name FROM user {live} ORDER BY fold(name), id"),
        _pairs(conn, f"SELECT id, label FROM catalogue {live} AND kind = 'service' ORDER BY rank, id"),
        _pairs(
            conn,
            "SELECT r.id, r.title FROM routine r WHERE r.deleted_at IS NULL AND r.active = 1 AND (?2 OR EXISTS "
            "(SELECT 1 FROM routine_user m WHERE m.routine_id = r.id AND m.user_id = ?1 AND m.deleted_at IS NULL)) "
            "ORDER BY fold(r.title), r.id",
            person,
            int(leads),
        ),
        _pairs(conn, f"SELECT id, label FROM catalogue {live} AND kind = 'source' ORDER BY rank, id"),
    )


def _pairs(conn: Connection, sql: str, *values: object) -> tuple[Named, ...]:
    return tuple((row[0], row[1]) for row in conn.execute(sql, values))
