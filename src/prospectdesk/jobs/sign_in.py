"""Sign-in of a profile: online it becomes the user's device, offline the password is checked here (X-14)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from prospectdesk.domain.errors import BadFile, Invalid, Refused
from prospectdesk.jobs.ticket import Ticket
from prospectdesk.store.files import write_private
from prospectdesk.sync import link

if TYPE_CHECKING:
    from prospectdesk.jobs.session import Session
    from prospectdesk.sync.client import Client, Clocks, Patience

CA = "centre-ca.pem"
"""In the profile's folder: the only authority whose certificates are believed, when it is there (T17)."""
MOST_CA = 1 << 20
MOST_PASSWORD = 1000


@dataclass(frozen=True)
class SignedIn:
    """What a sign-in made: login, name of the workspace, uid of the device; `place` is where its key is kept."""

    user: str
    workspace: str
    device: str
    place: str
    download: bool
    """Whether the workspace still has to be downloaded (jobs.rounds.sync)."""


@dataclass(frozen=True)
class SignInState:
    """What a window must know at its start; `days_left` ≤ 0: the centre must be reached first.

    `clock_off`: this machine's clock is more than two minutes off (F13).
    """

    login: str
    server: str
    days_left: int
    clock_off: bool = False


def sign_in(
    session: Session,
    server: str,
    login: str,
    password: str,
    ticket: Ticket | None = None,
    *,
    workspace: str | None = None,
    ca: Path | None = None,
    device_name: str = "",
    patience: Patience | None = None,
) -> SignedIn:
    """Makes this profile a device of that user, by default named as the machine; on the network lane.

    Raises Forbidden (wrong password), Refused (profile of somebody else), Unavailable (offline), Invalid.
    """
    from prospectdesk.sync import journal, rescue  # late, all of these: most calls only ask `require_contact`
    from prospectdesk.sync import sign_in as signing
    from prospectdesk.sync.client import checked_url
    from prospectdesk.sync.credentials import Credentials

    url, wanted = checked_url(server), login.strip().lower()
    known = _known(session, wanted, password)
    (ticket or Ticket()).step(0, 0, "Connexion au service central")
    folder = session.profile.folder
    pinned = None if ca is None else _pem(ca)
    with _stranger(session, url, ca, patience) as client:
        answer = client.sign_in(wanted, password, _name(device_name), workspace)
    place = signing.checked(answer)
    signing.refuse_other(known, place)
    if pinned is not None:
        write_private(folder / CA, pinned)
    kept = Credentials(session.profile)
    kept.keep(answer["device"], answer["device_key"], answer["token"], password)
    if known is None:
        rescue.set_apart(folder)
    download = signing.become_device(session.store, url, answer, session.clock.now_ms())
    journal.attach(session.store, folder)
    session.sign_in(None)
    return SignedIn(place.login, place.workspace_name, answer["device"], kept.place, download)


def _known(session: Session, login: str, password: str) -> link.Link | None:
    """What the profile is already; refuses what needs no question to the centre."""
    if not login or not password:
        raise Invalid("no_login", "Identifiant et mot de passe sont nécessaires pour se connecter.")
    known = session.reader.run(link.link_of)
    if known is not None and known.login != login:
        raise Refused("other_user", link.OTHER_USER, login=known.login)
    return known


@contextlib.contextmanager
def _stranger(session: Session, url: str, ca: Path | None, patience: Patience | None) -> Iterator[Client]:
    """A connection without a device, for the sign-in alone."""
    from prospectdesk.sync.client import Client

    pinned = ca or authority(session.profile.folder)
    client = Client(url, clocks(session), ca=pinned, patience=patience)
    try:
        yield client
    finally:
        client.close()


def machine_name() -> str:
    """How this machine calls itself, as the first proposal of a device's name."""
    import platform

    return platform.node()[:100]


def _name(wished: str) -> str:
    return wished.strip()[:100] or machine_name() or "poste"


def state_of(session: Session) -> SignInState | None:
    """Whose device this profile is and for how long it works without the centre; None for a local profile."""
    with session.reader.session() as conn:
        known = link.link_of(conn)
        if known is None:
            return None
        left = link.days_left(conn, session.clock.now_ms())
        clock_off = link.is_clock_off(conn)
    return SignInState(known.login, known.server, left, clock_off)


def require_contact(session: Session) -> None:
    """Raises Unavailable when a signed-in profile was away from its centre for more than 30 days (X-14)."""
    with session.reader.session() as conn:
        if link.link_of(conn) is not None and link.days_left(conn, session.clock.now_ms()) <= 0:
            raise link.over()


def unlock(session: Session, password: str) -> bool:
    """Whether `password` is that of the last sign-in: the window's lock, without the centre; some 100 ms.

    Raises Unavailable when it is, but the centre was not met for 30 days (X-14).
    """
    from prospectdesk.sync.credentials import Credentials

    if not Credentials(session.profile).admits(password):
        return False
    require_contact(session)
    return True


def client_of(session: Session, server: str | None = None, *, patience: Patience | None = None) -> Client:
    """The connection of a signed-in profile, for the network lane. Raises Refused for a local one."""
    from prospectdesk.sync.client import Client
    from prospectdesk.sync.credentials import Credentials

    known = session.reader.run(link.link_of)
    if known is None:
        raise Refused(
            "not_signed_in",
            "Ce profil n’est pas connecté à un service central : connectez-vous d’abord (verbe « sign-in »).",
        )
    return Client(
        server or known.server,
        clocks(session),
        Credentials(session.profile),
        ca=authority(session.profile.folder),
        patience=patience,
    )


def clocks(session: Session) -> Clocks:
    """The clocks of a client of this session: its application clock may be set anew meanwhile."""
    from prospectdesk.sync.client import Clocks

    def now_ms() -> int:
        return session.clock.now_ms()

    return Clocks(now_ms)


def authority(folder: Path) -> Path | None:
    """The pinned authority of a profile, None for those of the system."""
    pinned = folder / CA
    return pinned if pinned.exists() else None


def read_password(path: Path) -> str:
    """The password in a file, without its line end. Raises BadFile."""
    try:
        with path.open("rb") as file:
            text = file.read(MOST_PASSWORD * 4 + 1).decode("utf-8-sig").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise BadFile(
            "password_file", "Le fichier du mot de passe ne peut pas être lu : {file}", file=path.name
        ) from None
    if not text or len(text) > MOST_PASSWORD or "\n" in text:
        raise BadFile(
            "password_file",
            "Le fichier du mot de passe doit contenir une seule ligne : {file}",
            file=path.name,
        )
    return text


def _pem(ca: Path) -> bytes:
    """The authority in a file. Raises BadFile."""
    try:
        data = ca.read_bytes() if ca.stat().st_size <= MOST_CA else b""
    except OSError:
        data = b""
    if b"-----BEGIN CERTIFICATE-----" not in data:
        raise BadFile("bad_ca", "« {file} » n’est pas un certificat d’autorité (PEM).", file=ca.name)
    return data
