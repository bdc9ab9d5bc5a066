"""A plain profile is encrypted afterwards: whole or not at all, wherever it is killed."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from datetime import date
from pathlib import Path

import pytest

from prospectdesk.domain.errors import Cancelled, Failure, Refused, Unavailable
from prospectdesk.store import encrypt as encrypting
from prospectdesk.store import encrypted_copy, keys
from prospectdesk.store.backup import backup, daily
from prospectdesk.store.check import check
from prospectdesk.store.connection import StoreError, can_encrypt, connect
from prospectdesk.store.encrypt import encrypt, new_key, plain_copies
from prospectdesk.store.profile import PLAIN_HEAD, locate, open_profile

pytestmark = [
    pytest.mark.spec("X-25", "T1"),
    pytest.mark.skipif(not can_encrypt(), reason="the sqlcipher3 driver has no wheel for this system"),
]
NOW = 1_795_000_000_000
SECRET = "Zéphyrine Kerbrat"


@pytest.fixture(autouse=True)
def quick_stretch(monkeypatch):
    """Pass phrases cost a millisecond, not a third of a second."""
    monkeypatch.setattr(keys, "SCRYPT_N", 1 << 8)


@pytest.fixture
def plain(tmp_path):
    """A closed plain profile with a company, a copy of today and keys of services in clear."""
    opened = open_profile(tmp_path / "p", encryption=False)
    with opened.store.transaction(NOW, None) as uow:
        company = uow.insert("company", {"name": SECRET, "scope": 1})
        uow.happened(company, "note", "Note", text=SECRET * 50)
        uow.finish()
    daily(opened.store, opened.profile.backups, date(2026, 11, 22))
    opened.close()
    (tmp_path / "p" / "services.json").write_text(json.dumps({"key": SECRET}))
    return opened.profile


def everything(path: Path, key: bytes | None) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with contextlib.closing(connect(path, key, read_only=True)) as conn:
        names = conn.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        ).fetchall()
        return {name: conn.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in names}


def shown(folder: Path) -> list[str]:
    """Files that show the secret."""
    forms = [SECRET.encode(), SECRET.lower().replace("é", "e").encode(), json.dumps(SECRET)[1:-1].encode()]
    return [
        path.name
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(form in path.read_bytes() for form in forms)
    ]


def test_every_row_is_in_the_encrypted_store_and_nothing_stays_in_clear(plain, keychain, monkeypatch):
    monkeypatch.setattr(encrypted_copy, "STEPS", 100)
    assert shown(plain.folder) == ["prospectdesk-2026-11-22.db", "prospectdesk.db", "services.json"]
    before = everything(plain.database, None)
    steps: list[tuple[int, int]] = []
    made, key = new_key(plain, None)
    encrypt(plain, made, key, progress=lambda done, total: steps.append((done, total)))
    assert everything(plain.database, key) == before
    assert steps
    assert steps[-1][1] > 0
    assert not plain.encrypting.exists()
    assert plain_copies(plain) == [plain.backups / "prospectdesk-2026-11-22.db"]
    copy = plain_copies(plain)[0]
    told = everything(copy, None)
    encrypted_copy.replace_copy(copy, key)
    assert everything(copy, key) == told
    assert shown(plain.folder) == []
    assert plain_copies(plain) == []
    opened = open_profile(plain.folder)
    assert opened.encrypted
    assert not opened.fresh
    assert check(opened.store) == []
    from prospectdesk.store.safe import service_safe

    assert json.loads(service_safe(opened).read() or "{}") == {"key": SECRET}
    opened.close()


def test_under_a_pass_phrase_it_opens_with_it_and_its_recovery_code_alone(plain, keychain):
    made, key = new_key(plain, "une phrase bien longue")
    encrypt(plain, made, key)
    with pytest.raises(StoreError) as refused:
        open_profile(plain.folder, passphrase="une autre")
    assert refused.value.outcome == "no_key"
    open_profile(plain.folder, passphrase="une phrase bien longue").close()
    assert keys.key_from_recovery(keys.recovery_code(key)) == key


def test_an_encrypted_profile_is_not_encrypted_again_and_an_open_one_not_at_all(plain, keychain):
    made, key = new_key(plain, None)
    opened = open_profile(plain.folder)
    with pytest.raises(StoreError) as locked:
        encrypt(plain, made, key)
    assert locked.value.outcome == "locked"
    opened.close()
    encrypt(plain, made, key)
    with pytest.raises(Refused, match="déjà chiffrée"):
        new_key(plain, None)


def test_without_a_keychain_only_a_pass_phrase_will_do(plain, monkeypatch):
    monkeypatch.setattr(keys, "keychain", lambda: None)
    with pytest.raises(StoreError, match="trousseau"):
        new_key(plain, None)
    with pytest.raises(Failure, match="vide"):
        new_key(plain, "  ")


def test_stopped_half_way_or_without_room_the_profile_is_as_it_was(plain, keychain, monkeypatch):
    def files():
        return {
            path.relative_to(plain.folder): path.read_bytes()
            for path in plain.folder.rglob("*")
            if path.is_file() and path.suffix != ".lock"
        }

    before = files()
    made, key = new_key(plain, None)
    monkeypatch.setattr(encrypted_copy, "STEPS", 100)

    def stop(done, _total):
        raise Cancelled

    with pytest.raises(Cancelled):
        encrypt(plain, made, key, progress=stop)
    assert files() == before
    assert keychain.kept == {}

    def full(path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(encrypted_copy, "sync_file", full)
    with pytest.raises(Unavailable, match="disque est plein"):
        encrypt(plain, *new_key(plain, None))
    assert files() == before


@pytest.mark.spec("F1")
@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_killed_before_any_change_of_a_file_it_opens_whole_plain_or_encrypted(plain, keychain, tmp_path):
    """The process dies (SIGKILL) before its n-th change of a name or a content, for every fourth n."""
    made, key = new_key(plain, "une phrase bien longue")
    before = everything(plain.database, None)
    modes = []
    number = -1
    while True:
        number += 4
        folder = tmp_path / f"k{number}"
        copy_tree(plain.folder, folder)
        survived = killed_at(number, folder, made, key)
        opened = open_profile(folder, passphrase="une phrase bien longue")
        rows = {name: opened.store.writer().execute(f'SELECT * FROM "{name}"').fetchall() for name in before}
        opened.close()
        assert {name: len(found) for name, found in rows.items()} == {
            name: len(found) for name, found in before.items()
        }
        assert rows["company"] == before["company"]
        modes.append(opened.encrypted)
        left = {
            path.name for path in folder.iterdir() if path.name.endswith((".db.part", ".plain", ".encrypted"))
        }
        assert left == set()
        assert not (folder / "encrypting.key.json").exists()
        assert shown(folder) == (
            ["prospectdesk-2026-11-22.db"]
            if opened.encrypted
            else ["prospectdesk-2026-11-22.db", "prospectdesk.db", "services.json"]
        )
        if survived:
            break
    assert modes == sorted(modes)
    assert modes.count(False) >= 3
    assert modes.count(True) >= 5


def copy_tree(source: Path, target: Path) -> None:
    """A copied profile."""
    import shutil

    shutil.copytree(source, target)


def killed_at(number: int, folder: Path, made: keys.KeyFile, key: bytes) -> bool:
    """Encrypts in a child that kills itself before its n-th change of a file; whether it came to the end."""
    child = os.fork()
    if child:
        _pid, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status) == 0
    try:
        left = [number]

        def counted(do):
            def before(*args, **kwargs):
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return do(*args, **kwargs)

            return before

        for name in ("rename", "replace", "unlink", "fsync", "open"):
            setattr(os, name, counted(getattr(os, name)))
        for name in ("rename", "replace", "unlink"):
            setattr(Path, name, counted(getattr(Path, name)))
        encrypt(locate(folder), made, key)
        os._exit(0)
    finally:
        os._exit(1)


def test_copies_that_a_kill_left_half_done_are_settled(plain, keychain):
    made, key = new_key(plain, None)
    encrypt(plain, made, key)
    copy = plain_copies(plain)[0]
    former = copy.with_name(copy.name + ".plain")
    copy.rename(former)
    copy.with_name(f".{copy.name}.part").write_bytes(b"half")
    encrypted_copy.settle_copies(plain.backups)
    assert [one.name for one in plain.backups.iterdir()] == [copy.name]
    assert copy.read_bytes().startswith(PLAIN_HEAD)
    opened = open_profile(plain.folder)
    backup(opened.store, plain.folder / "mine.db")
    opened.close()
    assert plain_copies(plain) == [copy]
    assert encrypting.COPY not in {one.name for one in plain.folder.iterdir()}
