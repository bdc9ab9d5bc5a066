"""Encrypting a plain profile and its copies, as the window asks for it between two openings of the store."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from prospectdesk.domain.errors import Cancelled, Failure
from prospectdesk.jobs.session import Session
from prospectdesk.jobs.ticket import Ticket
from prospectdesk.store import encrypt, encrypted_copy, keys, lock
from prospectdesk.store.profile import Profile
from prospectdesk.sync import journal

STORE, COPIES = "Chiffrement de la base, en Mo", "Chiffrement des copies, en Mo"
MEGA = 1_000_000


@dataclass(frozen=True)
class Wish:
    """What the user chose: a pass phrase, or None for a key in the keychain."""

    passphrase: str | None


@dataclass(frozen=True)
class Encrypted:
    """What came of it. `left` names copies in the profile's folder that can still be read in clear."""

    recovery_code: str
    left: tuple[Path, ...]


def has_keychain() -> bool:
    """Whether the system can keep a key; reads the keychain, so it runs in a lane."""
    return keys.keychain() is not None


def plain_copies(session: Session) -> list[str]:
    """Copies in the folder of an encrypted profile that can be read in clear, as told to the user."""
    if not session.profile.encrypted:
        return []
    profile = session.profile.profile
    return [str(one.relative_to(profile.folder)) for one in encrypt.plain_copies(profile)]


def encrypt_profile(profile: Profile, passphrase: str | None, ticket: Ticket) -> Encrypted:
    """Encrypts the closed profile under a pass phrase or a key of the keychain, then its copies.

    Steps count megabytes. Raises Cancelled and the failures of `store.encrypt`: then nothing was changed. Once the store
    is encrypted a stop only leaves copies as they are.
    """

    def told(done: int, total: int) -> None:
        ticket.step(done // MEGA, total // MEGA, STORE)

    told(0, 0)
    made, key = encrypt.new_key(profile, passphrase)
    encrypt.encrypt(profile, made, key, journal.seal_plain, told)
    return Encrypted(keys.recovery_code(key), encrypt_copies(profile, key, ticket))


def encrypt_copies(profile: Profile, key: bytes, ticket: Ticket) -> tuple[Path, ...]:
    """Encrypts the plain copies of an encrypted profile; answers those that stay: not sound, no room, or stopped."""
    with lock.ProfileLock(profile.folder):
        for folder in (profile.backups, profile.set_aside):
            encrypted_copy.settle_copies(folder)
        copies = encrypt.plain_copies(profile)
        total = sum(one.stat().st_size for one in copies) // MEGA
        before = 0
        for path in copies:
            size = path.stat().st_size // MEGA

            def told(done: int, _whole: int, before: int = before) -> None:
                ticket.step(min(before + done // MEGA, total), total, COPIES)

            try:
                told(0, 0)
                encrypted_copy.replace_copy(path, key, told)
            except Cancelled:
                break
            except Failure:
                continue
            finally:
                before += size
        return tuple(encrypt.plain_copies(profile))


def encrypt_copies_of(session: Session, ticket: Ticket) -> list[str]:
    """The same for an open session; answers the names of those that stay."""
    key = session.profile.key
    if key is not None:
        with contextlib.suppress(Cancelled):
            encrypt_copies(session.profile.profile, key, ticket)
    return plain_copies(session)
