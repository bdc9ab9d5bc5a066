"""An erasure reaches every text of the centre in which somebody may be named, as domain/personal.py says."""

from __future__ import annotations

import json

import pytest
from centre import Centre
from pushing import NOW, Team, uid

from prospectdesk.domain import personal
from prospectdesk.wire import rules

pytestmark = [pytest.mark.pg, pytest.mark.spec("C-21", "L2", "P4")]
TOLD = "Bonjour,\nHélène Noël-Roux, au 06 12 34 56 78 ou h.noel@rey.fr\\"
PACKED = json.dumps({"body": TOLD, "lines": [TOLD, "\tMme Noël-Roux"]}, ensure_ascii=False)
WORDS = ("Noël", "Hélène", "12 34 56 78", "612345678", "h.noel")


def test_the_centre_knows_the_places_of_the_declaration(shared_centre: Centre) -> None:
    told = {(row["tbl"], tuple(row["plain"] or ()), tuple(row["packed"] or ()))
            for row in shared_centre.sql("SELECT * FROM pd.mention_places()")}  # fmt: skip
    wanted = {(one.table, one.plain, one.packed) for one in personal.MENTIONS}
    assert told == wanted | {("history", ("object", "old", "new"), ()), ("conflict", (), ("kept", "lost"))}


def dossier_of(crew: Team, company: str) -> None:
    """A dossier whose texts name the person."""
    pipeline, stage, kind_of = uid(), uid(), uid()
    crew.admin.sent(
        crew.admin.row("pipeline", pipeline),
        crew.admin.row("stage", stage, pipeline_id=pipeline),
        crew.admin.row("dossier_type", kind_of),
        crew.admin.row(
            "dossier", company_id=company, stage_id=stage, type_id=kind_of, comment=TOLD, justification=TOLD
        ),
    )


def tell_everywhere(crew: Team, company: str, kind: int) -> None:
    """A row of each table in which somebody may be named, naming the person."""
    dossier_of(crew, company)
    more: dict[str, dict[str, object]] = {
        "notification": {"user_id": crew.bob.who.uid.hex},
        "registration": {"registered_at": NOW},
        "document": {"sha256": "ab", "number": 1, "made_at": NOW, "label": "Lettre de mission"},
        "non_conformity": {"at": NOW, "fields": "[]", "state": "envoyee"},
        "news_item": {"kind": "news", "day": 20_759, "origin": "press"},
        "software_park": {"noted_on": 20_759},
        "workspace_mail": {"at": NOW},
        "mission": {"nature": "placement"},
    }
    for texts in personal.MENTIONS:
        if texts.table in {"company", "dossier"}:
            continue
        values: dict[str, object] = dict.fromkeys(texts.plain, TOLD) | dict.fromkeys(texts.packed, PACKED)
        if texts.table == "registration" and not kind:
            values = {}
        if any(column.name == "company_id" for column in rules.columns(texts.table)):
            values["company_id"] = company
        crew.lead.sent(crew.lead.row(texts.table, uid(), **more.get(texts.table, {}), **values))
    crew.lead.sent(crew.lead.row("history", company_id=company, old=TOLD, new=TOLD))


@pytest.mark.parametrize("kind", [0, 1], ids=["organisation", "particulier"])
def test_no_text_of_the_workspace_names_an_erased_person(crew: Team, kind: int) -> None:
    ana, ws = crew.ana, crew.workspace
    company, card, phone, mail = (crew.company(kind=kind, name=TOLD if kind else "Rey"), uid(), uid(), uid())
    ana.sent(
        ana.row(
            "contact", card, company_id=company, person=uid(), first_name="Hélène", last_name="Noël-Roux"
        ),
        ana.row("contact_point", phone, contact_id=card, kind="mobile", value="+33612345678"),
        ana.row("contact_point", mail, contact_id=card, kind="email", value="h.noel@rey.fr"),
    )
    tell_everywhere(crew, company, kind)
    batch = crew.bob.gesture()
    crew.bob.sent(crew.bob.cell("contact", card, "erased_at", NOW, batch=batch))
    tables = [
        row["n"] for row in crew.centre.sql("SELECT tablename AS n FROM pg_tables WHERE schemaname = 'pd'")
    ]
    for table in tables:
        for row in crew.centre.sql(f'SELECT t::text AS t FROM pd."{table}" t'):
            if str(ws) in row["t"]:
                assert not [word for word in WORDS if word in row["t"]], (table, row["t"])
    (letter,) = crew.centre.sql("SELECT text, sha256 FROM pd.document WHERE workspace = $1", ws)
    assert json.loads(letter["text"]) == {
        "body": "Bonjour,\ncontact supprimé, au contact supprimé ou contact supprimé\\",
        "lines": [
            "Bonjour,\ncontact supprimé, au contact supprimé ou contact supprimé\\",
            "\tcontact supprimé",
        ],
    }
    assert letter["sha256"] is None
