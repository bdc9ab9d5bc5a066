"""Dashboard, reports and bonus list through their own widgets (mock-up 12, D-30)."""

import io
import xml.etree.ElementTree as ET

import openpyxl
import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QDialog, QLineEdit

from prospectdesk.queries import people
from prospectdesk.ui.reports import paper

PANELS = ("conversion", "forecast", "losses", "activity", "ageing", "tags")


def totals(panel):
    return {group.label: group.total for group in panel.chart.groups}


@pytest.mark.spec("D-24", "D-40", "X-06")
def test_the_dashboard_counts_filters_shows_its_data_and_exports(hand):
    page = hand.open("dashboard")
    assert totals(page.panels["conversion"]) == {
        "Suspect": "5", "Qualifié": "2", "Evalué": "2", "En négociation": "1", "Gagné": "1", "Signé": "1"
    }  # fmt: skip
    assert totals(page.panels["losses"]) == {"Prix trop élevé": "2", "=1+1 <b>&": "1"}
    assert totals(page.panels["forecast"])["déc. 26"] == "1\u202f200\u00a0€"
    assert hand.text("dashboard.tiles.signed.value") == "3\u202f000\u00a0€"
    assert hand.text("dashboard.tiles.forecast.value") == "1\u202f250\u00a0€"
    # every chart as a table and back
    for key in PANELS:
        hand.press(f"dashboard.{key}.data")
        assert page.panels[key].shows_data
        assert hand.text(f"dashboard.{key}.data") == "Voir le graphique"
    model = page.panels["losses"].table.view.model()
    hand.qtbot.waitUntil(lambda: model.data(model.index(0, 0)) == "Prix trop élevé")
    assert [model.data(model.index(0, column)) for column in (1, 2)] == ["2", "100,0\u00a0%"]
    hand.press("dashboard.losses.data")
    exports_hold_what_is_drawn(hand)
    # a filter narrows every chart
    hand.find("dashboard.users").menu.actions()[-1].trigger()
    hand.rest()
    ugo = next(one for one in page.filters.choices.users if one[1] == "Ugo Martin")
    page.filters.set(users=(ugo[0],))
    hand.rest()
    assert totals(page.panels["conversion"])["Suspect"] == "1"
    assert page.panels["losses"].nothing.text() == "Aucun dossier perdu sur cette période."
    assert not hand.find("dashboard.losses.data").isVisible()
    a_period_is_typed(hand, page)
    hand.press("dashboard.clear_filters")
    assert totals(page.panels["conversion"])["Suspect"] == "5"


@pytest.mark.spec("X-05")
def test_the_dashboard_is_printed_with_its_figures_filters_and_charts(hand):
    page = hand.open("dashboard")
    printed = page.printed()
    assert [one.title for one in printed.charts] == [page.panels[key].chart.title for key in PANELS]
    with pypdfium2.PdfDocument(paper.pdf(printed)) as found:
        sizes = {tuple(map(round, found.get_page_size(place))) for place in range(len(found))}
        texts = [one.get_textpage().get_text_range() for one in found]
        inks = [one.render(scale=0.5).to_numpy().min() for one in found]
    assert sizes == {(595, 842)}
    assert len(texts) > 1
    assert max(inks) < 128, "no sheet is empty"
    text = " ".join(texts).replace("\u00a0", " ").replace("\u202f", " ")
    for words in ("Tableau de bord", "01/01/2026", "calculé sur cet ordinateur", "3 000 €", "Raisons de perte",
                  "Prix trop élevé", f"1/{len(texts)}", f"{len(texts)}/{len(texts)}"):  # fmt: skip
        assert words in text, words


def a_period_is_typed(hand, page):
    hand.find("dashboard.period.own", QAction).trigger()
    hand.qtbot.waitUntil(lambda: hand.window.findChild(QDialog, "dashboard.dates") is not None)
    dialog = hand.window.findChild(QDialog, "dashboard.dates")
    first = dialog.findChild(QLineEdit, "dashboard.dates.first.field")
    first.setText("24/11/2026")
    hand.qtbot.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
    assert dialog.error.text() == "Le dernier jour est avant le premier."
    first.setText("02/11/2026")
    hand.qtbot.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
    hand.qtbot.waitUntil(lambda: page.filters.choice.own is not None)
    hand.rest()
    assert hand.text("dashboard.period") == "Période\u00a0: 02/11/2026 → 23/11/2026"


def exports_hold_what_is_drawn(hand):
    name = "dashboard.losses.export"
    assert QImage.fromData(hand.export(f"{name}.png", "raisons-de-perte-2026-11-23.png")).width() == 1800
    drawing = ET.fromstring(hand.export(f"{name}.svg", "raisons-de-perte-2026-11-23.svg"))
    texts = [one.text for one in drawing.iter() if one.tag.endswith("text")]
    assert {"Raisons de perte", "Prix trop élevé", "=1+1 <b>&"} <= set(texts)
    lines = hand.export(f"{name}.csv", "raisons-de-perte-2026-11-23.csv").decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Raison;Dossiers;")
    assert lines[1:] == ["Prix trop élevé;2;100;1000", "'=1+1 <b>&;1;50;500"]
    book = openpyxl.load_workbook(
        io.BytesIO(hand.export("dashboard.export", "tableau-de-bord-2026-11-23.xlsx"))
    )
    assert len(book.sheetnames) == len(PANELS)
    assert book["Raisons de perte"]["A3"].value == "=1+1 <b>&"
    assert book["Raisons de perte"]["A3"].data_type == "s"


