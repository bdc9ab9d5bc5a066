"""Printed documents in the window: searched, copied, compared; letters in a batch with progress (X-12)."""

import os

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from prospectdesk.commands.dossiers import CreateDossier
from prospectdesk.jobs import letters
from prospectdesk.queries import letters as stored

NAME = "documents"


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def stand(walker, page, row):
    """Clicks a row of the list."""
    view = walker.find(f"{NAME}.table")
    place = view.visualRect(page.model.index(row, 0)).center()
    walker.qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    walker.rest()


def search(walker, text):
    field = walker.find(f"{NAME}.search")
    field.setText(text)
    field.searched.emit(text)
    walker.rest()


def picture(walker, name):
    folder = os.environ.get("PICTURES")
    if folder:
        shown = walker._dialogs()
        (shown[0] if shown else walker.host).grab().save(f"{folder}/{name}.png")


@pytest.mark.spec("X-12", "X-05")
def test_documents_are_found_opened_and_copied(walker, page, tmp_path):
    assert plain(page.count.text()) == "1 document"
    opened = walker.find(f"{NAME}.open")
    assert (opened.isEnabled(), opened.toolTip()) == (False, "Choisissez un document dans la liste")
    search(walker, "zzz")
    assert walker.find(f"{NAME}.empty.title").text() == "Aucun document ne correspond"
    search(walker, "kermarec mission")
    stand(walker, page, 0)
    compare = walker.find(f"{NAME}.compare")
    assert (compare.isEnabled(), compare.toolTip()) == (False, "Ce document n’a qu’une version")
    walker.press(f"{NAME}.open")
    screen, params = walker.opened[-1]
    assert (screen, params["document"]) == ("letters", "Lettre de mission")
    walker.press(f"{NAME}.save", asks=True)
    dialog = walker.dialog()
    target = tmp_path / "copie.pdf"
    dialog.findChild(QLineEdit, "fileNameEdit").setText(str(target))
    dialog.accept()
    walker.rest()
    walker.qtbot.waitUntil(target.exists)
    walker.rest()
    assert plain(walker.message) == "Enregistré : copie.pdf"
    assert letters.again(walker.ask(stored.printed_one, params["version"])).data == target.read_bytes()


@pytest.mark.spec("X-12", "X-09", "X-05", "D-36")
def test_a_letter_is_printed_for_many_dossiers_and_the_others_are_named(walker, page, tmp_path):
    for siren in (walker.tanguy, walker.le_goff):
        walker.do(CreateDossier(company=walker.company(siren), dossier_type="Conseil"))
    walker.press(f"{NAME}.series", asks=True)
    asked = walker.dialog()
    assert not asked.yes.isEnabled()
    assert "Choisissez un dossier" in plain(asked.told.text())
    asked.folder.setText(str(tmp_path / "absent"))
    assert not asked.yes.isEnabled()
    out = tmp_path / "lettres"
    out.mkdir()
    asked.folder.setText(str(out))
    picture(walker, "documents_batch")
    walker.qtbot.mouseClick(asked.yes, Qt.MouseButton.LeftButton)
    walker.qtbot.waitUntil(lambda: bool(walker._dialogs()) and walker._dialogs()[0] is not asked)
    told = plain(walker.dialog().findChild(type(page.count), "ask.text").text())
    assert "2 dossier(s) laissé(s) de côté : Choisissez un contrat type et une offre" in told
    walker.answer("ask.yes")
    walker.qtbot.waitUntil(lambda: len(list(out.iterdir())) == 1, timeout=30_000)
    walker.rest()
    assert "1 lettre(s) imprimée(s) dans « lettres »" in plain(walker.message)
    search(walker, "")
    assert plain(page.count.text()) == "2 documents"
    stand(walker, page, 0)
    picture(walker, "documents")
    walker.press(f"{NAME}.compare")
    assert walker.opened[-1][1]["compare"] is True
    walker.press(f"{NAME}.sheet")
    assert walker.opened[-1][0] == "sheet.dossiers"


@pytest.mark.spec("X-12", "X-28")
def test_a_batch_that_is_stopped_prints_and_keeps_nothing(walker, page, tmp_path):
    for siren in (walker.tanguy, walker.le_goff, walker.dupuis):
        walker.do(CreateDossier(company=walker.company(siren), dossier_type="Conseil"))
    out = tmp_path / "lettres"
    out.mkdir()
    before = plain(page.count.text())
    walker.press(f"{NAME}.series", asks=True)
    asked = walker.dialog()
    asked.document.setCurrentIndex(asked.document.findText("Lettre vierge"))
    asked.folder.setText(str(out))
    walker.desk.working.connect(lambda ticket: ticket.cancel())
    walker.qtbot.mouseClick(asked.yes, Qt.MouseButton.LeftButton)
    walker.rest()
    assert list(out.iterdir()) == []
    page.refresh()
    walker.rest()
    assert plain(page.count.text()) == before
    assert walker.message == ""
