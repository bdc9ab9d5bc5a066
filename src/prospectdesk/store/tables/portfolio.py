"""Stored portfolio analyses (P-02): what was asked and counted travels, the rows stay where they were computed."""

from sqlalchemy import Column, Integer

from prospectdesk.store.tables.base import blob, index, integer, local, real, ref, synced, words

analysis = synced(
    "portfolio_analysis",
    words("place", need=True),
    real("latitude", need=True),
    real("longitude", need=True),
    real("radius_km", need=True),
    words("mode", default="portefeuille"),
    integer("at", need=True),
    ref("author_id", "user"),
    words("counts", need=True),
    integer("invalid", default=0),
    words("asked", default="{}"),
)
"""`mode` is portefeuille or recrutement, `counts` the six counters (JSON list in the order of P-14), `asked` what the
recruiting search was asked (JSON)."""
index("portfolio_analysis_at", analysis.c.at)

rows = local(
    "portfolio_rows",
    Column("id", Integer, primary_key=True),
    blob("analysis", need=True, unique=True),
    blob("data", need=True),
)
"""`analysis` is the uid of the analysis, `data` its rows packed (queries.portfolio_stored); docs/adr/0015."""
