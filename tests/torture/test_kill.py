"""F1: a process that saves is killed at any moment; nothing acknowledged is lost, nothing is half there."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from prospectdesk.store.check import check
from prospectdesk.store.connection import can_encrypt
from prospectdesk.store.store import Store

pytestmark = [
    pytest.mark.spec("X-28", "F1"),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the killed process is forked: Unix only"),
    pytest.mark.skipif(not can_encrypt(), reason="the sqlcipher3 driver has no wheel for this system"),
]
KEY = bytes(range(32))
BULK = 30


class Nursery:
    """Starts savers quickly and kills them."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("saver.py")
        self.mother = subprocess.Popen(
            [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def save_and_kill(self, path: Path, seconds: float) -> int:
        """Lets a saver work until it has saved once and `seconds` more; answers the last thing it told."""
        self.mother.stdin.write(f"{path}\n")
        self.mother.stdin.flush()
        told, child, last = self.mother.stdout.readline().split(), 0, 0
        while not child or not last:
            if told[0] == "child":
                child = int(told[1])
            elif told[0] == "saved":
                last = int(told[1])
            else:
                raise AssertionError("the saver stopped by itself")
            if not child or not last:
                told = self.mother.stdout.readline().split()
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        while (line := self.mother.stdout.readline()) != "dead\n":
            last = int(line.split()[1])
        return last

    def close(self) -> None:
        """Ends the mother."""
        self.mother.stdin.close()
        self.mother.wait(10)
        self.mother.stdout.close()


@pytest.fixture
def nursery():
    made = Nursery()
    yield made
    made.close()


def survives(nursery, path, kills, seed):
    """Kills `kills` savers; answers the slowest reopening in seconds."""
    chance, worst = random.Random(seed), 0.0
    Store(path, KEY).open()
    for number in range(kills):
        last = nursery.save_and_kill(path, chance.random() * 0.03)
        start = time.perf_counter()
        store = Store(path, KEY)
        store.open()
        worst = max(worst, time.perf_counter() - start)
        with store.session() as conn:
            saved = [row[0] for row in conn.execute("SELECT text FROM timeline ORDER BY id")]
            bulks = dict(
                conn.execute("SELECT name, count(*) FROM company WHERE name LIKE 'import%' GROUP BY 1")
            )
            lines = conn.execute(
                "SELECT count(DISTINCT row_uid) FROM outbox WHERE tbl = 'timeline'"
            ).fetchone()[0]
        where = f"seed {seed}, kill {number}"
        assert [int(text.split()[1]) for text in saved] == list(range(1, len(saved) + 1)), where
        assert len(saved) >= last, f"{where}: {last} was acknowledged, {len(saved)} are there"
        assert set(bulks.values()) <= {BULK}, where
        assert len(bulks) == len(saved) // 10, where
        assert lines == len(saved), where
        if number % 10 == 9 or number == kills - 1:
            assert check(store) == [], where
        store.close()
    return worst


def test_twenty_kills_lose_nothing(nursery, tmp_path):
    assert survives(nursery, tmp_path / "prospectdesk.db", 20, seed=1) < 3


@pytest.mark.slow
def test_a_thousand_kills_lose_nothing(nursery, tmp_path):
    worst = max(survives(nursery, tmp_path / f"{part}.db", 50, seed=100 + part) for part in range(20))
    assert worst < 3
