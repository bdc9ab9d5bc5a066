"""JSON kept in a column, which another program may have written: what is none of it reads as empty."""

from __future__ import annotations

import json
from typing import Any


def stored_object(text: str | None) -> dict[str, Any]:
    """The object of a column, {} when it holds none."""
    found = _read(text)
    return found if isinstance(found, dict) else {}


def stored_list(text: str | None) -> tuple[str, ...]:
    """The entries of a column as texts, () when it holds no list."""
    found = _read(text)
    return tuple(str(one) for one in found) if isinstance(found, list) else ()


def _read(text: str | None) -> object:
    try:
        return json.loads(text or "null")
    except (ValueError, RecursionError):
        return None
