"""Secrets lie in the keychain, else sealed, else (plain stores only) in a private file; never the password."""

from __future__ import annotations

import keyring
import pytest
from keyring.backends import fail

from prospectdesk.store.profile import open_profile
from prospectdesk.sync.credentials import Credentials

SEALED, PLAIN = "credentials.sealed", "credentials.json"
SECRET = "un mot de passe de 2026"


@pytest.fixture
def profile_of(tmp_path):
    made = []

    def make(name="one", **more):
        made.append(open_profile(tmp_path / name, **more))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def no_keychain():
    keyring.set_keyring(fail.Keyring())


def _kept(profile):
    Credentials(profile).keep("d" * 32, "the device key", "the token", SECRET)
    return Credentials(profile)


def _bytes(folder):
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.mark.spec("X-25")
@pytest.mark.spec("T16")
def test_secrets_are_in_the_keychain_and_in_no_file(profile_of, keychain, tmp_path):
    found = _kept(profile_of(encryption=False))
    assert (found.place, found.device_key, found.token) == ("keychain", "the device key", "the token")
    assert all(word not in _bytes(tmp_path) for word in (b"the device key", b"the token", SECRET.encode()))
    assert SECRET not in "".join(keychain.kept.values())


def test_without_a_keychain_they_are_sealed_under_the_key_of_the_store(profile_of, no_keychain, tmp_path):
    profile = profile_of(passphrase="une phrase de passe")
    found = _kept(profile)
    assert (found.place, found.device_key) == ("sealed", "the device key")
    assert b"the device key" not in _bytes(tmp_path)
    sealed = profile.folder / SEALED
    assert sealed.stat().st_mode & 0o077 == 0
    sealed.write_bytes(sealed.read_bytes()[:-1] + b"x")
    assert Credentials(profile).device_key == ""


def test_only_a_plain_store_has_a_plain_private_file(profile_of, no_keychain):
    profile = profile_of(encryption=False)
    found = _kept(profile)
    assert (found.place, found.token) == ("plain", "the token")
    assert (profile.folder / PLAIN).stat().st_mode & 0o077 == 0
    assert SECRET not in (profile.folder / PLAIN).read_text()


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"device": 1}', '{"other": "x"}', "\x00"])
def test_a_damaged_file_is_no_sign_in(profile_of, no_keychain, text):
    profile = profile_of(encryption=False)
    (profile.folder / PLAIN).write_text(text)
    assert Credentials(profile).device_key == ""


@pytest.mark.spec("X-14")
@pytest.mark.spec("T1")
def test_the_password_is_checked_without_the_centre_against_a_slow_hash(profile_of):
    profile = profile_of(encryption=False)
    assert not Credentials(profile).admits(SECRET)
    found = _kept(profile)
    assert found.admits(SECRET)
    assert not found.admits(SECRET + "x")
    found.keep_token("newer")
    assert Credentials(profile).token == "newer"
    assert Credentials(profile).admits(SECRET)


def test_what_is_forgotten_is_gone(profile_of, keychain):
    profile = profile_of(encryption=False)
    _kept(profile).forget()
    assert not keychain.kept
    assert Credentials(profile).device_key == ""


def test_two_profiles_have_secrets_of_their_own(profile_of):
    first, second = profile_of("one", encryption=False), profile_of("two", encryption=False)
    _kept(first)
    assert Credentials(second).device_key == ""
