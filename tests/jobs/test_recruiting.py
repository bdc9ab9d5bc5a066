"""Both recruiting sources at the same time: what one says stands whatever the other does (P-16 to P-19)."""

from __future__ import annotations

import asyncio
import threading
from datetime import datetime

import pytest
from public_service import HANG, PublicService, Reply

from prospectdesk.commands.drafts import SaveSettings
from prospectdesk.domain.errors import Cancelled, Failure
from prospectdesk.domain.portfolio import Place, Request
from prospectdesk.jobs import demo, recruiting
from prospectdesk.jobs.lanes import THREADS, Lanes
from prospectdesk.jobs.ports import check_address
from prospectdesk.jobs.session import Opening, open_session
from prospectdesk.jobs.ticket import Ticket
from prospectdesk.ports import bonne_alternance, bonne_boite

RENNES = Request(Place("Rennes", 48.1173, -1.6778), 30.0, recruiting=True, romes=("M1805",))
GUICHEN, KERMAREC, IMPRIMERIE = "00010010700010", "00010001600013", "00010009900019"
JOBS, PAGE, TOKEN = "/job/v1/search", "/v2/recherche", "/access_token"


@pytest.fixture(scope="module")
def lanes():
    made = Lanes()
    yield made
    made.close()


@pytest.fixture(scope="module", autouse=True)
def threads_of_the_lanes(lanes):
    """Begun once, so that no test is told that it left them behind."""
    ready = threading.Barrier(1 + THREADS["net"] + THREADS["read"])
    for lane in ("net", "read"):
        for _ in range(THREADS[lane]):
            lanes.submit(lane, ready.wait, 5)
    ready.wait(5)


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    made = open_session(
        Opening(demo=True, data_dir=tmp_path_factory.mktemp("demo"), now=datetime(2026, 11, 23, 9))
    )
    yield made
    made.close()


@pytest.fixture
def shown(demonstration):
    """The demonstration, without failures at the end."""
    yield demonstration
    for port in ("lba", "lbb"):
        demo.act(demonstration, "fail", [port, "off"])
    demo.act(demonstration, "offline", ["off"])


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """A profile of one's own, whose services are stand-ins on loopback."""
    service = PublicService()
    session = open_session(Opening(data_dir=tmp_path_factory.mktemp("real"), encryption=False))
    names = {"lba": bonne_alternance.SERVICE, "lbb": bonne_boite.SERVICE, "lbb_tokens": bonne_boite.TOKENS}
    urls = {f"service.{name}.url": check_address(one, service.url + "/") for name, one in names.items()}
    session.bus.do(SaveSettings(values=urls))
    yield session, service
    session.close()
    service.close()


@pytest.fixture
def stand_in(real):
    session, service = real
    session.ports.keep_secrets(bonne_alternance.SERVICE, {"token": "un jeton"})
    session.ports.keep_secrets(bonne_boite.SERVICE, {"client_id": "un client", "client_secret": "un secret"})
    service.asked.clear()
    service.says("POST", TOKEN, Reply({"access_token": "jeton", "expires_in": 1499}))
    service.says(
        "GET", JOBS, Reply({"jobs": [], "recruiters": [_recruiter(GUICHEN), _recruiter("1")], "warnings": []})
    )
    service.says("GET", PAGE, Reply({"hits": 1, "items": [{"siret": KERMAREC, "company_name": "Kermarec"}]}))
    yield session, service
    session.ports.close()  # and with it the threads that serve its sockets


def _recruiter(siret):
    return {"workplace": {"siret": siret, "name": "Jardins"}, "apply": {}}


def search(session, lanes, **more):
    return asyncio.run(recruiting.search(session, lanes, RENNES, **more))


def rows(gathered):
    return [(one.source, one.siret) for one in gathered.found]


@pytest.mark.spec("A-P4", "P-17")
def test_the_demonstration_answers_what_it_must(shown, lanes):
    steps = []
    gathered = search(shown, lanes, tell=steps.append)
    assert rows(gathered) == [("lba", GUICHEN), ("lba", IMPRIMERIE), ("lba", KERMAREC), ("lbb", GUICHEN)]
    assert (gathered.invalid, gathered.failed) == (1, ())
    ended = {(one.label, one.count) for one in steps if one.state == recruiting.DONE}
    assert ended == {("La bonne alternance", 3), ("La Bonne Boite", 1)}


@pytest.mark.spec("A-P5", "P-18", "X-29")
def test_a_source_that_fails_leaves_the_others_rows_and_is_asked_again_alone(shown, lanes):
    demo.act(shown, "fail", ["lbb", "on"])
    partial = search(shown, lanes)
    assert {source for source, _siret in rows(partial)} == {"lba"}
    assert [one.source for one in partial.failed] == ["lbb"]
    assert "La Bonne Boite" in partial.failed[0].failure.message
    demo.act(shown, "fail", ["lbb", "off"])
    demo.act(shown, "fail", ["lba", "on"])
    steps = []
    whole = search(shown, lanes, before=partial, tell=steps.append)
    assert {one.source for one in steps} == {"lbb"}
    assert (len(whole.found), whole.failed) == (4, ())


