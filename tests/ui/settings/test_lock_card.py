"""Verrouillage on the page Profil: a phrase for a local encrypted base, the delay, and why there is no lock (T1, X-05)."""

import pytest
from PySide6.QtWidgets import QApplication

from prospectdesk.jobs.opening import Opening
from prospectdesk.jobs.session import open_session
from prospectdesk.store.connection import can_encrypt
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.settings.profile import ProfilePage

pytestmark = pytest.mark.spec("T1", "X-05")
PHRASE = "trois vélos bleus"


@pytest.fixture
def page_on(run, rest, lanes, theme, tmp_path, qtbot):
    """Opens the page on a local profile of its own."""
    made = []

    def go(**more):
        session = open_session(Opening(data_dir=tmp_path / "profile", **more))
        desk = Desk.of(session, lanes)
        page = ProfilePage(desk)
        qtbot.addWidget(page)
        page.show()
        rest(desk)
        made.append((desk, session))
        return page, desk

    yield go
    for desk, session in made:
        run(desk.close())
        desk.deleteLater()
        session.close()


def answer(qtbot, *texts):
    """Fills in the question that opens and accepts it."""

    def shown():
        return [
            one for one in QApplication.topLevelWidgets() if one.objectName() == "ask" and one.isVisible()
        ]

    qtbot.waitUntil(lambda: len(shown()) == 1)
    (dialog,) = shown()
    for field, text in zip(dialog.fields, texts, strict=True):
        field.setText(text)
    dialog.yes.click()
    qtbot.waitUntil(lambda: dialog not in shown())


def test_a_plain_base_says_why_it_has_no_lock(page_on):
    page, _desk = page_on(encryption=False)
    for part in (page.lock.minutes, page.lock.now):
        assert not part.isEnabled()
        assert "pas chiffrée" in part.toolTip()
    assert page.lock.minutes.currentText() == "Jamais"
    assert page.lock.choose.isHidden()


@pytest.mark.skipif(not can_encrypt(), reason="the sqlcipher3 driver has no wheel for this system")
def test_a_phrase_is_chosen_asked_before_it_goes_and_the_delay_is_kept(page_on, qtbot, rest):
    page, desk = page_on()
    card = page.lock
    assert "phrase de verrouillage" in card.minutes.toolTip()
    card.choose.click()
    answer(qtbot, PHRASE, PHRASE)
    qtbot.waitUntil(lambda: desk.locking.means.means == "own")
    rest(desk)
    assert card.minutes.isEnabled()
    assert card.minutes.currentData() == 15
    card.minutes.setCurrentIndex(card.minutes.findData(5))
    card.minutes.activated.emit(card.minutes.currentIndex())
    rest(desk)
    assert desk.locking.minutes == 5
    assert card.choose.text() == "Changer la phrase…"
    wanted = []
    desk.locking.wanted.connect(lambda: wanted.append(1))
    card.now.click()
    assert wanted == [1]
    card.remove.click()
    answer(qtbot, "une autre")
    answer(qtbot, PHRASE)
    rest(desk)
    assert not card.minutes.isEnabled()
    assert card.remove.isHidden()
