"""What holds for a company as a whole once two laptops met (docs/sync.md, step 5)."""

from __future__ import annotations

import json

import pytest
from centre import Centre
from pushing import DAY, NOW, Laptop, Team, codes, natural, rows_of, seen, siren, team, uid

pytestmark = pytest.mark.pg

REY = "732829320"
REY_SITE = "73282932000074"


def relance(laptop: Laptop, company: str, day: int, priority: int, *users: Laptop, **values: object) -> str:
    """Plans a relance with its users, as one gesture."""
    made, batch = uid(), laptop.gesture()
    laptop.sent(
        laptop.row("follow_up", made, batch=batch, company_id=company, **{"day": day, "priority": priority, **values}),
        *(laptop.row("follow_up_assignee", natural("assignee", made, who(user)), batch=batch, follow_up_id=made,
                     user_id=who(user)) for user in users or (laptop,)),
    )  # fmt: skip
    return made


def who(laptop: Laptop) -> str:
    """The user of a laptop as the wire names him."""
    return laptop.who.uid.hex


def live(crew: Team, follow_up: str) -> bool:
    """Whether a follow-up is not deleted."""
    return seen(crew.ana, "follow_up", follow_up)["deleted_at"] is None


def users(crew: Team, follow_up: str) -> set[str]:
    """The users of a follow-up."""
    return {
        row["user_id"].hex
        for row in crew.centre.sql(
            "SELECT user_id FROM pd.follow_up_assignee WHERE workspace = $1 AND follow_up_id = $2::uuid "
            "AND deleted_at IS NULL", crew.workspace, follow_up)
    }  # fmt: skip


def titles(crew: Team, company: str) -> list[str]:
    """The timeline of a company."""
    return [
        row["title"]
        for row in crew.centre.sql(
            "SELECT title FROM pd.timeline WHERE workspace = $1 AND company_id = $2::uuid ORDER BY rev",
            crew.workspace, company)
    ]  # fmt: skip


@pytest.mark.spec("C-83", "X-18", "INV-02")
def test_two_relances_become_the_earlier_one_with_its_own_priority_and_both_users(crew: Team) -> None:
    company = crew.company()
    late = relance(crew.ana, company, DAY + 9, 0)
    early = relance(crew.bob, company, DAY + 3, 2)
    assert (live(crew, early), live(crew, late)) == (True, False)
    row = seen(crew.ana, "follow_up", early)
    assert (row["day"], row["priority"]) == (DAY + 3, 2)
    assert users(crew, early) == {who(crew.ana), who(crew.bob)}
    told = titles(crew, company)[-1]
    assert told.startswith("Relances réunies\u00a0: celle du ")
    assert "(Haute) laisse la place à celle du " in told
    assert told.endswith("(Faible)")


@pytest.mark.spec("C-83")
def test_of_two_relances_of_one_day_the_higher_priority_stands(crew: Team) -> None:
    company = crew.company()
    plain = relance(crew.ana, company, DAY, 1)
    high = relance(crew.bob, company, DAY, 0)
    assert (live(crew, high), live(crew, plain)) == (True, False)


@pytest.mark.spec("X-18")
def test_marking_the_replaced_relance_done_does_the_one_that_stands(crew: Team) -> None:
    company = crew.company()
    late = relance(crew.ana, company, DAY + 9, 1)
    early = relance(crew.bob, company, DAY + 3, 1)
    answer = crew.ana.push(crew.ana.cell("follow_up", late, "done", 1))
    assert answer["refused"] == []
    assert rows_of(answer["echo"])["follow_up", early]["done"] == 1
    assert ("follow_up", late) in rows_of(answer["echo"])


def test_deleting_the_replaced_relance_leaves_the_one_that_stands(crew: Team) -> None:
    company = crew.company()
    late = relance(crew.ana, company, DAY + 9, 1)
    early = relance(crew.bob, company, DAY + 3, 1)
    assert crew.ana.push(crew.ana.cell("follow_up", late, "deleted_at", NOW))["merged"] == [0]
    assert live(crew, early)


def test_an_edit_of_the_replaced_relance_counts_as_having_seen_nothing(crew: Team) -> None:
    company = crew.company()
    late = relance(crew.bob, company, DAY + 9, 1)
    early = relance(crew.ana, company, DAY + 3, 1, description="A")
    crew.ana.minutes = -9
    crew.ana.sent(crew.ana.cell("follow_up", late, "description", "B"))
    assert seen(crew.bob, "follow_up", early)["description"] == "A"
    assert [(one["col"], one["lost"]) for one in crew.ana.conflicts()] == [("description", '"B"')]


