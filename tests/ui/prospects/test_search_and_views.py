"""The 16 criteria, their chips, saved views, and what is written into files."""

from datetime import date

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from prospectdesk.commands.catalogues import SaveCatalogueEntry
from prospectdesk.commands.companies import CreateCompany, EditCompany
from prospectdesk.commands.follow_ups import CreateFollowUp
from prospectdesk.queries import people
from prospectdesk.queries.prospects_criteria import NAMES, Criteria
from prospectdesk.queries.prospects_export import TITLES
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.prospects.criteria_words import labels

TANGUY, LE_GOFF, DUPUIS = "000100024", "000100032", "000100040"
FULL = Criteria(
    raison_sociale="Tanguy", interlocuteurs="Anne", telephone="02 99", mail="tanguy", naf="10.7",
    type_client="TPE", note="salon", siret="000 100 024", etape=("en_cours", "perdu"), sans_commercial=True,
    repreneur_activite=True, source="Salon", commercial_source="ugo", commercial_operationnel="rachid",
    date_creation_min=date(2020, 1, 31), date_creation_max=date(2026, 11, 23),
)  # fmt: skip


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def sign_in(prospect_list, login):
    prospect_list.session.person = prospect_list.query(people.find_user, login)


@pytest.mark.spec("D-06")
def test_the_panel_has_the_sixteen_criteria_with_their_labels(prospect_list):
    prospect_list.page.show_panel("")
    said = {plain(label.text()) for label in prospect_list.page.panel.findChildren(Label)}
    form = prospect_list.page.panel.form
    said |= {getattr(form, f"caption_{name}").text() for name in NAMES if hasattr(form, f"caption_{name}")}
    said |= {form.sans_commercial.text(), form.repreneur_activite.text()}
    assert [label for label in labels().values() if label not in said] == []
    assert len(labels()) == 16


@pytest.mark.spec("D-06")
@pytest.mark.spec("D-09")
def test_all_sixteen_fields_make_criteria(prospect_list):
    sign_in(prospect_list, "claire")
    prospect_list.do(SaveCatalogueEntry(catalogue="type_client", label="TPE"))
    page = prospect_list.page
    page.show_panel("")
    asked = []
    page.panel.searched.disconnect()
    page.panel.searched.connect(asked.append)
    for name in ("raison_sociale", "interlocuteurs", "telephone", "mail", "naf", "note", "siret"):
        prospect_list.type(f"prospects.advanced.{name}", getattr(FULL, name))
    for name in ("type_client", "source", "commercial_source", "commercial_operationnel"):
        prospect_list.pick(f"prospects.advanced.{name}", getattr(FULL, name))
    for name in ("sans_commercial", "repreneur_activite", "etape.en_cours", "etape.perdu"):
        prospect_list.find(f"prospects.advanced.{name}").click()
    prospect_list.type("prospects.advanced.date_creation_min.field", "31/01/2020")
    prospect_list.type("prospects.advanced.date_creation_max.field", "23/11/2026")
    prospect_list.press("prospects.advanced.search")
    assert asked == [FULL]
    page.panel.show_criteria(Criteria())
    assert page.panel.criteria() == Criteria()
    page.panel.show_criteria(FULL)
    assert page.panel.criteria() == FULL


@pytest.mark.spec("D-07")
@pytest.mark.spec("D-08")
def test_criteria_combine_and_become_chips_that_take_them_away(prospect_list):
    page = prospect_list.page
    page.show_panel("")
    prospect_list.pick("prospects.advanced.commercial_operationnel", "ugo")
    prospect_list.find("prospects.advanced.etape.en_cours").click()
    prospect_list.type("prospects.advanced.naf", "1071")
    prospect_list.press("prospects.advanced.search")
    assert not page.panel.isVisible()
    assert prospect_list.names() == ["Boulangerie Tanguy"]
    texts = {name: plain(chip.text()) for name, chip in page.filters.chips.items()}
    assert texts == {
        "naf": "Naf : 1071",
        "etape": "Etape : En cours",
        "commercial_operationnel": "Commercial opérationnel : Ugo Martin",
    }
    page.filters.chips["naf"].removed.emit()
    prospect_list.rest()
    assert len(prospect_list.names()) == 5
    prospect_list.press("prospects.clear")
    assert len(prospect_list.names()) == 6
    assert page.filters.chips == {}


def test_a_chip_and_the_menu_of_filters_lead_to_their_field(prospect_list):
    page = prospect_list.page
    page.filters.wanted.emit("sans_commercial")
    assert page.panel.form.sans_commercial.isChecked()
    page.filters.wanted.emit("siret")
    assert page.panel.focusWidget().objectName() == "prospects.advanced.siret"
    prospect_list.qtbot.keyClick(page.panel.focusWidget(), Qt.Key.Key_Escape)
    assert not page.panel.isVisible()


def test_a_date_that_is_none_keeps_the_panel_open(prospect_list):
    prospect_list.page.show_panel("")
    prospect_list.type("prospects.advanced.date_creation_min.field", "32/13")
    prospect_list.press("prospects.advanced.search")
    assert prospect_list.page.panel.isVisible()
    assert "date" in prospect_list.find("prospects.advanced.error").text()


