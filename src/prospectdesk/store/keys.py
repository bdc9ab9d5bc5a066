"""Where the key of a profile lives: the system's keychain, a pass phrase, or nowhere (SECURITY K2–K4).

`key.json` beside the database never holds the key: only how to find it and how to recognise it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from prospectdesk.domain.errors import Invalid
from prospectdesk.store.connection import StoreError
from prospectdesk.store.files import write_private

KEY_BYTES = 32
SERVICE = "ProspectDesk"
SCRYPT_N, SCRYPT_R, SCRYPT_P = 1 << 16, 8, 2
"""64 MB and about 0.3 s for each try of a pass phrase."""
MAX_SCRYPT_BYTES = 512 << 20
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""
_MISREAD = str.maketrans("OIL", "011", "- \t\r\n")
REFUSED_BACKENDS = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt", "keyrings.cryptfile")
"""Keychains that keep nothing, or keep it in a file anybody can read (K3)."""


@dataclass(frozen=True)
class KeyFile:
    """The contents of key.json. `mode` is keychain, passphrase or none; `ready` once a database exists."""

    mode: str
    id: str
    check: str = ""
    salt: str = ""
    wrapped: str = ""
    n: int = 0
    r: int = 0
    p: int = 0
    ready: bool = False

    def recognises(self, key: bytes) -> bool:
        """Whether `key` is the key this profile was made with."""
        return hmac.compare_digest(_check(key, self.id), self.check)


def _new_id() -> str:
    import uuid  # late: profiles are made once, and with it comes what tells of the platform

    return uuid.uuid4().hex


def beside(copy: Path) -> Path:
    """Where the key file of a copy outside its profile lies; like key.json it never holds the key."""
    return copy.with_name(copy.name + ".key.json")


def read(path: Path) -> KeyFile | None:
    """The key file of a profile, None when there is none. Raises StoreError when it makes no sense."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise _unreadable() from error
    try:
        made = KeyFile(**document)
    except TypeError as error:
        raise _unreadable() from error
    types = {name: type(value) for name, value in asdict(KeyFile("none", "")).items()}
    if made.mode not in {"keychain", "passphrase", "none"} or any(
        type(getattr(made, name)) is not kind for name, kind in types.items()
    ):
        raise _unreadable()
    return made


def write(path: Path, made: KeyFile) -> None:
    """Writes key.json whole or not at all."""
    write_private(path, json.dumps(asdict(made), indent=1).encode())


def new_plain() -> KeyFile:
    """A profile without encryption."""
    return KeyFile("none", _new_id())


def new_in_keychain(name: str | None = None) -> tuple[KeyFile, bytes] | None:
    """A fresh key kept by the system's keychain; None when there is no usable one."""
    backend = keychain()
    if backend is None:
        return None
    key, name = os.urandom(KEY_BYTES), name or _new_id()
    if not _keep(backend, name, key):
        return None
    return KeyFile("keychain", name, check=_check(key, name)), key


def new_from_passphrase(
    passphrase: str, key: bytes | None = None, name: str | None = None
) -> tuple[KeyFile, bytes]:
    """A key (fresh unless given) that only the pass phrase gives back."""
    if not passphrase.strip():
        raise Invalid("empty_passphrase", "La phrase de passe est vide : choisissez-en une vraie.")
    key = key or os.urandom(KEY_BYTES)
    name, salt = name or _new_id(), os.urandom(16)
    pad = _stretch(passphrase, salt, SCRYPT_N, SCRYPT_R, SCRYPT_P)
    made = KeyFile(
        "passphrase",
        name,
        check=_check(key, name),
        salt=salt.hex(),
        # a pad of a fresh salt is used once, so that the phrase can change without rewriting the database
        wrapped=_xor(key, pad).hex(),
        n=SCRYPT_N,
        r=SCRYPT_R,
        p=SCRYPT_P,
    )
    return made, key


def unlock(made: KeyFile, passphrase: str | None) -> bytes | None:
    """The key of a profile, None for a plain one.

    Raises StoreError no_key: keychain closed or emptied, pass phrase missing or wrong.
    """
    if made.mode == "none":
        return None
    key = _from_keychain(made) if made.mode == "keychain" else _from_passphrase(made, passphrase)
    if not made.recognises(key):
        if made.mode == "passphrase":
            raise StoreError("no_key", "La phrase de passe n’est pas la bonne. Rien n’a été modifié.")
        raise StoreError(
            "no_key",
            "La clé trouvée dans le trousseau n’est pas celle de ce profil. Rien n’a été modifié : "
            "utilisez le code de secours.",
        )
    return key


def keychain() -> Any | None:
    """The first keychain of the system that really protects what it keeps, None when there is none."""
    import keyring

    backend = keyring.get_keyring()
    for one in getattr(backend, "backends", None) or [backend]:
        if not is_refused(one) and _priority(one) > 0:
            return one
    return None


