"""What a revoked device held is removed, also while readers of the store are still ending (P1)."""

import os
from pathlib import Path

import pytest

from prospectdesk.domain.errors import Unavailable
from prospectdesk.store import revoked
from prospectdesk.store.connection import StoreError

pytestmark = pytest.mark.spec("P1")


@pytest.fixture
def folder(tmp_path):
    """A profile with a store, its log, and copies."""
    (tmp_path / "backups").mkdir()
    for name in ("prospectdesk.db", "prospectdesk.db-wal", "prospectdesk.db-shm", "backups/one.db"):
        (tmp_path / name).write_bytes(b"x")
    revoked.mark(tmp_path)
    return tmp_path


def test_a_log_that_goes_by_itself_meanwhile_is_no_file_in_use(folder, monkeypatch):
    unlink = Path.unlink

    def as_the_last_reader_ends(path):
        for name in ("prospectdesk.db-wal", "prospectdesk.db-shm"):
            if os.path.lexists(folder / name):
                unlink(folder / name)
        unlink(path)

    monkeypatch.setattr(Path, "unlink", as_the_last_reader_ends)
    revoked.remove(folder)
    assert [one.name for one in folder.iterdir()] == [revoked.MARK]


def test_a_file_in_use_is_told_and_goes_with_the_next_opening(folder, monkeypatch):
    unlink = Path.unlink

    def held(path):
        if path.suffix == ".db":
            raise PermissionError(path)
        unlink(path)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", held)
        with pytest.raises(Unavailable, match="fermez ProspectDesk"):
            revoked.remove(folder)
    assert {one.name for one in folder.iterdir()} == {"prospectdesk.db", revoked.MARK}
    with pytest.raises(StoreError, match="a été révoqué"):
        revoked.refuse(folder)
    assert [one.name for one in folder.iterdir()] == [revoked.MARK]
