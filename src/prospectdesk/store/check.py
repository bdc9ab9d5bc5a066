"""Is the store sound: pages, links, rules, derived columns, search, outbox (verb `check`, F6).

Only what is derived from other data is ever repaired; the rest is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from prospectdesk.domain.siret import siren_key_holds, siret_key_holds
from prospectdesk.store import invariants, search_check, summaries
from prospectdesk.store.connection import Connection, StoreError, database_errors
from prospectdesk.store.outbox_check import disagreements
from prospectdesk.store.store import Store

CHUNK = 5000
_SEARCHED = "SELECT name FROM sqlite_master WHERE type = 'table' AND lower(sql) LIKE '%using fts5(%'"


@dataclass(frozen=True)
class Problem:
    """One kind of fault. `count` rows have it, `ids` are the first local ids, `derived` can be repaired."""

    code: str
    text: str
    count: int
    ids: tuple[int, ...] = ()
    derived: bool = False
    repaired: bool = False


def check(store: Store, repair: bool = False, now_ms: int = 0) -> list[Problem]:
    """Reads the whole store and answers what is wrong; with `repair` what is derived is made anew.

    Raises StoreError damaged when the file is too damaged to be read at all, Unavailable.
    """
    try:
        with store.session() as conn:
            found = list(_problems(conn))
    except database_errors() as error:
        raise StoreError(
            "damaged", "La base est trop abîmée pour être lue en entier : restaurez la dernière sauvegarde."
        ) from error
    if not repair or not any(one.derived for one in found):
        return found
    with store.transaction(now_ms, None, muted=True) as uow:
        _repair(uow.conn)
    with store.session() as conn:
        left = {one.code for one in _derived(conn)}
    return [replace(one, repaired=one.derived and one.code not in left) for one in found]


def _problems(conn: Connection) -> Iterator[Problem]:
    yield from _pages(conn)
    broken = conn.execute("PRAGMA foreign_key_check").fetchall()
    if broken:
        tables = ", ".join(sorted({str(row[0]) for row in broken}))
        yield Problem("links", f"Liens vers des lignes absentes ({tables})", len(broken))
    for code, text, sql in invariants.QUERIES:
        ids = [row[0] for row in conn.execute(sql)]
        if ids:
            yield Problem(code, text, len(ids), tuple(ids[:20]))
    yield from _numbers(conn)
    wrong = disagreements(conn)
    if wrong:
        yield Problem(
            "outbox", "Modifications en attente d’envoi qui ne sont plus dans les données", len(wrong)
        )
    yield from _derived(conn)


def _pages(conn: Connection) -> Iterator[Problem]:
    """Pages and search tables.

    FTS5 keeps the structure of an index from the last query of a connection and looks whether it changed only when
    a query begins, not when it checks itself: each index is asked first, else a sound one is called corrupt.
    """
    for (name,) in conn.execute(_SEARCHED).fetchall():
        conn.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone()
    lines = [str(row[0]) for row in conn.execute("PRAGMA integrity_check(20)")]
    if lines != ["ok"]:
        yield Problem("integrity", "Le fichier de la base est abîmé : restaurez une sauvegarde", len(lines))


def _numbers(conn: Connection) -> Iterator[Problem]:
    """SIREN and SIRET hold their control digits (INV-11)."""
    for table, column, length, holds in (
        ("company", "siren", 9, siren_key_holds),
        ("establishment", "siret", 14, siret_key_holds),
    ):
        wrong = []
        cursor = conn.execute(f"SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL")
        while rows := cursor.fetchmany(CHUNK):
            wrong += [row[0] for row in rows if not _is_number(row[1], length, holds)]
        if wrong:
            yield Problem(f"INV-11.{column}", f"{column.upper()} faux", len(wrong), tuple(wrong[:20]))


def _is_number(text: str, length: int, holds: Callable[[str], bool]) -> bool:
    return bool(re.fullmatch(rf"[0-9]{{{length}}}", text)) and holds(text)


def _derived(conn: Connection) -> Iterator[Problem]:
    for code, text, ids in (
        ("companies", "Colonnes de liste qui ne suivent plus leur fiche", summaries.differences(conn)),
        ("contacts", "Cartes qui ne suivent plus leurs coordonnées", summaries.contact_differences(conn)),
        ("notes", "Notes que la recherche ne suit plus", summaries.note_differences(conn)),
    ):
        if ids:
            yield Problem(code, text, len(ids), tuple(ids[:20]), derived=True)
    for name in search_check.wrong_tables(conn):
        yield Problem(f"search.{name}", "Index de recherche à refaire", 1, derived=True)


def _repair(conn: Connection) -> None:
    """Makes everything derived anew, whichever part was wrong: one leads to the other.

    The search tables are silent meanwhile: taking a wrong entry out would stop as if the file were damaged.
    """
    conn.execute("UPDATE write_state SET fts_muted = 1")
    for table, refresh in (
        ("contact", summaries.refresh_contacts),
        ("timeline", summaries.refresh_notes),
        ("company", summaries.refresh),
    ):
        refresh(conn, [row[0] for row in conn.execute(f"SELECT id FROM {table}")])
    for name in search_check.TABLES:
        search_check.rebuild(conn, name)
    conn.execute("UPDATE write_state SET fts_muted = 0")
