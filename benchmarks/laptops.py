"""Many laptops against one service and its PostgreSQL: times of a sync, errors, processor time, rows compared at the end.

`python3 dev.py bench --only laptops`. Each laptop is a person of a workspace with a connection of its own; every
`period` seconds it pushes rows (four fifths changed cells, one fifth new rows), pulls until nothing is new and compares
digests when its programme would. The laptops keep uid and rev of each row and nothing else.
"""

from __future__ import annotations

import asyncio
import json
import random
import ssl
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import zstandard
from centre_process import Centre, Known, people, served

from prospectdesk.domain.ids import new_uid
from prospectdesk.server.schema import preset
from prospectdesk.sync.digest import MODULUS, marks
from prospectdesk.wire import rules
from prospectdesk.wire.tables import SCHEMA

PAGE = 5_000
PACE = 50
"""Idle pulls of one laptop: the service lets each ask a hundred times at once, then five times a second."""
GIVEN: dict[str, dict[str, Any]] = {
    "company": {"name": "Moulin Rey"},
    "contact": {"made_at": 0, "first_name": "Anne", "last_name": "Le Goff", "job": "Gérante"},
    "timeline": {"at": 0, "type": "note", "title": "Appel", "text": "Rappeler après le salon de novembre."},
    "follow_up": {"day": 20_800, "made_at": 0, "kind": "relance", "description": "Relancer"},
}
"""Values of new rows beside those everybody starts with."""
EDITED = (("contact", "job"), ("contact", "title"), ("contact", "linkedin"), ("timeline", "text"))
Cell = tuple[str, str]


@dataclass(frozen=True)
class Plan:
    """How many laptops do what: `rows` of each push, a sync every `period` seconds for `seconds`."""

    laptops: int = 500
    workspace: int = 20
    seconds: float = 180.0
    period: float = 30.0
    rows: int = 20
    new: float = 0.2
    stock: int = 20
    idle: int = 2000


@dataclass
class Found:
    """What was measured: milliseconds of each sync, errors, seconds of processor time, rows."""

    plan: Plan
    syncs: list[float] = field(default_factory=list)
    pushes: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    pushed: int = 0
    pulled: int = 0
    late: float = 0.0
    seconds: float = 0.0
    cpu: tuple[float, float] = (0.0, 0.0)
    memory: tuple[float, float] = (0.0, 0.0)
    idle_ms: tuple[float, float] = (0.0, 0.0)
    differing: int = 0

    def told(self) -> str:
        """The figures as lines."""
        plan, service, postgres = self.plan, *self.cpu
        quiet = sum(self.idle_ms)
        return "\n".join(
            (
                f"{plan.laptops} laptops in workspaces of {plan.workspace}, {plan.rows} rows every {plan.period:g} s, "
                f"{self.seconds:.0f} s: {len(self.syncs)} syncs, {len(self.errors)} errors {sorted(set(self.errors))}",
                f"a sync: {spread(self.syncs)}; its push: {spread(self.pushes)}; started late at most {self.late:.0f} ms",
                f"{self.pushed:,} rows pushed, {self.pulled:,} rows pulled; {self.differing} laptops differ at the end",
                f"CPU: service {service:.1f} s, PostgreSQL {postgres:.1f} s "
                f"({(service + postgres) / max(self.seconds, 1e-9):.2f} cores, "
                f"{1000 * (service + postgres) / max(1, len(self.syncs)):.1f} ms a sync); "
                f"memory: service {self.memory[0]:.0f} MB, PostgreSQL {self.memory[1]:.0f} MB",
                f"idle pull: {quiet:.2f} ms of CPU (service {self.idle_ms[0]:.2f}, PostgreSQL {self.idle_ms[1]:.2f}) "
                f"over {min(plan.idle, PACE * plan.laptops)}",
            )
        )


def spread(times: list[float]) -> str:
    """p50, p95, p99 and the longest, milliseconds."""
    if not times:
        return "none"
    times = sorted(times)
    told = (times[min(len(times) - 1, int(len(times) * part))] for part in (0.5, 0.95, 0.99))
    return f"p50 {next(told):.0f}, p95 {next(told):.0f}, p99 {next(told):.0f}, longest {times[-1]:.0f} ms"


class Failed(Exception):
    """An answer that is not the one hoped for."""


