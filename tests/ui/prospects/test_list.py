"""The list: what it shows, sorts, filters, keeps; rows to open, to look at, to edit."""

import pytest
from PySide6.QtCore import Qt

from prospectdesk.commands.companies import EditCompany
from prospectdesk.commands.follow_ups import CreateFollowUp
from prospectdesk.queries import people
from prospectdesk.queries.prospects_criteria import Criteria

TANGUY, LE_GOFF, DUPUIS, NANTAIS, MOREL = "000100024", "000100032", "000100040", "000100073", "000100065"


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.spec("D-01")
@pytest.mark.spec("D-02")
def test_the_list_shows_every_prospect_of_the_workspace_with_its_columns(prospect_list):
    names = prospect_list.names()
    assert names == sorted(names, key=lambda name: name.casefold().replace("ô", "o"))
    assert len(names) == 6
    titles = [column.title for column in prospect_list.page.model.columns]
    for title in (
        "Raison sociale",
        "Dernière action",
        "Prochaine action",
        "Source",
        "Téléphone",
        "Mail",
        "Ville",
    ):
        assert title in titles
    assert prospect_list.page.model.columns[-1].kind == "open"
    assert prospect_list.find("prospects.count").text() == "6"
    assert plain(prospect_list.page.status()).startswith("6 prospects affichés · filtre appliqué en ")


@pytest.mark.spec("D-02")
def test_a_head_sorts_and_sorts_the_other_way_round(prospect_list):
    prospect_list.head("ville")
    towns = [prospect_list.page.model.row_at(row).city for row in range(6) if prospect_list.names()]
    assert towns == ["Betton", "Bruz", "Cesson-Sévigné", "Châteaugiron", "Nantes", "Rennes"]
    assert plain(prospect_list.find("prospects.order").text()) == "Tri : ville ↑"
    prospect_list.head("ville")
    prospect_list.names()
    assert prospect_list.page.model.row_at(0).city == "Rennes"
    assert prospect_list.page.model.sorting == ("ville", True)


@pytest.mark.spec("D-03")
def test_the_next_action_is_shown_with_its_lateness(prospect_list):
    prospect_list.do(
        CreateFollowUp(
            company=prospect_list.company(TANGUY), date="2026-11-23", time="14:30", type_action="Rendez-vous"
        )
    )
    assert prospect_list.words(TANGUY, "prochaine_action") == "Rendez-vous · aujourd’hui 14:30"
    assert prospect_list.words(LE_GOFF, "prochaine_action") == "Aucune relance planifiée"
    row = prospect_list.page.model.read_row(prospect_list.page.model.row_of(prospect_list.company(TANGUY)))
    assert row.cells[4].tone == "due_today"


@pytest.mark.spec("D-07")
def test_the_quick_filter_finds_names_and_its_chip_takes_it_away(prospect_list):
    prospect_list.type("prospects.search", "GOFF")
    prospect_list.qtbot.keyClick(prospect_list.find("prospects.search"), Qt.Key.Key_Return)
    prospect_list.rest()
    assert prospect_list.names() == ["Cycles Le Goff"]
    assert plain(prospect_list.find("prospects.count").text()) == "1 sur 6"
    chip = prospect_list.find("prospects.chip.raison_sociale")
    assert plain(chip.text()) == "Raison sociale : GOFF"
    prospect_list.qtbot.keyClick(chip, Qt.Key.Key_Delete)
    prospect_list.rest()
    assert len(prospect_list.names()) == 6
    assert prospect_list.find("prospects.search").text() == ""


def test_an_answer_to_an_older_question_is_dropped(prospect_list):
    page = prospect_list.page
    page.filters.searched.emit("tanguy")
    page.filters.searched.emit("goff")
    prospect_list.rest()
    assert prospect_list.names() == ["Cycles Le Goff"]


