"""What the register says enters the directory; a user's own values, erased people and withheld companies are safe."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from prospectdesk.commands.companies import CreateCompany, EditCompany
from prospectdesk.commands.contact_states import DeleteContact
from prospectdesk.commands.contacts import DownloadWhiteCard
from prospectdesk.commands.register_facts import NoteUnknown, TakeRegisterFacts
from prospectdesk.domain.changes import Done
from prospectdesk.domain.register import Director, Site, Unit
from prospectdesk.queries import companies, contacts, register

pytestmark = pytest.mark.spec("X-31")

SIREN = "000100024"
SEAT = Site(
    siret="00010002400017", street="1 PLACE DU MARCHE", postcode="35170", city="BRUZ", city_code="35047", naf="10.71C",
    latitude=48.0247, longitude=-1.7450, head_office=True, created_on=12_000,
)  # fmt: skip
ANNEX = Site(siret="00010002400025", street="8 RUE DE RENNES", postcode="35580", city="GUICHEN", open=False)
TANGUY = Unit(
    siren=SIREN, source="recherche_entreprises", name="BOULANGERIE TANGUY", legal_form="5499", naf="10.71C",
    created_on=12_000, headcount_band="12", turnover=1_848_367, result=-3_000, figures_year=2025, agreement="IDCC 843",
    updated_on=20_700, sites=(SEAT, ANNEX), complete=True,
    directors=(Director(last_name="Tanguy", first_name="Paul", job="Président"),
               Director(last_name="Le Bris", first_name="Soazig", job="Directeur Général")),
)  # fmt: skip


@pytest.fixture
def take(do: Callable[[Any], Done]) -> Callable[..., Done]:
    return lambda unit=TANGUY, **changes: do(TakeRegisterFacts(unit=replace(unit, **changes)))


def lines(session: Any, company: int) -> list[tuple[str, str, str | None, str | None]]:
    with session.reader.session() as conn:
        return conn.execute(
            "SELECT object, field, old, new FROM history WHERE company_id = ? AND at >= ? ORDER BY id",
            (company, session.clock.now_ms()),
        ).fetchall()


@pytest.mark.spec("X-31", "INV-15", "C-04")
def test_a_refresh_tells_what_changed_and_the_history_keeps_it(session, take, company, head) -> None:
    done = take()
    tanguy = head(company("BOULANGERIE TANGUY"))
    assert (tanguy.legal_form, tanguy.headcount_band, tanguy.headcount, tanguy.street) == ("5499", "12", 24, "1 PLACE DU MARCHE")  # fmt: skip
    assert (tanguy.turnover, tanguy.turnover_year, tanguy.agreement, tanguy.register_on) == ("1\u202f848\u202f367\u00a0€", 2025, "IDCC 843", 20_700)  # fmt: skip
    told = {(one["object"], one["field"]): (one["old"], one["new"]) for one in done.data["changed"]}
    assert told["Société", "Raison sociale"] == ("Boulangerie Tanguy", "BOULANGERIE TANGUY")
    assert told["Société", "Forme juridique"] == (None, "5499")
    assert told["Société", "Chiffre d’affaires"] == (None, "1\u202f848\u202f367\u00a0€")
    assert told["Établissement", ""] == (None, "00010002400025")
    assert ("Société", "Forme juridique", None, "5499") in lines(session, tanguy.id)
    assert done.undo is None
    assert take().data["changed"] == [], "the same answer changes nothing"


@pytest.mark.spec("X-31")
def test_every_value_says_who_told_it_and_when(session, take, company) -> None:
    take()
    take(legal_form=None, source="sirene", updated_on=20_710)
    found = session.reader.run(register.standing, company("BOULANGERIE TANGUY"))
    assert (found.outcome, found.source, found.to_check) == ("found", "sirene", False)
    assert (found.origins["legal_form"].source, found.origins["legal_form"].on) == (
        "recherche_entreprises",
        20_700,
    )
    assert (found.origins["name"].source, found.origins["name"].on) == ("sirene", 20_710)
    assert found.asked_at == session.clock.now_ms()


def test_a_correction_of_the_user_stays_beside_the_register(session, do, take, company, head) -> None:
    tanguy = company("Boulangerie Tanguy")
    do(EditCompany(company=tanguy, raison_sociale="Tanguy, boulanger", naf="56.10C"))
    take()
    found = head(tanguy)
    assert (found.name, found.register_name, found.naf) == (
        "Tanguy, boulanger",
        "BOULANGERIE TANGUY",
        "56.10C",
    )


@pytest.mark.spec("X-22")
def test_register_rows_go_to_nobody_else(session, take) -> None:
    with session.reader.session() as conn:
        before = {row[0] for row in conn.execute("SELECT seq FROM outbox")}
        take()
        tables = {row[1] for row in conn.execute("SELECT seq, tbl FROM outbox") if row[0] not in before}
    assert tables <= {"history"}, "the directory travels by its own way"


@pytest.mark.spec("C-13", "SM-1", "X-31")
def test_directors_are_white_cards_and_turn_grey_when_they_leave(session, take, company) -> None:
    tanguy = company("Boulangerie Tanguy")
    assert take().data["cards"] == 1, "Paul Tanguy has his card already"
    cards = {one.name: one for one in session.reader.run(contacts.cards, tanguy)}
    assert (cards["Paul Tanguy"].colour, cards["Paul Tanguy"].job) == ("white", "Président")
    assert (cards["Soazig Le Bris"].colour, cards["Soazig Le Bris"].job) == ("white", "Directeur Général")
    take(directors=TANGUY.directors[:1])
    cards = {one.name: one for one in session.reader.run(contacts.cards, tanguy)}
    assert cards["Soazig Le Bris"].colour == "grey"
    assert take().data["cards"] == 0, "who leads again has the same card"
    cards = {one.name: one for one in session.reader.run(contacts.cards, tanguy)}
    assert (cards["Soazig Le Bris"].colour, len(cards)) == ("white", 4)
    take(directors=TANGUY.directors[:1])
    assert cards["Anne Caradec"].colour == "orange", "the workspace's own cards are not the register's"
    take(directors=(), complete=False)
    assert session.reader.run(contacts.cards, tanguy)[1].colour == "white", (
        "an answer without directors says nothing"
    )


@pytest.mark.spec("C-21", "L2")
def test_a_person_who_was_erased_does_not_come_back(session, do, take, company) -> None:
    tanguy = company("Boulangerie Tanguy")
    take()
    white = next(one for one in session.reader.run(contacts.cards, tanguy) if one.name == "Soazig Le Bris")
    orange = do(DownloadWhiteCard(contact=white.id)).row_id
    do(DeleteContact(contact=orange))
    for directors in (TANGUY.directors, TANGUY.directors[:1], TANGUY.directors):
        take(directors=directors)  # known, gone, there again
        assert "Soazig Le Bris" not in {one.name for one in session.reader.run(contacts.cards, tanguy)}


@pytest.mark.spec("C-13", "C-16", "SM-1", "X-31")
def test_who_was_downloaded_and_leaves_the_register_has_one_card(session, do, take, company) -> None:
    tanguy = company("Boulangerie Tanguy")
    take()
    white = next(one for one in session.reader.run(contacts.cards, tanguy) if one.name == "Soazig Le Bris")
    do(DownloadWhiteCard(contact=white.id))
    take(directors=TANGUY.directors[:1])
    cards = [one.colour for one in session.reader.run(contacts.cards, tanguy) if one.name == "Soazig Le Bris"]
    assert cards == ["orange"]


@pytest.mark.spec("X-31", "L2")
def test_what_is_withheld_from_the_public_is_not_taken_over(session, take, company, head) -> None:
    tanguy = head(company("Boulangerie Tanguy"))
    done = take(public=False, name=None, open=False, directors=())
    after = head(tanguy.id)
    assert (after.name, after.legal_form, after.turnover, after.open) == (
        tanguy.name,
        tanguy.legal_form,
        None,
        False,
    )
    assert done.data["outcome"] == "partial"
    assert session.reader.run(register.standing, tanguy.id).withheld
    cards = {one.name: one.colour for one in session.reader.run(contacts.cards, tanguy.id)}
    assert "white" not in cards.values(), "nobody is prospected out of a register that withholds him"
    assert cards["Anne Caradec"] == "orange"
    assert take().data["cards"] == 2, "public again: the cards come back"


@pytest.mark.spec("X-31", "L2")
def test_who_withholds_himself_and_is_nobodys_prospect_has_no_name_any_more(session, do, take) -> None:
    person = Unit(siren="356000000", source="sirene", name="JANE MARTIN", complete=True,
                  directors=(Director(last_name="Martin", first_name="Jane"),))  # fmt: skip
    row = do(TakeRegisterFacts(unit=person)).row_id
    do(TakeRegisterFacts(unit=replace(person, name=None, public=False, directors=())))
    assert session.reader.run(companies.head, row).name == "Non diffusible"
    assert not session.reader.run(contacts.cards, row)


@pytest.mark.spec("X-31", "L2")
def test_an_establishment_that_is_withheld_does_not_enter(session, take, company) -> None:
    hidden = replace(ANNEX, public=False)
    take(sites=(SEAT, hidden))
    sites = session.reader.run(companies.establishments, company("BOULANGERIE TANGUY"))
    assert [one.siret for one in sites] == [SEAT.siret]


def test_a_new_company_enters_the_directory_with_the_place_of_its_commune(session, do) -> None:
    site = Site(siret="35600000000048", postcode="75015", city="PARIS", head_office=True)
    done = do(
        TakeRegisterFacts(unit=Unit(siren="356000000", source="sirene", name="LA POSTE", sites=(site,)))
    )
    (found,) = session.reader.run(companies.establishments, done.row_id)
    assert found.latitude == pytest.approx(48.84, abs=0.05)
    assert not session.reader.run(companies.head, done.row_id).registered
    same = session.reader.run(register.directory_unit, "35600000000048")
    assert (same.name, same.seat.siret, same.source) == ("LA POSTE", "35600000000048", "annuaire")


def test_one_seat_at_a_time(session, take, company) -> None:
    moved = (replace(ANNEX, head_office=True, open=True), replace(SEAT, head_office=False))
    take(sites=moved)
    sites = session.reader.run(companies.establishments, company("BOULANGERIE TANGUY"))
    assert [(one.siret, one.head_office) for one in sites] == [
        ("00010002400025", True),
        ("00010002400017", False),
    ]


@pytest.mark.spec("X-31", "X-24")
def test_a_company_typed_offline_waits_for_its_check(session, do, company) -> None:
    made = do(
        CreateCompany(raison_sociale="Sellerie Postic", siret="00010012300017", commercial_source="ugo",
                      commercial_operationnel="ugo", source="Salon")
    )  # fmt: skip
    now = session.clock.now_ms()
    assert session.reader.run(register.standing, made.row_id).to_check
    assert [one.name for one in session.reader.run(register.to_check, now - 1, 9)] == ["Sellerie Postic"]
    do(NoteUnknown(siren="000100123", source="registry"))
    assert session.reader.run(register.to_check, now - 1, 9) == [], "not asked again at once"
    known = session.reader.run(register.standing, made.row_id)
    assert (known.to_check, known.outcome) == (True, "unknown")
    do(
        TakeRegisterFacts(
            unit=Unit(siren="000100123", source="sirene", name="SELLERIE POSTIC", updated_on=20_000)
        )
    )
    assert not session.reader.run(register.standing, made.row_id).to_check


@pytest.mark.spec("X-31", "D-04")
def test_a_form_filled_by_the_register_makes_no_corrections(session, do, head) -> None:
    """What the user took over from the register follows it later; what he changed stays his."""
    seat = Site(siret="35600000000048", street="9 RUE DU COLONEL PIERRE AVIA", postcode="75015", city="PARIS",
                naf="53.10Z", head_office=True)  # fmt: skip
    unit = Unit(
        siren="356000000", source="sirene", name="LA POSTE", legal_form="5510", naf="53.10Z", sites=(seat,)
    )
    do(TakeRegisterFacts(unit=unit))
    done = do(
        CreateCompany(raison_sociale="LA POSTE", siret="35600000000048", naf="53.10Z", rue="9 RUE DU COLONEL PIERRE AVIA",
                      forme_juridique="SA nationale à conseil d'administration", code_postal="75015", ville="Paris 15e",
                      commercial_source="ugo", commercial_operationnel="ugo", source="Salon")
    )  # fmt: skip
    do(
        TakeRegisterFacts(
            unit=replace(unit, name="LA POSTE SA", sites=(replace(seat, street="1 QUAI NEUF"),))
        )
    )
    found = head(done.row_id)
    assert (found.name, found.street, found.city) == ("LA POSTE SA", "1 QUAI NEUF", "Paris 15e")
