"""What the documents allow and what they do not: each value replaced, each refusal, pages and cursors without end."""

from __future__ import annotations

import copy
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from public_service import PublicService, Reply

from prospectdesk.domain.errors import Failure, Unavailable
from prospectdesk.domain.recruiting import Search
from prospectdesk.ports import bonne_alternance as lba
from prospectdesk.ports import bonne_boite as lbb
from prospectdesk.ports import geoplateforme, recherche_entreprises, sirene
from prospectdesk.ports.failures import Busy
from prospectdesk.ports.line import Service
from prospectdesk.ports.pace import Pace, Time
from prospectdesk.ports.recruiters import Rows

DANONE, SIREN = "55203253400646", "552032534"
RENNES = Search(48.1173, -1.6778, 30.0, ("M1805",))
KEY = "cle-tres-secrete"
SEAT = {
    "siret": DANONE, "adresse": "17 BOULEVARD HAUSSMANN 75009 PARIS", "numero_voie": "17", "type_voie": "BOULEVARD",
    "libelle_voie": "HAUSSMANN", "code_postal": "75009", "commune": "75109", "libelle_commune": "PARIS", "latitude": "48.8723",
    "longitude": "2.3370", "etat_administratif": "A", "est_siege": True, "liste_enseignes": ["DANONE"],
    "tranche_effectif_salarie": "42", "statut_diffusion_etablissement": "O", "date_creation": "1985-01-01",
}  # fmt: skip
COMPANY: dict[str, Any] = {
    "siren": SIREN, "nom_complet": "DANONE", "nom_raison_sociale": "DANONE", "siege": SEAT, "activite_principale": "70.10Z",
    "nature_juridique": "5599", "date_creation": "1955-01-01", "date_mise_a_jour_insee": "2026-01-01T00:00:00",
    "tranche_effectif_salarie": "42", "etat_administratif": "A", "statut_diffusion": "O", "matching_etablissements": [SEAT],
    "finances": {"2023": {"ca": 100, "resultat_net": 5}}, "complements": {"liste_idcc": ["1486"]},
    "dirigeants": [{"nom": "SMITH", "prenoms": "JANE ANN", "qualite": "Directeur", "type_dirigeant": "personne physique"}],
}  # fmt: skip
SITE: dict[str, Any] = {
    "siren": SIREN, "siret": DANONE, "statutDiffusionEtablissement": "O", "etablissementSiege": True,
    "dateCreationEtablissement": "1985-01-01", "trancheEffectifsEtablissement": "42",
    "uniteLegale": {"denominationUniteLegale": "DANONE", "etatAdministratifUniteLegale": "A", "statutDiffusionUniteLegale": "O"},
    "adresseEtablissement": {"libelleVoieEtablissement": "HAUSSMANN", "codePostalEtablissement": "75009",
                             "codeCommuneEtablissement": "75109", "coordonneeLambertAbscisseEtablissement": "651000.1",
                             "coordonneeLambertOrdonneeEtablissement": "6863900.2"},
    "periodesEtablissement": [{"dateFin": None, "dateDebut": "2010-01-01", "etatAdministratifEtablissement": "A",
                               "enseigne1Etablissement": None, "activitePrincipaleEtablissement": "70.10Z"}],
}  # fmt: skip
LEGAL: dict[str, Any] = {
    "siren": SIREN, "statutDiffusionUniteLegale": "O", "dateCreationUniteLegale": "1955-01-01",
    "periodesUniteLegale": [{"dateDebut": "2010-01-01", "etatAdministratifUniteLegale": "A", "denominationUniteLegale": "DANONE",
                             "categorieJuridiqueUniteLegale": "5599", "nicSiegeUniteLegale": "00646"}],
}  # fmt: skip
HEAD = {"statut": 200, "message": "OK", "total": 1, "curseur": "*", "curseurSuivant": "AoE"}
PLACE: dict[str, Any] = {
    "geometry": {"type": "Point", "coordinates": [2.29, 49.89]},
    "properties": {"label": "8 Boulevard du Port 80000 Amiens", "score": 0.97, "postcode": "80000", "citycode": "80021"},
}  # fmt: skip
RECRUITER: dict[str, Any] = {
    "workplace": {"siret": DANONE, "name": "DANONE", "location": {"address": "17 BD HAUSSMANN 75009 PARIS", "geopoint": {
        "type": "Point", "coordinates": [2.33, 48.87]}}, "domain": {"idcc": 1486, "naf": {"code": "7010Z", "label": "Sièges"}}},
    "apply": {"url": "https://exemple.fr", "phone": "0199000000", "recipient_id": "r"},
}  # fmt: skip
JOB = RECRUITER | {
    "contract": {"start": None, "duration": 12, "type": ["Apprentissage"], "remote": "onsite"},
    "offer": {"title": "Développeur", "rome_codes": ["M1805"], "status": "Active", "opening_count": 1},
}
ITEM: dict[str, Any] = {
    "siret": DANONE, "company_name": "DANONE", "office_name": "", "naf": "7010Z", "location": {"lat": 48.87, "lon": 2.33},
    "city": "Paris", "postcode": "75009", "hiring_potential": 25.7, "email": "yes",
}  # fmt: skip


