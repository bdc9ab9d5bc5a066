"""The lock of the window: what opens it again, and whether it may be offered at all (SECURITY T1, ADR 20)."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from prospectdesk.domain.errors import Failure, Invalid, Refused
from prospectdesk.domain.locking import minutes_of
from prospectdesk.jobs.sign_in import require_contact, unlock
from prospectdesk.queries.first_look import LOCKED
from prospectdesk.queries.people import setting
from prospectdesk.store import keys
from prospectdesk.store.safe import lock_safe
from prospectdesk.sync import link
from prospectdesk.sync.credentials import Credentials, is_hash_of

if TYPE_CHECKING:
    from prospectdesk.jobs.session import Session

__all__ = ["LOCKED", "LockMeans", "admits", "choose", "kept_lock", "means_of"]
MINUTES = "lock.minutes"
ACCOUNT, PHRASE, OWN, NOTHING = "account", "phrase", "own", "nothing"
"""What opens the lock: password of the account, pass phrase of the base, a phrase chosen for the lock, nothing."""
SHORTEST = 8


@dataclass(frozen=True, slots=True)
class LockMeans:
    """`means` is one of the four; `login` of the account, empty without.

    `minutes` without a touch, 0 never. `may_choose`: a phrase of its own may be chosen (encrypted, key in the
    keychain, no account). `lasts`: a new start shows the lock again, as nothing else asks for anything there.
    """

    means: str
    login: str
    minutes: int
    may_choose: bool
    lasts: bool
    coded: bool
    """Whether the recovery code opens it too."""


def means_of(session: Session) -> LockMeans:
    """Reads it; asks the keychain, so never on the GUI thread."""
    with session.reader.session() as conn:
        known = link.link_of(conn)
        minutes = minutes_of(setting(conn, MINUTES))
    mode = _mode(session)
    own = mode == "keychain" and known is None
    means = NOTHING
    if known is not None and _has_password(session):
        means = ACCOUNT
    elif mode == "passphrase":
        means = PHRASE
    elif own and lock_safe(session.profile).read() is not None:
        means = OWN
    login = known.login if known is not None else ""
    return LockMeans(means, login, minutes, own, mode != "passphrase", session.profile.key is not None)


def admits(session: Session, typed: str) -> bool:
    """Whether what was typed opens the lock; some 100 to 300 ms.

    The recovery code of an encrypted base opens every lock: it is the key itself. Raises Unavailable when the
    password is right but the centre was not met for 30 days (X-14).
    """
    if _is_code(session, typed):
        require_contact(session)
        return True
    found = means_of(session)
    if found.means == ACCOUNT:
        return unlock(session, typed)
    if found.means == PHRASE:
        return _is_phrase(session, typed)
    return found.means == OWN and is_hash_of(lock_safe(session.profile).read() or "", typed)


def choose(session: Session, phrase: str | None) -> None:
    """Keeps a slow hash of a phrase for the lock; None takes it away. Raises Invalid, Refused, Unavailable (disk)."""
    if phrase is None:
        lock_safe(session.profile).forget()
        return
    if not means_of(session).may_choose:
        raise Refused(
            "no_lock_phrase", "Cette base se déverrouille autrement : aucune phrase n’est à choisir."
        )
    if len(phrase) < SHORTEST:
        raise Invalid("short_phrase", "Choisissez au moins {count} caractères.", count=SHORTEST)
    from argon2 import PasswordHasher

    lock_safe(session.profile).keep(PasswordHasher().hash(phrase))


def kept_lock(value: Any) -> tuple[int, int]:
    """Wrong tries so far and the instant (ms) of the next one, of the preference LOCKED."""
    if not isinstance(value, dict):
        return 0, 0
    wrong, until = value.get("wrong"), value.get("until")
    return (wrong if isinstance(wrong, int) else 0), (until if isinstance(until, int) else 0)


def _mode(session: Session) -> str:
    made = keys.read(session.profile.profile.key_file)
    return "none" if made is None else made.mode


def _has_password(session: Session) -> bool:
    return Credentials(session.profile).has_verifier


def _is_code(session: Session, typed: str) -> bool:
    key = session.profile.key
    if key is None:
        return False
    try:
        return hmac.compare_digest(keys.key_from_recovery(typed), key)
    except Failure:
        return False


def _is_phrase(session: Session, typed: str) -> bool:
    made = keys.read(session.profile.profile.key_file)
    try:
        return made is not None and keys.unlock(made, typed) is not None
    except Failure:
        return False
