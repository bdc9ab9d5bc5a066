"""The screen Relances: two columns, order, colours, filters, acts by mouse and key."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QWidget

from prospectdesk.commands.companies import EditCompany
from prospectdesk.commands.timeline import AddNote
from prospectdesk.queries.relances import due_count
from prospectdesk.ui.relances.dates import DatePopover
from prospectdesk.ui.relances.delegate import RelanceDelegate
from prospectdesk.ui.relances.model import note_line
from prospectdesk.ui.relances.page import RelancesPage
from prospectdesk.ui.relances.screens import SCREENS


@pytest.fixture
def page(walker):
    walker.plan(walker.tanguy, -10)
    walker.plan(walker.le_goff, 0, priority="haute")
    walker.plan(walker.kermarec, -2)
    walker.plan(walker.dupuis, -20, priority="faible")
    walker.plan(walker.vilaine, 4)
    walker.plan(walker.garage, 0, assignees=("rachid",))
    return walker.show(RelancesPage(walker.desk))


def names(column):
    return [row.company for row in column.list.rows.rows]


def key(walker, column, *keys):
    """Types letters into a list."""
    for one in keys:
        walker.qtbot.keyClick(column.list, one)
        walker.rest()


@pytest.mark.spec("C-78")
@pytest.mark.spec("SM-3")
def test_the_two_columns_hold_my_relances_to_treat_and_to_come(page):
    assert page.todo.head.text() == "Relance(s) à traiter (4)"
    assert page.coming.head.text() == "Relance(s) à venir (1)"
    assert names(page.coming) == ["Hôtel Vilaine"]
    assert page.day.text() == "Votre journée\u00a0: 3 en retard, 1 aujourd’hui."
    assert page.status() == "4 à traiter · 1 à venir"


@pytest.mark.spec("C-80")
def test_the_order_is_priority_then_the_oldest_date(page):
    assert names(page.todo) == [
        "Cycles Le Goff", "Boulangerie Tanguy", "Atelier Kermarec", "Dupuis Menuiserie",
    ]  # fmt: skip
    page.why.click()
    assert "Haute, puis Normale, puis Faible" in page.reasons.accessibleDescription()
    page.reasons.close()


@pytest.mark.spec("C-81")
def test_lateness_is_a_colour_and_words(page):
    late = {row.company: row.late for row in (*page.todo.list.rows.rows, *page.coming.list.rows.rows)}
    assert late == {
        "Cycles Le Goff": "today", "Boulangerie Tanguy": "very_late", "Atelier Kermarec": "late",
        "Dupuis Menuiserie": "very_late", "Hôtel Vilaine": "future",
    }  # fmt: skip
    spoken = page.todo.list.rows.data(
        page.todo.list.rows.index(1, 0), int(Qt.ItemDataRole.AccessibleTextRole)
    )
    assert spoken.startswith(
        "Boulangerie Tanguy, Bruz, 13/11/2026 · 10\u00a0j de retard, Ugo Martin, priorité Normale"
    )


@pytest.mark.spec("C-44")
@pytest.mark.spec("A-C7")
def test_the_last_note_stands_at_the_end_of_the_row(walker, page):
    walker.do(AddNote(company=walker.company(walker.le_goff), text="Préfère être\nappelé après 17 h"))
    row = page.todo.list.rows.rows[0]
    assert note_line(row) == "«\u00a0Préfère être appelé après 17 h\u00a0»"
    long = replace(row, follow_up=replace(row.follow_up, description="à dire " * 40))
    assert "… · «\u00a0Préfère" in note_line(long)[:60]
    assert ("à dire " * 40).strip() in note_line(long, whole=True)


@pytest.mark.spec("C-79")
def test_the_team_one_colleague_or_several_can_be_looked_at(walker, page):
    walker.trigger("relances.team.rachid")
    assert "Garage Nantais" in names(page.todo)
    assert page.filters.team.text() == "Équipe\u00a0: Rachid Benali, Ugo Martin"
    walker.trigger("relances.team.ugo")
    assert names(page.todo) == ["Garage Nantais"]
    walker.trigger("relances.team.all")
    assert page.todo.head.text() == "Relance(s) à traiter (5)"
    walker.press("relances.mine")
    assert page.todo.head.text() == "Relance(s) à traiter (4)"


@pytest.mark.spec("C-79")
@pytest.mark.parametrize(
    ("criteria", "found"),
    [
        ({"priorities": (0, 2)}, ["Cycles Le Goff", "Dupuis Menuiserie"]),
        ({"kinds": ("tache",)}, []),
        ({"first_day": 20780, "last_day": 20780}, ["Cycles Le Goff"]),
        ({"department": "44"}, []),
        ({"with_opportunity": True}, []),
        ({"tag": "client"}, []),
        (
            {"without_note": True},
            ["Cycles Le Goff", "Boulangerie Tanguy", "Atelier Kermarec", "Dupuis Menuiserie"],
        ),
    ],
)
def test_criteria_narrow_both_columns(walker, page, criteria, found):
    if "tag" in criteria:
        criteria = {**criteria, "routine": page.filters.choices.routines[0][0]}
    assert walker.today == 20780
    page.filters.set(**criteria)
    walker.rest()
    assert names(page.todo) == found
    page.filters.clear()
    walker.rest()
    assert len(names(page.todo)) == 4


@pytest.mark.spec("C-79")
def test_the_menus_offer_what_there_is_and_the_chips_say_what_is_chosen(walker, page):
    walker.press("relances.more_filters")
    walker.trigger("relances.priority.haute")
    walker.trigger("relances.department.35")
    walker.trigger("relances.kind.tache")
    routine = page.filters.choices.routines[0][0]
    walker.trigger(f"relances.routine.{routine}.prospect")
    walker.trigger("relances.opportunity.without")
    walker.press("relances.without_note")
    more = page.filters.more
    assert page.filters.priority.text() == "Priorité\u00a0: Haute"
    assert more.department.text() == "Département\u00a0: 35"
    assert more.kind.text() == "Nature\u00a0: Relance, Tâche"
    assert more.routine.text() == "Routine\u00a0: ERP Ouest · Prospect"
    assert names(page.todo) == ["Cycles Le Goff"]
    walker.press("relances.clear_filters")
    assert len(names(page.todo)) == 4
    assert not page.filters.narrowed()


@pytest.mark.spec("C-80")
def test_a_click_on_the_company_and_entree_open_the_sheet(walker, page):
    place = page.todo.list.places(1).spots["company"].center()
    walker.qtbot.mouseClick(page.todo.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    key(walker, page.todo, Qt.Key.Key_Return)
    ids = [row.follow_up.company_id for row in page.todo.list.rows.rows]
    wanted = ("sheet", {"company": walker.company(walker.tanguy), "company_list": ids})
    assert walker.opened == [wanted, wanted]


def test_j_k_and_the_arrows_walk_through_both_columns(walker, page):
    page.todo.list.setFocus()
    key(walker, page.todo, Qt.Key.Key_J, Qt.Key.Key_J, Qt.Key.Key_K)
    assert page.todo.list.current().company == "Boulangerie Tanguy"
    key(walker, page.todo, Qt.Key.Key_Right)
    assert walker.has_keyboard(page.coming.list)
    key(walker, page.coming, Qt.Key.Key_Left)
    assert walker.has_keyboard(page.todo.list)
    assert page.todo.list.current().company == "Boulangerie Tanguy"


@pytest.mark.spec("C-82")
def test_the_date_is_clicked_and_changed_in_place(walker, page):
    place = page.todo.list.places(1).spots["date"].center()
    walker.qtbot.mouseClick(page.todo.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    popover = page.findChild(DatePopover, "relances.todo.date")
    walker.qtbot.mouseClick(popover.chips.chips["tomorrow"], Qt.MouseButton.LeftButton)
    walker.rest()
    assert walker.relance(walker.tanguy).day == walker.today + 1
    assert names(page.coming) == ["Boulangerie Tanguy", "Hôtel Vilaine"]
    assert page.todo.list.current().company == "Atelier Kermarec"
    walker.undo()
    assert walker.relance(walker.tanguy).day == walker.today - 10


@pytest.mark.spec("C-82")
def test_p_opens_the_drop_down_of_priorities_and_the_row_stays_current(walker, page):
    page.todo.list.setFocus()
    page.todo.list.stand_at(3)
    key(walker, page.todo, Qt.Key.Key_P)
    walker.trigger("relances.todo.priority.haute")
    walker.find("relances.todo.priority").close()
    walker.rest()
    assert walker.relance(walker.dupuis).priority == 0
    assert names(page.todo)[0] == "Dupuis Menuiserie"
    assert page.todo.list.current().company == "Dupuis Menuiserie"
    assert walker.has_keyboard(page.todo.list)


@pytest.mark.spec("C-82")
def test_f_asks_for_the_next_step_over_the_row_and_goes_on_with_the_following_one(walker, page):
    page.todo.list.setFocus()
    key(walker, page.todo, Qt.Key.Key_J)
    key(walker, page.todo, Qt.Key.Key_F)
    step = walker.find("relances.todo.next")
    assert step.isVisible()
    assert page.todo.list.viewport().rect().contains(step.geometry())
    walker.press("relances.todo.next.dates.1m")
    rows = walker.follow_ups(walker.tanguy)
    assert [(row.done, row.day, row.priority) for row in rows] == [
        (False, walker.today + 30, 1), (True, walker.today - 10, 1),
    ]  # fmt: skip
    assert walker.has_keyboard(page.todo.list)
    assert page.todo.list.current().company == "Atelier Kermarec"


def test_echap_leaves_the_relance_as_it_was(walker, page):
    page.todo.list.setFocus()
    key(walker, page.todo, Qt.Key.Key_F)
    walker.qtbot.keyClick(walker.find("relances.todo.next"), Qt.Key.Key_Escape)
    walker.rest()
    assert page.todo.acts.next is None
    assert walker.has_keyboard(page.todo.list)
    assert not walker.relance(walker.le_goff).done


@pytest.mark.spec("C-82")
def test_suppr_says_that_the_users_go_too_and_undo_brings_them_back(walker, page):
    page.todo.list.setFocus()
    walker.qtbot.keyClick(page.todo.list, Qt.Key.Key_Delete)
    assert "ne suivra plus la fiche" in walker.answer("ask.yes")
    assert walker.relance(walker.le_goff) is None
    assert walker.has_keyboard(page.todo.list)
    walker.undo()
    assert [one[1] for one in walker.relance(walker.le_goff).assignees] == ["ugo"]


class Phone(QObject):
    """The system's softphone of this test."""

    def __init__(self) -> None:
        super().__init__()
        self.dialled: list[str] = []

    @Slot(QUrl)
    def call(self, url: QUrl) -> None:
        self.dialled.append(url.toString())


