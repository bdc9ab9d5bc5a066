"""What a service must not be moved by: forged, replayed, malformed, misdated requests; a dump restored (issue, F11-F13).

Each is answered with a clear code and a line in the log, the device's next honest push is taken, nothing is lost.
"""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import zstandard
from centre import Centre, Cluster, run_script, run_sql, with_part
from online import Online
from served import Service, code, pull, push, source

from prospectdesk.commands.companies import CreateCompany
from prospectdesk.commands.contacts import CreateContact, EditContact
from prospectdesk.commands.timeline import AddNote
from prospectdesk.domain.clock import Clock, instant_ms
from prospectdesk.server import logs
from prospectdesk.server.config import Settings
from prospectdesk.server.migrate import bump_generation, database_rights

pytestmark = pytest.mark.pg
FAR, LONG_AGO = datetime(2099, 1, 1, 9, tzinfo=UTC), datetime(1970, 1, 2, 9, tzinfo=UTC)


def packed(size: int) -> bytes:
    """A small body that unpacks to `size` bytes."""
    return zstandard.ZstdCompressor(level=3).compress(b" " * size)


BAD: dict[str, tuple[Callable[[dict[str, Any]], Any], dict[str, str], int, str]] = {
    # name: body from a good one, headers, status, code
    "a forged token": (lambda good: good, {"Authorization": "Bearer " + "x" * 43}, 401, "unauthorized"),
    "a step over a number": (lambda good: good | {"seq": 7}, {}, 409, "sequence"),
    "a step back": (lambda good: good | {"seq": 0}, {}, 409, "sequence"),
    "another life of the centre": (lambda good: good | {"generation": "0" * 32}, {}, 409, "generation"),
    "too many operations": (lambda good: good | {"ops": good["ops"] * 1001}, {}, 413, "too_large"),
    "an oversized body": (lambda good: b" " * (8 << 20) + b"{}", {}, 413, "too_large"),
    "a packed bomb": (lambda good: packed(1 << 30), {"Content-Encoding": "zstd"}, 413, "too_large"),
    "no JSON": (lambda good: b"{", {}, 400, "bad_request"),
    "a list": (lambda good: [good], {}, 400, "bad_request"),
    "operations that are no list": (lambda good: good | {"ops": {"a": 1}}, {}, 400, "bad_request"),
    "a number that is a word": (lambda good: good | {"seq": "one"}, {}, 400, "bad_request"),
    "an old client": (lambda good: good, {"X-Schema": "0"}, 426, "too_old"),
    "a client of tomorrow": (lambda good: good, {"X-Schema": "99"}, 503, "unavailable"),
}


@pytest.mark.spec("T2", "F11", "L1", "X-41")
def test_each_bad_request_is_refused_logged_and_costs_nothing(
    centre: Centre, service: Service, capfd: pytest.CaptureFixture[str]
) -> None:
    logs.set_up()
    service.account(centre.person(centre.workspace(), "administrateur", "ugo"))
    ugo = service.signed("ugo")
    before = centre.value("SELECT count(*) FROM pd.feed")
    for name, (change, headers, status, expected) in BAD.items():
        good = {"seq": 1, "generation": ugo.answer["generation"], "ops": [source("Salon")]}
        capfd.readouterr()
        answer = ugo.ask("POST", "/v1/push", change(good), headers=headers)
        assert (answer.status_code, code(answer)) == (status, expected), name
        lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
        told = [line for line in lines if line.get("event") == "request"]
        assert [(line["verb"], line["status"], line["code"]) for line in told] == [
            ("push", status, expected)
        ], name
        assert "Salon" not in json.dumps(lines), name
    assert centre.value("SELECT count(*) FROM pd.feed") == before
    assert push(ugo, 1, source("Salon")).json()["refused"] == []
    assert "Salon" in pull(ugo).text


@pytest.mark.spec("F11")
def test_a_replayed_push_is_answered_and_done_once_whoever_replays_it(
    centre: Centre, service: Service
) -> None:
    service.account(centre.person(centre.workspace(), "administrateur", "ugo"))
    ugo, thief = service.signed("ugo"), service.signed("ugo")
    honest = push(ugo, 1, source("Salon")).json()
    rows = centre.sql("SELECT uid, rev FROM pd.feed ORDER BY uid")
    for body in ([source("Salon")], [source("Autre")], []):  # the number decides, not what is said under it
        again = push(ugo, 1, *body).json()
        assert (again["rev"], again["refused"], again["echo"]) == (honest["rev"], [], honest["echo"])
    assert centre.sql("SELECT uid, rev FROM pd.feed ORDER BY uid") == rows
    assert push(thief, 2, source("Salon")).status_code == 409  # the number of another device is not his
    assert push(ugo, 2, source("Foire")).json()["refused"] == []


# ------------------------------------------------------------------ clocks


