"""One open profile with everything that works on it: store, bus, reader, clock and the present user.

The window and the command line build the same object; nothing else opens a store.
"""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from prospectdesk.domain.clock import Clock
from prospectdesk.domain.errors import Forbidden, NotFound, Unavailable
from prospectdesk.domain.people import Person
from prospectdesk.jobs.opening import Opening, demo_opening, place_of
from prospectdesk.queries.people import (
    device_user,
    find_user,
    last_login,
    learned_places,
    setting,
    workspace_name,
)
from prospectdesk.queries.reader import Reader
from prospectdesk.store import protected
from prospectdesk.store.import_stage import stopped, sweep
from prospectdesk.store.profile import OpenProfile, Profile, locate, open_profile
from prospectdesk.sync import journal

if TYPE_CHECKING:
    import tempfile

    from prospectdesk.commands.bus import Bus
    from prospectdesk.commands.context import Context
    from prospectdesk.geo.geocoder import Geocoder
    from prospectdesk.jobs.ports import Ports

__all__ = ["Opening", "Session", "locate_profile", "open_session"]
NOBODY = Person(id=0, uid=b"", login="", name="", licence="administrateur")


class Session:
    """An open profile. `person` is the signed-in user, `clock` the application clock."""

    def __init__(
        self, profile: OpenProfile, clock: Clock, *, scratch: tempfile.TemporaryDirectory[str] | None
    ) -> None:
        self.profile = profile
        self.store = profile.store
        self.clock = clock
        self.person = NOBODY
        self.reader = Reader(profile.store)
        self._scratch = scratch
        self._geocoder: Geocoder | None = None
        self._ports: Ports | None = None
        self._making = threading.Lock()

    @property
    def thrown_away(self) -> bool:
        """Whether this is a demonstration that nobody keeps."""
        return self._scratch is not None

    @functools.cached_property
    def bus(self) -> Bus:
        """What carries out commands; nothing that only reads needs it."""
        from prospectdesk.commands.bus import Bus

        return Bus(self.store, self.context)

    @functools.cached_property
    def is_demo(self) -> bool:
        """Whether the store is a demonstration."""
        return self.reader.run(setting, "demo.advance") is not None

    def context(self) -> Context:
        """The surroundings of a command carried out now."""
        from prospectdesk.commands.context import Context

        return Context(clock=self.clock, person=self.person, geocoder=self.geocoder)

    def geocoder(self) -> Geocoder:
        """The offline geocoder with what imports taught it; made at first use."""
        if self._geocoder is None:
            from prospectdesk.geo.geocoder import Geocoder

            self._geocoder = Geocoder(self.reader.run(learned_places))
        return self._geocoder

    @property
    def ports(self) -> Ports:
        """What the profile reaches outside of itself; made at first use."""
        with self._making:
            if self._ports is None:
                from prospectdesk.jobs.ports import Ports

                self._ports = Ports(self.reader, self.profile)
            return self._ports

    def rest(self) -> None:
        """After large work, or a while after a page was shown: gives back what is free or seldom needed; for a worker."""
        if self._geocoder is not None:
            from prospectdesk.geo import resolve

            resolve.forget()
        self.reader.rest()

    def forget_places(self) -> None:
        """Makes the next question reload what the geocoder learned (after an import)."""
        self._geocoder = None

    def sign_in(self, login: str | None) -> None:
        """Takes a user of the store; None = who signed in last, else the first one.

        A profile that belongs to a centre is its user's alone (X-14). Raises NotFound, Forbidden.
        """
        owner = self.reader.run(device_user)
        if owner is not None:
            if login and login.strip().lower() != owner.login:
                raise Forbidden(
                    "other_user",
                    "Ce profil est celui de « {login} » : un autre utilisateur ouvre le sien "
                    "(--profile ou --data-dir).",
                    login=owner.login,
                )
            from prospectdesk.sync.link import reading_only  # late: few profiles have a centre

            self.person = owner
            self.store.closed = self.reader.run(reading_only)
            return
        wanted = login.strip().lower() if login else self.reader.run(last_login)
        found = None if wanted is None else self.reader.run(find_user, wanted)
        if found is None:
            raise NotFound(
                "no_user", "Aucun utilisateur « {login} » dans cet espace.", login=(wanted or "")[:60]
            )
        self.person = found

    def workspace(self) -> str:
        """The workspace's name."""
        return self.reader.run(workspace_name) or ""

    def take_writes(self) -> None:
        """What comes before the first write; on a disk that takes none, once there is room again (F3)."""
        store = self.store
        if store.read_only:
            store.found_room = self.take_writes
            return
        store.found_room = None
        sweep(store)
        journal.attach(store, self.profile.folder)
        _settle_imports(self)

    def disk_trouble(self) -> Unavailable | None:
        """The sentence of a disk that takes no writes, or will soon take none; None when all is well."""
        if self.store.read_only:
            return protected.refusal()
        return protected.nearly_full() if protected.is_nearly_full(self.store.path) else None

    def run_rounds(self) -> None:
        """Runs once what is due by the clock (reminders); idempotent."""
        from prospectdesk.jobs.rounds.reminders import remind

        remind(self.bus)

    def close(self) -> None:
        """Closes the store; a throw-away demonstration is removed."""
        if self._ports is not None:
            self._ports.close()
        self.profile.close()
        if self._scratch is not None:
            self._scratch.cleanup()


