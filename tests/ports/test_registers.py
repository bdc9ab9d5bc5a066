"""The registers and the geocoder as documented, with their errors and oddities, against a stand-in."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest
from public_service import CUT, HANG, Reply

from prospectdesk.domain.errors import Failure, Forbidden, Invalid, Unavailable
from prospectdesk.ports import geoplateforme, recherche_entreprises, sirene
from prospectdesk.ports.failures import Busy
from prospectdesk.ports.geoplateforme import Geoplateforme
from prospectdesk.ports.recherche_entreprises import RechercheEntreprises
from prospectdesk.ports.sirene import Sirene

pytestmark = pytest.mark.spec("X-31")

SEAT = {
    "siret": "12345678200017", "numero_voie": "4", "indice_repetition": "B", "type_voie": "RUE", "libelle_voie": "DU PUITS",
    "adresse": "4B RUE DU PUITS 35000 RENNES", "code_postal": "35000", "commune": "35238", "libelle_commune": "RENNES",
    "latitude": "48.117", "longitude": "-1.678", "coordonnees": "48.117,-1.678", "activite_principale": "62.01Z",
    "etat_administratif": "A", "est_siege": True, "liste_enseignes": ["LE PUITS"], "tranche_effectif_salarie": "11",
    "statut_diffusion_etablissement": "O", "date_creation": "2014-05-06",
}  # fmt: skip
SHOP = {
    "siret": "12345678200025", "adresse": "2 QUAI EMILE ZOLA 35000 RENNES", "code_postal": "35000", "latitude": "48.11",
    "longitude": "-1.67", "etat_administratif": "F", "date_fermeture": "2020-01-31", "est_siege": False,
    "libelle_commune": "RENNES", "statut_diffusion_etablissement": "O",
}  # fmt: skip
UNIT: dict[str, Any] = {
    "siren": "123456782", "nom_complet": "PUITS (LE PUITS)", "nom_raison_sociale": "PUITS", "etat_administratif": "A",
    "nature_juridique": "5710", "activite_principale": "62.01Z", "tranche_effectif_salarie": "12", "date_creation": "2014-05-06",
    "date_mise_a_jour_insee": "2026-05-17T11:09:34", "statut_diffusion": "O", "siege": SEAT, "matching_etablissements": [SEAT, SHOP],
    "finances": {"2022": {"ca": 10, "resultat_net": 1}, "2023": {"ca": 1848367, "resultat_net": -693623}},
    "complements": {"liste_idcc": ["1486", "9999"]},
    "dirigeants": [
        {"nom": "LE GOFF", "prenoms": "ANNE MARIE", "qualite": "Gérant", "type_dirigeant": "personne physique"},
        {"nom": "LE GOFF", "prenoms": "ANNE MARIE", "qualite": "Associé", "type_dirigeant": "personne physique"},
        {"nom": "DURAND", "prenoms": "PAUL", "qualite": "Commissaire aux comptes titulaire", "type_dirigeant": "personne physique"},
        {"siren": "356000000", "denomination": "LA POSTE", "qualite": "Président", "type_dirigeant": "personne morale"},
    ],
}  # fmt: skip


def page(*rows: Any, total: int | None = None, pages: int = 1) -> Reply:
    count = len(rows) if total is None else total
    return Reply({"results": list(rows), "total_results": count, "page": 1, "per_page": 25, "total_pages": pages})  # fmt: skip


@pytest.fixture
def register(line_of: Any) -> RechercheEntreprises:
    return RechercheEntreprises(line_of(recherche_entreprises.SERVICE))


@pytest.fixture
def insee(line_of: Any) -> Sirene:
    return Sirene(line_of(sirene.SERVICE), "cle-de-test")


@pytest.fixture
def ban(line_of: Any) -> Geoplateforme:
    return Geoplateforme(line_of(geoplateforme.SERVICE))


# Recherche d'entreprises ------------------------------------------------------------------------
def test_a_number_is_asked_alone_and_answers_the_whole_company(service: Any, register: Any) -> None:
    service.says("GET", "/search", page(UNIT))
    unit = register.by_number("12345678200017")
    assert {name for name, _ in service.asked[0].params} == {"q", "page", "per_page", "limite_matching_etablissements"}  # fmt: skip
    assert (unit.siren, unit.name, unit.legal_form, unit.naf, unit.headcount_band) == ("123456782", "PUITS", "5710", "62.01Z", "12")  # fmt: skip
    assert (unit.figures_year, unit.turnover, unit.result, unit.agreement) == (2023, 1848367, -693623, "IDCC 1486")  # fmt: skip
    seat, shop = unit.sites
    assert (seat.street, seat.postcode, seat.city, seat.brand, seat.head_office) == ("4 B RUE DU PUITS", "35000", "RENNES", "LE PUITS", True)  # fmt: skip
    assert (seat.latitude, seat.longitude) == (48.117, -1.678)
    assert (shop.street, shop.open, shop.head_office) == ("2 QUAI EMILE ZOLA", False, False)
    assert [(one.last_name, one.first_name, one.job) for one in unit.directors] == [
        ("Le Goff", "Anne", "Gérant")
    ]


def test_an_unknown_number_is_no_company(service: Any, register: Any) -> None:
    service.says("GET", "/search", page(), page({**UNIT, "siren": "356000000"}), page({"siren": "123456782", "siege": {}}))  # fmt: skip
    assert register.by_number("12345678200017") is None
    assert register.by_number("12345678200017") is None, "the answer is about somebody else"
    assert register.by_number("123456782") is None, "a number without a name tells nothing"


@pytest.mark.spec("X-31", "L2")
def test_what_the_holder_withholds_is_no_name_and_no_number(
    service: Any, register: Any, shared_data: Path
) -> None:
    file = shared_data / "recherche_entreprises_exemples" / "search-300025764.json"
    service.says("GET", "/search", Reply(json.loads(file.read_text(encoding="utf-8"))["reponse"]))
    unit = register.by_number("300025764")
    assert (unit.public, unit.name, unit.directors) == (False, None, ())
    assert (unit.seat.street, unit.seat.postcode, unit.seat.latitude, unit.seat.brand) == (
        None,
        None,
        None,
        None,
    )
    assert "NON-DIFFUSIBLE" not in repr(unit)


def test_a_search_says_what_it_wants_and_goes_on_to_the_cap(service: Any, register: Any) -> None:
    service.says("GET", "/search", page(*[UNIT] * 25, total=10_000, pages=400))
    pages = register.every("boulangerie", {"code_commune": "35238", "etat_administratif": "A"})
    first, second = next(pages), next(pages)
    assert (first.total, first.capped, first.pages, len(first.units), second.page) == (
        10_000,
        True,
        400,
        25,
        2,
    )
    assert [dict(one.params)["page"] for one in service.asked] == ["1", "2"]
    assert dict(service.asked[0].params) | {"per_page": "25", "code_commune": "35238"} == dict(service.asked[0].params)  # fmt: skip
    pages.close()
    service.says("GET", "/search", page(UNIT, total=10_000, pages=401))
    asked = len(service.asked)
    last = register.search("boulangerie", page=recherche_entreprises.MOST_PAGES)
    assert (last.page * recherche_entreprises.PAGE, last.capped, len(service.asked)) == (
        10_000,
        True,
        asked + 1,
    )


def test_what_the_service_would_ignore_or_refuse_is_never_asked(service: Any, register: Any) -> None:
    for ask in (
        lambda: register.search("12345678200017", {"code_postal": "35000"}),
        lambda: register.search("ab"),
        lambda: register.near(48.1, -1.6, 51),
        lambda: register.near(float("nan"), -1.6, 5),
        lambda: register.search("x" * 1000),
    ):
        with pytest.raises(Invalid):
            ask()
    with pytest.raises(ValueError, match="qs"):
        register.search("boulangerie", {"qs": "x"})
    assert service.asked == []
    service.says("GET", "/search", page(UNIT))
    register.search("bou\ud800lang\x00erie", {"code_postal": "35\ud800000"})
    assert dict(service.asked[0].params) | {"q": "boulangerie", "code_postal": "35000"} == dict(
        service.asked[0].params
    )


def test_companies_around_a_point(service: Any, register: Any) -> None:
    service.says("GET", "/near_point", page(UNIT))
    assert register.near(48.1173, -1.6778, 30, ("10.71C", "62.01Z")).units[0].siren == "123456782"
    asked = dict(service.asked[0].params)
    assert (asked["lat"], asked["long"], asked["radius"], asked["activite_principale"]) == ("48.117300", "-1.677800", "30.000", "10.71C,62.01Z")  # fmt: skip


def test_every_real_answer_of_the_register_is_read(shared_data: Path, service: Any, register: Any) -> None:
    seen = 0
    for file in sorted((shared_data / "recherche_entreprises_exemples").glob("*.json")):
        body = json.loads(file.read_text(encoding="utf-8"))["reponse"]
        service.says("GET", "/search", Reply(body))
        found = register.search("essai")
        assert (found.left_out, found.total) == (0, body["total_results"])
        seen += len(found.units)
        for unit in found.units:
            assert unit.name or not unit.public or not unit.sites
            assert all(-180 <= (one.longitude or 0) <= 180 for one in unit.sites)
    assert seen >= 90


# Sirene ------------------------------------------------------------------------------------------
ROW: dict[str, Any] = {
    "siren": "123456782", "nic": "00017", "siret": "12345678200017", "statutDiffusionEtablissement": "O",
    "dateCreationEtablissement": "2014-05-06", "trancheEffectifsEtablissement": "11", "etablissementSiege": True,
    "uniteLegale": {"denominationUniteLegale": "PUITS", "categorieJuridiqueUniteLegale": "5710", "etatAdministratifUniteLegale": "A",
                    "activitePrincipaleUniteLegale": "62.01Z", "statutDiffusionUniteLegale": "O"},
    "adresseEtablissement": {"numeroVoieEtablissement": "4", "typeVoieEtablissement": "RUE", "libelleVoieEtablissement": "DU PUITS",
                             "codePostalEtablissement": "35000", "libelleCommuneEtablissement": "RENNES", "codeCommuneEtablissement": "35238",
                             "coordonneeLambertAbscisseEtablissement": "351861.5", "coordonneeLambertOrdonneeEtablissement": "6789180.2"},
    "periodesEtablissement": [
        {"dateFin": None, "dateDebut": "2021-01-01", "etatAdministratifEtablissement": "A", "enseigne1Etablissement": "LE PUITS",
         "activitePrincipaleEtablissement": "62.02A"},
        {"dateFin": "2020-12-31", "dateDebut": "2014-05-06", "etatAdministratifEtablissement": "F"},
    ],
}  # fmt: skip
HEAD = {"statut": 200, "message": "OK"}


def test_sirene_is_asked_with_its_key_and_tells_the_present_period(service: Any, insee: Any) -> None:
    service.says("GET", "/siret/12345678200017", Reply({"header": HEAD, "etablissement": ROW}), Reply({"header": HEAD, "etablissements": [ROW]}))  # fmt: skip
    unit = insee.by_number("12345678200017")
    assert service.asked[0].headers[sirene.HEADER] == "cle-de-test"
    site = unit.seat
    assert (unit.name, site.naf, site.brand, site.open, site.street) == ("PUITS", "62.02A", "LE PUITS", True, "4 RUE DU PUITS")  # fmt: skip
    assert site.latitude == pytest.approx(48.1116, abs=0.01)
    assert site.longitude == pytest.approx(-1.68, abs=0.02)
    assert insee.by_number("12345678200017") == unit, "one establishment in a list is told the same"


def test_sirene_says_nothing_found_as_404(service: Any, insee: Any) -> None:
    service.says("GET", "/siret/12345678200017", Reply({"header": {"statut": 404, "message": "Aucun élément trouvé"}}, 404))  # fmt: skip
    service.says("GET", "/siret", Reply({"header": {"statut": 404}}, 404))
    assert insee.by_number("12345678200017") is None
    assert insee.sites("123456782") == ()


def test_sirene_is_paged_by_cursor_until_it_stands_still(service: Any, insee: Any) -> None:
    closed = copy.deepcopy(ROW) | {"siret": "12345678200025", "etablissementSiege": False}
    closed["periodesEtablissement"][0]["etatAdministratifEtablissement"] = "F"
    service.says(
        "GET", "/siret",
        Reply({"header": {**HEAD, "total": 2, "curseur": "*", "curseurSuivant": "AoE"}, "etablissements": [closed]}),
        Reply({"header": {**HEAD, "total": 2, "curseur": "AoE", "curseurSuivant": "AoE"}, "etablissements": [ROW]}),
    )  # fmt: skip
    sites = insee.sites("123456782")
    assert [(one.siret, one.open) for one in sites] == [("12345678200017", True), ("12345678200025", False)]
    assert [dict(one.params)["curseur"] for one in service.asked] == ["*", "AoE"]
    assert dict(service.asked[0].params)["nombre"] == "1000"


def test_names_sirene_masks_are_left_out(shared_data: Path, service: Any, insee: Any) -> None:
    for kind in ("siret", "siren"):
        body = json.loads((shared_data / "insee_sirene_exemples" / f"{kind}_recherche_v3.json").read_text("utf-8"))  # fmt: skip
        body["header"]["curseurSuivant"] = "*"
        service.says("GET", f"/{kind}", Reply(body))
        (found,) = insee.search(kind, "x")
        assert found.units
        assert found.left_out == 0
        assert "[ND]" not in repr(found)
        assert all(unit.public for unit in found.units) == (kind == "siren")


def test_without_a_key_sirene_is_not_asked(service: Any, line_of: Any) -> None:
    with pytest.raises(Forbidden, match="demande une clé"):
        Sirene(line_of(sirene.SERVICE), "").by_number("123456782")
    assert service.asked == []


def test_what_people_type_is_never_syntax() -> None:
    assert sirene.quoted('x" OR siren:* AND "') == '"x OR siren AND"'


# Géoplateforme ------------------------------------------------------------------------------------
PLACE = {"geometry": {"type": "Point", "coordinates": [-1.678, 48.117]}, "properties": {
    "label": "4 Rue du Puits 35000 Rennes", "score": 0.93, "postcode": "35000", "citycode": "35238"}}  # fmt: skip
GUESS = {
    "geometry": {"coordinates": [2.0, 46.0]},
    "properties": {"label": "Rue du Puits 23000 Guéret", "score": 0.41},
}


@pytest.mark.spec("X-33")
def test_places_are_read_longitude_first_and_guesses_are_left_out(service: Any, ban: Any) -> None:
    service.says("GET", "/search", Reply({"type": "FeatureCollection", "features": [GUESS, PLACE]}), Reply({"features": []}))  # fmt: skip
    (found,) = ban.search("« 4 rue du Puits, Rennes »")
    assert (found.latitude, found.longitude, found.label) == (48.117, -1.678, "4 Rue du Puits 35000 Rennes")
    assert dict(service.asked[0].params)["q"].startswith("4 rue"), "a text must begin with a letter or digit"
    assert ban.search("nulle part") == []
    assert ban.search(" , !") == []
    assert len(service.asked) == 2


@pytest.mark.spec("X-33")
def test_a_point_is_named(service: Any, ban: Any) -> None:
    service.says("GET", "/reverse", Reply({"features": [PLACE]}))
    assert ban.reverse(48.117, -1.678)[0].postcode == "35000"


@pytest.mark.spec("X-33")
def test_many_addresses_go_in_one_file_and_come_back_in_order(service: Any, ban: Any) -> None:
    head = "adresse,code_postal,ville,latitude,longitude,result_label,result_score,result_postcode,result_citycode\n"
    body = f'{head}"1, rue ""A""",35000,Rennes,48.1,-1.6,1 Rue A 35000 Rennes,0.9,35000,35238\nx,,,,,,,,\n'
    service.says("POST", "/search/csv", Reply(body.encode(), headers={"Content-Type": "text/csv"}))
    first, second = ban.batch([('1, rue "A"', "35000", "Rennes"), ("x", "", "")])
    assert (first.latitude, first.city_code, second) == (48.1, "35238", None)
    sent = service.asked[0].json
    assert sent.count('name="columns"') == 2
    assert 'name="postcode"' in sent
    with pytest.raises(Unavailable):
        ban.batch([("x", "", "")] * 5)


