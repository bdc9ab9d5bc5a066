"""Prospection through the window: the analysis and the recruiting search of the demonstration (A-P1 … A-P6)."""

import pytest
from pypdfium2 import PdfDocument
from PySide6.QtWidgets import QMenu

from prospectdesk.queries import people
from prospectdesk.ui.kit import printing

ANALYSIS = "portfolio.analysis"
RECRUITING = "portfolio.recruiting"
NAMES = ("client", "mission_qualifiee", "contact_qualifie", "a_qualifier", "potentiel", "suspect")


def counters(desk, page):
    """The six counters of the page."""
    return tuple(int(desk.text(f"{page}.count.{name}")) for name in NAMES)


def table(desk, page):
    """(name, badges) of the rows listed, headings left out."""
    model = desk.see(f"{page}.table").model()
    desk.wait(lambda: all(model.row_at(row) is not None for row in range(model.rowCount())))
    columns = [column.key for column in model.columns]
    name, badges = columns.index("name"), columns.index("badges")
    return [
        (model.index(row, name).data(), model.index(row, badges).data())
        for row in range(model.rowCount())
        if model.id_at(row) >= 0
    ]


def launch(desk, page, radius, place=None):
    """Types place and radius, and starts."""
    if place is not None:
        desk.fill(f"{page}.place", place)
    desk.fill(f"{page}.radius", str(radius))
    desk.click(f"{page}.run")


def reopen_and_compare(ugo):
    """Each analysis is kept; one is opened as it was, run again, and two are compared."""
    # each is kept, and opened as it was though a company was taken in since
    ugo.click(f"{ANALYSIS}.home")
    rows = ugo.cells("portfolio.stored.table")
    assert [row[1].split()[1] for row in rows] == ["30", "30", "101", "100", "30"]
    assert [row[7] for row in rows] == ["3", "2", "2", "2", "2"]
    view = ugo.see("portfolio.stored.table")
    view.go_to(view.model().id_at(1))
    ugo.rest()
    ugo.click("portfolio.stored.open")
    assert counters(ugo, ANALYSIS) == (1, 1, 1, 2, 1, 1)

    # run again, and compared with the one before
    ugo.click(f"{ANALYSIS}.home")
    ugo.click("portfolio.stored.again")
    assert counters(ugo, ANALYSIS) == (1, 1, 1, 3, 1, 0)
    ugo.click(f"{ANALYSIS}.home")
    model = ugo.see("portfolio.stored.table").model()
    assert model.rowCount() == 6
    model.toggle(0)
    model.toggle(2)
    ugo.click("portfolio.stored.compare")
    assert ugo.text("portfolio.compare.tabs.changed") == "Changés de type · 1"
    changed = ugo.see("portfolio.compare.list").topLevelItem(0)
    assert [changed.text(0), changed.text(3)] == ["Ferronnerie Morel", "Suspect → Prospect à qualifier"]
    ugo.click("portfolio.compare.close")


def delete_export_and_close(ugo, tmp_path):
    """Two are deleted and one is brought back, a whole result becomes a workbook, the tab is closed."""
    # deleted and brought back; the whole result as a workbook
    ugo.click("portfolio.stored.delete")
    ugo.click("ask.yes")
    assert ugo.see("portfolio.stored.table").model().rowCount() == 4
    ugo.window.undo()
    ugo.rest()
    assert ugo.see("portfolio.stored.table").model().rowCount() == 5
    ugo.click("portfolio.stored.open")
    ugo.menu(f"{ANALYSIS}.export", f"{ANALYSIS}.export.all")
    ugo.choose_file("ask.save_file", tmp_path / "portefeuille.xlsx")
    ugo.wait((tmp_path / "portefeuille.xlsx").exists)
    ugo.rest()
    assert "portefeuille.xlsx" in ugo.text(f"{ANALYSIS}.messages.text")
    ugo.menu(f"{ANALYSIS}.export", f"{ANALYSIS}.export.map")
    ugo.choose_file("ask.save_file", tmp_path / "carte.pdf")
    ugo.wait((tmp_path / "carte.pdf").exists)
    ugo.rest()
    words = PdfDocument(tmp_path / "carte.pdf")[0].get_textpage().get_text_bounded()
    assert "Analyse du portefeuille commercial – Rennes" in words
    assert all(one in words for one in ("Clients : 1", "Bruz", "Fond de carte hors ligne"))
    ugo.menu(f"{ANALYSIS}.export", f"{ANALYSIS}.export.print")
    if printing.printers():
        ugo.see(f"{ANALYSIS}.print_dialog").reject()
    ugo.rest()
    if not printing.printers():
        assert "enregistrez la carte en PDF" in ugo.text(f"{ANALYSIS}.messages.text")
    ugo.click("tabs.close.portfolio")
    assert ugo.window.router.screen == "tools"
    assert ugo.window.top.tabs.count() == 1


