"""Copies of the store: whole, verified, thinned out; restoring one never overwrites anything."""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from datetime import date, timedelta

import pytest

from prospectdesk.domain.clock import Clock, day_number
from prospectdesk.domain.errors import BadFile, Cancelled, Refused, Unavailable
from prospectdesk.jobs.rounds.backup import UpkeepRound, last_check
from prospectdesk.store import backup, swap
from prospectdesk.store.check import check
from prospectdesk.store.connection import StoreError, can_encrypt, connect
from prospectdesk.store.profile import key_of, locate, open_profile

pytestmark = pytest.mark.spec("X-26", "F7")
NOW = 1_795_000_000_000
TODAY = date(2026, 11, 22)
OWN = {"write_state", "sync_state"}


def digest(conn):
    """A hash of every row of every table but the store's own counters."""
    told = hashlib.sha256()
    for name in sorted(set(backup.count_rows(conn)) - OWN):
        for row in conn.execute(f"SELECT * FROM {name} ORDER BY 1"):
            told.update(repr(row).encode())
    return told.hexdigest()


def note(store, text):
    with store.transaction(NOW, None) as uow:
        company = uow.value("SELECT id FROM company") or uow.insert("company", {"name": "A", "scope": 1})
        uow.happened(company, "note", "Note", text=text)
        uow.finish()


def notes(store):
    with store.session() as conn:
        return [row[0] for row in conn.execute("SELECT text FROM timeline ORDER BY id")]


@pytest.fixture(params=["encrypted", "plain"])
def opened(request, tmp_path):
    """A profile with one note."""
    if request.param == "encrypted" and not can_encrypt():
        pytest.skip("the sqlcipher3 driver has no wheel for this system")
    made = open_profile(tmp_path / "p", encryption=request.param == "encrypted")
    note(made.store, "un")
    yield made
    made.store.close()


def test_a_copy_is_equal_and_one_file_under_the_same_key(world, key, tmp_path):
    made = backup.backup(world.store, tmp_path / "copy.db")
    assert sorted(path.name for path in tmp_path.glob("*copy*")) == ["copy.db"]
    with contextlib.closing(connect(made.path, key, read_only=True)) as conn, world.store.session() as here:
        assert digest(conn) == digest(here)
    assert made.path.read_bytes().startswith(b"SQLite format 3") == (key is None)


