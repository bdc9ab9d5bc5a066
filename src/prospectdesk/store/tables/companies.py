"""Companies: the register's row, its establishments, and the workspace's registration with a user's own values.

The columns marked local on `company` are what lists show and sort by; `store.summaries` keeps them.
"""

from prospectdesk.store.tables.base import DIRECTORY, blob, index, integer, real, ref, synced, words

company = synced(
    "company",
    integer("kind", default=0),
    words("siren"),
    words("name", need=True),
    words("legal_form"),
    words("naf"),
    integer("created_on"),
    words("headcount_band"),
    integer("headcount"),
    words("turnover"),
    integer("turnover_year"),
    words("result"),
    words("capital"),
    words("agreement"),
    words("linkedin"),
    integer("open", default=1),
    integer("register_on"),
    words("origin"),
    blob("merged_into"),
    # what lists show (local, kept by store.summaries)
    words("shown_name", local=True),
    words("name_key", local=True),
    words("search_key", local=True),
    words("siret", local=True),
    words("shown_naf", local=True),
    words("shown_postcode", local=True),
    words("shown_city", local=True),
    words("city_key", local=True),
    words("department", local=True),
    words("phone", local=True),
    words("phone_key", local=True),
    words("phones_key", local=True),
    words("mail", local=True),
    integer("created_day", local=True),
    integer("registered", default=0, local=True),
    integer("registered_day", local=True),
    integer("client", default=0, local=True),
    integer("source_id", local=True),
    integer("source_user_id", local=True),
    integer("operational_user_id", local=True),
    integer("takeover", default=0, local=True),
    integer("n_orange", default=0, local=True),
    integer("n_white", default=0, local=True),
    integer("n_missions", default=0, local=True),
    integer("n_placed", default=0, local=True),
    integer("dossier_open", default=0, local=True),
    integer("dossier_signed", default=0, local=True),
    integer("dossier_lost", default=0, local=True),
    integer("best_percent", local=True),
    words("best_stage", local=True),
    words("last_action", local=True),
    integer("last_action_day", local=True),
    words("next_action", local=True),
    integer("next_action_day", local=True),
    integer("next_action_minute", local=True),
    words("last_note", local=True),
    integer("last_event_at", local=True),
    scope=DIRECTORY,
)
index("company_siren", company.c.siren, where="siren IS NOT NULL")
index("company_name", company.c.name_key)
index("company_siret", company.c.siret, where="siret IS NOT NULL")
index("company_phone", company.c.phone_key, where="phone_key IS NOT NULL")
index("company_mail", company.c.mail, where="mail IS NOT NULL")
index("company_gone", company.c.deleted_at, where="deleted_at IS NOT NULL")
index(
    "company_registered",
    company.c.name_key,
    where="registered = 1 AND kind = 0 AND deleted_at IS NULL",
)

index(
    "company_typed",
    company.c.siren,
    where="origin = 'saisie' AND register_on IS NULL AND siren IS NOT NULL",
)
"""Companies that were typed and never found in the register: few, asked about every ten minutes (X-31)."""

establishment = synced(
    "establishment",
    ref("company_id", "company", need=True),
    words("siret"),
    words("name"),
    words("brand"),
    words("naf"),
    words("street"),
    words("street2"),
    words("postcode"),
    words("city"),
    words("city_code"),
    words("country"),
    real("latitude"),
    real("longitude"),
    words("precision"),
    words("phone"),
    words("headcount_band"),
    integer("head_office"),
    integer("open", default=1),
    integer("created_on"),
    words("origin"),
    scope=DIRECTORY,
)
index("establishment_company", establishment.c.company_id)
index("establishment_siret", establishment.c.siret, where="siret IS NOT NULL")

registration = synced(
    "registration",
    ref("company_id", "company", need=True),
    integer("registered_at", need=True),
    ref("registered_by_id", "user"),
    ref("source_user_id", "user"),
    ref("operational_user_id", "user"),
    ref("source_id", "catalogue"),
    integer("takeover", default=0),
    # local corrections of register values; NULL = as the register says
    words("name"),
    words("legal_form"),
    words("siret"),
    words("naf"),
    words("tax_regime"),
    words("accountant"),
    integer("created_on"),
    words("street"),
    words("street2"),
    words("postcode"),
    words("city"),
    words("country"),
    real("latitude"),
    real("longitude"),
    words("phone"),
    words("phone_foreign"),
    words("fax"),
    words("website"),
    words("mail"),
    words("linkedin"),
    words("seen"),
)
index("registration_company", registration.c.company_id)

client_file = synced(
    "client_file",
    ref("company_id", "company", need=True),
    words("number", need=True),
    integer("created_at", need=True),
    ref("dossier_id", "dossier"),
)
index("client_file_company", client_file.c.company_id)

non_conformity = synced(
    "non_conformity",
    ref("company_id", "company", need=True),
    integer("at", need=True),
    ref("author_id", "user"),
    words("fields", need=True),
    words("text", need=True),
    words("state", default="envoyee"),
)
index("non_conformity_company", non_conformity.c.company_id)

news_item = synced(
    "news_item",
    ref("company_id", "company", need=True),
    words("kind", need=True),
    words("title", need=True),
    integer("day", need=True),
    words("origin", need=True),
    words("url"),
)
"""What was found out about a company (C-06): `kind` news or interest, `origin` press or feed; uid made of the company and
what it links to, so that two who find the same write one row."""
index("news_item_company", news_item.c.company_id)

software_park = synced(
    "software_park",
    ref("company_id", "company", need=True),
    words("product", need=True),
    words("origin", default="adviser"),
    integer("contract_until"),
    words("integrator"),
    words("reviews"),
    words("source"),
    integer("noted_on", need=True),
    ref("author_id", "user"),
)
"""Software a company uses (C-07): `origin` adviser or footprint, `contract_until` the end of its maintenance contract."""
index("software_park_company", software_park.c.company_id)

commune_centre = synced(
    "commune_centre",
    words("code", need=True),
    integer("n", need=True),
    real("latitude_sum", need=True),
    real("longitude_sum", need=True),
    deletable=False,
    scope=DIRECTORY,
)
index("commune_centre_code", commune_centre.c.code, unique=True)