@pytest.mark.spec("C-38")
@pytest.mark.spec("C-40")
def test_a_dials_and_opens_the_call_editor_and_without_number_says_why_not(walker, page):
    page.todo.list.setFocus()
    assert "Aucun numéro" in page.todo.list.acts["call"].toolTip()
    walker.do(EditCompany(company=walker.company(walker.le_goff), telephone="02 99 55 00 11"))
    phone = Phone()
    QDesktopServices.setUrlHandler("tel", phone, "call")
    try:
        key(walker, page.todo, Qt.Key.Key_A)
    finally:
        QDesktopServices.unsetUrlHandler("tel")
    assert phone.dialled == ["tel:+33299550011"]
    assert walker.floated == [
        ("sheet.call", walker.company(walker.le_goff), {"contact": None, "number": "+33299550011"})
    ]


def test_an_empty_column_says_what_it_is_for(walker):
    page = walker.show(RelancesPage(walker.desk))
    assert page.todo.empty.isVisible()
    assert page.todo.empty.title.text() == "Rien à traiter"
    assert page.day.text() == "Votre journée\u00a0: rien à traiter pour le moment."
    page.filters.set(priorities=(0,))
    walker.rest()
    assert page.todo.empty.title.text() == "Rien avec ces filtres"


def test_home_opens_the_page_with_a_filter(walker, page):
    page.apply(with_opportunity=True)
    walker.rest()
    assert page.filters.opportunity.text() == "Opportunité\u00a0: avec"
    assert names(page.todo) == []


