"""The whole DDL of the local store, made from the table declarations: tables, indexes, search, triggers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Column, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from prospectdesk.store.tables import metadata

IDENTITY = frozenset({"id", "uid", "rev"})


@dataclass(frozen=True)
class SearchTable:
    """One FTS5 table over `content`; `columns` are folded columns of it."""

    name: str
    content: str
    columns: tuple[str, ...]
    options: str


WORDS = "tokenize='unicode61 remove_diacritics 2', prefix='2 3', detail=column"
TRIGRAMS = "tokenize='trigram', detail=column"

SEARCH = (
    SearchTable("company_words", "company", ("search_key", "city_key"), WORDS),
    SearchTable("company_grams", "company", ("search_key", "mail", "phones_key"), TRIGRAMS),
    SearchTable("contact_words", "contact", ("name_key",), WORDS),
    SearchTable("contact_grams", "contact", ("name_key", "email_key", "home_key", "mobile_key"), TRIGRAMS),
    SearchTable("note_grams", "timeline", ("text_key",), TRIGRAMS),
)
VOCABULARIES = (("company_vocab", "company_words"), ("contact_vocab", "contact_words"))


def statements() -> Iterator[str]:
    """Every statement that makes an empty store, in order."""
    dialect = sqlite.dialect()
    for table in metadata.tables.values():
        yield " ".join(str(CreateTable(table).compile(dialect=dialect)).split())
    for table in metadata.tables.values():
        for item in sorted(table.indexes, key=lambda one: str(one.name)):
            yield " ".join(str(CreateIndex(item).compile(dialect=dialect)).split())
    for search in SEARCH:
        yield (
            f"CREATE VIRTUAL TABLE {search.name} USING fts5({', '.join(search.columns)}, "
            f"content='{search.content}', content_rowid='id', {search.options})"
        )
        yield from _search_triggers(search)
    for name, source in VOCABULARIES:
        yield f"CREATE VIRTUAL TABLE {name} USING fts5vocab({source}, row)"
    for table in metadata.tables.values():
        if table.info["synced"]:
            yield _insert_trigger(table)
            yield _update_trigger(table)
            yield _delete_trigger(table)
    yield "INSERT INTO write_state (id) VALUES (1)"


def travelling(table: Table) -> list[Column[object]]:
    """The columns of a synced table that go to the centre."""
    return [c for c in table.columns if c.name not in IDENTITY and not c.info.get("local")]


def wire_value(column: Column[object], row: str) -> str:
    """The value of `column` as the wire has it: a reference is the uid of its row."""
    name = f'{row}."{column.name}"'
    for key in column.foreign_keys:
        return f"(SELECT lower(hex(uid)) FROM {key.column.table.name} WHERE id = {name})"
    if column.type.__class__.__name__ == "LargeBinary":
        return f"nullif(lower(hex({name})), '')"
    return name


_HEAD = "(SELECT muted FROM write_state) = 0"


def _insert_trigger(table: Table) -> str:
    pairs = ", ".join(f"'{c.name}', {wire_value(c, 'NEW')}" for c in travelling(table))
    return (
        f"CREATE TRIGGER {table.name}_out_insert AFTER INSERT ON {table.name} "
        f"WHEN NEW.scope <> 0 AND {_HEAD} BEGIN "
        f"INSERT INTO outbox (batch, tbl, row_uid, col, val, base, hlc) SELECT batch, '{table.name}', NEW.uid, '*', "
        f"json_object({pairs}), 0, hlc FROM write_state; END"
    )


def _update_trigger(table: Table) -> str:
    """One outbox line per changed column; unsent lines of one cell coalesce and keep the first base."""
    watched = ", ".join(f'"{c.name}"' for c in travelling(table))
    parts = [
        f"INSERT INTO outbox (batch, tbl, row_uid, col, val, base, hlc) SELECT batch, '{table.name}', NEW.uid, "
        f"'{c.name}', {wire_value(c, 'NEW')}, OLD.rev, hlc FROM write_state "
        f'WHERE NEW."{c.name}" IS NOT OLD."{c.name}" '
        "ON CONFLICT (tbl, row_uid, col) WHERE sent = 0 "
        "DO UPDATE SET val = excluded.val, batch = excluded.batch, hlc = excluded.hlc;"
        for c in travelling(table)
    ]
    return (
        f"CREATE TRIGGER {table.name}_out_update AFTER UPDATE OF {watched} ON {table.name} "
        f"WHEN NEW.scope <> 0 AND {_HEAD} BEGIN {' '.join(parts)} END"
    )


def _delete_trigger(table: Table) -> str:
    return (
        f"CREATE TRIGGER {table.name}_out_delete AFTER DELETE ON {table.name} "
        f"WHEN OLD.scope <> 0 AND {_HEAD} BEGIN "
        f"INSERT INTO outbox (batch, tbl, row_uid, col, val, base, hlc) SELECT batch, '{table.name}', OLD.uid, '-', "
        "NULL, OLD.rev, hlc FROM write_state WHERE true ON CONFLICT (tbl, row_uid, col) WHERE sent = 0 DO NOTHING; END"
    )


def _search_triggers(search: SearchTable) -> Iterator[str]:
    """Search follows its content row by row, and only when an indexed column really changed (SYNC §3)."""
    columns = ", ".join(search.columns)
    told = " OR ".join(f"{{row}}.{c} IS NOT NULL" for c in search.columns)
    changed = " OR ".join(f"OLD.{c} IS NOT NEW.{c}" for c in search.columns)
    unmuted = "(SELECT fts_muted FROM write_state) = 0"
    add = (
        f"INSERT INTO {search.name} (rowid, {columns}) SELECT NEW.id, "
        f"{', '.join(f'NEW.{c}' for c in search.columns)} WHERE {told.format(row='NEW')};"
    )
    drop = (
        f"INSERT INTO {search.name} ({search.name}, rowid, {columns}) SELECT 'delete', OLD.id, "
        f"{', '.join(f'OLD.{c}' for c in search.columns)} WHERE {told.format(row='OLD')};"
    )
    table = search.content
    yield f"CREATE TRIGGER {search.name}_add AFTER INSERT ON {table} WHEN {unmuted} BEGIN {add} END"
    yield f"CREATE TRIGGER {search.name}_drop AFTER DELETE ON {table} WHEN {unmuted} BEGIN {drop} END"
    yield (
        f"CREATE TRIGGER {search.name}_edit AFTER UPDATE OF {columns} ON {table} "
        f"WHEN {unmuted} AND ({changed}) BEGIN {drop} {add} END"
    )
