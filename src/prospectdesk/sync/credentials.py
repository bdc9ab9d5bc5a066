"""The device's secrets: its key, its token and the verifier of the password (SPEC X-25, SECURITY T1, T16)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from prospectdesk.store.profile import OpenProfile
from prospectdesk.store.safe import device_safe


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
        self._safe = device_safe(profile)
        text = self._safe.read(_is_sign_in)
        self._secrets = (None if text is None else _secrets(text)) or Secrets()

    @property
    def place(self) -> str:
        """Where the secrets lie."""
        return self._safe.place

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

    @property
    def has_verifier(self) -> bool:
        """Whether a password can be checked without the centre."""
        return bool(self._secrets.verifier)

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
        return is_hash_of(self._secrets.verifier, password)

    def forget(self) -> None:
        """Takes every secret away, wherever it lies."""
        self._safe.forget()
        self._secrets = Secrets()

    def _write(self, secrets: Secrets) -> None:
        self._safe.keep(json.dumps(asdict(secrets)))
        self._secrets = secrets


def is_hash_of(verifier: str, password: str) -> bool:
    """Whether a slow hash was made of `password`; some 100 ms."""
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return PasswordHasher().verify(verifier, password)
    except (VerificationError, InvalidHashError):
        return False


def _is_sign_in(text: str) -> bool:
    found = _secrets(text)
    return found is not None and bool(found.device_key)


def _secrets(text: str) -> Secrets | None:
    try:
        made = Secrets(**json.loads(text))
    except (ValueError, TypeError):
        return None
    return made if all(type(one) is str for one in asdict(made).values()) else None
