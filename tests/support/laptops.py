"""A laptop without its network: documents of the centre in, documents for the centre out."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from prospectdesk.commands.bus import Bus
from prospectdesk.commands.context import Context, Person
from prospectdesk.commands.remote import ApplyPull, ApplyPush, MarkPush
from prospectdesk.domain.changes import Done
from prospectdesk.domain.clock import Clock
from prospectdesk.store.outbox_check import wire_columns
from prospectdesk.store.store import Store
from prospectdesk.sync import pull
from prospectdesk.sync.operations import Push, typed
from prospectdesk.wire import rules
from prospectdesk.wire.tables import TABLES

NOW = 1_795_424_400_000
KEY = bytes(range(32))
WORKSPACE = "11" * 16
DIRECTORY = "00" * 16


@dataclass
class Laptop:
    """A store with its bus."""

    store: Store
    bus: Bus
    clock: list[Clock] = field(default_factory=list)

    def do(self, command: Any) -> Done:
        """Carries out a command."""
        return self.bus.do(command)

    def ask(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with self.store.session() as conn:
            return list(conn.execute(sql, parameters).fetchall())

    def write(self, change: Any) -> None:
        """Runs `change(uow)` as a command would."""
        with self.store.transaction(NOW, None) as uow:
            change(uow)
            uow.finish()

    def receive(
        self,
        rows: dict[str, Any],
        *,
        gone: list[list[str]] | None = None,
        kind: str = "workspace",
        after: tuple[int, str] = (1, DIRECTORY),
    ) -> Done:
        """Applies a page."""
        bucket = DIRECTORY if kind == "directory" else WORKSPACE
        document = {"bucket": bucket, "rows": rows, "gone": gone or [], "next": list(after), "more": False}
        page = pull.page_of(document, {bucket: kind})
        assert page is not None
        return self.do(ApplyPull(page=page))

    def push(self) -> Push | None:
        """The push under way or the next one."""
        found: Push | None = self.do(MarkPush()).data["push"]
        return found

    def answered(self, seq: int, **answer: Any) -> Done:
        """Applies the answer to a push."""
        return self.do(ApplyPush(seq=seq, answer={"seq": seq, **answer}))

    def outbox(self) -> list[tuple[Any, ...]]:
        """Table, column and value of every line, in order."""
        rows = self.ask("SELECT tbl, col, val FROM outbox ORDER BY seq")
        return [(tbl, col, typed(tbl, col, val)) for tbl, col, val in rows]


def rows_of(laptop: Laptop, rev: int = 1, tables: tuple[str, ...] = tuple(TABLES)) -> dict[str, Any]:
    """A document Rows of everything a store holds, as the centre would send it."""
    document = {}
    for table in tables:
        told = wire_columns(table)
        assert told is not None
        found = laptop.ask(f"SELECT lower(hex(r.uid)), ?, {', '.join(told.values())} FROM {table} AS r", rev)
        if found:
            document[table] = {"columns": list(told), "rows": [list(row) for row in found]}
    return document


def contents(laptop: Laptop, *, revs: bool = True) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that travels, by uid."""
    found = {}
    for table in TABLES:
        told = wire_columns(table)
        assert told is not None
        head = "hex(r.uid), r.rev" if revs else "hex(r.uid)"
        found[table] = sorted(laptop.ask(f"SELECT {head}, {', '.join(told.values())} FROM {table} AS r"))
    return {table: rows for table, rows in found.items() if rows}


def sample(table: str, uid: bytes, **values: Any) -> tuple[list[str], list[Any]]:
    """Columns and a row of the wire with plain values where nothing is said."""
    plain = {"i": 0, "t": "x", "r": 0.0, "b": "77" * 16}
    columns = rules.columns(table)
    row = [values.get(one.name, plain[one.kind] if one.mandatory else None) for one in columns]
    return [one.name for one in columns], [uid.hex(), values.get("rev", 1), *row]


def page(*samples: tuple[str, bytes, dict[str, Any]]) -> dict[str, Any]:
    """A document Rows of sample rows."""
    document: dict[str, Any] = {}
    for table, uid, values in samples:
        columns, row = sample(table, uid, **values)
        document.setdefault(table, {"columns": columns, "rows": []})["rows"].append(row)
    return document


def laptop(path: Path, key: bytes | None) -> Laptop:
    """An open, empty store with a bus of nobody."""
    store = Store(path, key)
    store.open()
    clock = [Clock(frozen_ms=NOW)]
    nobody = Person(id=0, uid=b"", login="", name="", licence="administrateur")
    return Laptop(store, Bus(store, lambda: Context(clock=clock[0], person=nobody)), clock)
