"""A profile without a keychain: a pass phrase or, in so many words, no encryption (SECURITY K3)."""

import importlib.util
import sys
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail
from PySide6.QtWidgets import QApplication, QLineEdit, QRadioButton, QWidget

from prospectdesk.app.opener import open_profile
from prospectdesk.jobs.opening import Opening
from prospectdesk.jobs.session import open_session
from prospectdesk.store.keys import recovery_code
from prospectdesk.ui.kit.ask import Question, TextQuestion
from prospectdesk.ui.kit.phrase import PhraseQuestion

_SPEC = importlib.util.spec_from_file_location(
    "screen_fixtures_app", Path(__file__).resolve().parents[1] / "ui" / "conftest.py"
)
_fixtures = importlib.util.module_from_spec(_SPEC)
sys.modules["screen_fixtures_app"] = _fixtures
_SPEC.loader.exec_module(_fixtures)
loop, run, lanes, theme = _fixtures.loop, _fixtures.run, _fixtures.lanes, _fixtures.theme
_loop, _theme = _fixtures._loop, _fixtures._theme
PHRASE = "un mot de passe long"


@pytest.fixture
def no_keychain(keychain):
    keyring.set_keyring(fail.Keyring())


@pytest.fixture
def start(start_anywhere, no_keychain):
    """The same on a machine without a keychain."""
    return start_anywhere


@pytest.fixture
def start_anywhere(loop, lanes, theme, qtbot, tmp_path):
    """Begins to open a profile; answers the task and a way to wait for the next dialog."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()

    def begin():
        task = loop.create_task(open_profile(window, lanes, Opening(data_dir=tmp_path / "profile")))

        def dialog(kind):
            def shown():
                found = [
                    one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()
                ]
                assert found
                return found[0]

            qtbot.waitUntil(lambda: bool(shown()), timeout=5000)
            return shown()

        return task, dialog

    return begin


def finish(task, qtbot):
    qtbot.waitUntil(task.done, timeout=20_000)
    return task.result()


def type_phrase(dialog, *phrases):
    for field, text in zip(dialog.findChildren(QLineEdit), phrases, strict=True):
        field.setText(text)
    dialog.yes.click()


def choose(dialog, key):
    dialog.findChild(QRadioButton, f"ask.option.{key}").click()
    dialog.yes.click()


@pytest.mark.slow
def test_a_new_profile_is_encrypted_under_a_phrase_and_asks_for_it_again(start, qtbot):
    task, dialog = start()
    choose(dialog(Question), "phrase")
    asked = dialog(PhraseQuestion)
    type_phrase(asked, "court", "court")
    assert "8" in asked.error.text()
    type_phrase(asked, PHRASE, "autre chose que cela")
    assert "mêmes" in asked.error.text()
    type_phrase(asked, PHRASE, PHRASE)
    session = finish(task, qtbot)
    assert session.profile.encrypted
    assert session.profile.recovery_code
    session.close()

    task, dialog = start()
    type_phrase(dialog(PhraseQuestion), "une fausse phrase")
    qtbot.waitUntil(lambda: "passe" in dialog(PhraseQuestion).error.text(), timeout=20_000)
    type_phrase(dialog(PhraseQuestion), PHRASE)
    session = finish(task, qtbot)
    assert session.profile.recovery_code is None
    session.close()


def test_no_encryption_is_chosen_in_so_many_words(start, qtbot):
    task, dialog = start()
    choose(dialog(Question), "plain")
    session = finish(task, qtbot)
    assert not session.profile.encrypted
    session.close()


def test_giving_up_opens_nothing(start, qtbot):
    task, dialog = start()
    dialog(Question).no.click()
    assert finish(task, qtbot) is None


@pytest.mark.spec("K4")
def test_an_emptied_keychain_is_told_and_the_recovery_code_opens_the_base(
    start_anywhere, qtbot, tmp_path, keychain
):
    made = open_session(Opening(data_dir=tmp_path / "profile"))
    code = made.profile.recovery_code
    made.close()
    keychain.kept.clear()
    task, dialog = start_anywhere()
    for typed in (recovery_code(bytes(32)), code):  # that of another profile is told, and asked again
        question = dialog(Question)
        assert question.yes.text() == "Utiliser le code de secours"
        question.yes.click()
        asked = dialog(TextQuestion)
        asked.field.setText("ABCD")
        asked.yes.click()
        assert "faute de frappe" in asked.error.text()
        asked.field.setText(typed)
        asked.yes.click()
    session = finish(task, qtbot)
    assert session.profile.key == made.profile.key
    session.close()
