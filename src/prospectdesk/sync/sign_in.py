"""A profile becomes a device of one user: what is kept of the sign-in, and whether it still holds (X-14)."""

from __future__ import annotations

import json
from typing import Any

from prospectdesk.domain.errors import Refused
from prospectdesk.store.connection import Connection
from prospectdesk.store.store import Store
from prospectdesk.store.unit_of_work import UnitOfWork
from prospectdesk.sync import adoption, operations, state
from prospectdesk.sync.adoption import Place
from prospectdesk.sync.failures import bad_answer
from prospectdesk.sync.incoming import is_uid
from prospectdesk.sync.link import OTHER_USER, Link, link_of

TOLD_OFFSET_MS = 120_000
"""A clock wrong by more is told to the user (F13)."""
TEXT = 200
AHEAD_MS = 300_000
"""How far ahead of its own clock the centre takes a stamp."""


def note_contact(conn: Connection, offset_ms: int, now_ms: int) -> None:
    """The centre was just spoken to: what its clock is ahead of ours (`now_ms`), and where the hybrid clock stood.

    A hybrid clock that a wrong clock had driven ahead by more than the centre takes comes back: it would win every
    tie until that day comes (F12).
    """
    conn.execute("UPDATE write_state SET offset_ms = ?", (offset_ms,))
    right = (now_ms + offset_ms) << 16
    conn.execute("UPDATE write_state SET hlc = ? WHERE hlc > ?", (right, right + (AHEAD_MS << 16)))
    hlc = conn.execute("SELECT hlc FROM write_state").fetchone()[0]
    state.write(conn, last_hlc=hlc, clock_off=int(abs(offset_ms) > TOLD_OFFSET_MS))


def checked(answer: dict[str, Any]) -> Place:
    """The place a sign-in gives. Raises Unavailable for an answer that makes no sense."""
    texts = [answer[key] for key in ("login", "name", "licence", "workspace_name")]
    if not all(is_uid(answer[key]) for key in ("user", "workspace", "device")) or any(
        not text or len(text) > TEXT for text in texts
    ):
        raise bad_answer()
    return Place(
        user=bytes.fromhex(answer["user"]),
        login=answer["login"],
        name=answer["name"],
        licence=answer["licence"],
        workspace=bytes.fromhex(answer["workspace"]),
        workspace_name=answer["workspace_name"],
    )


def refuse_other(link: Link | None, place: Place) -> None:
    """Raises Refused when the profile is somebody else's device, or one of another workspace."""
    if link is None:
        return
    if link.user != place.user.hex():
        raise Refused("other_user", OTHER_USER, login=link.login)
    if link.workspace != place.workspace.hex():
        raise Refused(
            "other_workspace",
            "Ce profil appartient à un autre espace : ouvrez un autre profil pour celui-ci. "
            "Rien n’a été modifié.",
        )


def become_device(store: Store, server: str, answer: dict[str, Any], now_ms: int) -> bool:
    """Writes what a sign-in gave, in one transaction; answers whether the workspace must be downloaded.

    An untouched profile is emptied, one with data is adopted, a device that signs in again goes on.
    """
    place = checked(answer)
    with store.transaction(now_ms, None, muted=True) as uow:
        known = link_of(uow.conn)
        refuse_other(known, place)
        fresh = known is None and adoption.is_untouched(uow.conn)
        if fresh:
            adoption.settle_in(uow, place)
        elif known is None:
            adoption.adopt(uow, place)
        else:
            operations.unmark(uow.conn)  # a new device counts its pushes from one
        state.write(
            uow.conn,
            server=server,
            user=place.user.hex(),
            login=place.login,
            workspace=place.workspace.hex(),
            device=answer["device"],
            generation=state.read(uow.conn, "generation") or answer["generation"],
            last_seq=0,
            last_sign_in_ms=answer["now"],
            online=1,
            error=None,
        )
        if known is None:
            state.write(uow.conn, first_sync="fresh" if fresh else "adopted")
            _set_clock(uow, answer["now"] - now_ms)
        note_contact(uow.conn, answer["now"] - now_ms, now_ms)
        uow.run(
            "INSERT INTO setting (key, value) VALUES ('user.last', ?) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (json.dumps(place.login),),
        )
        uow.finish()
    return known is None


def _set_clock(uow: UnitOfWork, offset_ms: int) -> None:
    """What was written before the first sign-in has the laptop's own time: it becomes the centre's."""
    shift = offset_ms << 16
    uow.run("UPDATE outbox SET hlc = max(1, hlc + ?)", (shift,))
    uow.run("UPDATE write_state SET hlc = max(1, hlc + ?)", (shift,))
