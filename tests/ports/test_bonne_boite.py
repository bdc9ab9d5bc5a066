"""« La Bonne Boîte »: its token, its pages, its oddities, its refusals."""

from __future__ import annotations

import pytest
from public_service import HANG, Reply

from prospectdesk.domain.errors import Forbidden, Invalid, Unavailable
from prospectdesk.domain.recruiting import Search
from prospectdesk.ports.bonne_boite import SCOPE, SERVICE, TOKENS, BonneBoite

RENNES = Search(48.1173, -1.6778, 200.0, ("M1805", "M1801"))
PATH, TOKEN_PATH = "/v2/recherche", "/access_token"
GUICHEN, KERMAREC = "00010010700010", "00010001600013"
LONG_LIVED = {"access_token": "jeton-1", "expires_in": 1499, "token_type": "Bearer", "scope": SCOPE}


def item(siret=GUICHEN, **more):
    return {
        "id": 12384661, "rome": "M1805", "siret": siret, "company_name": "JARDINS DE GUICHEN", "office_name": "",
        "headcount_min": 0, "headcount_max": 0, "naf": "8130Z", "naf_label": "Services d'aménagement paysager",
        "location": {"lat": 47.968, "lon": -1.796}, "city": "Guichen", "citycode": "35126", "postcode": "35580",
        "department_number": 35, "hiring_potential": 25.7, "is_high_potential": False, "email": "yes",
    } | more  # fmt: skip


def page(items, hits=None):
    return Reply(
        {"hits": len(items) if hits is None else hits, "items": items, "resolved_params": {"jobs": []}}
    )


@pytest.fixture
def source(service, line_of, quick):
    service.says("POST", TOKEN_PATH, Reply(LONG_LIVED), Reply(LONG_LIVED | {"access_token": "jeton-2"}))
    return BonneBoite(line_of(SERVICE), line_of(TOKENS), "un client", "un secret", clock=quick.clock())


@pytest.mark.spec("X-32")
def test_a_search_fetches_a_token_and_reads_the_rows(service, source):
    service.says(
        "GET",
        PATH,
        page(
            [
                item(),
                item(),
                item(KERMAREC, office_name="Atelier", location={"lat": "48.1212", "lon": "-1.603"}),
            ]
        ),
    )
    first, second = source.search(RENNES).rows
    assert (first.siret, first.name, first.town, first.naf) == (
        GUICHEN,
        "JARDINS DE GUICHEN",
        "Guichen",
        "81.30Z",
    )
    assert (first.signal, first.contact, first.source) == ("Potentiel d’embauche\u00a0: 26/100", None, "lbb")
    assert (second.name, second.latitude, second.longitude) == ("Atelier", 48.1212, -1.603)
    token, asked = service.asked
    assert token.params == [("realm", "/partenaire")]
    assert token.form == {
        "grant_type": "client_credentials", "client_id": "un client", "client_secret": "un secret", "scope": SCOPE,
    }  # fmt: skip
    assert asked.headers["Authorization"] == "Bearer jeton-1"
    assert asked.all("rome") == ["M1805", "M1801"]
    assert asked.all("distance") == ["199"]
    assert (asked.all("page"), asked.all("page_size")) == (["1"], ["100"])


def test_a_token_serves_until_its_end_and_a_withdrawn_one_is_replaced_once(service, source, quick):
    service.says("GET", PATH, page([]))
    for _ in range(3):
        source.search(RENNES)
    assert len(service.questions(TOKEN_PATH)) == 1
    quick.sleep(1450)
    source.search(RENNES)
    assert len(service.questions(TOKEN_PATH)) == 2
    service.says("GET", PATH, Reply({}, 401), page([item()]))
    assert len(source.search(RENNES).rows) == 1
    assert len(service.questions(TOKEN_PATH)) == 3


@pytest.mark.spec("X-32")
def test_pages_are_read_to_the_end_at_two_a_second(service, source, quick):
    pages = [page([item(f"{number:014d}") for number in range(100)], 250)] * 2 + [page([item()] * 50, 250)]
    service.says("GET", PATH, *pages)
    batch = source.search(RENNES)
    assert [one.all("page") for one in service.questions(PATH)] == [["1"], ["2"], ["3"]]
    assert [row.siret for row in batch.rows if row.siret == GUICHEN] == [GUICHEN]
    assert quick.slept >= 1.0


