"""The model and the real parts play one history side by side; wherever they differ, one of them is wrong."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from tests.simulator import real_names as names
from tests.simulator.real_parts import Parts, RealLaptop
from tests.simulator.words import COLUMNS, GROUPS, Busy, Conflict, Key, Values
from tests.simulator.world import World

from prospectdesk.sync import digest

MANY = 10**6
TAGS = ("suspect", "prospect", "client", "hors_cible")
SILENT: frozenset[str] = frozenset()
"""Tables of buckets that not everybody sees: the centre keeps no conflicts of them."""
Told = tuple[str, str, str, str, str]


class TwinWorld(World):
    """Each act happens to the model first, then to the real parts."""

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self.parts = parts
        self.real = parts.laptops
        self.sessions: dict[int, Any] = {}
        self.differs = self.typed = False
        self.late: set[str] = set()
        self.adopt(World())

    def adopt(self, model: World) -> None:
        """Takes over a model whose history the parts have already played."""
        self.centre, self.laptops, self.numbers = model.centre, model.laptops, model.numbers
        self.forced, self.pairs = model.forced, model.pairs
        self.centre.page = MANY
        for laptop in self.laptops.values():
            laptop.most = MANY

    # acts of users --------------------------------------------------------------------------
    def insert(self, user: str, table: str, uid: str, values: Values) -> None:
        """A user makes a row; one that is here comes back."""
        new = (table, uid) not in self.laptops[user].rows
        clock = self._clock(user)
        super().insert(user, table, uid, values)
        told = values if new else {"deleted_at": None}
        self.real[user].write(table, uid, told, clock, new=new)
        self.same_rows(user)

    def settle(self) -> None:
        """Nothing to settle once they differ."""
        if not self.differs:
            super().settle()

    def edit(self, user: str, table: str, uid: str, values: Values) -> None:
        """A user edits a row; real consent is only given or not."""
        if values.get("block_call") == 2:
            values = {"block_call": 1}
        elif values.get("block_call") == 1:
            self.edit(user, table, uid, {"block_call": 2})
            values = {"block_call": 0}
        self.typed |= "siret" in values
        if "tag" in values and values["tag"] not in TAGS:
            values = {"tag": TAGS[self.numbers % len(TAGS)]}
        clock = self._clock(user)
        super().edit(user, table, uid, values)
        self.real[user].write(table, uid, values, clock, new=False)

    def _clock(self, user: str) -> tuple[int, int, int, int]:
        laptop = self.laptops[user]
        return self.centre.now + laptop.skew, laptop.offset, laptop.hlc, laptop.batch

    # acts of the net ------------------------------------------------------------------------
    def push(self, user: str, fault: str = "") -> None:
        """One push, twice."""
        laptop, self.differs = self.laptops[user], True
        again = any(one.sent for one in laptop.outbox)
        seq, ops = laptop.to_push()
        told = self.real[user].push(fault, self.centre.now)
        if not ops or fault == "request":
            assert told is None, f"{user} pushes what the model does not"
            self.differs = False
            return
        assert told is not None, f"{user} does not push {ops}"
        try:
            answer = self.centre.push(laptop.device, seq, ops)
        except Busy:
            raise AssertionError("no history of the machine locks a row that is pushed") from None
        refused = {one["batch"]: one["code"] for one in told["refused"]}
        assert refused == answer.refused, f"{user} is refused {refused}, by the model {answer.refused}: {ops}"
        if fault != "answer":
            laptop.pushed(answer)
            self._no_flicker(laptop)
        if (
            again
        ):  # the model tells what a row became by now, the centre what it named: the next pull is compared
            self.differs = False
        else:
            self.same_rows(user)

    def pull(self, user: str, lost_after: int | None = None) -> bool:
        """One pull, twice."""
        more = super().pull(user, lost_after)
        assert self.real[user].pull(lost_after, self.centre.now) == more
        if lost_after is None and not self.centre.open:
            self.late.discard(user)
        self.same_rows(user)
        return more

    def grant(self, routine: str, user: str) -> None:
        """A user joins a routine."""
        super().grant(routine, user)
        self.parts.centre.right(routine, user, joins=True)

    def withdraw(self, routine: str, user: str) -> None:
        """A user leaves a routine."""
        super().withdraw(routine, user)
        self.parts.centre.right(routine, user, joins=False)

    def may_restore(self) -> bool:
        """No push is without its answer: what the centre then takes twice the model takes once."""
        waits = any(one.sent for laptop in self.laptops.values() for one in laptop.outbox)
        lives = {laptop.generation for laptop in self.laptops.values()} == {self.centre.generation}
        return super().may_restore() and not waits and lives

    def restore_dump(self) -> None:
        """Another life of the centre; every laptop looks before it writes again."""
        super().restore_dump()
        self.parts.centre.restored()
        for user in self.laptops:
            self.pull(user, 0)

    def begin(self, key: Key, column: str, value: object) -> None:
        """A transaction at psql."""
        rev = self.centre.begin(key, column, value)
        self.sessions[rev] = self.parts.centre.begin(str(value))

    def commit(self, rev: int) -> None:
        """It ends."""
        self.centre.commit(rev)
        self.parts.centre.commit(self.sessions.pop(rev))

    # what must hold -------------------------------------------------------------------------
    def same_rows(self, user: str) -> None:
        """The laptop shows what the model's shows."""
        mine, self.differs = self.laptops[user].rows, True
        for table in COLUMNS:
            wanted = {
                names.uid_of(k[1]): (k[1], names.row(table, r.values))
                for k, r in mine.items()
                if k[0] == table
            }
            there = self.real[user].rows(table)
            for uid, (name, row) in wanted.items():
                found = there.pop(uid, None)
                if found is None and self.typed and (self.centre.open or user in self.late):
                    self.late.add(user)  # the real company was written again with its SIREN, behind psql
                    continue
                assert found == row, (
                    f"{user}, {table} {name}: {_told(table, found)}, by the model {_told(table, row)}"
                )
            assert not there or table == "timeline", f"{user} has more of {table}: {there}"
        self.differs = False

    def check(self) -> None:
        """The model's own rules, then what both sides kept, refused and counted."""
        if self.differs:
            return
        super().check()
        self._same_conflicts()
        for user, laptop in self.laptops.items():
            real = self.real[user]
            told = [tuple(row) for row in real.profile.ask("SELECT batch, code FROM refused ORDER BY batch")]
            model = sorted((one.ops[0].batch, one.code) for one in laptop.refused)
            assert told == model, f"{user} was refused {told}, by the model {model}"
            assert real.profile.ask("SELECT count(*) FROM outbox") == [(0,)]
            held = real.profile.ask("SELECT tbl, hex(row_uid), hex(missing_uid), data FROM held")
            assert not held, f"{user} holds {held}, the model {laptop.held}"
            assert digest.compare(_Digests(real)) == "equal"

    def _same_conflicts(self) -> None:
        erased = {
            names.uid_of(uid).hex()
            for (table, uid), row in self.centre.rows.items()
            if table == "contact" and row.values["erased_at"] is not None
        }
        real = Counter(one for row in self._kept() for one in _split(*row) if one[0] not in erased)
        model = Counter(
            one for one in map(_named, self.centre.conflicts) if one is not None and one[0] not in erased
        )
        assert set(real) == set(model), f"conflicts: {real - model}, by the model {model - real}"
        assert real <= model, f"conflicts told twice: {real - model}"  # gestures of one push lose as one

    def _kept(self) -> list[Any]:
        sql = "SELECT pd.hex(row_uid), tbl, col, kept, lost, reason FROM pd.conflict"
        return [tuple(row) for row in self.parts.centre.sql(sql)]


