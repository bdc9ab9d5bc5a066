"""Spares the start PySide's own Python: the texts of its signatures, which it would compile at every start (ADR 18).

They serve error messages and `inspect`; each of their modules is made when one of its names is first asked for.
"""

from __future__ import annotations

import builtins
import importlib
import sys
import threading
from collections.abc import Callable
from types import FunctionType
from typing import Any

SUPPORT = "shibokensupport/signature/"
LATE = frozenset(
    f"{SUPPORT}{name}.py"
    for name in ("errorhandler", "layout", "mapping", "parser", "lib/enum_sig", "lib/pyi_generator", "lib/tool")
)  # fmt: skip
"""Files of the archive within PySide; what it calls while it loads is not among them."""
MAPPING = f"{SUPPORT}mapping.py"
STAND_IN = """
from prospectdesk.app.qt_support import Late
__getattr__ = Late(globals(), {0!r})
del Late
"""
DOOR = """
update_mapping = __getattr__.door("update_mapping")
"""
"""PySide looks for this one in the names of the module, not by asking the module."""
_texts: dict[str, Any] = {}
_waking = threading.RLock()
_compile = builtins.compile


class Late:
    """Answers for the names of a module that is not made yet (PEP 562): makes it and steps aside."""

    def __init__(self, names: dict[str, Any], file: str) -> None:
        self._names, self._file = names, file

    def __call__(self, name: str) -> Any:
        """The value of a name. Raises AttributeError where the module has none such."""
        with _waking:
            if not name.startswith("__") and self._names.pop("__getattr__", None) is self:
                body = _compile(_texts.pop(self._file), self._file, "exec")
                FunctionType(body, self._names)()  # its statements, in its own names
            if name in self._names:
                return self._names[name]
        raise AttributeError(name)

    def door(self, name: str) -> Callable[[], Any]:
        """A function of that name that makes the module and then is the module's own."""

        def opened() -> Any:
            return self(name)()

        return opened


def load_lightly() -> bool:
    """Imports PySide6.QtCore without those modules; answers whether this PySide let itself be spared."""
    if "PySide6.QtCore" not in sys.modules:
        vars(builtins)["compile"] = _stand_in
        try:
            importlib.import_module("PySide6.QtCore")
        finally:
            vars(builtins)["compile"] = _compile
    return import_as_ever() and bool(_texts)


def import_as_ever() -> bool:
    """Takes PySide's look at every import away: it serves `from __feature__ import …`, which nothing here uses.

    It would read the text of every module of ours in search of « PySide6 ». False when there was none to take.
    """
    ours = vars(builtins)
    if "__orig_import__" not in ours or "__feature_import__" not in ours:
        return False
    if ours["__import__"] is ours["__feature_import__"]:
        ours["__import__"] = ours["__orig_import__"]
    return True


def asleep() -> set[str]:
    """The files whose modules were not needed so far."""
    return set(_texts)


def _stand_in(source: Any, filename: Any, *rest: Any, **named: Any) -> Any:
    """In the place of `compile` while QtCore loads: a few lines instead of a module that can wait."""
    if filename in LATE:
        _texts[filename] = source
        source = STAND_IN.format(filename) + (DOOR if filename == MAPPING else "")
    return _compile(source, filename, *rest, **named)
