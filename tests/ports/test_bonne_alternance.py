"""« La bonne alternance »: companies by SIRET; whatever is not as documented is dropped, counted or told."""

from __future__ import annotations

import pytest
from public_service import Reply

from prospectdesk.domain.errors import Forbidden, Invalid, Unavailable
from prospectdesk.domain.recruiting import Search
from prospectdesk.ports.bonne_alternance import SERVICE, BonneAlternance

RENNES = Search(48.1173, -1.6778, 29.4, ("M1805", "M1801"))
PATH = "/job/v1/search"
GUICHEN, KERMAREC, VILAINE = "00010010700010", "00010001600013", "00010008100017"


def workplace(siret, name="Jardins de Guichen", point=(-1.796, 47.968), **more):
    return {
        "siret": siret, "name": name, "brand": None, "legal_name": name, "description": None, "website": None,
        "size": "100-199",
        "location": {"address": "3 RUE DU LAC 35580 GUICHEN", "geopoint": {"type": "Point", "coordinates": list(point)}},
        "domain": {"idcc": None, "opco": None, "naf": {"code": "8130Z", "label": "Paysagistes"}},
    } | more  # fmt: skip


def recruiter(siret, **more):
    return {"identifier": {"id": "x"}, "workplace": workplace(siret, **more),
            "apply": {"url": "https://labonnealternance.exemple.fr/x", "phone": "0299000000", "recipient_id": None}}  # fmt: skip


def job(siret, title="Développeur", kinds=("Apprentissage",), status="Active", **more):
    return recruiter(siret, **more) | {
        "identifier": {"id": None, "partner_label": "offres", "partner_job_id": "1"},
        "contract": {"start": None, "duration": None, "type": list(kinds), "remote": None},
        "offer": {
            "title": title,
            "description": "",
            "rome_codes": ["M1805"],
            "status": status,
            "opening_count": 1,
        },
        "is_delegated": False,
    }


def answer(jobs=(), recruiters=(), warnings=()):
    return Reply({"jobs": list(jobs), "recruiters": list(recruiters), "warnings": list(warnings)})


@pytest.fixture
def source(line_of):
    return BonneAlternance(line_of(SERVICE), "le jeton")


@pytest.mark.spec("X-32", "P-17")
def test_recruiters_and_offers_are_one_row_per_siret(service, source):
    service.says("GET", PATH, answer(
        [job(KERMAREC, "Développeuse", name="Atelier Kermarec"), job(KERMAREC, "Testeur"), job(GUICHEN, "Jardinier")],
        [recruiter(GUICHEN), recruiter(VILAINE)],
    ))  # fmt: skip
    batch = source.search(RENNES)
    told = {row.siret: (row.name, row.signal) for row in batch.rows}
    assert told == {
        KERMAREC: ("Atelier Kermarec", "2 offres, dont Développeuse"),
        GUICHEN: ("Jardins de Guichen", "Offre\u00a0: Jardinier"),
        VILAINE: ("Jardins de Guichen", "Embauche probable en alternance"),
    }
    first = batch.rows[0]
    assert (first.latitude, first.longitude, first.naf, first.town) == (47.968, -1.796, "81.30Z", "GUICHEN")
    assert (first.street, first.postcode, first.contact) == ("3 RUE DU LAC", "35580", "0299000000")
    asked = service.asked[0]
    assert asked.headers["Authorization"] == "Bearer le jeton"
    assert dict(asked.params) == {
        "latitude": "48.117300", "longitude": "-1.677800", "radius": "30", "romes": "M1805,M1801",
    }  # fmt: skip


@pytest.mark.spec("X-32", "P-13")
def test_rows_without_a_valid_siret_are_counted_and_dropped(service, source):
    bad = [None, "", "00010011500014", "123", 7, True, [], {"a": 1}, "x" * 100_000]
    rows = [recruiter(one) for one in bad] + [{"workplace": None}, {"workplace": []}, recruiter(GUICHEN)]
    service.says("GET", PATH, answer([], [*rows, "no object", None, 3]))
    batch = source.search(RENNES)
    assert ([row.siret for row in batch.rows], batch.invalid) == ([GUICHEN], len(bad) + 2)


