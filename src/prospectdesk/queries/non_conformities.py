"""Reports of non-conformity of a company (C-08)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from prospectdesk.domain.non_conformities import STATES, WAITING
from prospectdesk.domain.stored_json import stored_list
from prospectdesk.sync import state

if TYPE_CHECKING:
    from prospectdesk.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Report:
    """`at` is an instant in ms UTC; `waiting`: the centre has not got it yet (X-24)."""

    id: int
    fields: tuple[str, ...]
    text: str
    state: str
    at: int
    author: str | None
    waiting: bool

    @property
    def label(self) -> str:
        """Its state in words."""
        if self.waiting and self.state == "envoyee":
            return WAITING
        return STATES.get(self.state, self.state)


def reports(conn: Connection, company_id: int) -> list[Report]:
    """Those of a company, the newest first. Without a centre nothing waits."""
    linked = state.is_linked(conn)
    rows = conn.execute(
        "SELECT n.id, n.fields, n.text, n.state, n.at, u.name, n.rev = 0 "
        "FROM non_conformity n LEFT JOIN user u ON u.id = n.author_id "
        "WHERE n.company_id = ? AND n.deleted_at IS NULL ORDER BY n.at DESC, n.id DESC",
        (company_id,),
    )
    return [
        Report(row[0], stored_list(row[1]), row[2], row[3], row[4], row[5], linked and bool(row[6]))
        for row in rows
    ]
