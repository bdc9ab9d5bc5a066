"""What « Nouvelle opportunité » offers: companies of the portfolio by name, the pipeline of each type."""

from __future__ import annotations

from prospectdesk.queries.search import search
from prospectdesk.store.connection import Connection

MOST = 30


def companies(conn: Connection, text: str) -> list[tuple[int, str, str | None]]:
    """Companies of the portfolio as (local id, name, city): those `text` names, the first by name without one."""
    if not text.strip():
        rows = conn.execute(
            "SELECT id, shown_name, shown_city FROM company WHERE registered = 1 AND kind = 0 AND deleted_at IS NULL "
            "ORDER BY name_key, id LIMIT ?",
            (MOST,),
        )
        return [(row[0], row[1], row[2]) for row in rows]
    found = search(conn, text, 2 * MOST).results
    ids = list(dict.fromkeys(one.company_id for one in found))
    marks = ", ".join("?" * len(ids))
    rows = conn.execute(
        f"SELECT id, shown_name, shown_city FROM company WHERE registered = 1 AND deleted_at IS NULL AND id IN ({marks})",
        ids,
    )
    known = {row[0]: (row[0], row[1], row[2]) for row in rows}
    return [known[one] for one in ids if one in known][:MOST]


def pipelines_of_types(conn: Connection) -> dict[int, int]:
    """By dossier type, the pipeline its dossiers follow: its own, else the first."""
    rows = conn.execute(
        "SELECT t.id, coalesce(t.pipeline_id, (SELECT id FROM pipeline WHERE deleted_at IS NULL ORDER BY rank, id LIMIT 1)) "
        "FROM dossier_type t WHERE t.deleted_at IS NULL"
    )
    return {row[0]: row[1] for row in rows if row[1] is not None}
