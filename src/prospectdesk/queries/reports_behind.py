"""The dossiers behind one mark of a chart: what a click on it lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from prospectdesk.domain.money import read_amount
from prospectdesk.domain.reports import AGE_BANDS, UNDATED, band_key, column_days, day_start, reached_from
from prospectdesk.queries.reports import closed_where, open_where
from prospectdesk.queries.reports_scope import (
    Asked,
    Where,
    chosen_pipeline,
    dossiers_where,
    stages_of,
)
from prospectdesk.store.connection import Connection

Report = Literal["conversion", "forecast", "losses", "ageing"]
LIMIT = 2000
"""Rows that are listed; the chart has the exact number."""


@dataclass(frozen=True, slots=True)
class Behind:
    """One dossier. Instants in ms UTC, `signing_on` a day number, `percent` of its stage."""

    id: int
    company_id: int
    company: str
    type: str
    stage: str
    percent: int
    status: str
    amount: Decimal | None
    holder: str | None
    made_at: int
    closed_at: int | None
    signing_on: int | None
    justification: str | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark of a chart: `key` the step, column, band or reason; `stage` narrows a column or band to one stage."""

    report: Report
    key: str
    stage: int | None = None


_ROWS = """
SELECT d.id, c.id, coalesce(c.shown_name, c.name), t.label, s.label, s.percent, d.status, d.amount, h.name, d.made_at,
 d.closed_at, d.signing_on, d.justification
FROM dossier d JOIN stage s ON s.id = d.stage_id JOIN company c ON c.id = d.company_id
JOIN dossier_type t ON t.id = d.type_id
"""


def behind(conn: Connection, asked: Asked, mark: Mark, today: int) -> tuple[Behind, ...]:
    """The dossiers a mark counts, the greatest amounts first; at most LIMIT."""
    pipeline = chosen_pipeline(conn, asked.pipeline)
    where = _WHERE[mark.report](conn, asked, pipeline, mark, today)
    if mark.stage is not None:
        where.add("d.stage_id = ?", mark.stage)
    sql = (
        f"{_ROWS} LEFT JOIN user h ON h.id = d.holder_id {where.sql} "
        "ORDER BY CAST(coalesce(d.amount, '0') AS REAL) DESC, fold(coalesce(c.shown_name, c.name)), d.id LIMIT ?"
    )
    rows = conn.execute(sql, [*where.values, LIMIT])
    return tuple(_row(row) for row in rows)


def _row(row: Any) -> Behind:
    values: list[Any] = [*row[:7], read_amount(row[7]), *row[8:]]
    return Behind(*values)


def _conversion(conn: Connection, asked: Asked, pipeline: int | None, mark: Mark, today: int) -> Where:
    """`key`: a stage's id, or "0" for the signed ones."""
    where = dossiers_where(asked, pipeline).within("d.made_at", asked.period.span(asked.zone))
    if mark.key == "0":
        return where.add("d.status = 'signe'")
    stages = reached_from(stages_of(conn, pipeline), int(mark.key))
    marks = ", ".join("?" * len(stages))
    return where.add(f"(d.status = 'signe' OR d.stage_id IN ({marks}))", *stages)


def _forecast(conn: Connection, asked: Asked, pipeline: int | None, mark: Mark, today: int) -> Where:
    where = open_where(asked, pipeline)
    if mark.key == UNDATED:
        return where.add("d.signing_on IS NULL")
    first, after = column_days(mark.key, today)
    if first is not None:
        where.add("d.signing_on >= ?", first)
    if after is not None:
        where.add("d.signing_on < ?", after)
    return where


def _losses(conn: Connection, asked: Asked, pipeline: int | None, mark: Mark, today: int) -> Where:
    return closed_where(asked, pipeline, "perdu").add(
        "EXISTS (SELECT 1 FROM dossier_reason r WHERE r.dossier_id = d.id AND r.reason_id = ? "
        "AND r.deleted_at IS NULL)",
        int(mark.key),
    )


def _ageing(conn: Connection, asked: Asked, pipeline: int | None, mark: Mark, today: int) -> Where:
    where = open_where(asked, pipeline)
    bands = {band_key(number): ends for number, ends in enumerate(AGE_BANDS)}
    least, most = bands[mark.key]
    if most is not None:
        where.add("d.made_at >= ?", day_start(today - most, asked.zone))
    if least:
        where.add("d.made_at < ?", day_start(today - least + 1, asked.zone))
    return where


_WHERE: dict[Report, Callable[[Connection, Asked, int | None, Mark, int], Where]] = {
    "conversion": _conversion,
    "forecast": _forecast,
    "losses": _losses,
    "ageing": _ageing,
}
