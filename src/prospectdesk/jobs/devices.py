"""The devices of the workspace, as the centre knows them; on the network lane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from prospectdesk.domain.errors import Unavailable
from prospectdesk.queries.administration import members

if TYPE_CHECKING:
    from prospectdesk.jobs.session import Session


@dataclass(frozen=True, slots=True)
class Device:
    """One device. `user` is the name of whose it is; times are ms UTC, None when it never happened.

    `here` is the device this profile is; `wiped_ms` when a revoked device took note of it.
    """

    uid: str
    name: str
    user: str
    seen_ms: int | None
    revoked_ms: int | None
    wiped_ms: int | None
    here: bool


def devices(session: Session) -> list[Device]:
    """All devices of the workspace for an administrator, else one's own; last seen first.

    Raises Refused for a profile without a centre, Unavailable.
    """
    from prospectdesk.jobs.sign_in import client_of

    client = client_of(session)
    try:
        answer = client.devices()
    finally:
        client.close()
    names = {one.uid.hex(): one.name for one in session.reader.run(members)}
    try:
        return [_device(one, names) for one in answer]
    except (KeyError, TypeError, AttributeError) as error:
        raise Unavailable(
            "bad_answer", "La réponse du service central n’est pas comprise : mettez ProspectDesk à jour."
        ) from error


def revoke(session: Session, device: str) -> None:
    """Revokes a device: at its next contact its data are deleted there. Raises Forbidden, Unavailable."""
    from prospectdesk.jobs.sign_in import client_of

    client = client_of(session)
    try:
        client.revoke(device)
    finally:
        client.close()


def _device(one: dict[str, Any], names: dict[str, str]) -> Device:
    return Device(
        uid=str(one["device"]),
        name=str(one["name"] or ""),
        user=names.get(str(one["user"]).replace("-", ""), ""),
        seen_ms=_ms(one.get("last_seen_ms")),
        revoked_ms=_ms(one.get("revoked_ms")),
        wiped_ms=_ms(one.get("wiped_ms")),
        here=one.get("this") is True,
    )


def _ms(value: Any) -> int | None:
    return value if isinstance(value, int) else None
