"""Spares the start what it does not need: PySide reads the source text of every module, asyncio loads OpenSSL."""

from __future__ import annotations

import importlib
import sys

SCANNER = "shibokensupport.feature"
QUESTION = "_mod_uses_pyside"


def spare() -> bool:
    """Answers PySide's question for all modules to come; False when this PySide does not ask it so.

    It looks for « PySide6 » in each text, because a module may ask for other spellings of Qt's names
    (`from __feature__ import …`). « It may » for all is right too, and saves a quarter of a millisecond
    a module and the texts kept in `linecache`.
    """
    importlib.import_module("PySide6.QtCore")
    found = sys.modules.get(SCANNER)
    names = {} if found is None else vars(found)
    if QUESTION not in names:
        return False
    names[QUESTION] = _may
    return True


def leave_out_ssl() -> None:
    """Loads asyncio without `ssl`: nothing is encrypted on the loop of the window, the network has its own lane.

    Who imports `ssl` itself afterwards gets it.
    """
    if "ssl" in sys.modules or "asyncio" in sys.modules:
        return
    sys.modules["ssl"] = None  # type: ignore[assignment]  # how Python is told that a module is not to be had
    try:
        importlib.import_module("asyncio")
    finally:
        del sys.modules["ssl"]


def _may(_module: object) -> bool:
    return True
