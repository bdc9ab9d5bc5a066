"""The day's work without a mouse: search, note, relance, the list of relances, undo."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

CTRL = Qt.KeyboardModifier.ControlModifier


def focus():
    """The objectName of what has the keyboard."""
    found = QApplication.focusWidget()
    return "" if found is None else found.objectName()


@pytest.mark.spec("X-02", "C-42", "C-75")
def test_a_sheet_is_found_noted_and_planned_by_the_keyboard_alone(ugo):
    ugo.press(Qt.Key.Key_K, CTRL)
    assert focus() == "palette.field"
    ugo.press("garage")
    palette = ugo.window.need_live().palette
    ugo.wait(lambda: any(row.label == "Garage Nantais" for row in palette.model.rows))
    ugo.rest()
    ugo.press(Qt.Key.Key_Down)
    ugo.press(Qt.Key.Key_Up)
    ugo.press(Qt.Key.Key_Return)
    ugo.wait(lambda: ugo.sees("sheet.name") and ugo.text("sheet.name") == "Garage Nantais")
    ugo.rest()

    ugo.press("n")
    assert focus() == "sheet.timeline.note.text"
    ugo.press("Vu au salon, n a pas de besoin avant mars")
    ugo.press(Qt.Key.Key_Return, CTRL)
    ugo.wait(lambda: ugo.text("sheet.timeline.note.text") == "")
    assert ugo.rows("SELECT count(*) FROM timeline WHERE type = 'note'")[0][0] >= 1
    ugo.press(Qt.Key.Key_Escape)
    assert focus() == "sheet"
    ugo.press("r")
    assert ugo.sees("sheet.relance.form")
    assert focus() == "sheet.relance.form.save"
    ugo.press(Qt.Key.Key_Return, CTRL)
    ugo.wait(lambda: ugo.sees("sheet.relance.done"))
    ugo.press(Qt.Key.Key_Z, CTRL)
    ugo.wait(lambda: ugo.sees("sheet.relance.add"))
