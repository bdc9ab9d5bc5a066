"""Helpers that declare tables: identity and sync columns once, STRICT, kinds told by `info`.

Columns whose info says `local` are derived on the laptop and never travel.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text, text
from sqlalchemy.types import REAL

metadata = MetaData()

DIRECTORY = 0
WORKSPACE = 1
PERSON = 2


def integer(name: str, **options: Any) -> Column[Any]:
    """An INTEGER column; `default` is a server default."""
    return _column(name, Integer, options)


def words(name: str, **options: Any) -> Column[Any]:
    """A TEXT column."""
    return _column(name, Text, options)


def real(name: str, **options: Any) -> Column[Any]:
    """A REAL column (degrees, amounts are never REAL)."""
    return _column(name, REAL, options)


def blob(name: str, **options: Any) -> Column[Any]:
    """A BLOB column."""
    return _column(name, LargeBinary, options)


def ref(name: str, target: str, **options: Any) -> Column[Any]:
    """An INTEGER column that points at the rowid of `target`; on the wire it is that row's uid."""
    options.setdefault("need", False)
    return _column(name, Integer, options, ForeignKey(f"{target}.id"))


def _column(name: str, kind: Any, options: dict[str, Any], *rest: Any) -> Column[Any]:
    default = options.pop("default", None)
    need = options.pop("need", default is not None)
    local = options.pop("local", False)
    server_default = None if default is None else text(repr(default))
    return Column(
        name, kind, *rest, nullable=not need, server_default=server_default, info={"local": local}, **options
    )


def synced(name: str, *columns: Any, deletable: bool = True, scope: int = WORKSPACE) -> Table:
    """Declares a table that travels; with `deletable` it is deleted softly (`deleted_at`, ms UTC).

    It has `id` (local rowid), `uid` (16 bytes, the identity on the wire), `scope` (0 directory,
    1 workspace, 2 person) and `rev` (0 = never acknowledged by the centre).
    """
    base: list[Any] = [
        Column("id", Integer, primary_key=True),
        blob("uid", need=True, unique=True),
        integer("scope", default=scope),
        integer("rev", default=0),
    ]
    if deletable:
        base.append(integer("deleted_at"))
    return Table(
        name, metadata, *base, *columns, sqlite_strict=True, info={"synced": True, "deletable": deletable}
    )


def local(name: str, *columns: Any, without_rowid: bool = False) -> Table:
    """Declares a table that never leaves the laptop."""
    return Table(
        name,
        metadata,
        *columns,
        sqlite_strict=True,
        sqlite_with_rowid=not without_rowid,
        info={"synced": False},
    )


def index(name: str, *parts: Any, where: str | None = None, unique: bool = False) -> Index:
    """An index, partial when `where` is given."""
    return Index(name, *parts, unique=unique, sqlite_where=None if where is None else text(where))
