"""The relance of a sheet: "Suivi par +", its people, its next steps."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QDate, Qt

from prospectdesk.commands.follow_up_states import AddAssignee
from prospectdesk.queries import contacts, timeline
from prospectdesk.ui.relances.dates import DatePopover
from prospectdesk.ui.relances.pane import RelancePane


@pytest.fixture
def pane(walker):
    return walker.show(RelancePane(walker.desk, walker.company(walker.tanguy)), (620, 700))


@pytest.fixture
def planned(walker):
    walker.plan(walker.tanguy)
    return walker.show(RelancePane(walker.desk, walker.company(walker.tanguy)), (620, 700))


@pytest.mark.spec("A-C3")
@pytest.mark.spec("C-75")
@pytest.mark.spec("INV-01")
def test_suivi_par_makes_a_relance_of_today_for_me_and_removing_me_asks_and_deletes_it(walker, pane):
    walker.press("sheet.relance.add")
    walker.press("sheet.relance.form.save")
    made = walker.relance(walker.tanguy)
    assert (made.day, made.priority, [one[1] for one in made.assignees]) == (walker.today, 1, ["ugo"])
    assert walker.tag(walker.tanguy) == "prospect"
    chip = walker.find("sheet.relance.users.ugo")
    walker.qtbot.keyClick(chip, Qt.Key.Key_Delete)
    assert "dernier utilisateur" in walker.answer("ask.no")
    assert walker.relance(walker.tanguy) is not None
    walker.qtbot.keyClick(walker.find("sheet.relance.users.ugo"), Qt.Key.Key_Delete)
    walker.answer("ask.yes")
    assert walker.relance(walker.tanguy) is None
    assert walker.find("sheet.relance.add").isVisible()


@pytest.mark.spec("C-76")
def test_planning_says_that_the_tag_turned_and_ctrl_z_takes_both_back(walker, pane):
    told = []
    walker.desk.done.connect(lambda done: told.append(done.message))
    walker.press("sheet.relance.add")
    walker.press("sheet.relance.form.save")
    assert told == ["Relance planifiée\u00a0; tag «\u00a0Prospect\u00a0» posé sur «\u00a0ERP Ouest\u00a0»."]
    walker.undo()
    assert walker.relance(walker.tanguy) is None
    assert walker.tag(walker.tanguy) == "suspect"
    assert pane.empty.isVisible()


@pytest.mark.spec("C-44")
def test_a_note_is_written_in_the_same_step(walker, pane):
    walker.press("sheet.relance.add")
    walker.find("sheet.relance.form.note").setPlainText("Rappeler après inventaire")
    walker.press("sheet.relance.form.save")
    company = walker.company(walker.tanguy)
    notes = [row.text for row in walker.ask(timeline.entries, company) if row.type == "note"]
    assert notes == ["Rappeler après inventaire"]
    walker.undo()
    assert not [row for row in walker.ask(timeline.entries, company) if row.type == "note"]


@pytest.mark.spec("C-77")
def test_every_priority_says_what_it_is_for_and_faible_proposes_a_year_or_two(walker, pane):
    walker.press("sheet.relance.add")
    help_text = walker.find("sheet.relance.form.priority.help")
    assert help_text.text() == "Suivi ordinaire"
    walker.press("sheet.relance.form.priority.haute")
    assert help_text.text() == "Rendez-vous ou échéance vitale"
    assert not walker.find("sheet.relance.form.365d").isVisible()
    walker.press("sheet.relance.form.priority.faible")
    walker.press("sheet.relance.form.730d")
    walker.press("sheet.relance.form.save")
    made = walker.relance(walker.tanguy)
    assert (made.day, made.priority) == (walker.today + 730, 2)


@pytest.mark.spec("C-75")
def test_users_are_added_and_the_present_one_taken_off_before_saving(walker, pane):
    walker.press("sheet.relance.add")
    walker.trigger("sheet.relance.form.users.add.nora")
    walker.qtbot.keyClick(walker.find("sheet.relance.form.users.ugo"), Qt.Key.Key_Delete)
    walker.press("sheet.relance.form.save")
    assert [one[1] for one in walker.relance(walker.tanguy).assignees] == ["nora"]


@pytest.mark.spec("INV-01")
def test_without_anybody_left_the_form_closes_and_nothing_is_planned(walker, pane):
    walker.press("sheet.relance.add")
    walker.qtbot.keyClick(walker.find("sheet.relance.form.users.ugo"), Qt.Key.Key_Delete)
    walker.rest()
    assert pane.empty.isVisible()
    assert walker.relance(walker.tanguy) is None


def test_a_relance_is_never_planned_in_the_past(walker, pane):
    walker.press("sheet.relance.add")
    pane.form.when.show_day(walker.today - 1)
    walker.press("sheet.relance.form.save")
    assert "ne se planifie pas dans le passé" in walker.message
    assert walker.relance(walker.tanguy) is None


def test_what_is_not_a_date_stays_in_the_field_marked(walker, pane):
    walker.press("sheet.relance.add")
    pane.form.when.date.field.setText("bientôt")
    walker.press("sheet.relance.form.save")
    assert pane.form.when.date.field.property("invalid") == "true"
    assert walker.relance(walker.tanguy) is None


@pytest.mark.spec("INV-01")
def test_one_of_several_users_is_taken_off_without_a_question(walker, planned):
    walker.trigger("sheet.relance.users.add.rachid")
    assert [one[1] for one in walker.relance(walker.tanguy).assignees] == ["ugo", "rachid"]
    walker.qtbot.keyClick(walker.find("sheet.relance.users.ugo"), Qt.Key.Key_Delete)
    walker.rest()
    assert [one[1] for one in walker.relance(walker.tanguy).assignees] == ["rachid"]


@pytest.mark.spec("X-05")
def test_when_everybody_follows_the_add_chip_says_so(walker, planned):
    for login in ("claire", "rachid", "nora"):
        walker.do(AddAssignee(follow_up=planned.row.id, user=login))
    add = walker.find("sheet.relance.users.add")
    assert not add.isEnabled()
    assert "suivent déjà" in add.toolTip()


@pytest.mark.spec("C-82")
def test_done_asks_for_the_next_step_before_anything_is_written(walker, planned):
    walker.press("sheet.relance.done")
    walker.press("sheet.relance.next.cancel")
    assert not walker.relance(walker.tanguy).done
    walker.press("sheet.relance.done")
    walker.press("sheet.relance.next.dates.1w")
    rows = walker.follow_ups(walker.tanguy)
    assert [(row.done, row.day) for row in rows] == [(False, walker.today + 7), (True, walker.today)]
    assert planned.next is None


@pytest.mark.spec("C-82")
@pytest.mark.spec("INV-03")
def test_done_without_a_next_step_leaves_nothing_open_and_no_way_back(walker, planned):
    steps = walker.desk.history.stack.count()
    walker.press("sheet.relance.done")
    walker.press("sheet.relance.next.nothing")
    assert walker.relance(walker.tanguy) is None
    assert walker.desk.history.stack.count() == steps
    assert planned.empty.isVisible()


@pytest.mark.spec("D-48")
def test_a_day_of_the_past_is_refused_in_the_calendar_with_a_sentence(walker, planned):
    walker.press("sheet.relance.postpone")
    popover = planned.findChild(DatePopover, "sheet.relance.date")
    popover.calendar.clicked.emit(QDate(2026, 11, 20))
    assert popover.isVisible()
    assert "dans le passé" in popover.error.text()
    popover.calendar.clicked.emit(QDate(2026, 12, 1))
    walker.rest()
    assert walker.relance(walker.tanguy).day == walker.today + 8
    assert planned.strip.when.text() == "01/12/2026 · dans 8\u00a0j"


@pytest.mark.spec("C-77")
def test_the_priority_is_changed_by_its_menu(walker, planned):
    walker.trigger("sheet.relance.priority.haute")
    assert walker.relance(walker.tanguy).priority == 0
    assert planned.strip.priority.text().strip() == "Haute"


@pytest.mark.spec("C-82")
def test_the_bin_says_who_stops_following_and_can_be_undone(walker, planned):
    walker.press("sheet.relance.delete", asks=True)
    assert "Ugo Martin ne suivra plus la fiche" in walker.answer("ask.yes")
    assert walker.relance(walker.tanguy) is None
    walker.undo()
    assert [one[1] for one in walker.relance(walker.tanguy).assignees] == ["ugo"]


@pytest.mark.spec("C-81")
@pytest.mark.parametrize(
    ("days", "tone", "text"),
    [(3, "due_future", "dans 3\u00a0j"), (0, "due_today", "aujourd’hui"), (-7, "due_late", "7\u00a0j de retard"),
     (-8, "due_very_late", "8\u00a0j de retard")],
)  # fmt: skip
def test_the_date_tells_its_lateness_in_colour_and_in_words(walker, days, tone, text):
    walker.plan(walker.tanguy, days)
    pane = walker.show(RelancePane(walker.desk, walker.company(walker.tanguy)), (620, 700))
    assert pane.strip.when.property("tone") == tone
    assert pane.strip.when.text().endswith(text)


def test_a_change_of_another_company_is_not_read_again(walker, planned):
    read = []
    planned.reload = lambda: read.append(1) or _nothing()
    walker.plan(walker.le_goff)
    assert read == []


async def _nothing() -> None:
    return None


@pytest.mark.spec("C-82")
def test_the_next_step_keeps_people_priority_and_contact(walker):
    yann = next(
        one for one in walker.ask(contacts.cards, walker.company(walker.le_goff)) if one.first_name == "Yann"
    )
    walker.plan(walker.le_goff, assignees=("ugo", "nora"), priority="haute", contact=yann.id)
    walker.show(RelancePane(walker.desk, walker.company(walker.le_goff)), (620, 700))
    walker.press("sheet.relance.done")
    walker.press("sheet.relance.next.dates.tomorrow")
    made = walker.relance(walker.le_goff)
    assert (made.day, made.priority, made.contact_id) == (walker.today + 1, 0, yann.id)
    assert [one[1] for one in made.assignees] == ["ugo", "nora"]
