"""Every verb of a sync over a line that cuts, resets, stalls, stays half open, trickles, delays or is thin.

Each case writes something, plays one fault (or two in a row) at one byte of one request or answer, and must end
converged and live: everything once at the centre and on the other laptop, digests equal, the queue empty within
three waits of the round's rhythm (SYNC §4, layer 5; F8, F9, F10).
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from centre import Centre
from faulty import Fault, FaultyProxy
from online import PATIENT, Online
from served import Service

from prospectdesk.commands.companies import CreateCompany
from prospectdesk.commands.timeline import AddNote
from prospectdesk.jobs.rounds.rhythm import FIRST
from prospectdesk.server.config import Settings
from prospectdesk.sync.client import Patience
from prospectdesk.sync.failures import Offline

pytestmark = pytest.mark.pg

SCALE = 60
"""By how much the seconds of F9 are shortened here."""
SHORT = Patience(connect=2, silence=Patience().silence / SCALE, whole=1.0)
WAITS = FIRST + 2 * FIRST + 4 * FIRST
"""Three waits of the rhythm, at their longest."""
VERBS = ("/v1/token", "/v1/push", "/v1/pull", "/v1/digest", "/v1/rows")
QUICK, SILENT, THIN = ("cut", "reset"), ("stall", "half_open", "trickle"), ("delay", "slow")
PLACES = {"up": (0, 1, 120, 300, 700, 1500), "down": (0, 1, 17, 120, 200, 400, 900)}
"""Bytes of requests and answers: the first line, the head, its end, the body, its end."""


@dataclass
class Bench:
    """Two laptops of one workspace, the first behind the bad line."""

    line: FaultyProxy
    here: Online
    there: Online
    centre: Centre
    company: int
    count: int = 0


@pytest.fixture(scope="module")
def bench(shared_centre: Centre, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A service, the bad line and two laptops that know one company."""
    folder = tmp_path_factory.mktemp("bench")
    made = Settings(
        database=shared_centre.service, data=folder / "service", port=0, requests_per_second=1000.0
    )
    service = Service(shared_centre, made)
    service.start()
    workspace = shared_centre.workspace()
    for login, licence in (("ana", "administrateur"), ("bob", "utilisateur")):
        service.account(shared_centre.person(workspace, licence, login))
    shared_centre.sql('UPDATE pd."user" SET source_seller = 1')
    shared_centre.sql(
        "INSERT INTO pd.catalogue (workspace, uid, kind, label) VALUES ($1, gen_random_uuid(), 'source', 'Salon')",
        workspace,
    )
    line = FaultyProxy(int(service.url.rpartition(":")[2]))
    here, there = Online(folder / "ana", line.url, "ana"), Online(folder / "bob", service.url, "bob")
    here.sync()
    me = here.session.person.id
    company = here.do(
        CreateCompany(
            raison_sociale="Moulin Rey", source="Salon", commercial_source=me, commercial_operationnel=me
        )
    ).row_id
    here.sync()
    there.sync()
    line.idle()
    yield Bench(line, here, there, shared_centre, company)
    here.close()
    there.close()
    line.close()
    service.stop()


def provoke(bench: Bench, verb: str) -> str:
    """Makes the next sync need every verb, the one under test included; answers the note it writes."""
    bench.count += 1
    text = f"Note {bench.count}" + " abcdefgh" * (bench.count % 3 * 80)
    bench.here.do(AddNote(company=bench.company, text=text))
    if verb == "/v1/token":
        bench.here.keys.keep_token("t" * 40)
    elif verb in {"/v1/rows", "/v1/digest"}:  # a row is lost here: the digests differ, its part is read again
        with bench.here.store.transaction(1, None, muted=True) as uow:
            uow.conn.execute("DELETE FROM history WHERE id = (SELECT min(id) FROM history WHERE rev > 0)")
    return text


