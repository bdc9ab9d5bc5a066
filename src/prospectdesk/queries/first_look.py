"""What the window shows first, read in one go while it is still being built."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from prospectdesk.queries.people import settings
from prospectdesk.store.connection import Connection

TABS, LETTERS, LOCKED = "window.tabs", "ui.letters", "ui.locked"
"""The preferences that keep what was open, whether one letter alone is a shortcut, that the window ended locked."""


class FirstLook(NamedTuple):
    """What was open (`tabs`, `names` of the sheets that exist still), the preferences `ui.*`, the page's own reading."""

    tabs: dict[str, Any]
    names: dict[int, str]
    ui: dict[str, Any]
    screen: str
    page: Any

    @property
    def letters(self) -> bool:
        """Whether one letter alone is a shortcut."""
        return self.ui.get(LETTERS) is not False


def first_look(
    conn: Connection, firsts: Mapping[str, Callable[[Any, int], Any]], person_id: int
) -> FirstLook:
    """Reads it; `firsts` are the readings of screens that have one (app.early), by name."""
    wanted = settings(conn, TABS).get(TABS)
    tabs = wanted if isinstance(wanted, dict) else {}
    sheets = tabs.get("sheets")
    ids = [one for one in sheets if isinstance(one, int)] if isinstance(sheets, list) else []
    screen = tabs.get("screen")
    screen = screen if isinstance(screen, str) else ""
    page = firsts[screen](conn, person_id) if screen in firsts else None
    return FirstLook(tabs, company_names(conn, ids) if ids else {}, settings(conn, "ui."), screen, page)


def company_names(conn: Connection, ids: Sequence[int]) -> dict[int, str]:
    """The shown names of the living companies among `ids`."""
    rows = conn.execute(
        "SELECT id, coalesce(shown_name, name) FROM company WHERE deleted_at IS NULL "
        "AND id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {int(row[0]): str(row[1]) for row in rows}