def open_session(how: Opening, prepare: Callable[[Session], None] | None = None) -> Session:
    """Opens (or makes) the profile, fills an empty store, signs the user in.

    Raises StoreError, Unavailable, NotFound (user).
    """
    scratch: tempfile.TemporaryDirectory[str] | None = None
    if how.demo:
        how, scratch = _demo_place(how)
    try:
        profile = open_profile(
            how.data_dir,
            how.profile,
            encryption=how.encryption and not how.demo,
            passphrase=how.passphrase,
            interactive=how.interactive,
        )
    except BaseException:
        if scratch is not None:
            scratch.cleanup()
        raise
    session = Session(profile, _clock(how), scratch=scratch)
    try:
        with profile.store.by_one_connection():
            session.take_writes()
            _fill(session, how)
            session.sign_in(how.user)
            _erase_again(session)
            _ = session.is_demo  # known before anybody on the GUI thread asks
            if prepare is not None:
                prepare(session)
    except BaseException:
        session.close()
        raise
    return session


def locate_profile(how: Opening) -> Profile:
    """The profile's folder, without opening it."""
    return locate(how.data_dir, how.profile)


def _demo_place(how: Opening) -> tuple[Opening, tempfile.TemporaryDirectory[str] | None]:
    """The demonstration has a folder of its own: kept when named, thrown away otherwise."""
    if place_of(how) is not None:
        return demo_opening(how), None
    import tempfile  # late: with it come archives of every kind and random numbers

    scratch = tempfile.TemporaryDirectory(prefix="prospectdesk-demo-", ignore_cleanup_errors=True)
    return replace(how, data_dir=Path(scratch.name)), scratch


def _clock(how: Opening) -> Clock:
    clock = Clock()
    return clock if how.now is None else clock.at(how.now)


def _erase_again(session: Session) -> None:
    """A copy was restored: who was erased since it was made does not come back with it (C-21)."""
    file = session.profile.profile.erased
    if not file.exists() or session.store.closed is not None:
        return
    from prospectdesk.commands.erased_again import EraseAgain
    from prospectdesk.store import erased

    if cards := erased.waiting(file):
        session.bus.do(EraseAgain(cards=cards))
    erased.forget(file)


def _settle_imports(session: Session) -> None:
    """Imports that a kill stopped are shown whole or deleted, before anybody looks."""
    if session.store.closed is not None or not session.reader.run(stopped):
        return
    from prospectdesk.commands.import_parts import settle
    from prospectdesk.store.import_show import turn

    with turn(session.store) as ours, contextlib.suppress(Unavailable):  # a full disk: at the next start
        if ours:
            settle(session.bus)


def _fill(session: Session, how: Opening) -> None:
    """Makes the workspace of a new store, or the demonstration's."""
    if how.demo:
        from prospectdesk.commands.demo import make_demo
        from prospectdesk.jobs.demo import demo_clock

        if session.reader.run(workspace_name) is None:
            make_demo(session.store)
        if how.now is None:
            session.clock = demo_clock(session.reader)
    elif session.reader.run(workspace_name) is None:
        from prospectdesk.commands.setup import SetUpWorkspace

        session.bus.do(SetUpWorkspace())
