"""A person erased at his own request: nothing at the centre names him any more (C-21, L2, P4)."""

from __future__ import annotations

import json

import pytest
from centre import Centre
from pushing import NOW, Laptop, Operation, Team, codes, rows_of, seen, team, uid

from prospectdesk.domain.mentions import mention

pytestmark = [pytest.mark.pg, pytest.mark.spec("C-21", "L2", "P4")]

TEXTS = (
    "Vu Hélène Noël-Roux hier.",
    "NOËL-ROUX Helene rappelle",
    "helene noel roux",
    "Mme Noël-Roux absente",
    "écrire à h.noel@rey.fr",
    "au 06 12 34 56 78 ou +33 6.12.34.56.78, 0033612345678, +33 (0)6 12 34 56 78",
    "Monsieur  noel-roux",
)
KEPT = (
    "Noël approche",
    "Hélène a appelé",
    "Noël-Rouxel Hélène-Marie",
    "le 06 12 34 56 79",
    "xh.noel@rey.fr.com",
)
GONE = "contact supprimé"


def person(crew: Team, company: str, **values: object) -> tuple[str, list[str]]:
    """A card with an e-mail and a mobile, made by Ana."""
    card, points = uid(), [uid(), uid()]
    ana = crew.ana
    ana.sent(
        ana.row("contact", card, company_id=company,
                **{"person": uid(), "first_name": "Hélène", "last_name": "Noël-Roux", "job": "Gérante", **values}),
        ana.row("contact_point", points[0], contact_id=card, kind="email", value="h.noel@rey.fr", key="h.noel@rey.fr"),
        ana.row("contact_point", points[1], contact_id=card, value="+33612345678", key="0612345678"),
    )  # fmt: skip
    return card, points


def erasing(laptop: Laptop, card: str) -> list[Operation]:
    """The gesture as a laptop sends it: its own nulls come along."""
    batch = laptop.gesture()
    told = {
        "last_name": None,
        "first_name": None,
        "job": None,
        "colour": "grey",
        "erased_at": NOW,
        "privileged": 0,
    }
    return [laptop.cell("contact", card, column, value, batch=batch) for column, value in told.items()]


def everything(crew: Team) -> str:
    """Every byte of the workspace's rows and of the service's own tables, as text."""
    names = crew.centre.sql("SELECT tablename AS n FROM pg_tables WHERE schemaname = 'pd'")
    return "\n".join(
        str(row["t"]) for name in names for row in crew.centre.sql(f'SELECT t::text AS t FROM pd."{name["n"]}" t')
        if crew.workspace.hex in str(row["t"]).replace("-", "")
    )  # fmt: skip


def test_every_personal_column_is_emptied_and_the_card_stays_as_a_nameless_stone(crew: Team) -> None:
    crew.bob.minutes = 0
    card, points = person(crew, crew.company())
    answer = crew.bob.push(*erasing(crew.bob, card))
    assert answer["refused"] == []
    row = rows_of(answer["echo"])["contact", card]
    assert [row[name] for name in ("first_name", "last_name", "job", "title", "linkedin", "born_on")] == [
        None
    ] * 6
    assert (row["colour"], row["erased_at"], row["deleted_at"]) == ("grey", NOW, None)
    for point in points:
        gone = rows_of(answer["echo"])["contact_point", point]
        assert (gone["value"], gone["key"], gone["deleted_at"]) == ("", None, NOW)
    assert "612345678" not in everything(crew)
    assert "h.noel@rey.fr" not in everything(crew)


@pytest.mark.parametrize("text", TEXTS)
def test_a_colleagues_text_names_nobody_any_more_and_the_laptop_says_the_same(crew: Team, text: str) -> None:
    company = crew.company()
    card, _ = person(crew, company)
    note = uid()
    crew.lead.sent(crew.lead.row("timeline", note, company_id=company, text=text))
    crew.bob.sent(*erasing(crew.bob, card))
    pattern = mention("Hélène", "Noël-Roux", ["h.noel@rey.fr", "+33612345678"])
    assert pattern is not None
    told = seen(crew.ana, "timeline", note)["text"]
    assert told == pattern.sub(GONE, text)
    assert GONE in told


@pytest.mark.parametrize("text", KEPT)
def test_a_text_that_names_somebody_else_stays(crew: Team, text: str) -> None:
    company = crew.company()
    card, _ = person(crew, company)
    note = uid()
    crew.lead.sent(crew.lead.row("timeline", note, company_id=company, text=text))
    crew.bob.sent(*erasing(crew.bob, card))
    assert seen(crew.ana, "timeline", note)["text"] == text


def test_history_conflicts_and_call_numbers_are_emptied_too(crew: Team) -> None:
    company = crew.company()
    card, _ = person(crew, company)
    base = seen(crew.ana, "contact", card)["rev"]
    call = uid()
    crew.ana.sent(
        crew.ana.row(
            "history", company_id=company, object="Interlocuteur Noël-Roux", object_uid=card, old="Hélène"
        ),
        crew.ana.row("timeline", call, company_id=company, contact_id=card, number="+33699999999", text="x"),
        crew.ana.cell("contact", card, "job", "Directrice secrète", base),
    )
    crew.bob.minutes = 1
    crew.bob.sent(crew.bob.cell("contact", card, "job", "Présidente secrète", base))
    assert crew.ana.conflicts()
    crew.bob.sent(*erasing(crew.bob, card))
    left = everything(crew)
    for word in ("Noël", "Hélène", "secrète", "699999999"):
        assert word not in left
    assert seen(crew.ana, "timeline", call)["contact_id"] == card