class _Digests:
    """What a comparison asks of a round."""

    def __init__(self, real: RealLaptop) -> None:
        self.real = real

    def ask(self, fn: Any, *values: Any) -> Any:
        """A question to the store."""
        with self.real.profile.store.session() as conn:
            return fn(conn, *values)

    def digest(self, document: dict[str, Any]) -> Any:
        """A question to the centre."""
        return self.real.line.ask("pd.digest($1::jsonb)", json.dumps(document))

    def read_again(self, places: list[list[str]]) -> None:
        """Never: digests are equal."""
        raise AssertionError(f"{self.real.user}: digests differ at {places}")

    start_bucket = read_again


def _split(uid: str, table: str, column: str, kept: str | None, lost: str | None, reason: str) -> list[Told]:
    """A conflict of the centre, a unit column by column as in the model."""
    one, two = json.loads(kept or "null"), json.loads(lost or "null")
    if not column.startswith("@"):
        return [] if column == "siren" else [(uid, column, _kept(column, one, reason), str(two), reason)]
    wanted = names.columns(table)
    return [
        (uid, name, str((one or {}).get(name)), str(value), reason)
        for name, value in (two or {}).items()
        if name in wanted and value is not None  # an empty part of a unit is no value that was lost
    ]


def _named(one: Conflict) -> Told | None:
    if one.key[0] in SILENT or (one.lost is None and (one.key[0], one.column) in GROUPS):
        return None
    kept, lost = names.wire(one.column, one.kept), names.wire(one.column, one.lost)
    told = _kept(one.column, kept, one.reason)
    return names.uid_of(one.key[1]).hex(), one.column, told, str(lost), one.reason


def _kept(column: str, value: Any, reason: str) -> str:
    """What stands; a deletion keeps nothing, which columns that are never empty cannot say in the model."""
    return "None" if reason == "deleted" and column in names.ZERO and not value else str(value)


def _told(table: str, row: tuple[Any, ...] | None) -> Any:
    return None if row is None else dict(zip(names.columns(table), row, strict=True))