# what goes wrong ------------------------------------------------------------------------------------
FAULTS: dict[str, tuple[Any, type[Failure]]] = {
    "a bad request": (
        Reply({"erreur": "Veuillez indiquer au moins un paramètre de recherche."}, 400),
        Invalid,
    ),
    "a bad request of INSEE": (
        Reply({"header": {"statut": 400, "message": "Erreur de syntaxe"}}, 400),
        Invalid,
    ),
    "a bad key": (Reply({}, 401), Forbidden),
    "a body that is not wanted": (Reply(b"", 406), Invalid),
    "too long": (Reply(b"", 413), Invalid),
    "an address too long": (Reply(b"", 414), Invalid),
    "too many calls": (Reply({}, 429, {"Retry-After": "5"}), Busy),
    "theirs": (Reply({"erreur": "Une erreur inattendue s'est produite."}, 500), Unavailable),
    "closed for repair": (Reply(b"<html>", 503), Unavailable),
    "no JSON": (Reply(b"<html>"), Unavailable),
    "a list": (Reply([1, 2]), Unavailable),
    "nothing": (Reply(b""), Unavailable),
    "an empty object": (Reply({}), Unavailable),
    "10 MB of garbage": (Reply(pieces=[b"x" * (1 << 20)] * 11), Unavailable),
    "a half-open socket": (HANG, Unavailable),
    "a cut line": (CUT, Unavailable),
}
ASK: dict[str, tuple[str, Any]] = {
    "register": ("/search", lambda one: one.by_number("12345678200017")),
    "insee": ("/siret/12345678200017", lambda one: one.by_number("12345678200017")),
    "ban": ("/search", lambda one: one.search("Rennes")),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", ASK)
def test_whatever_goes_wrong_is_one_sentence(request: Any, service: Any, name: str, fault: str) -> None:
    path, ask = ASK[name]
    reply, kind = FAULTS[fault]
    service.says("GET", path, reply)
    with pytest.raises(kind) as caught:
        ask(request.getfixturevalue(name))
    assert "«" in caught.value.message
    assert caught.value.message.endswith(".")


def test_a_wait_that_the_service_names_is_kept(service: Any, register: Any, quick: Any) -> None:
    service.says("GET", "/search", Reply({}, 429, {"Retry-After": "3"}), page(UNIT))
    assert register.by_number("12345678200017").siren == "123456782"
    assert quick.slept >= 3


WRONG = (None, True, 0, -1, 1e308, "", "x" * 5000, "\x00", [], [[]], {}, [{}], {"a": 1}, "[NON-DIFFUSIBLE]", ["[ND]"])  # fmt: skip


def spoiled(document: Any, dice: random.Random) -> Any:
    """A copy with values of wrong types at random places."""
    if dice.random() < 0.08:
        return copy.deepcopy(dice.choice(WRONG))
    if isinstance(document, dict):
        return {name: spoiled(value, dice) for name, value in document.items() if dice.random() > 0.02}
    if isinstance(document, list):
        return [spoiled(value, dice) for value in document]
    return document


@pytest.mark.parametrize(
    ("read", "document"),
    [
        (lambda one: recherche_entreprises.answers.listing(one, 1), {"results": [UNIT], "total_results": 1}),
        (sirene.answers.establishment, {"header": HEAD, "etablissement": ROW}),
        (lambda one: sirene.answers.listing(one, "*"), {"header": HEAD, "etablissements": [ROW]}),
        (geoplateforme.answers.spots, {"features": [PLACE, GUESS]}),
    ],
    ids=["register", "establishment", "sirene", "places"],
)
def test_values_of_wrong_types_are_absent_and_never_a_crash(read: Any, document: Any) -> None:
    dice = random.Random(20261122)
    for _ in range(400):
        try:
            found = read(spoiled(document, dice))
        except Unavailable:
            continue
        assert "NON-DIFFUSIBLE" not in repr(found)
        assert "\\x00" not in repr(found)
