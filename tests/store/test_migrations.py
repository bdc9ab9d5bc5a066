"""Schema versions: the frozen file follows the declarations, an older store is copied, then changed in one go."""

from __future__ import annotations

import contextlib

import pytest

from prospectdesk.store.backup import count_rows, verify
from prospectdesk.store.connection import SCHEMA, StoreError, connect
from prospectdesk.store.lock import WINDOW, ProfileLock
from prospectdesk.store.migrations import frozen, runner
from prospectdesk.store.migrations.freeze import frozen_text

pytestmark = pytest.mark.spec("F5")

HEAD = """
from alembic import op
import sqlalchemy as sa
revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None
"""
GOOD = f"{HEAD}\ndef upgrade():\n    op.add_column('routine', sa.Column('colour', sa.Text))\n"
BROKEN = f"{GOOD}    op.execute('UPDATE contact SET job = 1')\n    raise RuntimeError('cut')\n"
ORPHANS = f"{HEAD}\ndef upgrade():\n    op.execute('DELETE FROM company')\n"


@pytest.fixture
def future(tmp_path):
    """Writes a migration to a schema that does not exist yet; answers the folders of versions."""

    def write(text):
        folder = tmp_path / "future"
        folder.mkdir(exist_ok=True)
        (folder / "0002_colour.py").write_text(text, encoding="utf-8")
        return (runner.VERSIONS, folder)

    return write


def test_the_frozen_schema_is_that_of_the_declarations():
    same = frozen.frozen_file(SCHEMA).read_text(encoding="utf-8") == frozen_text(SCHEMA)
    assert same, "the table declarations changed: run `python packaging/freeze_schema.py`"


def test_a_new_store_is_stamped_and_sound(store):
    conn = store.writer()
    assert conn.execute("SELECT version_num FROM alembic_version").fetchone()[0] == f"{SCHEMA:04d}"
    assert conn.execute("PRAGMA user_version").fetchone()[0] == SCHEMA
    assert conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert frozen.fingerprint(conn) == frozen.expected_fingerprint(SCHEMA)


def test_the_migrations_from_nothing_lead_to_the_frozen_schema(store, tmp_path, key):
    with contextlib.closing(connect(tmp_path / "other.db", key)) as conn:
        runner._run(conn, (runner.VERSIONS,))
        names = "SELECT type, name, sql FROM sqlite_master WHERE name <> 'alembic_version' ORDER BY 1, 2"
        made = [row for row in conn.execute(names) if "alembic_version" not in row[1]]
        wanted = [row for row in store.writer().execute(names) if "alembic_version" not in row[1]]
        assert made == wanted


@pytest.mark.spec("X-26")
def test_an_older_store_is_copied_and_brought_up_to_date(world, key, future):
    rows = count_rows(world.store.writer())
    saved = runner.migrate(world.store.path, key, world.store.writer(), future(GOOD))
    conn = world.store.writer()
    assert conn.execute("PRAGMA user_version").fetchone()[0] == 2
    assert conn.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    assert conn.execute("SELECT colour FROM routine").fetchall() == []
    assert verify(saved, key) == rows == count_rows(conn)


@pytest.mark.spec("X-26")
def test_a_migration_that_fails_leaves_the_store_as_it_was_and_can_start_again(world, key, future):
    conn = world.store.writer()
    for text, error in ((BROKEN, RuntimeError), (ORPHANS, StoreError)):
        with pytest.raises(error):
            runner.migrate(world.store.path, key, conn, future(text))
        assert conn.execute("PRAGMA user_version").fetchone()[0] == SCHEMA
        assert conn.execute("SELECT job FROM contact").fetchone()[0] is None
        assert "colour" not in [row[1] for row in conn.execute("PRAGMA table_info(routine)")]
        assert conn.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    world.write(lambda uow: uow.update("contact", world.contact, {"job": "Gérante"}))
    runner.migrate(world.store.path, key, conn, future(GOOD))
    assert conn.execute("SELECT job FROM contact").fetchone()[0] == "Gérante"


def test_a_store_of_a_later_schema_is_refused_by_this_program(world, key, future):
    runner.migrate(world.store.path, key, world.store.writer(), future(GOOD))
    with pytest.raises(StoreError) as caught:
        connect(world.store.path, key)
    assert caught.value.outcome == "newer_schema"


def test_no_migration_begins_while_a_window_has_the_profile(world, key, future, monkeypatch):
    monkeypatch.setattr(ProfileLock, "acquire", lambda self, wait_seconds=0.0: self.path.name != WINDOW)
    with pytest.raises(StoreError) as caught:
        runner.migrate(world.store.path, key, world.store.writer(), future(GOOD))
    assert caught.value.outcome == "locked"
    assert world.store.writer().execute("PRAGMA user_version").fetchone()[0] == SCHEMA
