"""The 16 criteria of the advanced search, through SQL and through the columns alike."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest

from prospectdesk.domain.errors import Failure, Invalid
from prospectdesk.queries import prospects
from prospectdesk.queries.prospects_criteria import NAMES, Criteria, parse_criteria


@pytest.mark.spec("D-06")
def test_there_are_sixteen_criteria():
    assert len(NAMES) == 16


@pytest.mark.spec("D-06")
@pytest.mark.parametrize(
    "pair",
    [
        "couleur=bleu", "raison_sociale", "sans_commercial=oui", "date_creation_min=01/02/2020", "etape=fini",
        "date_creation_max=2020-13-01", "date_creation_min=2020-W01-1", "=x",
    ],
)  # fmt: skip
def test_a_bad_criterion_is_refused_in_one_sentence(pair):
    with pytest.raises(Invalid) as failure:
        parse_criteria([pair])
    assert failure.value.message.endswith(".")


@pytest.mark.spec("D-06")
@pytest.mark.parametrize("pair", ["naf=zz", "siret=12A", "siret=123456789012345", "telephone=abc", "source=Rien",
                                  "commercial_source=personne", "type_client=Rien"])  # fmt: skip
def test_a_value_that_no_company_can_have_is_refused(book, pair):
    with pytest.raises(Invalid):
        book.found(pair)


@pytest.mark.spec("D-06")
def test_criteria_go_to_text_and_back():
    criteria = Criteria(raison_sociale="a=b", etape=("signe", "perdu"), sans_commercial=True,
                        date_creation_min=date(2020, 1, 2))  # fmt: skip
    assert parse_criteria(criteria.as_strings()) == criteria
    assert parse_criteria([]).empty
    assert not parse_criteria(["sans_commercial=false"]).sans_commercial


@pytest.mark.spec("D-07")
@pytest.mark.parametrize("text", ["creperie", "CRÊPERIE", "pér", "rie de l'i", "île", "é", "de l’Île"])
def test_a_name_is_found_by_what_it_contains(book, text):
    book.add("Crêperie de l’Île")
    book.add("Zzz")
    assert book.found(f"raison_sociale={text}") == ["Crêperie de l’Île"]


@pytest.mark.spec("D-07")
def test_a_name_is_found_by_the_brand_and_by_the_register_s_name(book):
    book.add("SARL Morel", registration={"name": "Chez Morel"}, seat={"brand": "La Galette"})
    for text in ("sarl", "chez", "galette"):
        assert book.found(f"raison_sociale={text}") == ["Chez Morel"]


@pytest.mark.spec("D-07")
def test_people_are_found_by_name_both_ways_round(book):
    one = book.add("Ardoise")
    book.add("Autre")
    book.contact(one, "Zoé", "Lefèvre")
    book.contact(one, "Jean", "Blanc", colour="white")
    for text in ("lefevre", "ZOE", "zoé lefèvre", "Lefèvre Zoé", "blanc"):
        assert book.found(f"interlocuteurs={text}") == ["Ardoise"]
    assert book.found("interlocuteurs=Martin") == []


@pytest.mark.spec("D-07")
@pytest.mark.parametrize("text", ["0299001122", "02 99 00", "+33 2 99 00 11 22", "0033299001122", "33299001122",
                                  "99.00.11", "22"])  # fmt: skip
def test_a_phone_is_found_in_any_form(book, text):
    book.add("Ardoise", registration={"phone": "+33299001122"})
    book.add("Autre", registration={"phone": "+33140404040"})
    assert book.found(f"telephone={text}") == ["Ardoise"]


@pytest.mark.spec("D-07")
def test_every_phone_and_mail_of_company_and_contacts_is_looked_at(book):
    one = book.add("Ardoise", registration={"phone": "+33299001122", "phone_foreign": "+3225551234",
                                            "mail": "Info@ardoise.fr"}, seat={"phone": "+33222222222"})  # fmt: skip
    card = book.contact(one, "Anne", "Caradec", email="anne@mail.fr", mobile="+33612345678")
    book.write(lambda uow: book.points(uow, card, one, email="perso@autre.fr", mobile="+33799999999", rank=1))
    for phone in ("0299", "0032255", "02 22 22 22 22", "06 12 34", "07 99 99 99 99"):
        assert book.found(f"telephone={phone}") == ["Ardoise"]
    for mail in ("info@", "ANNE@mail", "perso@", "@a"):
        assert book.found(f"mail={mail}") == ["Ardoise"]


@pytest.mark.spec("D-07")
@pytest.mark.parametrize(("text", "names"), [("62", ["A", "B"]), ("62.01", ["A"]), ("6201Z", ["A"]), ("6", ["A", "B"]),
                                             ("62.0", ["A", "B"]), ("47", [])])  # fmt: skip
def test_naf_is_the_beginning_of_the_code_with_or_without_dot(book, text, names):
    book.add("A", naf="62.01Z")
    book.add("B", naf="62.02A")
    book.add("C")
    assert book.found(f"naf={text}") == names


@pytest.mark.spec("D-07")
def test_type_client_is_that_of_its_dossiers(book):
    kind = book.label("type_client", "PME")
    book.label("type_client", "TPE")
    book.dossier(book.add("A"), "en_cours", kind)
    book.add("B")
    assert book.found("type_client=pme") == ["A"]
    assert book.found("type_client=TPE") == []


@pytest.mark.spec("D-07")
def test_notes_are_searched_in_notes_and_calls_only(book):
    book.note(book.add("A"), "Rappeler après l’été, 100% sûr")
    book.note(book.add("B"), "Message : été", kind="appel")
    book.note(book.add("C"), "été", kind="mail")
    assert book.found("note=ÉTÉ") == ["A", "B"]
    assert book.found("note=0% s") == ["A"]
    assert book.found("note=%") == ["A"]
    assert book.found("note=_") == []


@pytest.mark.spec("D-07")
def test_siret_matches_any_establishment_and_nine_digits_the_siren(book):
    book.add("A", siren="123456782", sirets=("12345678200017", "12345678200025"))
    book.add("B", siren="987654324", sirets=("98765432400019",))
    for text in ("123 456 782", "12345678200025", "123 456 782 00017", "1234", "1234567820002"):
        assert book.found(f"siret={text}") == ["A"]
    assert book.found("siret=12345678200033") == []


@pytest.mark.spec("D-08")
def test_signed_wins_over_open_and_a_company_without_dossier_is_open(book):
    signed, lost, running = book.add("Signée"), book.add("Perdue"), book.add("En cours")
    book.add("Sans dossier")
    for company, statuses in ((signed, ("perdu", "en_cours", "signe")), (lost, ("perdu", "perdu")),
                              (running, ("perdu", "en_cours"))):  # fmt: skip
        for status in statuses:
            book.dossier(company, status)
    assert book.found("etape=signe") == ["Signée"]
    assert book.found("etape=perdu") == ["Perdue"]
    assert book.found("etape=en_cours") == ["En cours", "Sans dossier"]
    assert book.found("etape=Signé,perdu") == ["Perdue", "Signée"]


@pytest.mark.spec("D-09")
def test_switches_keep_the_unassigned_and_the_takeovers(book):
    user = book.user("ugo", "Ugo Petit")
    book.add("A", registration={"operational_user_id": user})
    book.add("B", registration={"takeover": 1})
    assert book.found("sans_commercial=true") == ["B"]
    assert book.found("repreneur_activite=true") == ["B"]
    assert book.found("sans_commercial=false") == ["A", "B"]


@pytest.mark.spec("D-06")
def test_source_and_both_salespeople_are_criteria(book):
    ugo, eva = book.user("ugo", "Ugo Petit"), book.user("eva", "Éva Roux")
    salon = book.label("source", "Salon")
    book.add("A", registration={"source_user_id": ugo, "operational_user_id": eva, "source_id": salon})
    book.add("B", registration={"source_user_id": eva, "operational_user_id": ugo})
    assert book.found("source=SALON") == ["A"]
    assert book.found("commercial_source=ugo") == ["A"]
    assert book.found("commercial_operationnel=UGO") == ["B"]


@pytest.mark.spec("D-07")
def test_creation_dates_are_inclusive(book):
    book.add("A", created_on=18_262)  # 2020-01-01
    book.add("B", created_on=18_263)
    book.add("C")
    assert book.found("date_creation_min=2020-01-01", "date_creation_max=2020-01-01") == ["A"]
    assert book.found("date_creation_min=2020-01-02") == ["B"]
    assert book.found("date_creation_max=2020-01-02") == ["A", "B"]


@pytest.mark.spec("D-07")
def test_criteria_combine_with_and(book):
    book.add("Garage Martin", naf="45.20A")
    book.add("Garage Morel", naf="62.01Z")
    assert book.found("raison_sociale=garage", "naf=45") == ["Garage Martin"]


HOSTILE = [
    '"', "'", "%", "_", "\\", "*", "a*", "NEAR(a b)", 'a" OR "b', "a AND", "-a", "^a", "{name_key} : x", "x:y",
    "(", ")", "'; DROP TABLE company; --", "\x00", "a\x00b", "\ud800", "\u202e", "💥", "ß", "ﬁ", "İ", "a" * 190,
    "%%%", "___", "\\%", "?", "?1", ":a", "$a", "@", "NULL", "1=1", "\n", "\t\t", "«»", "OR", "NOT", "AND", "''''",
    '""""', "col:*", "+", "~", "[a]", "a]b", "<b>", "{{x}}", "%s", "{0}", "../..", "𝟙𝟚𝟛", "١٢٣", "é\u0301\u0301",
]  # fmt: skip


@pytest.mark.spec("D-07", "R6", "T12")
@pytest.mark.parametrize(
    "name", [one for one in NAMES if one not in ("sans_commercial", "repreneur_activite")]
)
def test_hostile_text_in_a_criterion_is_text(book, name):
    book.add("Garage 100% [a] Martin_", siren="123456782")
    for text in HOSTILE:
        with contextlib.suppress(Failure):  # a sentence for the user; anything else is an error of ours
            book.found(f"{name}={text}")
    assert book.found() == ["Garage 100% [a] Martin_"]
    assert book.found("raison_sociale=100% [a]") == ["Garage 100% [a] Martin_"]


def test_too_long_a_text_is_refused(book):
    with pytest.raises(Invalid):
        book.reader.run(prospects.find, Criteria(raison_sociale="x" * 201))