@pytest.fixture
def two(centre: Centre, service: Service, tmp_path: Path) -> Iterator[tuple[Online, Online]]:
    """Two laptops of one workspace that know one company with one contact."""
    workspace = centre.workspace()
    for login in ("ana", "bob"):
        service.account(centre.person(workspace, "administrateur", login))
    centre.sql('UPDATE pd."user" SET source_seller = 1')
    sql = "INSERT INTO pd.catalogue (workspace, uid, kind, label) VALUES ($1, gen_random_uuid(), 'source', 'Salon')"
    centre.sql(sql, workspace)
    ana, bob = (Online(tmp_path / login, service.url, login) for login in ("ana", "bob"))
    ana.sync()
    me = ana.session.person.id
    people = {"source": "Salon", "commercial_source": me, "commercial_operationnel": me}
    company = ana.do(CreateCompany(raison_sociale="Moulin Rey", **people)).row_id
    ana.do(CreateContact(company=company, nom="Caradec", prenom="Anne"))
    ana.sync()
    bob.sync()
    yield ana, bob
    ana.close()
    bob.close()


@pytest.fixture
def service_settings(centre: Centre, tmp_path: Path) -> Settings:
    """No pace: syncs follow each other."""
    return Settings(
        database=centre.service,
        data=tmp_path / "service",
        port=0,
        requests_per_second=1e6,
        requests_burst=10**6,
    )


def set_clock(one: Online, moment: datetime | None) -> None:
    """The clock of a laptop jumps; None: it is right again."""
    one.session.clock = Clock() if moment is None else Clock(frozen_ms=instant_ms(moment))


def job(one: Online) -> Any:
    return one.ask("SELECT job FROM contact")[0][0]


def agree(one: Online, other: Online) -> None:
    """Both end with the same rows, nothing waits, digests are equal."""
    for desk in (one, other, one, other):
        assert desk.sync()["digest"] == "equal"
    assert one.rows() == other.rows()
    assert [*one.faults(), *other.faults()] == []


@pytest.mark.spec("F12", "F13")
@pytest.mark.parametrize("moment", [FAR, LONG_AGO], ids=["2099", "1970"])
def test_a_clock_that_is_decades_off_wins_nothing_and_loses_nothing(
    two: tuple[Online, Online], moment: datetime, centre: Centre
) -> None:
    ana, bob = two
    set_clock(ana, moment)
    ana.sync()  # the offset is measured
    ana.do(EditContact(contact=1, fonction="Première"))
    time.sleep(0.05)
    bob.do(EditContact(contact=1, fonction="Seconde"))  # really later
    agree(ana, bob)
    assert job(ana) == job(bob) == "Seconde"
    assert [row["lost"] for row in centre.sql("SELECT lost FROM pd.conflict")] == ['"Première"']
    stamp = centre.value("SELECT max((w.value ->> 1)::bigint >> 16) FROM pd.contact, jsonb_each(cv) w")
    assert abs(stamp - time.time() * 1000) < 400_000


@pytest.mark.spec("F13")
@pytest.mark.parametrize("first", [FAR, LONG_AGO], ids=["forward then back", "back then forward"])
def test_a_clock_that_jumps_in_mid_session_keeps_every_edit(
    two: tuple[Online, Online], first: datetime, centre: Centre
) -> None:
    """Jumps between two gestures and between two syncs, without a word from the centre in between."""
    ana, bob = two
    company = ana.ask("SELECT id FROM company")[0][0]
    for number, moment in enumerate((first, LONG_AGO, FAR, None, LONG_AGO, None)):
        set_clock(ana, moment)
        ana.do(AddNote(company=company, text=f"Note {number}"))
        ana.do(EditContact(contact=1, fonction=f"Fonction {number}"))
        if number % 2:
            ana.sync()
    agree(ana, bob)
    assert job(ana) == job(bob) == "Fonction 5"
    assert sorted(text for (text,) in bob.ask("SELECT text FROM timeline WHERE type = 'note'")) == [
        f"Note {number}" for number in range(6)
    ]
    assert centre.value("SELECT count(*) FROM pd.conflict") == 0  # one's own edits never fight
    ends = [instant for (instant,) in centre.sql("SELECT at FROM pd.timeline")]
    assert max(ends) <= time.time() * 1000 + 301_000  # nothing of 2099 is kept as a moment that was


@pytest.mark.spec("F13", "F12")
def test_an_edit_of_2099_made_before_the_offset_was_known_does_not_stand_for_decades(
    two: tuple[Online, Online],
) -> None:
    ana, bob = two
    set_clock(ana, FAR)
    ana.do(EditContact(contact=1, fonction="De 2099"))
    ana.sync()
    bob.sync()
    time.sleep(0.05)
    bob.do(EditContact(contact=1, fonction="De maintenant"))
    agree(ana, bob)
    assert job(ana) == "De maintenant"  # bob had seen it: bases decide before clocks


