"""Notes and calls being written: drafts, publishing, giving up."""

import shutil
from dataclasses import replace

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QDialog

from prospectdesk.commands.contacts import EditContact
from prospectdesk.jobs.session import open_session
from prospectdesk.queries import contacts, people, timeline
from prospectdesk.ui.kit.calling import place_call
from prospectdesk.ui.timeline.call_editor import CallEditor
from prospectdesk.ui.timeline.note_editor import NoteEditor


class Softphone(QObject):
    """Takes tel: links the way an operating system's handler does."""

    def __init__(self) -> None:
        super().__init__()
        self.called: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        """Remembers the link."""
        self.called.append(url.toString())


@pytest.fixture
def softphone():
    made = Softphone()
    QDesktopServices.setUrlHandler("tel", made, "take")
    yield made
    QDesktopServices.unsetUrlHandler("tel")


def note(stage, draft=None):
    return stage.show(NoteEditor(stage.desk, stage.company, f"sheet.note:{stage.company}", draft))


def call(stage, **params):
    editor = CallEditor(stage.desk, stage.company, f"sheet.call:{stage.company}", None)
    editor.apply(**params)
    return stage.show(editor)


def drafts(stage):
    return [draft.data for draft in stage.query(people.drafts)]


@pytest.mark.spec("A-X6")
@pytest.mark.spec("C-42")
@pytest.mark.spec("X-28")
def test_a_draft_survives_a_kill(stage, opening, tmp_path):
    """The files as they lie on the disk while the editor is open are what a killed process leaves."""
    editor = note(stage)
    editor.body.text.insertPlainText("Pas encore publié")
    stage.qtbot.waitUntil(lambda: editor.state.text() == "Brouillon enregistré", timeout=3000)
    left = tmp_path / "left"
    shutil.copytree(opening.data_dir, left)
    again = open_session(replace(opening, data_dir=left))
    try:
        found = again.reader.run(people.drafts)
        assert [(one.kind, one.company_id, one.data) for one in found] == [
            ("sheet.note", stage.company, {"text": "Pas encore publié"})
        ]
    finally:
        again.close()


@pytest.mark.spec("C-42")
def test_an_editor_shows_the_draft_it_is_given_and_the_one_it_finds(stage):
    editor = note(stage, {"text": "De la fenêtre"})
    assert editor.body.text.toPlainText() == "De la fenêtre"
    editor.body.text.insertPlainText("Encore ")
    stage.qtbot.waitUntil(lambda: drafts(stage) == [{"text": "Encore De la fenêtre"}], timeout=3000)
    other = note(stage)
    assert other.body.text.toPlainText() == "Encore De la fenêtre"


def test_a_draft_is_kept_while_typing_goes_on(stage):
    editor = note(stage)
    for _ in range(30):
        editor.body.text.insertPlainText("mot ")
        stage.qtbot.wait(90)
    assert drafts(stage)
    assert drafts(stage)[0]["text"].startswith("mot ")


@pytest.mark.spec("C-41")
def test_ctrl_entree_publishes_and_forgets_the_draft(stage):
    editor = note(stage)
    assert not editor.publish_button.isEnabled()
    assert editor.publish_button.toolTip() == "Écrivez d’abord le texte de la note."
    editor.body.text.setPlainText("Vu au salon")
    editor.keeper.save()
    closed = []
    editor.closed.connect(lambda: closed.append(True))
    editor.publish()
    stage.rest()
    row = stage.query(timeline.entries, stage.company)[0]
    assert (row.type, row.text, row.author) == ("note", "Vu au salon", "Ugo Martin")
    assert drafts(stage) == []
    assert closed == [True]


def test_a_note_that_is_too_long_is_kept_and_the_reason_said(stage):
    editor = note(stage)
    editor.body.text.setPlainText("x" * 20_001)
    editor.publish()
    stage.rest()
    assert "trop long" in editor.messages.text()
    assert len(editor.body.text.toPlainText()) == 20_001


