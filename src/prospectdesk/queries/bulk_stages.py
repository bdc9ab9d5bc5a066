"""What a common stage for the dossiers of many companies can be: their pipelines, and how many dossiers are open there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from prospectdesk.domain.pipeline import Stage
from prospectdesk.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A pipeline with open dossiers of the companies asked about; `stages` are those a dossier may be given in bulk."""

    label: str
    dossiers: int
    companies: int
    stages: tuple[Stage, ...]


def pipelines(conn: Connection, companies: Sequence[int]) -> list[Pipeline]:
    """Those with the most dossiers first."""
    rows = conn.execute(
        "SELECT s.pipeline_id, count(*), count(DISTINCT d.company_id) FROM dossier d JOIN stage s ON s.id = d.stage_id "
        "WHERE d.company_id IN (SELECT value FROM json_each(?)) AND d.status = 'en_cours' AND d.deleted_at IS NULL "
        "GROUP BY 1 ORDER BY 2 DESC, 1",
        (json.dumps([int(one) for one in companies]),),
    ).fetchall()
    return [Pipeline(_label(conn, one), dossiers, among, _stages(conn, one)) for one, dossiers, among in rows]


def _label(conn: Connection, pipeline: int) -> str:
    return str(conn.execute("SELECT label FROM pipeline WHERE id = ?", (pipeline,)).fetchone()[0])


def _stages(conn: Connection, pipeline: int) -> tuple[Stage, ...]:
    rows = conn.execute(
        "SELECT id, pipeline_id, label, percent, meaning, active FROM stage WHERE pipeline_id = ? AND active = 1 "
        "AND deleted_at IS NULL ORDER BY rank, id",
        (pipeline,),
    )
    every = (Stage(row[0], row[1], row[2], row[3], row[4], bool(row[5])) for row in rows)
    return tuple(stage for stage in every if not stage.terminal)
