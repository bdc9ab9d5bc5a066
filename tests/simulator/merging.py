"""How the model merges operations into rows: clean when the editor had seen the value, else by rule and clock."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.simulator.words import (
    GROUPS,
    MANDATORY,
    PERSONAL,
    QUIET,
    RESTRICTIVE,
    Cell,
    Conflict,
    Key,
    Op,
    Row,
    group_of,
    members,
)

if TYPE_CHECKING:
    from tests.simulator.centre import Centre


class Merge:
    """One push being merged under one revision."""

    def __init__(self, centre: Centre, device: str, rev: int) -> None:
        self.centre = centre
        self.device = device
        self.rev = rev
        self.touched: set[Key] = set()
        self.changed: set[Key] = set()
        self._erased: set[Key] = set()
        self._alike: dict[tuple[Key, str], Cell] = {}
        self._unseen = ""
        """The device itself while a word on a row that became another is merged: it has not seen it there."""
        self._units: dict[tuple[Key, str, str], list[Op]] = defaultdict(list)

    def take(self, op: Op) -> None:
        """Merges one operation; columns of a group wait until their unit is complete."""
        if op.number in self.centre.applied and self.centre.mutant != "no_dedupe":
            raise AssertionError(f"operation {op.number} taken twice")
        self.centre.applied[op.number] = self.rev
        self.touched.add(op.key)
        if op.column == "*":
            self._flush(op.key)
            self._born(op)
        elif (op.table, op.column) in GROUPS and self.centre.mutant != "no_group":
            moved = "" if self.centre.mutant == "moved_as_one" else op.moved
            self._units[op.key, group_of(op.table, op.column), moved].append(op)
        else:
            self._unit([op], op.column)

    def finish(self) -> None:
        """Ends what waits and writes; who was erased leaves nothing of what the push said of him."""
        self._flush()
        for key in sorted(self._erased):
            self._erase(self.centre.rows[key])
        for key in self.changed:
            self.centre.write(self.centre.rows[key], self.rev)

    def companies(self) -> set[str]:
        """The companies whose file was touched."""
        found = set()
        for table, uid in self.touched:
            row = self.centre.rows.get((table, uid))
            while row is not None and row.table != "company" and MANDATORY.get(row.table):
                column, parent = next(iter(MANDATORY[row.table].items()))
                row = self.centre.rows.get((parent, str(row.values[column])))
            if row is not None:
                found.add(row.uid)
        return found

    def _flush(self, of: Key | None = None) -> None:
        """Merges the units that wait, of one row or of all: the gestures of one push on a unit are one."""
        for unit in [unit for unit in self._units if of in {None, unit[0]}]:
            ops = self._units.pop(unit)
            last = {op.column: op for op in ops}.values()
            base, hlc = min(op.base for op in last), max(op.hlc for op in last)
            self._unit([replace(op, base=base, hlc=hlc) for op in ops], unit[1])

    def _born(self, op: Op) -> None:
        self._unseen = self.device if op.moved else ""
        row = self.centre.rows.get(op.key)
        if row is None:
            self.centre.rows[op.key] = self.centre.blank(
                op.table, op.uid, op.value, self.rev, self.device, op.hlc
            )
            self.changed.add(op.key)
            self._tell([op], "applied")
            return
        if row.dead and not self._seen(row, "deleted_at", op):
            told = {
                name: value for name, value in op.value.items() if value is not None and name not in QUIET
            }
            self._keep_dead(row, [op], told)
            return
        for cell in sorted({group_of(op.table, column) for column in op.value}):
            values = {column: op.value[column] for column in members(op.table, cell)}
            now = {column: row.values[column] for column in values}
            empty = all(value is None for value in values.values())
            if empty or values == now or (cell in QUIET and now[cell] is not None):
                continue
            if all(value is None for value in now.values()):
                self._apply(row, values, cell, op.hlc)
            else:
                self._clash(row, values, cell, op, born=True)
        self._tell([op], "merged")

    def _unit(self, ops: list[Op], cell: str) -> None:
        self._unseen = self.device if ops[0].moved else ""
        row = self.centre.rows[ops[0].key]
        values = {op.column: op.value for op in ops}
        first = ops[0]
        stone = row.values.get("erased_at") is not None and ops[0].key not in self._erased
        if stone and self.centre.mutant != "erased_returns":
            self._tell(ops, "merged")  # of an erased person nothing is written any more
        elif cell == "deleted_at":
            self._delete(row, first)
        elif cell == "erased_at":  # wins over everything, a deletion included
            self._apply(row, values, cell, first.hlc)
            self._tell(ops, "applied")
        elif row.dead and not self._seen(row, "deleted_at", first) and self.centre.mutant != "delete_loses":
            self._keep_dead(row, ops, values)
        elif row.dead and not self._seen(row, "deleted_at", first):  # the mutant
            self._apply(row, values | {"deleted_at": None}, cell, first.hlc)
        elif row.table == "follow_up" and cell == "done" and not row.values["done"]:  # done wins
            self._apply(row, values, cell, first.hlc)
            self._tell(ops, "applied")
        elif row.table == "follow_up" and row.values["done"] and cell != "done":
            self._lose(row, values, "done", ops)
        elif self._seen(row, cell, first) or self.centre.mutant == "arrival":
            self._clean(row, values, cell, ops)
        else:
            self._clash(row, values, cell, first, born=False)
            self._tell(ops, "merged")
        if cell == "erased_at" and row.values["erased_at"] is not None and not stone:
            self._erased.add(ops[0].key)

    def _clean(self, row: Row, values: dict[str, Any], cell: str, ops: list[Op]) -> None:
        """Nobody wrote the cell unseen; what it says already is not written again."""
        if any(row.values[column] != value for column, value in values.items()):
            self._apply(row, values, cell, ops[0].hlc)
        else:
            self.centre.idle |= {op.number for op in ops}
        self._tell(ops, "applied")

    def _seen(self, row: Row, cell: str, op: Op) -> bool:
        last = row.cells.get(cell)
        if last is None or (last.rev <= op.base and not op.moved):
            return True
        return not op.moved and last.own(self.device) and self.centre.mutant != "same_device_conflicts"

    def _apply(self, row: Row, values: dict[str, Any], cell: str, hlc: int) -> None:
        if self.centre.mutant == "no_group":
            cell = next(iter(values))
        self.changed.add((row.table, row.uid))
        row.values.update(values)
        row.cells[cell] = Cell(self.rev, hlc, self.device, self._unseen)

    def _clash(self, row: Row, values: dict[str, Any], cell: str, op: Op, *, born: bool) -> None:
        """Both wrote the cell without having seen the other's value."""
        if not born and all(row.values[column] == value for column, value in values.items()):
            other = row.cells[cell].device
            self._alike.setdefault((op.key, cell), row.cells[cell])
            self._apply(row, values, cell, max(op.hlc, row.cells[cell].hlc))
            if self.centre.mutant != "alike_is_own":
                row.cells[cell] = replace(row.cells[cell], both=other)
            return
        last = row.cells.get(cell, Cell(0, 0, ""))
        wins = (op.hlc, self.device) > (last.hlc, last.device)
        other = last.both if last.both and last.device == self.device else last.device
        kept_by, lost_by = (self.device, other) if wins else (other, self.device)
        if (row.table, cell) in RESTRICTIVE and self.centre.mutant != "consent_by_clock":
            wins = values[cell] > (row.values[cell] or 0)
        if wins:
            lost = {column: row.values[column] for column in values}
            self._apply(row, values, cell, op.hlc)
        else:
            lost = values
        if lost != {column: row.values[column] for column in lost}:  # a unit is kept whole
            for column, value in lost.items():
                reason = "merged" if op.moved else "concurrent"
                self._conflict(row, column, value, reason, kept_by, lost_by)

    def _delete(self, row: Row, op: Op) -> None:
        if op.value is None:
            if row.dead and not self._seen(row, "deleted_at", op):
                self._keep_dead(row, [op], {})
                return
            self._apply(row, {"deleted_at": None}, "deleted_at", op.hlc)
        elif not row.dead:
            for cell, now in row.cells.items():
                last = self._alike.get((op.key, cell), now)  # what it was before this push said the same
                alien = last.device != "centre" and not last.own(self.device)
                if last.rev > op.base and alien and cell != "deleted_at":
                    for column in members(row.table, cell):
                        told = Conflict(op.key, column, None, row.values[column], "deleted")
                        self.centre.conflicts.append(told)
            self._apply(row, {"deleted_at": op.value}, "deleted_at", op.hlc)
        self._tell([op], "applied")

    def _keep_dead(self, row: Row, ops: list[Op], values: dict[str, Any]) -> None:
        self._lose(row, {c: v for c, v in values.items() if v != row.values[c]}, "deleted", ops)

    def _lose(self, row: Row, values: dict[str, Any], reason: str, ops: list[Op]) -> None:
        for column, value in values.items():
            if self.centre.mutant != "silent_loss":
                self._conflict(row, column, value, reason)
        self._tell(ops, "merged")

    def _erase(self, row: Row) -> None:
        self.centre.erased.setdefault(row.uid, self.centre.devices[self.device].user)
        self.centre.conflicts = [c for c in self.centre.conflicts if c.key[1] != row.uid]
        for key, child in self.centre.rows.items():
            if key == (row.table, row.uid) or child.values.get("contact_id") == row.uid:
                child.values.update(PERSONAL[child.table])
                if child.table == "contact_point":
                    child.values["deleted_at"] = self.centre.now
                self.changed.add(key)
                self.touched.add(key)

    def _conflict(
        self, row: Row, column: str, lost: Any, reason: str, kept_by: str = "", lost_by: str = ""
    ) -> None:
        told = Conflict((row.table, row.uid), column, row.values[column], lost, reason, kept_by, lost_by)
        self.centre.conflicts.append(told)

    def _tell(self, ops: list[Op], fate: str) -> None:
        for op in ops:
            self.centre.fate[op.number] = fate
