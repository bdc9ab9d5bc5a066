"""F3: the disk is full at any write; the operation is refused in one sentence and the store stays sound."""

from __future__ import annotations

import contextlib
import sys

import pytest

from prospectdesk.domain.errors import Failure, Unavailable
from prospectdesk.store.backup import backup
from prospectdesk.store.check import check
from prospectdesk.store.profile import open_profile

if sys.platform == "win32":
    pytest.skip("the disk is filled by a limit that only Unix has", allow_module_level=True)

from disks import no_file_above

pytestmark = pytest.mark.spec("F3")

NOW = 1_795_000_000_000


@pytest.fixture(params=["encrypted", "plain"])
def opened(request, tmp_path):
    """A profile with a company."""
    made = open_profile(tmp_path / "p", encryption=request.param == "encrypted")
    with made.store.transaction(NOW, None) as uow:
        uow.insert("company", {"name": "A", "scope": 1})
        uow.finish()
    yield made
    made.close()


def note(store, number):
    with store.transaction(NOW, None) as uow:
        uow.happened(1, "note", "Note", text=f"{number} " + "x" * 30_000)
        uow.finish()


def is_saved(store, number):
    """Whether the note was saved; else it was refused in words for a person."""
    try:
        note(store, number)
    except Unavailable as error:
        return "disque" not in error.message and pytest.fail(error.message)
    return True


def fill_up(opened, tries, step):
    """Saves under a limit that falls a little later each time; answers what was acknowledged."""
    log, saved, refused = opened.profile.database.with_name("prospectdesk.db-wal"), [], 0
    for number in range(tries):
        opened.store.writer().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with no_file_above((log.stat().st_size if log.exists() else 0) + number * step):
            if is_saved(opened.store, number):
                saved.append(number)
            else:
                refused += 1
            with contextlib.suppress(Unavailable), opened.store.session() as conn:
                assert conn.execute("SELECT count(*) FROM timeline").fetchone()[0] == len(saved)
    assert refused
    return saved


def verify(opened, saved):
    """All that was acknowledged is there, nothing else, and writing works again."""
    with opened.store.session() as conn:
        held = [int(row[0].split()[0]) for row in conn.execute("SELECT text FROM timeline ORDER BY id")]
    assert held == saved
    note(opened.store, 999)
    assert check(opened.store) == []


def test_a_full_disk_refuses_the_note_and_keeps_the_store(opened):
    verify(opened, fill_up(opened, 30, 6000))


@pytest.mark.slow
def test_a_disk_full_at_each_of_three_hundred_points(opened):
    verify(opened, fill_up(opened, 300, 600))


def test_a_copy_that_does_not_fit_leaves_nothing(opened, tmp_path):
    with no_file_above(100_000), pytest.raises(Unavailable):
        backup(opened.store, tmp_path / "copy.db")
    assert [path.name for path in tmp_path.iterdir()] == ["p"]


def test_a_new_profile_that_does_not_fit_is_told_and_starts_again_later(tmp_path):
    with no_file_above(50_000), pytest.raises(Failure):
        open_profile(tmp_path / "new", encryption=False)
    made = open_profile(tmp_path / "new", encryption=False)
    made.close()
    assert made.fresh
