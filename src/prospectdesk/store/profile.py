"""A profile: the folder of one person's store, its key and its backups, and how it is opened."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from prospectdesk.domain.errors import Invalid, Unavailable
from prospectdesk.domain.filenames import safe_name
from prospectdesk.store import keys, lock
from prospectdesk.store.connection import Connection, StoreError, connect
from prospectdesk.store.files import make_private_folder, touch_private
from prospectdesk.store.keys import KeyFile
from prospectdesk.store.store import Store

DEFAULT = "default"
_NAME = re.compile(r"[\w](?:[\w .-]{0,62}[\w])?")
PLAIN_HEAD = b"SQLite format 3\x00"
Passphrase = str | Callable[[bool], str | None] | None
"""A pass phrase, or a function asked for one only when needed (its argument: the profile is new)."""


@dataclass(frozen=True)
class Profile:
    """The files of a profile; nothing exists before `open_profile`."""

    folder: Path

    @property
    def database(self) -> Path:
        """The store."""
        return self.folder / "prospectdesk.db"

    @property
    def key_file(self) -> Path:
        """How the key is found; never the key itself."""
        return self.folder / "key.json"

    @property
    def backups(self) -> Path:
        """Daily and weekly copies."""
        return self.folder / "backups"

    @property
    def set_aside(self) -> Path:
        """Files that a restore or a damage put out of the way; never deleted by the program."""
        return self.folder / "set-aside"

    @property
    def logs(self) -> Path:
        """Logs: identifiers, counts and durations only (L1)."""
        return self.folder / "logs"

    @property
    def encrypting(self) -> Path:
        """The key file of an encryption under way; gone when it has ended (store.encrypt)."""
        return self.folder / "encrypting.key.json"

    @property
    def revoked(self) -> Path:
        """There when the centre revoked this device: the profile opens no more (store.revoked)."""
        return self.folder / "revoked"

    @property
    def erased(self) -> Path:
        """Who is to be erased again in a restored copy (store.erased)."""
        return self.folder / "erased.json"

    @property
    def upkeep(self) -> Path:
        """When the store was last checked whole, and with what result."""
        return self.folder / "upkeep.json"


@dataclass(frozen=True)
class OpenProfile:
    """An opened profile. `recovery_code` is there once, when an encrypted profile was just made (K4)."""

    store: Store
    profile: Profile
    fresh: bool
    encrypted: bool
    key: bytes | None
    recovery_code: str | None = None

    @property
    def folder(self) -> Path:
        """The profile's folder."""
        return self.profile.folder

    def close(self) -> None:
        """Closes the store."""
        self.store.close()


def locate(data_dir: Path | str | None = None, name: str | None = None) -> Profile:
    """The profile in the folder `data_dir`, else the one called `name` in the user's data folder.

    Raises Invalid when `name` is no file name.
    """
    if data_dir is not None:
        return Profile(Path(data_dir).expanduser().absolute())
    if name is not None and not (_NAME.fullmatch(name) and safe_name(name) == name):
        raise Invalid(
            "profile_name",
            "« {name} » ne peut pas nommer un profil : lettres, chiffres, espaces et tirets seulement.",
            name=name[:64],
        )
    import platformdirs

    base = platformdirs.user_data_path("ProspectDesk", appauthor=False)
    return Profile(base / "profiles" / (name or DEFAULT))


def open_profile(
    data_dir: Path | str | None = None,
    name: str | None = None,
    *,
    encryption: bool = True,
    passphrase: Passphrase = None,
    interactive: bool = False,
) -> OpenProfile:
    """Opens a profile, making it when it does not exist. Also brings its schema up to date.

    A new profile is encrypted: under `passphrase` when given, else with a key in the system's
    keychain; `encryption=False` makes a plain one. An existing profile opens as it was made.
    `interactive` lets the terminal be asked for a missing pass phrase.
    Raises StoreError (no_key, damaged, newer_schema, locked), Unavailable, Invalid.
    """
    profile = locate(data_dir, name)
    make_private_folder(profile.folder)
    if profile.revoked.exists():
        from prospectdesk.store import revoked  # late: hardly any profile ever was

        revoked.refuse(profile.folder)
    ask = _asker(passphrase, interactive)
    with lock.setup(profile.folder):
        from_restore(profile)
        made = keys.read(profile.key_file) or _adopted(profile)
        if made is None:
            made, key = _new_key(encryption, ask)
            keys.write(profile.key_file, made)
        else:
            _refuse_missing(profile, made)
            key = keys.unlock(made, ask(False) if made.mode == "passphrase" else None)
        store = _opened(profile, key)
        fresh = not made.ready
        if fresh:
            keys.write(profile.key_file, replace(made, ready=True))
    code = keys.recovery_code(key) if fresh and key is not None else None
    return OpenProfile(store, profile, fresh, key is not None, key, code)


