"""Notes, calls, visits: who may change what (C-10, C-40 to C-44)."""

from __future__ import annotations

from typing import Any

import pytest

from prospectdesk.commands.follow_ups import CreateFollowUp
from prospectdesk.commands.timeline import AddNote, DeleteNote, EditNote, LogCall, LogVisit
from prospectdesk.domain.errors import Forbidden, Invalid
from prospectdesk.jobs.demo import advance_by
from prospectdesk.queries import relances, timeline


@pytest.mark.spec("C-43", "A-C7", "C-41", "C-44")
def test_only_the_author_and_a_responsable_change_a_note(session: Any, do: Any, company: Any) -> None:
    le_goff = company("Cycles Le Goff")
    do(CreateFollowUp(company=le_goff))
    note = do(AddNote(company=le_goff, text="Première ligne\nseconde"))
    session.sign_in("nora")
    for command in (EditNote(note=note.uid, text="autre"), DeleteNote(note=note.uid)):
        with pytest.raises(Forbidden, match="auteur"):
            do(command)
    session.sign_in("rachid")
    edited = do(EditNote(note=note.uid, text="Corrigée"))
    panel = session.reader.run(relances.panel, relances.PanelFilter(), session.clock.today_number())
    assert panel.due[0].last_note == "Corrigée"
    do(edited.undo)
    panel = session.reader.run(relances.panel, relances.PanelFilter(), session.clock.today_number())
    assert panel.due[0].last_note == "Première ligne\nseconde"
    do(DeleteNote(note=note.uid))
    assert session.reader.run(timeline.entries, le_goff, "notes") == []


@pytest.mark.spec("C-40", "C-34", "C-39")
def test_a_call_keeps_contact_number_and_code(session: Any, do: Any, company: Any) -> None:
    le_goff = company("Cycles Le Goff")
    do(LogCall(company=le_goff, text="", number="02 99 11 22 33", code="apl msq"))
    (call,) = session.reader.run(timeline.entries, le_goff, "appel")
    assert (call.number, call.code, call.author) == ("+33299112233", "APL MSQ", "Ugo Martin")
    with pytest.raises(Invalid):
        do(LogCall(company=le_goff, text="", code="XYZ"))
    with pytest.raises(Invalid):
        do(LogCall(company=le_goff, text=" "))


@pytest.mark.spec("C-10")
def test_a_visit_is_logged_once_in_thirty_minutes(session: Any, do: Any, company: Any) -> None:
    le_goff = company("Cycles Le Goff")

    def visits() -> int:
        return sum(one.type == "visite" for one in session.reader.run(timeline.entries, le_goff))

    do(LogVisit(company=le_goff))
    do(LogVisit(company=le_goff))
    assert visits() == 1
    advance_by(session, 31 * 60_000)
    do(LogVisit(company=le_goff))
    assert visits() == 2


@pytest.mark.spec("C-33", "C-34")
def test_pages_of_the_timeline_follow_each_other_without_gap(session: Any, do: Any, company: Any) -> None:
    le_goff = company("Cycles Le Goff")
    for number in range(7):
        do(AddNote(company=le_goff, text=f"note {number}"))
    seen: list[str] = []
    before = None
    while True:
        page = session.reader.run(timeline.entries, le_goff, "notes", before, 3)
        if not page:
            break
        seen += [one.text for one in page]
        before = (page[-1].at, page[-1].id)
    assert seen == [f"note {number}" for number in range(6, -1, -1)]


@pytest.mark.spec("R1")
def test_a_note_too_long_is_refused_whole(do: Any, company: Any) -> None:
    with pytest.raises(Invalid, match="trop long"):
        do(AddNote(company=company("Cycles Le Goff"), text="x" * 20_001))
