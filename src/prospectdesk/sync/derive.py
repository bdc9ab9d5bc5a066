"""After rows came: the derived columns of companies, contacts and notes, and their search tables."""

from __future__ import annotations

from collections.abc import Mapping

from prospectdesk.store import summaries
from prospectdesk.store.ddl import SEARCH
from prospectdesk.sync.work import Work

MANY_NEW = 2_000
"""With more new rows of a searched table than this, search is filled by one statement a table."""
SEARCHED = frozenset({"company", "contact", "timeline"})


def mute_search(work: Work) -> None:
    """New rows do not reach the search tables one by one; `fill_search` ends this."""
    work.conn.execute("UPDATE write_state SET fts_muted = 1")


def refresh_new(work: Work, first: Mapping[str, int]) -> None:
    """The derived columns of rows that are new on this page, while search is muted."""
    for table, kept in (("contact", work.contacts), ("timeline", work.notes), ("company", work.companies)):
        start = first.get(table)
        if start is not None:
            fresh = {row_id for row_id in kept if row_id >= start}
            kept.difference_update(fresh)
            _REFRESH[table](work.conn, sorted(fresh))
    start = first.get("company")
    if start is not None:
        for owners in work.fed.values():
            owners.difference_update([one for one in owners if one >= start])


def fill_search(work: Work, first: Mapping[str, int]) -> None:
    """Search entries of the new rows, a statement a table; search hears single rows again."""
    for search in SEARCH:
        start = first.get(search.content)
        if start is not None:
            columns = ", ".join(search.columns)
            told = " OR ".join(f"{name} IS NOT NULL" for name in search.columns)
            work.conn.execute(
                f"INSERT INTO {search.name} (rowid, {columns}) SELECT id, {columns} FROM {search.content} "
                f"WHERE id >= ? AND ({told})",
                (start,),
            )
    work.conn.execute("UPDATE write_state SET fts_muted = 0")


def refresh(work: Work) -> None:
    """Whatever the transaction touched and is not refreshed yet."""
    summaries.refresh_contacts(work.conn, sorted(work.contacts))
    summaries.refresh_notes(work.conn, sorted(work.notes))
    summaries.refresh(work.conn, sorted(work.companies))
    for table, owners in work.fed.items():
        summaries.refresh_fed(work.conn, table, sorted(owners - work.companies))


_REFRESH = {
    "contact": summaries.refresh_contacts,
    "timeline": summaries.refresh_notes,
    "company": summaries.refresh,
}
