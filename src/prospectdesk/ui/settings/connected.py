"""Whether this profile works with a centre: passwords and devices exist only there."""

from __future__ import annotations

from prospectdesk.ui.kit.desk import Desk


async def is_connected(desk: Desk) -> bool:
    """Whether the profile was signed in at a centre."""
    from prospectdesk.jobs.sign_in import state_of  # late: brings what talks to the network

    return await desk.run("read", state_of, desk.session) is not None
