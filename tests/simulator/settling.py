"""What the model's centre puts right after a push: one relance, one privileged contact, twins, merged companies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.simulator.words import UNIQUE_TYPE, Cell, Conflict, Key, Row, group_of, members

if TYPE_CHECKING:
    from tests.simulator.centre import Centre


def settle(centre: Centre, companies: set[str], rev: int) -> set[Key]:
    """Settles the files of `companies`; answers the rows it wrote."""
    mender = _Mender(centre, rev)
    if centre.mutant != "no_settle":
        for company in sorted(mender.merged(companies)):
            mender.relances(company)
            mender.privileged(company)
            mender.twins(company)
    for key in mender.touched:
        centre.write(centre.rows[key], rev)
    return mender.touched


class _Mender:
    def __init__(self, centre: Centre, rev: int) -> None:
        self.centre = centre
        self.rev = rev
        self.touched: set[Key] = set()

    def merged(self, companies: set[str]) -> set[str]:
        """Merges companies of one SIREN (X-19); answers the companies left to look at."""
        left = set(companies)
        sirens = {siren for uid in companies if (siren := self._siren(uid)) is not None}
        for siren in sorted(sirens):
            same = [row.uid for row in self._alive("company") if self._siren(row.uid) == siren]
            if len(same) < 2:
                continue
            register = [uid for uid in same if self.centre.rows["company", uid].values["siren"] == siren]
            survivor = min(register or same)
            for loser in sorted(set(same) - {survivor}):
                self._merge(loser, survivor)
                left.discard(loser)
            left.add(survivor)
        return left

    def relances(self, company: str) -> None:
        """INV-01, then C-83: the earlier date with its own priority, then the higher priority; users united."""
        self._left_by_all(company)
        rows = [row for row in self._alive("follow_up", company) if row.values["kind"] == "relance"]
        rows = [row for row in rows if not row.values["done"]]
        if len(rows) > 1:
            survivor, *others = sorted(rows, key=lambda r: (r.values["day"], r.values["priority"], r.uid))
            for loser in others:
                for one in self._alive("follow_up_assignee"):
                    if one.values["follow_up_id"] == loser.uid:
                        self._join(survivor.uid, str(one.values["user_id"]))
                        self._set(one, "deleted_at", self.centre.now)
                self._set(loser, "deleted_at", self.centre.now)
                self.centre.merged[loser.uid] = survivor.uid

    def _left_by_all(self, company: str) -> None:
        """INV-01: the last user was removed, perhaps by two people at once."""
        for row in self._alive("follow_up", company):
            people = [one for one in self.centre.rows.values() if one.values.get("follow_up_id") == row.uid]
            if people and not row.values["done"] and all(one.dead for one in people):
                self._set(row, "deleted_at", self.centre.now)

    def _join(self, follow_up: str, user: str) -> None:
        """A user of the relance that gave way, under the natural uid of the one that stands."""
        people = [one for one in self._alive("follow_up_assignee") if one.values["follow_up_id"] == follow_up]
        if any(one.values["user_id"] == user for one in people):
            return
        uid = f"{follow_up}-{user}"
        row = self.centre.rows.get(("follow_up_assignee", uid))
        if row is None:
            values = {"follow_up_id": follow_up, "user_id": user}
            row = self.centre.blank(
                "follow_up_assignee", uid, values, self.rev, "centre", self.centre.now << 16
            )
            self.centre.rows["follow_up_assignee", uid] = row
        self._set(row, "deleted_at", None)

    def privileged(self, company: str) -> None:
        """X-20: of two privileged contacts the later choice stands."""
        chosen = [row for row in self._alive("contact", company) if row.values["privileged"]]
        chosen.sort(key=lambda r: r.uid, reverse=True)
        chosen.sort(key=lambda r: (r.cells["privileged"].hlc, r.cells["privileged"].device))
        for row in chosen[:-1]:
            self._set(row, "privileged", 0)

    def twins(self, company: str) -> None:
        """X-19: of two dossiers of a unique type the later synced one is flagged."""
        rows = [r for r in self._alive("dossier", company) if r.values["type_id"] == UNIQUE_TYPE]
        rows.sort(
            key=lambda r: (
                bool(r.values["twin"]),
                max(r.cells[c].rev for c in ("type_id", "company_id")),
                r.uid,
            )
        )
        for place, row in enumerate(rows):
            if row.values["twin"] != int(place > 0):
                self._set(row, "twin", int(place > 0))

    def _merge(self, loser: str, survivor: str) -> None:
        registration = self._registration(survivor)
        for row in list(self.centre.rows.values()):
            if row.values.get("company_id") != loser or self.centre.mutant == "children_stay":
                continue
            if row.table == "registration" and registration is not None:
                self._fold(row, registration)
            else:
                self._set(row, "company_id", survivor)
        company = self.centre.rows["company", loser]
        self._set(company, "merged_into", survivor)
        self._set(company, "deleted_at", self.centre.now)
        self.centre.merged[loser] = survivor

    def _fold(self, row: Row, into: Row) -> None:
        """The survivor's blanks are filled; what differs is kept as a conflict."""
        for cell in ("phone", "@address"):
            columns = members("registration", cell)
            if all(into.values[column] is None for column in columns):
                for column in columns:
                    if row.values[column] is not None:
                        self._set(into, column, row.values[column])
                continue
            for column in columns:
                kept, value = into.values[column], row.values[column]
                if value not in {None, kept}:
                    lost = Conflict((into.table, into.uid), column, kept, value, "merged")
                    self.centre.conflicts.append(lost)
        self._set(row, "deleted_at", self.centre.now)
        self.centre.merged[row.uid] = into.uid

    def _registration(self, company: str) -> Row | None:
        return next(iter(self._alive("registration", company)), None)

    def _siren(self, uid: str) -> str | None:
        row = self.centre.rows.get(("company", uid))
        if row is None or row.dead:
            return None
        registration = self._registration(uid)
        typed = None if registration is None else registration.values["siret"]
        return row.values["siren"] or (None if typed is None else str(typed)[:9])

    def _alive(self, table: str, company: str | None = None) -> list[Row]:
        return [
            row
            for (name, _uid), row in self.centre.rows.items()
            if name == table and not row.dead and (company is None or row.values.get("company_id") == company)
        ]

    def _set(self, row: Row, column: str, value: Any) -> None:
        row.values[column] = value
        row.cells[group_of(row.table, column)] = Cell(self.rev, self.centre.now << 16, "centre")
        self.touched.add((row.table, row.uid))
