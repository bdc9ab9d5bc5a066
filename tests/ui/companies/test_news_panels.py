"""The two panels below the contacts of the Fiche, driven through their own widgets (C-06, C-07)."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from prospectdesk.commands.news import RecordNews
from prospectdesk.queries import news

TANGUY, LE_GOFF = "000100024", "000100032"


def shown(sheet, name):
    return sheet.find(name).isVisibleTo(sheet.page)


def fill(dialog, **texts):
    for name, text in texts.items():
        dialog.findChild(QLineEdit, f"sheet.software.dialog.{name}").setText(text)


@pytest.mark.spec("C-06")
def test_news_unfold_below_the_contacts_and_their_link_is_opened(sheet, monkeypatch):
    sheet.open(LE_GOFF)
    assert not shown(sheet, "sheet.file.news")
    sheet.open(TANGUY)
    sheet.qtbot.waitUntil(lambda: sheet.page.body.file.panels is not None)
    assert shown(sheet, "sheet.file.news")
    assert sheet.find("sheet.file.news.summary").text() == "1 nouvelle"
    (item,) = sheet.query(news.news, sheet.company(TANGUY))
    name = f"sheet.file.news.item.{item.id}"
    assert not shown(sheet, name)
    arrow = sheet.find("sheet.file.news.fold")
    assert "Déplier" in arrow.accessibleName()
    arrow.setFocus()
    sheet.qtbot.keyClick(arrow, Qt.Key.Key_Space)
    assert shown(sheet, name)
    assert "Replier" in arrow.accessibleName()
    assert sheet.find(f"{name}.title").text() == item.title
    assert sheet.find(f"{name}.origin").text() == "02/11/2026 · Presse · Actualité"
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()) or True)
    sheet.press(f"{name}.open")
    assert opened == [item.url]
    done = sheet.do(
        RecordNews(company=sheet.company(TANGUY), title="Cherche un ERP", date="2026-11-20", kind="interest")
    )
    assert sheet.find("sheet.file.news.summary").text() == "2 nouvelles"
    assert sheet.missing(f"sheet.file.news.item.{done.row_id}.open"), "no link, no button"


@pytest.mark.spec("C-07")
def test_an_estate_is_noted_unfolded_changed_and_removed(sheet):
    sheet.open(TANGUY)
    sheet.qtbot.waitUntil(lambda: sheet.page.body.file.panels is not None)
    assert shown(sheet, "sheet.file.software")
    assert not shown(sheet, "sheet.file.software.fold")
    dialog = sheet.ask("sheet.file.software.add")
    assert not dialog.yes.isEnabled()
    fill(dialog, product="Paie", **{"contract.field": "31/12/2026"})
    assert dialog.yes.isEnabled()
    dialog.yes.click()
    sheet.rest()
    (park,) = sheet.query(news.parks, sheet.company(TANGUY))
    assert sheet.find("sheet.file.software.summary").text() == "Paie · contrat jusqu’au 31/12/2026"
    name = f"sheet.file.software.item.{park.id}"
    sheet.press("sheet.file.software.fold")
    assert not shown(sheet, f"{name}.contract")
    sheet.press(f"{name}.fold")
    assert sheet.find(f"{name}.contract").text() == "Jusqu’au 31/12/2026"
    assert sheet.find(f"{name}.source").text() == f"Relevé par un conseiller · {sheet.session.person.name}"
    assert sheet.find(f"{name}.date").text() == "23/11/2026"
    assert sheet.missing(f"{name}.integrator")
    assert sheet.missing(f"{name}.reviews")
    dialog = sheet.ask(f"{name}.edit")
    fill(dialog, integrator="Ouest Info", **{"contract.field": "31/12"})
    dialog.findChild(QPlainTextEdit, "sheet.software.dialog.reviews").setPlainText("Rapide")
    fill(dialog, **{"contract.field": "jamais"})
    assert not dialog.yes.isEnabled()
    fill(dialog, **{"contract.field": ""})
    dialog.yes.click()
    sheet.rest()
    assert shown(sheet, f"{name}.integrator"), "what was unfolded stays so"
    assert sheet.find(f"{name}.reviews").text() == "Rapide"
    live = sheet.page.findChildren(QWidget, f"{name}.contract")
    assert not [one for one in live if one.isVisibleTo(sheet.page)]
    sheet.press(f"{name}.remove")
    assert sheet.query(news.parks, sheet.company(TANGUY)) == ()
    assert not shown(sheet, "sheet.file.software.fold")