def take_in_what_only_a_source_knows(ugo):
    """It enters directory and portfolio in one step, and is « à qualifier » at the next search (P-15)."""
    for port in ("lba", "lbb"):
        ugo.window.menus.actions[f"demo.fail.{port}"].trigger()
        ugo.rest()
    view = ugo.see(f"{RECRUITING}.table")
    view.go_to(view.model().ticked.group(5).start)
    ugo.rest()
    assert ugo.text(f"{RECRUITING}.row.name") == "Jardins de Guichen"
    assert not ugo.see(f"{RECRUITING}.row.open").isEnabled()
    ugo.click(f"{RECRUITING}.row.register")
    launch(ugo, RECRUITING, 30)
    assert counters(ugo, RECRUITING) == (1, 1, 1, 3, 1, 0)
    assert "Recrute" in dict(table(ugo, RECRUITING))["Jardins de Guichen"]


def refuse_nora(ugo):
    """Who is no recruiter finds the tool disabled, with its reason (A-P6)."""
    desk = ugo.desk
    desk.session.person = desk.session.reader.run(people.find_user, "nora")
    desk.person_changed.emit()
    reason = "Réservé aux comptes recruteur et administrateur école"
    services = ugo.window.findChild(QMenu, "menu.services")
    action = next(one for one in services.actions() if one.text() == "Prospection")
    assert not action.isEnabled()
    assert action.toolTip() == reason
    ugo.click("rail.tools")
    button = ugo.see("tools.portfolio")
    assert not button.isEnabled()
    assert button.toolTip() == reason
    ugo.window.open("portfolio")
    ugo.rest()
    assert reason in ugo.text("portfolio.barred.text")


@pytest.mark.spec("A-P1", "A-P2", "A-P3", "P-01", "P-02", "P-03", "P-12", "P-14", "P-15", "P-19")
def test_the_analysis_counts_takes_a_suspect_in_and_is_kept_reopened_compared_and_deleted(ugo, tmp_path):
    ugo.click("rail.tools")
    ugo.click("tools.portfolio")
    assert ugo.window.top.tabs.tabText(1) == "Prospection"
    ugo.click("portfolio.analysis.open")
    launch(ugo, ANALYSIS, 30, "Rennes")
    assert counters(ugo, ANALYSIS) == (1, 1, 1, 2, 1, 1)
    assert table(ugo, ANALYSIS) == [
        ("Atelier Kermarec", ""), ("Boulangerie Tanguy", ""), ("Cycles Le Goff", ""),
        ("Hôtel Vilaine", "Contact manquant"), ("Dupuis Menuiserie", ""), ("Énergie Armor", ""),
        ("Ferronnerie Morel", ""),
    ]  # fmt: skip
    assert ugo.window.top.tabs.tabText(1) == "Rennes 30\u00a0km"

    launch(ugo, ANALYSIS, 100)
    assert counters(ugo, ANALYSIS)[2] == 1
    launch(ugo, ANALYSIS, 101)
    assert counters(ugo, ANALYSIS)[2] == 2

    launch(ugo, ANALYSIS, 30)
    result = ugo.see(f"{ANALYSIS}.table")
    morel = next(
        row
        for row in range(result.model().rowCount())
        if "Ferronnerie" in str(result.model().index(row, 1).data())
    )
    ugo.click_cell(f"{ANALYSIS}.table", result.visualRect(result.model().index(morel, 1)).center())
    assert ugo.text(f"{ANALYSIS}.row.name") == "Ferronnerie Morel"
    ugo.click(f"{ANALYSIS}.row.register")
    ugo.click(f"{ANALYSIS}.stale.button")
    assert counters(ugo, ANALYSIS) == (1, 1, 1, 3, 1, 0)
    assert ugo.text(f"{ANALYSIS}.directory").startswith("Annuaire local du 23/11/2026")

    reopen_and_compare(ugo)
    delete_export_and_close(ugo, tmp_path)


