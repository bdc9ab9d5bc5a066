"""Files of every sort on the page: bad ones are one sentence, others show how they were read."""

import zipfile

import openpyxl
import pytest
from PySide6.QtWidgets import QFileDialog

from prospectdesk.jobs.imports import write_report
from prospectdesk.ui.imports import words
from prospectdesk.ui.imports.frame import COLUMNS, FILE


def bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.xml", b" " * 260_000_000)


@pytest.fixture
def bad(tmp_path):
    """`bad(name)` is a file that is no list, or none at all."""
    contents = {
        "facture.xlsx": b"%PDF-1.7 \n%\xe2\xe3",
        "vide.csv": b"",
        "photo.csv": b"\x89PNG\r\n\x1a\n" + bytes(200),
    }

    def make(name):
        path = tmp_path / name
        if name in contents:
            path.write_bytes(contents[name])
        elif name == "bombe.xlsx":
            bomb(path)
        return path

    return make


@pytest.mark.spec("X-40")
@pytest.mark.parametrize("name", ["facture.xlsx", "vide.csv", "photo.csv", "bombe.xlsx", "absent.csv"])
def test_a_bad_file_is_one_sentence_and_the_page_stays_usable(
    page, host, take, bad, name, table, siret, held
):
    before = held()
    take(bad(name))
    text = host.messages.text()
    assert text.endswith(".")
    assert "\n" not in text
    assert not any(word in text for word in ("Error", "Traceback", "None", "{"))
    assert page.frame.step == FILE
    assert not page.frame.forward.isEnabled()
    assert page.frame.forward.toolTip()
    assert held() == before
    take(table([{"SIRET": siret(1), "Nom": "Verrerie"}]))
    assert host.messages.text() == ""
    assert page.frame.forward.isEnabled()


def test_a_file_without_the_columns_it_needs_waits_at_the_columns(page, take, click, table):
    take(table([{"Téléphone": "0299001122", "Remarque": "rien"}]))
    click("import.forward")
    assert page.frame.step == COLUMNS
    assert not page.frame.forward.isEnabled()
    assert "SIRET, SIREN, Raison sociale" in page.frame.columns.banner.label.text()


def test_two_columns_for_one_field_are_refused_with_the_reason(page, take, click, table, siret):
    take(table([{"SIRET": siret(1), "Nom": "Verrerie", "Autre": "Verrerie du Port"}]))
    click("import.forward")
    combo = page.frame.columns.combos[2]
    combo.setCurrentIndex(combo.findData("raison_sociale"))
    combo.activated.emit(combo.currentIndex())
    assert page.frame.columns.errors[2].text() == (
        "«\u00a0Raison sociale\u00a0» est déjà donné à la colonne «\u00a0Nom\u00a0»\u00a0: choisissez un autre champ."
    )
    assert not page.frame.forward.isEnabled()
    combo.setCurrentIndex(combo.findData("enseigne"))
    combo.activated.emit(combo.currentIndex())
    assert page.frame.columns.errors[2].isHidden()
    assert page.frame.forward.isEnabled()


def test_a_chosen_mapping_is_remembered_for_files_of_that_shape(page, take, click, table, siret):
    take(table([{"SIRET": siret(1), "Nom": "Verrerie", "Autre": "Au Verre"}], "un.csv"))
    click("import.forward")
    combo = page.frame.columns.combos[2]
    combo.setCurrentIndex(combo.findData("enseigne"))
    combo.activated.emit(combo.currentIndex())
    for _ in range(4):
        click("import.forward")
    take(table([{"SIRET": siret(2), "Nom": "Atelier", "Autre": "Au Bois"}], "deux.csv"))
    click("import.forward")
    assert page.frame.columns.combos[2].currentData() == "enseigne"
    assert "import précédent" in page.frame.columns.banner.label.text()


