"""The official stock files on the import page: one after the other in either order, departments, no names withheld."""

import pytest
from PySide6.QtWidgets import QLineEdit
from stocks import site, unit, write

from prospectdesk.ui.imports.frame import CHECK, FILE, KEY, RUN

pytestmark = pytest.mark.spec("X-32", "X-40")


def test_both_stock_files_and_a_department_become_the_directory(page, take, click, tmp_path, held):
    before = held()
    sites = write(
        tmp_path / "StockEtablissement_utf8.zip",
        [site(1), site(2), site(3, statutDiffusionEtablissement="P")],
    )
    units = write(
        tmp_path / "StockUniteLegale.parquet", [unit(1, "VERRERIE SAINT-CLAIR"), unit(2, "ATELIER DU PORT")]
    )
    take(units)
    panel = page.files.stock
    assert panel.isVisibleTo(page)
    assert "StockUniteLegale.parquet" in panel.units.label.text()
    assert "StockEtablissement" in page.frame.forward.toolTip()
    take(sites)
    assert "StockEtablissement_utf8.zip" in panel.sites.label.text()
    assert "StockUniteLegale.parquet" in panel.units.label.text()
    assert not panel.other.isVisibleTo(page)
    assert "départements" in page.frame.forward.toolTip()
    field = page.findChild(QLineEdit, "import.stock.departments")
    field.setText("Rennes")
    assert "n’est pas un département" in panel.field.under.text()
    field.setText("35")
    assert page.frame.forward.isEnabled()
    click("import.forward")
    assert page.frame.step == KEY
    assert not page.frame.key.registered.isChecked(), "a department is not a portfolio"
    click("import.back")
    assert page.frame.step == FILE
    click("import.forward")
    click("import.forward")
    assert page.frame.step == CHECK
    counts = {key: figure.value.text() for key, figure in page.frame.check.figures.parts.items()}
    assert (counts["create"], counts["ignore"], counts["error"]) == ("2", "1", "0")
    click("import.forward")
    assert page.frame.step == RUN
    assert held()["company"] == before["company"] + 2
    assert held()["registration"] == before["registration"]


def test_another_list_after_a_stock_file_is_an_ordinary_list(page, take, tmp_path, table):
    take(write(tmp_path / "e.csv", [site(1)]))
    assert page.files.stock.isVisibleTo(page)
    take(table([{"siret": "", "raison_sociale": "Un nom"}]))
    assert not page.files.stock.isVisibleTo(page)
    assert page.choices.stock is None
