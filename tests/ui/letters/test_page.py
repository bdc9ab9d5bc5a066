"""The page of letters: values typed beside the paper, versions that never change, a text that survives, printers."""

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QWidget

from prospectdesk.commands.companies import EditCompany
from prospectdesk.commands.contact_states import SetPrivileged
from prospectdesk.commands.dossiers import EditDossier, SetPerformer
from prospectdesk.domain.errors import Cancelled
from prospectdesk.domain.merge import MISSING
from prospectdesk.jobs.ticket import Ticket
from prospectdesk.queries import contacts, letter_window
from prospectdesk.ui.kit import printing
from prospectdesk.ui.letters.editor import TextEditor
from prospectdesk.ui.letters.page import LettersPage

MISSION = "Lettre de mission"


def missing(page):
    return [one.label.replace("\u00a0", " ") for one in page.current().merged.missing]


def said(walker):
    return walker.host.messages.text().replace("\u00a0", " ")


def paper_text(data):
    with pypdfium2.PdfDocument(data) as found:
        return "\n".join(page.get_textpage().get_text_range() for page in found)


def focused(page, name):
    """Whether a field would have the keyboard (the window of a test may not be the active one)."""
    widget = page.window().focusWidget()
    return widget is not None and widget.objectName() == name


@pytest.mark.spec("X-10", "X-12", "D-38")
def test_values_are_typed_beside_the_paper_which_follows_after_a_pause(walker, page, dossier):
    lacking = [
        "Civilité du contact privilégié",
        "Exécutant de « Bilan »",
        "Exécutant de « Liasse »",
        "Associé",
    ]
    assert missing(page) == lacking
    assert walker.find("letters.missing.title").text() == "4 valeurs manquantes"
    assert len(page.sheets.gaps) == len(page.current().gaps) > len(lacking)
    view = page.frame.view
    assert view.has_all()
    before = page.sheets
    for mission in ("Bilan", "Liasse"):
        walker.do(SetPerformer(dossier=dossier, mission=mission, executant="nora"))
    assert page.sheets is before, "two changes one after the other are laid out once, after a pause"
    walker.qtbot.waitUntil(lambda: page.sheets is not before)
    walker.rest()
    assert missing(page) == [lacking[0], lacking[3]]
    assert paper_text(page.sheets.data).count("Nora Petit") == 4

    walker.press("letters.missing.1")
    choice = walker.find("letters.field.associe")
    assert focused(page, "letters.field.associe")
    assert choice.itemText(0) == "2 · à compléter"
    choice.setCurrentIndex(choice.findText("Ugo Martin"))
    walker.qtbot.waitUntil(lambda: missing(page) == lacking[:1])
    walker.rest()
    assert walker.desk.session.reader.run(letter_window.ready, dossier).privileged
    end = page.frame.fields.inputs["date_fin"].widget
    end.field.setText("01/12/2026")
    end.field.editingFinished.emit()
    walker.rest()
    assert said(walker) == "La date de fin est avant la date de début."
    assert end.field.text() == "01/12/2026"
    walker.press("letters.missing.0")
    assert walker.opened[-1][0] == "sheet.contacts"


@pytest.mark.spec("X-10", "X-05")
def test_a_missing_value_is_pressed_on_the_paper_and_reached_by_f8(walker, page):
    view = page.frame.view
    names = [spot.label.replace("\u00a0", " ") for spot in view._spots]
    place = names.index("Associé")
    view.go_to_spot(place)
    walker.rest()
    walker.qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.place_of_spot(place))
    assert focused(page, "letters.field.associe")
    page.next_gap()
    assert view._here == (place + 1) % len(names)
    found = []
    for _ in names:
        page.next_gap()
        found.append(view._here)
    assert sorted(found) == list(range(len(names)))


def test_pages_are_sharp_and_turned_by_keys_and_closing_while_they_are_drawn_leaves_nothing(walker, page):
    view, bar = page.frame.view, walker.find("letters.page")
    assert bar.text() == "1 / 5"
    view.setFocus()
    walker.qtbot.keyClick(view, Qt.Key.Key_Right)
    walker.rest()
    assert bar.text() == "2 / 5"
    assert walker.find("letters.page.before").isEnabled()
    walker.qtbot.keyClick(view, Qt.Key.Key_End)
    walker.rest()
    assert bar.text() == "5 / 5"
    assert walker.find("letters.page.after").toolTip() == "Dernière page"
    for keys, zoom in ((Qt.Key.Key_Plus, 1.0), (Qt.Key.Key_Minus, 0.9), (Qt.Key.Key_0, None)):
        view.set_zoom(0.9 if zoom else 1.5)
        if keys == Qt.Key.Key_Minus:
            view.set_zoom(1.0)
        walker.qtbot.keyClick(view, keys, Qt.KeyboardModifier.ControlModifier)
        walker.rest()
        assert view.has_all()
        assert zoom is None or view.zoom == zoom
    image = view._images[view.page()]
    assert image.width() == round(view._size(view.page()).width() * view.devicePixelRatioF())
    walker.press("letters.watermark")
    assert "Brouillon" not in paper_text(page.sheets.data)
    for zoom in (0.5, 1.0, 2.0):
        page.frame.view.set_zoom(zoom)
        page.ask_layout()
    assert not walker.desk.idle
    walker.close()
    assert walker.desk.idle
    assert not [one for one in QApplication.topLevelWidgets() if one.isVisible() and isinstance(one, QWidget)]