def test_a_criterion_that_cannot_be_searched_says_so_in_one_sentence(prospect_list):
    prospect_list.page.apply(criteria=["siret=12A"])
    prospect_list.rest()
    error = prospect_list.find("prospects.error")
    assert error.isVisible()
    assert "SIRET" in error.text()
    assert len(prospect_list.names()) == 6
    prospect_list.press("prospects.clear")
    assert not error.isVisible()


def test_no_result_offers_to_clear_the_filters(prospect_list):
    prospect_list.page.ask(prospect_list.page.question.__class__(Criteria(raison_sociale="zzz")))
    prospect_list.rest()
    assert prospect_list.find("prospects.empty.title").text() == "Aucun résultat"
    prospect_list.press("prospects.empty.button")
    assert len(prospect_list.names()) == 6
    assert prospect_list.page.table.isVisible()


def test_the_directory_shows_companies_that_are_not_registered_and_registers_them(prospect_list):
    prospect_list.press("prospects.scope.directory")
    assert len(prospect_list.names()) == 8
    assert prospect_list.words(MOREL, "raison_sociale").endswith("Annuaire")
    prospect_list.tick(MOREL)
    prospect_list.press("prospects.selection.register")
    assert prospect_list.row(MOREL).registered
    prospect_list.undo()
    assert not prospect_list.row(MOREL).registered
    prospect_list.press("prospects.scope.portfolio")
    assert len(prospect_list.names()) == 6


def test_enter_and_double_click_open_the_sheet_with_the_list_it_comes_from(prospect_list):
    table = prospect_list.page.table
    table.setCurrentIndex(prospect_list.cell(LE_GOFF, "ville"))
    prospect_list.qtbot.keyClick(table, Qt.Key.Key_Return)
    name, params = prospect_list.window.opened[-1]
    assert (name, params["company"]) == ("sheet", prospect_list.company(LE_GOFF))
    assert len(params["company_list"]) == 6
    table.doubleClicked.emit(prospect_list.cell(TANGUY, "ville"))
    assert prospect_list.window.opened[-1][1]["company"] == prospect_list.company(TANGUY)


def test_space_peeks_and_the_pane_follows_the_keyboard_until_escape(prospect_list):
    page, table = prospect_list.page, prospect_list.page.table
    table.setFocus()
    table.setCurrentIndex(prospect_list.cell(TANGUY, "ville"))
    prospect_list.qtbot.keyClick(table, Qt.Key.Key_Space)
    prospect_list.rest()
    assert page.peek.isVisible()
    assert prospect_list.find("prospects.peek.name").text() == "Boulangerie Tanguy"
    assert "000 100 024 00017" in plain(prospect_list.find("prospects.peek.ident").text())
    prospect_list.qtbot.keyClick(table, Qt.Key.Key_Down)
    prospect_list.qtbot.waitUntil(
        lambda: prospect_list.find("prospects.peek.name").text() == "Cycles Le Goff"
    )
    prospect_list.qtbot.keyClick(table, Qt.Key.Key_Escape)
    assert not page.peek.isVisible()


def test_f2_edits_a_cell_tab_goes_on_and_undo_puts_it_back(prospect_list):
    field = prospect_list.edit(TANGUY, "telephone")
    field.setText("02 99 12 34 56")
    prospect_list.qtbot.keyClick(field, Qt.Key.Key_Tab)
    prospect_list.rest()
    assert prospect_list.page.model.columns[prospect_list.page.table.currentIndex().column()].key == "mail"
    mail = prospect_list.field()
    mail.setText("bonjour@tanguy.example")
    prospect_list.qtbot.keyClick(mail, Qt.Key.Key_Return)
    prospect_list.rest()
    assert prospect_list.words(TANGUY, "telephone") == "02 99 12 34 56"
    assert prospect_list.words(TANGUY, "mail") == "bonjour@tanguy.example"
    prospect_list.undo()
    prospect_list.undo()
    assert prospect_list.row(TANGUY).mail is None
    assert prospect_list.words(TANGUY, "telephone") == ""


