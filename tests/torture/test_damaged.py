"""F6: a damaged encrypted store is recognised, or nothing of it is lost; never a crash, never a traceback."""

from __future__ import annotations

import random

import pytest

from prospectdesk.domain.errors import Failure
from prospectdesk.store.check import check
from prospectdesk.store.connection import can_encrypt
from prospectdesk.store.profile import Profile, open_profile
from prospectdesk.store.salvage import salvage

pytestmark = [
    pytest.mark.spec("X-26", "F6"),
    pytest.mark.skipif(not can_encrypt(), reason="the sqlcipher3 driver has no wheel for this system"),
]
NOW = 1_795_000_000_000
NOTES = 60


@pytest.fixture
def profile(tmp_path):
    """A closed profile with notes and a file of some 300 pages."""
    made = open_profile(tmp_path / "p")
    with made.store.transaction(NOW, None) as uow:
        company = uow.insert("company", {"name": "A", "scope": 1})
        for number in range(NOTES):
            uow.happened(company, "note", "Note", text=f"{number} " + "mot " * 300)
        uow.finish()
    made.close()
    return made


def damage(data, chance):
    """One damage: a bit, a run of zeros or of noise, a cut, a page in the place of another, lost pages."""
    broken, place = bytearray(data), chance.randrange(len(data))
    kind = chance.randrange(6)
    if kind == 0:
        broken[place] ^= 1 << chance.randrange(8)
    elif kind in {1, 2}:
        size = min(chance.choice([16, 512, 4096, 40_000]), len(data) - place)
        broken[place : place + size] = bytes(size) if kind == 1 else chance.randbytes(size)
    elif kind == 3:
        del broken[place:]
    elif kind == 4:
        here, there = place // 4096 * 4096, chance.randrange(len(data)) // 4096 * 4096
        broken[here : here + 4096] = data[there : there + 4096]
    else:
        del broken[place // 4096 * 4096 :][: 4096 * chance.randrange(1, 5)]
    return bytes(broken)


def is_told(folder):
    """Whether opening, reading or checking says that the store is damaged."""
    opened = None
    try:
        opened = open_profile(folder)
        if check(opened.store):
            return True
        with opened.store.session() as conn:
            rows = conn.execute("SELECT text FROM timeline ORDER BY id").fetchall()
        assert [int(row[0].split()[0]) for row in rows] == list(range(NOTES))
        assert all(row[0].count("mot ") == 300 for row in rows)
    except Failure:
        return True
    finally:
        if opened is not None:
            opened.close()
    return False


def survive(made, copies, seed):
    """Damages `copies` copies; each is recognised or complete. Answers how many were recognised."""
    profile, chance, told = Profile(made.folder), random.Random(seed), 0
    whole = profile.database.read_bytes()
    for number in range(copies):
        broken = damage(whole, chance)
        profile.database.write_bytes(broken)
        for suffix in ("-wal", "-shm"):
            profile.database.with_name(f"prospectdesk.db{suffix}").unlink(missing_ok=True)
        try:
            told += is_told(profile.folder)
            salvage(profile, made.key, NOW + number * 1000)
        except Exception as error:
            raise AssertionError(f"seed {seed}, copy {number}") from error
    return told


def test_twenty_damaged_copies_are_recognised(profile):
    assert survive(profile, 20, seed=3) >= 15


@pytest.mark.slow
def test_three_hundred_damaged_copies_are_recognised(profile):
    assert survive(profile, 300, seed=300) >= 200