@pytest.mark.spec("INV-02")
def test_the_rps_of_one_lead_become_one_and_others_do_not(crew: Team) -> None:
    company, lead = crew.company(), "lead-1"
    first = relance(crew.ana, company, DAY + 5, 1, kind="rp", lead=lead)
    second = relance(crew.bob, company, DAY + 2, 1, kind="rp", lead=lead)
    other = relance(crew.bob, company, DAY + 2, 1, kind="rp", lead="lead-2")
    task = relance(crew.bob, company, DAY + 2, 1, kind="tache")
    assert [live(crew, one) for one in (first, second, other, task)] == [False, True, True, True]


@pytest.mark.spec("INV-01")
def test_a_follow_up_whose_two_users_are_removed_by_two_people_goes(crew: Team) -> None:
    company = crew.company()
    task = relance(crew.admin, company, DAY, 1, crew.ana, crew.bob, kind="tache")
    for laptop in (crew.ana, crew.bob):
        assert live(crew, task)
        laptop.sent(
            laptop.cell("follow_up_assignee", natural("assignee", task, who(laptop)), "deleted_at", NOW)
        )
    assert not live(crew, task)


def test_a_follow_up_whose_users_come_in_the_next_push_stays(crew: Team) -> None:
    company, task = crew.company(), uid()
    crew.ana.sent(crew.ana.row("follow_up", task, company_id=company, kind="tache"))
    assert live(crew, task)


@pytest.mark.spec("X-20", "INV-04")
def test_of_two_privileged_contacts_the_later_choice_stands(crew: Team) -> None:
    company, cards = crew.company(), (uid(), uid())
    for card in cards:
        crew.admin.sent(crew.admin.row("contact", card, company_id=company, person=uid()))
    crew.bob.sent(crew.bob.cell("contact", cards[0], "privileged", 1))
    crew.ana.sent(crew.ana.cell("contact", cards[1], "privileged", 1))  # arrives later, chosen earlier
    assert [seen(crew.ana, "contact", card)["privileged"] for card in cards] == [1, 0]


@pytest.mark.spec("INV-06")
def test_a_card_made_grey_by_one_and_subscribed_by_the_other_has_no_subscription(crew: Team) -> None:
    company, card = crew.company(), uid()
    crew.admin.sent(crew.admin.row("contact", card, company_id=company, person=uid(), privileged=1))
    crew.ana.sent(crew.ana.cell("contact", card, "colour", "grey"))
    crew.bob.sent(crew.bob.cell("contact", card, "newsletter", 1))
    row = seen(crew.ana, "contact", card)
    assert (row["colour"], row["newsletter"], row["privileged"]) == ("grey", 0, 0)


@pytest.mark.spec("X-19", "INV-07")
def test_the_second_dossier_of_a_unique_type_is_flagged_and_locked_until_retyped(crew: Team) -> None:
    company, types, stage = crew.company(), (uid(), uid()), uid()
    pipeline = uid()
    crew.admin.sent(
        crew.admin.row("pipeline", pipeline),
        crew.admin.row("stage", stage, pipeline_id=pipeline),
        crew.admin.row("dossier_type", types[0]),
        crew.admin.row("dossier_type", types[1], label="Fiscal"),
    )
    first, second = uid(), uid()
    for laptop, made in ((crew.bob, first), (crew.ana, second)):
        laptop.sent(laptop.row("dossier", made, company_id=company, type_id=types[0], stage_id=stage))
    assert [seen(crew.ana, "dossier", one)["twin"] for one in (first, second)] == [0, 1]
    answer = crew.ana.push(
        crew.ana.cell("dossier", second, "amount", "100", batch=5),
        crew.ana.cell("dossier", first, "amount", "9", batch=6),
    )
    assert codes(answer) == {5: "locked_dossier"}
    crew.ana.push(crew.ana.cell("dossier", second, "twin", 0))
    assert seen(crew.ana, "dossier", second)["twin"] == 1
    crew.ana.sent(crew.ana.cell("dossier", second, "type_id", types[1]))
    assert seen(crew.ana, "dossier", second)["twin"] == 0


def saw(number: str = REY, **more: object) -> str:
    """The register values a registration carries."""
    return json.dumps(
        {"siren": number, "name": "REY SAS", "naf": "62.01Z",
         "establishments": [{"siret": REY_SITE, "city": "METZ", "latitude": 49.1, "head_office": 1}], **more}
    )  # fmt: skip


def register(laptop: Laptop, company: str, **values: object) -> str:
    """Registers a company in the workspace."""
    made = natural("registration", laptop.who.workspace.hex, company)
    laptop.sent(laptop.row("registration", made, company_id=company, **values))
    return made


