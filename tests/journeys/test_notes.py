"""Notes of the timeline: whose they are, and where the last one shows (A-C7)."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt

NOTE = "Démonstration prévue avec Sophie"


def write_note(desk, text):
    """Types a note into the editor below the timeline and publishes it with Ctrl+Entrée."""
    desk.fill("sheet.timeline.note.text", text)
    desk.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: desk.text("sheet.timeline.note.text") == "")
    desk.rest()


def point_at(desk, text):
    """Moves the mouse over the entry of the timeline that holds a text."""
    view = desk.see("sheet.timeline.list")
    number = next(n for n, row in enumerate(view.entries.rows) if row.text == text)
    place = view.visualRect(view.entries.index(number, 0)).center()
    desk.qtbot.mouseMove(view.viewport(), place + QPoint(0, 1))
    desk.qtbot.mouseMove(view.viewport(), place)
    desk.wait(lambda: desk.sees("sheet.timeline.edit"))


@pytest.mark.spec("A-C7", "C-43", "C-80", "X-05")
def test_a_note_is_changed_by_its_author_and_the_responsable_only(start, demo, ugo):
    ugo.open_by_search("cycles", "Cycles Le Goff")
    ugo.click("sheet.relance.add")
    ugo.click("sheet.relance.form.save")
    write_note(ugo, NOTE)
    point_at(ugo, NOTE)
    assert ugo.see("sheet.timeline.edit").isEnabled()
    ugo.click("rail.relances")
    rows = ugo.see("relances.todo").rows.rows
    assert {row.company: row.last_note for row in rows}["Cycles Le Goff"] == NOTE
    ugo.close()

    nora = start(replace(demo, user="nora"))
    nora.open_by_search("cycles", "Cycles Le Goff")
    point_at(nora, NOTE)
    for name in ("sheet.timeline.edit", "sheet.timeline.delete"):
        assert not nora.see(name).isEnabled()
        assert nora.see(name).toolTip() == "Vous n’êtes pas l’auteur de cette note"
    nora.close()

    rachid = start(replace(demo, user="rachid"))
    rachid.open_by_search("cycles", "Cycles Le Goff")
    point_at(rachid, NOTE)
    for name in ("sheet.timeline.edit", "sheet.timeline.delete"):
        assert rachid.see(name).isEnabled()
