"""F4 and F5: many starts at once, and a migration killed at any of its statements."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys

import pytest

from prospectdesk.store.backup import count_rows
from prospectdesk.store.connection import connect
from prospectdesk.store.profile import open_profile
from prospectdesk.store.store import Store

NOW = 1_795_000_000_000
START = """
import pathlib, sys
from prospectdesk.store.lock import ProfileLock
from prospectdesk.store.profile import open_profile
opened = open_profile(sys.argv[1], encryption=False)
with opened.store.transaction(1_795_000_000_000, None) as uow:
    uow.insert("company", {"name": "A", "scope": 1})
    uow.finish()
print(opened.fresh, ProfileLock(pathlib.Path(sys.argv[1])).acquire(), flush=True)
sys.stdin.read()
opened.close()
"""
MIGRATE = """
import os, pathlib, signal, sys
from prospectdesk.store.connection import connect
from prospectdesk.store.migrations import runner
path, versions, last = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])
conn, seen = connect(path, bytes(range(32))), 0
def told(statement):
    global seen
    seen += 1
    if seen == last:
        os.kill(os.getpid(), signal.SIGKILL)
conn.set_trace_callback(told)
runner.migrate(path, bytes(range(32)), conn, (runner.VERSIONS, versions))
conn.set_trace_callback(None)
print(seen)
"""
FUTURE = """
from alembic import op
import sqlalchemy as sa
revision, down_revision, branch_labels, depends_on = "0002", "0001", None, None
def upgrade():
    op.add_column("routine", sa.Column("colour", sa.Text))
    op.execute("UPDATE company SET name = name || '!'")
    op.create_index("routine_colour", "routine", ["colour"])
"""


def start_at_once(folder, count):
    """Starts `count` programs on one new profile; answers what each said: (made it, got the window)."""
    command = [sys.executable, "-c", START, str(folder)]
    children = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(count)
    ]
    try:
        said = [child.stdout.readline().split() for child in children]
    finally:
        for child in children:
            child.communicate("")
    return said


def verify_starts(folder, said):
    """One made the profile, one has the window, all of them saved."""
    assert sorted(made for made, _window in said) == ["False"] * (len(said) - 1) + ["True"]
    assert sorted(window for _made, window in said) == ["False"] * (len(said) - 1) + ["True"]
    opened = open_profile(folder)
    with opened.store.session() as conn:
        assert conn.execute("SELECT count(*) FROM company").fetchone()[0] == len(said)
    opened.close()


@pytest.mark.spec("X-28", "F4")
def test_of_six_starts_at_once_one_makes_the_profile_and_one_has_the_window(tmp_path):
    verify_starts(tmp_path / "p", start_at_once(tmp_path / "p", 6))


@pytest.mark.slow
@pytest.mark.spec("X-28", "F4")
def test_of_a_hundred_starts_at_once_one_has_the_window(tmp_path):
    for part in range(5):
        verify_starts(tmp_path / f"p{part}", start_at_once(tmp_path / f"p{part}", 20))


@pytest.fixture
def older(tmp_path):
    """A store that a future version finds too old, and the folder of that version's migrations."""
    folder = tmp_path / "versions"
    folder.mkdir()
    (folder / "0002_colour.py").write_text(FUTURE, encoding="utf-8")
    store = Store(tmp_path / "prospectdesk.db", bytes(range(32)))
    store.open()
    with store.transaction(NOW, None) as uow:
        for _ in range(20):
            uow.insert("company", {"name": "A", "scope": 1})
        uow.finish()
    store.close()
    return store.path, folder


def migrate(older, last):
    command = [sys.executable, "-c", MIGRATE, str(older[0]), str(older[1]), str(last)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def kill_at(older, steps):
    """Kills a migration at each of `steps`, then lets it end; the store was never between two versions."""
    for step in steps:
        migrate(older, step)
        with contextlib.closing(connect(older[0], bytes(range(32)))) as conn:
            assert conn.execute("PRAGMA user_version").fetchone()[0] == 1, step
            assert count_rows(conn)["company"] == 20, step
            assert conn.execute("SELECT DISTINCT name FROM company").fetchall() == [("A",)], step
            assert "colour" not in [row[1] for row in conn.execute("PRAGMA table_info(routine)")], step
    ended = migrate(older, 0)
    assert ended.returncode == 0, ended.stderr
    return int(ended.stdout)


@pytest.mark.spec("X-26", "F5")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills as Unix does")
def test_a_migration_killed_at_some_statements_is_undone_and_then_resumed(older):
    assert kill_at(older, [1, 20, 55, 80]) > 80


@pytest.mark.slow
@pytest.mark.spec("X-26", "F5")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills as Unix does")
def test_a_migration_killed_at_any_statement_is_undone_and_then_resumed(older):
    assert kill_at(older, range(1, 80)) > 80
