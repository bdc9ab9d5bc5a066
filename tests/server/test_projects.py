"""The centre holds projects to their pieces, their hand-off and their CF when a stage is pushed (L-31 to L-33, SM-5)."""

from __future__ import annotations

import pytest
from pushing import NOW, Laptop, Operation, Team, codes, natural, seen, uid

pytestmark = pytest.mark.pg

KINDS = ("devis", "di", "convention")


def a_project(crew: Team, kind: str = "Formation") -> tuple[str, dict[str | None, str]]:
    """A project of Ana's; the stages of its pipeline by meaning."""
    pipeline, made, company = uid(), uid(), crew.company()
    of_type = natural("dossier_type", crew.workspace.hex, kind)
    stages: dict[str | None, str] = {one: uid() for one in (None, "proposition", "concretise")}
    crew.admin.sent(
        crew.admin.row("pipeline", pipeline),
        *(crew.admin.row("stage", one, pipeline_id=pipeline, meaning=word) for word, one in stages.items()),
        crew.admin.row("dossier_type", of_type, unique_per_company=0),
    )
    crew.ana.sent(
        crew.ana.row(
            "dossier", made, company_id=company, type_id=of_type, stage_id=stages[None], holder_id=crew.ana.who.uid.hex
        )
    )  # fmt: skip
    return made, stages


def a_piece(laptop: Laptop, dossier: str, kind: str, **days: int) -> Operation:
    """A piece as the laptop tells it first."""
    return laptop.row(
        "project_piece", natural("project_piece", dossier, kind), dossier_id=dossier, kind=kind, **days
    )


def to(laptop: Laptop, dossier: str, stage: str, batch: int) -> list[Operation]:
    """A move to a stage: both columns of its group."""
    return [
        laptop.cell("dossier", dossier, "stage_id", stage, batch=batch),
        laptop.cell("dossier", dossier, "rank", "a0", batch=batch),
    ]


@pytest.mark.spec("L-32", "SM-5")
def test_a_stage_waits_for_its_pieces_at_the_centre_too(crew: Team) -> None:
    dossier, stages = a_project(crew)
    ana = crew.ana
    answer = ana.push(
        *to(ana, dossier, stages["proposition"], 90),
        ana.cell("dossier", dossier, "comment", "gardé", batch=91),
    )
    assert codes(answer) == {90: "pieces_missing"}
    found = seen(ana, "dossier", dossier)
    assert (found["stage_id"], found["comment"]) == (stages[None], "gardé")
    early = [a_piece(ana, dossier, one, sent_on=1, returned_on=2, signed_on=2) for one in KINDS[:2]]
    ana.sent(*to(ana, dossier, stages["proposition"], 92), *early)  # whatever comes first in one push
    assert codes(ana.push(*to(ana, dossier, stages["concretise"], 93))) == {93: "pieces_missing"}
    last = a_piece(ana, dossier, KINDS[2], sent_on=1, returned_on=2, signed_on=3)
    ana.sent(last, *to(ana, dossier, stages["concretise"], 94))
    other, others = a_project(crew, "Conseil")
    ana.sent(*to(ana, other, others["concretise"], 95))


@pytest.mark.spec("L-31", "L-33")
def test_only_the_cf_or_leads_move_a_project_and_nobody_after_its_hand_off(crew: Team) -> None:
    dossier, stages = a_project(crew)
    crew.ana.sent(a_piece(crew.ana, dossier, "di", sent_on=1))
    assert codes(crew.bob.push(*to(crew.bob, dossier, stages["proposition"], 90))) == {90: "not_owner"}
    crew.lead.sent(*to(crew.lead, dossier, stages["proposition"], 90))
    asked = natural("project_handover", dossier)
    crew.ana.sent(crew.ana.row("project_handover", asked, dossier_id=dossier, made_at=5))
    crew.bob.sent(crew.bob.row("project_handover", asked, dossier_id=dossier, made_at=9))
    found = seen(crew.bob, "project_handover", asked)
    assert (found["made_at"], found["author_id"]) == (5, crew.ana.who.uid.hex), "the first one stands"
    assert codes(crew.lead.push(*to(crew.lead, dossier, stages[None], 91))) == {91: "handed_over"}
    crew.lead.sent(crew.lead.cell("dossier", dossier, "comment", "suivi par l’ADV"))


@pytest.mark.spec("L-32", "X-20")
def test_two_laptops_date_one_piece_and_no_date_is_lost(crew: Team) -> None:
    dossier, _stages = a_project(crew)
    ana, bob = crew.ana, crew.bob
    piece = natural("project_piece", dossier, "devis")
    ana.sent(a_piece(ana, dossier, "devis"), ana.cell("project_piece", piece, "sent_on", 10, base=0))
    bob.sent(
        a_piece(bob, dossier, "devis"),
        bob.cell("project_piece", piece, "returned_on", 11, base=0),
        bob.cell("project_piece", piece, "signed_on", 12, base=0),
    )
    row = seen(ana, "project_piece", piece)
    assert [row[one] for one in ("sent_on", "returned_on", "signed_on")] == [10, 11, 12]
    assert crew.ana.conflicts() == []
    assert codes(ana.push(ana.cell("project_piece", piece, "sent_on", 10**9, batch=95))) == {95: "bad_value"}


@pytest.mark.spec("L-31", "X-21")
def test_a_project_nobody_holds_is_whose_who_opened_it(crew: Team) -> None:
    dossier, stages = a_project(crew)
    ana, bob = crew.ana, crew.bob
    ana.sent(ana.cell("dossier", dossier, "holder_id", None), a_piece(ana, dossier, "di", sent_on=1))
    company = seen(ana, "dossier", dossier)["company_id"]
    made = {"company_id": company, "object": "Dossier", "object_uid": dossier, "field": "Création", "at": NOW}
    ana.sent(ana.row("history", **made))
    assert codes(bob.push(*to(bob, dossier, stages["proposition"], 90))) == {90: "not_owner"}
    ana.sent(*to(ana, dossier, stages["proposition"], 91))