def play(bench: Bench, fault: Fault, *, most: int = 3) -> None:
    """One case, from the gesture to the proof."""
    text = provoke(bench, fault.path)
    times = fault.times
    bench.here.patience = SHORT if fault.kind in SILENT else PATIENT
    bench.line.fault, bench.line.played = fault, 0
    try:
        told = bench.here.sync_until_well(most)
    finally:
        bench.line.fault = None
        bench.line.idle()
    assert bench.line.played <= times
    assert sum(bench.here.waits) <= WAITS
    slack = int(fault.kind in SILENT)  # a busy machine may be silent for a third of a second by itself
    assert len(bench.here.waits) <= bench.line.played + slack, "it failed without a fault"
    if fault.kind in THIN:
        assert bench.here.waits == []
    assert told["digest"] in {"equal", "repaired"}
    assert bench.here.faults() == []
    assert bench.centre.value("SELECT count(*) FROM pd.timeline WHERE text = $1", text) == 1
    assert bench.here.ask("SELECT count(*) FROM timeline WHERE text = ? AND rev > 0", text) == [(1,)]


def agree(bench: Bench) -> None:
    """Both laptops hold the same rows, and a further sync brings nothing."""
    bench.there.sync()
    bench.here.patience = PATIENT
    told = bench.here.sync()
    bench.line.idle()
    assert (told["pushed"], told["digest"]) == (0, "equal")
    assert bench.here.rows() == bench.there.rows()


@pytest.mark.spec("F10", "X-16")
@pytest.mark.parametrize("kind", QUICK)
@pytest.mark.parametrize("verb", VERBS)
def test_a_line_that_breaks_anywhere_costs_one_wait(bench: Bench, verb: str, kind: str) -> None:
    for way, places in PLACES.items():
        for at in places[bench.count % 3 :: 3]:
            play(bench, Fault(kind, verb, way, at))
    agree(bench)


@pytest.mark.spec("F9", "F10")
@pytest.mark.parametrize("kind", SILENT)
@pytest.mark.parametrize("verb", VERBS)
def test_a_line_that_says_nothing_more_is_left(bench: Bench, verb: str, kind: str) -> None:
    way = random.Random(f"{verb}{kind}").choice(("up", "down"))
    play(bench, Fault(kind, verb, way, PLACES[way][bench.count % 5], pause=SHORT.silence / 3))
    agree(bench)


@pytest.mark.spec("F8")
@pytest.mark.parametrize("kind", THIN)
def test_a_slow_line_is_no_failure(bench: Bench, kind: str) -> None:
    for verb in VERBS:
        play(bench, Fault(kind, verb, "down", 10, pause=0.1))
    agree(bench)


@pytest.mark.spec("F8", "F10")
def test_two_faults_in_a_row_cost_two_waits_and_no_third(bench: Bench) -> None:
    for verb in ("/v1/push", "/v1/pull", "/v1/digest"):
        play(bench, Fault("cut", verb, "down", 150, times=2), most=2)
        assert bench.line.played == 2
        assert bench.here.waits == [FIRST, 2 * FIRST]
    agree(bench)


@pytest.mark.spec("F14")
def test_what_an_interrupted_sync_brought_is_compared_by_the_next_one(bench: Bench) -> None:
    """A sync of the window compares where rows moved: the line broke before it could, nothing moves any more."""
    agree(bench)
    time.sleep(1.5)  # a bucket where rows move is compared at a pace, which is short for a small one
    bench.there.do(AddNote(company=bench.company, text="Venue d’ailleurs"))
    bench.there.sync()
    bench.line.fault = Fault("cut", "/v1/digest", "down", 0)
    with pytest.raises(Offline):
        bench.here.sync(thorough=False)
    with bench.here.store.transaction(1, None, muted=True) as uow:
        uow.conn.execute("DELETE FROM history WHERE id = (SELECT min(id) FROM history WHERE rev > 0)")
    assert bench.here.sync(thorough=False)["digest"] == "repaired"
    bench.line.idle()
    agree(bench)


@pytest.mark.spec("F9")
@pytest.mark.parametrize("kind", ["stall", "half_open"])
def test_the_watchdog_bites_after_its_time_and_not_before(bench: Bench, kind: str) -> None:
    """20 seconds of silence divided by SCALE; the rest of the call is quick."""
    bench.here.patience = SHORT
    bench.line.fault = Fault(kind, "/v1/pull", "down", 60)
    client = bench.here.client()
    start = time.monotonic()
    with pytest.raises(Offline):
        client.pull({"generation": "0" * 32, "cursors": {}})
    spent = time.monotonic() - start
    client.close()
    bench.line.idle()
    assert SHORT.silence <= spent < SHORT.silence * 4


