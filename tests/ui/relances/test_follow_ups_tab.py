"""The tab Suivi: the table, its one-way button, and the form with its rules."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction

from prospectdesk.domain.follow_ups import ACTION_TYPES
from prospectdesk.ui.relances.follow_ups_tab import FollowUpsTab


@pytest.fixture
def tab(walker):
    return walker.show(FollowUpsTab(walker.desk, walker.company(walker.le_goff)), (760, 700))


def fill(tab, *, days=0, action="1er contact", text="", kind="tache"):
    """Types into the open form."""
    form = tab.form
    form.kind.chips[kind].click()
    form.when.show_day(tab.desk.today() + days)
    form.action.setCurrentIndex(form.action.findData(action))
    form.description.setPlainText(text)


def click(walker, tab, row, key):
    """Presses a painted button of a row."""
    walker.qtbot.mouseClick(
        tab.table.viewport(), Qt.MouseButton.LeftButton, pos=tab.table.place_of(row.id, key)
    )
    if key != "delete":  # that one asks
        walker.rest()


@pytest.mark.spec("A-D7")
@pytest.mark.spec("D-47")
def test_a_tache_of_the_past_is_stored_as_done_and_said_so_before_saving(walker, tab):
    walker.press("sheet.follow_ups.empty.button")
    fill(tab, days=-3)
    assert "enregistrée directement comme «\u00a0Effectué\u00a0»" in tab.form.hint.text()
    walker.press("sheet.follow_ups.form.save")
    (row,) = walker.follow_ups(walker.le_goff)
    assert (row.kind, row.done, row.action_type) == ("tache", True, "1er contact")
    assert tab.table.reason_against("edit", row)
    assert tab.table.reason_against("done", row)
    assert tab.table.reason_against("delete", row) == ""


@pytest.mark.spec("A-D7")
@pytest.mark.spec("D-47")
def test_a_tache_to_come_is_to_do_with_its_button(walker, tab):
    tab.new()
    fill(tab, days=2)
    assert not tab.form.hint.isVisible()
    walker.press("sheet.follow_ups.form.save")
    (row,) = walker.follow_ups(walker.le_goff)
    assert not row.done
    assert tab.model.text(row, 0) == "A faire"
    assert all(tab.table.reason_against(key, row) == "" for key in ("done", "edit", "delete"))


@pytest.mark.spec("D-42")
def test_the_table_shows_state_date_actor_type_and_description(walker, tab):
    walker.plan(walker.le_goff, 2, kind="tache", type_action="Demande devis", description="Envoyer le tarif")
    head = [tab.model.headerData(n, Qt.Orientation.Horizontal) for n in range(5)]
    assert head == ["Etat", "Date", "Acteur", "Type d’action", "Description"]
    row = tab.model.rows[0]
    assert [tab.model.text(row, column) for column in range(5)] == [
        "A faire", "25/11/2026", "Ugo Martin", "Demande devis", "Envoyer le tarif",
    ]  # fmt: skip


@pytest.mark.spec("D-43")
@pytest.mark.spec("INV-03")
def test_a_faire_becomes_effectue_by_one_click_for_ever(walker, tab):
    walker.plan(walker.le_goff, 2, kind="tache")
    steps = walker.desk.history.stack.count()
    click(walker, tab, tab.model.rows[0], "done")
    (row,) = walker.follow_ups(walker.le_goff)
    assert row.done
    assert walker.desk.history.stack.count() == steps
    click(walker, tab, row, "done")
    click(walker, tab, row, "edit")
    assert not tab.form.isVisible()
    assert "ne se modifie plus" in tab.table.tip_at(tab.table.place_of(row.id, "edit"), row, 5)


@pytest.mark.spec("X-05")
def test_the_row_acts_say_why_they_are_off(walker, tab):
    walker.plan(walker.le_goff, 0, kind="tache")
    click(walker, tab, tab.model.rows[0], "done")
    tab.table.selectRow(0)
    edit = tab.findChild(QAction, "sheet.follow_ups.row.edit")
    assert not edit.isEnabled()
    assert "ne se modifie plus" in edit.toolTip()
    assert tab.findChild(QAction, "sheet.follow_ups.row.delete").isEnabled()


@pytest.mark.spec("D-45")
def test_there_are_twelve_types_of_action(tab):
    combo = tab.form.action
    assert [combo.itemData(n) for n in range(combo.count())] == list(ACTION_TYPES)
    assert combo.count() == 12


@pytest.mark.spec("D-45")
def test_modification_prospect_offers_the_fiche(walker, tab):
    tab.new()
    fill(tab, action="Modification Prospect")
    walker.press("sheet.follow_ups.form.to_file")
    assert walker.opened == [("sheet.file", {"company": walker.company(walker.le_goff)})]


@pytest.mark.spec("D-46")
def test_a_demande_without_source_is_refused_and_the_field_outlined(walker, tab):
    tab.new()
    fill(tab, action="Demande")
    assert tab.form.source_box.isVisible()
    walker.press("sheet.follow_ups.form.save")
    assert tab.form.source.property("invalid") == "true"
    assert tab.form.source_box.under.text() == "Une demande a toujours une source."
    assert walker.follow_ups(walker.le_goff) == []
    tab.form.source.setCurrentIndex(tab.form.source.findText("Salon"))
    assert tab.form.source.property("invalid") == "false"
    walker.press("sheet.follow_ups.form.save")
    assert [row.action_type for row in walker.follow_ups(walker.le_goff)] == ["Demande"]


@pytest.mark.spec("D-48")
def test_re_dating_to_the_past_is_refused_with_a_message(walker, tab):
    walker.plan(walker.le_goff, 2, kind="tache", description="Appeler")
    click(walker, tab, tab.model.rows[0], "edit")
    tab.form.when.show_day(walker.today - 1)
    walker.press("sheet.follow_ups.form.save")
    assert "dans le passé" in tab.form.error.text()
    assert tab.form.when.date.field.property("invalid") == "true"
    assert walker.follow_ups(walker.le_goff)[0].day == walker.today + 2
    tab.form.when.show_day(walker.today + 4)
    tab.form.description.setPlainText("Appeler Yann")
    walker.press("sheet.follow_ups.form.save")
    (row,) = walker.follow_ups(walker.le_goff)
    assert (row.day, row.description) == (walker.today + 4, "Appeler Yann")
    assert not tab.form.isVisible()


def test_a_relance_in_the_past_is_said_to_be_impossible_and_refused(walker, tab):
    tab.new()
    fill(tab, kind="relance", days=-1)
    assert "ne se planifie pas dans le passé" in tab.form.hint.text()
    walker.press("sheet.follow_ups.form.save")
    assert tab.form.error.isVisible()
    assert walker.follow_ups(walker.le_goff) == []


@pytest.mark.spec("INV-02")
def test_a_second_relance_is_refused_in_the_form(walker, tab):
    walker.plan(walker.le_goff, 2)
    tab.new()
    fill(tab, kind="relance", days=3, action="Relance")
    walker.press("sheet.follow_ups.form.save")
    assert "Une relance est déjà ouverte" in tab.form.error.text()


@pytest.mark.spec("C-82")
def test_a_relance_done_from_the_table_offers_the_next_one(walker, tab):
    walker.plan(walker.le_goff, 0)
    click(walker, tab, tab.model.rows[0], "done")
    assert not walker.relance(walker.le_goff).done
    walker.press("sheet.follow_ups.next.dates.3d")
    assert walker.relance(walker.le_goff).day == walker.today + 3


def test_a_follow_up_is_deleted_after_a_question_and_comes_back_by_undo(walker, tab):
    walker.plan(walker.le_goff, 2, kind="tache")
    click(walker, tab, tab.model.rows[0], "delete")
    assert walker.answer("ask.yes").startswith("Tâche du 25/11/2026")
    assert walker.follow_ups(walker.le_goff) == []
    assert tab.empty.isVisible()
    walker.undo()
    assert len(walker.follow_ups(walker.le_goff)) == 1


def test_the_time_is_kept_and_can_be_taken_away(walker, tab):
    walker.plan(walker.le_goff, 2, kind="tache", time="14:30")
    assert tab.model.text(tab.model.rows[0], 1) == "25/11/2026 14:30"
    tab.edit(tab.model.rows[0])
    tab.form.when.timed.setChecked(False)
    walker.press("sheet.follow_ups.form.save")
    assert walker.follow_ups(walker.le_goff)[0].minute is None


def test_a_narrow_sheet_keeps_the_buttons_in_sight(walker):
    walker.plan(walker.le_goff, 2, kind="tache", description="Envoyer le tarif")
    tab = walker.show(FollowUpsTab(walker.desk, walker.company(walker.le_goff)), (445, 500))
    place = tab.table.place_of(tab.model.rows[0].id, "delete")
    assert tab.table.viewport().rect().contains(place)
    assert tab.model.subtitle(tab.model.rows[0]) == "Envoyer le tarif"