def test_a_refused_value_stays_in_its_cell_with_the_reason(prospect_list):
    field = prospect_list.edit(TANGUY, "telephone")
    field.setText("12")
    prospect_list.qtbot.keyClick(field, Qt.Key.Key_Return)
    prospect_list.rest()
    again = prospect_list.field()
    assert again.text() == "12"
    assert again.property("invalid") == "true"
    assert prospect_list.window.opened == []
    assert "Téléphone" in again.accessibleDescription()
    assert "Téléphone" in prospect_list.window.messages.text()
    prospect_list.qtbot.keyClick(again, Qt.Key.Key_Escape)
    assert not prospect_list.page.table.editing
    assert prospect_list.row(TANGUY).phone is None


def test_a_cell_that_is_open_survives_news_from_elsewhere(prospect_list):
    field = prospect_list.edit(TANGUY, "ville")
    field.setText("Bruz-sur-Seiche")
    prospect_list.do(EditCompany(company=prospect_list.company(DUPUIS), raison_sociale="Aaa Menuiserie"))
    assert prospect_list.field().text() == "Bruz-sur-Seiche"
    prospect_list.qtbot.keyClick(prospect_list.field(), Qt.Key.Key_Escape)
    prospect_list.rest()
    assert prospect_list.names()[0] == "Aaa Menuiserie"


def test_news_keep_the_ticks_and_the_row_of_the_keyboard(prospect_list):
    table = prospect_list.page.table
    table.setCurrentIndex(prospect_list.cell(NANTAIS, "ville"))
    prospect_list.tick(TANGUY, NANTAIS)
    prospect_list.do(EditCompany(company=prospect_list.company(DUPUIS), raison_sociale="Aaa Menuiserie"))
    assert prospect_list.names()[0] == "Aaa Menuiserie"
    assert table.current_id() == prospect_list.company(NANTAIS)
    ticked = set(prospect_list.page.model.ticked.ids())
    assert ticked == {prospect_list.company(TANGUY), prospect_list.company(NANTAIS)}


def test_a_cell_outside_the_four_says_where_it_is_edited(prospect_list):
    prospect_list.page.table.setCurrentIndex(prospect_list.cell(TANGUY, "source"))
    prospect_list.qtbot.keyClick(prospect_list.page.table, Qt.Key.Key_F2)
    assert "dans la fiche" in prospect_list.window.messages.text()


def test_columns_are_chosen_moved_and_remembered(prospect_list):
    page = prospect_list.page
    prospect_list.choose(page.tools.columns, "prospects.columns.naf")
    assert "naf" in [column.key for column in page.model.columns]
    prospect_list.choose(page.tools.columns, "prospects.columns.source")
    assert "source" not in [column.key for column in page.model.columns]
    page.table.setColumnWidth(1, 300)
    page.table.arranged.emit()
    prospect_list.rest()
    kept = prospect_list.query(people.setting, "prospects.columns")
    assert "naf" in kept["shown"]
    assert kept["widths"]["raison_sociale"] == 300
    again = page.__class__(prospect_list.desk)
    again.show()
    prospect_list.rest()
    keys = [column.key for column in again.model.columns]
    assert "naf" in keys
    assert "source" not in keys
    assert again.table.columnWidth(1) == 300
    again.hide()
    again.deleteLater()
    prospect_list.choose(page.tools.columns, "prospects.columns.reset")
    assert "source" in [column.key for column in page.model.columns]


def test_the_letter_a_opens_a_call_of_the_row(prospect_list):
    table = prospect_list.page.table
    table.setCurrentIndex(prospect_list.cell(TANGUY, "ville"))
    action = next(one for one in table.actions() if one.objectName() == "prospects.key.call")
    action.trigger()
    assert prospect_list.window.floated == [("sheet.call", prospect_list.company(TANGUY))]