# every value of every document, replaced -----------------------------------------------------------
WRONG = (None, True, 7, -1.5, 10**400, "", "x" * 5000, "\x00\ud800\u202e", [], [[]], {}, {"a": 1}, "[NON-DIFFUSIBLE]", ["[ND]"])  # fmt: skip


def read_jobs(document: Any) -> Any:
    return lba.read({"jobs": [document], "recruiters": [document], "warnings": [document]}, RENNES.contract_kinds)  # fmt: skip


def read_item(document: Any) -> Any:
    rows = Rows()
    lbb.read_items(rows, [document])
    return rows.batch()


def read_sites(document: Any) -> Any:
    return sirene.answers.listing({"header": HEAD, "etablissements": [document]}, "*")


READ: dict[str, tuple[Callable[[Any], Any], Any]] = {
    "register": (lambda one: recherche_entreprises.answers.listing({"results": [one]}, 1), COMPANY),
    "establishment": (lambda one: sirene.answers.establishment({"etablissement": one}), SITE),
    "establishments": (read_sites, SITE),
    "legal unit": (lambda one: sirene.answers.legal_unit({"uniteLegale": one}), LEGAL),
    "places": (lambda one: geoplateforme.answers.spots({"features": [one]}), PLACE),
    "jobs": (read_jobs, JOB),
    "likely": (read_item, ITEM),
}


def spoiled(document: Any, wrong: Any) -> Iterator[Any]:
    """The document with one value after the other replaced, itself included."""
    yield wrong
    keys = document if isinstance(document, dict) else range(len(document)) if isinstance(document, list) else ()  # fmt: skip
    for key in keys:
        for part in spoiled(document[key], wrong):
            made = copy.copy(document)
            made[key] = part
            yield made


@pytest.mark.spec("X-31", "X-32", "X-33", "R1")
@pytest.mark.parametrize("name", READ)
def test_no_value_of_a_wrong_type_harms_or_passes_through(name: str) -> None:
    read, document = READ[name]
    for wrong in WRONG:
        for one in spoiled(document, wrong):
            try:
                found = repr(read(one))
            except Unavailable:
                continue
            assert not any(mark in found for mark in ("DIFFUSIBLE", "[ND]", "\\x00", "\\ud800", "\\u202e"))


# each client and each refusal ------------------------------------------------------------------------
ASK: dict[str, Callable[[Any], Any]] = {
    "register": lambda line: recherche_entreprises.RechercheEntreprises(line(recherche_entreprises.SERVICE)).search("danone"),
    "around": lambda line: recherche_entreprises.RechercheEntreprises(line(recherche_entreprises.SERVICE)).near(48.1, -1.6, 5),
    "insee": lambda line: sirene.Sirene(line(sirene.SERVICE), KEY).by_number(DANONE),
    "places": lambda line: geoplateforme.Geoplateforme(line(geoplateforme.SERVICE)).search("Rennes"),
    "lba": lambda line: lba.BonneAlternance(line(lba.SERVICE), KEY).search(RENNES),
    "lbb": lambda line: lbb.BonneBoite(line(lbb.SERVICE), line(lbb.TOKENS), "un-client", KEY).search(RENNES),
}  # fmt: skip
PATHS = ("/search", "/near_point", f"/siret/{DANONE}", "/job/v1/search", "/v2/recherche")


def all_say(service: PublicService, *replies: Reply) -> None:
    for path in PATHS:
        service.says("GET", path, *replies)
    service.says("POST", "/access_token", Reply({"access_token": KEY, "expires_in": 1499}))


@pytest.mark.spec("X-31", "X-32", "X-33", "T16")
@pytest.mark.parametrize("status", [202, 400, 401, 403, 404, 409, 413, 422, 451])
def test_each_refusal_is_one_sentence_that_says_what_to_do_and_holds_no_key(
    service: PublicService, line_of: Any, status: int
) -> None:
    echo = f"refusé : Bearer {KEY[:4]}\u200b{KEY[4:]} et {KEY}"
    all_say(service, Reply({"message": echo, "header": {"message": echo}, "erreur": echo}, status))
    for name, ask in ASK.items():
        if status == 404 and name == "insee":
            continue  # its own way to say that it found nothing
        with pytest.raises(Failure) as told:
            ask(line_of)
        message = told.value.message
        assert message.startswith(("«", "La réponse de")), name
        assert message.endswith("."), name
        assert "\u00a0: " in message, name
        assert KEY not in message or name in {"register", "around", "places"}, "they were told none"
        assert ("clé" in message) == (status in {401, 403} and name in {"insee", "lba"}) or name == "lbb"
        assert ("adresse" in message) == (status == 404 or (status in {401, 403} and name not in {"insee", "lba", "lbb"}))  # fmt: skip


