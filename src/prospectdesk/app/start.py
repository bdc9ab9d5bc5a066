"""Where the program begins: a verb goes to the command line, nothing opens the window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace

    from prospectdesk.jobs.opening import Opening
    from prospectdesk.jobs.session import Session


def main(argv: Sequence[str]) -> int:
    """Runs the verb of `argv`, or the window when there is none; answers the exit code."""
    import gc

    gc.disable()  # what loading makes is no garbage
    from prospectdesk.cli.main import run

    gc.enable()
    return run(argv, window=_window, screens=_screens)


def hasten() -> None:
    """Before the window's modules load: no garbage collection, PySide without what it seldom needs."""
    import gc

    gc.disable()  # nothing that starting makes is garbage; later the collector of the window decides
    from prospectdesk.app import qt_enums, qt_support

    qt_enums.hasten()
    qt_support.load_lightly()


def leave_out_ssl() -> None:
    """Loads asyncio without `ssl`: nothing is encrypted on the loop of the window, the network has its own lane.

    Who imports `ssl` itself afterwards gets it.
    """
    import importlib
    import sys

    if "ssl" in sys.modules or "asyncio" in sys.modules:
        return
    sys.modules["ssl"] = None  # type: ignore[assignment]  # how Python is told that a module is not to be had
    try:
        importlib.import_module("asyncio")
    finally:
        del sys.modules["ssl"]


def _window(how: Opening) -> int:
    hasten()
    from prospectdesk.app.early import enter

    lock, early = enter(how)  # the profile opens while the window's modules load
    from prospectdesk.app.bootstrap import run_window

    return run_window(how, lock, early)


def _screens(session: Session, arguments: Namespace) -> list[str]:
    from prospectdesk.app.pictures import render_screens

    return render_screens(session, arguments)
