"""What the prospect list asks in one go: ids of a view in order, totals, live counts of its tabs."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, cast

from prospectdesk.domain.errors import Invalid, Unavailable
from prospectdesk.queries import prospects
from prospectdesk.queries.prospects import ProspectRow
from prospectdesk.queries.prospects_around import Around, kept
from prospectdesk.queries.prospects_criteria import Criteria

if TYPE_CHECKING:
    from prospectdesk.queries.prospects_groups import Group
    from prospectdesk.queries.reader import Reader
    from prospectdesk.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Question:
    """One view of the list. `directory` takes the whole directory; `due_to` is a day number or None; `around` keeps
    what lies in a circle; `group` is one of prospects_groups.GROUPINGS, "" for one list."""

    criteria: Criteria = prospects.NOTHING
    sort: str = "raison_sociale"
    directory: bool = False
    due_to: int | None = None
    around: Around | None = None
    group: str = ""

    @property
    def bare(self) -> bool:
        """Whether everything is asked for, by name, in one list."""
        return self.everything and self.sort == "raison_sociale" and not self.group

    @property
    def everything(self) -> bool:
        """Whether nothing narrows the list."""
        return self.criteria.empty and self.due_to is None and self.around is None


class Listing(NamedTuple):
    """Ids in display order, how many there are without any criterion, how long it took (ms), the groups the ids are a
    sequence of, and the rows that stand first in a plain list: they are shown with it."""

    ids: Sequence[int]
    total: int
    took_ms: int
    groups: tuple[Group, ...] = ()
    first: Sequence[ProspectRow] = ()


def listing(conn: Connection, reader: Reader, question: Question, today: int = 0) -> Listing:
    """Answers a question; `today` is the day number lateness counts from. Raises Invalid (bad value), Unavailable (too
    slow)."""
    start = time.perf_counter()
    columns = reader.ready_columns()
    found = prospects.find(
        conn, question.criteria, question.sort, all_companies=question.directory, due_to=question.due_to,
        columns=columns, names=reader.names,
    )  # fmt: skip
    ids = cast("Sequence[int]", found)  # a list or an int32 array, by index all the same
    if question.around is not None:
        ids = kept(conn, reader, ids, question.around)
    groups: tuple[Group, ...] = ()
    if question.group:
        from prospectdesk.queries.prospects_groups import grouped  # late: the first rows come without

        ids, groups = grouped(
            conn, ids, question.group, sort=question.sort, today=today, columns=columns, names=reader.names
        )
    first = () if groups else prospects.rows(conn, ids[: prospects.PAGE])
    took = round((time.perf_counter() - start) * 1000)
    if question.everything:
        return Listing(ids, len(ids), took, groups, first)
    total = prospects.count(conn, all_companies=question.directory, columns=columns, names=reader.names)
    return Listing(ids, total, took, groups, first)


def view_counts(conn: Connection, reader: Reader, questions: Sequence[Question]) -> list[int | None]:
    """Live counts of several views; None for one that cannot be counted (unknown label, too slow)."""
    found: list[int | None] = []
    columns = reader.ready_columns()
    for one in questions:
        try:
            if one.around is not None:
                found.append(len(listing(conn, reader, one).ids))
                continue
            number = prospects.count(
                conn, one.criteria, all_companies=one.directory, due_to=one.due_to,
                columns=columns, names=reader.names,
            )  # fmt: skip
        except (Invalid, Unavailable):
            found.append(None)
        else:
            found.append(number)
    return found
