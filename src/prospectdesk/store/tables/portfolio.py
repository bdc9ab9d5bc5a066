"""Stored portfolio analyses (P-02): what was asked and counted, and the packed rows in pieces; both travel."""

from prospectdesk.store.tables.base import index, integer, real, ref, synced, words

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
    integer("parts", default=0),
)
"""`mode` is portefeuille or recrutement, `counts` the six counters (JSON list in the order of P-14), `asked` what the
recruiting search was asked (JSON), `parts` the number of pieces its rows are in (0: they are not kept any more)."""
index("portfolio_analysis_at", analysis.c.at)

part = synced(
    "portfolio_part",
    ref("analysis_id", "portfolio_analysis", need=True),
    ref("author_id", "user"),
    integer("number", need=True),
    words("data", default=""),
)
"""One piece of the rows of an analysis, from 0 (queries.portfolio_packed, base64); "" once it is no longer kept."""
index("portfolio_part_analysis", part.c.analysis_id, part.c.number)