class Laptop:
    """One device: its connection, its cursors, the revs it holds, the rows it edits."""

    def __init__(self, url: str, who: Known, generation: str, trust: ssl.SSLContext) -> None:
        self.who = who
        self._http = httpx.AsyncClient(
            base_url=url,
            verify=trust,
            trust_env=False,
            timeout=60,
            limits=httpx.Limits(keepalive_expiry=120),
            headers={
                "Authorization": f"Bearer {who.token}",
                "X-Schema": str(SCHEMA),
                "Accept-Encoding": "zstd",
                "Content-Type": "application/json",
            },
        )
        self._generation = generation
        self._random = random.Random(who.device.bytes)
        self.seq = self.batch = 0
        self.cursors: dict[str, Any] = {}
        self.revs: dict[Cell, int] = {}
        self.mine: dict[str, list[str]] = {}
        self.pulled = 0

    async def close(self) -> None:
        """Closes the connection."""
        await self._http.aclose()

    async def ask(self, verb: str, body: dict[str, Any]) -> Any:
        """One verb. Raises Failed."""
        content, headers = json.dumps(body).encode(), {}
        if len(content) > 1024:
            content, headers = (
                zstandard.ZstdCompressor(level=3).compress(content),
                {"Content-Encoding": "zstd"},
            )
        response = await self._http.post(f"/v1/{verb}", content=content, headers=headers)
        if response.status_code != 200:
            raise Failed(f"{verb} {response.status_code} {response.json()['error']['code']}")
        return response.json()

    async def push(self, operations: list[list[Any]]) -> None:
        """Pushes; what comes back is kept. Raises Failed, also when a gesture is refused."""
        body = {"seq": self.seq + 1, "generation": self._generation, "ops": operations}
        answer = await self.ask("push", body)
        self.seq += 1
        self._keep(answer["echo"])
        if answer["refused"]:
            raise Failed(f"refused {answer['refused'][0]['code']}")

    async def pull(self) -> int:
        """Pulls until nothing is new; answers the rows."""
        rows, more = 0, True
        while more:
            body = {"generation": self._generation, "cursors": self.cursors, "limit": PAGE}
            answer = await self.ask("pull", body)
            more = False
            for page in answer["pages"]:
                rows += self._keep(page["rows"])
                for table, uid in page["gone"]:
                    self.revs.pop((table, uid), None)
                self.cursors[page["bucket"]] = page["next"]
                more = more or page["more"]
        self.pulled += rows
        return rows

    async def is_equal(self) -> bool:
        """Whether the rows here are those of the centre, by the digest of the workspace."""
        bucket = self.who.workspace.hex
        told = (await self.ask("digest", {bucket: True}))[bucket]
        found = marks([bytes.fromhex(uid) for _table, uid in self.revs], list(self.revs.values()))
        return list(told) == [len(self.revs), sum(int(one) for one in found) % MODULUS]

    def _keep(self, rows: dict[str, Any]) -> int:
        for table, part in rows.items():
            for row in part["rows"]:
                self.revs[table, row[0]] = row[1]
        return sum(len(part["rows"]) for part in rows.values())

    # what he writes ------------------------------------------------------------------------
    def stock(self, each: int) -> list[list[Any]]:
        """Companies with a contact and a note each, to be edited later."""
        made = []
        for _ in range(each):
            company = self.row("company")
            made += [company, *(self.row(table, company_id=company[2]) for table in ("contact", "timeline"))]
        return made

    def work(self, rows: int, new: float) -> list[list[Any]]:
        """One push of so many rows, a part of them new."""
        fresh = round(rows * new)
        made = [
            self.row(table, company_id=self._random.choice(self.mine["company"]))
            for table in ("timeline", "contact", "timeline", "timeline", "contact")[:fresh]
        ]
        made += [
            self.row("timeline", company_id=self._random.choice(self.mine["company"]))
            for _ in range(fresh - len(made))
        ]
        places = {(table, uid) for table, _ in EDITED for uid in self.mine[table]}
        for table, uid in self._random.sample(sorted(places), rows - fresh):
            column = self._random.choice([name for kind, name in EDITED if kind == table])
            base = self.revs.get((table, uid), 0)
            made.append([self._gesture(), table, uid, column, f"texte {self.batch}", base, self._hlc()])
        return made

    def row(self, table: str, **values: Any) -> list[Any]:
        """The operation of a whole new row."""
        uid = new_uid().hex()
        self.mine.setdefault(table, []).append(uid)
        full = {
            column.name: preset(table, column.name) if column.mandatory else None
            for column in rules.columns(table)
        }
        now = int(time.time() * 1000)
        given = {name: now if value == 0 else value for name, value in GIVEN[table].items()}
        if table == "contact":
            given["person"] = uuid.uuid4().hex
        return [self._gesture(), table, uid, "*", full | {"scope": 1} | given | values, 0, self._hlc()]

    def _gesture(self) -> int:
        self.batch += 1
        return self.batch

    def _hlc(self) -> int:
        return int(time.time() * 1000) << 16 | (self.batch & 0xFFFF)


