"""What the list's fields, chips and tabs offer: users, sources, client types, saved views, preferences."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from prospectdesk.queries import people, prospects
from prospectdesk.queries.people import Entry, UserRow, View

SCREEN = "prospects"
"""Its name among saved views and preferences."""
FIRST_ROWS = 48
"""More than a window shows; the list of all follows."""


@dataclass(frozen=True, slots=True)
class Lists:
    """Read in one snapshot; `people` gives the names of users by login."""

    users: tuple[UserRow, ...] = ()
    sources: tuple[Entry, ...] = ()
    client_types: tuple[Entry, ...] = ()
    views: tuple[View, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def people(self) -> dict[str, str]:
        """Names by login."""
        return {user.login: user.name for user in self.users}


def read_lists(conn: Any, person_id: int) -> Lists:
    """Reads everything the head of the list offers."""
    return Lists(
        users=tuple(people.users(conn)),
        sources=tuple(people.entries(conn, "source")),
        client_types=tuple(people.entries(conn, "type_client")),
        views=tuple(people.views(conn, SCREEN, person_id)),
        settings=people.settings(conn, f"{SCREEN}."),
    )


class FirstPage(NamedTuple):
    """What the list shows first: its lists, and the first companies by name."""

    lists: Lists
    ids: list[int]
    rows: list[prospects.ProspectRow]


def read_first(conn: Any, person_id: int) -> FirstPage:
    """Reads it, in a thread of its own while the window is built."""
    ids = prospects.first(conn, FIRST_ROWS)
    return FirstPage(read_lists(conn, person_id), ids, prospects.rows(conn, ids))
