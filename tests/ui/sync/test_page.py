"""The page Synchronisation, the status line and the sign-in, on the demonstration in the middle of its talk with a centre."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget

from prospectdesk.commands.remote import ApplyRows
from prospectdesk.domain.clock import Clock
from prospectdesk.jobs import demo_scene
from prospectdesk.jobs.rounds.rhythm import EVERY, LONGEST, Rhythm
from prospectdesk.queries.window import FrameState
from prospectdesk.ui.shell.main_window import MainWindow
from prospectdesk.ui.shell.sync_words import standing
from prospectdesk.ui.sync.page import SyncPage

DAY_MS = 86_400_000


@pytest.fixture
def session(session):
    """The demonstration with waiting, refused and disputed changes."""
    demo_scene.furnish(session)
    return session


@pytest.fixture
def page(window, demo_desk, rest):
    """The page, shown in the window."""
    window.open("sync")
    rest(demo_desk)
    found = window.need_live().pages.page()
    assert isinstance(found, SyncPage)
    return found


def see(page, name):
    found = [one for one in page.findChildren(QWidget, name) if one.isVisible()]
    assert len(found) == 1, name
    return found[0]


@pytest.mark.spec("X-15", "X-17", "X-21")
def test_the_page_counts_and_names_everything(page, window):
    for name, number in (("pending", "9"), ("rejected", "2"), ("disputed", "4")):
        assert see(page, f"sync.{name}.value").text() == number
    assert page.waiting.findChild(QWidget, "sync.waiting.0").record.title == "Cycles Le Goff"
    assert page.conflicts.record.title == "Cycles Le Goff"
    assert "Rachid Benali" in page.conflicts.words.text()
    assert window.status.state.text().startswith("4 conflits · 2 modifications refusées · 9 modifications")
    assert window.rail.sync.state.text() == "4 conflits"
    assert "Relances réunies" in see(page, "sync.settled.0.text").text()


@pytest.mark.spec("X-17", "X-05")
def test_the_keys_answer_field_by_field_and_the_button_applies(page, demo_desk, rest):
    rows = page.conflicts.rows
    assert [row.answer for row in rows] == ["keep"] * 3
    page.setFocus()
    QTest.keyClick(page, Qt.Key.Key_2)
    QTest.keyClick(page, Qt.Key.Key_3)
    assert rows[0].answer == "mine"  # both is not possible for this field
    assert "impossible" in rows[0].answers.buttons["both"].toolTip()
    QTest.keyClick(page, Qt.Key.Key_J)
    QTest.keyClick(page, Qt.Key.Key_J)
    QTest.keyClick(page, Qt.Key.Key_3)
    assert rows[2].answer == "both"
    see(page, "sync.conflict.apply").click()
    rest(demo_desk)
    assert see(page, "sync.disputed.value").text() == "1"
    assert page.conflicts.record.title == "Boulangerie Tanguy"
    found = page.desk.session.reader.run(
        lambda conn: conn.execute(
            "SELECT accountant FROM registration WHERE accountant IS NOT NULL"
        ).fetchall()
    )
    assert [row[0] for row in found] == ["Fiduciaire Ouest"]


def test_the_journal_takes_the_place_of_the_conflicts_and_gives_it_back(page):
    page.journal_button.click()
    assert page.journal.isVisible()
    see(page, "sync.journal.close").click()
    assert page.conflicts.isVisible()
    assert not page.journal_button.isChecked()


@pytest.mark.spec("X-21")
def test_a_refused_change_is_sent_again_or_let_go(page, demo_desk, rest, qtbot):
    first = page.refused.rows[1]  # no right: rights may change
    first.retry.click()
    rest(demo_desk)
    assert see(page, "sync.rejected.value").text() == "1"
    assert see(page, "sync.pending.value").text() == "10"
    page.refused.rows[0].drop.click()
    qtbot.waitUntil(lambda: bool(page.window().findChildren(QDialog, "sync.drop")))
    page.window().findChild(QWidget, "sync.drop.yes").click()
    rest(demo_desk)
    assert see(page, "sync.rejected.value").text() == "0"
    assert page.refused.isHidden()


@pytest.mark.spec("X-17")
def test_a_field_of_the_sheet_bears_its_mark_and_the_answer_takes_it_away(window, demo_desk, rest, run):
    company = demo_desk.session.reader.run(
        lambda conn: conn.execute("SELECT id FROM company WHERE name = 'Cycles Le Goff'").fetchone()[0]
    )
    window.open("sheet", company=company)
    rest(demo_desk)
    mark = window.findChild(QWidget, "sheet.file.telephone.conflict")
    assert "04\u00a074\u00a002\u00a055\u00a030" in mark.toolTip()
    assert "gardé" in mark.toolTip()
    mark.answered.emit(mark._conflicts[0].id, "keep")
    rest(demo_desk)
    assert mark.isHidden()
    assert window.findChild(QWidget, "sheet.conflicts").text() == "2 conflits"


@pytest.mark.spec("X-14")
def test_thirty_days_without_the_centre_leave_only_the_sign_in(window, demo_desk, rest, run):
    session = demo_desk.session
    session.clock = session.clock.forward(31 * DAY_MS)
    run(window.need_live().sync.hold_if_over())
    rest(demo_desk)
    assert window.need_live().pages.page().objectName() == "sign_in"
    window.open("prospects")
    window.back()
    rest(demo_desk)
    page = window.need_live().pages.page()
    assert page.objectName() == "sign_in"
    assert "30 jours" in page.text.text()
    assert window.rail.isHidden()


@pytest.mark.spec("X-14")
def test_a_wrong_address_is_told_beneath_its_field(window, demo_desk, rest):
    window.open("sign_in")
    rest(demo_desk)
    form = window.need_live().pages.page().form
    form.server.setText("http://centre.example")
    form.password.setText("x")
    form.start()
    rest(demo_desk)
    assert "https://" in form.rows["server"].under.text()
    assert form.yes.isEnabled()


@pytest.mark.spec("X-15", "X-41")
def test_the_status_line_says_where_changes_stand():
    clock = Clock().starting_at(1_795_424_400_000)
    base = FrameState({}, 0, False, linked=True, last_ms=clock.now_ms() - 60_000)
    assert standing(base, clock).line.startswith("Synchronisé ")
    assert not standing(base, clock).card
    assert standing(replace(base, waiting=2), clock).line == "2 modifications en attente"
    assert (
        standing(replace(base, waiting=1, online=False), clock).line
        == "Hors ligne · 1 modification en attente"
    )
    assert standing(replace(base, conflicts=1), clock).line == "1 conflit"
    assert standing(replace(base, error="unauthorized"), clock).head == "Connexion à refaire"
    assert standing(FrameState({}, 0, False), clock).line == "Local seulement"


@pytest.mark.spec("X-41")
def test_failures_make_the_waits_longer_up_to_five_minutes():
    rhythm = Rhythm(lambda: 1.0)
    assert [rhythm.failed() for _ in range(8)] == [5, 10, 20, 40, 80, 160, 300, 300]
    assert rhythm.failed(400) == 400
    assert rhythm.well() == EVERY
    assert Rhythm(lambda: 0.0).failed() == 2.5
    assert LONGEST == 300


def test_a_local_profile_is_offered_the_sign_in(opening, lanes, theme, run, rest):
    from prospectdesk.jobs.session import open_session
    from prospectdesk.ui.kit.desk import Desk

    session = open_session(opening)
    desk = Desk.of(session, lanes)
    window = MainWindow()
    window.attach(desk)
    window.show()
    run(window.need_live().restore())
    window.open("sync")
    rest(desk)
    page = window.need_live().pages.page()
    assert page.local.isVisible()
    assert not page.start.isVisible()
    page.local.button.click()
    rest(desk)
    assert window.need_live().pages.page().objectName() == "sign_in"
    window.need_live().stop()
    run(desk.close())
    window.close()
    window.deleteLater()
    session.close()


@pytest.mark.spec("T15", "X-05")
def test_rows_set_aside_are_listed_with_their_reason_as_plain_text(page, demo_desk, rest, run):
    assert see(page, "sync.aside.count").text() == "2"
    told = {row.title.text(): row for row in page.aside.rows}
    named = "Boulangerie Tanguy · Interlocuteur «\u00a0Riou\u00a0»"
    contact = told[named]
    assert contact.reason.text() == "Date de naissance\u00a0: Cette valeur n’est pas une date."
    note = told["Cycles Le Goff · Note"]
    assert note.reason.text() == "Texte\u00a0: Ce texte contient des caractères interdits."
    note.more.click()
    facts = [label.text().replace("\u200b", "") for label in note.details.findChildren(QLabel)]
    assert "Virement reçu ⟨U+202E⟩fdp.erutcaf⟨U+202C⟩, voir avec la comptabilité" in facts
    assert "Rachid Benali" in facts
    assert note.retry.isEnabled()
    note.copy.click()
    copied = QApplication.clipboard().text()
    assert note.row.uid[:8] in copied
    assert "Virement" not in copied
    document = {
        "timeline": {
            "columns": ["company_id", "type", "text"],
            "rows": [[note.row.uid, 6, "11" * 16, "note", "<b>x"]],
        }
    }
    run(demo_desk.do(ApplyRows(answer={"rows": document, "gone": []})))  # mended; its company is not here yet
    page.refresh()
    rest(demo_desk)
    assert [row.title.text() for row in page.aside.rows] == [named]
    run(
        demo_desk.do(
            ApplyRows(
                answer={"rows": {"<i>table": {"columns": ["a"], "rows": [["12" * 16, 6, "<b>"]]}}, "gone": []}
            )
        )
    )
    page.refresh()
    rest(demo_desk)
    (newer,) = [row for row in page.aside.rows if row.title.text() == "Donnée"]
    assert not newer.retry.isEnabled()
    assert "mettez l’application à jour" in newer.retry.toolTip()
