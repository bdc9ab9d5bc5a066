"""Keys: in a real keychain or under a pass phrase, never in clear, told apart from a damaged file."""

from __future__ import annotations

import json
import stat
import sys

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null

from prospectdesk.domain.errors import Invalid
from prospectdesk.store import keys
from prospectdesk.store.backup import backup, restore
from prospectdesk.store.connection import StoreError, can_encrypt
from prospectdesk.store.profile import Profile, key_of, open_profile, recover

pytestmark = [
    pytest.mark.spec("X-25"),
    pytest.mark.skipif(not can_encrypt(), reason="the sqlcipher3 driver has no wheel for this system"),
]


@pytest.fixture(autouse=True)
def quick_stretch(monkeypatch):
    """Pass phrases cost a millisecond, not a third of a second."""
    monkeypatch.setattr(keys, "SCRYPT_N", 1 << 8)


class PlaintextKeyring(KeyringBackend):
    """A keychain in the manner of keyrings.alt."""

    priority = 5

    def get_password(self, service, username):
        return None

    def set_password(self, service, username, password):
        raise AssertionError


PlaintextKeyring.__module__ = "keyrings.alt.file"


class BrokenKeyring(PlaintextKeyring):
    """A keychain whose service does not answer."""

    def set_password(self, service, username, password):
        raise OSError


BrokenKeyring.__module__ = "some.desktop"
BrokenKeyring.__name__ = "Broken"


def outcome(call, *arguments, **options):
    with pytest.raises(StoreError) as caught:
        call(*arguments, **options)
    return caught.value.outcome


@pytest.mark.spec("K1", "K2")
def test_a_new_profile_is_encrypted_and_its_key_is_in_the_keychain_only(tmp_path, keychain):
    opened = open_profile(tmp_path / "p")
    opened.close()
    assert (opened.fresh, opened.encrypted) == (True, True)
    assert keychain.kept[keys.SERVICE, keys.read(opened.profile.key_file).id] == opened.key.hex()
    for file in opened.folder.rglob("*"):
        assert file.is_dir() or opened.key.hex().encode() not in file.read_bytes()
        assert file.is_dir() or opened.key not in file.read_bytes()
    assert not opened.profile.database.read_bytes().startswith(b"SQLite format 3")


def test_it_opens_again_without_showing_the_recovery_code_twice(tmp_path):
    first = open_profile(tmp_path / "p")
    first.close()
    again = open_profile(tmp_path / "p")
    again.close()
    assert first.recovery_code
    assert (again.fresh, again.encrypted, again.recovery_code) == (False, True, None)


@pytest.mark.spec("K5")
@pytest.mark.skipif(sys.platform == "win32", reason="Windows folders have lists of rights instead of modes")
def test_the_folder_and_its_files_are_for_their_owner_alone(tmp_path):
    open_profile(tmp_path / "p").close()
    assert stat.S_IMODE((tmp_path / "p").stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "p").iterdir()} == {0o600}


@pytest.mark.spec("K3")
@pytest.mark.parametrize(
    "backend",
    [fail.Keyring(), null.Keyring(), PlaintextKeyring(), BrokenKeyring()],
    ids=lambda one: type(one).__name__,
)
def test_without_a_real_keychain_a_new_profile_is_refused_and_nothing_is_kept(tmp_path, backend):
    keyring.set_keyring(backend)
    assert outcome(open_profile, tmp_path / "p") == "no_key"
    assert not (tmp_path / "p" / "key.json").exists()
    assert not (tmp_path / "p" / "prospectdesk.db").exists()


@pytest.mark.spec("K3")
def test_a_chain_of_keychains_gives_its_first_real_one(monkeypatch, keychain):
    chain = chainer.ChainerBackend()
    monkeypatch.setattr(chainer.ChainerBackend, "backends", [PlaintextKeyring(), keychain])
    keyring.set_keyring(chain)
    assert keys.keychain() is keychain


@pytest.mark.spec("K3")
def test_the_refusal_is_one_sentence_that_says_what_to_do(tmp_path):
    keyring.set_keyring(fail.Keyring())
    with pytest.raises(StoreError, match=r"--passphrase-file.*--no-encryption"):
        open_profile(tmp_path / "p")


@pytest.mark.spec("K3")
def test_a_profile_made_without_encryption_opens_without_saying_so(tmp_path):
    open_profile(tmp_path / "p", encryption=False).close()
    opened = open_profile(tmp_path / "p")
    opened.close()
    assert (opened.encrypted, opened.recovery_code) == (False, None)


@pytest.mark.spec("K3")
def test_a_pass_phrase_opens_what_it_closed(tmp_path):
    keyring.set_keyring(fail.Keyring())
    open_profile(tmp_path / "p", passphrase="trois petits chats").close()
    assert outcome(open_profile, tmp_path / "p") == "no_key"
    assert outcome(open_profile, tmp_path / "p", passphrase="quatre") == "no_key"
    opened = open_profile(tmp_path / "p", passphrase=lambda new: None if new else "trois petits chats")
    opened.close()
    assert opened.encrypted


