"""What nobody caught is logged without data, shown once, and leaves the program usable."""

import sys
import threading
import weakref

import pytest
from PySide6.QtCore import qWarning
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QWidget

from prospectdesk.app.crash import CrashDialog, LastChance
from prospectdesk.ui.kit.theme import Look, Theme, bundled_family

pytestmark = pytest.mark.spec("F19")


@pytest.fixture
def chance(qapp, tmp_path, qtbot):
    Theme(qapp, Look("light", family=bundled_family()))
    made = LastChance(tmp_path)
    made.install()
    yield made
    made.remove()
    for dialog in dialogs():
        dialog.close()


def dialogs():
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, CrashDialog) and one.isVisible()]


def fail():
    raise ValueError("Hélène Perrachon, 06 12 34 56 78")


def caught():
    try:
        fail()
    except ValueError as error:
        return error


def test_an_error_is_shown_once_and_added_to(chance, qtbot):
    chance.report(caught())
    qtbot.waitUntil(lambda: len(dialogs()) == 1)
    chance.report(caught())
    qtbot.waitUntil(lambda: dialogs()[0].report.toPlainText().count("ValueError") == 2)
    assert len(dialogs()) == 1


def test_neither_log_nor_report_holds_data(chance, qtbot, tmp_path):
    chance.report(caught())
    qtbot.waitUntil(lambda: bool(dialogs()))
    shown = dialogs()[0].report.toPlainText()
    logged = (tmp_path / "prospectdesk.log").read_text(encoding="utf-8")
    for text in (shown, logged):
        assert "ValueError" in text
        assert "test_crash.py" in text
        assert "Perrachon" not in text
        assert "06 12" not in text


def test_an_error_in_a_thread_is_shown(chance, qtbot):
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(dialogs()))


def test_an_error_in_the_loop_is_shown(chance, qtbot):
    chance.in_loop(None, {"exception": caught()})
    qtbot.waitUntil(lambda: bool(dialogs()))


def test_the_hooks_are_in_place_and_taken_away(chance):
    before = sys.excepthook
    chance.remove()
    assert sys.excepthook is not before


def test_what_qt_says_is_logged_without_names(chance, tmp_path):
    qWarning("cannot open '/home/dupont/Documents/clients.xlsx' of \"Dupont\"")
    logged = (tmp_path / "prospectdesk.log").read_text(encoding="utf-8")
    assert "cannot open" in logged
    assert "upont" not in logged


def test_closing_the_dialog_forgets_it(chance, qtbot):
    chance.report(caught())
    qtbot.waitUntil(lambda: bool(dialogs()))
    dialogs()[0].close()
    qtbot.waitUntil(lambda: not dialogs())
    chance.report(caught())
    qtbot.waitUntil(lambda: len(dialogs()) == 1)


def test_a_painting_that_fails_keeps_no_painter(chance, qtbot):
    """A painter that outlives its painting crashes the program later."""
    painters = []

    class Torn(QWidget):
        def paintEvent(self, event):
            painter = QPainter(self)
            painters.append(weakref.ref(painter))
            fail()

    made = Torn()
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: bool(dialogs()))
    assert painters
    assert not any(one() for one in painters)
    made.hide()
