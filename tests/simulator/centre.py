"""The model of the centre: rights, order, idempotence, what each bucket shows. Merging is in `merging`."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace

from tests.simulator import settling
from tests.simulator.merging import Merge
from tests.simulator.words import (
    COLUMNS,
    MANDATORY,
    WORKSPACE,
    Busy,
    Cell,
    Conflict,
    Key,
    Op,
    Page,
    PullAnswer,
    PushAnswer,
    Row,
    State,
    Values,
    Wrong,
    group_of,
)

FUTURE_MS = 5 * 60_000
PAGE = 4


@dataclass
class Line:
    """A line of the feed: where a row is shown, or was."""

    key: Key
    rev: int
    gone: bool = False


@dataclass
class Device:
    """A laptop as the centre knows it."""

    user: str
    last_seq: int = 0
    answer: PushAnswer | None = None
    touched: set[Key] = field(default_factory=set)


class Centre:
    """One workspace. `mutant` names a fault of the protocol put in on purpose."""

    def __init__(self, users: dict[str, str], routines: dict[str, set[str]], mutant: str = "") -> None:
        self.users = users
        """Licence of each user."""
        self.routines = routines
        self.mutant = mutant
        self.rows: dict[Key, Row] = {}
        self.feed: dict[str, dict[str, Line]] = defaultdict(dict)
        self.devices: dict[str, Device] = {}
        self.conflicts: list[Conflict] = []
        self.merged: dict[str, str] = {}
        self.erased: dict[str, str] = {}
        """Who erased a person."""
        self.erasing: set[int] = set()
        """Gestures of the push under way that erase somebody."""
        self.fate: dict[int, str] = {}
        self.idle: set[int] = set()
        """Operations that said what the row said already, to the knowledge of their author: nothing is written."""
        self.applied: dict[int, int] = {}
        """Revision under which each operation was taken."""
        self.now = 1_800_000_000_000
        self.rev = 100
        self.open: dict[int, tuple[Key, str, object]] = {}
        self.generation = 1
        self.page = PAGE

    # what a user sees -----------------------------------------------------------------------
    def leads(self, user: str) -> bool:
        """Responsables and administrators."""
        return self.users[user] != "utilisateur"

    def buckets(self, user: str) -> set[str]:
        """The buckets a user is member of."""
        seen = {name for name, people in self.routines.items() if user in people or self.leads(user)}
        return {WORKSPACE, user} | seen

    def bucket_of(self, table: str, values: Values) -> str:
        """Where a row lives."""
        if table == "routine_tag":
            return str(values["routine_id"])
        if table == "saved_view" and values.get("scope") == 2:
            return str(values["user_id"])
        return WORKSPACE

    def horizon(self) -> int:
        """Revisions below are settled for ever."""
        if self.mutant == "no_horizon":
            return self.rev + 1
        return min(self.open, default=self.rev + 1)

    # writing --------------------------------------------------------------------------------
    def next_rev(self) -> int:
        """The number of a new transaction."""
        self.rev += 1
        return self.rev

    def write(self, row: Row, rev: int) -> None:
        """Stores a row and moves its line of the feed."""
        row.rev = rev
        self.rows[row.table, row.uid] = row
        where = self.bucket_of(row.table, row.values)
        for bucket, lines in self.feed.items():
            line = lines.get(row.uid)
            if line is not None and bucket != where and not line.gone and self.mutant != "no_exit":
                lines[row.uid] = Line(line.key, rev, gone=True)
        self.feed[where][row.uid] = Line((row.table, row.uid), rev)

    def begin(self, key: Key, column: str, value: object) -> int:
        """Somebody with psql opens a transaction on a row and takes his time."""
        rev = self.next_rev()
        self.open[rev] = (key, column, value)
        return rev

    def commit(self, rev: int) -> None:
        """He commits at last, under the number he got long ago."""
        key, column, value = self.open.pop(rev)
        row = self.rows[key]
        row.values[column] = value
        row.cells[column] = Cell(rev, self.now << 16, "centre")
        self.write(row, max(rev, row.rev))

    # push -----------------------------------------------------------------------------------
    def push(self, device_id: str, seq: int, ops: list[Op]) -> PushAnswer:
        """Takes operations in; the same sequence number has the same effect once."""
        device = self.devices[device_id]
        if seq == device.last_seq and device.answer is not None and self.mutant != "no_dedupe":
            return self._answer(device, seq, device.answer.refused, device.touched)
        if seq not in {device.last_seq, device.last_seq + 1}:
            raise Wrong(seq)
        named = {op.key for op in ops}
        ops = [self._renamed(op) for op in ops]
        locked = {key for key, _column, _value in self.open.values()}
        if locked & {op.key for op in ops}:
            raise Busy
        refused = self._refusals(device, device_id, ops)
        rev = self.next_rev()
        merge = Merge(self, device_id, rev)
        for op in self._as_one(self._in_order(ops), refused):
            if op.batch in refused:
                self.fate[op.number] = "refused"
            else:
                merge.take(self._clamped(op))
        merge.finish()
        touched = named | {op.key for op in ops} | merge.touched
        touched |= settling.settle(self, merge.companies(), rev)
        device.last_seq, device.touched = seq, touched
        device.answer = self._answer(device, seq, refused, touched)
        return device.answer

    def _in_order(self, ops: list[Op]) -> list[Op]:
        """What was typed on rows that became another comes after what was typed on that one itself, row by row."""
        if self.mutant == "moved_as_one":
            return ops
        first: dict[str, int] = {}
        for place, op in enumerate(ops, 1):
            if op.moved:
                first.setdefault(op.moved, place)
        return sorted(ops, key=lambda op: first.get(op.moved, 0))

    def _as_one(self, ops: list[Op], refused: dict[int, str]) -> list[Op]:
        """Of a row that is here already, a birth tells no cell that the same push then edits."""
        apart = self.mutant != "moved_as_one"
        edited = {(op.key, op.column, apart and op.moved) for op in ops if op.batch not in refused}

        def left(op: Op) -> Values:
            return {n: None if (op.key, n, apart and op.moved) in edited else v for n, v in op.value.items()}

        return [replace(op, value=left(op)) if op.column == "*" and op.key in self.rows else op for op in ops]

    def _answer(self, device: Device, seq: int, refused: dict[int, str], touched: set[Key]) -> PushAnswer:
        answer = PushAnswer(seq, self.now, dict(refused))
        if self.mutant == "no_echo":
            return answer
        for key in sorted(touched):
            state = self.state(key, device.user)
            if state is None:
                answer.gone.append(key)
            else:
                answer.echo.append(state)
        return answer

    def state(self, key: Key, user: str) -> State | None:
        """A row as this user may see it now."""
        row = self.rows.get(key)
        if row is None or self.bucket_of(row.table, row.values) not in self.buckets(user):
            return None
        return State(row.table, row.uid, row.rev, dict(row.values))

    def _renamed(self, op: Op) -> Op:
        uid = self.survivor(op.uid)
        value = op.value
        if op.column == "*":
            value = {name: self.survivor(one) if name.endswith("_id") else one for name, one in value.items()}
        elif op.column.endswith("_id"):
            value = self.survivor(value)
        moved = uid != op.uid and self.mutant != "base_of_the_loser"
        return replace(op, uid=uid, value=value, moved=op.uid if moved else "")

    def survivor(self, uid: str) -> str:
        """The row another was merged into, or itself."""
        return self.became(uid)[-1]

    def became(self, uid: str) -> list[str]:
        """A row and those it was merged into, one after the other."""
        found = [uid]
        while found[-1] in self.merged:
            found.append(self.merged[found[-1]])
        return found

    def _clamped(self, op: Op) -> Op:
        if self.mutant == "no_clamp":
            return op
        top = (self.now + FUTURE_MS) << 16
        return op if op.hlc <= top else replace(op, hlc=top)

    # rights ---------------------------------------------------------------------------------
    def _refusals(self, device: Device, device_id: str, ops: list[Op]) -> dict[int, str]:
        refused: dict[int, str] = {}
        self.erasing = {op.batch for op in ops if op.column == "erased_at" and op.value is not None}
        while True:
            born: dict[Key, Values] = {}
            found: dict[int, str] = {}
            for op in ops:
                if op.batch in refused:
                    continue
                code = self._refusal(device, device_id, op, born)
                if code is not None:
                    found.setdefault(op.batch, code)
                elif op.column == "*":
                    born[op.key] = op.value
            if not found:
                return refused
            refused |= found

    def _refusal(self, device: Device, device_id: str, op: Op, born: dict[Key, Values]) -> str | None:
        row = self.rows.get(op.key)
        known = row.values if row is not None else born.get(op.key)
        if row is not None and row.values.get("erased_at") is not None and self.mutant != "erased_returns":
            eraser = self.erased[op.uid] == device.user or op.batch in self.erasing
            empty = op.value in {None, "", 0} or op.column in {"deleted_at", "erased_at"}
            return None if eraser and empty else "erased"
        if op.column == "*":
            for column, parent in MANDATORY.get(op.table, {}).items():
                key = (parent, str(op.value[column]))
                if key not in self.rows and key not in born:
                    return "unknown_parent"
        elif known is None:
            return "unknown_row"
        if self.mutant == "no_rights":
            return None
        return self._right(device.user, op, known) or self._rule(device_id, op, row)

    def _right(self, user: str, op: Op, known: Values | None) -> str | None:
        wanted = dict(known or {})
        wanted.update(op.value if op.column == "*" else {op.column: op.value})
        if known is not None and self.bucket_of(op.table, known) not in self.buckets(user):
            return "unknown_row"  # nobody is told that it exists
        if self.bucket_of(op.table, wanted) not in self.buckets(user):
            return "no_right"
        edits_note = op.table == "timeline" and known is not None and op.column != "*"
        if edits_note and known["author_id"] != user and not self.leads(user):
            return "not_author"
        if op.table == "saved_view" and known is not None and known["user_id"] != user:
            return "no_right"
        return None

    def _rule(self, device_id: str, op: Op, row: Row | None) -> str | None:
        if row is None:
            return None
        if op.table == "follow_up" and row.values["done"] and op.column not in {"*", "deleted_at"}:
            cell = row.cells.get("done")
            if cell is not None and (cell.rev <= op.base or cell.own(device_id)) and op.column != "done":
                return "done_follow_up"
        if op.table == "dossier" and row.values["twin"] and op.column != "*":
            cell = row.cells["twin"]
            if cell.rev <= op.base:
                return "locked_dossier"
        if op.table == "dossier" and op.column == "status" and row.values["status"] != "en_cours":
            cell = row.cells["status"]
            seen = cell.rev <= op.base or cell.own(device_id)
            if op.value not in {"en_cours", row.values["status"]} and not seen:
                self.conflicts.append(Conflict(op.key, "status", row.values["status"], op.value, "closed"))
                return "already_closed"
        return None

    # pull -----------------------------------------------------------------------------------
    def pull(self, device_id: str, cursors: dict[str, tuple[int, str]]) -> PullAnswer:
        """A page of every bucket the user is member of, after his cursors."""
        user = self.devices[device_id].user
        pages = [self._page(bucket, cursors.get(bucket, (0, ""))) for bucket in sorted(self.buckets(user))]
        return PullAnswer(self.now, self.generation, self.buckets(user), pages)

    def _page(self, bucket: str, cursor: tuple[int, str]) -> Page:
        horizon = self.horizon()
        lines = sorted(
            (line.rev, uid, line)
            for uid, line in self.feed[bucket].items()
            if (line.rev, uid) > cursor and line.rev < horizon
        )
        taken = lines[: self.page]
        page = Page(bucket, [], [], (taken[-1][0], taken[-1][1]) if taken else cursor, len(lines) > self.page)
        for _rev, _uid, line in taken:
            row = self.rows[line.key]
            if line.gone:
                page.gone.append(line.key)
            else:
                page.rows.append(State(row.table, row.uid, row.rev, dict(row.values)))
        return page

    def digest(self, bucket: str) -> dict[str, int]:
        """What a laptop that is up to date holds of a bucket."""
        return {uid: self.rows[line.key].rev for uid, line in self.feed[bucket].items() if not line.gone}

    def shown(self, user: str) -> dict[Key, Values]:
        """Every row of the user's buckets."""
        mine = self.buckets(user)
        return {
            key: dict(row.values)
            for key, row in self.rows.items()
            if self.bucket_of(key[0], row.values) in mine
        }

    def blank(self, table: str, uid: str, values: Values, rev: int, device: str, hlc: int) -> Row:
        """A new row, all its cells written by one hand."""
        full = dict.fromkeys((*COLUMNS[table], "deleted_at")) | values
        cells = {group_of(table, n): Cell(rev, hlc, device) for n, value in full.items() if value is not None}
        return Row(table, uid, full, cells, rev)