@pytest.mark.spec("X-22")
def test_a_registration_makes_the_company_the_directory_does_not_know(
    crew: Team, shared_centre: Centre
) -> None:
    company = siren(REY)
    register(crew.ana, company, seen=saw())
    found = seen(crew.bob, "company", company)
    assert (found["scope"], found["siren"], found["name"]) == (0, REY, "REY SAS")
    site = seen(crew.bob, "establishment", natural("siret", REY_SITE))
    assert (site["company_id"], site["city"], site["latitude"]) == (company, "METZ", 49.1)
    other = team(shared_centre)
    register(other.ana, company, seen=saw(name="AUTRE NOM"))
    assert seen(crew.ana, "company", company)["name"] == "REY SAS"  # the directory does not change


@pytest.mark.spec("T15", "X-22")
@pytest.mark.parametrize(
    "told",
    [
        "",
        "{",
        "[]",
        "null",
        "12",
        json.dumps({"siren": "552100554", "name": 3}),
        saw("552100555"),
        saw("443061841"),
    ],
)
def test_a_false_memory_of_the_register_makes_nothing(crew: Team, told: str) -> None:
    company = siren("552100554")
    answer = crew.ana.push(
        crew.ana.row("registration", natural("registration", crew.workspace.hex, company), company_id=company, seen=told,
                     batch=1),
        crew.ana.row("timeline", company_id=company, batch=2),
    )  # fmt: skip
    assert codes(answer) == {1: "unknown_parent", 2: "unknown_parent"}


@pytest.mark.spec("X-19", "INV-11")
def test_a_company_given_the_siren_of_the_register_becomes_that_one(crew: Team) -> None:
    survivor = siren(REY)
    kept = register(crew.bob, survivor, seen=saw(), phone="+33387000001", street="1 rue A")
    mine = crew.company(name="Chez Rey")
    lost = register(crew.ana, mine, name="Chez Rey", website="rey.fr", phone="+33387000002")
    contact, note = uid(), uid()
    crew.ana.sent(
        crew.ana.row("contact", contact, company_id=mine, person=uid()),
        crew.ana.row("timeline", note, company_id=mine),
    )
    answer = crew.ana.push(crew.ana.cell("company", mine, "siren", REY))
    rows = rows_of(answer["echo"])
    assert rows["company", mine]["merged_into"] == survivor
    assert rows["company", mine]["deleted_at"] is not None
    assert rows["contact", contact]["company_id"] == rows["timeline", note]["company_id"] == survivor
    stands = rows["registration", kept]
    assert (stands["website"], stands["phone"], stands["street"]) == ("rey.fr", "+33387000001", "1 rue A")
    assert rows["registration", lost]["deleted_at"] is not None
    assert [(one["col"], one["lost"], one["reason"]) for one in crew.ana.conflicts()] == [
        ("phone", '"+33387000002"', "merged")
    ]
    assert (
        titles(crew, survivor)[-1]
        == "Fiches réunies\u00a0: «\u00a0Chez Rey\u00a0» et «\u00a0REY SAS\u00a0» ont le même SIREN"
    )
    late = crew.bob.push(crew.bob.row("follow_up", company_id=mine))  # a laptop that does not know yet
    made = next(row for (table, _), row in rows_of(late["echo"]).items() if table == "follow_up")
    assert made["company_id"] == survivor


@pytest.mark.spec("X-19")
def test_two_companies_of_one_siren_become_the_older(crew: Team) -> None:
    older, newer = sorted((uid(), uid()))
    number = "404833048"
    routine = uid()
    crew.lead.sent(crew.lead.row("routine", routine))
    for laptop, company in ((crew.lead, newer), (crew.ana, older)):
        laptop.sent(laptop.row("company", company))
    tag = natural("routine_tag", newer, routine)
    crew.lead.sent(crew.lead.row("routine_tag", tag, company_id=newer, routine_id=routine, tag="client"))
    first, second = relance(crew.lead, newer, DAY + 1, 1), relance(crew.ana, older, DAY + 2, 1)
    crew.lead.sent(crew.lead.cell("company", newer, "siren", number))
    crew.ana.sent(crew.ana.cell("company", older, "siren", number))
    assert seen(crew.lead, "company", newer)["merged_into"] == older
    assert seen(crew.lead, "routine_tag", natural("routine_tag", older, routine))["tag"] == "client"
    assert seen(crew.lead, "routine_tag", tag)["deleted_at"] is not None
    assert (live(crew, first), live(crew, second)) == (True, False)  # their relances met too
    assert seen(crew.ana, "follow_up", first)["company_id"] == older
