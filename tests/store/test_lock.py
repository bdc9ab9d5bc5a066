"""The lock of a profile: one holder, freed by its death, not fooled by copies."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from prospectdesk.store import lock
from prospectdesk.store.connection import StoreError
from prospectdesk.store.lock import ProfileLock

pytestmark = pytest.mark.spec("F4")

HOLD = (
    "import sys, pathlib; from prospectdesk.store.lock import ProfileLock; "
    "print(ProfileLock(pathlib.Path(sys.argv[1])).acquire(), flush=True); sys.stdin.read()"
)


@pytest.fixture
def holder(tmp_path):
    """Another process that took the lock."""
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout.readline().strip() == "True"
    yield child
    child.kill()
    child.wait()
    child.stdin.close()
    child.stdout.close()


@pytest.mark.spec("X-28")
def test_a_second_process_does_not_get_the_lock_until_the_first_dies(tmp_path, holder):
    mine = ProfileLock(tmp_path)
    assert not mine.acquire()
    holder.kill()
    holder.wait()
    assert mine.acquire(wait_seconds=2)
    mine.release()


def test_a_copied_profile_has_a_lock_of_its_own(tmp_path, holder):
    copy = tmp_path.with_name(tmp_path.name + "-copy")
    shutil.copytree(tmp_path, copy)
    with ProfileLock(copy):
        assert not ProfileLock(tmp_path).acquire()


def test_the_same_process_may_take_it_twice_and_the_last_release_frees_it(tmp_path):
    first, second = ProfileLock(tmp_path), ProfileLock(tmp_path)
    assert first.acquire()
    assert second.acquire()
    first.release()
    first.release()
    assert second.held
    code = HOLD.replace("; sys.stdin.read()", "")
    ask = [sys.executable, "-c", code, str(tmp_path)]
    assert subprocess.run(ask, capture_output=True, text=True, check=True).stdout.strip() == "False"
    second.release()
    assert subprocess.run(ask, capture_output=True, text=True, check=True).stdout.strip() == "True"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_child_does_not_keep_the_lock_of_its_dead_parent(tmp_path):
    code = (
        "import os, sys, pathlib, time; from prospectdesk.store.lock import ProfileLock\n"
        "ProfileLock(pathlib.Path(sys.argv[1])).acquire()\n"
        "if os.fork() == 0: os.close(1); os.close(2); time.sleep(2)\n"
        "else: os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, capture_output=True)
    with ProfileLock(tmp_path) as mine:
        assert mine.held


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be deleted there")
def test_a_deleted_lock_file_gives_no_second_lock_that_lasts(tmp_path):
    mine = ProfileLock(tmp_path)
    assert mine.acquire()
    mine.path.unlink()
    assert not mine.path.exists()
    mine.release()
    with ProfileLock(tmp_path) as other:
        assert other.held


def test_a_taken_profile_is_refused_in_one_sentence(tmp_path, holder):
    with pytest.raises(StoreError) as caught, ProfileLock(tmp_path):
        pass
    assert caught.value.outcome == "locked"
    with pytest.raises(StoreError):
        raise lock.busy()


def test_each_profile_has_a_channel_of_its_own(tmp_path):
    assert lock.channel_name(tmp_path) != lock.channel_name(tmp_path / "other")
    assert lock.channel_name(tmp_path) == lock.channel_name(tmp_path / "x" / "..")