@pytest.mark.spec("X-12")
def test_a_generated_version_never_changes_and_a_forged_one_is_not_shown(walker, page, dossier):
    walker.press("letters.versions.1.show")
    walker.qtbot.waitUntil(lambda: "générée" in walker.find("letters.state").text())
    walker.rest()
    kept = page.sheets.data
    assert not walker.find("letters.fields").isVisible()
    assert walker.find("letters.hash").text().startswith("Empreinte SHA-256")
    walker.do(EditDossier(dossier=dossier, date_debut="2028-02-01"))
    walker.qtbot.wait(400)
    walker.rest()
    assert page.sheets.data == kept
    assert "2028" not in paper_text(kept)
    assert "Brouillon" not in paper_text(kept)
    walker.press("letters.frozen.button")
    walker.qtbot.waitUntil(lambda: "2028" in paper_text(page.sheets.data))
    page.apply(dossier=dossier, document=MISSION, version=page.reading.versions[0].id, compare=True)
    dialog = walker.dialog()
    walker.qtbot.waitUntil(lambda: "2028" in dialog.field.toPlainText())
    assert dialog.new.currentText() == "Brouillon en cours"
    dialog.accept()
    walker.rest()
    walker.press("letters.versions.2.show")
    with walker.desk.session.store.transaction(0, None) as uow:
        uow.run("UPDATE document SET text = replace(text, 'confiance', 'défiance')")
    walker.press("letters.versions.1.show")
    walker.rest()
    assert "ne peut pas être refait à l’identique" in said(walker)
    with walker.desk.session.store.transaction(0, None) as uow:
        uow.run("UPDATE document SET text = json_set(text, '$.layout', 'une autre version')")
    walker.press("letters.versions.2.show")
    walker.press("letters.versions.1.show")
    walker.qtbot.waitUntil(lambda: "mise en page d’aujourd’hui" in walker.find("letters.frozen.text").text())
    assert "défiance" in paper_text(page.sheets.data)


@pytest.mark.spec("X-11", "X-28")
def test_what_is_typed_in_a_text_survives_and_belongs_to_its_document(walker, page, dossier):
    walker.press("letters.edit")
    editor = page.frame.editor
    body = editor.text()
    assert "\u00a0" in body
    assert not editor.unsaved
    editor.field.setPlainText(f"# Préambule\n{body}")
    before = page.sheets
    walker.qtbot.waitUntil(lambda: page.sheets is not before)
    assert "Préambule" in paper_text(page.sheets.data)
    walker.press("letters.text.close")
    assert "Préambule" not in paper_text(page.sheets.data)
    assert "n’est pas encore enregistré" in walker.find("letters.frozen.text").text()
    walker.press("letters.frozen.button")
    assert editor.text().startswith("# Préambule")
    walker.close()

    again = LettersPage(walker.desk)
    again.apply(dossier=dossier, document=MISSION, edit=True)
    walker.show(again)
    assert again.frame.editor.text() == f"# Préambule\n{body}"
    assert walker.find("letters.text.state").text() == "modifications non enregistrées"
    walker.press("letters.text.save")
    walker.press("letters.text.close")
    assert again.current().merged.letter.body == f"# Préambule\n{body}"
    number = body.count(MISSING)
    assert missing(again) == [f"Texte écrit : {number} à compléter"]
    walker.press("letters.missing.0")
    assert again.frame.editor.field.textCursor().selectedText() == MISSING
    again.apply(dossier=dossier, document="Lettre vierge")
    walker.rest()
    assert not again.writing.is_open
    assert "Préambule" not in paper_text(again.sheets.data)
    walker.undo()
    found = walker.ask(letter_window.saved_text, dossier, MISSION)
    assert found is None