def test_the_tabs_count_live(prospect_list):
    tabs = prospect_list.page.views.tabs.tabs
    said = {key: plain(tab.text()) for key, tab in tabs.items()}
    assert said == {
        "all": "Tous · 6", "mine": "Mes prospects · 5", "due": "À relancer · 0", "unassigned": "Sans commercial · 0",
        "takeover": "Repreneurs · 0", "signed": "Signés · 0",
    }  # fmt: skip
    prospect_list.do(CreateFollowUp(company=prospect_list.company(TANGUY)))
    prospect_list.do(CreateFollowUp(company=prospect_list.company(LE_GOFF), date="2026-12-01"))
    prospect_list.do(EditCompany(company=prospect_list.company(DUPUIS), repreneur_activite=True))
    assert plain(tabs["due"].text()) == "À relancer · 1"
    assert plain(tabs["takeover"].text()) == "Repreneurs · 1"
    tabs["due"].click()
    prospect_list.rest()
    assert prospect_list.names() == ["Boulangerie Tanguy"]
    assert plain(prospect_list.find("prospects.chip.due").text()) == "À relancer : aujourd’hui ou avant"
    prospect_list.page.filters.removed.emit("due")
    prospect_list.rest()
    assert len(prospect_list.names()) == 6
    assert prospect_list.page.views.tabs.current() == "all"


def saved(prospect_list):
    return prospect_list.query(people.views, "prospects", prospect_list.session.person.id)


def keep_view(prospect_list, title):
    prospect_list.press("prospects.views.add", wait=False)
    dialog = prospect_list.dialog()
    dialog.field.setText(title)
    dialog.yes.click()
    prospect_list.rest()


def test_a_view_is_saved_shown_renamed_shared_moved_and_deleted(prospect_list):
    page = prospect_list.page
    page.apply(criteria=Criteria(commercial_operationnel="rachid"))
    prospect_list.rest()
    keep_view(prospect_list, "Ceux de Rachid")
    key = f"view{saved(prospect_list)[0].id}"
    assert page.views.tabs.current() == key
    assert plain(page.views.tabs.tabs[key].text()) == "Ceux de Rachid · 1"
    prospect_list.find("prospects.views.all").click()
    prospect_list.rest()
    assert len(prospect_list.names()) == 6
    page.views.tabs.tabs[key].click()
    prospect_list.rest()
    assert prospect_list.names() == ["Garage Nantais"]
    prospect_list.choose(page.views.menu, "prospects.views.menu.share")
    assert saved(prospect_list)[0].shared
    prospect_list.choose(page.views.menu, "prospects.views.menu.rename", wait=False)
    dialog = prospect_list.dialog()
    dialog.field.setText("Rachid")
    dialog.yes.click()
    prospect_list.rest()
    assert saved(prospect_list)[0].title == "Rachid"
    prospect_list.choose(page.views.menu, "prospects.views.menu.left")
    assert list(page.views.tabs.tabs)[-2:] == [key, "signed"]
    prospect_list.choose(page.views.menu, "prospects.views.menu.delete")
    assert saved(prospect_list) == []
    assert page.views.tabs.current() != key
    prospect_list.undo()
    assert [view.title for view in saved(prospect_list)] == ["Rachid"]


def test_a_changed_search_can_be_put_into_its_view(prospect_list):
    page = prospect_list.page
    page.apply(criteria=Criteria(source="Salon"))
    prospect_list.rest()
    keep_view(prospect_list, "Salon")
    prospect_list.head("ville")
    prospect_list.choose(page.views.menu, "prospects.views.menu.update")
    assert saved(prospect_list)[0].data["sort"] == "ville"


@pytest.mark.spec("X-05")
def test_acts_on_built_in_views_say_what_enables_them(prospect_list):
    menu = prospect_list.page.views.menu.menu_items
    menu.aboutToShow.emit()
    for action in menu.actions():
        assert action.isSeparator() or action.isEnabled() or action.toolTip().endswith("."), action.text()


def export(prospect_list, monkeypatch, act, target):
    """Answers the system's own dialog, which no test can press."""
    monkeypatch.setattr(QFileDialog, "open", lambda dialog: (dialog.selectFile(str(target)), dialog.accept()))
    monkeypatch.setattr(QFileDialog, "selectedFiles", lambda _dialog: [str(target)])
    act()
    prospect_list.rest()
    return [list(row) for row in load_workbook(target).active.iter_rows(values_only=True)]


@pytest.mark.spec("D-05")
def test_editions_write_the_list_shown_or_all_prospects(prospect_list, monkeypatch, tmp_path):
    page = prospect_list.page
    page.apply(criteria=Criteria(raison_sociale="goff"))
    prospect_list.rest()
    shown = export(prospect_list, monkeypatch, page.exports.export_shown, tmp_path / "liste.xlsx")
    assert tuple(shown[0]) == TITLES
    assert [row[0] for row in shown[1:]] == ["Cycles Le Goff"]
    assert plain(prospect_list.window.messages.text()) == "1 ligne écrite dans « liste.xlsx »."
    every = export(prospect_list, monkeypatch, page.exports.export_all, tmp_path / "tous.xlsx")
    assert len(every) == 7
    prospect_list.tick(LE_GOFF)
    ticked = export(prospect_list, monkeypatch, page.exports.export_ticked, tmp_path / "choix.xlsx")
    assert ticked[1][9] == "00010003200010"


def test_an_empty_workspace_offers_to_import(prospect_list):
    from prospectdesk.queries.prospects_views import Listing, Question

    prospect_list.page.empty.show_reason(Question(), Listing([], 0, 1))
    prospect_list.page.body.setCurrentWidget(prospect_list.page.empty)
    prospect_list.press("prospects.empty.button")
    assert prospect_list.window.opened[-1][0] == "import"


@pytest.mark.spec("D-01")
def test_a_new_company_appears_by_itself(prospect_list):
    fields = {"commercial_source": "ugo", "commercial_operationnel": "ugo", "source": "Salon"}
    prospect_list.do(CreateCompany(raison_sociale="Zéphyr", **fields))
    assert prospect_list.names()[-1] == "Zéphyr"
    assert prospect_list.find("prospects.count").text() == "7"