def test_another_encoding_is_read_at_once(page, take, run, desk, tmp_path):
    path = tmp_path / "ancien.csv"
    path.write_bytes("SIRET;Nom\n;Société Générale d’Été\n".encode("cp1252"))
    take(path)
    assert page.files.encoding.currentData() == "cp1252"
    assert page.files.sample.sample.rows[0][1] == "Société Générale d’Été"
    combo = page.files.encoding
    combo.setCurrentIndex(combo.findData("cp850"))
    combo.activated.emit(combo.currentIndex())
    run(desk.settle())
    assert page.files.encoding.currentData() == "cp850"
    assert "Société" not in page.files.sample.sample.rows[0][1]


def test_another_separator_is_read_at_once(page, take, run, desk, table, siret):
    take(table([{"SIRET": siret(1), "Nom, enseigne": "Verrerie, Port"}]))
    assert page.files.separator.currentData() == ";"
    combo = page.files.separator
    combo.setCurrentIndex(combo.findData(","))
    combo.activated.emit(combo.currentIndex())
    run(desk.settle())
    assert len(page.preview.info.header) == 2
    assert page.preview.info.header[0] == "SIRET;Nom"


def test_a_hidden_sheet_is_offered_and_never_read_by_itself(page, take, run, desk, tmp_path, siret):
    book = openpyxl.Workbook()
    book.active.title = "Caché"
    book.active.append(["SIRET", "Nom"])
    book.active.append([siret(1), "Secrète"])
    book.active.sheet_state = "hidden"
    shown = book.create_sheet("Clients")
    shown.append(["SIRET", "Nom"])
    shown.append([siret(2), "Visible"])
    path = tmp_path / "classeur.xlsx"
    book.save(path)
    take(path)
    assert page.files.sample.sample.rows[0][1] == "Visible"
    assert [page.files.sheet.itemText(n) for n in range(2)] == ["Caché (masquée)", "Clients"]
    combo = page.files.sheet
    combo.setCurrentIndex(0)
    combo.activated.emit(0)
    run(desk.settle())
    assert page.files.sample.sample.rows[0][1] == "Secrète"


def test_the_report_is_saved_where_the_person_says(
    page, host, check, table, siret, run, desk, qtbot, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    check(table([{"SIRET": siret(1), "Nom": "Verrerie"}, {"SIRET": "12", "Nom": "Fausse"}]))
    page.frame.report.click()
    qtbot.waitUntil(lambda: host.findChild(QFileDialog, "ask.save_file") is not None)
    dialog = host.findChild(QFileDialog, "ask.save_file")
    dialog.setDirectory(str(tmp_path))  # Qt opens where the last dialog of the process was
    dialog.accept()
    run(desk.settle())
    written = tmp_path / "rapport-liste.xlsx"
    assert "rapport-liste.xlsx" in host.messages.text()
    rows = list(openpyxl.load_workbook(written).active.values)
    assert rows[0] == ("Ligne", "Colonne", "Valeur lue", "Raison")
    assert [str(one) for one in rows[1][:3]] == ["3", "SIRET", "12"]


def test_the_report_takes_formulas_as_words(tmp_path):
    document = {
        "row_errors": [{"row": 2, "column": "SIRET", "value": "=1+1", "reason": "non"}],
        "warnings": ["zéros"],
    }
    assert write_report(tmp_path / "r.csv", document) == 2
    assert "'=1+1" in (tmp_path / "r.csv").read_text("utf-8-sig")


def test_every_field_of_the_engine_has_a_french_name():
    from prospectdesk.sheets import columns

    missing = {field for kind in words.KINDS for field in columns.fields(kind)} - set(words.FIELDS)
    assert missing == set()


def test_a_file_dropped_on_the_window_begins_an_import(page, run, desk, table, siret):
    page.apply(file=str(table([{"SIRET": siret(1), "Nom": "Verrerie"}], "depose.csv")))
    run(desk.settle())
    assert page.title() == "Import\u00a0: depose.csv"
    assert page.preview is not None
