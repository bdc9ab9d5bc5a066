"""The headless worker of X-23: syncs, then runs each job that is due and that no other machine holds."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from prospectdesk.domain.errors import Failure
from prospectdesk.jobs.rounds import leases
from prospectdesk.jobs.rounds.backup import UpkeepRound
from prospectdesk.jobs.rounds.reminders import remind
from prospectdesk.jobs.rounds.sync import sync_once
from prospectdesk.jobs.sign_in import client_of
from prospectdesk.sync.failures import Wiped
from prospectdesk.sync.link import link_of

if TYPE_CHECKING:
    from prospectdesk.jobs.session import Session
    from prospectdesk.sync.client import Client

EVERY = 60.0
"""Seconds from one turn to the next."""
Say = Callable[[str], None]
SHARED: tuple[tuple[str, Callable[[Session], int]], ...] = (
    ("reminders", lambda session: remind(session.bus)),
)
"""Jobs that one machine of the workspace runs (lease), in order."""


def run(
    session: Session, *, once: bool, say: Say, stop: threading.Event | None = None
) -> list[dict[str, Any]]:
    """Turns until `stop` (or one turn); answers what was done in all. Raises Wiped, Cancelled."""
    ended = stop or threading.Event()
    total: dict[str, int] = {}
    client = None if session.reader.run(link_of) is None else client_of(session)
    try:
        while True:
            for name, done in turn(session, client, say).items():
                total[name] = total.get(name, 0) + done
            if once or ended.wait(EVERY):
                return [{"name": name, "done": done} for name, done in total.items()]
    except KeyboardInterrupt:
        return [{"name": name, "done": done} for name, done in total.items()]
    finally:
        if client is not None:
            client.close()


def turn(session: Session, client: Client | None, say: Say) -> dict[str, int]:
    """One turn: leases first, then what others did comes here, then the jobs, then what was done goes there."""
    held = [name for name, _ in SHARED if leases.may_run(session, client, name)]
    done: dict[str, int] = {}
    if client is not None:
        done["sync"] = _sync(session, client, say)
    for name, job in SHARED:
        if name in held:
            done[name] = job(session)
    if client is not None and any(done.get(name) for name in held):
        done["sync"] += _sync(session, client, say)
    for name in held:
        leases.give_back(client, name)
    for name, job in OWN:
        done[name] = job(session)
    return done


def _sync(session: Session, client: Client, say: Say) -> int:
    """Rows sent and received; offline the jobs go on."""
    try:
        told = sync_once(session, client)
    except Wiped:
        raise
    except Failure as failure:
        say(failure.message)
        return 0
    return int(told["pushed"] + told["pulled"])


def _backup(session: Session) -> int:
    """The daily copy and the weekly check, when they are due."""
    kept = UpkeepRound(session.profile, lambda: session.clock)
    if not kept.is_backup_due() and not kept.is_check_due():
        return 0
    return int(kept.run().backup is not None)


OWN: tuple[tuple[str, Callable[[Session], int]], ...] = (("backup", _backup),)
"""Jobs of each machine."""
