"""Dossiers, pipelines, missions and placements: what lists and filters need of them."""

from prospectdesk.store.tables.base import index, integer, ref, synced, words

pipeline = synced(
    "pipeline", words("label", need=True), integer("active", default=1), integer("rank", default=0)
)
stage = synced(
    "stage",
    ref("pipeline_id", "pipeline", need=True),
    words("label", need=True),
    integer("percent", need=True),
    integer("rank", default=0),
    words("meaning"),
    integer("active", default=1),
)
dossier_type = synced(
    "dossier_type",
    words("label", need=True),
    ref("service_id", "catalogue"),
    ref("pipeline_id", "pipeline"),
    integer("unique_per_company", default=1),
    integer("needs_contract", default=1),
    integer("has_missions", default=0),
    integer("rank", default=0),
    integer("active", default=1),
)
dossier = synced(
    "dossier",
    ref("company_id", "company", need=True),
    ref("type_id", "dossier_type", need=True),
    ref("stage_id", "stage", need=True),
    words("status", default="en_cours"),
    ref("client_type_id", "catalogue"),
    integer("starts_on"),
    integer("ends_on"),
    ref("cabinet_id", "cabinet"),
    ref("office_id", "office"),
    ref("holder_id", "user"),
    ref("partner_id", "user"),
    words("amount"),
    integer("signing_on"),
    words("comment"),
    ref("parent_id", "dossier"),
    words("justification"),
    integer("twin", default=0),
    words("rank"),
    integer("made_at", need=True),
    ref("contract_type_id", "catalogue"),
    ref("offer_id", "catalogue"),
    integer("bonus_eligible", default=1),
    integer("closed_at"),
)
"""`twin` is set by the centre on the later of two dossiers of one unique type (X-19); `rank` orders the board's column.

`bonus_eligible` is 0 for a linked dossier (D-29); `closed_at` is the moment of signing or losing.
"""
index("dossier_stage", dossier.c.stage_id, dossier.c.rank, where="status = 'en_cours' AND deleted_at IS NULL")
index("dossier_company", dossier.c.company_id)
index(
    "dossier_figures",
    dossier.c.made_at,
    dossier.c.status,
    dossier.c.stage_id,
    dossier.c.closed_at,
    dossier.c.signing_on,
    dossier.c.amount,
    dossier.c.company_id,
    dossier.c.type_id,
    dossier.c.holder_id,
    dossier.c.deleted_at,
    where="deleted_at IS NULL",
)
"""All that reports look at: they read this index alone, not the dossiers."""
index("dossier_client_type", dossier.c.client_type_id, dossier.c.company_id, where="deleted_at IS NULL")
dossier_reason = synced(
    "dossier_reason", ref("dossier_id", "dossier", need=True), ref("reason_id", "catalogue", need=True)
)
"""Why a dossier was signed or lost (D-37, D-40); uid made of both."""
index("dossier_reason_dossier", dossier_reason.c.dossier_id)
bonus = synced(
    "bonus",
    ref("dossier_id", "dossier", need=True),
    ref("user_id", "user", need=True),
    words("amount", need=True),
    words("state", default="a_valider"),
    integer("made_at", need=True),
)
"""The bonus line of a signed dossier (D-30); uid made of the dossier."""
index("bonus_dossier", bonus.c.dossier_id)
document = synced(
    "document",
    ref("company_id", "company", need=True),
    ref("dossier_id", "dossier"),
    words("label", need=True),
    words("template"),
    integer("number", default=1),
    words("title", need=True),
    words("text", default=""),
    words("sha256"),
    integer("made_at", need=True),
    ref("author_id", "user"),
)
"""A printed letter, frozen (X-12): `label` one of D-35, `number` its version, `title` the file's name, `text` what was
merged, `sha256` (hex) of the file it makes."""
index("document_company", document.c.company_id)
index("document_dossier", document.c.dossier_id)
project_piece = synced(
    "project_piece",
    ref("dossier_id", "dossier", need=True),
    words("kind", need=True),
    integer("sent_on"),
    integer("returned_on"),
    integer("signed_on"),
    deletable=False,
)
"""A required piece of a project (L-32): `kind` devis, di or convention; uid made of the dossier and the kind, so that
laptops that date it without knowing of each other write one row."""
index("project_piece_dossier", project_piece.c.dossier_id)
project_handover = synced(
    "project_handover",
    ref("dossier_id", "dossier", need=True),
    integer("made_at", need=True),
    ref("author_id", "user"),
)
"""The hand-off of a project to sales administration (L-33); uid made of the dossier: there is never a second one."""
index("project_handover_dossier", project_handover.c.dossier_id)
letter_template = synced(
    "letter_template", words("name", need=True), words("text", need=True), integer("saved_at", need=True)
)
"""A text that replaces a shipped one in this workspace (X-09): `name` of its file in resources/letters, `text` the whole
file; uid made of workspace and name."""

mission = synced(
    "mission",
    ref("company_id", "company", need=True),
    ref("dossier_id", "dossier"),
    words("nature", default="placement"),
    words("label", need=True),
    words("domains"),
    words("contract_kind"),
    integer("starts_on"),
    integer("ends_on"),
    ref("performer_id", "user"),
)
index("mission_company", mission.c.company_id)
placement = synced(
    "placement", ref("mission_id", "mission", need=True), ref("contact_id", "contact", need=True)
)
index("placement_mission", placement.c.mission_id)
