"""The lock of the window: nothing of a file is seen, reached or read behind it, and everything stands afterwards (T1)."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QPlainTextEdit, QTabBar, QWidget

from prospectdesk.jobs import demo_scene
from prospectdesk.queries.first_look import LOCKED, first_look
from prospectdesk.queries.people import setting
from prospectdesk.sync.credentials import Credentials
from prospectdesk.sync.failures import Wiped
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.cards import Float
from prospectdesk.ui.kit.syncing import syncing_of
from prospectdesk.ui.shell.main_window import MainWindow

pytestmark = pytest.mark.spec("T1")
SECRET = "un mot de passe de 2026"
LE_GOFF, TANGUY = "Cycles Le Goff", "Boulangerie Tanguy"
CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
KEYS = (
    (Qt.Key.Key_K, CTRL), (Qt.Key.Key_1, CTRL), (Qt.Key.Key_Z, CTRL), (Qt.Key.Key_W, CTRL), (Qt.Key.Key_N, CTRL),
    (Qt.Key.Key_F10, NONE), (Qt.Key.Key_Escape, NONE),
)  # fmt: skip
MINUTE_MS = 60_000


@pytest.fixture
def session(session):
    """The demonstration as a device of Ugo's account, whose password is known here as a slow hash."""
    demo_scene.furnish(session)
    Credentials(session.profile).keep("d" * 32, "the device key", "the token", SECRET)
    return session


@pytest.fixture
def ids(session):
    """Local ids of companies by name."""
    return session.reader.run(lambda conn: dict(conn.execute("SELECT name, id FROM company")))


@pytest.fixture
def lock(window, demo_desk, rest):
    """The lock of the window, which has read what opens it."""
    found = window.need_live().lock
    rest(demo_desk)
    assert found.locking.means.means == "account"
    return found


def said():
    """Everything a person or a reader of the screen can find now: texts, titles, names, tooltips."""
    told = []
    for one in QApplication.allWidgets():
        if one.isVisible():
            told += [one.accessibleName(), one.accessibleDescription(), one.toolTip(), one.windowTitle()]
            readers = (getattr(one, reader, None) for reader in ("text", "toPlainText", "currentText"))
            told += [str(reader()) for reader in readers if callable(reader)]
            if isinstance(one, QTabBar):
                told += [one.tabText(number) for number in range(one.count())]
            if isinstance(one, QAbstractItemView):
                told += [
                    str(one.model().index(row, 0).data()) for row in range(min(one.model().rowCount(), 50))
                ]
    return "\n".join(part for part in told if part)


def says_nothing():
    for word in (LE_GOFF, TANGUY, "Encore en train", "Rachid"):
        assert word not in said(), word
    assert QGuiApplication.modalWindow() is None


def unlock(lock, desk, rest, typed=SECRET):
    lock.cover.page.field.setText(typed)
    QTest.keyClick(lock.cover.page.field, Qt.Key.Key_Return)
    rest(desk)


@pytest.fixture
def scene(window, demo_desk, rest, lock, ids):
    """Everything that may show a name: tabs, a torn sheet, an editor, a question, a popover, the undo bar, menus."""
    for name in (LE_GOFF, TANGUY):
        window.open("sheet", company=ids[name])
        rest(demo_desk)
    window.tear_tab(ids[TANGUY])
    window.open("sheet", company=ids[LE_GOFF])
    window.toggle_menu_bar()
    window.float("sheet.note", ids[LE_GOFF])
    window.undo_bar.offer(f"{LE_GOFF} supprimé", None)
    question = ask.Question(window, LE_GOFF, f"Que faire de {LE_GOFF} ?", yes="Rien")
    question.open()
    popup = Float("popup.test", window)
    inside = QLineEdit(LE_GOFF, popup)
    popup.rise(QPoint(50, 50))
    rest(demo_desk)
    editor = window.need_live().floats.frames()[0].editor.findChild(QPlainTextEdit)
    editor.setPlainText("Encore en train d’écrire")
    editor.setFocus()
    torn = window.need_live().torn.windows[ids[TANGUY]]
    yield editor, (torn, question, popup, inside, window.menuBar(), window.undo_bar)
    for dialog in (question, popup):
        dialog.close()


def test_a_locked_window_shows_and_says_nothing_and_comes_back_as_it_was(
    window, demo_desk, rest, lock, ids, scene
):
    editor, shown = scene
    before, here = window.focusWidget(), window.router.here
    assert LE_GOFF in said()
    assert TANGUY in said()

    window.menus.actions["lock"].trigger()
    rest(demo_desk)
    assert lock.locked
    says_nothing()
    assert [one for one in QApplication.topLevelWidgets() if one.isVisible()] == [window]
    assert window.windowTitle() == "ProspectDesk — verrouillé"
    assert not any(menu.isVisible() for menu in window.menuBar().actions())

    later = ask.Question(window, TANGUY, TANGUY, yes="Rien")
    later.open()  # work that goes on behind may want to ask
    for key, held in KEYS:
        QTest.keyClick(lock.cover.page.field, key, held)
    for _ in range(6):
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
    rest(demo_desk)
    assert not later.isVisible()
    assert window.router.here == here
    assert window.menuBar().isHidden()
    says_nothing()

    unlock(lock, demo_desk, rest, "autre chose")
    assert lock.locked
    assert "Ce mot de passe n’est pas le bon." in said()
    unlock(lock, demo_desk, rest)
    assert not lock.locked
    assert window.windowTitle() == "ProspectDesk — Démonstration"
    assert window.router.here == here
    assert editor.toPlainText() == "Encore en train d’écrire"
    assert window.focusWidget() is before
    for one in (*shown, later):
        assert one.isVisible()
    later.close()