async def _each(laptops: list[Laptop], at_once: int, work: Callable[[Laptop], Awaitable[None]]) -> None:
    turn = asyncio.Semaphore(at_once)

    async def one(laptop: Laptop) -> None:
        async with turn:
            await work(laptop)

    await asyncio.gather(*(one(laptop) for laptop in laptops))


async def _syncs(laptop: Laptop, found: Found, until: float, first: float) -> None:
    """One laptop: a sync every period, begun when it is due."""
    plan, due = found.plan, first
    while due < until:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        operations = laptop.work(plan.rows, plan.new)
        start = time.perf_counter()
        found.late = max(found.late, (start - due) * 1000)
        try:
            await laptop.push(operations)
            found.pushes.append((time.perf_counter() - start) * 1000)
            found.pushed += len(operations)
            found.pulled += await laptop.pull()
            found.syncs.append((time.perf_counter() - start) * 1000)
        except (Failed, httpx.HTTPError) as error:
            found.errors.append(str(error) or type(error).__name__)
        due += plan.period


async def _measured(centre: Centre, plan: Plan, known: list[Known], generation: str) -> Found:
    trust, found = ssl.create_default_context(), Found(plan)
    laptops = [Laptop(centre.url, who, generation, trust) for who in known]
    try:
        await _each(laptops, 8, lambda one: one.push(one.stock(plan.stock)))
        await _each(laptops, 8, _settled)
        before, start = centre.cpu(), time.perf_counter()
        chance = random.Random(1)
        await asyncio.gather(
            *(
                _syncs(one, found, start + plan.seconds, start + chance.random() * plan.period)
                for one in laptops
            )
        )
        found.seconds = time.perf_counter() - start
        found.cpu = _less(centre.cpu(), before)
        found.memory = centre.memory()
        await _each(laptops, 4, _settled)
        found.differing = sum([not await one.is_equal() for one in laptops])
        await _idle(centre, laptops, found)
    finally:
        for one in laptops:
            await one.close()
    return found


async def _settled(laptop: Laptop) -> None:
    await laptop.pull()


async def _idle(centre: Centre, laptops: list[Laptop], found: Found) -> None:
    """Pulls that bring nothing, one after the other."""
    for one in laptops:
        await one.pull()
    before, count = centre.cpu(), min(found.plan.idle, PACE * len(laptops))
    for number in range(count):
        assert await laptops[number % len(laptops)].pull() == 0
    service, postgres = _less(centre.cpu(), before)
    found.idle_ms = (1000 * service / count, 1000 * postgres / count)


def _less(now: tuple[float, float], before: tuple[float, float]) -> tuple[float, float]:
    return now[0] - before[0], now[1] - before[1]


def measure(plan: Plan, folder: Path) -> Found:
    """Runs a plan in a folder."""
    with served(folder / "centre") as centre:
        known = people(centre.administrator, max(1, plan.laptops // plan.workspace), plan.workspace)
        return asyncio.run(run(centre, plan, known))


async def run(centre: Centre, plan: Plan, known: list[Known]) -> Found:
    """The same against a service that runs."""
    import asyncpg

    connection = await asyncpg.connect(centre.administrator)
    try:
        generation = await connection.fetchval("SELECT pd.hex(generation) FROM pd.centre")
    finally:
        await connection.close()
    return await _measured(centre, plan, known, generation)


def laptops(plan: Plan) -> Found:
    """Runs a plan in a folder that goes afterwards."""
    with tempfile.TemporaryDirectory(prefix="prospectdesk-laptops-") as folder:
        return measure(plan, Path(folder))


if __name__ == "__main__":
    print(laptops(Plan()).told())