@pytest.mark.spec("F9")
@pytest.mark.parametrize("at", [0, 60, 400], ids=["nothing yet", "in the head", "in the body"])
@pytest.mark.parametrize("open_before", [False, True])
def test_an_answer_that_only_trickles_ends_with_its_whole_time(
    bench: Bench, at: int, open_before: bool
) -> None:
    generation = bench.here.ask("SELECT value FROM sync_state WHERE key = 'generation'")[0][0]
    bench.here.patience = SHORT
    client = bench.here.client()
    if open_before:
        client.health()
    bench.line.fault = Fault("trickle", "/v1/pull", "down", at, pause=SHORT.silence / 4)
    start = time.monotonic()
    with pytest.raises(Offline):
        client.pull({"generation": generation, "cursors": {}})
    assert SHORT.whole <= time.monotonic() - start < SHORT.whole * 3
    client.close()
    bench.line.idle()


@pytest.mark.spec("F10", "X-23")
@pytest.mark.parametrize("kind", ["cut", "half_open"])
def test_the_verbs_beside_the_sync_fail_with_a_sentence_and_work_again(bench: Bench, kind: str) -> None:
    for path, call in (
        ("/v1/lease", lambda client: client.lease("reminders", 60)),
        ("/v1/devices", lambda client: client.devices()),
        ("/v1/changed", lambda client: client.changed(0)),
        ("/health", lambda client: client.health()),
        ("/v1/snapshot", lambda client: client.snapshot()),
    ):
        if path == "/v1/changed" and kind == "half_open":
            continue  # it waits for 65 seconds by design
        bench.here.patience = SHORT if kind in SILENT else PATIENT
        bench.line.fault, bench.line.played = Fault(kind, path, "down", 20), 0
        client = bench.here.client()
        with pytest.raises(Offline):
            call(client)
        assert bench.line.played == 1, path
        bench.here.patience = PATIENT
        again = bench.here.client()
        call(again)
        client.close()
        again.close()
        bench.line.idle()


@pytest.mark.spec("X-14", "F10")
def test_a_cut_sign_in_is_simply_done_again(bench: Bench, tmp_path: Path) -> None:
    for count, at in enumerate((0, 100, 250)):
        bench.line.fault = Fault("cut", "/v1/sign-in", "down", at)
        with pytest.raises(Offline):
            Online(tmp_path / f"first{count}", bench.line.url, "bob")
        made = Online(tmp_path / f"second{count}", bench.line.url, "bob")
        made.sync()
        made.close()
        bench.line.idle()


@pytest.mark.slow
@pytest.mark.spec("F9", "F10")
@pytest.mark.parametrize("seed", range(20))
def test_three_hundred_faults_at_random_bytes(bench: Bench, seed: int) -> None:
    """15 cases a seed, every verb and every fault, once or twice in a row."""
    dice = random.Random(seed)
    for _ in range(15):
        kind = dice.choice((*QUICK, *QUICK, *SILENT, *THIN))
        fault = Fault(
            kind,
            dice.choice(VERBS),
            dice.choice(("up", "down")),
            dice.randrange(1200),
            times=dice.choice((1, 1, 2)),
            pause=SHORT.silence / 3,
        )
        play(bench, fault)
    agree(bench)


@pytest.mark.slow
@pytest.mark.spec("F9")
def test_two_hundred_stalls_at_random_bytes_are_left_in_time(bench: Bench) -> None:
    dice = random.Random(9)
    bench.here.patience = SHORT
    generation = bench.here.ask("SELECT value FROM sync_state WHERE key = 'generation'")[0][0]
    for _ in range(200):
        bench.line.fault = Fault(dice.choice(("stall", "half_open")), "/v1/pull", "down", dice.randrange(400))
        client = bench.here.client()
        start = time.monotonic()
        with pytest.raises(Offline):
            client.pull({"generation": generation, "cursors": {}})
        assert time.monotonic() - start < SHORT.silence * 6
        client.close()
        bench.line.idle()
    bench.line.fault = None
