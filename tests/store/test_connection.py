"""What is refused when a database is opened, and that a refusal touches nothing."""

from __future__ import annotations

import contextlib

import pytest

from prospectdesk.domain.errors import Unavailable
from prospectdesk.store.connection import StoreError, connect, driver
from prospectdesk.store.migrations import frozen
from prospectdesk.store.store import Store


def refusal(path, key):
    before = path.read_bytes()
    store = Store(path, key)
    with pytest.raises(StoreError) as caught:
        store.open()
    store.close()
    assert path.read_bytes() == before
    return caught.value.outcome


def raw(path, key):
    conn = driver().connect(str(path), isolation_level=None)
    if key is not None:
        conn.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    return contextlib.closing(conn)


@pytest.mark.spec("X-26", "F5", "K6")
def test_a_newer_store_is_refused_untouched(store, key):
    store.close()
    with raw(store.path, key) as conn:
        conn.execute("PRAGMA user_version = 999")
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert refusal(store.path, key) == "newer_schema"


@pytest.mark.spec("K6")
def test_another_program_s_database_is_refused_untouched(tmp_path, key):
    path = tmp_path / "other.db"
    with raw(path, key) as conn:
        conn.execute("CREATE TABLE recipe (a)")
    assert refusal(path, key) == "damaged"


def test_a_file_that_is_no_database_is_refused_untouched(tmp_path, key):
    path = tmp_path / "other.db"
    path.write_bytes(b"%PDF-1.7 " * 1000)
    assert refusal(path, key) == ("damaged" if key is None else "no_key")


@pytest.mark.spec("K6")
@pytest.mark.parametrize(
    "hostile",
    [
        "CREATE TRIGGER evil AFTER INSERT ON contact BEGIN DELETE FROM contact; END",
        "CREATE VIEW evil AS SELECT * FROM contact",
        "DROP TRIGGER contact_out_insert",
        "CREATE VIRTUAL TABLE evil USING fts5(a)",
    ],
)
def test_a_store_with_unknown_or_missing_triggers_and_views_is_refused(store, key, hostile):
    store.close()
    with raw(store.path, key) as conn:
        conn.execute(hostile)
        conn.execute("PRAGMA journal_mode = DELETE")
    store = Store(store.path, key)
    with pytest.raises(StoreError) as caught:
        store.open()
    store.close()
    assert caught.value.outcome == "damaged"


@pytest.mark.spec("K6")
def test_a_changed_trigger_of_the_same_name_is_refused(store, key):
    store.close()
    with raw(store.path, key) as conn:
        conn.execute("DROP TRIGGER contact_out_delete")
        conn.execute("CREATE TRIGGER contact_out_delete AFTER DELETE ON contact BEGIN SELECT 1; END")
    again = Store(store.path, key)
    with pytest.raises(StoreError):
        again.open()
    again.close()


def test_the_look_at_triggers_is_one_statement_that_does_not_grow_with_the_rows(store):
    conn = store.writer()

    def work():
        """Instructions of SQLite's machine, by tens, and statements."""
        ticks, asked = [], []
        conn.set_progress_handler(lambda: ticks.append(1) and 0, 10)
        conn.set_trace_callback(asked.append)
        frozen.refuse_unknown(conn, 1)
        conn.set_progress_handler(None, 0)
        conn.set_trace_callback(None)
        return len(ticks), len(asked)

    before = work()
    with store.transaction(1, None) as uow:
        for n in range(300):
            uow.insert("company", {"name": f"Société {n}", "scope": 1})
        uow.finish()
    after = work()
    assert after[1] == before[1] == 1
    assert abs(after[0] - before[0]) <= 1  # counted by tens, from wherever the last count stood
    assert before[0] < 2_000  # twenty thousand instructions: about a millisecond


@pytest.mark.spec("K5")
def test_the_pragmas_of_a_writer_are_those_of_the_security_model(store):
    conn = store.writer()
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "cell_size_check": 1,
        "secure_delete": 1,
        "temp_store": 2,
        "cache_size": -16384,  # 24 MB a connection: five at 64 MB pass the 350 MB of a window (docs/performance.md)
    }
    assert {name: conn.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted} == wanted


@pytest.mark.spec("K5")
def test_readers_cannot_write(store):
    with store.session() as conn, pytest.raises(Exception, match=r"readonly|read-only"):
        conn.execute("DELETE FROM contact")


def test_a_key_for_a_plain_driver_is_refused(tmp_path):
    import sqlite3

    with pytest.raises(StoreError) as caught:
        connect(tmp_path / "a.db", bytes(32), module=sqlite3)
    assert caught.value.outcome == "no_key"


def test_a_store_held_by_another_writer_says_so(world, key):
    with raw(world.store.path, key) as other:
        other.execute("BEGIN IMMEDIATE")
        world.store.writer().execute("PRAGMA busy_timeout = 10")
        with pytest.raises(Unavailable) as caught:
            world.write(lambda uow: uow.update("contact", world.contact, {"job": "x"}))
        other.execute("ROLLBACK")
    assert caught.value.code == "locked"
    world.write(lambda uow: uow.update("contact", world.contact, {"job": "x"}))