def test_the_eraser_need_not_be_the_author_of_the_notes_he_empties(crew: Team) -> None:
    company = crew.company()
    card, points = person(crew, company)
    note = uid()
    rev = crew.lead.sent(crew.lead.row("timeline", note, company_id=company, text=TEXTS[0]))
    operations = erasing(crew.bob, card)
    batch = operations[0][0]
    answer = crew.bob.push(
        crew.bob.cell("timeline", note, "text", "Vu contact supprimé hier.", rev, batch),
        crew.bob.cell("contact_point", points[0], "value", "", rev, batch),
        *operations,
        crew.bob.row("timeline", batch=batch, company_id=company, contact_id=card, title="Contact supprimé"),
    )
    assert answer["refused"] == []
    assert rows_of(answer["echo"])["timeline", note]["text"] == "Vu contact supprimé hier."


def test_what_comes_later_for_an_erased_person_is_refused(crew: Team) -> None:
    company, human = crew.company(), uid()
    card, points = person(crew, company, person=human)
    crew.bob.sent(*erasing(crew.bob, card))
    crew.ana.minutes = 99
    answer = crew.ana.push(
        crew.ana.cell("contact", card, "last_name", "Noël-Roux", batch=1),
        crew.ana.cell("contact_point", points[0], "value", "h.noel@rey.fr", batch=2),
        crew.ana.row("contact_point", contact_id=card, batch=3),
        crew.ana.cell("contact", card, "erased_at", None, batch=4),
        crew.ana.row("contact", company_id=crew.company(), person=human, last_name="Noël-Roux", batch=5),
        crew.ana.cell("company", company, "naf", "62.01Z", batch=6),
    )
    assert codes(answer) == dict.fromkeys(range(1, 6), "erased")
    assert seen(crew.ana, "contact", card)["last_name"] is None


def test_every_card_of_the_person_is_erased_also_those_the_laptop_did_not_know(crew: Team) -> None:
    human = uid()
    card, _ = person(crew, crew.company(), person=human)
    other, _ = person(crew, crew.company(), person=human)
    crew.bob.sent(*erasing(crew.bob, card))
    assert seen(crew.ana, "contact", other)["last_name"] is None
    assert seen(crew.ana, "contact", other)["erased_at"] is not None


def test_an_erasure_reaches_a_card_deleted_meanwhile(crew: Team) -> None:
    card, _ = person(crew, crew.company())
    base = seen(crew.ana, "contact", card)["rev"]
    crew.ana.sent(crew.ana.cell("contact", card, "deleted_at", NOW))
    operations = erasing(crew.bob, card)
    for one in operations:
        one[5] = base
    crew.bob.sent(*operations)
    assert seen(crew.ana, "contact", card)["last_name"] is None


@pytest.mark.spec("L3")
def test_an_erasure_is_audited_by_counts_and_limited_in_number(crew: Team) -> None:
    company = crew.company()
    cards = [uid() for _ in range(52)]
    crew.ana.sent(
        *(crew.ana.row("contact", card, company_id=company, person=uid(), last_name="X") for card in cards)
    )
    answer = crew.bob.push(*(operation for card in cards for operation in erasing(crew.bob, card)))
    assert list(codes(answer).values()) == ["erase_rate", "erase_rate"]
    lines = crew.centre.sql("SELECT * FROM pd.audit WHERE verb = 'erase' AND workspace = $1", crew.workspace)
    assert sum(int(json.loads(line["counts"])["cards"]) for line in lines) == 50
    assert {line["user_uid"] for line in lines} == {crew.bob.who.uid}


def test_a_card_of_another_workspace_is_out_of_reach(shared_centre: Centre, crew: Team) -> None:
    other = team(shared_centre)
    card, _ = person(other, other.company())
    assert set(codes(crew.bob.push(*erasing(crew.bob, card))).values()) == {"unknown_row"}
    crew.bob.ask("pd.erase(ARRAY[$1::uuid]) IS NULL", card)
    assert seen(other.ana, "contact", card)["last_name"] == "Noël-Roux"


@pytest.mark.spec("X-18")
def test_two_people_erase_one_person_without_knowing_and_neither_is_refused(crew: Team) -> None:
    card, _points = person(crew, crew.company())
    crew.ana.sent(*erasing(crew.ana, card))
    assert codes(crew.bob.push(*erasing(crew.bob, card))) == {}
    assert crew.bob.conflicts() == []
    named = crew.bob.cell("contact", card, "last_name", "Caradec")
    assert set(codes(crew.bob.push(named)).values()) == {"erased"}


@pytest.mark.spec("P4")
@pytest.mark.parametrize(
    "names", [{"first_name": ""}, {"first_name": "", "last_name": " "}, {"last_name": None}]
)
def test_a_person_without_a_first_or_a_last_name_is_erased_too(crew: Team, names: dict[str, object]) -> None:
    card = uid()
    row = {
        "company_id": crew.company(),
        "person": uid(),
        "first_name": "Anne",
        "last_name": "Caradec",
    } | names
    crew.ana.sent(crew.ana.row("contact", card, **row))
    crew.ana.sent(crew.ana.cell("contact", card, "erased_at", NOW))
    found = crew.ana.sees("contact", card)
    assert found is not None
    assert not found["first_name"]
    assert not found["last_name"]


def test_an_overseas_number_is_found_with_its_zero(crew: Team) -> None:
    pattern = "SELECT regexp_replace(%s, pd.mention(NULL, NULL, ARRAY['+262692123456']), 'x', 'g') AS t"
    for told in ("0692 12 34 56", "+262 (0)692.12.34.56", "00262692123456"):
        assert crew.centre.sql(pattern.replace("%s", f"'vu {told} hier'"))[0]["t"] == "vu x hier"
