"""After rows came: the derived columns of companies, contacts and notes, and their search tables."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext

from prospectdesk.store import summaries
from prospectdesk.store.ddl import SEARCH
from prospectdesk.store.search_merges import thorough
from prospectdesk.sync.work import Work

MANY_NEW = 2_000
"""With more new rows of a searched table than this, search is filled by one statement a table."""
SEARCHED = frozenset({"company", "contact", "timeline"})


def mute_search(work: Work) -> None:
    """New rows do not reach the search tables one by one; `fill_search` ends this."""
    work.conn.execute("UPDATE write_state SET fts_muted = 1")


def refresh_new(work: Work, first: Mapping[str, int]) -> None:
    """The derived columns of rows that are new on this page, while search is muted."""
    contacts = _fresh(work.contacts, first.get("contact"))
    summaries.order_points(work.conn, contacts)
    summaries.refresh_contacts(work.conn, contacts)
    summaries.refresh_notes(work.conn, _fresh(work.notes, first.get("timeline")))
    start = first.get("company")
    summaries.refresh_parts(work.conn, {table: _fresh(owners, start) for table, owners in work.fed.items()})


def _fresh(kept: set[int], start: int | None) -> list[int]:
    """Takes the numbers from `start` on out of a set."""
    found = [] if start is None else sorted(one for one in kept if one >= start)
    kept.difference_update(found)
    return found


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
    with thorough(work.conn) if _somebody_is_forgotten(work) else nullcontext():
        _refresh(work)


def _somebody_is_forgotten(work: Work) -> bool:
    """Whether a person who was erased elsewhere is still in the search tables here."""
    sql = (
        "SELECT 1 FROM json_each(?) j CROSS JOIN contact c ON c.id = j.value "
        "WHERE c.erased_at IS NOT NULL AND c.name_key IS NOT NULL LIMIT 1"
    )
    return work.conn.execute(sql, (str(sorted(work.contacts)),)).fetchone() is not None


def _refresh(work: Work) -> None:
    contacts = sorted(work.contacts)
    summaries.order_points(work.conn, contacts)
    summaries.refresh_contacts(work.conn, contacts)
    summaries.refresh_notes(work.conn, sorted(work.notes))
    summaries.refresh_parts(work.conn, work.fed)
