"""A hundred bad workbooks (SECURITY T7): each is one French sentence, and the application lives."""

from __future__ import annotations

import contextlib
import random
import struct
from pathlib import Path
from typing import Any

import pytest

from prospectdesk.domain.errors import BadFile, Failure
from prospectdesk.sheets import limits

pytestmark = pytest.mark.spec("X-40", "R3", "R4", "T7")


def refused(read: Any, path: Path) -> Failure:
    with pytest.raises(BadFile) as caught:
        read(path)
    message = caught.value.message
    assert message.endswith(".")
    assert "\n" not in message
    assert not any(word in message for word in ("Error", "Traceback", "None", "{", "panic"))
    return caught.value


NOT_TABLES = {
    "a.xlsx": (b"%PDF-1.7 ...", "not_a_table"),
    "b.xls": (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "not_a_table"),
    "c.xlsx": (b"", "empty_file"),
    "d.xlsx": (b"siret;nom\n1;2\n", "not_a_workbook"),
    "e.ods": (b"\x89PNG\r\n\x1a\n....", "not_a_table"),
    "f.csv": (b"\x7fELF\x02\x01\x01" + b"\x00" * 60, "not_a_table"),
    "g.csv": (bytes(range(256)) * 20, "not_text"),
    "h.xls": (b"<?xml version='1.0'?><Workbook/>", "not_a_table"),
    "i.csv": (b"   \n\n  \n", "empty_file"),
    "j.xlsx": (b"PK\x03\x04 and then nothing", "damaged_file"),
    "k.csv": (b"Rar!\x1a\x07\x00", "not_a_table"),
    "l.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "not_a_table"),
    "m.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "protected_file"),
    "n.xls": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "Workbook".encode("utf-16-le"),
        "damaged_file",
    ),
    "o.csv": (b"SQLite format 3\x00", "not_a_table"),
}


@pytest.mark.parametrize("name", NOT_TABLES)
def test_a_file_that_is_no_table_says_what_it_is(build: Any, read: Any, name: str) -> None:
    data, code = NOT_TABLES[name]
    assert refused(read, build.raw(name, data)).code == code


def test_a_folder_and_a_missing_file_are_told_apart(read: Any, tmp_path: Path) -> None:
    assert refused(read, tmp_path).code == "is_folder"
    assert refused(read, tmp_path / "absent.xlsx").code == "no_file"


def test_a_word_document_is_named(build: Any, read: Any) -> None:
    found = refused(read, build.zip("x.xlsx", {"word/document.xml": "<w/>"}))
    assert "Word" in found.message


def test_a_zip_bomb_is_refused_before_it_is_unpacked(build: Any, read: Any) -> None:
    path = build.xlsx(build.row(1, "a"), parts={"xl/media/image1.bin": b"\x00" * (40 * limits.MEBI)})
    assert path.stat().st_size < limits.MEBI
    assert refused(read, path).code == "zip_bomb"


def test_a_bomb_that_lies_about_its_size_is_refused(build: Any, read: Any) -> None:
    rows = build.row(1, "a") + "<row/>" * 900_000
    path = build.xlsx(rows)
    data = bytearray(path.read_bytes())
    place = data.rfind(b"xl/worksheets/sheet1.xml") - 46 + 24
    struct.pack_into("<I", data, place, 100)
    assert refused(read, build.raw("menteur.xlsx", bytes(data))).code == "damaged_file"


def test_too_many_parts_are_refused(build: Any, read: Any) -> None:
    path = build.xlsx(build.row(1, "a"), parts={f"xl/p{n}.xml": "<a/>" for n in range(limits.ZIP_PARTS)})
    assert refused(read, path).code == "zip_parts"


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    '<worksheet><sheetData><row r="1"><c r="A1" '
    't="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
)


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"]
)
@pytest.mark.parametrize(
    "text",
    [LAUGHS, LAUGHS.replace("!DOCTYPE", "!doctype"), LAUGHS.encode("utf-16")],
    ids=["plain", "lower", "wide"],
)
def test_xml_with_entities_is_refused_wherever_it_lies(build: Any, read: Any, part: str, text: Any) -> None:
    assert refused(read, build.xlsx(build.row(1, "a"), parts={part: text})).code in (
        "xml_entities",
        "damaged_file",
    )


def test_entities_in_an_open_document_are_refused(build: Any, read: Any) -> None:
    assert refused(read, build.ods("", raw={"content.xml": LAUGHS})).code == "xml_entities"


