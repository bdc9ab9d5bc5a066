"""Where secrets of a profile lie (SPEC X-25, SECURITY T16): in the system's keychain; without one sealed under the
store's key; only a plain store has a plain private file."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from prospectdesk.store import keys
from prospectdesk.store.files import wipe, write_private
from prospectdesk.store.profile import Profile

NONCE = 12
CREDENTIALS, SERVICES, LOCK = "credentials", "services", "lock"
"""Names of the files of the three safes, without their ending."""


class Keyed(Protocol):
    """What is asked of a profile here: an opened one, or one whose key is known otherwise."""

    @property
    def profile(self) -> Profile: ...
    @property
    def key(self) -> bytes | None: ...
    @property
    def folder(self) -> Path: ...


class Safe:
    """One text, kept secret. `place` says where it lies: keychain, sealed, plain or none.

    `name` is its name in the keychain, `file` that of its files, `purpose` keeps sealed texts apart.
    """

    def __init__(self, profile: Keyed, name: str, file: str, purpose: bytes) -> None:
        made = keys.read(profile.profile.key_file)
        self._name = f"{name}-{made.id if made is not None else profile.folder.name}"
        self._key, self._purpose = profile.key, purpose
        self._sealed, self._plain = profile.folder / f"{file}.sealed", profile.folder / f"{file}.json"
        self.place = "none"

    def read(self, is_good: Callable[[str], bool] = bool) -> str | None:
        """The text, from the first place that holds one that `is_good`; None when there is none."""
        places: dict[str, Callable[[], str | None]] = {
            "keychain": self._chained,
            "sealed": self._opened,
            "plain": self._clear,
        }
        for place, look in places.items():
            text = look()
            if text is not None and is_good(text):
                self.place = place
                return text
        self.place = "none"
        return None

    def keep(self, text: str) -> None:
        """Keeps the text in the best place there is. Raises Unavailable (disk)."""
        backend = keys.keychain()
        if backend is not None and _put(backend, self._name, text):
            self.place = "keychain"
        elif self._key is not None:
            self.place = "sealed"
            write_private(self._sealed, self._seal(text.encode()))
        else:
            self.place = "plain"
            write_private(self._plain, text.encode())

    def forget(self) -> None:
        """Takes the text away, wherever it lies."""
        backend = keys.keychain()
        if backend is not None and _get(backend, self._name):
            try:
                backend.delete_password(keys.SERVICE, self._name)
            except Exception:  # each system's keychain has errors of its own
                _put(backend, self._name, "{}")
        for path in (self._sealed, self._plain):
            path.unlink(missing_ok=True)
        self.place = "none"

    def _chained(self) -> str | None:
        backend = keys.keychain()
        return None if backend is None else _get(backend, self._name)

    def _cipher(self) -> Any:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        assert self._key is not None
        return AESGCM(HKDF(SHA256(), 32, None, self._purpose).derive(self._key))

    def _seal(self, data: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        sealed: bytes = self._cipher().encrypt(nonce, data, self._name.encode())
        return nonce + sealed

    def _opened(self) -> str | None:
        if self._key is None or not self._sealed.exists():
            return None
        from cryptography.exceptions import InvalidTag

        try:
            data = self._sealed.read_bytes()
            opened: bytes = self._cipher().decrypt(data[:NONCE], data[NONCE:], self._name.encode())
        except (OSError, InvalidTag, ValueError):
            return None
        return opened.decode()

    def _clear(self) -> str | None:
        if self._key is not None:
            return None
        try:
            return self._plain.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None


def device_safe(profile: Keyed) -> Safe:
    """What the device keeps of its sign-in at the centre."""
    return Safe(profile, "centre", CREDENTIALS, b"prospectdesk device credentials")


def service_safe(profile: Keyed) -> Safe:
    """The keys of public services."""
    return Safe(profile, "services", SERVICES, b"prospectdesk keys of services")


def lock_safe(profile: Keyed) -> Safe:
    """A slow hash of the phrase that opens the window's lock, where it has one of its own."""
    return Safe(profile, "lock", LOCK, b"prospectdesk lock of the window")


def seal_plain(before: Keyed, after: Keyed) -> None:
    """Keeps what lies in clear under the key of `after` too. Raises Unavailable (disk)."""
    for make in (device_safe, service_safe):
        text = (now := make(before)).read()
        if text is not None and now.place == "plain":
            make(after).keep(text)


def wipe_plain(folder: Path) -> None:
    """Overwrites and removes what lies in clear."""
    for file in (CREDENTIALS, SERVICES):
        wipe(folder / f"{file}.json")


def _get(backend: Any, name: str) -> str | None:
    try:
        found = backend.get_password(keys.SERVICE, name)
    except Exception:  # each system's keychain has errors of its own
        return None
    return found if isinstance(found, str) else None


def _put(backend: Any, name: str, text: str) -> bool:
    """A keychain that does not give back what it was given is no keychain."""
    try:
        backend.set_password(keys.SERVICE, name, text)
    except Exception:  # each system's keychain has errors of its own
        return False
    return _get(backend, name) == text
