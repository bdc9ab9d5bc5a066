"""The model of a laptop: its store, its outbox, what it does with the centre's answers.

Everything in here survives a crash except `inflight`: the real laptop keeps it in one SQLite file.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from tests.simulator.words import (
    COLUMNS,
    GROUPS,
    MANDATORY,
    ORDER,
    WORKSPACE,
    Key,
    Op,
    Page,
    PullAnswer,
    PushAnswer,
    State,
    Values,
    group_of,
    members,
)

PUSH = 6


@dataclass
class Local:
    """A row of the laptop."""

    table: str
    uid: str
    rev: int
    values: Values


@dataclass
class Waiting:
    """An outbox line; `sent` is the sequence number of the push that carries it."""

    op: Op
    sent: int = 0


@dataclass
class Refused:
    """A gesture the centre refused, with its operations."""

    code: str
    ops: list[Op] = field(default_factory=list)


class Laptop:
    """One profile of one user."""

    def __init__(self, device: str, user: str, mutant: str = "") -> None:
        self.device, self.user, self.mutant = device, user, mutant
        self.rows: dict[Key, Local] = {}
        self.outbox: list[Waiting] = []
        self.under_way: list[Op] = []
        self.refused: list[Refused] = []
        self.held: dict[Key, State] = {}
        self.cursors: dict[str, tuple[int, str]] = {}
        self.known: set[str] = set()
        self.last_seq = 0
        self.generation = 1
        self.skew = 0
        self.offset = 0
        self.hlc = 0
        self.batch = 0
        self.most = PUSH
        self.ledger: list[Op] = []

    # the user writes ------------------------------------------------------------------------
    def tick(self, now: int) -> int:
        """The hybrid clock at a new gesture."""
        self.batch += 1
        self.hlc = max(self.hlc + 1, (now + self.skew + self.offset) << 16)
        return self.hlc

    def insert(self, number: int, table: str, uid: str, values: Values, now: int) -> None:
        """Makes a row; a natural uid that exists is brought back instead."""
        full = dict.fromkeys((*COLUMNS[table], "deleted_at")) | values
        known = self.rows.get((table, uid))
        if known is not None:
            self.edit(number, table, uid, {"deleted_at": None}, now)
            return
        hlc = self.tick(now)
        self.rows[table, uid] = Local(table, uid, 0, full)
        self._line(Op(number, self.batch, table, uid, "*", dict(full), 0, hlc), 0)

    def edit(self, number: int, table: str, uid: str, values: Values, now: int) -> None:
        """Sets columns; columns of one group travel together (the push completes them)."""
        row = self.rows[table, uid]
        changed = {name: value for name, value in values.items() if row.values[name] != value}
        if not changed:
            return
        hlc = self.tick(now)
        row.values.update(changed)
        for place, (name, value) in enumerate(changed.items()):
            op = Op(number + place, self.batch, table, uid, name, value, self._base(row, name, ""), hlc)
            self._line(op, self._base(row, name, self.mutant))

    def _base(self, row: Local, name: str, mutant: str) -> int:
        """The rev of what the user had before his eyes: what waits of a cell hides what a pull brought since."""
        unit = {name} if mutant == "late_group_base" else members(row.table, group_of(row.table, name))
        hides = [row.rev]
        for waiting in self.outbox:
            op = waiting.op
            if op.key != (row.table, row.uid) or (waiting.sent and mutant == "late_sent_base"):
                continue
            if op.column in unit and not (op.column == name and mutant == "late_base"):
                hides.append(op.base)
            elif op.column == "*" and any(op.value[one] is not None for one in unit):
                hides.append(row.rev if mutant == "late_born_base" else op.base)
        return min(hides)

    def _line(self, op: Op, base: int) -> None:
        """The ledger keeps what the user really saw, the line the base it will claim."""
        self.ledger.append(op)
        op = replace(op, base=base)
        for waiting in self.outbox:
            old = waiting.op
            if not waiting.sent and old.key == op.key and old.column == op.column != "*":
                base = op.base if self.mutant == "late_base" else old.base
                waiting.op = Op(op.number, op.batch, *op.key, op.column, op.value, base, op.hlc)
                return
        self.outbox.append(Waiting(op))

    # pushing --------------------------------------------------------------------------------
    def to_push(self) -> tuple[int, list[Op]]:
        """The push that goes now: the one without answer again, else the next whole gestures."""
        seq = self.last_seq + 1
        if any(waiting.sent for waiting in self.outbox):
            return seq, self.under_way
        taken: set[int] = set()
        for waiting in self.outbox:
            if waiting.op.batch in taken or len(taken) < self.most:
                taken.add(waiting.op.batch)
                waiting.sent = seq
        ops = [waiting.op for waiting in self.outbox if waiting.sent]
        ops.sort(key=lambda op: op.batch)  # a line typed again goes with its last gesture
        self.under_way = self._completed(ops)
        return seq, self.under_way

    def _completed(self, ops: list[Op]) -> list[Op]:
        """Adds the other columns of a group: never half of an address."""
        done = {(op.batch, op.key, op.column) for op in ops}
        full = []
        for op in ops:
            full.append(op)
            if (op.table, op.column) not in GROUPS or self.mutant == "no_group":
                continue
            for column in members(op.table, group_of(op.table, op.column)):
                if (op.batch, op.key, column) not in done:
                    done.add((op.batch, op.key, column))
                    value = self.rows[op.key].values[column]
                    full.append(Op(-op.number * 10, op.batch, *op.key, column, value, op.base, op.hlc))
        return full

    def pushed(self, answer: PushAnswer) -> None:
        """One transaction: the lines go, refused gestures are set aside, the echo is laid in."""
        by_batch: dict[int, Refused] = {}
        for waiting in [one for one in self.outbox if one.sent]:
            code = answer.refused.get(waiting.op.batch)
            if code is not None:
                by_batch.setdefault(waiting.op.batch, Refused(code)).ops.append(waiting.op)
        self.refused.extend(by_batch.values())
        self.outbox = [one for one in self.outbox if not one.sent]
        self.last_seq = answer.seq
        self._clock(answer.now)
        for key in answer.gone:  # withdrawn, and perhaps granted again before the next look: read it anew
            bucket = self._bucket(key)
            if bucket != WORKSPACE and self.mutant != "gone_keeps_cursor":
                self.cursors.pop(bucket, None)
        self._apply(answer.echo, answer.gone)

    # pulling --------------------------------------------------------------------------------
    def pulled(self, answer: PullAnswer, *, lost_after: int | None = None) -> bool:
        """Applies the pages; answers whether more is to come. `lost_after` pages the laptop dies."""
        if self.mutant == "cursor_first":
            self.cursors |= {page.bucket: page.next for page in answer.pages}
        self._clock(answer.now)
        if answer.generation != self.generation:
            self.generation, self.cursors = answer.generation, {}
            return True
        for bucket in self.known - answer.buckets:
            if self.mutant != "no_vanish":
                self._vanish(bucket)
            if self.mutant != "old_cursor":
                self.cursors.pop(bucket, None)
        self.known = set(answer.buckets)
        for place, page in enumerate(answer.pages):
            if lost_after is not None and place >= lost_after:
                return True
            self._page(page)
        return any(page.more for page in answer.pages)

    def _page(self, page: Page) -> None:
        if self.mutant == "gone_ignored":
            self._apply(page.rows, [])
        else:
            self._apply(page.rows, [key for key in page.gone if self._lives_in(key, page.bucket)])
        self.cursors[page.bucket] = page.next

    def _apply(self, rows: list[State], gone: list[Key]) -> None:
        for key in gone:
            self._drop(key)
        for state in sorted(rows, key=lambda one: ORDER.index(one.table)):
            self._lay(state)
        for state in rows:
            if state.table == "company" and ("company", str(state.values["merged_into"])) in self.rows:
                self._follow(state.uid, str(state.values["merged_into"]))

    def _follow(self, loser: str, survivor: str) -> None:
        """What the centre does not know yet names the company that stands."""
        for row in self.rows.values():
            if row.rev == 0 and row.values.get("company_id") == loser:
                row.values["company_id"] = survivor
        for waiting in self.outbox:
            if not waiting.sent and isinstance(waiting.op.value, dict):
                told = {n: survivor if v == loser else v for n, v in waiting.op.value.items()}
                waiting.op = replace(waiting.op, value=told)

    def _lay(self, state: State) -> None:
        key = (state.table, state.uid)
        for column, parent in MANDATORY.get(state.table, {}).items():
            if (parent, str(state.values[column])) not in self.rows:
                if self.mutant != "no_hold":
                    self.held[key] = state
                return
        self.held.pop(key, None)
        values = dict(state.values)
        if self.mutant != "clobber":
            for waiting in self.outbox:
                if waiting.op.key == key and waiting.op.column != "*":
                    values |= self._unit(key, waiting.op.column, waiting.op.value)
                elif waiting.op.key == key:
                    values |= {name: value for name, value in waiting.op.value.items() if value is not None}
        self.rows[key] = Local(state.table, state.uid, state.rev, values)
        for other in [one for one in self.held.values() if state.uid in one.values.values()]:
            self._lay(other)

    def _unit(self, key: Key, column: str, value: Any) -> Values:
        """What stays of the user's own: the cell, or the whole group it belongs to."""
        if (key[0], column) not in GROUPS or self.mutant == "half_rebase":
            return {column: value}
        return {one: self.rows[key].values[one] for one in members(key[0], group_of(key[0], column))}

    def _drop(self, key: Key) -> None:
        self.held.pop(key, None)
        self.rows.pop(key, None)
        for table, parents in MANDATORY.items():
            for column, parent in parents.items():
                if parent == key[0]:
                    for child in [r for r in self.rows.values() if r.table == table]:
                        if child.values[column] == key[1]:
                            self._drop((child.table, child.uid))

    def _vanish(self, bucket: str) -> None:
        for key in [key for key in [*self.rows, *self.held] if self._lives_in(key, bucket)]:
            self._drop(key)

    def _lives_in(self, key: Key, bucket: str) -> bool:
        return self._bucket(key) == bucket

    def _bucket(self, key: Key) -> str:
        values = self.rows[key].values if key in self.rows else {}
        if not values and key in self.held:
            values = self.held[key].values
        return bucket_here(key[0], values)

    def _clock(self, now: int) -> None:
        self.offset = now - (now + self.skew)

    def digest(self, bucket: str) -> dict[str, int]:
        """What is held of a bucket, unsent rows apart."""
        here = {
            row.uid: row.rev
            for row in self.rows.values()
            if row.rev and bucket_here(row.table, row.values) == bucket
        }
        return here | {
            one.uid: one.rev for one in self.held.values() if bucket_here(one.table, one.values) == bucket
        }

    def unsent(self) -> dict[tuple[Key, str], Any]:
        """The values the user typed that wait."""
        return {(w.op.key, w.op.column): w.op.value for w in self.outbox if w.op.column != "*"}


def bucket_here(table: str, values: Values) -> str:
    """Where a row lives, as the laptop reckons."""
    if table == "routine_tag":
        return str(values.get("routine_id"))
    if table == "saved_view" and values.get("scope") == 2:
        return str(values.get("user_id"))
    return WORKSPACE
