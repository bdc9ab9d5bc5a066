"""Real processes of the service: killed between a push's commit and its answer, and two of them on one database."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from centre import Centre
from faulty import DOWN, Fault, FaultyProxy
from online import Online
from pushing import Laptop
from served import QUICK

from prospectdesk.commands.companies import CreateCompany
from prospectdesk.commands.timeline import AddNote
from prospectdesk.server import tokens
from prospectdesk.sync.client import Patience

pytestmark = [pytest.mark.pg, pytest.mark.spec("X-16"), pytest.mark.spec("F10")]
SHORT = Patience(connect=2, silence=0.5, whole=2.0)


class Process:
    """`prospectdesk server` on a database, at a port of its own that it keeps when it is started again."""

    def __init__(self, centre: Centre, data: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        words = ["--database", centre.service, "--data-dir", str(data), "--port", str(port)]
        self._words = [sys.executable, "-m", "prospectdesk", "server", *words]
        self.url = f"http://127.0.0.1:{port}"
        self.start()

    def start(self) -> None:
        """Starts and waits until it listens."""
        self._running = subprocess.Popen(
            self._words,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
        assert self._running.stdout is not None
        assert self.url.encode() in self._running.stdout.readline()

    def kill(self) -> None:
        """As a power cut would."""
        self._running.send_signal(signal.SIGKILL)
        self._running.communicate(timeout=20)


@contextlib.contextmanager
def served(centre: Centre, data: Path) -> Iterator[Process]:
    made = Process(centre, data)
    try:
        yield made
    finally:
        made.kill()


@pytest.fixture
def people(centre: Centre) -> dict[str, Any]:
    """Three accounts of one workspace."""
    workspace, found = centre.workspace(), {}
    for login, licence in (("ana", "administrateur"), ("bob", "utilisateur"), ("cid", "utilisateur")):
        found[login] = centre.person(workspace, licence, login)
        salt = tokens.new_salt()
        digest = tokens.digest_of("demo", salt, QUICK)
        sql = 'SELECT pd.give_password($1, $2, $3, $4, \'{"memory": 64, "time": 1, "lanes": 1}\'::jsonb)'
        centre.sql(sql, workspace, found[login].uid, salt, digest)
    centre.sql('UPDATE pd."user" SET source_seller = 1')
    centre.sql(
        "INSERT INTO pd.catalogue (workspace, uid, kind, label) VALUES ($1, gen_random_uuid(), 'source', 'Salon')",
        workspace,
    )
    return found


def kill_after_commit(here: Online, centre: Centre, process: Process, text: str) -> None:
    """A sync whose push is committed, and whose service dies before the laptop hears of it."""
    failed: list[BaseException] = []

    def sync() -> None:
        try:
            here.sync()
        except Exception as error:
            failed.append(error)

    syncing = threading.Thread(target=sync)
    syncing.start()
    until = time.monotonic() + 20
    while not centre.value("SELECT count(*) FROM pd.timeline WHERE text = $1", text):
        assert time.monotonic() < until
    process.kill()  # committed; the answer never left the line
    syncing.join(20)
    assert len(failed) == 1


@pytest.mark.spec("F11")
def test_a_service_killed_between_commit_and_answer_is_asked_again_and_nothing_comes_twice(
    centre: Centre, people: dict[str, Any], tmp_path: Path
) -> None:
    with served(centre, tmp_path / "service") as process:
        line = FaultyProxy(int(process.url.rpartition(":")[2]))
        here, there = Online(tmp_path / "ana", line.url, "ana"), Online(tmp_path / "bob", process.url, "bob")
        here.sync()
        me = here.session.person.id
        company = here.do(
            CreateCompany(
                raison_sociale="Rey", source="Salon", commercial_source=me, commercial_operationnel=me
            )
        ).row_id
        here.sync()
        here.patience = SHORT
        text = "Envoyée, sans réponse"
        here.do(AddNote(company=company, text=text))
        line.fault, line.played = Fault("stall", "/v1/push", DOWN, 0), 0
        kill_after_commit(here, centre, process, text)
        line.fault = None
        line.idle()
        assert here.ask("SELECT count(*) FROM outbox WHERE sent > 0") != [(0,)]
        process.start()
        told = here.sync_until_well(3)
        assert (told["conflicts"], told["refused"]) == (0, 0)
        assert centre.value("SELECT count(*) FROM pd.timeline WHERE text = $1", text) == 1
        assert here.faults() == []
        there.sync()
        here.sync()
        assert here.rows() == there.rows()
        here.close()
        there.close()
        line.close()


@dataclass
class Talk:
    """A signed-in device that speaks to one of the services."""

    centre: Centre
    url: str
    answer: dict[str, Any]
    http: httpx.Client

    def ask(self, verb: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"X-Schema": "1", "Authorization": f"Bearer {self.answer['token']}"}
        while True:
            got = self.http.post(f"{self.url}/v1/{verb}", json={"generation": self.answer["generation"], **body},
                                 headers=headers)  # fmt: skip
            if got.status_code != 429:
                assert got.status_code == 200, got.text
                return dict(got.json())
            time.sleep(0.2)


def signed(centre: Centre, url: str, login: str, http: httpx.Client) -> Talk:
    body = {"login": login, "password": "demo", "device_name": "Poste", "schema": 1}
    got = http.post(f"{url}/v1/sign-in", json=body, headers={"X-Schema": "1"})
    assert got.status_code == 200, got.text
    return Talk(centre, url, got.json(), http)


def write(talk: Talk, who: Any, slow: str, committed: set[str], chance: random.Random) -> None:
    """Twelve pushes of a company each; some touch the company a long transaction holds, and commit late."""
    maker = Laptop(talk.centre, who)  # only its operations are used
    for seq in range(1, 13):
        row = maker.row("company", name=f"{who.licence} {seq}")
        operations = [row]
        if chance.random() < 0.4:
            operations.append(maker.row("contact", company_id=slow, person=row[2]))
        answer = talk.ask("push", {"seq": seq, "ops": operations})
        assert answer["refused"] == []
        committed.add(row[2])


async def _hold(dsn: str, company: str, stop: threading.Event) -> None:
    """Again and again, the queue of a company is taken for a while: pushes that touch it wait in mid-transaction."""
    import asyncio

    connection = await asyncpg.connect(dsn)
    try:
        while not stop.is_set():
            async with connection.transaction():
                await connection.execute(
                    "SELECT pd.push_queue(ARRAY[$1::uuid], (SELECT workspace FROM pd.company WHERE uid = $1::uuid))",
                    company,
                )
                await asyncio.sleep(0.08)
            await asyncio.sleep(0.02)
    finally:
        await connection.close()


def read_all(
    reader: Talk, urls: tuple[str, str], writers: list[threading.Thread], holding: threading.Thread,
    stop: threading.Event, delivered: set[str],
) -> None:  # fmt: skip
    """Pulls from one service and the other until nobody writes and nothing comes any more."""
    turn, quiet = 0, 0
    cursors: dict[str, Any] = {}
    while quiet < 2:
        busy = any(writer.is_alive() for writer in writers)
        if not busy:
            stop.set()
            holding.join(10)
        answer = replace(reader, url=urls[turn % 2]).ask("pull", {"cursors": cursors, "limit": 5})
        turn += 1
        for page in answer["pages"]:
            cursors[page["bucket"]] = page["next"]
            delivered |= {row[0] for row in page["rows"].get("company", {"rows": []})["rows"]}
        quiet = 0 if busy or any(page["more"] for page in answer["pages"]) else quiet + 1
        time.sleep(0.05)


@pytest.mark.slow
def test_two_services_on_one_database_deliver_everything_whoever_commits_late(
    centre: Centre, people: dict[str, Any], tmp_path: Path
) -> None:
    import asyncio

    with (
        served(centre, tmp_path / "one") as one,
        served(centre, tmp_path / "two") as two,
        httpx.Client(timeout=30, trust_env=False) as http,
    ):
        slow = Laptop(centre, people["ana"])
        company = slow.row("company", name="Lente")
        slow.sent(company)
        committed: set[str] = set()
        talks = [
            (signed(centre, place.url, login, http), people[login])
            for place in (one, two)
            for login in ("bob", "cid")
        ]
        stop = threading.Event()
        holding = threading.Thread(target=lambda: asyncio.run(_hold(centre.superuser, company[2], stop)))
        writers = [
            threading.Thread(target=write, args=(talk, who, company[2], committed, random.Random(number)))
            for number, (talk, who) in enumerate(talks)
        ]
        reader = signed(centre, one.url, "ana", http)
        delivered: set[str] = set()
        for thread in (holding, *writers):
            thread.start()
        read_all(reader, (one.url, two.url), writers, holding, stop, delivered)
        assert len(committed) == 48
        assert committed <= delivered