def test_a_siret_sent_as_a_number_keeps_its_zeros(service, source):
    service.says("GET", PATH, answer([], [recruiter(int(GUICHEN))]))
    assert [row.siret for row in source.search(RENNES).rows] == [GUICHEN]


@pytest.mark.parametrize(
    ("point", "place"),
    [
        ((-1.796, 47.968), (47.968, -1.796)),
        ((47.968, -1.796), (47.968, -1.796)),  # exchanged
        (("-1.796", "47.968"), (47.968, -1.796)),  # texts
        ((55.45, -20.88), (-20.88, 55.45)),  # Saint-Denis de La Réunion
        ((0, 0), (None, None)),
        ((None, 47.9), (None, None)),
        ((10**400, 47.9), (None, None)),
        (([], {}), (None, None)),
        ((47.9,), (None, None)),
    ],
)
def test_places_are_read_in_any_order_or_not_at_all(service, source, point, place):
    service.says("GET", PATH, answer([], [recruiter(GUICHEN, point=point)]))
    found = source.search(RENNES).rows[0]
    assert (found.latitude, found.longitude) == place


@pytest.mark.parametrize("wrong", [None, 3, "text", [], {"deep": {"er": 1}}, True])
def test_wrong_types_are_absent_and_never_a_crash(service, source, wrong):
    names = ("name", "brand", "legal_name", "location", "domain")
    mutated = recruiter(GUICHEN, **dict.fromkeys(names, wrong)) | {"apply": wrong}
    offer = job(KERMAREC) | {"offer": wrong, "contract": wrong}
    service.says("GET", PATH, answer([offer], [mutated], [wrong]))
    batch = source.search(RENNES)
    assert {row.siret for row in batch.rows} == {GUICHEN, KERMAREC}
    found = next(row for row in batch.rows if row.siret == GUICHEN)
    assert (found.latitude, found.street, found.naf, found.contact) == (None, None, None, None)


@pytest.mark.spec("P-16")
def test_only_the_asked_kinds_of_contract_and_open_offers_count(service, source):
    service.says("GET", PATH, answer(
        [job(GUICHEN, kinds=["Professionnalisation"]), job(KERMAREC), job(VILAINE, status="Filled")]
    ))  # fmt: skip
    asked = Search(48.1, -1.6, 30.0, (), ("Contrat de professionnalisation",))
    assert [row.siret for row in source.search(asked).rows] == [GUICHEN]


def test_what_the_service_leaves_out_is_told(service, source):
    service.says(
        "GET",
        PATH,
        answer([], [recruiter(GUICHEN)] * 150, [{"code": "FRANCE_TRAVAIL_API_ERROR", "message": "x"}]),
    )
    batch = source.search(RENNES)
    assert len(batch.notes) == 2
    assert "150" in batch.notes[0]


@pytest.mark.parametrize(
    ("reply", "kind", "code"),
    [
        (Reply({"statusCode": 400, "name": "Bad Request", "message": "Request validation failed"}, 400), Invalid, "request_refused"),
        (Reply({"statusCode": 401, "message": "Vous devez être connecté"}, 401), Forbidden, "key_refused"),
        (Reply({"statusCode": 403, "message": "Le jeton d'accès est invalide"}, 403), Forbidden, "access_refused"),
        (Reply({"statusCode": 419, "message": "Too many"}, 419), Unavailable, "busy"),
        (Reply({"statusCode": 502}, 502), Unavailable, "fault"),
        (Reply([]), Unavailable, "bad_answer"),
        (Reply({"jobs": {}, "recruiters": []}), Unavailable, "bad_answer"),
        (Reply(b"", 200), Unavailable, "bad_answer"),
    ],
)  # fmt: skip
def test_each_documented_error_is_one_sentence(service, source, reply, kind, code):
    service.says("GET", PATH, reply)
    with pytest.raises(kind) as told:
        source.search(RENNES)
    assert told.value.code == code
    assert "La bonne alternance" in told.value.message


def test_without_a_key_nothing_is_asked(service, line_of):
    with pytest.raises(Forbidden, match="Paramètres"):
        BonneAlternance(line_of(SERVICE), "").search(RENNES)
    assert service.asked == []
