"""The register and the address service asked by a real profile through a stand-in, and the demonstration's doubles."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from public_service import PublicService, Reply

from prospectdesk.commands.companies import CreateCompany
from prospectdesk.commands.drafts import SaveSettings
from prospectdesk.commands.register_facts import TakeRegisterFacts
from prospectdesk.domain.errors import Failure, Invalid, Unavailable
from prospectdesk.domain.register import Unit
from prospectdesk.jobs import geocoding, registry, services
from prospectdesk.jobs.opening import Opening
from prospectdesk.jobs.session import Session, open_session
from prospectdesk.jobs.ticket import Ticket
from prospectdesk.ports.recherche_entreprises_answers import listing
from prospectdesk.queries import register
from prospectdesk.queries.register import Numbered

NOON = datetime(2026, 11, 23, 12)
SITE = {"siret": "35600000000048", "code_postal": "75015", "libelle_commune": "PARIS", "etat_administratif": "A", "est_siege": True}  # fmt: skip
POSTE = {"siren": "356000000", "nom_complet": "LA POSTE", "etat_administratif": "A", "statut_diffusion": "O", "siege": SITE,
         "dirigeants": [{"nom": "WAHL", "prenoms": "PHILIPPE", "qualite": "Président"}]}  # fmt: skip
PLACE = {
    "geometry": {"coordinates": [-1.68, 48.11]},
    "properties": {"label": "4 Rue du Puits 35000 Rennes", "score": 0.9},
}


@pytest.fixture
def service() -> Iterator[PublicService]:
    made = PublicService()
    yield made
    made.close()


@pytest.fixture
def session(tmp_path: Path, service: PublicService) -> Iterator[Session]:
    """A plain profile whose services all stand on this machine."""
    opened = open_session(Opening(data_dir=tmp_path / "profile", encryption=False, now=NOON))
    urls = {f"service.{one.name}.url": f"{service.url}/{one.name}" for one in services.SERVICES}
    opened.bus.do(SaveSettings(values=urls))
    yield opened
    opened.close()


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Session]:
    opened = open_session(Opening(demo=True, data_dir=tmp_path / "demo", now=NOON))
    yield opened
    opened.close()


def page(*rows: Any) -> Reply:
    return Reply({"results": list(rows), "total_results": len(rows), "total_pages": 1})


async def _do(session: Session, command: Any) -> Any:
    return session.bus.do(command)


def complete(session: Session, wanted: list[Numbered], ticket: Ticket | None = None) -> registry.Completion:
    async def ask(number: str) -> Any:
        return registry.ask_whole(session, number)

    return asyncio.run(registry.complete(wanted, ask, lambda command: _do(session, command), ticket))


@pytest.mark.spec("X-31")
def test_the_second_register_answers_what_the_first_does_not_have(
    session: Session, service: PublicService
) -> None:
    service.says("GET", "/recherche_entreprises/search", page())
    row = {"siren": "356000000", "periodesUniteLegale": [{"denominationUniteLegale": "LA POSTE", "nicSiegeUniteLegale": "00048"}]}  # fmt: skip
    service.says("GET", "/sirene/siren/356000000", Reply({"uniteLegale": row}))
    assert registry.ask(session, "356000000") is None, "without a key Sirene is not asked"
    services.keep_key(session, "sirene", "key", "cle-de-test")
    found = registry.ask(session, "356000000")
    assert found is not None
    assert (found.name, found.source) == ("LA POSTE", "sirene")
    session.bus.do(services.switch("sirene", on=False))
    assert registry.ask(session, "356000000") is None


@pytest.mark.spec("X-31")
@pytest.mark.parametrize("reply", [Reply(b"<html>"), Reply({}, 401)], ids=["garbage", "key"])
def test_a_register_that_fails_is_said_and_remembered(
    session: Session, service: PublicService, reply: Reply
) -> None:
    service.says("GET", "/recherche_entreprises/search", reply)
    with pytest.raises(Unavailable, match="Registre indisponible"):
        registry.ask(session, "356000000")
    states = {one.known.name: one.state for one in services.statuses(session)}
    assert (states["recherche_entreprises"], states["sirene"]) == ("down", "keyless")
    service.says("GET", "/recherche_entreprises/search", page(POSTE))
    assert services.try_out(session, "recherche_entreprises") is None
    assert services.statuses(session)[0].state == "ready"


@pytest.mark.spec("X-25", "X-31", "X-32", "X-33")
def test_each_service_is_tried_with_a_question_it_can_answer(
    session: Session, service: PublicService
) -> None:
    for one in services.SERVICES:
        for key in one.service.secrets:
            services.keep_key(session, one.name, key, "cle-de-test")
    session.bus.do(services.move("lbb_tokens", f"{service.url}/lbb"))
    assert {services.try_out(session, one.name).code for one in services.SERVICES} == {"not_found"}
    service.says("POST", "/lbb/access_token", Reply({"access_token": "jeton", "expires_in": 1499}))
    service.says("GET", "/lbb/v2/recherche", Reply(b"", 204))
    service.says("GET", "/lba/job/v1/search", Reply({"jobs": [], "recruiters": [], "warnings": []}))
    service.says("GET", "/geoplateforme/search", Reply({"features": []}))
    service.says("GET", "/recherche_entreprises/search", page())
    service.says("GET", "/sirene/siren/130025265", Reply({}, 401), Reply({"header": {"statut": 404}}, 404))
    services.try_out(session, "sirene")
    states = {one.known.name: one.state for one in services.statuses(session)}
    assert (states["sirene"], states["lba"]) == ("refused", "down")
    services.keep_key(session, "sirene", "key", "autre-cle")
    assert {one.known.name: one.state for one in services.statuses(session)}["sirene"] == "unasked"
    assert [services.try_out(session, one.name) for one in services.SERVICES] == [None] * len(
        services.SERVICES
    )
    assert {one.state for one in services.statuses(session)} == {"ready"}


@pytest.mark.spec("X-31", "X-24")
def test_offline_or_switched_off_nobody_is_asked(session: Session, service: PublicService) -> None:
    session.bus.do(SaveSettings(values={"offline": True}))
    assert registry.why_not(session) is not None
    assert {one.state for one in services.statuses(session)} == {"offline"}
    with pytest.raises(Unavailable):
        registry.ask(session, "356000000")
    session.bus.do(SaveSettings(values={"offline": None}))
    assert registry.why_not(session) is None
    for one in services.SERVICES:
        session.bus.do(services.switch(one.name, on=False))
    assert registry.why_not(session) is not None
    with pytest.raises(Unavailable, match="Registre indisponible"):
        registry.ask(session, "356000000")
    assert geocoding.places(session, "4 rue du Puits, Rennes").candidates
    for port in ("lba", "lbb"):
        with pytest.raises(Unavailable, match="désactivé"):
            session.ports.recruiters(port)
    assert service.asked == []


@pytest.mark.spec("X-31")
def test_a_name_and_a_town_are_searched_without_the_withheld(
    session: Session, service: PublicService
) -> None:
    hidden = {**POSTE, "siren": "123456782", "nom_complet": "[NON-DIFFUSIBLE]", "statut_diffusion": "P"}
    service.says("GET", "/recherche_entreprises/search", page(POSTE, hidden))
    found = registry.find(session, "poste", town="Rennes")
    assert [one.name for one in found] == ["LA POSTE"]
    assert dict(service.asked[0].params)["code_commune"] == "35238"
    registry.find(session, "poste", postcode="35000")
    assert dict(service.asked[1].params)["code_postal"] == "35000"
    with pytest.raises(Invalid):
        registry.find(session, "p")


@pytest.mark.spec("X-31")
def test_a_list_is_completed_as_far_as_it_goes(session: Session, service: PublicService) -> None:
    service.says("GET", "/recherche_entreprises/search", page(POSTE), page(), Reply({}, 403))
    wanted = [Numbered(1, "La Poste", "356000000"), Numbered(2, "Sans", ""), Numbered(3, "Inconnue", "123456782"),
              Numbered(4, "Refusée", "732829320"), Numbered(5, "Jamais demandée", "552032534")]  # fmt: skip
    report = complete(session, wanted)
    assert (report.asked, report.changed, report.cards, report.left) == (2, 1, 1, 2)
    assert (report.without_number, report.unknown) == (["Sans"], ["Inconnue"])
    assert report.failure is not None
    assert "Registre indisponible" in report.failure.message
    assert session.reader.run(register.directory_unit, "356000000") is not None, "what was answered is kept"
    service.asked.clear()
    service.says(
        "GET", "/recherche_entreprises/search", page(POSTE), Reply(b"<html>"), page(POSTE), Reply(b"<html>")
    )
    report = complete(session, [Numbered(n, f"{n}", "356000000") for n in range(9)])
    assert ([one.name for one in report.unread], report.asked, report.left) == (["1", "3", "4"], 2, 4)
    assert len(service.asked) == 6, "one that cannot be read does not keep the others from their turn"


@pytest.mark.spec("X-31", "L2")
def test_every_real_answer_enters_the_directory(session: Session, shared_data: Path) -> None:
    files = sorted((shared_data / "recherche_entreprises_exemples").glob("*.json"))
    found: dict[str, Unit] = {}
    for file in files:
        for one in listing(json.loads(file.read_text(encoding="utf-8"))["reponse"], 1).units:
            found.setdefault(one.siren, one)
    outcomes = [session.bus.do(TakeRegisterFacts(unit=one)).data["outcome"] for one in found.values()]
    assert (outcomes.count("partial"), outcomes.count("unknown")) == (1, 1), (
        "one withheld, one without a name"
    )
    with session.reader.session() as conn:
        for table in ("company", "establishment", "contact", "register_answer"):
            assert all("DIFFUSIBLE" not in str(row) for row in conn.execute(f"SELECT * FROM {table}"))
        colours = {row[0] for row in conn.execute("SELECT colour FROM contact")}
        (companies,) = conn.execute("SELECT count(*) FROM company").fetchone()
    assert (companies, colours) == (len(found) - 2, {"white"})
    known = session.reader.run(register.directory_unit, "356000000")
    assert known is not None
    assert (known.name, len(known.sites), len(known.directors)) == ("LA POSTE", 1, 18)


@pytest.mark.spec("X-31")
def test_a_stop_keeps_what_was_answered(session: Session, service: PublicService) -> None:
    service.says("GET", "/recherche_entreprises/search", page(POSTE))
    ticket = Ticket()
    ticket.listen(lambda now: ticket.cancel() if now.done == 1 else None)
    report = complete(session, [Numbered(n, "x", "356000000") for n in range(4)], ticket)
    assert (report.cancelled, report.asked, report.left) == (True, 2, 2)


@pytest.mark.spec("X-31", "X-24")
def test_what_was_typed_offline_is_checked_later(demo: Session) -> None:
    demo.bus.do(SaveSettings(values={"offline": True}))
    made = demo.bus.do(
        CreateCompany(raison_sociale="Guichen", siret="00010010700010", commercial_source="ugo", commercial_operationnel="ugo",
                      source="Salon")
    )  # fmt: skip
    assert registry.waiting(demo) == []
    demo.bus.do(SaveSettings(values={"offline": False}))
    (waits,) = registry.waiting(demo)
    demo.bus.do(SaveSettings(values={"demo.fail.registry": True}))
    assert complete(demo, [waits]).failure is not None
    assert demo.reader.run(register.standing, made.row_id).to_check
    demo.bus.do(SaveSettings(values={"demo.fail.registry": None}))
    assert complete(demo, [waits]).changed == 1
    assert not demo.reader.run(register.standing, made.row_id).to_check
    assert registry.waiting(demo) == []


@pytest.mark.spec("X-29", "X-31")
def test_the_demonstration_answers_out_of_its_own_directory(demo: Session) -> None:
    found = registry.ask(demo, "00010006500010")
    assert found is not None
    assert (found.name, found.source, found.seat.city) == ("Ferronnerie Morel", "demo", "Rennes")
    assert registry.ask(demo, "35600000000048") is None
    assert [one.name for one in registry.find(demo, "boulangerie")] == ["Boulangerie Tanguy"]
    assert [one.name for one in registry.find(demo, "jardins guichen")] == ["Jardins de Guichen"]


# places -----------------------------------------------------------------------------------------
@pytest.mark.spec("X-33", "P-19")
def test_a_town_or_typed_coordinates_ask_nobody(session: Session, service: PublicService) -> None:
    assert geocoding.places(session, "Rennes").candidates[0].source in {"commune", "learned"}
    assert geocoding.places(session, "48.1173, -1.6778").candidates[0].source == "coordinates"
    assert geocoding.places(session, "Paris 15").candidates[0].label == "Paris 15e Arrondissement"
    for text in ("\ud800\x00", "☃" * 100_000, " , !"):
        assert geocoding.places(session, text).candidates == ()
    assert service.asked == []


@pytest.mark.spec("X-33")
def test_an_address_is_asked_once_and_kept_for_offline(session: Session, service: PublicService) -> None:
    service.says("GET", "/geoplateforme/search", Reply({"features": [PLACE]}))
    found = geocoding.places(session, "4 rue du Puits, Rennes")
    assert (found.candidates[0].label, found.candidates[0].source) == (
        "4 Rue du Puits 35000 Rennes",
        "geoplateforme",
    )
    assert len(found.candidates) > 1, "the towns stay behind it, to pick from"
    session.bus.do(found.keep)
    session.bus.do(SaveSettings(values={"offline": True}))
    again = geocoding.places(session, "4 RUE du Puits, rennes")
    assert (again.candidates[0].label, again.keep, len(service.asked)) == (found.candidates[0].label, None, 1)


@pytest.mark.spec("X-33")
def test_a_service_that_fails_leaves_what_is_known(session: Session, service: PublicService) -> None:
    service.says("GET", "/geoplateforme/search", Reply({}, 404))
    found = geocoding.places(session, "4 rue du Puits, Rennes")
    assert found.candidates
    assert found.failure is not None
    assert found.failure.message.startswith("Service indisponible")
    with pytest.raises(Failure, match="Service indisponible"):
        geocoding.places(session, "xqzwvy xqzwvy")
    service.says("GET", "/geoplateforme/search", Reply({"features": []}))
    assert geocoding.places(session, "xqzwvy xqzwvy").candidates == ()


@pytest.mark.spec("X-25", "T16")
def test_keys_are_kept_out_of_the_store_and_addresses_are_checked(session: Session) -> None:
    services.keep_key(session, "lbb", "client_secret", "tres-secret")
    status = next(one for one in services.statuses(session) if one.known.name == "lbb")
    assert (status.keys, status.state) == (("client_secret",), "keyless")
    with session.reader.session() as conn:
        assert all("tres-secret" not in str(row) for row in conn.execute("SELECT * FROM setting"))
    services.keep_key(session, "lbb", "client_secret", "")
    assert services.statuses(session)[-1].keys == ()
    for typed in ("http://exemple.fr", "nulle part", "ftp://x"):
        with pytest.raises(Invalid):
            services.move("lba", typed)
    session.bus.do(services.move("lba", "https://exemple.fr/api/"))
    assert (
        next(one for one in services.statuses(session) if one.known.name == "lba").address
        == "https://exemple.fr/api"
    )
    session.bus.do(services.move("lba", ""))
    assert next(one for one in services.statuses(session) if one.known.name == "lba").address.startswith(
        "https://api.app"
    )
