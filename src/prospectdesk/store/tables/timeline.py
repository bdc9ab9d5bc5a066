"""The timeline (what happened with the company; notes and calls included) and the field history."""

from prospectdesk.store.tables.base import blob, index, integer, ref, synced, words

entry = synced(
    "timeline",
    ref("company_id", "company", need=True),
    integer("at", need=True),
    words("type", need=True),
    ref("author_id", "user"),
    ref("contact_id", "contact"),
    words("title", default=""),
    words("text", default=""),
    words("number"),
    words("code"),
    words("lead"),
    words("data"),
    integer("edited_at"),
    blob("owner"),
    words("text_key", local=True),
)
"""`owner`, here and in the history: the uid of the routine whose users alone may read it (C-65); None: everybody."""
index("timeline_company", entry.c.company_id, entry.c.at)
index(
    "timeline_acts",
    entry.c.author_id,
    entry.c.type,
    entry.c.at,
    entry.c.company_id,
    entry.c.owner,
    entry.c.deleted_at,
    where="type IN ('appel', 'mail', 'note') AND deleted_at IS NULL",
)
"""What the activity of a period is counted from, without reading the texts."""

history = synced(
    "history",
    ref("company_id", "company"),
    integer("at", need=True),
    ref("user_id", "user"),
    words("object", need=True),
    blob("object_uid"),
    words("field", need=True),
    words("old"),
    words("new"),
    blob("owner"),
    deletable=False,
)
index("history_company", history.c.company_id, history.c.at)