@pytest.mark.spec("X-32")
@pytest.mark.parametrize("status", [419, 429])
def test_a_limit_by_the_minute_is_waited_for_once_without_a_wait_being_named(
    service: PublicService, line_of: Any, quick: Any, status: int
) -> None:
    all_say(service, Reply({}, status))
    with pytest.raises(Busy, match="réessayez dans 61 s"):
        ASK["lba"](line_of)
    assert (quick.slept, len(service.asked)) == (61.0, 2)
    all_say(service, Reply({}, status), Reply({"jobs": [], "recruiters": [], "warnings": []}))
    assert ASK["lba"](line_of).rows == ()


@pytest.mark.spec("X-32")
def test_no_second_sees_more_calls_than_the_service_allows(service: PublicService, line_of: Any) -> None:
    """Four threads at once, the first question slow to leave: counted where they arrive."""
    arrived: list[float] = []

    def answer(_asked: Any) -> Reply:
        arrived.append(time.monotonic())
        if len(arrived) == 1:
            time.sleep(0.1)
        return Reply({})

    service.says("GET", "/a", answer)
    line = line_of(Service("essai", "Essai", service.url, calls=3, seconds=0.15), clock=Time())
    threads = [threading.Thread(target=lambda: [line.get("/a") for _ in range(2)]) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    arrived.sort()
    assert len(arrived) == 8
    assert all(later - sooner >= 0.15 for sooner, later in zip(arrived, arrived[3:], strict=False))


def test_who_waits_for_a_turn_hears_that_the_service_asked_to_wait(quick: Any) -> None:
    def sleep(seconds: float) -> None:
        if quick.moment == 0.0:  # another thread hears it meanwhile
            pace.hold(5.0)
        quick.sleep(seconds)

    pace = Pace(1, 1.0, Time(quick.now, sleep))
    for _ in range(2):
        with pace.turn():
            pass
    assert quick.moment == 5.0


# pages and cursors -----------------------------------------------------------------------------------
@pytest.fixture
def insee(line_of: Any) -> sirene.Sirene:
    return sirene.Sirene(line_of(sirene.SERVICE), KEY)


@pytest.mark.spec("X-31")
@pytest.mark.parametrize(
    ("heads", "pages"),
    [
        ([("AoA", 9), ("AoB", 9), ("AoA", 9)], 3),  # a cursor that comes back
        ([(f"Ao{number}", 2) for number in range(50)], 2),  # another one for ever: as many rows as it counted
        ([("\ud800\n", 9)], 1),  # one that nobody can send
        ([(7, 9)], 1),
        ([("AoA", "beaucoup")], 1),
    ],
)
def test_cursors_that_never_end_are_left(
    service: PublicService, insee: sirene.Sirene, heads: list[tuple[Any, Any]], pages: int
) -> None:
    replies = [
        Reply({"header": {"total": total, "curseurSuivant": cursor}, "etablissements": [SITE]})
        for cursor, total in heads
        if not isinstance(cursor, str) or cursor.isascii()
    ] or [Reply(b'{"header": {"total": 9, "curseurSuivant": "\\ud800"}, "etablissements": [{}]}')]
    service.says("GET", "/siret", *replies)
    assert {site.siret for site in insee.sites(SIREN)} <= {DANONE}
    assert len(service.asked) == pages


@pytest.mark.spec("X-31")
def test_a_404_that_is_not_sirenes_own_is_a_wrong_address(service: PublicService, insee: sirene.Sirene) -> None:  # fmt: skip
    service.says("GET", f"/siret/{DANONE}", Reply({"status": 404, "error": "Not Found"}, 404))
    with pytest.raises(Failure, match="adresse"):
        insee.by_number(DANONE)
    service.says("GET", f"/siret/{DANONE}", Reply({"header": {"statut": 404}}, 404))
    assert insee.by_number(DANONE) is None


@pytest.mark.spec("X-32")
def test_pages_shorter_than_wished_are_followed_by_the_next(service: PublicService, line_of: Any) -> None:
    items = [ITEM | {"siret": siret} for siret in (DANONE, "35600000000048", "38198356800092")]
    service.says("POST", "/access_token", Reply({"access_token": KEY}))
    service.says("GET", "/v2/recherche", *(Reply({"hits": 3, "items": [one]}) for one in items))
    boite = lbb.BonneBoite(line_of(lbb.SERVICE), line_of(lbb.TOKENS), "un-client", KEY)
    assert len(boite.search(RENNES).rows) == 3
    assert len(service.questions("/access_token")) == 1, "a token without an end serves for a while"
    service.says("GET", "/v2/recherche", Reply({"hits": 9, "items": [ITEM]}), Reply({"hits": 9, "items": []}))
    assert len(boite.search(RENNES).rows) == 1


# places and what is withheld ---------------------------------------------------------------------------
@pytest.mark.spec("X-31", "X-33")
def test_exchanged_coordinates_are_put_right_everywhere() -> None:
    turned = COMPANY | {"siege": SEAT | {"latitude": "2.3370", "longitude": "48.8723"}, "matching_etablissements": []}  # fmt: skip
    (unit,) = recherche_entreprises.answers.listing({"results": [turned]}, 1).units
    assert (unit.sites[0].latitude, unit.sites[0].longitude) == (48.8723, 2.3370)
    feature = PLACE | {"geometry": {"coordinates": [49.89, 2.29]}}
    (spot,) = geoplateforme.answers.spots({"features": [feature]})
    assert (spot.latitude, spot.longitude) == (49.89, 2.29)


@pytest.mark.spec("X-31")
@pytest.mark.parametrize(
    ("commune", "east", "north", "place"),
    [
        ("97411", "338731.0", "7691400.0", (-20.87, 55.45)),  # Saint-Denis de La Réunion, UTM 40 S
        ("97209", "708500.0", "1615500.0", (14.60, -61.06)),  # Fort-de-France, UTM 20 N
        ("75109", "651000.1", "6863900.2", (48.87, 2.33)),  # Lambert-93
        ("97411", "651000.1", "6863900.2", (None, None)),  # metres of another system
    ],
)
def test_metres_are_those_of_the_communes_own_system(commune: str, east: str, north: str, place: Any) -> None:
    address = SITE["adresseEtablissement"] | {
        "codeCommuneEtablissement": commune, "coordonneeLambertAbscisseEtablissement": east,
        "coordonneeLambertOrdonneeEtablissement": north,
    }  # fmt: skip
    unit = sirene.answers.establishment({"etablissement": SITE | {"adresseEtablissement": address}})
    assert unit is not None
    assert (unit.sites[0].latitude, unit.sites[0].longitude) == pytest.approx(place, abs=0.02)


@pytest.mark.spec("X-31", "L2")
@pytest.mark.parametrize("status", ["P", "N", "[ND]"])
def test_who_withholds_his_data_has_no_name(status: str) -> None:
    hidden = COMPANY | {"statut_diffusion": status}
    (unit,) = recherche_entreprises.answers.listing({"results": [hidden]}, 1).units
    assert (unit.public, unit.name, unit.directors) == (False, None, ())
    found = sirene.answers.establishment({"etablissement": SITE | {"statutDiffusionEtablissement": status}})
    assert (found.public, found.name) == (False, None)


@pytest.mark.spec("X-31")
@pytest.mark.parametrize("status", ["?", 7, [], {}])
def test_what_is_neither_public_nor_withheld_is_no_answer(
    service: PublicService, line_of: Any, insee: sirene.Sirene, status: Any
) -> None:
    service.says("GET", "/search", Reply({"results": [COMPANY | {"statut_diffusion": status}]}))
    service.says(
        "GET", f"/siret/{DANONE}", Reply({"etablissement": SITE | {"statutDiffusionEtablissement": status}})
    )
    register = recherche_entreprises.RechercheEntreprises(line_of(recherche_entreprises.SERVICE))
    for ask in (register.by_number, insee.by_number):
        with pytest.raises(Unavailable, match="pas lisible"):
            ask(DANONE)


@pytest.mark.spec("X-32", "L2")
def test_a_recruiting_company_that_is_withheld_is_left_aside_and_counted() -> None:
    hidden = RECRUITER["workplace"] | {"name": "[NON-DIFFUSIBLE]"}
    other = RECRUITER | {"workplace": RECRUITER["workplace"] | {"siret": "35600000000048"}}
    document = {"jobs": [JOB, JOB | {"workplace": hidden}], "recruiters": [other], "warnings": []}
    for batch in (lba.read(document, RENNES.contract_kinds), read_item(ITEM | {"company_name": "[ND]"})):
        assert DANONE not in {row.siret for row in batch.rows}
        assert batch.notes[-1].endswith("partielle\u00a0: 1.")


def test_directors_that_are_no_list_say_nothing_about_who_left() -> None:
    for told in (None, {}, "x"):
        (unit,) = recherche_entreprises.answers.listing(
            {"results": [COMPANY | {"dirigeants": told}]}, 1
        ).units
        assert (unit.directors, unit.complete) == ((), False)
