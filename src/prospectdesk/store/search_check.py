"""Do the search tables follow their content: the same rows, and samples that are found."""

from __future__ import annotations

import re

from prospectdesk.store.connection import Connection, database_errors

TABLES = {
    "company_words": "company",
    "company_grams": "company",
    "contact_words": "contact",
    "contact_grams": "contact",
    "note_grams": "timeline",
}
SAMPLES = 400
_WORD = re.compile(r"[a-z0-9]{3,}")


def wrong_tables(conn: Connection) -> list[str]:
    """The search tables that do not hold what they should."""
    return [name for name in TABLES if not _holds(conn, name)]


def rebuild(conn: Connection, name: str) -> None:
    """Makes a search table anew from its content: only rows that have something to find."""
    columns = _columns(conn, name)
    told = " OR ".join(f"{column} IS NOT NULL" for column in columns)
    conn.execute(f"INSERT INTO {name} ({name}) VALUES ('delete-all')")
    conn.execute(
        f"INSERT INTO {name} (rowid, {', '.join(columns)}) "
        f"SELECT id, {', '.join(columns)} FROM {TABLES[name]} WHERE {told}"
    )


def _columns(conn: Connection, name: str) -> list[str]:
    return [str(row[0]) for row in conn.execute("SELECT name FROM pragma_table_info(?)", (name,))]


def _holds(conn: Connection, name: str) -> bool:
    table, columns = TABLES[name], _columns(conn, name)
    told = " OR ".join(f"{column} IS NOT NULL" for column in columns)
    here, there = f"SELECT id FROM {table} WHERE {told}", f"SELECT id FROM {name}_docsize"
    try:
        for one, other in ((here, there), (there, here)):
            if conn.execute(f"SELECT 1 FROM ({one} EXCEPT {other}) LIMIT 1").fetchone() is not None:
                return False
        return all(_is_found(conn, name, columns, row_id) for row_id in _sample(conn, table, told))
    except database_errors():
        return False


def _sample(conn: Connection, table: str, told: str) -> list[int]:
    """Some ids, spread evenly over the table."""
    low, high = conn.execute(f"SELECT min(id), max(id) FROM {table}").fetchone()
    if low is None:
        return []
    step = max(1, (high - low + 1) // SAMPLES)
    found = []
    for start in range(low, high + 1, step):
        row = conn.execute(
            f"SELECT id FROM {table} WHERE id >= ? AND id < ? AND ({told}) ORDER BY id LIMIT 1",
            (start, start + step),
        ).fetchone()
        found += [] if row is None else [int(row[0])]
    return found


def _is_found(conn: Connection, name: str, columns: list[str], row_id: int) -> bool:
    values = conn.execute(
        f"SELECT {', '.join(columns)} FROM {TABLES[name]} WHERE id = ?", (row_id,)
    ).fetchone()
    for value in values:
        for word in _WORD.findall(value or "")[:3]:
            asked = f'"{word[:3]}"' if name.endswith("_grams") else f'"{word}"'
            hit = conn.execute(f"SELECT 1 FROM {name} WHERE {name} MATCH ? AND rowid = ?", (asked, row_id))
            if hit.fetchone() is None:
                return False
    return True
