"""What users do in a history: every gesture of the model as a rule."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from tests.simulator.world import ROUTINES, USERS, World

USER = st.sampled_from(sorted(USERS))
ROUTINE = st.sampled_from(sorted(ROUTINES))
SMALL = st.integers(0, 3)
SIRET = "00010012300017"


class People(RuleBasedStateMachine):
    """Users at their laptops; the net is in `machine`. Subclasses name a mutant."""

    mutant = ""

    def __init__(self) -> None:
        super().__init__()
        self.world = self.new_world()
        self.made = 0

    def new_world(self) -> World:
        """What the history happens to; a subclass plays it with real parts beside the model."""
        return World(self.mutant)

    def fresh(self, prefix: str) -> str:
        """A uid in the order of making."""
        self.made += 1
        return f"{prefix}{self.made:05d}"

    def one(self, user: str, table: str, place: int, **wanted: Any) -> str | None:
        """One of the live rows the user sees, by place."""
        rows = [
            row.uid
            for row in self.world.laptops[user].rows.values()
            if row.table == table
            and row.values["deleted_at"] is None
            and all(row.values[name] == value for name, value in wanted.items())
        ]
        return sorted(rows)[place % len(rows)] if rows else None

    def both_have(self, user: str, other: str, place: int) -> str | None:
        """A file that two different users see."""
        uid = self.one(user, "registration", place)
        there = user != other and ("registration", uid) in self.world.laptops[other].rows
        return uid if there else None

    @initialize()
    def begin(self) -> None:
        """A company everybody knows, with a contact, a relance, a dossier and tags."""
        world = self.world
        world.insert("ann", "company", "c0", {"name": "Tanguy", "siren": "000100024"})
        world.insert("ann", "registration", "reg-c0", {"company_id": "c0", "city": "Bruz"})
        world.insert("ann", "contact", "p0", {"company_id": "c0", "last_name": "Caradec", "block_call": 0})
        world.insert("ann", "dossier", "o0", self._dossier("c0", "conseil"))
        for routine in ROUTINES:
            world.insert("ann", "routine_tag", f"t-{routine}", {
                "company_id": "c0", "routine_id": routine, "tag": "suspect"})  # fmt: skip
        world.settle()

    def _dossier(self, company: str, kind: str) -> dict[str, Any]:
        return {"company_id": company, "type_id": kind, "status": "en_cours", "stage_id": "s0", "rank": "a"}

    # users ----------------------------------------------------------------------------------
    @rule(user=USER, siret=st.booleans())
    def new_company(self, user: str, siret: bool) -> None:
        """A company, sometimes of a SIRET the other types too."""
        uid = self.fresh("c")
        registration = {"company_id": uid, "siret": SIRET if siret else None, "phone": f"{self.made}"}
        self.world.insert(user, "company", uid, {"name": uid})
        self.world.insert(user, "registration", f"reg-{uid}", registration)

    @rule(user=USER)
    def same_company(self, user: str) -> None:
        """A company of the register: the same uid on every laptop."""
        if ("company", "u5") not in self.world.laptops[user].rows:
            self.world.insert(user, "company", "u5", {"name": "Registre", "siren": SIRET[:9]})
            self.world.insert(user, "registration", "reg-u5", {"company_id": "u5", "city": user})

    @rule(user=USER, place=SMALL, column=st.sampled_from(["phone", "city", "street"]), value=SMALL)
    def edit_registration(self, user: str, place: int, column: str, value: int) -> None:
        """A field of a file."""
        uid = self.one(user, "registration", place)
        if uid is not None:
            self.world.edit(user, "registration", uid, {column: f"{column}{value}{user}"})

    @rule(user=USER, place=SMALL)
    def type_siret(self, user: str, place: int) -> None:
        """A SIRET typed on a file that had none (X-19)."""
        uid = self.one(user, "registration", place, siret=None)
        if uid is not None and uid != "reg-c0":
            self.world.edit(user, "registration", uid, {"siret": SIRET})

    @rule(user=USER, place=SMALL)
    def new_note(self, user: str, place: int) -> None:
        """A note."""
        company = self.one(user, "company", place)
        if company is not None:
            values = {"company_id": company, "author_id": user, "text": f"note {self.made}"}
            self.world.insert(user, "timeline", self.fresh("n"), values)

    @rule(user=USER, place=SMALL, mine=st.booleans())
    def edit_note(self, user: str, place: int, mine: bool) -> None:
        """Somebody edits a note, not always his own."""
        uid = self.one(user, "timeline", place, **({"author_id": user} if mine else {}))
        if uid is not None:
            self.world.edit(user, "timeline", uid, {"text": f"{uid} by {user} {self.world.numbers}"})

    @rule(user=USER, place=SMALL, day=st.integers(10, 13), priority=st.integers(0, 2))
    def new_relance(self, user: str, place: int, day: int, priority: int) -> None:
        """A relance where the user sees none open (INV-02)."""
        company = self.one(user, "company", place)
        if company is None or self.one(user, "follow_up", 0, company_id=company, done=0) is not None:
            return
        uid = self.fresh("f")
        values = {"company_id": company, "kind": "relance", "day": day, "priority": priority, "done": 0}
        self.world.insert(user, "follow_up", uid, values)
        self.world.insert(user, "follow_up_assignee", f"{uid}-{user}", {"follow_up_id": uid, "user_id": user})

    @rule(user=USER, place=SMALL, day=st.integers(10, 13))
    def move_relance(self, user: str, place: int, day: int) -> None:
        """A relance moved to another day."""
        uid = self.one(user, "follow_up", place, done=0)
        if uid is not None:
            self.world.edit(user, "follow_up", uid, {"day": day})

    @rule(user=USER, place=SMALL)
    def do_relance(self, user: str, place: int) -> None:
        """A relance marked Effectué."""
        uid = self.one(user, "follow_up", place, done=0)
        if uid is not None:
            self.world.edit(user, "follow_up", uid, {"done": 1})

    @rule(user=USER, place=SMALL)
    def leave_relance(self, user: str, place: int) -> None:
        """An assignee removed while others remain."""
        uid = self.one(user, "follow_up_assignee", place)
        if uid is not None:
            self.world.edit(user, "follow_up_assignee", uid, {"deleted_at": self.world.centre.now})

    @rule(user=USER, place=SMALL)
    def join_relance(self, user: str, place: int) -> None:
        """A user adds himself."""
        uid = self.one(user, "follow_up", place, done=0)
        if uid is not None:
            self.world.insert(user, "follow_up_assignee", f"{uid}-{user}", {
                "follow_up_id": uid, "user_id": user})  # fmt: skip

    @rule(user=USER, place=SMALL)
    def new_contact(self, user: str, place: int) -> None:
        """A card with a phone."""
        company = self.one(user, "company", place)
        if company is not None:
            uid = self.fresh("p")
            values = {"company_id": company, "last_name": uid, "privileged": 0, "block_call": 0}
            self.world.insert(user, "contact", uid, values)
            self.world.insert(user, "contact_point", f"{uid}-1", {"contact_id": uid, "value": "06"})

    @rule(user=USER, place=SMALL, blocked=st.integers(0, 2))
    def block(self, user: str, place: int, blocked: int) -> None:
        """Consent changes."""
        uid = self.one(user, "contact", place, erased_at=None)
        if uid is not None:
            self.world.edit(user, "contact", uid, {"block_call": blocked})

    @rule(user=USER, place=SMALL)
    def privilege(self, user: str, place: int) -> None:
        """A privileged contact is chosen, the former one loses the flag."""
        uid = self.one(user, "contact", place, erased_at=None)
        if uid is None:
            return
        company = self.world.laptops[user].rows["contact", uid].values["company_id"]
        former = self.one(user, "contact", 0, company_id=company, privileged=1)
        if former is not None:
            self.world.edit(user, "contact", former, {"privileged": 0})
        self.world.edit(user, "contact", uid, {"privileged": 1})

    @rule(user=USER, place=SMALL, value=SMALL)
    def rename_contact(self, user: str, place: int, value: int) -> None:
        """A contact's name."""
        uid = self.one(user, "contact", place, erased_at=None)
        if uid is not None:
            self.world.edit(user, "contact", uid, {"last_name": f"{user}{value}"})

    @rule(user=USER, place=SMALL)
    def delete_contact(self, user: str, place: int) -> None:
        """A card deleted softly."""
        uid = self.one(user, "contact", place)
        if uid is not None:
            self.world.edit(user, "contact", uid, {"deleted_at": self.world.centre.now})

    @rule(user=USER, place=SMALL)
    def erase_contact(self, user: str, place: int) -> None:
        """A person erased at his request."""
        uid = self.one(user, "contact", place, erased_at=None)
        if uid is not None:
            values = {"last_name": None, "erased_at": self.world.centre.now}
            self.world.edit(user, "contact", uid, values)

    @rule(user=USER, place=SMALL, kind=st.sampled_from(["comptable", "conseil"]))
    def new_dossier(self, user: str, place: int, kind: str) -> None:
        """A dossier of a type the user sees unused."""
        company = self.one(user, "company", place)
        if company is not None and self.one(user, "dossier", 0, company_id=company, type_id=kind) is None:
            self.world.insert(user, "dossier", self.fresh("o"), self._dossier(company, kind))

    @rule(user=USER, place=SMALL, stage=SMALL)
    def move_stage(self, user: str, place: int, stage: int) -> None:
        """A card on the board."""
        uid = self.one(user, "dossier", place, status="en_cours")
        if uid is not None:
            self.world.edit(user, "dossier", uid, {"stage_id": f"s{stage}", "rank": f"{user}{stage}"})

    @rule(user=USER, place=SMALL, status=st.sampled_from(["signe", "perdu"]))
    def close_dossier(self, user: str, place: int, status: str) -> None:
        """Signé or Perdu."""
        uid = self.one(user, "dossier", place, status="en_cours")
        if uid is not None:
            self.world.edit(user, "dossier", uid, {"status": status})

    @rule(user=USER, place=SMALL, tag=st.sampled_from(["prospect", "client", "hors_cible"]))
    def tag(self, user: str, place: int, tag: str) -> None:
        """A tag of a routine the user sees."""
        uid = self.one(user, "routine_tag", place)
        if uid is not None:
            self.world.edit(user, "routine_tag", uid, {"tag": tag})

    @rule(user=USER, scope=st.sampled_from([1, 2]))
    def view(self, user: str, scope: int) -> None:
        """A saved view is made, or moved between his bucket and everybody's."""
        uid = self.one(user, "saved_view", 0, user_id=user)
        if uid is None:
            values = {"user_id": user, "title": "vue", "scope": scope}
            self.world.insert(user, "saved_view", self.fresh("v"), values)
        else:
            self.world.edit(user, "saved_view", uid, {"scope": scope})
