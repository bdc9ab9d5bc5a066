"""Short lists that everything refers to: users and catalogue entries, by id and by name."""

from __future__ import annotations

from typing import NamedTuple

from prospectdesk.domain.text import fold
from prospectdesk.store.connection import Connection


class Entry(NamedTuple):
    """One user (`kind` is "user", `label` the name, `key` the login) or catalogue entry (`key` its folded label)."""

    id: int
    uid: bytes
    kind: str
    key: str
    label: str
    live: bool


class Names:
    """All users and catalogue entries of the store, the deleted ones included."""

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = tuple(entries)
        self._users = {one.id: one for one in entries if one.kind == "user"}
        self._entries = {one.id: one for one in entries if one.kind != "user"}

    @classmethod
    def read(cls, conn: Connection) -> Names:
        """Reads both lists."""
        users = [
            Entry(row[0], row[1], "user", row[2], row[3], row[4] is None)
            for row in conn.execute("SELECT id, uid, login, name, deleted_at FROM user ORDER BY id")
        ]
        entries = [
            Entry(row[0], row[1], row[2], fold(row[3]), row[3], row[4] is None)
            for row in conn.execute(
                "SELECT id, uid, kind, label, deleted_at FROM catalogue ORDER BY kind, rank, id"
            )
        ]
        return cls(users + entries)

    def user(self, user_id: int | None) -> str | None:
        """The name of a user."""
        found = None if user_id is None else self._users.get(user_id)
        return None if found is None else found.label

    def label(self, entry_id: int | None) -> str | None:
        """The label of a catalogue entry."""
        found = None if entry_id is None else self._entries.get(entry_id)
        return None if found is None else found.label

    def user_ids(self, login: str) -> list[int]:
        """Ids of the users of that login (case does not matter)."""
        wanted = login.strip().casefold()
        return [one.id for one in self._users.values() if one.key.casefold() == wanted]

    def entry_ids(self, kind: str, label: str) -> list[int]:
        """Ids of the entries of `kind` with that label (case and accents do not matter)."""
        wanted = fold(label)
        return [one.id for one in self._entries.values() if one.kind == kind and one.key == wanted]

    def users(self) -> dict[int, str]:
        """Names of users by id."""
        return {one.id: one.label for one in self._users.values()}

    def labels(self) -> dict[int, str]:
        """Labels of catalogue entries by id."""
        return {one.id: one.label for one in self._entries.values()}
