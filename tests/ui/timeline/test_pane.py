"""The timeline: pages, filters, rights on notes."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit

from prospectdesk.commands.follow_ups import CreateFollowUp
from prospectdesk.commands.timeline import AddNote, LogCall
from prospectdesk.queries import relances, timeline
from prospectdesk.ui.timeline.model import heading, spoken


def rows(pane):
    return [row.text or row.title for row in pane.list.entries.rows]


def stand_on(pane, text):
    entries = pane.list.entries
    number = next(place for place, row in enumerate(entries.rows) if row.text == text)
    pane.list.setCurrentIndex(entries.index(number, 0))
    return pane.list.actions_


@pytest.mark.spec("C-33")
@pytest.mark.spec("C-41")
def test_entries_stand_newest_first_and_a_new_note_appears_by_itself(stage):
    pane = stage.pane()
    assert len(rows(pane)) == 1
    stage.do(AddNote(company=stage.company, text="Première"))
    stage.do(AddNote(company=stage.company, text="Seconde"))
    assert rows(pane)[:2] == ["Seconde", "Première"]


@pytest.mark.spec("C-34")
def test_the_five_filters_keep_their_entries_and_tell_their_counts(stage):
    stage.session.bus.do(AddNote(company=stage.company, text="Une note"))
    stage.session.bus.do(LogCall(company=stage.company, text="Un appel"))
    pane = stage.pane()
    texts = [chip.text() for chip in pane.chips.values()]
    assert texts == ["Timeline · 3", "Notes · 2", "Mail", "Appel · 1", "Visites · 1"]
    shown = {}
    for kind in pane.chips:
        pane.chips[kind].click()
        stage.rest()
        shown[kind] = len(pane.list.entries.rows)
    assert shown == {"timeline": 3, "notes": 2, "mail": 0, "appel": 1, "visites": 1}
    pane.chips["mail"].click()
    stage.rest()
    assert pane.empty.isVisibleTo(pane)
    assert "Aucun mail" in pane.empty.text()


@pytest.mark.spec("C-34")
@pytest.mark.spec("C-39")
@pytest.mark.spec("C-42")
def test_notes_and_calls_begin_in_a_floating_editor(stage):
    pane = stage.pane()
    assert not pane.new.isVisibleTo(pane)
    for kind, text, editor in (
        ("notes", "Nouvelle note", "sheet.note"),
        ("appel", "Nouvel appel", "sheet.call"),
    ):
        pane.chips[kind].click()
        stage.rest()
        assert pane.new.text() == text
        pane.new.click()
        assert stage.floats.asked[-1][:2] == (editor, stage.company)


@pytest.mark.spec("A-C7")
@pytest.mark.spec("C-43")
@pytest.mark.spec("C-44")
def test_others_notes_are_closed_to_users_and_open_to_leads(stage):
    today = stage.session.clock.today()
    stage.session.bus.do(CreateFollowUp(company=stage.company, kind="relance", date=today))
    stage.session.bus.do(AddNote(company=stage.company, text="Note de Ugo"))
    stage.sign_in("nora")
    pane = stage.pane()
    actions = stand_on(pane, "Note de Ugo")
    assert actions.isVisibleTo(pane.list)
    for button in (actions.edit, actions.delete):
        assert not button.isEnabled()
        assert button.toolTip() == "Vous n’êtes pas l’auteur de cette note"
    stage.sign_in("rachid")
    pane.list.setCurrentIndex(pane.list.entries.index(-1, -1))
    actions = stand_on(pane, "Note de Ugo")
    assert actions.edit.isEnabled()
    assert actions.delete.isEnabled()
    wanted = relances.PanelFilter()
    panel = stage.query(relances.panel, wanted, stage.desk.today())
    assert [row.last_note for row in panel.due if row.company == "Cycles Le Goff"] == ["Note de Ugo"]


@pytest.mark.spec("C-43")
def test_an_author_edits_and_deletes_his_note_and_can_undo(stage):
    stage.session.bus.do(AddNote(company=stage.company, text="Avant"))
    pane = stage.pane()
    stand_on(pane, "Avant").edit.click()

    def dialogs():
        return [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]

    stage.qtbot.waitUntil(lambda: bool(dialogs()))
    dialog = dialogs()[0]
    dialog.findChild(QPlainTextEdit, "sheet.timeline.edition.text").setPlainText("Après")
    dialog.findChild(object, "sheet.timeline.edition.yes").click()
    stage.rest()
    assert rows(pane)[0] == "Après"
    stand_on(pane, "Après")
    stage.qtbot.keyClick(pane.list, Qt.Key.Key_Delete)
    stage.rest()
    assert "Après" not in rows(pane)
    stage.desk.history.undo()
    stage.rest()
    assert rows(pane)[0] == "Après"


def test_a_long_timeline_is_read_page_by_page(stage):
    with stage.session.store.transaction(1_795_420_800_000, stage.session.person.id) as uow:
        for number in range(180):
            row = {
                "company_id": stage.company,
                "at": 1_795_000_000_000 + number,
                "type": "note",
                "title": "Note",
            }
            uow.insert("timeline", {**row, "text": f"Note {number}"}, log=False)
        uow.finish()
    pane = stage.pane()
    assert len(pane.list.entries.rows) == 50
    bar = pane.list.verticalScrollBar()
    while len(pane.list.entries.rows) < 181:
        before = len(pane.list.entries.rows)
        bar.setValue(bar.maximum())
        stage.rest()
        assert len(pane.list.entries.rows) > before
    assert len({row.id for row in pane.list.entries.rows}) == 181


@pytest.mark.spec("C-09")
def test_reading_again_keeps_filter_and_place(stage):
    with stage.session.store.transaction(1_795_420_800_000, stage.session.person.id) as uow:
        for number in range(60):
            row = {
                "company_id": stage.company,
                "at": 1_795_000_000_000 + number,
                "type": "note",
                "title": "Note",
            }
            uow.insert("timeline", {**row, "text": f"Note {number}"}, log=False)
        uow.finish()
    pane = stage.pane()
    pane.chips["notes"].click()
    stage.rest()
    bar = pane.list.verticalScrollBar()
    bar.setValue(600)
    stage.rest()
    first = pane.list.indexAt(pane.list.viewport().rect().topLeft()).data(256).id
    stage.do(AddNote(company=stage.company, text="Neuve"))
    assert pane.kind == "notes"
    assert pane.list.indexAt(pane.list.viewport().rect().topLeft()).data(256).id == first


def test_an_entry_is_spoken_in_plain_words_even_when_it_looks_like_html(stage):
    stage.session.bus.do(AddNote(company=stage.company, text="<b>gras</b> & <img src='file:///x'>"))
    pane = stage.pane()
    row = pane.list.entries.rows[0]
    said = spoken(row, stage.session.clock)
    assert "<b>gras</b> & <img src='file:///x'>" in said
    assert "Ugo Martin" in said
    assert pane.list.entries.index(0, 0).data(int(Qt.ItemDataRole.AccessibleTextRole)) == said
    pane.grab()


def test_the_heights_of_entries_follow_their_text(stage):
    stage.session.bus.do(AddNote(company=stage.company, text="court"))
    stage.session.bus.do(AddNote(company=stage.company, text="mot " * 400))
    pane = stage.pane()
    heights = [pane.list.visualRect(pane.list.entries.index(number, 0)).height() for number in range(2)]
    assert heights[0] > 4 * heights[1]
    assert stage.query(timeline.counts, stage.company)["notes"] == 2


def test_the_heading_of_an_entry_is_set_as_french_is_printed(stage):
    row = replace(stage.pane().list.entries.rows[0], title="Visite web : page « ERP »", contact=None)
    assert heading(row) == "Visite web\u00a0: page «\u00a0ERP\u00a0»"
