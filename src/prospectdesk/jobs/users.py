"""A new user with a password: the row goes to the centre by sync, the password by its own verb, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from prospectdesk.commands.people import CreateUser
from prospectdesk.domain.changes import Done
from prospectdesk.domain.errors import Failure, Refused, Unavailable

if TYPE_CHECKING:
    from prospectdesk.jobs.session import Session
    from prospectdesk.sync.client import Client


def create_user(session: Session, command: CreateUser, password: str | None = None) -> Done:
    """Carries out CreateUser; its password (or that of its file) is set at the centre once the row is there.

    On the network lane. Offline, in a local profile or with an unreadable file nothing is stored.
    Raises BadFile, Refused, Unavailable, Forbidden.
    """
    if password is None and command.password_file is None:
        return session.bus.do(command)
    from prospectdesk.jobs.sign_in import client_of, read_password, state_of

    if state_of(session) is None:
        raise Refused(
            "password_needs_centre",
            "Un mot de passe n’a de sens qu’avec un service central : connectez d’abord ce profil. "
            "Rien n’a été enregistré.",
        )
    secret = password if password is not None else read_password(Path(command.password_file or ""))
    session.person.require_admin()
    client = client_of(session)
    try:
        client.devices()  # the centre is there and knows this device: only now something is stored
        done = session.bus.do(replace(command, password_file=None))
        _set(session, client, done, secret)
    finally:
        client.close()
    return done


def set_password(session: Session, user_uid: bytes, password: str, old: str | None = None) -> None:
    """Sets a password at the centre: an administrator anybody's, each his own with `old`; on the network lane."""
    from prospectdesk.jobs.sign_in import client_of

    client = client_of(session)
    try:
        client.set_password(user_uid.hex(), password, old)
    finally:
        client.close()


def _set(session: Session, client: Client, done: Done, secret: str) -> None:
    from prospectdesk.jobs.rounds.sync import sync_once

    try:
        sync_once(session, client)
        client.set_password((done.uid or "").replace("-", ""), secret)
    except Failure as failure:
        raise Unavailable(
            "password_not_set",
            "L’utilisateur est créé mais son mot de passe n’est pas posé : {reason}",
            reason=failure.message,
        ) from failure
