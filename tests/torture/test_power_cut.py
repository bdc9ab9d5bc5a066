"""F2: the current fails in the middle of a commit or a checkpoint; the store is some moment of the past.

The write-ahead log of a run of commits is captured, then cut, torn by sectors or left half copied into the
database: what was synced before the cut is there, the rest is whole or absent.
"""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from prospectdesk.store.check import check
from prospectdesk.store.connection import can_encrypt
from prospectdesk.store.store import Store

pytestmark = pytest.mark.spec("X-28", "F2")
NOW = 1_795_000_000_000
COMMITS = 25
SECTOR = 512


@dataclass
class Run:
    """A database as it was synced, its log, and the size of the log after each commit."""

    folder: Path
    key: bytes | None
    database: bytes
    log: bytes
    sizes: list[int]

    def reopened(self, database: bytes, log: bytes) -> int:
        """How many notes the store has after a start from these two files, everything else being sound."""
        folder = self.folder / "after"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / "a.db").write_bytes(database)
        (folder / "a.db-wal").write_bytes(log)
        store = Store(folder / "a.db", self.key)
        store.open()
        with store.session() as conn:
            notes = [row[0] for row in conn.execute("SELECT text FROM timeline ORDER BY id")]
            (lines,) = conn.execute(
                "SELECT count(DISTINCT row_uid) FROM outbox WHERE tbl = 'timeline'"
            ).fetchone()
        assert [int(text.split()[0]) for text in notes] == list(range(len(notes)))
        assert lines == len(notes)
        assert check(store) == []
        store.close()
        return len(notes)

    def synced(self, size: int) -> int:
        """How many commits the first `size` bytes of the log hold."""
        return sum(1 for one in self.sizes if one <= size)


@pytest.fixture(params=["encrypted", "plain"])
def run(request, tmp_path):
    """Some commits captured as the disk saw them."""
    if request.param == "encrypted" and not can_encrypt():
        pytest.skip("the sqlcipher3 driver has no wheel for this system")
    key = bytes(range(32)) if request.param == "encrypted" else None
    path = tmp_path / "a.db"
    store = Store(path, key)
    store.open()
    conn = store.writer()
    with store.transaction(NOW, None) as uow:
        company = uow.insert("company", {"name": "A", "scope": 1})
        uow.finish()
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    conn.execute("PRAGMA wal_autocheckpoint = 0")
    database, sizes, log = path.read_bytes(), [], path.with_name("a.db-wal")
    for number in range(COMMITS):
        with store.transaction(NOW + number, None) as uow:
            uow.happened(company, "note", "Note", text=f"{number} " + "x" * (number * 613 % 5000))
            uow.finish()
        sizes.append(log.stat().st_size)
    made = Run(tmp_path, key, database, log.read_bytes(), sizes)
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    made_after = path.read_bytes()
    store.close()
    return made, made_after


def cut(run, chance):
    """The log ends anywhere."""
    size = chance.randrange(len(run.log))
    assert run.reopened(run.database, run.log[:size]) == run.synced(size)


def tear(run, chance):
    """After the last sync, sectors reached the disk or not, in any order."""
    synced = chance.choice([0, *run.sizes])
    tail = bytearray(run.log[synced:])
    for start in range(0, len(tail), SECTOR):
        if chance.random() < 0.5:
            size = len(tail[start : start + SECTOR])
            tail[start : start + SECTOR] = bytes(size) if chance.random() < 0.5 else chance.randbytes(size)
    assert run.synced(synced) <= run.reopened(run.database, run.log[:synced] + bytes(tail)) <= COMMITS


def half_checkpoint(run, after, chance):
    """Pages of the log were copied into the database, or torn while they were; the log is whole."""
    pages = bytearray(run.database.ljust(len(after), b"\x00"))
    for start in range(4096, len(after), 4096):
        if pages[start : start + 4096] != after[start : start + 4096] and chance.random() < 0.5:
            torn = chance.randrange(0, 4097, SECTOR)
            pages[start : start + torn] = after[start : start + torn]
    assert run.reopened(bytes(pages), run.log) == COMMITS


def survive(run, cuts, seed):
    """Cuts the current `cuts` times, a third of each kind."""
    captured, after = run
    chance = random.Random(seed)
    for number in range(cuts):
        try:
            if number % 3 == 0:
                cut(captured, chance)
            elif number % 3 == 1:
                tear(captured, chance)
            else:
                half_checkpoint(captured, after, chance)
        except Exception as error:
            raise AssertionError(f"seed {seed}, cut {number}") from error


def test_eighteen_cuts_leave_a_moment_of_the_past(run):
    survive(run, 18, seed=2)


@pytest.mark.slow
def test_five_hundred_cuts_leave_a_moment_of_the_past(run):
    survive(run, 500, seed=200)