@pytest.mark.spec("K4")
def test_a_wrong_key_is_told_apart_from_a_damaged_file(tmp_path, keychain):
    opened = open_profile(tmp_path / "p")
    opened.close()
    entry = next(iter(keychain.kept))
    kept, keychain.kept[entry] = keychain.kept[entry], "00" * 32
    assert outcome(open_profile, tmp_path / "p") == "no_key"
    keychain.kept[entry] = kept
    data = bytearray(opened.profile.database.read_bytes())
    data[100] ^= 1
    opened.profile.database.write_bytes(data)
    assert outcome(open_profile, tmp_path / "p") == "damaged"
    assert opened.profile.database.read_bytes() == bytes(data)


@pytest.mark.spec("K4")
def test_an_emptied_keychain_is_told_and_the_recovery_code_opens_again(tmp_path, keychain):
    opened = open_profile(tmp_path / "p")
    opened.close()
    keychain.kept.clear()
    assert outcome(open_profile, tmp_path / "p") == "no_key"
    assert recover(Profile(tmp_path / "p"), opened.recovery_code.lower().replace("-", " ")) == opened.key
    open_profile(tmp_path / "p").close()


@pytest.mark.spec("K4")
def test_the_recovery_code_can_put_the_key_under_a_pass_phrase(tmp_path):
    opened = open_profile(tmp_path / "p", passphrase="oubliée")
    opened.close()
    recover(Profile(tmp_path / "p"), opened.recovery_code, "nouvelle")
    assert outcome(open_profile, tmp_path / "p", passphrase="oubliée") == "no_key"
    open_profile(tmp_path / "p", passphrase="nouvelle").close()


@pytest.mark.spec("K4")
def test_a_mistyped_or_foreign_recovery_code_changes_nothing(tmp_path):
    opened = open_profile(tmp_path / "p")
    opened.close()
    code = opened.recovery_code
    before = opened.profile.key_file.read_bytes()
    other = next(letter for letter in keys.ALPHABET if letter != code[0])
    for wrong in (other + code[1:], code[:-1], "", "U" * 56):
        with pytest.raises(Invalid):
            recover(Profile(tmp_path / "p"), wrong)
    assert outcome(recover, Profile(tmp_path / "p"), keys.recovery_code(bytes(32))) == "no_key"
    assert opened.profile.key_file.read_bytes() == before


@pytest.mark.spec("K4")
def test_the_recovery_code_stands_in_for_a_lost_key_file(tmp_path):
    opened = open_profile(tmp_path / "p")
    opened.close()
    opened.profile.key_file.unlink()
    assert outcome(recover, opened.profile, keys.recovery_code(bytes(32))) == "no_key"
    recover(opened.profile, opened.recovery_code)
    again = open_profile(tmp_path / "p")
    again.close()
    assert (again.fresh, again.key) == (False, opened.key)


@pytest.mark.spec("K4")
def test_a_copy_and_the_recovery_code_are_enough_on_another_laptop(tmp_path, keychain):
    opened = open_profile(tmp_path / "p")
    copy = backup(opened.store, tmp_path / "copy.db").path
    opened.close()
    keychain.kept.clear()
    there = Profile(tmp_path / "other")
    restore(there, copy, recover(there, opened.recovery_code), 1_795_000_000_000)
    again = open_profile(there.folder)
    again.close()
    assert again.key == opened.key == key_of(there)


def test_letters_that_look_alike_are_read_as_digits():
    code = keys.recovery_code(bytes(32))
    assert keys.key_from_recovery(code.replace("0", "O").replace("1", "l")) == bytes(32)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"mode": "x", "id": "a"}',
        '{"mode": "none", "id": 3}',
        '{"mode": "none", "id": "a", "z": 1}',
    ],
)
def test_a_key_file_that_makes_no_sense_is_refused(tmp_path, text):
    open_profile(tmp_path / "p").close()
    (tmp_path / "p" / "key.json").write_text(text, encoding="utf-8")
    assert outcome(open_profile, tmp_path / "p") == "no_key"


def test_a_key_file_cannot_ask_for_all_the_memory(tmp_path):
    open_profile(tmp_path / "p", passphrase="x").close()
    path = tmp_path / "p" / "key.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "n": 1 << 40}), encoding="utf-8")
    assert outcome(open_profile, tmp_path / "p", passphrase="x") == "no_key"


def test_a_database_without_its_key_file_is_not_touched(tmp_path):
    opened = open_profile(tmp_path / "p")
    opened.close()
    opened.profile.key_file.unlink()
    before = opened.profile.database.read_bytes()
    assert outcome(open_profile, tmp_path / "p") == "no_key"
    assert opened.profile.database.read_bytes() == before
    assert not opened.profile.key_file.exists()
