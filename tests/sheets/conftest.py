"""Builders of good and hostile files for the tests of sheets; `build` gives them to a test."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

from prospectdesk.sheets.source import Preview, SheetInfo, read_sheet

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OPEN = "urn:oasis:names:tc:opendocument:xmlns"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" '
    f'formatCode="dd/mm/yyyy"/></numFmts>'
    '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>'
)


def text_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number: int, *texts: str) -> str:
    cells = "".join(text_cell(f"{chr(65 + place)}{number}", text) for place, text in enumerate(texts))
    return f'<row r="{number}">{cells}</row>'


class Build:
    """Writes files into one folder; every method gives the path."""

    text_cell = staticmethod(text_cell)
    row = staticmethod(row)

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def xlsx(
        self,
        *sheets: str,
        name: str = "liste.xlsx",
        hidden: tuple[int, ...] = (),
        book: str = "",
        shared: str = "",
        parts: dict[str, str | bytes] | None = None,
        raw: dict[str, str] | None = None,
        before: str = "",
    ) -> Path:
        """A workbook whose sheets hold the given rows; `raw` replaces whole parts, `parts` adds some."""
        entries = ""
        for n in range(1, len(sheets) + 1):
            state = ' state="hidden"' if n in hidden else ""
            entries += f'<sheet name="Feuille{n}" sheetId="{n}" r:id="rId{n}"{state}/>'
        relations = "".join(
            f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        if shared:
            relations += f'<Relationship Id="rIdS" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        files = self.frame(entries, relations, book, shared)
        for n, rows in enumerate(sheets, 1):
            files[f"xl/worksheets/sheet{n}.xml"] = (
                f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>'
            )
        files |= raw or {}
        files |= parts or {}
        return self.zip(name, files)

    def frame(self, entries: str, relations: str, book: str, shared: str) -> dict[str, str | bytes]:
        """The parts of a workbook beside its sheets."""
        files: dict[str, str | bytes] = {
            "[Content_Types].xml": (
                f'<Types xmlns="{PACKAGE}/content-types">'
                '<Default Extension="xml" ContentType="application/xml"/></Types>'
            ),
            "_rels/.rels": (
                f'<Relationships xmlns="{PACKAGE}/relationships">'
                f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
            ),
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{book}<sheets>{entries}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
            "xl/styles.xml": STYLES,
        }
        if shared:
            files["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{shared}</sst>'
        return files

    def ods(self, rows: str, *, name: str = "liste.ods", raw: dict[str, str | bytes] | None = None) -> Path:
        """An OpenDocument spreadsheet with one table."""
        files: dict[str, str | bytes] = {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="{OPEN}:manifest:1.0"/>',
            "content.xml": (
                f'<office:document-content xmlns:office="{OPEN}:office:1.0" xmlns:table="{OPEN}:table:1.0"'
                f' xmlns:text="{OPEN}:text:1.0"><office:body><office:spreadsheet><table:table table:name="F">{rows}'
                "</table:table></office:spreadsheet></office:body></office:document-content>"
            ),
        }
        return self.zip(name, files | (raw or {}))

    def xls(
        self, *rows: list[Any], name: str = "liste.xls", sheets: int = 1, dates_1904: bool = False
    ) -> Path:
        """A BIFF workbook."""
        xlwt = pytest.importorskip("xlwt")
        book = xlwt.Workbook()
        book.dates_1904 = dates_1904
        for number in range(1, sheets + 1):
            sheet = book.add_sheet(f"Feuille{number}")
            for at, values in enumerate(rows):
                for column, value in enumerate(values):
                    if value is not None:
                        style = (
                            xlwt.easyxf(num_format_str="DD/MM/YYYY")
                            if hasattr(value, "year")
                            else xlwt.Style.default_style
                        )
                        sheet.write(at, column, value, style)
        path = self.folder / name
        book.save(str(path))
        return path

    def zip(self, name: str, files: dict[str, str | bytes]) -> Path:
        path = self.folder / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, data in files.items():
                archive.writestr(part, data)
        return path

    def raw(self, name: str, data: bytes | str, encoding: str = "utf-8") -> Path:
        path = self.folder / name
        path.write_bytes(data.encode(encoding) if isinstance(data, str) else data)
        return path


@pytest.fixture
def build(tmp_path: Path) -> Build:
    return Build(tmp_path)


def read_all(path: Path, **named: Any) -> Preview:
    """The whole of a (small) table."""
    numbers: list[int] = []
    rows: list[Any] = []
    problems: list[Any] = []
    with read_sheet(path, **named) as source:
        info: SheetInfo = source.info
        for batch in source:
            numbers += batch.numbers
            rows += batch.rows
            problems += batch.problems
    return Preview(info, tuple(numbers), tuple(rows), tuple(problems))


@pytest.fixture
def read() -> Any:
    return read_all