def is_refused(backend: object) -> bool:
    """Whether a keychain is refused by name: it keeps nothing, or in clear (K3)."""
    kind = type(backend)
    return kind.__module__.startswith(REFUSED_BACKENDS) or "plaintext" in kind.__name__.lower()


def recovery_code(key: bytes) -> str:
    """The key as a code to print: 14 groups of 4 characters, the last one a check (K4)."""
    data = key + hashlib.sha256(b"prospectdesk recovery" + key).digest()[:3]
    number = int.from_bytes(data, "big")
    text = "".join(ALPHABET[(number >> shift) & 31] for shift in range(275, -1, -5))
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def key_from_recovery(code: str) -> bytes:
    """The key of a recovery code, read with tolerance. Raises Invalid when it was mistyped."""
    text = code.upper().translate(_MISREAD)
    if len(text) == 56 and all(letter in ALPHABET for letter in text):
        number = 0
        for letter in text:
            number = number << 5 | ALPHABET.index(letter)
        if number < 1 << 280:
            data = number.to_bytes(35, "big")
            key = data[:KEY_BYTES]
            if recovery_code(key) == "-".join(text[start : start + 4] for start in range(0, 56, 4)):
                return key
    raise Invalid("recovery_code", "Ce code de secours n’est pas complet ou contient une faute de frappe.")


def keep(key: bytes, passphrase: str | None) -> KeyFile:
    """A key file for a known key, in the keychain or under a pass phrase. Raises StoreError no_key."""
    if passphrase is not None:
        return new_from_passphrase(passphrase, key)[0]
    backend, name = keychain(), _new_id()
    if backend is None or not _keep(backend, name, key):
        raise no_keychain()
    return KeyFile("keychain", name, check=_check(key, name))


def forget(made: KeyFile) -> None:
    """Takes a profile's key out of the keychain (a revoked device); what it encrypted is lost."""
    backend = keychain()
    if made.mode != "keychain" or backend is None:
        return
    try:
        backend.delete_password(SERVICE, made.id)
    except Exception:  # already gone, or each system's own errors: then it is overwritten
        _keep(backend, made.id, bytes(KEY_BYTES))


def no_keychain() -> StoreError:
    """The refusal of a new profile that would have to keep its key in clear."""
    return StoreError(
        "no_key",
        "Aucun trousseau de clés utilisable sur ce poste : donnez une phrase de passe (--passphrase-file) "
        "ou demandez une base sans chiffrement (--no-encryption).",
    )


def _check(key: bytes, name: str) -> str:
    return hmac.new(key, f"prospectdesk key {name}".encode(), hashlib.sha256).hexdigest()


def _keep(backend: Any, name: str, key: bytes) -> bool:
    """Puts the key in the keychain and reads it back; a keychain that fails is no keychain."""
    try:
        backend.set_password(SERVICE, name, key.hex())
        return bool(backend.get_password(SERVICE, name) == key.hex())
    except Exception:  # each system's keychain has errors of its own
        return False


def _from_keychain(made: KeyFile) -> bytes:
    backend = keychain()
    try:
        kept = None if backend is None else backend.get_password(SERVICE, made.id)
        if kept:
            return bytes.fromhex(kept)
    except Exception as error:  # each system's keychain has errors of its own
        raise _closed() from error
    raise _closed()


def _from_passphrase(made: KeyFile, passphrase: str | None) -> bytes:
    if passphrase is None:
        raise StoreError("no_key", "Ce profil demande sa phrase de passe (--passphrase-file).")
    try:
        pad = _stretch(passphrase, bytes.fromhex(made.salt), made.n, made.r, made.p)
        return _xor(bytes.fromhex(made.wrapped), pad)
    except ValueError as error:
        raise _unreadable() from error


def _stretch(passphrase: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    if 128 * n * r > MAX_SCRYPT_BYTES or not 0 < p <= 16:
        raise ValueError("scrypt")
    return hashlib.scrypt(
        passphrase.encode(), salt=salt, n=n, r=r, p=p, maxmem=MAX_SCRYPT_BYTES + (1 << 20), dklen=KEY_BYTES
    )


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))


def _priority(backend: Any) -> float:
    try:
        return float(backend.priority)
    except Exception:  # a backend that is not viable here raises what it likes
        return 0.0


def _closed() -> StoreError:
    return StoreError(
        "no_key",
        "Le trousseau de ce poste ne donne pas la clé de ce profil : ouvrez votre session normalement ou "
        "utilisez le code de secours. Rien n’a été modifié.",
    )


def _unreadable() -> StoreError:
    return StoreError(
        "no_key",
        "Le fichier de clé de ce profil (key.json) est illisible : remettez-le depuis une copie. "
        "Rien n’a été modifié.",
    )