@pytest.mark.spec("C-78")
def test_the_badge_counts_what_i_have_to_treat(walker, page):
    (spec,) = SCREENS
    assert walker.ask(spec.badge, walker.desk.session.person.id, walker.today) == 4
    assert walker.ask(due_count, walker.desk.session.person.id, walker.today + 4) == 5


@pytest.mark.spec("C-80")
@pytest.mark.parametrize("width", [1216, 904])
def test_every_part_of_a_row_stands_inside_its_card(walker, page, width):
    walker.host.resize(width, 640)
    walker.rest()
    places = page.todo.list.places(0)
    parts = [
        places.text,
        places.people,
        *[places.spots[one] for one in ("date", "priority", "call", "delete")],
    ]
    assert all(places.card.contains(part) for part in parts)
    assert not places.text.intersects(places.people)
    assert places.text.right() < places.spots["priority"].left()


def test_ten_thousand_rows_scroll_like_ten(walker, page):
    rows = page.todo.list.rows.rows
    many = [
        replace(rows[n % 4], follow_up=replace(rows[n % 4].follow_up, id=n + 1), company=f"Société {n}")
        for n in range(10_000)
    ]
    page.todo.list.show_rows(many)
    view = page.todo.list
    bar = view.verticalScrollBar()
    picture = QImage(view.size(), QImage.Format.Format_RGB32)
    drawn = []

    class Counting(RelanceDelegate):
        def paint(self, painter, option, index):
            drawn.append(index.row())
            super().paint(painter, option, index)

    view.setItemDelegate(Counting(view.rows, view))
    for n in range(20):
        bar.setValue(bar.maximum() * n // 20)
        view.render(picture)
    assert len(set(drawn)) >= 20, "another part of the list each time"
    assert len(drawn) <= 20 * (view.height() // view.sizeHintForRow(0) + 2), "only what is in sight is drawn"
    assert len(view.viewport().findChildren(QWidget)) == 0
