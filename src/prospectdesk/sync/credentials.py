"""The device's secrets: its key, its token and the verifier of the password (SPEC X-25, SECURITY T1, T16).

In the system's keychain; without one sealed under the store's key; only a plain store has a plain private file.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from prospectdesk.store import keys
from prospectdesk.store.files import write_private
from prospectdesk.store.profile import OpenProfile

SEALED, PLAIN = "credentials.sealed", "credentials.json"
NONCE = 12
_PURPOSE = b"prospectdesk device credentials"


@dataclass(frozen=True)
class Secrets:
    """What a device keeps of its sign-in; empty text = nothing."""

    device: str = ""
    device_key: str = ""
    token: str = ""
    verifier: str = ""


class Credentials:
    """The secrets of one profile. `place` says where they lie: keychain, sealed, plain or none."""

    def __init__(self, profile: OpenProfile) -> None:
        self._folder, self._key = profile.folder, profile.key
        made = keys.read(profile.profile.key_file)
        self._name = f"centre-{made.id if made is not None else profile.folder.name}"
        self.place = "none"
        self._secrets = self._read()

    @property
    def device(self) -> str:
        """The device's uid in hex."""
        return self._secrets.device

    @property
    def device_key(self) -> str:
        """The key that gets new tokens; empty when nobody signed in."""
        return self._secrets.device_key

    @property
    def token(self) -> str:
        """The last token, perhaps ended; empty for none."""
        return self._secrets.token

    def keep(self, device: str, device_key: str, token: str, password: str) -> None:
        """Keeps a new sign-in; of the password only a slow hash. Raises Unavailable (disk)."""
        from argon2 import PasswordHasher

        verifier = PasswordHasher().hash(password)
        self._write(Secrets(device, device_key, token, verifier))

    def keep_token(self, token: str) -> None:
        """Keeps a renewed token."""
        self._write(Secrets(self.device, self.device_key, token, self._secrets.verifier))

    def admits(self, password: str) -> bool:
        """Whether `password` is the one of the last sign-in (X-14)."""
        from argon2 import PasswordHasher
        from argon2.exceptions import InvalidHashError, VerificationError

        try:
            return PasswordHasher().verify(self._secrets.verifier, password)
        except (VerificationError, InvalidHashError):
            return False

    def forget(self) -> None:
        """Takes every secret away, wherever it lies."""
        backend = keys.keychain()
        if backend is not None and _get(backend, self._name):
            try:
                backend.delete_password(keys.SERVICE, self._name)
            except Exception:  # each system's keychain has errors of its own
                _put(backend, self._name, "{}")
        for name in (SEALED, PLAIN):
            (self._folder / name).unlink(missing_ok=True)
        self.place, self._secrets = "none", Secrets()

    def _read(self) -> Secrets:
        backend = keys.keychain()
        texts = {
            "keychain": None if backend is None else _get(backend, self._name),
            "sealed": self._opened(),
            "plain": _text(self._folder / PLAIN) if self._key is None else None,
        }
        for place, text in texts.items():
            found = None if text is None else _secrets(text)
            if found is not None and found.device_key:
                self.place = place
                return found
        return Secrets()

    def _write(self, secrets: Secrets) -> None:
        text, backend = json.dumps(asdict(secrets)), keys.keychain()
        if backend is not None and _put(backend, self._name, text):
            self.place = "keychain"
        elif self._key is not None:
            self.place = "sealed"
            write_private(self._folder / SEALED, self._seal(text.encode()))
        else:
            self.place = "plain"
            write_private(self._folder / PLAIN, text.encode())
        self._secrets = secrets

    def _cipher(self) -> Any:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        assert self._key is not None
        return AESGCM(HKDF(SHA256(), 32, None, _PURPOSE).derive(self._key))

    def _seal(self, data: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        sealed: bytes = self._cipher().encrypt(nonce, data, self._name.encode())
        return nonce + sealed

    def _opened(self) -> str | None:
        path = self._folder / SEALED
        if self._key is None or not path.exists():
            return None
        from cryptography.exceptions import InvalidTag

        try:
            data = path.read_bytes()
            opened: bytes = self._cipher().decrypt(data[:NONCE], data[NONCE:], self._name.encode())
        except (OSError, InvalidTag, ValueError):
            return None
        return opened.decode()


def _secrets(text: str) -> Secrets | None:
    try:
        made = Secrets(**json.loads(text))
    except (ValueError, TypeError):
        return None
    return made if all(type(one) is str for one in asdict(made).values()) else None


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


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
