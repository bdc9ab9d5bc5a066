"""Spares the start what PySide does at each import: it reads the source text of every module."""

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


def _may(_module: object) -> bool:
    return True