@pytest.mark.spec("P-18", "P-19")
def test_when_all_fail_nothing_takes_the_place_of_the_result(shown, lanes):
    for port in ("lba", "lbb"):
        demo.act(shown, "fail", [port, "on"])
    with pytest.raises(Failure, match="résultat précédent") as told:
        search(shown, lanes)
    assert told.value.code == "all_failed"
    demo.act(shown, "offline", ["on"])
    with pytest.raises(Failure, match="Connexion nécessaire") as told:
        search(shown, lanes)
    assert told.value.outcome == "offline"


@pytest.mark.spec("P-16")
def test_the_trades_are_those_typed_else_those_of_the_domains(shown):
    place = RENNES.place
    assert recruiting.asked_of(shown, RENNES).romes == ("M1805",)
    assert "I1401" in recruiting.asked_of(shown, Request(place, 30.0)).romes
    assert recruiting.asked_of(shown, Request(place, 30.0, domains=("Coiffure",))).romes == ("D1202",)


@pytest.mark.spec("X-32")
def test_the_real_clients_ask_the_addresses_of_the_settings_with_the_kept_keys(stand_in, lanes):
    session, service = stand_in
    gathered = search(session, lanes)
    assert rows(gathered) == [("lba", GUICHEN), ("lbb", KERMAREC)]
    assert gathered.invalid == 1
    assert service.questions(JOBS)[0].headers["Authorization"] == "Bearer un jeton"
    assert service.questions(TOKEN)[0].form["client_secret"] == "un secret"


@pytest.mark.spec("P-18", "X-32")
@pytest.mark.parametrize("path", [JOBS, PAGE])
@pytest.mark.parametrize(
    "reply", [Reply(b"<html>"), Reply(b"[" * 100_000), Reply({}, 403), Reply(b"\xff" * (11 << 20))]
)
def test_whatever_one_service_does_the_other_is_heard(stand_in, lanes, path, reply):
    session, service = stand_in
    service.says("GET", path, reply)
    gathered = search(session, lanes)
    assert len(gathered.found) == 1
    assert len(gathered.failed) == 1
    assert "\n" not in gathered.failed[0].failure.message
    heard = {source for source, failure in session.ports.heard.items() if failure is not None}
    assert heard == {gathered.failed[0].source}, "Services externes knows which one is down"


@pytest.mark.spec("P-18")
def test_rows_of_a_cut_answer_stand_while_the_source_says_nothing_more(stand_in, lanes):
    session, service = stand_in
    page = {"hits": 300, "items": [{"siret": KERMAREC, "company_name": "Kermarec"}] * 100}
    service.says("GET", PAGE, Reply(page), Reply(b"garbage"))
    cut = search(session, lanes)
    assert (rows(cut)[1:], [one.source for one in cut.failed]) == ([("lbb", KERMAREC)], ["lbb"])
    again = search(session, lanes, before=cut)
    assert (rows(again), [one.source for one in again.failed]) == (rows(cut), ["lbb"])
    service.says("GET", PAGE, Reply({"hits": 0, "items": []}))
    whole = search(session, lanes, before=again)
    assert (rows(whole), whole.failed) == ([("lba", GUICHEN)], ())


@pytest.mark.spec("X-25")
def test_without_keys_nothing_is_asked_and_the_sentences_say_where_to_give_them(stand_in, lanes):
    session, service = stand_in
    session.ports.keep_secrets(bonne_alternance.SERVICE, {"token": ""})
    session.ports.keep_secrets(bonne_boite.SERVICE, {"client_id": "", "client_secret": ""})
    with pytest.raises(Failure, match="Paramètres"):
        search(session, lanes)
    assert service.asked == []


@pytest.mark.spec("P-18")
def test_a_search_that_is_cancelled_ends_though_a_service_hangs(stand_in, lanes):
    session, service = stand_in
    service.says("GET", PAGE, HANG)
    ticket = Ticket()

    async def cancelled():
        task = asyncio.ensure_future(recruiting.search(session, lanes, RENNES, ticket=ticket))
        while not service.questions(PAGE):
            await asyncio.sleep(0.005)
        ticket.cancel()
        await task

    with pytest.raises(Cancelled):
        asyncio.run(cancelled())


@pytest.mark.spec("X-25", "T16")
def test_keys_lie_in_the_keychain_and_in_no_file(stand_in, keychain):
    session, _service = stand_in
    assert session.ports.keep_secrets(bonne_boite.SERVICE, {"client_secret": "jamais-ecrit"}) == "keychain"
    assert session.ports.secret(bonne_boite.SERVICE, "client_secret") == "jamais-ecrit"
    assert any("jamais-ecrit" in text for text in keychain.kept.values())
    files = [path for path in session.profile.folder.rglob("*") if path.is_file()]
    assert all(b"jamais-ecrit" not in path.read_bytes() for path in files)
    with pytest.raises(Failure):
        session.ports.keep_secrets(bonne_boite.SERVICE, {"client_secret": "é\r\nX: y"})
