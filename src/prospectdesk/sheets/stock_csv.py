"""Stock files as CSV, plain or alone in a zip: whole blocks go through csv, a broken line is told and left out."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO

from prospectdesk.sheets import archive, limits, stock_files
from prospectdesk.sheets.cells import Problem
from prospectdesk.sheets.stock_files import Block, Members, Places, Wanted

_LINES = 2_000
_SEPARATORS = ",;\t"
_HEADER_CHARACTERS = 100_000
_MACOS = "__MACOSX/"
"""What the Finder adds to each zip."""


class CsvStock:
    """One stock file as text. `total` is an estimate from the size of its first lines."""

    def __init__(self, path: Path, member: zipfile.ZipInfo | None, header: list[str], separator: str) -> None:
        self.format = "csv" if member is None else "zip"
        self.header = header
        self.separator = separator
        self.total = 0
        self._path = path
        self._member = member
        self._size = path.stat().st_size if member is None else member.file_size

    def blocks(self, names: Sequence[str], wanted: Wanted) -> Iterator[Block]:
        """The wanted rows, line by line of the file; the header is line 1."""
        at = stock_files.places(self.header, names)
        keep = _Filter(self.header, wanted)
        with _raw(self._path, self._member) as raw:
            stream = _text(raw)
            stream.readline()
            first = 2
            while lines := list(islice(stream, _LINES)):
                numbers, rows, problems = self._parsed(lines, first, keep)
                first += len(lines)
                self.total = max(first, int(first * self._size / max(raw.tell(), 1)))
                yield Block(
                    numbers,
                    [[(row[place] or None) if place >= 0 else None for place in at] for row in rows],
                    first - 1,
                    self.total,
                    problems,
                )

    def _parsed(
        self, lines: list[str], first: int, keep: _Filter
    ) -> tuple[list[int], list[list[str]], list[Problem]]:
        width = len(self.header)
        try:
            rows = list(csv.reader(lines, delimiter=self.separator))
        except csv.Error:
            rows = []
        problems: list[Problem] = []
        numbers: Sequence[int] = range(first, first + len(lines))
        if len(rows) != len(lines) or any(len(row) != width for row in rows):
            numbers, rows = self._one_by_one(lines, first, problems)
        kept = keep.places(rows)
        return [numbers[place] for place in kept], [rows[place] for place in kept], problems

    def _one_by_one(
        self, lines: list[str], first: int, problems: list[Problem]
    ) -> tuple[list[int], list[list[str]]]:
        """The good lines of a block in which one is broken: it does not swallow the next ones."""
        numbers, found = [], []
        for number, line in enumerate(lines, first):
            try:
                rows = list(csv.reader([line], delimiter=self.separator))
            except csv.Error:
                rows = []
            if len(rows) == 1 and len(rows[0]) == len(self.header):
                numbers.append(number)
                found.append(rows[0])
            elif line.strip():
                cells = len(rows[0]) if rows else 0
                reason = f"ligne illisible : {cells} cellules lues, {len(self.header)} attendues"
                problems.append(Problem(number, "", line.strip()[:80], reason))
        return numbers, found


class _Filter:
    """Which rows of a block are wanted; departments and units come again and again."""

    def __init__(self, header: list[str], wanted: Wanted) -> None:
        self._wanted = wanted
        if isinstance(wanted, Places):
            self._commune, self._postcode = stock_files.places(header, wanted.columns)
        elif isinstance(wanted, Members):
            (self._siren,) = stock_files.places(header, [wanted.column])

    def places(self, rows: list[list[str]]) -> Sequence[int]:
        wanted = self._wanted
        if isinstance(wanted, Places):
            known = wanted.departments
            codes = ((place, row[self._commune], row[self._postcode]) for place, row in enumerate(rows))
            return [
                place
                for place, commune, postcode in codes
                if commune[:2] in known
                or ((not commune or commune > "97") and wanted.wants(commune, postcode))
            ]
        if isinstance(wanted, Members):
            return [place for place, row in enumerate(rows) if wanted.wants(row[self._siren])]
        return range(len(rows))


def open_csv(path: Path) -> CsvStock | None:
    """The text at `path`, or the only one in the zip there; None when it has no header line. Raises BadFile."""
    csv.field_size_limit(limits.CELL_CHARACTERS)
    if path.stat().st_size > limits.STOCK_BYTES:
        raise stock_files.too_big()
    member = None
    with path.open("rb") as stream:
        if stream.read(4) == b"PK\x03\x04":
            member = _only_text(path)
            if member is None:
                return None
    with _raw(path, member) as raw:
        try:
            line = _text(raw).readline(_HEADER_CHARACTERS)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise archive.damaged() from error
    separator = max(_SEPARATORS, key=line.count)
    try:
        header = next(csv.reader([line], delimiter=separator), [])
    except csv.Error:  # another kind of file
        return None
    return CsvStock(path, member, [title.strip() for title in header], separator) if len(header) > 1 else None


def _only_text(path: Path) -> zipfile.ZipInfo | None:
    """The .csv of a zip that holds nothing else, its size and ratio checked. Raises BadFile."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = [
                part
                for part in packed.infolist()
                if not part.is_dir() and not part.filename.startswith(_MACOS)
            ]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise archive.damaged() from error
    if len(parts) != 1 or not parts[0].filename.lower().endswith(".csv"):
        return None
    (part,) = parts
    if part.flag_bits & archive.ENCRYPTED:
        raise archive.protected()
    if part.compress_type not in archive.METHODS:
        raise archive.damaged()
    if part.file_size > limits.STOCK_BYTES:
        raise stock_files.too_big()
    ratio = part.file_size // max(1, part.compress_size)
    if part.file_size > limits.ZIP_RATIO_FROM and ratio > limits.ZIP_RATIO:
        raise archive.bomb(ratio)
    return part


def _raw(path: Path, member: zipfile.ZipInfo | None) -> IO[bytes]:
    if member is None:
        return path.open("rb", buffering=limits.MEBI)
    return zipfile.ZipFile(path).open(member)


def _text(raw: IO[bytes]) -> io.TextIOWrapper:
    """UTF-8 as documented, what a spreadsheet has saved in its own letters too; only a line feed ends a line."""
    return io.TextIOWrapper(raw, encoding="utf-8-sig", errors=_ANSI, newline="\n")


def _as_ansi(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8, read as Windows writes them in France."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


_ANSI = "prospectdesk-ansi"
codecs.register_error(_ANSI, _as_ansi)
