"""Lists written as .xlsx and .csv, read again by three programs; formula injection (SECURITY T9)."""

from __future__ import annotations

import itertools
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from prospectdesk.domain.errors import Cancelled, Invalid, Refused, Unavailable
from prospectdesk.sheets import csv_writer, tables, xlsx_writer
from prospectdesk.sheets.xlsx_writer import Column

pytestmark = pytest.mark.spec("D-05")
COLUMNS = [
    Column("Raison sociale", 40),
    Column("SIRET", 18),
    Column("Créée le", 12),
    Column("Nombre"),
    Column("Vu à"),
    Column("Oui"),
]
ROWS: list[list[Any]] = [
    [
        'L’Été & <Fils> "SARL"',
        "01928074200016",
        date(2024, 2, 29),
        12,
        datetime.fromisoformat("2024-03-01T14:30"),
        True,
    ],
    ["  espaces  ", "deux\nlignes", date(1899, 12, 31), -1.5, None, False],
    ["x_ emoji 🙂", "", None, 0, datetime.fromisoformat("2024-03-31T02:30"), None],
    ["nul\x00\x0b\ud800fin", "=1+1", date(1900, 3, 1), 10**20, None, None],
]
EXPECTED = [
    [
        'L’Été & <Fils> "SARL"',
        "01928074200016",
        date(2024, 2, 29),
        12,
        datetime.fromisoformat("2024-03-01T14:30"),
        True,
    ],
    ["  espaces  ", "deux\nlignes", "31/12/1899", -1.5, None, False],
    ["x_ emoji 🙂", None, None, 0, datetime.fromisoformat("2024-03-31T02:30"), None],
    ["nulfin", "=1+1", date(1900, 3, 1), str(10**20), None, None],
]


def test_a_workbook_reads_the_same_in_openpyxl_and_calamine(tmp_path: Path) -> None:
    path = tmp_path / "liste.xlsx"
    assert tables.write_table(path, COLUMNS, ROWS) == 4
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    got = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    plain = [
        [value.date() if isinstance(value, datetime) and not value.hour else value for value in row]
        for row in got
    ]
    assert plain == EXPECTED
    native = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1:]
    assert [[value if value != "" else None for value in row] for row in native] == EXPECTED


def test_a_text_that_looks_like_an_escape_stays_text(tmp_path: Path, read: Any) -> None:
    path = tmp_path / "liste.xlsx"
    tables.write_table(path, COLUMNS[:2], [["_x000D_ et _x0041_", "x"]])
    assert read(path).rows == (["_x000D_ et _x0041_", "x"],)


def test_header_is_bold_frozen_filtered_and_dates_are_french(tmp_path: Path) -> None:
    path = tmp_path / "liste.xlsx"
    tables.write_table(path, COLUMNS, ROWS, title="Prospects: [été]")
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    assert (sheet.title, sheet.freeze_panes, sheet.auto_filter.ref) == ("Prospects   été", "A2", "A1:F5")
    assert sheet["A1"].font.b
    assert sheet["C2"].number_format == "dd/mm/yyyy"
    assert sheet.column_dimensions["A"].width == 40


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed here")
def test_libreoffice_opens_the_workbook_with_the_same_values(tmp_path: Path) -> None:
    path = tmp_path / "liste.xlsx"
    tables.write_table(path, COLUMNS, ROWS)
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "csv", "--outdir", str(tmp_path), str(path)], check=True
    )
    assert "01928074200016" in (tmp_path / "liste.csv").read_text(encoding="utf-8")


STARTS = ["=", "+", "-", "@", "\t", "\r", "'=", "''@", "=\t", "+="]
BODIES = [
    "1+1",
    "cmd|'/C calc'!A0",
    "SUM(A1:A9)",
    'HYPERLINK("http://x";"y")',
    "été",
    ";a",
    '"q"',
    "\n2",
    "x,y",
    "",
]
HOSTILE = [start + body for start, body in itertools.product(STARTS, BODIES)]


@pytest.mark.spec("T9")
@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_a_hundred_formulas_come_back_as_the_text_they_were(tmp_path: Path, read: Any, suffix: str) -> None:
    path = tmp_path / f"liste{suffix}"
    values = [value.replace("\r\n", "\n").replace("\r", "\n") for value in HOSTILE]
    tables.write_table(
        path, [Column("texte"), Column("n")], [[value, f"n{number}"] for number, value in enumerate(values)]
    )
    found = read(path)
    assert [row[0] or "" for row in found.rows] == [value if value.strip() else "" for value in values]
    assert not found.problems
    if suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path).active
        assert sheet is not None
        assert all(cell.data_type in ("s", "inlineStr", "n") for row in sheet.iter_rows() for cell in row)
        assert b"<f>" not in path.read_bytes()


@pytest.mark.spec("T9")
@pytest.mark.parametrize(
    "text",
    [
        "-12,5",
        "+33 3 87 00 00 00",
        "+33387000000",
        "-1",
        "+33 (0)3 87 00",
        "12 %",
        "-1 234,50 €",
        "'tis",
        "a=b",
    ],
)
def test_numbers_and_phones_keep_their_face(text: str) -> None:
    assert csv_writer.guarded(text) == text


@pytest.mark.spec("T9")
@pytest.mark.parametrize("text", ["-1+2", "+33-3-87", "=A1", "@x", "-A1", "+", "-", "+1+cmd|x!A0"])
def test_what_a_spreadsheet_would_calculate_is_guarded(text: str) -> None:
    assert csv_writer.guarded(text) == f"'{text}"


def test_the_csv_is_what_french_excel_expects(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    tables.write_table(path, COLUMNS, ROWS[:1])
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbfRaison sociale;SIRET;")
    assert "29/02/2024;12;01/03/2024 14:30;oui\r\n" in data.decode("utf-8")


def test_an_existing_file_is_replaced_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("ancien", encoding="utf-8")
    with pytest.raises(Refused, match="existe déjà"):
        tables.write_table(path, COLUMNS, ROWS)
    assert path.read_text(encoding="utf-8") == "ancien"
    tables.write_table(path, COLUMNS, ROWS, overwrite=True)
    assert path.read_bytes() != b"ancien"
    assert [entry.name for entry in tmp_path.iterdir()] == ["liste.csv"]


class Stop:
    def step(self, done: int, total: int, text: str) -> None:
        if done:
            raise Cancelled


def test_a_stopped_export_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        tables.write_table(tmp_path / "liste.xlsx", COLUMNS, ROWS * 500, ticket=Stop())
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    def fill(stream: Any) -> int:
        with Path("/dev/full").open("wb", buffering=0) as full:
            return full.write(b"x")

    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with pytest.raises(Unavailable, match="disque plein"):
        tables.write_file(tmp_path / "liste.xlsx", fill)
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_and_an_unknown_extension_are_said(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="dossier"):
        tables.write_table(tmp_path / "absent" / "liste.csv", COLUMNS, ROWS)
    with pytest.raises(Invalid, match="xlsx"):
        tables.write_table(tmp_path / "liste.pdf", COLUMNS, ROWS)


def test_a_text_too_long_for_excel_is_refused_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Ligne 2") as caught:
        tables.write_table(tmp_path / "l.xlsx", COLUMNS[:1], [["a"], ["x" * 40_000]])
    assert caught.value.values["column"] == "Raison sociale"
    assert tables.write_table(tmp_path / "l.csv", COLUMNS[:1], [["x" * 40_000]]) == 1


def test_column_letters_go_past_z() -> None:
    assert [xlsx_writer.column_letters(n) for n in (1, 26, 27, 702, 703, 16_384)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
        "XFD",
    ]
