"""Notifications to users and the mails of the workspace address (reminders, D-44, X-23)."""

from prospectdesk.store.tables.base import PERSON, index, integer, ref, synced, words

notification = synced(
    "notification",
    ref("user_id", "user", need=True),
    ref("company_id", "company"),
    integer("at", need=True),
    words("event", need=True),
    words("title", need=True),
    words("text"),
    integer("treated_at"),
    scope=PERSON,
)
index("notification_user", notification.c.user_id, notification.c.at)

workspace_mail = synced(
    "workspace_mail",
    ref("user_id", "user"),
    words("recipient"),
    words("subject", need=True),
    words("body", need=True),
    integer("at", need=True),
    words("state", default="en_attente"),
    words("cause"),
    integer("tries", default=0),
    integer("sent_at"),
)
index("workspace_mail_state", workspace_mail.c.state)

saved_view = synced(
    "saved_view",
    ref("user_id", "user"),
    words("screen", need=True),
    words("title", need=True),
    integer("shared", default=0),
    integer("rank", default=0),
    words("data", need=True),
    scope=PERSON,
)
