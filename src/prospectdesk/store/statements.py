"""Statements of single rows, made once per table and column set from the declarations."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Table


@cache
def _table(name: str) -> Table:
    """The declaration of a table; the first question brings SQLAlchemy, so none may come before a write."""
    from prospectdesk.store.tables import metadata

    return metadata.tables[name]


@cache
def columns(table: str) -> tuple[str, ...]:
    """The column names of `table`, in order."""
    return tuple(column.name for column in _table(table).columns)


@cache
def is_synced(table: str) -> bool:
    """Whether the table travels to the centre."""
    return bool(_table(table).info["synced"])


@cache
def is_deletable(table: str) -> bool:
    """Whether rows are deleted softly."""
    return bool(_table(table).info.get("deletable"))


@cache
def is_local(table: str, column: str) -> bool:
    """Whether the column is derived on the laptop (no history, no outbox, no undo)."""
    return bool(_table(table).columns[column].info.get("local"))


@cache
def insert(table: str, names: tuple[str, ...]) -> str:
    """INSERT of the named columns."""
    known = set(columns(table))
    if not known.issuperset(names):
        raise KeyError(f"{table}: {sorted(set(names) - known)}")
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"


@cache
def update(table: str, names: tuple[str, ...]) -> str:
    """UPDATE of the named columns of one row by id."""
    known = set(columns(table))
    if not known.issuperset(names):
        raise KeyError(f"{table}: {sorted(set(names) - known)}")
    return f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in names)} WHERE id = ?"


@cache
def select(table: str, key: str = "id") -> str:
    """SELECT of a whole row by one column."""
    if key not in columns(table):
        raise KeyError(key)
    return f"SELECT {', '.join(columns(table))} FROM {table} WHERE {key} = ?"
