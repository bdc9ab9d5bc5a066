"""Commands, undo and redo played against a model: after any walk the store tells what the model tells."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from prospectdesk.commands.companies import EditCompany
from prospectdesk.commands.contact_states import DeleteContact, MarkContactLeft, SetPrivileged
from prospectdesk.commands.contacts import CreateContact, EditContact
from prospectdesk.commands.follow_up_states import AddAssignee, DeleteFollowUp, MarkDone, RemoveAssignee
from prospectdesk.commands.follow_ups import CreateFollowUp, EditFollowUp
from prospectdesk.commands.routines import SetTag
from prospectdesk.commands.timeline import AddNote, DeleteNote, EditNote
from prospectdesk.domain.errors import Refused
from prospectdesk.jobs.session import Opening, open_session
from prospectdesk.queries import companies, contacts, relances, timeline
from prospectdesk.store.check import check

TODAY = date(2026, 11, 23)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))
LE_GOFF = "000100032"
texts = st.text("abcé <>&'%_\n", min_size=1, max_size=12).filter(lambda text: text.strip() != "")
days = st.integers(0, 40).map(lambda days_on: TODAY + timedelta(days_on))
pick = st.integers(0, 30)


class UndoMachine(RuleBasedStateMachine):
    """The model: what people see after each act, as a line of pictures one walks along by undo and redo."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="undo-machine-"))
        self.session = open_session(Opening(demo=True, data_dir=self.folder / "demo", now=MONDAY))

    @initialize()
    def begin(self) -> None:
        """Takes the first picture."""
        found = self.session.reader.run(companies.find_id, LE_GOFF)
        assert found is not None
        self.company = found
        self.notes: list[str] = []
        self.pictures = [self.picture()]
        self.inverses: list[Any] = []
        self.place = 0

    def picture(self) -> Any:
        """Everything the sheet shows, without what only grows (history, dates of writing)."""
        with self.session.reader.session() as conn:
            return (
                companies.head(conn, self.company),
                tuple(contacts.cards(conn, self.company)),
                tuple(
                    (one.type, one.text, one.title, one.contact)
                    for one in timeline.entries(conn, self.company, limit=500)
                ),
                tuple(relances.of_company(conn, self.company)),
                tuple(companies.tags(conn, self.company, self.session.person.id, True)),
                conn.execute(
                    "SELECT name_key, search_key, phone_key, n_orange, last_action, next_action, last_note "
                    "FROM company WHERE id = ?",
                    (self.company,),
                ).fetchone(),
            )

    def act(self, command: Any) -> bool:
        """Carries out a command; a refusal must leave the picture as it was."""
        try:
            done = self.session.bus.do(command)
        except Refused:
            assert self.picture() == self.pictures[self.place]
            return False
        del self.pictures[self.place + 1 :], self.inverses[self.place :]
        now = self.picture()
        if done.undo is None:
            if now != self.pictures[self.place]:
                self.pictures, self.inverses, self.place = [now], [], 0
            return True
        self.pictures.append(now)
        self.inverses.append(done.undo)
        self.place += 1
        return True

    def cards(self) -> list[contacts.ContactCard]:
        return [one for one in self.session.reader.run(contacts.cards, self.company)]

    def rows(self) -> list[relances.FollowUpRow]:
        return self.session.reader.run(relances.of_company, self.company)

    @rule(text=texts)
    def write_note(self, text: str) -> None:
        self.act(AddNote(company=self.company, text=text))

    @rule(place=pick, text=texts, delete=st.booleans())
    def change_note(self, place: int, text: str, delete: bool) -> None:
        notes = self.session.reader.run(timeline.entries, self.company, "notes")
        if notes:
            note = notes[place % len(notes)]
            self.act(DeleteNote(note=note.uid) if delete else EditNote(note=note.uid, text=text))

    @rule(
        day=days,
        priority=st.sampled_from(["haute", "normale", "faible"]),
        kind=st.sampled_from(["relance", "tache"]),
    )
    def plan(self, day: date, priority: str, kind: str) -> None:
        self.act(CreateFollowUp(company=self.company, kind=kind, date=day, priority=priority))

    @rule(place=pick, day=days, what=st.sampled_from(["date", "done", "delete", "add", "remove"]))
    def change_follow_up(self, place: int, day: date, what: str) -> None:
        rows = self.rows()
        if not rows:
            return
        uid = rows[place % len(rows)].uid
        commands = {
            "date": EditFollowUp(follow_up=uid, date=day),
            "done": MarkDone(follow_up=uid),
            "delete": DeleteFollowUp(follow_up=uid),
            "add": AddAssignee(follow_up=uid, user="nora"),
            "remove": RemoveAssignee(follow_up=uid, user="ugo"),
        }
        self.act(commands[what])

    @rule(
        name=st.sampled_from(["Zoé", "Éric", "<b>Jean</b>"]), mail=st.sampled_from(["", "a@b.fr", "c@d.fr"])
    )
    def add_contact(self, name: str, mail: str) -> None:
        self.act(CreateContact(company=self.company, nom=name, courriel=mail))

    @rule(place=pick, what=st.sampled_from(["mail", "phone", "left", "back", "star", "unstar", "erase"]))
    def change_contact(self, place: int, what: str) -> None:
        cards = self.cards()
        if not cards:
            return
        uid = cards[place % len(cards)].uid
        commands = {
            "mail": EditContact(contact=uid, courriel="x@y.fr"),
            "phone": EditContact(contact=uid, telephone_portable="0612345678"),
            "left": MarkContactLeft(contact=uid),
            "back": MarkContactLeft(contact=uid, left=False),
            "star": SetPrivileged(contact=uid),
            "unstar": SetPrivileged(contact=uid, privileged=False),
            "erase": DeleteContact(contact=uid),
        }
        self.act(commands[what])

    @rule(text=texts, phone=st.sampled_from(["", "0299112233", "0145678900"]))
    def edit_company(self, text: str, phone: str) -> None:
        self.act(EditCompany(company=self.company, raison_sociale=text, telephone=phone))

    @rule(tag=st.sampled_from(["suspect", "prospect", "client", "hors_cible"]), was=st.booleans())
    def set_tag(self, tag: str, was: bool) -> None:
        self.act(SetTag(company=self.company, routine="ERP Ouest", tag=tag, ex_client=was))

    @precondition(lambda self: getattr(self, "place", 0) > 0)
    @rule()
    def undo(self) -> None:
        """One step back: the picture is that of before."""
        self.place -= 1
        self.inverses[self.place] = self.session.bus.do(self.inverses[self.place]).undo
        assert self.picture() == self.pictures[self.place]

    @precondition(lambda self: getattr(self, "place", 0) < len(getattr(self, "inverses", ())))
    @rule()
    def redo(self) -> None:
        """One step forward again."""
        self.inverses[self.place] = self.session.bus.do(self.inverses[self.place]).undo
        self.place += 1
        assert self.picture() == self.pictures[self.place]

    @invariant()
    def invariants_hold(self) -> None:
        """INV-01, INV-02 and INV-04 at any moment."""
        if not hasattr(self, "company"):
            return
        rows = self.rows()
        assert all(one.assignees for one in rows if not one.done)
        assert sum(one.kind == "relance" and not one.done for one in rows) <= 1
        stars = [one for one in self.cards() if one.privileged]
        assert len(stars) <= 1
        assert all(one.colour == "orange" for one in stars)

    def teardown(self) -> None:
        """The store itself finds nothing wrong."""
        try:
            assert check(self.session.store) == []
        finally:
            self.session.close()
            with suppress(OSError):
                shutil.rmtree(self.folder)


@pytest.mark.spec("INV-01", "INV-02", "INV-03", "INV-04", "INV-15", "X-28")
def test_commands_undo_and_redo_agree_with_the_model() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        UndoMachine,
        settings=settings(
            max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


@pytest.mark.slow
@pytest.mark.spec("INV-15")
def test_many_long_walks_agree_with_the_model() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        UndoMachine,
        settings=settings(
            max_examples=300, stateful_step_count=60, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
