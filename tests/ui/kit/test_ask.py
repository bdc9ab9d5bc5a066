"""Questions are awaited: the program goes on behind them, a cancelled task closes its dialog."""

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QRadioButton, QWidget

from prospectdesk.domain.errors import Invalid
from prospectdesk.ui.kit import ask


@pytest.fixture
def window(qtbot, theme):
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def opened(window, qtbot):
    """Waits for the dialog over the window and answers it."""

    def find(kind=QDialog):
        qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(kind)))
        return next(one for one in window.findChildren(kind) if one.isVisible())

    return find


def no_empty(text):
    if not text:
        raise Invalid("empty", "Écrivez un nom.")


def test_the_answer_is_yes_or_no(loop, window, opened, qtbot):
    for button, expected in (("ask.yes", True), ("ask.no", False)):
        task = loop.create_task(ask.yes_no(window, "Supprimer ?", "Une fiche.", yes="Supprimer", danger=True))
        opened().findChild(QWidget, button).click()
        qtbot.waitUntil(task.done)
        assert task.result() is expected


def test_a_dangerous_question_is_not_answered_by_return(loop, window, opened, qtbot):
    task = loop.create_task(ask.yes_no(window, "Supprimer ?", "", yes="Supprimer", danger=True))
    dialog = opened()
    assert not dialog.yes.isDefault()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(task.done)
    assert task.result() is False


def test_other_tasks_go_on_behind_a_question(loop, window, opened, qtbot):
    task = loop.create_task(ask.yes_no(window, "Continuer ?", "", yes="Continuer"))
    dialog = opened()
    other = loop.create_task(asyncio.sleep(0.01, "went on"))
    qtbot.waitUntil(other.done)
    assert not task.done()
    dialog.reject()
    qtbot.waitUntil(task.done)


def test_a_cancelled_task_closes_its_question(loop, window, opened, qtbot):
    task = loop.create_task(ask.yes_no(window, "Continuer ?", "", yes="Continuer"))
    opened()
    task.cancel()
    qtbot.waitUntil(task.done)
    qtbot.waitUntil(lambda: not window.findChildren(QDialog))
    assert task.cancelled()


def test_a_refused_text_keeps_the_question_open_with_the_reason(loop, window, opened, qtbot):
    task = loop.create_task(ask.text(window, "Vue", "Nom de la vue", yes="Enregistrer", check=no_empty))
    dialog = opened()
    dialog.yes.click()
    assert dialog.error.text() == "Écrivez un nom."
    assert not task.done()
    dialog.field.setText("  Mes prospects ")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    qtbot.waitUntil(task.done)
    assert task.result() == "Mes prospects"


def test_one_of_several_is_chosen(loop, window, opened, qtbot):
    options = [("file", "Fichier"), ("base", "Base & plus")]
    task = loop.create_task(ask.choice(window, "Garder", "", options, yes="Garder"))
    dialog = opened()
    assert dialog.findChild(QRadioButton, "ask.option.file").isChecked()
    dialog.findChild(QRadioButton, "ask.option.base").setChecked(True)
    dialog.yes.click()
    qtbot.waitUntil(task.done)
    assert task.result() == "base"


def test_a_file_to_write_is_named(loop, window, opened, qtbot, tmp_path):
    coroutine = ask.save_file(window, "Exporter", "Tableur (*.xlsx)", "liste.xlsx", str(tmp_path))
    task = loop.create_task(coroutine)
    dialog = opened(QFileDialog)
    assert dialog.objectName() == "ask.save_file"
    dialog.accept()
    qtbot.waitUntil(task.done)
    assert task.result() == tmp_path / "liste.xlsx"


def test_no_file_is_an_answer_too(loop, window, opened, qtbot, tmp_path):
    task = loop.create_task(ask.open_file(window, "Importer", "Tableur (*.xlsx)", str(tmp_path)))
    opened(QFileDialog).reject()
    qtbot.waitUntil(task.done)
    assert task.result() is None
    assert QApplication.activeModalWidget() is None
