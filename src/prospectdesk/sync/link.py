"""Whose device a profile is, and how long it still works without its centre (X-14). Light: read at each start."""

from __future__ import annotations

from dataclasses import dataclass

from prospectdesk.domain.errors import Unavailable
from prospectdesk.store.connection import Connection
from prospectdesk.sync import state
from prospectdesk.sync.failures import TooOld, too_old
from prospectdesk.wire.tables import SCHEMA

OFFLINE_DAYS = 30
DAY_MS = 86_400_000
OTHER_USER = (
    "Ce profil est celui de « {login} » : un autre utilisateur ouvre le sien (--profile ou --data-dir). "
    "Rien n’a été modifié."
)


@dataclass(frozen=True)
class Link:
    """Whose device this profile is; uids in hex, `last_sync_ms` by the centre's clock, 0 before the first."""

    server: str
    user: str
    login: str
    workspace: str
    device: str
    last_sync_ms: int


def link_of(conn: Connection) -> Link | None:
    """The link of a store to its centre, None for a local profile."""
    server = state.read(conn, "server")
    if server is None:
        return None
    user, login, workspace, device = (
        state.read(conn, key) or "" for key in ("user", "login", "workspace", "device")
    )
    return Link(server, user, login, workspace, device, state.number(conn, "last_sync_ms"))


def days_left(conn: Connection, now_ms: int) -> int:
    """Days of work without the centre that are left (X-14); 0 or less: over.

    The hybrid clock only goes forward: a clock put back after some work wins nothing.
    """
    hlc, offset = conn.execute("SELECT hlc, offset_ms FROM write_state").fetchone()
    last = max(state.number(conn, "last_sync_ms"), state.number(conn, "last_sign_in_ms"))
    worked = (hlc - (state.number(conn, "last_hlc") or hlc)) >> 16
    return OFFLINE_DAYS - int(max(now_ms + offset - last, worked) // DAY_MS)


def is_clock_off(conn: Connection) -> bool:
    """Whether the clock was wrong by more than two minutes at the last contact; the user is told (F13)."""
    return state.number(conn, "clock_off") == 1


def reading_only(conn: Connection) -> TooOld | None:
    """Why nothing may be changed here: the centre told this very program that it is too old (X-41)."""
    if state.read(conn, "error") != "too_old" or state.number(conn, "too_old_schema") < SCHEMA:
        return None
    return too_old()


def note_too_old(conn: Connection) -> None:
    """Another version of the program tries again; this one does not write until the centre takes it back."""
    state.write(conn, too_old_schema=SCHEMA)


def over() -> Unavailable:
    """The failure of a profile that was away from its centre for too long (X-14)."""
    return Unavailable(
        "offline_too_long",
        "Ce profil n’a pas été synchronisé depuis plus de 30 jours : connectez-vous au réseau puis synchronisez. "
        "Vos données et vos modifications sont gardées.",
    )