def test_giving_up_asks_when_something_was_written(stage):
    editor = note(stage)
    editor.body.text.setPlainText("À jeter")
    editor.cancel()

    def dialogs():
        return [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]

    stage.qtbot.waitUntil(lambda: bool(dialogs()))
    dialogs()[0].reject()
    stage.rest()
    assert editor.body.text.toPlainText() == "À jeter"
    editor.cancel()
    stage.qtbot.waitUntil(lambda: bool(dialogs()))
    dialogs()[0].findChild(object, "ask.yes").click()
    stage.rest()
    assert editor.body.text.toPlainText() == ""
    assert drafts(stage) == []


@pytest.mark.spec("C-38")
@pytest.mark.spec("C-40")
def test_placing_a_call_hands_over_the_number_and_opens_the_editor(stage, softphone):
    pane = stage.pane()
    place_call(stage.desk, pane, stage.company, "+33299001122", 7)
    assert softphone.called == ["tel:+33299001122"]
    assert stage.floats.asked == [("sheet.call", stage.company, {"contact": 7, "number": "+33299001122"})]


@pytest.mark.spec("C-39")
@pytest.mark.spec("C-40")
def test_the_call_editor_lists_people_with_their_numbers_and_keeps_whom_was_called(stage, softphone):
    yann = next(one for one in stage.query(contacts.cards, stage.company) if one.first_name == "Yann")
    stage.session.bus.do(EditContact(contact=yann.id, telephone_portable="06 01 02 03 04"))
    editor = call(stage, contact=yann.id, number="+33601020304")
    assert editor.call.person.currentText().startswith("Yann Le Goff")
    number = editor.call.number
    place = number.mapTo(editor, number.rect().topLeft())
    assert place.x() < 20
    assert place.y() > editor.call.text.geometry().bottom()
    number.click()
    assert softphone.called == ["tel:+33601020304"]
    editor.call.code.setCurrentIndex(editor.call.code.findData("RLC"))
    editor.body.text.setPlainText("Rappelle jeudi")
    editor.publish()
    stage.rest()
    row = stage.query(timeline.entries, stage.company)[0]
    assert (row.type, row.contact, row.number, row.code) == ("appel", "Yann Le Goff", "+33601020304", "RLC")


@pytest.mark.spec("C-40")
def test_a_call_without_softphone_is_noted_all_the_same(stage):
    sophie = next(one for one in stage.query(contacts.cards, stage.company) if one.first_name == "Sophie")
    editor = call(stage, contact=sophie.id)
    assert not editor.call.number.isEnabled()
    assert editor.call.number.toolTip() == "Aucun numéro n’est connu pour cette personne."
    editor.publish()
    stage.rest()
    row = stage.query(timeline.entries, stage.company)[0]
    assert (row.type, row.contact, row.number) == ("appel", "Sophie Rio", None)


def test_the_composer_keeps_its_own_drafts_for_each_company(stage):
    pane = stage.pane()
    pane.write("note")
    editor = pane.composer.editors["note"]
    editor.body.text.setPlainText("Dans la fiche")
    pane.composer.flush()
    stage.rest()
    again = stage.pane()
    assert again.composer.editors["note"].body.text.toPlainText() == "Dans la fiche"
    assert [draft.kind for draft in stage.query(people.drafts)] == ["composer"]
    pane.composer.editors["note"].publish()
    stage.rest()
    assert stage.query(timeline.entries, stage.company)[0].text.strip() == "Dans la fiche"


def test_after_a_note_is_published_letters_act_on_the_sheet_again(stage, qtbot):
    pane = stage.pane()
    pane.show()
    pane.activateWindow()
    pane.write("note")
    editor = pane.composer.editors["note"]
    qtbot.waitUntil(lambda: pane.window().focusWidget() is editor.body.text)
    editor.body.text.setPlainText("Rappeler demain")
    editor.publish()
    stage.rest()
    assert not pane.composer.isAncestorOf(pane.window().focusWidget())