def test_a_copy_never_replaces_a_file(world, tmp_path):
    (tmp_path / "copy.db").write_bytes(b"mine")
    with pytest.raises(Refused):
        backup.backup(world.store, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_bytes() == b"mine"


def test_a_copy_made_while_others_write_is_one_moment(opened, tmp_path):
    stop = threading.Event()

    def write():
        while not stop.is_set():
            note(opened.store, "x" * 500)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            made = backup.backup(opened.store, tmp_path / f"{number}.db")
            with contextlib.closing(connect(made.path, opened.key, read_only=True)) as conn:
                assert conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
                (entries,), (lines,) = (
                    conn.execute("SELECT count(*) FROM timeline").fetchone(),
                    conn.execute("SELECT count(*) FROM outbox WHERE tbl = 'timeline'").fetchone(),
                )
                assert entries == lines
    finally:
        stop.set()
        writer.join()


def test_a_cancelled_copy_leaves_nothing_behind(opened, tmp_path):
    def stop(_done, _total):
        raise Cancelled

    (tmp_path / "to").mkdir()
    with pytest.raises(Cancelled):
        backup.backup(opened.store, tmp_path / "to" / "copy.db", stop)
    assert list((tmp_path / "to").iterdir()) == []


def test_a_folder_that_is_not_there_is_told(opened, tmp_path):
    with pytest.raises(Unavailable):
        backup.backup(opened.store, tmp_path / "nowhere" / "copy.db")


def test_seven_days_and_four_weeks_are_kept():
    days = [TODAY - timedelta(days=back) for back in range(90)]
    keep = backup.kept(days)
    assert set(days[:7]) <= keep
    older = sorted(keep - set(days[:7]), reverse=True)
    assert [day.isocalendar()[:2] for day in older] == sorted(
        {day.isocalendar()[:2] for day in days[7:]}, reverse=True
    )[:4]


def test_ninety_days_of_daily_copies_leave_eleven_that_reach_four_weeks_back():
    held: set[date] = set()
    for back in reversed(range(90)):
        held = backup.kept({*held, TODAY - timedelta(days=back)})
    assert len(held) == 11
    assert TODAY - timedelta(days=35) < min(held) <= TODAY - timedelta(days=28)


def test_the_daily_copy_is_made_once_and_old_ones_leave(opened):
    folder = opened.profile.backups
    assert backup.daily(opened.store, folder, TODAY) is not None
    assert backup.daily(opened.store, folder, TODAY) is None
    for back in range(1, 60):
        (folder / f"prospectdesk-{TODAY - timedelta(days=back)}.db").write_bytes(b"")
    (folder / "mine.db").write_bytes(b"")
    assert backup.daily(opened.store, folder, TODAY + timedelta(days=1)) is not None
    assert len(backup.copies(folder)) == 11
    assert (folder / "mine.db").exists()


def test_a_restored_copy_equals_the_store_it_was_made_of_and_the_former_is_kept(opened):
    made = backup.backup(opened.store, opened.folder / "copy.db")
    with opened.store.session() as conn:
        before = digest(conn)
        batch = conn.execute("SELECT batch FROM write_state").fetchone()[0]
    note(opened.store, "deux")
    opened.store.close()
    aside = backup.restore(opened.profile, made.path, opened.key, NOW)
    again = open_profile(opened.folder)
    assert notes(again.store) == ["un"]
    with again.store.session() as conn:
        assert digest(conn) == before
        assert conn.execute("SELECT batch FROM write_state").fetchone()[0] > batch + 1000
    assert check(again.store) == []
    again.close()
    with contextlib.closing(connect(aside / "prospectdesk.db", opened.key)) as conn:
        assert [row[0] for row in conn.execute("SELECT text FROM timeline ORDER BY id")] == ["un", "deux"]


def test_a_copy_is_restored_in_an_empty_folder_by_what_lies_beside_it(opened, tmp_path):
    copy = backup.backup(opened.store, tmp_path / "copy.db").path
    opened.store.close()
    there = locate(tmp_path / "other")
    backup.restore(there, copy, key_of(there, copy=copy), NOW)
    again = open_profile(there.folder)
    assert (again.key, notes(again.store)) == (opened.key, ["un"])
    again.close()


def test_two_restores_in_one_second_keep_both_former_stores(opened):
    made = backup.backup(opened.store, opened.folder / "copy.db")
    opened.store.close()
    asides = {backup.restore(opened.profile, made.path, opened.key, NOW) for _ in range(2)}
    assert len(asides) == 2
    assert all((aside / "prospectdesk.db").exists() for aside in asides)


def test_a_store_in_use_is_not_replaced(opened):
    made = backup.backup(opened.store, opened.folder / "copy.db")
    with pytest.raises(StoreError) as caught:
        backup.restore(opened.profile, made.path, opened.key, NOW)
    assert caught.value.outcome == "locked"
    assert notes(opened.store) == ["un"]


def foreign(tmp_path, _opened):
    other = open_profile(tmp_path / "other", passphrase="x")
    made = backup.backup(other.store, tmp_path / "foreign.db").path
    other.close()
    return made


def torn(tmp_path, opened):
    made = backup.backup(opened.store, tmp_path / "torn.db").path
    data = bytearray(made.read_bytes())
    data[4096 * 5 : 4096 * 6] = os.urandom(4096)
    data[4096 * 90 :] = b""
    made.write_bytes(data)
    return made


def text(tmp_path, _opened):
    (tmp_path / "a.db").write_text("bonjour" * 1000, encoding="utf-8")
    return tmp_path / "a.db"


def empty(tmp_path, _opened):
    (tmp_path / "b.db").touch()
    return tmp_path / "b.db"


def absent(tmp_path, _opened):
    return tmp_path / "c.db"


@pytest.mark.parametrize("make", [foreign, torn, text, empty, absent])
def test_what_is_no_sound_copy_of_this_profile_is_refused(opened, tmp_path, make):
    source = make(tmp_path, opened)
    opened.store.close()
    before = opened.profile.database.read_bytes()
    with pytest.raises(BadFile):
        backup.restore(opened.profile, source, opened.key, NOW)
    assert opened.profile.database.read_bytes() == before
    assert not list(opened.folder.glob("*restor*"))


@pytest.mark.parametrize("moved", [0, 1, 2])
def test_a_restore_cut_after_its_copy_was_complete_is_ended_at_the_next_start(opened, moved):
    copy = backup.backup(opened.store, opened.folder / "copy.db").path
    note(opened.store, "deux")
    opened.store.close()
    opened.profile.database.with_name("prospectdesk.db-wal").write_bytes(b"left by a kill")
    copy.rename(swap.announced(opened.folder, "20260101-000000"))
    aside = opened.profile.set_aside / "20260101-000000"
    aside.mkdir(parents=True)
    for suffix in ("", "-wal")[:moved]:
        (opened.folder / f"prospectdesk.db{suffix}").rename(aside / f"prospectdesk.db{suffix}")
    again = open_profile(opened.folder)
    assert notes(again.store) == ["un"]
    again.close()
    assert {path.name for path in aside.iterdir()} >= {"prospectdesk.db", "prospectdesk.db-wal"}


def test_the_round_copies_each_day_and_checks_each_week(opened):
    now = [TODAY]
    upkeep = UpkeepRound(opened, lambda: Clock(frozen_ms=day_number(now[0]) * 86_400_000 + 43_200_000))
    first = upkeep.run()
    assert first.problems == ()
    assert first.backup is not None
    assert upkeep.run().backup is None
    now[0] += timedelta(days=1)
    assert (upkeep.is_backup_due(), upkeep.is_check_due()) == (True, False)
    now[0] += timedelta(days=6)
    assert upkeep.run().problems == ()
    assert last_check(opened.profile.upkeep) == now[0]
