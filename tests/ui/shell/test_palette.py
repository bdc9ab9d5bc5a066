"""The palette: found as one types, by the keyboard alone, late answers dropped."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from prospectdesk.ui.shell.palette_delegate import _pieces
from prospectdesk.ui.shell.palette_rows import Command, matching


@pytest.fixture
def palette(window, qtbot):
    window.open("palette")
    shown = window.need_live().palette
    qtbot.waitUntil(shown.isVisible)
    yield shown
    shown.close_palette()


def labels(palette, kind):
    return [row.label for row in palette.model.rows if row.kind == kind]


def type_and_wait(palette, text, qtbot, desk):
    palette.field.setText(text)
    qtbot.waitUntil(lambda: palette._answer is not None and palette._answer.text == text, timeout=5000)


@pytest.mark.spec("X-02")
def test_a_company_is_found_and_opened_by_the_keyboard(palette, window, qtbot):
    type_and_wait(palette, "goff", qtbot, window.desk)
    assert labels(palette, "company") == ["Cycles Le Goff"]
    assert "Yann Le Goff" in labels(palette, "contact")
    assert "résultats" in palette.footer.text()
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert not palette.isVisible()
    if "sheet" in window.screens:
        assert window.router.here.company is not None


@pytest.mark.spec("X-02")
def test_typing_errors_are_forgiven_and_said(palette, window, qtbot):
    type_and_wait(palette, "cycless goff", qtbot, window.desk)
    assert "Cycles Le Goff" in labels(palette, "company")
    assert palette.hint.text() == "orthographe approchée"


def test_arrows_pass_over_headings_and_go_round(palette, window, qtbot):
    type_and_wait(palette, "goff", qtbot, window.desk)
    assert palette.list.currentIndex().row() == 1
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.model.rows[palette.list.currentIndex().row()].kind == "contact"
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.list.currentIndex().row() == len(palette.model.rows) - 1


def test_a_greater_sign_shows_commands_only(palette, qtbot):
    palette.field.setText(">thème som")
    assert labels(palette, "command")[0] == "Thème sombre"
    assert labels(palette, "company") == []


def test_a_command_is_carried_out(palette, window, qtbot):
    palette.field.setText(">paramètres")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.router.here.screen == "settings"


def test_an_opportunity_is_begun_from_anywhere(palette, window, qtbot):
    palette.field.setText(">nouvelle opp")
    assert labels(palette, "command")[0] == "Nouvelle opportunité"
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.router.here.screen == "opportunities"
    qtbot.waitUntil(lambda: window.findChild(QDialog, "opportunities.new_dialog") is not None)
    window.findChild(QDialog, "opportunities.new_dialog").reject()


def test_ctrl_enter_opens_a_tab_and_stays(palette, window, qtbot):
    before = window.router.here
    type_and_wait(palette, "goff", qtbot, window.desk)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert palette.isVisible()
    assert window.router.here == before
    assert len(window.router.sheets) == 1


def test_a_late_answer_is_dropped(palette, window, run, qtbot):
    palette.field.setText("goff")
    asked = palette._asked
    palette.field.setText("")
    run(palette._search("goff", asked))
    assert labels(palette, "company") == []


def test_escape_and_a_click_beside_close(palette, window, qtbot):
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    window.open("palette")
    qtbot.mouseClick(palette, Qt.MouseButton.LeftButton, pos=palette.rect().bottomLeft())
    assert not palette.isVisible()


@pytest.mark.spec("X-02")
@pytest.mark.parametrize("text", ['"', "%", "a' OR 1=1 --", "NEAR(", "\\", "*", "<b>x</b>"])
def test_any_text_is_only_text(palette, window, qtbot, text):
    type_and_wait(palette, text, qtbot, window.desk)
    assert not palette.messages.isVisible()


def test_commands_are_found_by_the_beginnings_of_their_words():
    one, other = Command("Nouvelle note", print), Command("Nouveau prospect", print)
    assert matching([one, other], "nouv note") == [one]
    assert matching([one, other], "ouv") == []
    kept = Command("Écrire une note", print, always=True)
    assert matching([kept, other], "nouveau") == [other, kept]


def test_marked_parts_cut_the_label_without_losing_a_letter():
    pieces = _pieces("Cycles Le Goff", ((7, 9), (20, 30)))
    assert pieces == [(0, 7, False), (7, 9, True), (9, 14, False)]
