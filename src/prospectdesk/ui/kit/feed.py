"""The change feed: what was changed, told to every view; only the desk emits."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Feed(QObject):
    """`changed` carries a domain.changes.Changes; views compare it with what they show and read again."""

    changed = Signal(object)
