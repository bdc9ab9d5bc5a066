"""A real service in a process of its own with its PostgreSQL, and the processor time both take (Linux)."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import secrets
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from prospectdesk.domain.errors import Unavailable
from prospectdesk.server.embedded import Embedded

TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
TOKEN_MS = 24 * 3600 * 1000


@dataclass(frozen=True)
class Known:
    """A device that is signed in: who it is and its token."""

    workspace: uuid.UUID
    user: uuid.UUID
    device: uuid.UUID
    token: str


@dataclass
class Centre:
    """A running service: its address, that of its database for an administrator, the processes."""

    url: str
    administrator: str
    service: int
    postgres: int

    def cpu(self) -> tuple[float, float]:
        """Seconds of processor time so far: the service, PostgreSQL with every backend there ever was."""
        return tree_seconds(self.service, self.postgres), tree_seconds(self.postgres)

    def memory(self) -> tuple[float, float]:
        """Megabytes now: the service (resident), PostgreSQL (what its processes do not share, and shared once)."""
        postgres = [self.postgres, *children(self.postgres)]
        return resident(self.service), sum(proportional(one) for one in postgres)


@contextmanager
def served(folder: Path, *options: str) -> Iterator[Centre]:
    """`prospectdesk server --embedded FOLDER` on a free port until the block ends. Raises Unavailable."""
    command = [
        sys.executable,
        "-m",
        "prospectdesk",
        "server",
        "--embedded",
        str(folder),
        "--port",
        "0",
        "--json",
    ]
    with (folder.parent / "service.log").open("ab") as log:
        process = subprocess.Popen([*command, *options], stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            if not line:
                raise Unavailable("start", "Le service n’a pas démarré : voyez « {log} ».", log=log.name)
            joined = Embedded(folder)
            joined.join()
            pid = int((folder / "postgres" / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
            yield Centre(json.loads(line)["url"], joined.administrator, process.pid, pid)
        finally:
            process.terminate()
            process.communicate(timeout=30)


def people(administrator: str, workspaces: int, each: int) -> list[Known]:
    """New workspaces with so many users, a signed-in device for each of them."""
    return asyncio.run(_people(administrator, workspaces, each))


async def _people(administrator: str, workspaces: int, each: int) -> list[Known]:
    made = []
    connection = await asyncpg.connect(administrator)
    try:
        until = await connection.fetchval("SELECT pd.now_ms()") + TOKEN_MS
        for number in range(workspaces):
            workspace = uuid.uuid4()
            some = [
                Known(workspace, uuid.uuid4(), uuid.uuid4(), secrets.token_urlsafe(32)) for _ in range(each)
            ]
            async with connection.transaction():
                await _workspace(connection, f"Cabinet {workspace.hex[:8]} {number}", some, until)
            made += some
    finally:
        await connection.close()
    return made


async def _workspace(connection: asyncpg.Connection, name: str, some: list[Known], until: int) -> None:
    workspace = some[0].workspace
    await connection.execute(
        "INSERT INTO pd.workspace (workspace, uid, name) VALUES ($1, $1, $2)", workspace, name
    )
    await connection.executemany(
        'INSERT INTO pd."user" (workspace, uid, login, name, licence) VALUES ($1, $2, $3, $3, $4)',
        [(workspace, one.user, f"u{one.user.hex[:12]}", "utilisateur") for one in some],
    )
    await connection.executemany(
        "INSERT INTO pd.device (workspace, uid, user_uid, made_at, last_seen_at) VALUES ($1, $2, $3, pd.now_ms(), pd.now_ms())",
        [(workspace, one.device, one.user) for one in some],
    )
    await connection.executemany(
        "INSERT INTO pd.token (hash, workspace, device, expires) VALUES ($1, $2, $3, $4)",
        [(hashlib.sha256(one.token.encode()).digest(), workspace, one.device, until) for one in some],
    )


# processes -------------------------------------------------------------------------------------
def tree_seconds(pid: int, without: int = 0) -> float:
    """Processor seconds of a process, of its living children and of those it has buried."""
    total = 0.0
    for one in [pid, *(child for child in children(pid) if child != without)]:
        total += _seconds(one, buried=one == pid)
    return total


def _seconds(pid: int, *, buried: bool) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
    except OSError:
        return 0.0
    return sum(int(field) for field in fields[11 : 15 if buried else 13]) / TICK


def children(pid: int) -> list[int]:
    """The living children of a process."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(one) for one in task.read_text(encoding="utf-8").split()]
    return found


def resident(pid: int) -> float:
    """Megabytes a process holds in memory."""
    return _line(f"/proc/{pid}/status", "VmRSS:")


def proportional(pid: int) -> float:
    """Megabytes of a process, shared pages counted by share."""
    return _line(f"/proc/{pid}/smaps_rollup", "Pss:")


def _line(path: str, name: str) -> float:
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith(name)), 0.0)