@pytest.mark.spec("C-73", "X-05")
def test_the_keyboard_reads_each_mark_and_opens_what_it_counts(hand):
    page = hand.open("reports", report="losses")
    view = page.panels["losses"].view
    view.setFocus(Qt.FocusReason.TabFocusReason)
    view.choose(0)
    assert view.accessibleDescription() == "Prix trop élevé\u00a0: 2 dossiers, 1\u202f000\u00a0€"
    assert hand.text("reports.losses.note") == view.accessibleDescription()
    hand.key(view, Qt.Key.Key_End)
    assert view.said().startswith("=1+1 <b>&")
    hand.key(view, Qt.Key.Key_Home)
    hand.key(view, Qt.Key.Key_Return)
    assert hand.text("reports.behind.title") == "Raisons de perte\u00a0: Prix trop élevé"
    assert sorted(one.company for one in page.behind.rows.values()) == ["Atelier Kermarec", "Cycles Le Goff"]
    hand.key(page.behind.view, Qt.Key.Key_Escape)
    assert view.isVisible()
    page = hand.open("reports", report="activity")
    page.panels["activity"].view.picked.emit(next(iter(page.panels["activity"].chart.groups)).parts[0].key)
    hand.rest()
    assert [one.title for one in page.behind.rows.values()]
    hand.press("reports.behind.back")
    page = hand.open("reports", report="tags")
    assert totals(page.panels["tags"]) == {"Suspect": "1", "Prospect": "0", "Client": "2", "Hors-cible": "0"}
    page.panels["tags"].view.picked.emit(page.panels["tags"].chart.groups[2].parts[0].key)
    hand.rest()
    assert [one.company for one in page.behind.rows.values()] == ["Atelier Kermarec", "Boulangerie Tanguy"]
    page = hand.open("reports", report="forecast")
    dated = next(one for one in page.panels["forecast"].chart.groups if one.label == "déc. 26")
    page.panels["forecast"].view.picked.emit(dated.parts[0].key)
    hand.rest()
    hand.key(page.behind.view, Qt.Key.Key_Return)
    place = hand.window.router.here
    assert (place.screen, place.company) == ("sheet", next(iter(page.behind.rows.values())).company_id)


@pytest.mark.spec("D-30", "X-04")
def test_an_administrator_sees_exports_and_sets_the_bonus_others_read_why_not(hand, session):
    page = hand.open("reports", report="bonuses")
    assert hand.text("reports.bonuses.percent") == "5\u00a0% du montant à la signature"
    (line,) = page.bonuses.rows.values()
    assert (line.user, line.type, str(line.amount)) == ("Ugo Martin", "Comptable", "150.00")
    book = openpyxl.load_workbook(io.BytesIO(hand.export("reports.bonuses.export", "primes-2026-11-23.xlsx")))
    assert [cell.value for cell in book["Primes"][2]][:7] == [
        "Ugo Martin", "Boulangerie Tanguy", "Comptable", 3000, 5, 150, "A valider"
    ]  # fmt: skip
    assert [[cell.value for cell in row] for row in book["Total par personne"].iter_rows(min_row=2)] == [
        ["Ugo Martin", 1, 150], ["Total", 1, 150]
    ]  # fmt: skip
    hand.press("reports.bonuses.form.people")
    assert totals(page.bonuses.totals) == {"Ugo Martin": "150,00\u00a0€"}
    change_percent(hand)
    assert hand.text("reports.bonuses.percent") == "2,5\u00a0% du montant à la signature"
    for login, reason in (("rachid", "Réservé aux administrateurs de l’espace."), ("claire", "")):
        session.person = session.reader.run(people.find_user, login)
        page.refresh()
        hand.rest()
        assert hand.find("reports.bonuses.change").isVisible() == (not reason)
        assert hand.find("reports.bonuses.empty").isVisible() == bool(reason)
        if reason:
            assert hand.text("reports.bonuses.empty.text") == reason
            assert not page.bonuses.rows


def change_percent(hand):
    hand.start("reports.bonuses.change")
    hand.qtbot.waitUntil(lambda: hand.window.findChild(QDialog, "ask") is not None)
    dialog = hand.window.findChild(QDialog, "ask")
    field = dialog.findChild(QLineEdit, "ask.field")
    field.setText("120")
    hand.qtbot.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
    assert dialog.error.text() == "Un pourcentage va de 0 à 100."
    field.setText("2,5 %")
    hand.qtbot.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
    hand.qtbot.waitUntil(lambda: hand.text("reports.bonuses.percent").startswith("2,5"))
    hand.rest()
