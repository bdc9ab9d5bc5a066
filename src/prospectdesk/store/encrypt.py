"""Encrypts a plain profile afterwards: a verified copy under a key takes the place of the store (SECURITY K2, K3).

The key file of the new store marks that the work began; once the complete copy bears its name the exchange always ends,
now or at the next opening. Killed before, the next opening removes what was begun.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from prospectdesk.domain.errors import Refused
from prospectdesk.store import backup, keys, lock, safe
from prospectdesk.store.encrypted_copy import FORMER, TWIN, write_encrypted
from prospectdesk.store.files import discard, sync_folder, wipe, write_private
from prospectdesk.store.keys import KeyFile
from prospectdesk.store.profile import PLAIN_HEAD, Profile

COPY = "encrypted.db"
Prepare = Callable[[Path, bytes], object]
"""Writes the twins of other files of the folder that hold data in clear."""


@dataclass(frozen=True)
class _Keyed:
    """The profile as it will be."""

    profile: Profile
    key: bytes | None

    @property
    def folder(self) -> Path:
        return self.profile.folder


def new_key(profile: Profile, passphrase: str | None) -> tuple[KeyFile, bytes]:
    """A fresh key for a plain profile: under `passphrase`, else in the keychain.

    Its name stays the profile's, so that other secrets in the keychain are found again.
    Raises Refused (encrypted already), Invalid (empty phrase), StoreError no_key (no keychain).
    """
    plain = _plain_key_file(profile)
    if passphrase is not None:
        return keys.new_from_passphrase(passphrase, name=plain.id)
    kept = keys.new_in_keychain(name=plain.id)
    if kept is None:
        raise keys.no_keychain()
    return kept


def encrypt(
    profile: Profile,
    made: KeyFile,
    key: bytes,
    prepare: Prepare | None = None,
    progress: backup.Progress | None = None,
) -> None:
    """Puts an encrypted, verified copy in the place of the closed plain store, whose file is overwritten.

    Raises Refused (encrypted already), StoreError (locked: somebody has it open; damaged), Unavailable (disk) and what
    `progress` raises: then nothing was changed.
    """
    with lock.ProfileLock(profile.folder), lock.setup(profile.folder):
        resume(profile)
        _plain_key_file(profile)
        backup.refuse_in_use(profile.database, None)
        keys.write(profile.encrypting, replace(made, ready=True))
        try:
            part = _part(profile)
            write_encrypted(profile.database, part, key, progress)
            safe.seal_plain(_Keyed(profile, None), _Keyed(profile, key))
            if prepare is not None:
                prepare(profile.folder, key)
            part.rename(profile.folder / COPY)
            sync_folder(profile.folder)
        except BaseException:
            _drop(profile)
            raise
        _exchange(profile)
        _tidy(profile)


def resume(profile: Profile) -> None:
    """Ends, or takes back, an encryption that was interrupted. Raises Unavailable, OSError."""
    if not profile.encrypting.exists():
        return
    if (profile.folder / COPY).exists():
        _exchange(profile)
    begun, now = keys.read(profile.encrypting), keys.read(profile.key_file)
    if begun is not None and now is not None and begun.check == now.check:
        _tidy(profile)
    else:
        _drop(profile)


def plain_copies(profile: Profile) -> list[Path]:
    """Copies of the store in the profile's folder that anybody can read."""
    found = []
    for folder, names in (
        (profile.backups, "**/*.db"),
        (profile.set_aside, "**/*.db"),
        (profile.folder, "*.db"),
    ):
        for path in sorted(one for one in folder.glob(names) if one != profile.database):
            with contextlib.suppress(OSError), path.open("rb") as file:
                if file.read(len(PLAIN_HEAD)) == PLAIN_HEAD:
                    found.append(path)
    return found


def _plain_key_file(profile: Profile) -> KeyFile:
    made = keys.read(profile.key_file)
    if made is None:
        made = keys.new_plain()
        keys.write(profile.key_file, replace(made, ready=True))
    if made.mode != "none":
        raise Refused("encrypted", "Cette base est déjà chiffrée : il n’y a rien à faire.")
    return made


def _part(profile: Profile) -> Path:
    return profile.folder / f"{COPY}.part"


def _exchange(profile: Profile) -> None:
    """From the complete copy to the store in its place; every step may be the last before a kill."""
    database = profile.database
    former = database.with_name(database.name + FORMER)
    write_private(profile.key_file, profile.encrypting.read_bytes())
    for suffix in (
        "-wal",
        "-shm",
    ):  # folded into the file before it was copied; they must never meet the new one
        wipe(database.with_name(database.name + suffix))
    if database.exists():
        database.replace(former)
    for twin in profile.folder.glob(f"*{TWIN}"):
        target = twin.with_name(twin.name.removesuffix(TWIN))
        wipe(target)
        twin.rename(target)
    (profile.folder / COPY).rename(database)
    sync_folder(profile.folder)


def _tidy(profile: Profile) -> None:
    """Overwrites what was in clear; the mark goes last."""
    wipe(profile.database.with_name(profile.database.name + FORMER))
    safe.wipe_plain(profile.folder)
    discard(profile.encrypting)
    sync_folder(profile.folder)


def _drop(profile: Profile) -> None:
    """Removes what was begun: the store is plain as before."""
    for suffix in ("", "-journal"):
        discard(Path(f"{_part(profile)}{suffix}"))
    for twin in profile.folder.glob(f"*{TWIN}"):
        discard(twin)
    begun = keys.read(profile.encrypting)
    if begun is not None:
        keys.forget(begun)
    discard(profile.encrypting)