def test_the_tools_of_the_text_write_its_marks(qtbot, theme):
    editor = TextEditor("letters")
    qtbot.addWidget(editor)
    editor.field.setPlainText("Durée\n\nUn an.")
    for tool, text in (
        ("heading", "# Durée\n\nUn an."), ("small", "## Durée\n\nUn an."), ("item", "- Durée\n\nUn an."),
        ("item", "Durée\n\nUn an."), ("signatures", "Durée\n\n[signatures]\n\n\n\nUn an."),
    ):  # fmt: skip
        editor.findChild(QWidget, f"letters.text.{tool}").click()
        assert editor.text() == text
    editor.field.selectAll()
    editor.field.setPlainText("gras")
    editor.field.selectAll()
    editor.findChild(QWidget, "letters.text.bold").click()
    assert editor.text() == "**gras**"


@pytest.mark.spec("D-36", "X-05")
def test_a_document_that_cannot_be_printed_any_more_says_why(walker, page, dossier):
    company = page.reading.dossier.company_id
    card = next(one for one in walker.ask(contacts.cards, company) if one.privileged)
    walker.do(SetPrivileged(contact=card.id, privileged=False))
    walker.qtbot.waitUntil(lambda: walker.find("letters.empty").isVisible())
    assert walker.find("letters.empty.title").text() == "Désignez un contact privilégié"
    page.apply(dossier=dossier, document="Lettre au confrère")
    walker.rest()
    assert walker.find("letters.empty.title").text() == "Renseignez le cabinet actuel de la société"
    walker.do(EditCompany(company=company, cabinet_actuel="Cabinet Bonnet"))
    walker.qtbot.waitUntil(lambda: walker.find("letters.preview").isVisible())
    walker.rest()
    assert "Cabinet Bonnet" in paper_text(page.sheets.data)


@pytest.mark.spec("X-12")
def test_the_chosen_pages_go_to_the_printer_and_none_is_one_sentence(walker, page, tmp_path):
    target = tmp_path / "papier.pdf"
    printer = printing.a4_printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(target))
    printer.setResolution(96)
    answer = walker.desk.spawn(page, printing.send(walker.desk, page, page.sheets.data, "Lettre", printer))
    dialog = walker.dialog()
    assert dialog.objectName() == "letters.print_dialog"
    dialog.accept()
    walker.qtbot.waitUntil(answer.done, timeout=30_000)
    assert f"{len(page.sheets.sizes)} page(s) envoyée(s)" in said(walker)
    printer.setFromTo(2, 3)
    assert printing.paint(printer, page.sheets.data, Ticket()) == 2
    with pypdfium2.PdfDocument(target) as found:
        assert [round(side) for side in found.get_page_size(0)] == [595, 842]
        assert len(found) == 2
        dark = found[0].render(scale=1).to_numpy().min()
    assert dark < 80, "the page bears the letter's ink"
    stopped = Ticket()
    stopped.cancel()
    with pytest.raises(Cancelled):
        printing.paint(printer, page.sheets.data, stopped)
    if not printing.printers():
        walker.press("letters.print")
        assert said(walker).startswith("Aucune imprimante n’est installée")
        assert len(page.reading.versions) == 1, "nothing is generated for a printer that is not there"


def test_without_any_letter_the_page_says_where_one_begins(walker):
    walker.show(LettersPage(walker.desk))
    assert walker.find("letters.empty.title").text() == "Aucune lettre ouverte"
    walker.press("letters.empty.button")
    assert walker.opened == [("prospects", {})]


@pytest.mark.spec("X-09", "X-10", "X-12", "X-05")
def test_a_clause_is_ticked_beside_the_paper_and_frozen_with_its_version(walker, page, dossier):
    card, view = page.frame.clauses, page.frame
    assert walker.find("letters.clauses.count").text() == "3 sur 5 retenues"
    assert not walker.find("letters.clauses.always").isEnabled()
    assert "Révision" in card.boxes["clause_revision"].text()
    before = page.sheets
    walker.press("letters.clauses.assurance")
    walker.qtbot.waitUntil(lambda: page.sheets is not before)
    walker.rest()
    assert "Assurance contrôle fiscal" in paper_text(page.sheets.data)
    assert walker.find("letters.clauses.count").text() == "4 sur 5 retenues"
    walker.press("letters.clauses.revision")
    walker.rest()
    walker.rest()

    first = view.versions.rows
    walker.press(f"letters.versions.{page.reading.versions[0].number}.show")
    walker.rest()
    assert [one.isChecked() for one in card.boxes.values()] == [True, True, True, False, False]
    assert all(not one.isEnabled() and one.toolTip() for one in card.boxes.values())
    assert first
    walker.press("letters.frozen.button")
    walker.rest()
    assert [one.isChecked() for one in card.boxes.values()] == [True, False, True, False, True]
    walker.press("letters.edit")
    walker.rest()
    assert all("écrit à la main" in one.toolTip() for one in card.boxes.values())