def key_of(
    profile: Profile, passphrase: Passphrase = None, *, interactive: bool = False, copy: Path | None = None
) -> bytes | None:
    """The key of a profile whose store cannot be opened (restore, salvage); None for a plain or absent one.

    In an empty folder the key is found by what lies beside the `copy` to restore.
    Raises StoreError no_key.
    """
    if profile.encrypting.exists():
        with lock.setup(profile.folder):
            from_restore(profile)
    made = keys.read(profile.key_file) or _adopted(profile)
    if made is None and copy is not None:
        made = keys.read(keys.beside(copy))
    if made is None:
        return None
    return keys.unlock(made, _asker(passphrase, interactive)(False) if made.mode == "passphrase" else None)


def recover(profile: Profile, code: str, passphrase: str | None = None) -> bytes:
    """Puts the key of a recovery code back in the keychain, or under a new pass phrase; answers the key.

    Also where key.json was lost, and in an empty folder before a copy is restored there.
    Raises Invalid (mistyped), StoreError no_key (code of another profile, nowhere to keep the key).
    """
    key = keys.key_from_recovery(code)
    make_private_folder(profile.folder)
    with lock.setup(profile.folder):
        made = keys.read(profile.key_file)
        if made is not None and not made.recognises(key):
            raise _foreign_code()
        if made is None and _has_database(profile):
            with contextlib.closing(_tried(profile.database, key)):
                pass
        ready = made.ready if made is not None else _has_database(profile)
        keys.write(profile.key_file, replace(keys.keep(key, passphrase), ready=ready))
    return key


def from_restore(profile: Profile) -> None:
    """Ends a restore or an encryption that was interrupted after its copy was complete."""
    if profile.encrypting.exists():
        from prospectdesk.store import encrypt  # late: hardly any profile ever is

        encrypt.resume(profile)
    from prospectdesk.store.swap import resume

    resume(profile.folder, profile.database)


def _asker(passphrase: Passphrase, interactive: bool) -> Callable[[bool], str | None]:
    if callable(passphrase):
        return passphrase
    if passphrase is None and interactive:
        return _terminal
    return lambda _new: passphrase


def _terminal(new: bool) -> str | None:
    """A pass phrase typed in the terminal; None without a terminal, or when a new one was typed empty."""
    import getpass
    import sys

    if not (sys.stdin and sys.stdin.isatty()):
        return None
    first = getpass.getpass("Phrase de passe : ")
    if new and first and getpass.getpass("Encore une fois : ") != first:
        raise Invalid("passphrase", "Les deux phrases de passe ne sont pas les mêmes.")
    return first or None


def _new_key(encryption: bool, ask: Callable[[bool], str | None]) -> tuple[KeyFile, bytes | None]:
    if not encryption:
        return keys.new_plain(), None
    given = None if ask is _terminal else ask(True)
    if given is not None:
        return keys.new_from_passphrase(given)
    kept = keys.new_in_keychain()
    if kept is not None:
        return kept
    typed = ask(True) if ask is _terminal else None
    if typed is not None:
        return keys.new_from_passphrase(typed)
    raise keys.no_keychain()


def _has_database(profile: Profile) -> bool:
    return profile.database.exists() and profile.database.stat().st_size > 0


def _tried(database: Path, key: bytes) -> Connection:
    try:
        return connect(database, key, read_only=True)
    except StoreError as error:
        raise _foreign_code() from error


def _foreign_code() -> StoreError:
    return StoreError("no_key", "Ce code de secours est celui d’un autre profil. Rien n’a été modifié.")


def _adopted(profile: Profile) -> KeyFile | None:
    """The key file of a database that has none: a plain one opens, an encrypted one cannot."""
    if not _has_database(profile):
        return None
    with profile.database.open("rb") as file:
        if file.read(16) == PLAIN_HEAD:
            return keys.new_plain()
    raise StoreError(
        "no_key",
        "Le fichier de clé de ce profil (key.json) manque et sa base est chiffrée ou abîmée : utilisez le "
        "code de secours. "
        "Rien n’a été modifié.",
    )


def _refuse_missing(profile: Profile, made: KeyFile) -> None:
    """A database that existed must never come back silently as an empty one (F6)."""
    if made.ready and not _has_database(profile):
        raise StoreError(
            "damaged",
            "La base de ce profil manque ou est vide : restaurez une sauvegarde (verbe « restore »).",
        )


def _opened(profile: Profile, key: bytes | None) -> Store:
    try:
        touch_private(profile.database)
    except OSError as error:
        raise Unavailable(
            "disk",
            "Le disque est plein ou protégé : ce profil ne peut pas être ouvert. Rien n’a été modifié.",
        ) from error
    store = Store(profile.database, key)
    try:
        store.open()
    except StoreError as error:
        store.close()
        if error.outcome == "no_key" and key is not None:  # the key was recognised, so the file is at fault
            raise StoreError(
                "damaged",
                "La base est abîmée : sa clé est la bonne, mais elle ne se lit plus. Elle n’a pas été "
                "modifiée : restaurez la dernière sauvegarde (verbe « restore »).",
            ) from error
        raise
    except BaseException:
        store.close()
        raise
    return store
