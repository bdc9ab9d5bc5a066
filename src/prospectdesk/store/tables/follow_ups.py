"""Follow-ups (tâche, relance, RP): one table, one panel; assignees are child rows."""

from prospectdesk.store.tables.base import index, integer, ref, synced, words

follow_up = synced(
    "follow_up",
    ref("company_id", "company", need=True),
    ref("contact_id", "contact"),
    ref("dossier_id", "dossier"),
    words("lead"),
    words("kind", default="relance"),
    words("action_type", default="Relance"),
    ref("source_id", "catalogue"),
    integer("rp_case"),
    integer("day", need=True),
    integer("minute"),
    words("zone"),
    integer("priority", default=1),
    words("description"),
    integer("done", default=0),
    ref("creator_id", "user"),
    words("origin", default="manuelle"),
    integer("made_at", need=True),
    integer("done_at"),
    integer("reminded_at"),
)
index("follow_up_company", follow_up.c.company_id, follow_up.c.done, follow_up.c.day)
index(
    "follow_up_open",
    follow_up.c.priority,
    follow_up.c.day,
    follow_up.c.minute,
    follow_up.c.kind,
    follow_up.c.company_id,
    where="done = 0 AND deleted_at IS NULL",
)
index("follow_up_due", follow_up.c.day, where="done = 0 AND deleted_at IS NULL")
index(
    "follow_up_met",
    follow_up.c.day,
    follow_up.c.creator_id,
    follow_up.c.company_id,
    where="done = 1 AND action_type = 'Rendez-vous' AND deleted_at IS NULL",
)
index("follow_up_done", follow_up.c.done_at, where="done = 1 AND deleted_at IS NULL")

assignee = synced(
    "follow_up_assignee",
    ref("follow_up_id", "follow_up", need=True),
    ref("user_id", "user", need=True),
)
index("assignee_follow_up", assignee.c.follow_up_id)
index("assignee_user", assignee.c.user_id, assignee.c.follow_up_id, assignee.c.deleted_at)