# ------------------------------------------------------------------ a dump restored


@pytest.mark.spec("F11", "X-16")
def test_work_that_waits_goes_to_the_restored_centre(two: tuple[Online, Online], centre: Centre) -> None:
    ana, bob = two
    company = ana.ask("SELECT id FROM company")[0][0]
    ana.do(AddNote(company=company, text="Avant la copie"))
    ana.sync()
    ana.do(AddNote(company=company, text="En attente"))
    centre.sql("UPDATE pd.centre SET generation = gen_random_uuid()")
    agree(ana, bob)
    notes = sorted(text for (text,) in bob.ask("SELECT text FROM timeline WHERE type = 'note'"))
    assert notes == ["Avant la copie", "En attente"]


@pytest.fixture
def restored(
    centre: Centre, service: Service, cluster: Cluster, service_settings: Settings
) -> Iterator[tuple[Callable[[], None], Callable[[], str]]]:
    """`copy()` copies the centre's database; `restore()` brings the copy to life and answers its address."""
    name = f"r_{uuid.uuid4().hex}"
    made: list[Any] = []

    def copy() -> None:
        base = centre.value("SELECT current_database()")
        centre.release()
        run_sql(cluster.dsn, f'ALTER DATABASE "{base}" ALLOW_CONNECTIONS false')
        run_sql(
            cluster.dsn,
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1",
            base,
        )
        cluster.database(name, template=base)
        run_sql(cluster.dsn, f'ALTER DATABASE "{base}" ALLOW_CONNECTIONS true')
        run_script(cluster.dsn, database_rights(f'"{name}"'))

    def restore() -> str:
        other = Centre(with_part(cluster.dsn, database=name))
        asyncio.run(bump_generation(other.superuser))
        served = Service(other, replace(service_settings, database=other.service))
        served.start()
        made.extend((served, other))
        return served.url

    yield copy, restore
    if made:
        made[0].stop()
        made[1].close()
    cluster.drop(name)


@pytest.mark.spec("F7", "F11", "X-16")
def test_what_came_after_the_dump_is_told_again_by_the_laptops_that_have_it(
    two: tuple[Online, Online], restored: Any, service: Service
) -> None:
    """Notes, edits, an erased field, a colleague's rows; one laptop had seen less than the other."""
    copy, restore = restored
    ana, bob = two
    company = ana.ask("SELECT id FROM company")[0][0]
    ana.do(AddNote(company=company, text="Avant la copie"))
    ana.sync()
    bob.sync()
    copy()
    ana.do(AddNote(company=company, text="D’Ana après la copie"))
    ana.do(EditContact(contact=1, fonction="Directrice"))
    ana.sync_until_well(5)
    bob.sync_until_well(5)
    bob.do(AddNote(company=company, text="De Bob après la copie"))
    bob.do(CreateContact(company=company, nom="Morvan", prenom="Yann"))
    bob.do(EditContact(contact=1, fonction="Présidente"))
    bob.sync()
    ana.do(AddNote(company=company, text="En attente"))
    ana.do(EditContact(contact=1, linkedin="https://www.linkedin.com/in/anne"))
    service.stop()
    ana.url = bob.url = restore()
    assert ana.sync()["refused"] == 0  # her laptop had not yet seen what Bob wrote last
    assert bob.sync()["refused"] == 0
    agree(ana, bob)
    texts = "SELECT text FROM timeline WHERE type = 'note' ORDER BY text"
    wanted = ["Avant la copie", "De Bob après la copie", "D’Ana après la copie", "En attente"]
    assert [text for (text,) in ana.ask(texts)] == wanted
    people = ana.ask("SELECT last_name, job, linkedin FROM contact ORDER BY last_name")
    assert people == [("Caradec", "Présidente", "https://www.linkedin.com/in/anne"), ("Morvan", None, None)]
    authors = ana.ask(
        "SELECT t.text, u.login FROM timeline t JOIN user u ON u.id = t.author_id WHERE t.type = 'note' ORDER BY 1"
    )
    assert dict(authors) == dict(zip(wanted, ("ana", "bob", "ana", "ana"), strict=True))


@pytest.mark.spec("F7")
def test_a_restored_centre_that_has_everything_is_told_nothing_new(
    two: tuple[Online, Online], restored: Any, service: Service
) -> None:
    copy, restore = restored
    ana, bob = two
    for one in (ana, bob, ana):
        one.sync()
    before = ana.rows().keys(), [len(rows) for rows in ana.rows().values()]
    copy()
    service.stop()
    ana.url = bob.url = restore()
    agree(ana, bob)
    assert (ana.rows().keys(), [len(rows) for rows in ana.rows().values()]) == before
    assert ana.ask("SELECT count(*) FROM conflict") == [(0,)]
    assert ana.ask("SELECT count(*) FROM refused") == [(0,)]