def test_a_failure_on_a_later_page_keeps_the_rows_before_it(service, source):
    service.says("GET", PATH, page([item()] * 100, 300), Reply(b"garbage"))
    batch = source.search(RENNES)
    assert ([row.siret for row in batch.rows], batch.cut.code) == ([GUICHEN], "bad_answer")


def test_pages_without_end_are_left_after_some(service, source):
    service.says("GET", PATH, page([item()] * 100, 10**9))
    batch = source.search(RENNES)
    assert len(service.questions(PATH)) == 20
    assert "2000" in batch.notes[0]


@pytest.mark.spec("P-13")
def test_rows_without_siret_or_of_wrong_types_do_no_harm(service, source):
    odd = [item(""), item(None), item("00010011500014"), "x", None, []]
    wrong = item(location=None, naf=12, hiring_potential="beaucoup", city=["Guichen"], company_name=None)
    service.says("GET", PATH, page([*odd, wrong]))
    batch = source.search(RENNES)
    assert batch.invalid == 3
    found = batch.rows[0]
    assert (found.name, found.latitude, found.naf, found.signal, found.town) == (
        GUICHEN,
        None,
        None,
        None,
        None,
    )


def test_nothing_found_is_an_empty_batch(service, source):
    service.says("GET", PATH, Reply(b"", 204))
    assert source.search(RENNES).rows == ()


NO_CRITERION = "Vous devez préciser au moins un de ces éléments: job | granddomain | domain | rome | naf"


@pytest.mark.parametrize(
    ("reply", "kind", "code"),
    [
        (Reply({}, 401), Forbidden, "key_refused"),
        (Reply(b"Invalid scope", 403), Forbidden, "not_subscribed"),
        (Reply(b"", 403), Forbidden, "not_subscribed"),
        (Reply({"detail": NO_CRITERION}, 422), Invalid, "request_refused"),
        (Reply({}, 429, {"Retry-After": "900"}), Unavailable, "busy"),
        (Reply({}, 500), Unavailable, "fault"),
        (Reply({"items": None}), Unavailable, "bad_answer"),
        (Reply({"companies": []}), Unavailable, "bad_answer"),
        (HANG, Unavailable, "slow"),
    ],
)
def test_each_documented_error_is_one_sentence(service, source, reply, kind, code):
    service.says("GET", PATH, reply)
    with pytest.raises(kind) as told:
        source.search(RENNES)
    assert told.value.code == code
    assert "La Bonne Boite" in told.value.message


@pytest.mark.parametrize(
    ("reply", "kind", "code"),
    [
        (Reply({"error": "invalid_client"}, 400), Forbidden, "key_refused"),
        (Reply({"error": "invalid_client"}, 401), Forbidden, "key_refused"),
        (Reply({"access_token": 7}), Unavailable, "bad_answer"),
        (Reply({"access_token": "a\r\nX-Evil: 1", "expires_in": 9}), Unavailable, "bad_answer"),
        (Reply([]), Unavailable, "bad_answer"),
        (Reply(b"<html>"), Unavailable, "bad_answer"),
    ],
)
def test_a_token_that_is_refused_or_none_is_one_sentence(service, source, reply, kind, code):
    service.says("POST", TOKEN_PATH, reply)
    with pytest.raises(kind) as told:
        source.search(RENNES)
    assert told.value.code == code
    assert "un secret" not in told.value.message


def test_without_key_or_trade_nothing_is_asked(service, line_of):
    with pytest.raises(Forbidden, match="Paramètres"):
        BonneBoite(line_of(SERVICE), line_of(TOKENS), "", "").search(RENNES)
    with pytest.raises(Invalid, match="ROME"):
        BonneBoite(line_of(SERVICE), line_of(TOKENS), "a", "b").search(Search(48.1, -1.6, 30.0))
    assert service.asked == []
