"""The list in groups: heads with counters, folded by mouse and keyboard, kept with a view."""

import pytest
from PySide6.QtCore import QPoint, Qt

from prospectdesk.commands.follow_ups import CreateFollowUp
from prospectdesk.commands.lists import AssignProspects
from prospectdesk.queries import people

TANGUY, LE_GOFF, DUPUIS, MOREL = "000100024", "000100032", "000100040", "000100065"
SPACE, CONTROL = Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier


def heads(prospect_list):
    model = prospect_list.page.model
    return [
        model.head_text(model.head_at(row)).replace("\u00a0", " ")
        for row in range(model.rowCount())
        if model.head_at(row) >= 0
    ]


def group_by(prospect_list, key):
    prospect_list.choose(prospect_list.page.groups.button, f"prospects.group.{key}")
    prospect_list.rest()


@pytest.mark.spec("D-02")
def test_the_list_is_grouped_four_ways_and_back(prospect_list):
    for siren, day in ((TANGUY, "2026-11-24"), (LE_GOFF, "2026-11-23")):
        prospect_list.do(CreateFollowUp(company=prospect_list.company(siren), date=day))
    prospect_list.do(AssignProspects(companies=(prospect_list.company(DUPUIS),), user="nora"))
    names = prospect_list.names()
    group_by(prospect_list, "commercial_operationnel")
    assert heads(prospect_list) == ["Nora Petit · 1", "Rachid Benali · 1", "Ugo Martin · 4"]
    assert prospect_list.find("prospects.group").text() == "Par commercial opérationnel"
    assert sorted(prospect_list.page.model.ids()) == sorted(set(prospect_list.page.model.ids()))
    group_by(prospect_list, "retard")
    assert heads(prospect_list) == ["Aujourd’hui · 1", "À venir · 1", "Aucune action planifiée · 4"]
    group_by(prospect_list, "prochaine_action")
    assert heads(prospect_list) == ["Relance · 2", "Aucune action planifiée · 4"]
    group_by(prospect_list, "etape")
    assert heads(prospect_list) == ["En cours, sans dossier · 6"]
    assert prospect_list.page.model.rowCount() == 6 + len(heads(prospect_list))
    group_by(prospect_list, "nothing")
    assert heads(prospect_list) == []
    assert prospect_list.names() == names


@pytest.mark.spec("D-02")
def test_a_group_is_folded_walked_and_ticked_by_keyboard_and_mouse(prospect_list):
    prospect_list.do(AssignProspects(companies=(prospect_list.company(DUPUIS),), user="nora"))
    group_by(prospect_list, "commercial_operationnel")
    table, model, press = prospect_list.page.table, prospect_list.page.model, prospect_list.qtbot.keyClick
    table.setCurrentIndex(model.index(1, 1))
    press(table, Qt.Key.Key_Left)
    press(table, Qt.Key.Key_Left)  # from the first cell to the head
    assert model.head_at(table.currentIndex().row()) == 0
    assert table.current_id() is None
    said = model.data(table.currentIndex(), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Groupe Nora Petit · 1, déplié"
    press(table, Qt.Key.Key_Left)
    assert model.folded == {model.groups[0].key}
    assert model.rowCount() == 8
    assert len(model.ids()) == 6
    press(table, Qt.Key.Key_Right)
    assert model.rowCount() == 9
    table.setCurrentIndex(model.index(4, 1))
    press(table, SPACE, CONTROL)  # all of a group
    assert model.ticked.count() == 4
    assert model.group_state(2) == Qt.CheckState.Checked
    press(table, Qt.Key.Key_Down)
    press(table, SPACE, CONTROL)
    assert model.group_state(2) == Qt.CheckState.PartiallyChecked
    opened = len(prospect_list.window.opened)
    table.setCurrentIndex(model.index(0, 1))
    press(table, Qt.Key.Key_Return)
    press(table, SPACE)
    assert model.folded == set()
    assert len(prospect_list.window.opened) == opened
    place = table.visualRect(model.index(4, 1)).center()
    prospect_list.qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert model.folded == {model.groups[2].key}
    assert model.ticked.count() == 3  # what is folded stays ticked
    prospect_list.qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(12, place.y()))
    assert model.ticked.count() == 4
    prospect_list.choose(prospect_list.page.groups.button, "prospects.group.unfold")
    assert model.rowCount() == 9


@pytest.mark.spec("D-06")
def test_a_view_keeps_its_groups_and_which_are_folded(prospect_list):
    group_by(prospect_list, "retard")
    table, model = prospect_list.page.table, prospect_list.page.model
    table.fold(0, folded=True)
    prospect_list.choose(prospect_list.page.views.menu, "prospects.views.menu.save", wait=False)
    dialog = prospect_list.dialog()
    dialog.field.setText("Par retard")
    dialog.yes.click()
    prospect_list.rest()
    kept = prospect_list.query(people.views, "prospects", prospect_list.session.person.id)[-1]
    assert (kept.data["group"], kept.data["folded"]) == ("retard", [model.groups[0].key])
    prospect_list.page.choose_view("all")
    prospect_list.rest()
    assert heads(prospect_list) == []
    prospect_list.page.choose_view(f"view{kept.id}")
    prospect_list.rest()
    assert heads(prospect_list)
    assert model.folded == {model.groups[0].key}
    assert prospect_list.page.views.current().key == f"view{kept.id}"


def test_the_palette_offers_what_the_list_can_do_now(prospect_list):
    page = prospect_list.page

    def offered():
        return {
            one.objectName().removeprefix("action.prospects."): one
            for one in page.actions()
            if one.isEnabled()
        }

    assert {"group.etape", "group.nothing", "fold", "advanced", "export.all"} <= set(offered())
    assert not any(key.startswith("selection.") for key in offered())
    prospect_list.tick(TANGUY)
    assert "selection.assign" in offered()
    assert "selection.merge" not in offered()
    prospect_list.tick(LE_GOFF)
    assert "selection.merge" in offered()
    offered()["group.retard"].trigger()
    prospect_list.rest()
    assert heads(prospect_list)
    offered()["fold"].trigger()
    assert page.model.rowCount() == len(page.model.groups)
