"""Who runs a job of the workspace: one machine at a time, by a lease of the centre (X-23)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prospectdesk.domain.errors import Failure
from prospectdesk.sync import state
from prospectdesk.sync.link import link_of

if TYPE_CHECKING:
    from prospectdesk.jobs.session import Session
    from prospectdesk.sync.client import Client

FRESH_MS = 150_000
SECONDS = 300
"""A lease outlives a crash of its holder by this much."""


def may_run(session: Session, client: Client | None, job: str, seconds: int = SECONDS) -> bool:
    """Whether this machine may run `job` now; on the network lane.

    A local profile is alone. Offline it is taken for alone too: what two machines then do twice has natural
    identities and becomes one at the centre.
    """
    if client is None or session.reader.run(link_of) is None:
        return True
    try:
        return bool(client.lease(job, seconds)["granted"])
    except Failure:
        return True


def mine(session: Session, job: str) -> bool:
    """`may_run` for a window: only after a sync of just now, which brought what other machines did.

    The lease is not given back: it ends after the next syncs have told what was done here.
    """
    with session.reader.session() as conn:
        if link_of(conn) is None or state.number(conn, "online") == 0:
            return True
        offset = conn.execute("SELECT offset_ms FROM write_state").fetchone()[0]
        age = session.clock.now_ms() + offset - state.number(conn, "last_sync_ms")
    if age > FRESH_MS:
        return False
    from prospectdesk.jobs.sign_in import client_of  # late: it brings the network

    client = client_of(session)
    try:
        return may_run(session, client, job)
    finally:
        client.close()


def give_back(client: Client | None, job: str) -> None:
    """Lets another machine run `job` at once; a failure only means that the lease ends by itself."""
    if client is None:
        return
    try:
        client.lease(job, 0)
    except Failure:
        return
