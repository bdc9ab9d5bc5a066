"""Workbooks read: values, formats, hidden sheets, epochs, gaps, codes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from prospectdesk.domain.errors import BadFile
from prospectdesk.sheets import cells, limits, source

pytestmark = pytest.mark.spec("X-40", "T7")


def test_a_workbook_gives_header_rows_and_their_numbers(build: Any, read: Any) -> None:
    path = build.xlsx(build.row(1, "siret", "nom") + build.row(2, "1", "Alpha") + build.row(5, "2", "Bêta"))
    found = read(path)
    assert found.info.header == ("siret", "nom")
    assert (found.info.format, found.info.sheet, found.info.header_row) == ("xlsx", "Feuille1", 1)
    assert found.numbers == (2, 5)
    assert found.rows == (["1", "Alpha"], ["2", "Bêta"])


def test_a_title_above_the_header_is_passed_over(build: Any, read: Any) -> None:
    found = read(
        build.xlsx(
            build.row(1, "Export du mois")
            + build.row(3, "siret", "nom", "ville")
            + build.row(4, "1", "A", "Metz")
        )
    )
    assert found.info.header_row == 3
    assert found.rows == (["1", "A", "Metz"],)


def test_whole_numbers_have_no_decimal_tail(build: Any, read: Any) -> None:
    cell = '<row r="2"><c r="A2"><v>80746931700018</v></c><c r="B2"><v>57000.0</v></c><c r="C2"><v>1.5</v></c></row>'
    found = read(build.xlsx(build.row(1, "siret", "cp", "x") + cell))
    assert [cells.cell_text(value) for value in found.rows[0]] == ["80746931700018", "57000", "1.5"]


def test_a_formula_gives_its_stored_value_and_is_never_calculated(build: Any, read: Any) -> None:
    rows = (
        build.row(1, "a", "b")
        + '<row r="2"><c r="A2" t="str"><f>1+1</f><v>lu</v></c><c r="B2"><f>B1*2</f></c></row>'
    )
    assert read(build.xlsx(rows)).rows == (["lu", None],)


@pytest.mark.parametrize(
    ("book", "expected"), [("", date(2023, 3, 15)), ('<workbookPr date1904="1"/>', date(2027, 3, 16))]
)
def test_dates_of_both_epochs_are_right(build: Any, read: Any, book: str, expected: date) -> None:
    rows = (
        build.row(1, "jour", "nom")
        + '<row r="2"><c r="A2" s="1"><v>45000</v></c>'
        + build.text_cell("B2", "x")
        + "</row>"
    )
    assert read(build.xlsx(rows, book=book)).rows[0][0] == expected


def test_a_hidden_sheet_is_offered_but_never_read_unless_named(build: Any, read: Any) -> None:
    secret, shown = build.row(1, "secret") + build.row(2, "x"), build.row(1, "montré") + build.row(2, "y")
    path = build.xlsx(secret, shown, hidden=(1,))
    found = read(path)
    assert (found.info.sheet, found.info.hidden_sheets) == ("Feuille2", ("Feuille1",))
    assert found.rows == (["y"],)
    assert read(path, sheet="Feuille1").rows == (["x"],)
    assert read(path, sheet=1).rows == (["x"],)


def test_a_book_with_hidden_sheets_only_asks_to_choose(build: Any, read: Any) -> None:
    with pytest.raises(BadFile, match="masquées") as caught:
        read(build.xlsx(build.row(1, "a"), hidden=(1,)))
    assert caught.value.code == "hidden_sheets_only"


def test_an_empty_first_sheet_gives_way_to_the_next(build: Any, read: Any) -> None:
    assert read(build.xlsx("", build.row(1, "a", "b") + build.row(2, "1", "2"))).info.sheet == "Feuille2"


def test_an_unknown_sheet_names_those_there_are(build: Any, read: Any) -> None:
    with pytest.raises(BadFile, match="Feuille1") as caught:
        read(build.xlsx(build.row(1, "a")), sheet="Ventes")
    assert caught.value.code == "no_such_sheet"


def test_rows_without_numbers_count_from_the_top(
    build: Any, read: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = "".join(
        f'<row><c t="inlineStr"><is><t>a{n}</t></is></c><c><v>{n}</v></c></row>' for n in range(1, 30)
    )
    found = read(build.xlsx(plain))
    assert found.info.header == ("a1", "1") or found.info.header_row == 1
    assert found.numbers == tuple(range(2, 30))


def test_shared_strings_are_found(build: Any, read: Any) -> None:
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row>'
    found = read(build.xlsx(rows, shared="<si><t>nom</t></si><si><t>Été</t></si>"))
    assert (found.info.header, found.rows) == (("nom",), (["Été"],))


def test_a_prefixed_sheet_is_read(build: Any, read: Any) -> None:
    sheet = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>nom</x:t></x:is></x:c></x:row>'
        '<x:row r="2"><x:c r="A2"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert read(build.xlsx("", raw={"xl/worksheets/sheet1.xml": sheet})).rows == ([7],)


def test_formatting_up_to_the_last_column_costs_nothing(build: Any, read: Any) -> None:
    rows = build.row(1, "a", "b") + '<row r="2"><c r="A2"><v>1</v></c><c r="XFD2" s="0"/></row>'
    assert read(build.xlsx(rows)).rows == ([1, None],)


def test_a_sheet_larger_than_one_slice_keeps_its_row_numbers(build: Any, read: Any) -> None:
    count = limits.CHUNK_CELLS // 2 + 50_000
    step = 7
    body = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}"><v>1</v></c></row>'
        for n in range(2, count, step)
    )
    found = read(build.xlsx(build.row(1, "n", "x") + body))
    assert found.numbers == tuple(range(2, count, step))
    assert [row[0] for row in found.rows] == list(range(2, count, step))


def test_an_open_document_sheet_is_read(build: Any, read: Any) -> None:
    def cell(text: str) -> str:
        return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'

    day = '<table:table-cell office:value-type="date" office:date-value="2024-03-01"><text:p>x</text:p></table:table-cell>'
    rows = f"<table:table-row>{cell('nom')}{cell('jour')}</table:table-row><table:table-row>{cell('Été')}{day}</table:table-row>"
    tail = (
        '<table:table-row table:number-rows-repeated="1048570">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    found = read(build.ods(rows + tail))
    assert (found.info.format, found.rows) == ("ods", (["Été", date(2024, 3, 1)],))


@pytest.mark.parametrize("old_epoch", [False, True])
def test_an_old_excel_file_is_read(build: Any, read: Any, old_epoch: bool) -> None:
    found = read(
        build.xls(["siret", "nom", "jour"], [80746931700018, "Été", date(2024, 3, 1)], dates_1904=old_epoch)
    )
    assert (found.info.format, found.rows) == ("xls", ([80746931700018, "Été", date(2024, 3, 1)],))


def test_the_preview_gives_fifty_rows_and_ends_the_child(build: Any) -> None:
    path = build.xlsx("".join(build.row(n, f"a{n}", "b") for n in range(1, 400)))
    found = source.preview(path)
    assert len(found.rows) == 50
    assert found.numbers[-1] == 51
