"""The Hypothesis state machine: users write, the net fails, rights change, clocks lie; then all must agree."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from tests.simulator.people import ROUTINE, SMALL, USER, People

YEAR_MS = 365 * 86_400_000


class Simulation(People):
    """One history: users, the net between them, and the rare orders of events, each with a rule of its own."""

    @rule(user=USER, fault=st.sampled_from(["", "", "request", "answer"]))
    def push(self, user: str, fault: str) -> None:
        """A push, sometimes lost on the way there or back."""
        self.world.push(user, fault)

    @rule(user=USER, lost_after=st.sampled_from([None, None, 0, 1, 2]))
    def pull(self, user: str, lost_after: int | None) -> None:
        """A pull, sometimes cut by a crash."""
        self.world.pull(user, lost_after)

    @rule(user=USER)
    def sync(self, user: str) -> None:
        """A whole sync, unless a forgotten transaction holds a row."""
        if not self.world.centre.open:
            self.world.sync(user)

    @rule(user=USER)
    def answer_lost_then_pull(self, user: str) -> None:
        """The rare order of events, given a rule of its own: the answer is lost and a pull comes before the retry."""
        self.world.push(user, "answer")
        self.world.pull(user)

    @rule(user=USER, routine=ROUTINE)
    def out_and_in(self, user: str, routine: str) -> None:
        """A right withdrawn and granted again, the laptop looking in between."""
        self.world.withdraw(routine, user)
        self.world.pull(user)
        self.world.grant(routine, user)
        self.world.pull(user)

    @rule(user=USER, other=USER, place=SMALL)
    def erased_behind_his_back(self, user: str, other: str, place: int) -> None:
        """A person is erased; somebody who does not know it yet gives him a name later."""
        uid = self.one(user, "contact", place, erased_at=None)
        if uid is None or uid not in {row[1] for row in self.world.laptops[other].rows}:
            return
        self.erase_contact(user, place)
        self.world.push(user)
        self.world.sleep(60_000)
        if self.world.laptops[other].rows["contact", uid].values["erased_at"] is None:
            self.world.edit(other, "contact", uid, {"last_name": f"{uid} encore {self.world.numbers}"})
        self.world.push(other)

    @rule(user=USER, other=USER, place=SMALL, first=st.booleans())
    def two_halves(self, user: str, other: str, place: int, first: bool) -> None:
        """Two users write different parts of one address without seeing each other."""
        uid = self.one(user, "registration", place)
        if uid is not None and ("registration", uid) in self.world.laptops[other].rows:
            told = f"{self.world.numbers}"
            self.world.edit(user, "registration", uid, {"street": f"rue {told}"})
            self.world.edit(other, "registration", uid, {"city": f"ville {told}"})
            for one in (user, other) if first else (other, user):
                self.world.push(one)

    @rule(user=USER, other=USER, place=SMALL, columns=st.sampled_from(["cc", "sc", "cs"]))
    def typed_twice(self, user: str, other: str, place: int, columns: str) -> None:
        """A value is typed, somebody else's arrives meanwhile, and it is typed again before it ever left."""
        uid = self.both_have(user, other, place)
        if uid is None:
            return
        names = {"c": "city", "s": "street"}
        first, second = (names[one] for one in columns)
        self.world.edit(user, "registration", uid, {first: f"un {self.world.numbers}"})
        self.world.edit(other, "registration", uid, {first: f"autre {self.world.numbers}"})
        self.world.push(other)
        self.world.pull(user)
        self.world.edit(user, "registration", uid, {second: f"deux {self.world.numbers}"})

    @rule(user=USER, other=USER, place=SMALL, column=st.sampled_from(["phone", "city"]))
    def typed_under_way(self, user: str, other: str, place: int, column: str) -> None:
        """A value goes up, its answer is lost, somebody else's later one comes down, and it is typed again."""
        uid = self.both_have(user, other, place)
        if uid is not None:
            self.world.edit(user, "registration", uid, {column: f"parti {self.world.numbers}"})
            self.world.sleep(60_000)
            self.world.edit(other, "registration", uid, {column: f"autre {self.world.numbers}"})
            self.world.push(other)
            self.world.push(user, "answer")
            self.world.pull(user)
            self.world.edit(user, "registration", uid, {column: f"encore {self.world.numbers}"})

    @rule(user=USER, other=USER, place=SMALL)
    def typed_alike(self, user: str, other: str, place: int) -> None:
        """Two type the same without knowing of each other; one thinks again before he hears of it."""
        uid = self.both_have(user, other, place)
        if uid is not None:
            told = f"pareil {self.world.numbers}"
            for one in (user, other):
                self.world.edit(one, "registration", uid, {"phone": told})
            self.world.push(user)
            self.world.push(other, "request")
            self.world.edit(other, "registration", uid, {"phone": f"autrement {self.world.numbers}"})

    @rule(user=USER, other=USER, sheets=st.booleans())
    def made_twice(self, user: str, other: str, sheets: bool) -> None:
        """Two make one company; the slower writes on his row when the other's came down, or on a second sheet of it."""
        if user == other or any(("company", "u5") in self.world.laptops[one].rows for one in (user, other)):
            return
        if sheets:
            self.new_company(user, siret=True)
            self.world.push(user)
        second = f"reg-c{self.made:05d}" if sheets else "reg-u5"
        self.same_company(user)
        self.same_company(other)
        self.world.push(other)
        if not sheets:
            self.world.pull(user)
        self.world.edit(user, "registration", second, {"city": f"plus tard {self.world.numbers}"})

    @rule(user=USER, other=USER, place=SMALL)
    def consent_twice(self, user: str, other: str, place: int) -> None:
        """One refuses every call; another, who does not know, notes later that some are allowed."""
        uid = self.one(user, "contact", place, erased_at=None)
        if uid is None or user == other or ("contact", uid) not in self.world.laptops[other].rows:
            return
        self.world.edit(user, "contact", uid, {"block_call": 2})
        self.world.push(user)
        self.world.sleep(60_000)
        if self.world.laptops[other].rows["contact", uid].values["block_call"] == 0:
            self.world.edit(other, "contact", uid, {"block_call": 1})
        self.world.push(other)

    @rule(user=USER, routine=ROUTINE)
    def writes_without_right(self, user: str, routine: str) -> None:
        """A right is withdrawn, its holder writes once more, and gets it back before he looks."""
        uid = f"t-{routine}"
        if ("routine_tag", uid) in self.world.laptops[user].rows:
            self.world.withdraw(routine, user)
            self.world.edit(user, "routine_tag", uid, {"tag": f"sans droit {self.world.numbers}"})
            self.world.push(user)
            self.world.grant(routine, user)

    @rule(user=USER, years=st.sampled_from([-10, -1, 0, 1, 10]))
    def clock(self, user: str, years: int) -> None:
        """A laptop's clock is years off, until the next answer corrects it."""
        laptop = self.world.laptops[user]
        laptop.skew, laptop.offset = years * YEAR_MS, 0

    @rule(ms=st.integers(1, 3_600_000))
    def sleep(self, ms: int) -> None:
        """Time passes."""
        self.world.sleep(ms)

    @rule(routine=ROUTINE, user=USER, joins=st.booleans())
    def rights(self, routine: str, user: str, joins: bool) -> None:
        """Rights of a routine change."""
        (self.world.grant if joins else self.world.withdraw)(routine, user)

    @precondition(lambda self: not self.world.centre.open)
    @rule()
    def forgotten_psql(self) -> None:
        """Somebody opens a transaction on a row and leaves it open."""
        self.world.forced.add((("company", "c0"), "name"))
        self.world.begin(("company", "c0"), "name", f"psql {self.world.numbers}")

    @precondition(lambda self: bool(self.world.centre.open))
    @rule()
    def psql_commits(self) -> None:
        """And commits at last."""
        self.world.commit(min(self.world.centre.open))

    @precondition(lambda self: self.world.may_restore())
    @rule()
    def dump_restored(self) -> None:
        """The centre comes back with another generation."""
        self.world.restore_dump()

    def teardown(self) -> None:
        """Everybody comes online; then all must agree."""
        self.world.settle()
        self.world.check()
