"""Laptops, the centre and the net between them; every act by name, so that real parts can play the same history."""

from __future__ import annotations

from typing import Any

from tests.simulator.centre import FUTURE_MS, Centre, Device
from tests.simulator.laptop import Laptop
from tests.simulator.words import RESTRICTIVE, WORKSPACE, Busy, Key, Op, Values

USERS = {"ann": "administrateur", "bob": "utilisateur", "cid": "utilisateur"}
ROUTINES = {"r1": {"bob"}, "r2": set()}


class World:
    """Three laptops of three users and one centre."""

    def __init__(self, mutant: str = "") -> None:
        routines = {name: set(people) for name, people in ROUTINES.items()}
        self.centre = Centre(dict(USERS), routines, mutant)
        self.laptops = {user: Laptop(f"d-{user}", user, mutant) for user in USERS}
        for laptop in self.laptops.values():
            self.centre.devices[laptop.device] = Device(laptop.user)
        self.numbers = 0
        self.forced: set[tuple[Key, str]] = set()
        """Cells the centre's own people wrote: outside the ledger."""
        self.pairs: dict[Key, set[tuple[Any, Any]]] = {}
        """Addresses somebody had before his eyes, by registration."""

    def number(self, count: int = 1) -> int:
        """A name for `count` operations in a row."""
        self.numbers += count
        return self.numbers - count + 1

    def sleep(self, ms: int) -> None:
        """Time passes everywhere."""
        self.centre.now += ms

    # acts of users --------------------------------------------------------------------------
    def insert(self, user: str, table: str, uid: str, values: Values) -> None:
        """A user makes a row."""
        self.laptops[user].insert(self.number(), table, uid, values, self.centre.now)
        self._see(user, (table, uid))

    def edit(self, user: str, table: str, uid: str, values: Values) -> None:
        """A user edits a row."""
        self.laptops[user].edit(self.number(len(values)), table, uid, values, self.centre.now)
        self._see(user, (table, uid))

    def _see(self, user: str, key: Key) -> None:
        if key[0] == "registration":
            values = self.laptops[user].rows[key].values
            self.pairs.setdefault(key, set()).add((values["street"], values["city"]))

    # acts of the net ------------------------------------------------------------------------
    def push(self, user: str, fault: str = "") -> None:
        """One push; fault "request" or "answer" is lost."""
        laptop = self.laptops[user]
        seq, ops = laptop.to_push()
        if not ops or fault == "request":
            return
        try:
            answer = self.centre.push(laptop.device, seq, ops)
        except Busy:
            return
        if fault != "answer":
            laptop.pushed(answer)
            self._no_flicker(laptop)

    def pull(self, user: str, lost_after: int | None = None) -> bool:
        """One pull; the laptop dies after `lost_after` pages."""
        laptop = self.laptops[user]
        answer = self.centre.pull(laptop.device, laptop.cursors)
        more = laptop.pulled(answer, lost_after=lost_after)
        self._no_flicker(laptop)
        return more

    def grant(self, routine: str, user: str) -> None:
        """A user joins a routine."""
        self.centre.routines[routine].add(user)

    def withdraw(self, routine: str, user: str) -> None:
        """A user leaves a routine."""
        self.centre.routines[routine].discard(user)

    def begin(self, key: Key, column: str, value: object) -> None:
        """Somebody with psql opens a transaction on a row."""
        self.centre.begin(key, column, value)

    def commit(self, rev: int) -> None:
        """And ends it."""
        self.centre.commit(rev)

    def may_restore(self) -> bool:
        """Whether a dump may come back now: a restored centre has no transactions of before."""
        return not self.centre.open

    def restore_dump(self) -> None:
        """The centre's database comes back from a dump: same rows, another generation."""
        self.centre.generation += 1

    def sync(self, user: str) -> None:
        """Until nothing waits on either side."""
        for _turn in range(200):
            self.push(user)
            if not self.pull(user) and not self.laptops[user].outbox:
                return
        raise AssertionError(f"{user}: the queue never empties")

    def settle(self) -> None:
        """Everybody comes online until nothing moves."""
        for rev in sorted(self.centre.open):
            self.commit(rev)
        for _turn in range(3):
            for user in self.laptops:
                self.sync(user)

    # what must hold -------------------------------------------------------------------------
    def _no_flicker(self, laptop: Laptop) -> None:
        for (key, column), value in laptop.unsent().items():
            row = laptop.rows.get(key)
            assert row is None or row.values[column] == value, f"{laptop.user} lost sight of {key} {column}"
        self.no_stranger(laptop)

    def no_stranger(self, laptop: Laptop) -> None:
        """Nothing of a bucket the laptop was told it is not member of."""
        for row in laptop.rows.values():
            if row.rev and row.table == "routine_tag":
                bucket = row.values["routine_id"]
                may = laptop.known | self.centre.buckets(laptop.user)
                assert bucket in may or not laptop.known, f"{laptop.user} holds a row of {bucket}"

    def check(self) -> None:
        """After `settle`: same state everywhere, nothing lost without trace, nothing forbidden."""
        for laptop in self.laptops.values():
            shown = self.centre.shown(laptop.user)
            here = {key: row.values for key, row in laptop.rows.items()}
            assert here == shown, f"{laptop.user} differs: {difference(here, shown)}"
            assert not laptop.outbox, f"{laptop.user} still waits"
            for bucket in self.centre.buckets(laptop.user):
                assert laptop.digest(bucket) == self.centre.digest(bucket), f"digest of {bucket}"
        self._rules()
        for laptop in self.laptops.values():
            self._nothing_lost(laptop)

    def _rules(self) -> None:
        rows = [row for row in self.centre.rows.values() if not row.dead]
        for company in [row.uid for row in rows if row.table == "company"]:
            mine = [row for row in rows if row.values.get("company_id") == company]
            relances = [r for r in mine if r.table == "follow_up" and r.values["kind"] == "relance"]
            assert sum(not r.values["done"] for r in relances) <= 1, "two open relances"
            assert sum(bool(r.values["privileged"]) for r in mine if r.table == "contact") <= 1
            typed = [r for r in mine if r.table == "dossier" and r.values["type_id"] == "comptable"]
            assert sum(not r.values["twin"] for r in typed) <= 1, "two dossiers of one type"
        for row in rows:
            parent = row.values.get("company_id")
            assert parent is None or not self.centre.rows["company", parent].values["merged_into"], "orphan"
        top = (self.centre.now + FUTURE_MS) << 16
        told = {uid for pair in self.centre.merged.items() for uid in pair}
        for (table, uid), row in self.centre.rows.items():
            assert all(cell.hlc <= top for cell in row.cells.values()), f"{uid} wins for years"
            if table == "registration" and uid not in told:
                seen = (row.values["street"], row.values["city"])
                assert seen in self.pairs[table, uid], f"{uid}: half of two addresses {seen}"
            if table == "contact" and row.values["erased_at"] is not None:
                assert row.values["last_name"] is None, f"{uid} is named again"

        for one in self.centre.conflicts:
            oneself = one.kept_by == one.lost_by != "" and one.reason != "merged" and one.key[1] not in told
            assert not oneself, f"{one} is with oneself"

    def _nothing_lost(self, laptop: Laptop) -> None:
        refused = {op.number for one in laptop.refused for op in one.ops}
        written = self._written()
        for op in laptop.ledger:
            self._allowed(laptop.user, op)
            if op.number in refused or op.number not in self.centre.applied:
                assert op.number in refused or self._coalesced(laptop, op), f"{op} vanished"
                continue
            if op.number in self.centre.idle:
                continue
            if op.column == "deleted_at" and op.value is not None:
                self._stays_dead(op)
            values = op.value if op.column == "*" else {op.column: op.value}
            for column, value in values.items():
                if value is not None or op.column != "*":
                    self._traced(laptop, op, column, value, written)

    def _allowed(self, user: str, op: Op) -> None:
        """Only its author and leads edit a note; asked of the roles, not of the centre."""
        if op.table == "timeline" and op.column != "*" and op.number in self.centre.applied:
            author = self.centre.rows[op.key].values["author_id"]
            assert author == user or self.centre.leads(user), f"{user} wrote in a note of {author}"

    def _stays_dead(self, op: Op) -> None:
        """A deleted row comes back only by somebody who knew it was deleted."""
        row = self.centre.rows[op.table, op.uid]
        back = any(
            other.key == op.key and other.column == "deleted_at" and other.value is None
            for laptop in self.laptops.values()
            for other in laptop.ledger
        )
        assert row.dead or back or row.values.get("erased_at"), f"{op.uid} came back from the dead"

    def _written(self) -> dict[tuple[Key, str], list[tuple[str, Op]]]:
        found: dict[tuple[Key, str], list[tuple[str, Op]]] = {}
        for laptop in self.laptops.values():
            for op in laptop.ledger:
                if op.number in self.centre.applied:
                    for column in op.value if op.column == "*" else (op.column,):
                        found.setdefault((op.key, column), []).append((laptop.device, op))
        return found

    def _coalesced(self, laptop: Laptop, op: Op) -> bool:
        """A later value of the same cell took its place before it was sent."""
        return any(
            later.key == op.key and later.column == op.column and later.number > op.number
            for later in laptop.ledger
        )

    def _traced(self, laptop: Laptop, op: Op, column: str, value: Any, written: Any) -> None:
        row = self.centre.rows[op.table, str(self.centre.survivor(op.uid))]
        own = self.centre.rows[op.key]
        if value in (row.values[column], own.values[column]) or (op.key, column) in self.forced:
            return
        if column in {"deleted_at", "privileged", "company_id", "follow_up_id", "author_id", "twin"}:
            return
        if column == "done" and not value:  # done wins over edited
            return
        if own.values.get("erased_at") is not None or op.table == "contact_point":
            return
        seen_at = self.centre.applied[op.number]
        became = self.centre.became(op.uid)
        for uid in became:
            for device, other in written.get(((op.table, uid), column), []):
                later = uid == op.uid and device == laptop.device and other.number > op.number
                if other.number != op.number and (later or other.base >= seen_at):
                    return
        if (op.table, column) in RESTRICTIVE and not row.dead and (row.values[column] or 0) < value:
            found = [c for c in self.centre.conflicts if (c.key, c.column, c.lost) == (op.key, column, value)]
            assert any(c.kept >= value for c in found), f"{laptop.user}: {op} gave way to a weaker one"
        if (op.table, column) in RESTRICTIVE and row.values[column] > value:
            assert any(c.key == op.key and c.column == column for c in self.centre.conflicts)
            return
        kept = [c for c in self.centre.conflicts if c.key[1] in became and c.column == column]
        assert any(c.lost == value for c in kept), f"{laptop.user}: {op} lost without trace ({column})"


def difference(here: dict[Key, Values], there: dict[Key, Values]) -> str:
    """The first row that differs, for the message."""
    for key in sorted(here.keys() | there.keys()):
        if here.get(key) != there.get(key):
            return f"{key}: laptop {here.get(key)} centre {there.get(key)}"
    return ""


__all__ = ["ROUTINES", "USERS", "WORKSPACE", "World", "difference"]
