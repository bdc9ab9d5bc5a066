"""The centre revoked this device: the local copy goes, its key first (SECURITY P1, T1)."""

from __future__ import annotations

from prospectdesk.store import revoked
from prospectdesk.store.profile import OpenProfile
from prospectdesk.store.safe import lock_safe, service_safe
from prospectdesk.sync.credentials import Credentials


def wipe(opened: OpenProfile) -> None:
    """Closes the store, forgets key and secrets, removes every copy; the unsent work goes with them.

    Interrupted, the next opening ends it. Raises Unavailable when a file is still in use.
    """
    revoked.mark(opened.folder)
    Credentials(opened).forget()
    service_safe(opened).forget()
    lock_safe(opened).forget()
    opened.close()
    revoked.remove(opened.folder)
