"""Where people are named: every text column of the tables is one that an erasure treats, or is declared free (C-21).

The laptop (commands/erased_texts) and the centre (sql/erase.sql) follow it; a test holds both to it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Texts:
    """Columns of a table in which somebody may be named; `packed` ones hold JSON.

    `whose`: the rows of the erased person's `company`, the company itself when it is a `person`, or all of the
    `workspace` where rows name no company.
    """

    table: str
    plain: tuple[str, ...] = ()
    packed: tuple[str, ...] = ()
    whose: str = "company"


MENTIONS = (
    Texts("timeline", ("title", "text"), ("data",)),
    Texts("follow_up", ("description",)),
    Texts("non_conformity", ("text",)),
    Texts("news_item", ("title", "url")),
    Texts("software_park", ("product", "integrator", "reviews", "source")),
    Texts("dossier", ("comment", "justification")),
    Texts("document", ("title",), ("text",)),
    Texts("mission", ("label",)),
    Texts("notification", ("title", "text")),
    Texts("company", ("name",), whose="person"),
    Texts("registration", ("name",), whose="person"),
    Texts("workspace_mail", ("recipient", "subject", "body"), whose="workspace"),
    Texts("saved_view", ("title",), ("data",), whose="workspace"),
)
"""Texts that people write: what names the person leaves them, the rest stays."""

EMPTIED = {
    "contact": ("title", "first_name", "last_name", "job", "status", "linkedin", "email_origin"),
    "contact_point": ("value", "key"),
    "history": ("object", "old", "new"),
    "conflict": ("kept", "lost"),
}
"""Emptied where they are about the person's own rows; of others, mentions leave `history` and `conflict` too."""

FREE = {
    "contact": ("colour", "role", "origin"),
    "contact_point": ("kind", "origin"),
    "history": ("field",),
    "conflict": ("tbl", "col", "reason"),
    "timeline": ("type", "code", "lead", "number"),
    "follow_up": ("lead", "kind", "action_type", "zone", "origin"),
    "non_conformity": ("fields", "state"),
    "news_item": ("kind", "origin"),
    "software_park": ("origin",),
    "dossier": ("status", "amount", "rank"),
    "document": ("label", "template", "sha256"),
    "mission": ("nature", "domains", "contract_kind"),
    "notification": ("event",),
    "workspace_mail": ("state", "cause"),
    "saved_view": ("screen",),
    "bonus": ("amount", "state"),
    "project_piece": ("kind",),
    "client_file": ("number",),
    "routine_tag": ("tag",),
    "suppression": ("hash",),
    "commune_centre": ("code",),
}
"""Words of closed lists, numbers, keyed hashes. `timeline.number` is emptied with the calls of the person."""

FREE_TABLES = {
    "establishment": "the public register",
    "workspace": "the workspace's own settings",
    "catalogue": "lists of the workspace",
    "letter_template": "letters before anybody is named in them",
    "portfolio_analysis": "places and numbers",
    "portfolio_part": "companies and numbers",
    "pipeline": "lists of the workspace",
    "stage": "lists of the workspace",
    "dossier_type": "lists of the workspace",
    "cabinet": "the firm's own offices",
    "office": "the firm's own offices",
    "routine": "criteria on companies",
    "user": "colleagues, who are not contacts",
}
"""Tables that speak of no contact, and why."""

OF_THE_COMPANY = {
    "company": "the public register",
    "registration": "what the workspace corrects of the register, and the company's own address, numbers and sites",
}
"""Tables whose other texts are a company's, not a person's; the name is treated when the company is a person."""
