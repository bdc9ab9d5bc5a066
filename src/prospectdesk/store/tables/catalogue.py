"""Workspace, users, and the lists an administrator edits."""

from prospectdesk.store.tables.base import index, integer, real, ref, synced, words

workspace = synced(
    "workspace",
    words("name", need=True),
    words("street"),
    words("postcode"),
    words("city"),
    real("latitude"),
    real("longitude"),
    words("trainings"),
    integer("contact_quota", default=500),
    words("alert_access", default="none"),
    integer("open_tracking", default=0),
    words("settings", default="{}"),
    deletable=False,
)
"""`trainings` is not read any more: they are the list `training` of the catalogue."""

user = synced(
    "user",
    words("login", need=True),
    words("name", need=True),
    words("email"),
    words("licence", default="utilisateur"),
    integer("recruiter", default=0),
    integer("school_admin", default=0),
    integer("cf", default=0),
    integer("source_seller", default=0),
    words("mailbox_state", default="non_configuree"),
    ref("default_routine_id", "routine"),
    words("signature"),
    integer("active", default=1),
)
index("user_login", user.c.login)

entry = synced(
    "catalogue",
    words("kind", need=True),
    words("label", need=True),
    integer("rank", default=0),
    integer("active", default=1),
    words("data", default="{}"),
    ref("parent_id", "catalogue"),
)
"""Simple lists. `parent_id` is the contract type of an offer; `data` (JSON) holds what only that kind has."""
index("catalogue_kind", entry.c.kind, entry.c.rank)

cabinet = synced(
    "cabinet",
    words("name", need=True),
    words("address"),
    integer("active", default=1),
    words("phone"),
    words("email"),
    words("legal"),
    integer("rank", default=0),
)
"""`address` has several lines; `legal` is what the foot of a letter says (registration, insurance)."""
office = synced(
    "office",
    ref("cabinet_id", "cabinet", need=True),
    words("name", need=True),
    words("address"),
    words("phone"),
    integer("active", default=1),
    integer("rank", default=0),
)
cabinet_service = synced(
    "cabinet_service", ref("cabinet_id", "cabinet", need=True), ref("service_id", "catalogue", need=True)
)
user_cabinet = synced(
    "user_cabinet", ref("user_id", "user", need=True), ref("cabinet_id", "cabinet", need=True)
)
user_service = synced(
    "user_service", ref("user_id", "user", need=True), ref("service_id", "catalogue", need=True)
)
