"""A row that was set aside is read once more from the centre, in case it was mended there (SECURITY T15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prospectdesk.jobs.sign_in import client_of

if TYPE_CHECKING:
    from prospectdesk.jobs.session import Session


def read_again(session: Session, table: str, uid: str) -> dict[str, Any]:
    """The answer of the centre for commands.remote.ApplyRows; on the network lane. Raises Unavailable, Refused."""
    from prospectdesk.sync.failures import offline

    if not session.ports.may_reach("centre"):
        raise offline()
    client = client_of(session)
    try:
        return client.rows([[table, uid]])
    finally:
        client.close()
