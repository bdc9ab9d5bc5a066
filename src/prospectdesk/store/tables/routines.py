"""Routines: saved company filters with users, tags and fit scores."""

from prospectdesk.store.tables.base import index, integer, ref, synced, words

routine = synced(
    "routine",
    words("title", need=True),
    words("description"),
    words("mandatory", default="[]"),
    words("weighted", default="[]"),
    integer("alert_above"),
    integer("active", default=1),
)
member = synced("routine_user", ref("routine_id", "routine", need=True), ref("user_id", "user", need=True))
index("routine_user_user", member.c.user_id)
tag = synced(
    "routine_tag",
    ref("company_id", "company", need=True),
    ref("routine_id", "routine", need=True),
    words("tag", need=True),
    integer("ex_client", default=0),
)
index("routine_tag_company", tag.c.company_id)
index("routine_tag_routine", tag.c.routine_id, tag.c.tag)
fit_score = synced(
    "fit_score",
    ref("company_id", "company", need=True),
    ref("routine_id", "routine", need=True),
    integer("value", need=True),
    integer("on_day", need=True),
)
index("fit_score_company", fit_score.c.company_id)
