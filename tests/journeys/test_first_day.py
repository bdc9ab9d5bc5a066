"""The first day with an empty base: a list comes in, a sheet is worked on, the window closed and opened again."""

from uuid import uuid4

import pytest
from PySide6.QtCore import Qt

from prospectdesk.commands.routines import CreateRoutine

LIST = """SIRET;Raison sociale;Code postal;Commune;Code NAF
00010001600013;Atelier Kermarec;35510;Cesson-Sévigné;25.62B
00010002400017;Boulangerie Tanguy;35170;Bruz;10.71C
00010003200010;Cycles Le Goff;35830;Betton;47.64Z
00010004000013;Dupuis Menuiserie;35410;Châteaugiron;43.32A
"""
WRONG = "00010004000014;Clé fausse;35000;Rennes;43.32A\n"
PLANNED = "Relance planifiée\u00a0; tag «\u00a0Prospect\u00a0» posé sur «\u00a0ERP Ouest\u00a0»."
UNDONE = "SELECT count(*) FROM follow_up WHERE deleted_at IS NULL"


def import_list(desk, path):
    """Takes a file through the five steps of the page."""
    desk.click("import.choose")
    desk.choose_file("ask.open_file", path)
    desk.wait(lambda: desk.sees("import.sample"))
    for _ in range(3):
        desk.click("import.forward")
    desk.wait(lambda: "Importer" in desk.text("import.forward"))
    desk.click("import.forward")
    if desk.sees("ask.yes"):
        desk.click("ask.yes")
    desk.wait(lambda: desk.sees("import.done"))
    desk.rest()


def white_card(desk, company, last_name):
    """A person the public sources know, as a future source will bring it."""
    session = desk.desk.session
    with session.store.transaction(session.clock.now_ms(), session.person.id) as uow:
        uow.insert(
            "contact",
            {
                "company_id": company, "person": uuid4().bytes, "colour": "white", "first_name": "Paul",
                "last_name": last_name, "origin": "source", "scope": 0, "made_at": session.clock.now_ms(),
            },
            uid=uuid4().bytes,
        )  # fmt: skip


def prepare_routine_and_white_card(desk):
    """What a list of companies does not bring: a default routine, and a person of the public sources."""
    [(company,)] = desk.rows("SELECT id FROM company WHERE name = 'Boulangerie Tanguy'")
    criteria = ({"criterion": "departement", "value": "35"},)
    desk.run(
        desk.desk.do(
            CreateRoutine(title="Ouest", mandatory=criteria, users=("local",), default_for=("local",))
        )
    )
    white_card(desk, company, "Tanguy")


@pytest.mark.spec("C-76", "C-13", "D-13", "X-01", "X-02")
def test_a_list_becomes_a_worked_sheet_that_is_there_the_next_morning(start, fresh, tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text(LIST + WRONG, encoding="utf-8")
    desk = start(fresh)
    assert desk.window.router.screen == "first_run"
    desk.click("first_run.import")
    import_list(desk, path)
    assert desk.rows("SELECT count(*) FROM company WHERE registered = 1") == [(4,)]

    prepare_routine_and_white_card(desk)
    desk.open_by_search("tanguy", "Boulangerie Tanguy")
    desk.click("sheet.tabs.contacts")
    desk.click(f"{desk.card('Paul Tanguy')}.download")
    assert desk.text(f"{desk.card('Paul Tanguy')}.badge") == "MA BASE"

    desk.fill("sheet.timeline.note.text", "Intéressée, rappeler après Noël")
    desk.click("sheet.timeline.note.publish")
    assert "Intéressée, rappeler après Noël" in timeline(desk)

    desk.click("sheet.plan")
    desk.fill("sheet.relance.form.date.field", "11/01/2027")
    desk.click("sheet.relance.form.save")
    assert "Prospect" in desk.text("undo.text")
    assert desk.sees("undo.undo")
    assert "11/01/2027" in desk.text("sheet.relance.when") or "11 janv" in desk.text("sheet.relance.when")
    assert desk.close() == 0

    again = start(fresh)
    again.wait(lambda: again.sees("sheet.name"))
    assert again.text("sheet.name") == "Boulangerie Tanguy"
    assert again.window.top.tabs.count() == 2
    assert "Intéressée, rappeler après Noël" in timeline(again)
    again.click("sheet.tabs.contacts")
    assert again.text(f"{again.card('Paul Tanguy')}.badge") == "MA BASE"
    assert again.rows(UNDONE) == [(1,)]


def timeline(desk):
    """Everything the shown timeline says."""
    return "\n".join(row[0] for row in desk.cells("sheet.timeline.list"))


@pytest.mark.spec("C-76", "C-75")
def test_a_relance_planned_by_hand_sets_the_tag_and_is_taken_back_with_it(ugo):
    ugo.open_by_search("cycles", "Cycles Le Goff")
    assert ugo.text(tag_name(ugo)) == "Suspect"
    ugo.click("sheet.relance.add")
    ugo.click("sheet.relance.form.save")
    assert ugo.text("undo.text") == PLANNED
    assert ugo.text(tag_name(ugo)) == "Prospect"
    ugo.click("undo.undo")
    assert ugo.text(tag_name(ugo)) == "Suspect"
    assert ugo.rows(UNDONE) == [(0,)]
    assert ugo.sees("sheet.relance.add")
    ugo.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert ugo.text(tag_name(ugo)) == "Prospect"
    assert ugo.rows(UNDONE) == [(1,)]


def tag_name(desk):
    """The objectName of the shown tag of the default routine."""
    return next(
        one.objectName()
        for one in desk.see("sheet.tags").findChildren(object)
        if one.objectName().endswith(".tag") and one.isVisible()
    )


@pytest.mark.spec("X-01", "X-28")
def test_open_tabs_come_back_and_a_closed_one_does_not(start, demo):
    desk = start(demo)
    for text, name in (
        ("cycles", "Cycles Le Goff"),
        ("garage", "Garage Nantais"),
        ("tanguy", "Boulangerie Tanguy"),
    ):
        desk.open_by_search(text, name)
    desk.press(Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert desk.text("sheet.name") == "Garage Nantais"
    desk.close()
    again = start(demo)
    tabs = again.window.top.tabs
    again.wait(lambda: tabs.count() == 3 and again.sees("sheet.name"))
    assert [tabs.tabText(number) for number in (1, 2)] == ["Cycles Le Goff", "Garage Nantais"]
    assert again.text("sheet.name") == "Garage Nantais"