def fail_all_and_go_offline(ugo):
    """The result stays whatever fails; offline the button says why it waits."""
    # all fail: what was shown stays
    for port in ("lba", "lbb"):
        ugo.window.menus.actions[f"demo.fail.{port}"].trigger()
        ugo.rest()
    launch(ugo, RECRUITING, 50)
    assert ugo.text(f"{RECRUITING}.messages.text").startswith("Aucune source n’a répondu")
    assert counters(ugo, RECRUITING)[5] == 1

    # offline: the result stays, the button says why
    ugo.window.menus.actions["demo.offline"].trigger()
    ugo.rest()
    start = ugo.see(f"{RECRUITING}.run")
    assert not start.isEnabled()
    assert start.toolTip() == "Connexion nécessaire"
    ugo.window.menus.actions["demo.online"].trigger()
    ugo.rest()
    assert ugo.see(f"{RECRUITING}.run").isEnabled()


@pytest.mark.spec("A-P4", "A-P5", "A-P6", "P-01", "P-13", "P-16", "P-17", "P-18", "P-19")
def test_the_recruiting_search_names_its_sources_survives_failures_and_is_for_recruiters(ugo):
    ugo.window.open("portfolio.recruiting")
    ugo.rest()
    launch(ugo, RECRUITING, 30, "Rennes")
    rows = dict(table(ugo, RECRUITING))
    assert counters(ugo, RECRUITING) == (1, 1, 1, 2, 1, 1)
    assert rows["Jardins de Guichen"] == "Recrute (La bonne alternance) · Recrute (La Bonne Boite)"
    assert rows["Atelier Kermarec"] == "Recrute (La bonne alternance)"
    assert "Ferronnerie Morel" not in rows
    assert ugo.text(f"{RECRUITING}.invalid.banner.text").startswith("1 société au SIRET invalide")
    launch(ugo, RECRUITING, 50)
    assert list(dict(table(ugo, RECRUITING)))[-2:] == ["Jardins de Guichen", "Imprimerie Bretonne"]

    # one source fails: the other's rows stand under a banner; asked again, both do
    ugo.window.menus.actions["demo.fail.lbb"].trigger()
    ugo.rest()
    launch(ugo, RECRUITING, 30)
    banner = f"{RECRUITING}.failed.lbb"
    assert "La Bonne Boite" in ugo.text(f"{banner}.text")
    assert dict(table(ugo, RECRUITING))["Jardins de Guichen"] == "Recrute (La bonne alternance)"
    assert ugo.text(f"{banner}.button") == "Réessayer"
    ugo.window.menus.actions["demo.fail.lbb"].trigger()
    ugo.rest()
    ugo.click(f"{banner}.button")
    assert not ugo.sees(banner)
    assert dict(table(ugo, RECRUITING))["Jardins de Guichen"].endswith("Recrute (La Bonne Boite)")
    fail_all_and_go_offline(ugo)
    take_in_what_only_a_source_knows(ugo)
    refuse_nora(ugo)
