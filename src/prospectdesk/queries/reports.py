"""The figures of the reports: funnel, forecast, losses, ages. Each is grouped by the database, whatever the number."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from prospectdesk.domain.pipeline import Stage
from prospectdesk.domain.reports import (
    AGE_BANDS,
    Step,
    band_key,
    column_of,
    day_start,
    forecast_columns,
    funnel,
)
from prospectdesk.queries.reports_scope import (
    CENTS,
    CLOSED_AT,
    Asked,
    Where,
    chosen_pipeline,
    dossiers_where,
    stages_of,
)
from prospectdesk.store.connection import Connection

DAY_MS = 86_400_000
_CENTS = CENTS.format("d.amount")
_MONTH = (
    "CAST(strftime('%Y', d.signing_on * 86400, 'unixepoch') AS INTEGER) * 12 "
    "+ CAST(strftime('%m', d.signing_on * 86400, 'unixepoch') AS INTEGER) - 1"
)


@dataclass(frozen=True, slots=True)
class Conversion:
    """How far the dossiers created in the period came; `pipeline` None while there is none."""

    pipeline: int | None
    steps: tuple[Step, ...]

    @property
    def created(self) -> int:
        """How many there are."""
        return self.steps[0].count if self.steps else 0

    @property
    def signed(self) -> int:
        """How many of them were signed."""
        return self.steps[-1].count if self.steps else 0


@dataclass(frozen=True, slots=True)
class Part:
    """The open dossiers of one stage in a column or band; money in exact euros."""

    stage: int
    count: int
    total: Decimal
    weighted: Decimal


@dataclass(frozen=True, slots=True)
class Column:
    """A month of the forecast (2026-11), late, later or undated; or a band of age (b0 …). Parts by stage."""

    key: str
    parts: tuple[Part, ...]

    @property
    def count(self) -> int:
        """How many dossiers."""
        return sum(one.count for one in self.parts)

    @property
    def total(self) -> Decimal:
        """Their amounts."""
        return sum((one.total for one in self.parts), Decimal(0))

    @property
    def weighted(self) -> Decimal:
        """Their amounts × the percentage of the stage."""
        return sum((one.weighted for one in self.parts), Decimal(0))


@dataclass(frozen=True, slots=True)
class OpenDossiers:
    """Open dossiers by column and stage. `stages` in the order of the pipeline; ages in days, 0 without any."""

    stages: tuple[Stage, ...]
    columns: tuple[Column, ...]
    mean_age: float = 0.0
    oldest: int = 0

    @property
    def count(self) -> int:
        """How many dossiers."""
        return sum(one.count for one in self.columns)

    @property
    def weighted(self) -> Decimal:
        """The weighted sum of all."""
        return sum((one.weighted for one in self.columns), Decimal(0))


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason of loss: how many lost dossiers name it, and their amounts."""

    id: int
    label: str
    count: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class Losses:
    """The dossiers lost in the period, by reason; a dossier may have several."""

    count: int
    total: Decimal
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Signatures:
    """The dossiers signed in the period."""

    count: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures above the charts; `…_before` of the same days a year earlier."""

    conversion: Conversion
    conversion_before: Conversion
    signed: Signatures
    signed_before: Signatures
    open: OpenDossiers


def conversion(conn: Connection, asked: Asked) -> Conversion:
    """The funnel of the dossiers created in the period."""
    pipeline = chosen_pipeline(conn, asked.pipeline)
    if pipeline is None:
        return Conversion(None, ())
    where = dossiers_where(asked, pipeline).within("d.made_at", asked.period.span(asked.zone))
    rows = _rows(
        conn,
        f"SELECT d.stage_id, d.status = 'signe', count(*), sum({_CENTS}) FROM dossier d {where.sql} GROUP BY 1, 2",
        where,
    )
    counted = {(row[0], bool(row[1])): (row[2], row[3]) for row in rows}
    return Conversion(pipeline, funnel(stages_of(conn, pipeline), counted))


def forecast(conn: Connection, asked: Asked, today: int) -> OpenDossiers:
    """Open dossiers by the month they are expected to be signed in; the period does not narrow what is to come."""
    pipeline = chosen_pipeline(conn, asked.pipeline)
    where = open_where(asked, pipeline)
    rows = _rows(
        conn,
        f"SELECT {_MONTH}, d.stage_id, count(*), sum({_CENTS}) FROM dossier d {where.sql} GROUP BY 1, 2",
        where,
    )
    columns = forecast_columns((row[0] for row in rows), today)
    found = [(column_of(row[0], columns), *row[1:]) for row in rows]
    return _by_column(stages_of(conn, pipeline), tuple(columns), found)


def ageing(conn: Connection, asked: Asked, today: int, now_ms: int) -> OpenDossiers:
    """Open dossiers by the days since they were created."""
    pipeline = chosen_pipeline(conn, asked.pipeline)
    where = open_where(asked, pipeline)
    since = [day_start(today - most, asked.zone) for _least, most in AGE_BANDS if most is not None]
    whens = " ".join(f"WHEN d.made_at >= {ms} THEN {number}" for number, ms in enumerate(since))
    rows = _rows(
        conn,
        f"SELECT CASE {whens} ELSE {len(since)} END, d.stage_id, count(*), sum({_CENTS}), sum(d.made_at / 1000), "
        f"min(d.made_at) FROM dossier d {where.sql} GROUP BY 1, 2",
        where,
    )
    keys = tuple(band_key(number) for number in range(len(AGE_BANDS)))
    found = [(band_key(row[0]), *row[1:4]) for row in rows]
    made = _by_column(stages_of(conn, pipeline), keys, found)
    if not rows:
        return made
    mean = now_ms / 1000 - sum(row[4] for row in rows) / made.count
    oldest = now_ms - min(row[5] for row in rows)
    return replace(made, mean_age=max(0.0, mean * 1000 / DAY_MS), oldest=max(0, oldest // DAY_MS))


def losses(conn: Connection, asked: Asked) -> Losses:
    """The reasons of the dossiers lost in the period, the most frequent first."""
    where = closed_where(asked, chosen_pipeline(conn, asked.pipeline), "perdu")
    all_of = _rows(conn, f"SELECT count(*), coalesce(sum({_CENTS}), 0) FROM dossier d {where.sql}", where)[0]
    rows = _rows(
        conn,
        f"SELECT k.id, k.label, count(*), sum({_CENTS}) FROM dossier d "
        "JOIN dossier_reason r ON r.dossier_id = d.id AND r.deleted_at IS NULL JOIN catalogue k ON k.id = r.reason_id "
        f"{where.sql} GROUP BY k.id ORDER BY 3 DESC, fold(k.label), k.id",
        where,
    )
    return Losses(
        all_of[0], euros(all_of[1]), tuple(Reason(row[0], row[1], row[2], euros(row[3])) for row in rows)
    )


def signatures(conn: Connection, asked: Asked) -> Signatures:
    """The dossiers signed in the period."""
    where = closed_where(asked, chosen_pipeline(conn, asked.pipeline), "signe")
    row = _rows(conn, f"SELECT count(*), coalesce(sum({_CENTS}), 0) FROM dossier d {where.sql}", where)[0]
    return Signatures(row[0], euros(row[1]))


def summary(conn: Connection, asked: Asked, today: int, now_ms: int) -> Summary:
    """The figures above the charts, in one snapshot."""
    before = replace(asked, period=asked.period.year_before())
    return Summary(
        conversion(conn, asked),
        conversion(conn, before),
        signatures(conn, asked),
        signatures(conn, before),
        ageing(conn, asked, today, now_ms),
    )


def open_where(asked: Asked, pipeline: int | None) -> Where:
    """Open dossiers."""
    return dossiers_where(asked, pipeline).add("d.status = 'en_cours'")


def closed_where(asked: Asked, pipeline: int | None, status: str) -> Where:
    """Dossiers signed ("signe") or lost ("perdu") in the period."""
    where = dossiers_where(asked, pipeline).add("d.status = ?", status)
    return where.within(CLOSED_AT, asked.period.span(asked.zone))


def euros(cents: int) -> Decimal:
    """Cents as euros, exactly."""
    return Decimal(cents) / 100


def _by_column(stages: tuple[Stage, ...], keys: tuple[str, ...], rows: list[Any]) -> OpenDossiers:
    """Rows of (column, stage, count, cents) as columns of parts in the order of the stages."""
    counts: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    for key, stage, number, cents in rows:
        found = counts[key, stage]
        found[0] += number
        found[1] += cents

    def part(key: str, stage: Stage) -> Part:
        number, cents = counts[key, stage.id]
        return Part(stage.id, number, euros(cents), euros(cents) * stage.percent / 100)

    columns = (
        Column(key, tuple(part(key, stage) for stage in stages if (key, stage.id) in counts)) for key in keys
    )
    return OpenDossiers(stages, tuple(columns))


def _rows(conn: Connection, sql: str, where: Where) -> list[Any]:
    return list(conn.execute(sql, where.values))
