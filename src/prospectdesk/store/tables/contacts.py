"""Contacts: one person record shown as a coloured card, its phones and e-mails as child rows."""

from prospectdesk.store.tables.base import blob, index, integer, ref, synced, words

contact = synced(
    "contact",
    ref("company_id", "company", need=True),
    blob("person", need=True),
    ref("white_twin_id", "contact"),
    words("colour", default="orange"),
    integer("was_orange", default=1),
    words("role", default="interlocuteur"),
    words("title"),
    words("first_name"),
    words("last_name"),
    words("job"),
    words("status"),
    words("linkedin"),
    integer("born_on"),
    integer("privileged", default=0),
    integer("block_call", default=0),
    integer("block_sms", default=0),
    integer("block_email", default=0),
    integer("newsletter", default=0),
    integer("bulletin", default=0),
    words("email_origin"),
    integer("made_at", need=True),
    ref("made_by_id", "user"),
    words("origin"),
    integer("erased_at"),
    # kept from the child rows and the scores (local)
    words("name_key", local=True),
    words("email", local=True),
    words("email_key", local=True),
    words("home", local=True),
    words("home_key", local=True),
    words("mobile", local=True),
    words("mobile_key", local=True),
    integer("score", default=0, local=True),
    words("category", local=True),
)
index("contact_company", contact.c.company_id)
index("contact_name", contact.c.name_key)
index("contact_email", contact.c.email_key, where="email_key IS NOT NULL")
index("contact_home", contact.c.home_key, where="home_key IS NOT NULL")
index("contact_mobile", contact.c.mobile_key, where="mobile_key IS NOT NULL")
index("contact_person", contact.c.person)
index("contact_twin", contact.c.white_twin_id, where="white_twin_id IS NOT NULL")

point = synced(
    "contact_point",
    ref("contact_id", "contact", need=True),
    words("kind", need=True),
    words("value", need=True),
    words("key"),
    integer("rank", default=0),
    words("origin"),
)
index("contact_point_contact", point.c.contact_id)
index("contact_point_more", point.c.key, point.c.contact_id, where="rank > 0 AND deleted_at IS NULL")

suppression = synced(
    "suppression",
    words("hash", need=True),
    integer("at", need=True),
    deletable=False,
)
index("suppression_hash", suppression.c.hash)