def by_the_machine(lock):
    """Lets milliseconds pass by the machine's clock, then looks."""
    machine = [lock.idle.now()]
    lock.idle.now = lambda: machine[0]

    def pass_by(ms):
        machine[0] += ms
        lock.idle.look()

    return pass_by


def test_a_clock_of_the_application_that_is_set_ahead_locks_nothing(demo_desk, lock):
    session = demo_desk.session
    session.clock = session.clock.forward(3 * 1440 * MINUTE_MS)
    lock.idle.look()
    assert not lock.locked
    by_the_machine(lock)(31_000)
    assert lock.locked, "the machine slept"


def test_the_window_locks_by_the_clock_and_after_sleep_and_not_for_who_chose_never(
    window, demo_desk, rest, run, lock
):
    session = demo_desk.session
    session.clock = replace(session.clock, frozen_ms=session.clock.now_ms())
    pass_by = by_the_machine(lock)

    for _ in range(15 * 3 - 1):
        pass_by(20_000)
    assert not lock.locked
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift)  # somebody is there
    for _ in range(15 * 3 - 1):
        pass_by(20_000)
    assert not lock.locked
    pass_by(20_000)
    assert lock.locked

    for wrong in range(3):
        unlock(lock, demo_desk, rest, f"faux {wrong}")
    field = lock.cover.page.field
    assert not field.isEnabled()
    assert "dans 5 s" in field.toolTip()
    unlock(lock, demo_desk, rest)  # the field takes nothing
    assert lock.locked
    session.clock = session.clock.forward(6_000)
    lock.cover.page.ticked.emit()
    assert field.isEnabled()
    unlock(lock, demo_desk, rest)
    assert not lock.locked
    assert session.reader.run(setting, LOCKED) is None

    pass_by(MINUTE_MS)  # the machine slept
    assert lock.locked
    unlock(lock, demo_desk, rest)
    run(lock.locking.set_minutes(0))
    pass_by(90 * MINUTE_MS)
    assert not lock.locked


@pytest.mark.spec("X-14")
def test_after_thirty_days_the_right_password_leads_to_the_centre_and_no_further(
    window, demo_desk, rest, lock, ids
):
    window.open("sheet", company=ids[LE_GOFF])
    rest(demo_desk)
    lock.engage()
    demo_desk.session.clock = demo_desk.session.clock.forward(31 * 1440 * MINUTE_MS)
    unlock(lock, demo_desk, rest, "faux")
    assert "Ce mot de passe n’est pas le bon." in said()
    unlock(lock, demo_desk, rest)
    assert lock.locked
    assert "30 jours" in said()
    assert LE_GOFF not in said()
    form = lock.cover.page.findChild(QWidget, "lock.sign_in.yes")
    assert form.isVisible()
    for name in ("server", "login"):  # a centre of one's own would open everything
        assert lock.cover.page.findChild(QLineEdit, f"lock.sign_in.{name}").isReadOnly()
    lock.cover.page.findChild(QWidget, "lock.sign_in.cancel").click()
    assert lock.cover.page.field.isVisible()


@pytest.mark.spec("T1", "P1")
def test_a_device_revoked_meanwhile_says_so_over_the_lock(window, demo_desk, rest, lock, qtbot):
    lock.engage()
    syncing_of(demo_desk).revoked.emit(Wiped("wipe", "Cet appareil a été révoqué."))
    qtbot.waitUntil(lambda: "Cet appareil a été révoqué." in said())
    (told,) = [one for one in QApplication.topLevelWidgets() if one.objectName() == "sign_in.revoked"]
    told.yes.click()
    rest(demo_desk)
    assert not window.isVisible()


def test_a_window_that_ended_locked_comes_back_locked_before_anything_is_shown(
    demo_desk, rest, run, lock, ids, window
):
    window.open("sheet", company=ids[LE_GOFF])
    rest(demo_desk)
    run(window.need_live().save_tabs())
    lock.engage()
    rest(demo_desk)
    first = demo_desk.session.reader.run(first_look, {}, demo_desk.session.person.id)
    lock.stop()
    window.hide()

    again = MainWindow()
    again.attach(demo_desk)
    again.need_live().stand(first)
    assert again.need_live().lock.locked
    again.show()
    assert LE_GOFF not in said()
    run(again.need_live().restore())
    rest(demo_desk)
    assert LE_GOFF not in said()
    unlock(again.need_live().lock, demo_desk, rest)
    assert LE_GOFF in said()
    assert any(menu.isVisible() for menu in again.menuBar().actions())
    again.need_live().stop()
    rest(demo_desk)
    again.close()
    again.deleteLater()