@pytest.mark.parametrize(
    "forged", ["A1:XFD1048576", "A1:ZZZZZZ99999999999", "B2", "", "A1:A1", "XFD1048576:A1"]
)
def test_a_forged_dimension_is_never_believed(build: Any, read: Any, forged: str) -> None:
    path = build.xlsx(build.row(1, "a", "b") + build.row(2, "1", "2"), before=f'<dimension ref="{forged}"/>')
    assert read(path).rows == (["1", "2"],)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ('<row r="1048577"><c r="A1048577"><v>1</v></c></row>', "too_many_rows"),
        ('<row r="999999999"><c r="A999999999"><v>1</v></c></row>', "too_many_rows"),
        ('<row r="2"><c r="SG2"><v>1</v></c></row>', "too_many_columns"),
        ('<row r="2"><c r="XFD2"><v>1</v></c></row>', "too_many_columns"),
        ('<row r="2"><c r="AAAAAAAAAA2"><v>1</v></c></row>', "too_many_columns"),
        ('<row r="9"><c r="A9"><v>1</v></c></row><row r="3"><c r="A3"><v>1</v></c></row>', "damaged_file"),
        ('<row r="2"><c r="A2" t="s"><v>9</v></c></row>', "damaged_file"),
        ('<row r="2"><c r="A2" t="s"><v>-1</v></c></row>', "damaged_file"),
        ('<row r="2"><![CDATA[</row>]]></row>', "xml_entities"),
        ('<row r="0"><c r="A0"><v>1</v></c></row>', "too_many_rows"),
    ],
)
def test_a_sheet_with_impossible_places_is_refused(build: Any, read: Any, rows: str, code: str) -> None:
    assert refused(read, build.xlsx(build.row(1, "a", "b") + rows)).code == code


def test_two_cells_at_the_ends_of_a_sheet_cost_nothing(build: Any, read: Any) -> None:
    far = '<row r="1048576"><c r="SF1048576"><v>2</v></c></row>'
    head = '<row r="1">' + build.text_cell("A1", "a") + build.text_cell("SF1", "b") + "</row>"
    found = read(build.xlsx(head + far))
    assert (found.numbers, found.rows[0][499]) == ((1_048_576,), 2)


def test_a_cell_far_away_behind_a_near_one_ends_the_child_not_the_application(build: Any, read: Any) -> None:
    rows = "".join(
        f'<row r="{n}"><c r="XFD{n}"><v>1</v></c><c r="A{n}"><v>1</v></c></row>' for n in range(1, 40_000)
    )
    assert refused(read, build.xlsx(rows)).code in ("file_memory", "too_many_columns")


def test_a_million_empty_rows_cost_nothing(build: Any, read: Any) -> None:
    empty = "".join(f'<row r="{n}"/>' for n in range(3, 1_000_003))
    found = read(build.xlsx(build.row(1, "a", "b") + build.row(2, "1", "2") + empty))
    assert found.rows == (["1", "2"],)


@pytest.mark.parametrize(
    "attribute", ['table:number-rows-repeated="99999999"', 'table:number-columns-repeated="999999"']
)
def test_repetitions_beyond_a_sheet_are_refused(build: Any, read: Any, attribute: str) -> None:
    rows = f'<table:table-row {attribute}><table:table-cell office:value-type="float" office:value="1"/></table:table-row>'
    assert refused(read, build.ods(rows)).code in ("too_many_rows", "too_many_columns")


def test_a_full_row_repeated_a_million_times_ends_the_child_only(build: Any, read: Any) -> None:
    cell = (
        '<table:table-cell office:value-type="string" table:number-columns-repeated="400">'
        "<text:p>bombe</text:p></table:table-cell>"
    )
    rows = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
    assert refused(read, build.ods(rows)).code in ("file_memory", "damaged_file")


def test_a_cell_above_the_limit_is_reported_and_the_next_rows_are_read(build: Any, read: Any) -> None:
    long = "x" * (limits.CELL_CHARACTERS + 1)
    found = read(build.xlsx(build.row(1, "a", "b") + build.row(2, "1", long) + build.row(3, "1", "2")))
    assert found.rows == (["1", "2"],)
    assert [(problem.row, problem.column) for problem in found.problems] == [(2, "b")]


@pytest.mark.parametrize("seed", range(12))
def test_a_cut_workbook_is_refused(build: Any, read: Any, seed: int) -> None:
    data = build.xlsx("".join(build.row(n, f"a{n}", "b") for n in range(1, 60))).read_bytes()
    cut = random.Random(seed).randrange(5, len(data) - 5)
    assert refused(read, build.raw("coupe.xlsx", data[:cut])).code == "damaged_file"


@pytest.mark.parametrize("seed", range(32))
def test_a_workbook_with_flipped_bytes_is_read_or_refused(build: Any, read: Any, seed: int) -> None:
    choice = random.Random(seed)
    if seed % 2:
        data = bytearray(build.xlsx("".join(build.row(n, f"a{n}", "b") for n in range(1, 60))).read_bytes())
    else:
        data = bytearray(build.xls(*[[f"a{n}", n, 1.5] for n in range(40)]).read_bytes())
    for _ in range(choice.choice((1, 3, 20))):
        data[choice.randrange(8, len(data))] = choice.randrange(256)
    path = build.raw(f"abime{seed}.{'xlsx' if seed % 2 else 'xls'}", bytes(data))
    with contextlib.suppress(BadFile):  # anything else fails the test
        read(path)
