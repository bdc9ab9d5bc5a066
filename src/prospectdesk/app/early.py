"""Opens the profile and reads what the window shows first, in a thread, while the window is built (ADR 19).

Nothing here and below knows Qt: its lazy making of classes is left to one thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from prospectdesk.store import memory
from prospectdesk.store.files import make_private_folder
from prospectdesk.store.lock import WINDOW, ProfileLock

if TYPE_CHECKING:
    from prospectdesk.jobs.opening import Opening
    from prospectdesk.jobs.session import Session
    from prospectdesk.queries.first_look import FirstLook


class Early:
    """One attempt, begun at once. `first` is there with the session."""

    def __init__(self, how: Opening) -> None:
        self.first: FirstLook | None = None
        self._how = how
        self._session: Session | None = None
        self._error: BaseException | None = None
        self._done = threading.Event()
        memory.settle()  # a thread that begins before would get an arena of its own
        threading.Thread(target=self._work, name="early").start()

    def soon(self, seconds: float) -> Session | None:
        """The session if it opens within `seconds`; None when it takes longer, or failed."""
        self._done.wait(seconds)
        return self._session

    def result(self) -> Session:
        """Waits for the session; for a lane. Raises what opening raised."""
        self._done.wait()
        if self._session is None:
            assert self._error is not None
            raise self._error
        return self._session

    def _work(self) -> None:
        try:
            self._session = open_session_of(self._how, self._look)
        except BaseException as error:  # told by `result`, where somebody can be asked or told
            self._error = error
        finally:
            self._done.set()

    def _look(self, session: Session) -> None:
        self.first = look(session)


def enter(how: Opening) -> tuple[ProfileLock | None, Early | None]:
    """Takes the lock of the window and begins to open a profile that exists; (lock, None) when another window has it.

    What is to be made first (a new profile, a demonstration) takes its time once the frame is painted.
    Raises Invalid, Unavailable.
    """
    from prospectdesk.jobs.opening import place_of

    place = place_of(how)
    if place is None:
        return None, None
    make_private_folder(place.folder)
    lock = ProfileLock(place.folder, WINDOW)
    ready = lock.acquire() and not how.demo and place.database.exists()
    return lock, Early(how) if ready else None


def open_session_of(how: Opening, prepare: Callable[[Session], None] | None = None) -> Session:
    """Opens the profile; nobody is asked in a terminal. For a thread."""
    from prospectdesk.jobs.session import open_session

    return open_session(replace(how, interactive=False), prepare)


def look(session: Session) -> FirstLook:
    """What the window shows first; of its screens the list has a reading of its own."""
    from prospectdesk.queries.first_look import first_look
    from prospectdesk.ui.prospects.lists import read_first

    return session.reader.run(first_look, {"prospects": read_first}, session.person.id)
