"""Text tables (.csv .tsv .txt): separator, records, broken lines (SECURITY T8); runs in the "
"child process."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from prospectdesk.domain.errors import Invalid
from prospectdesk.sheets import encodings, limits
from prospectdesk.sheets.books import long_cell
from prospectdesk.sheets.cells import Batch, Problem, Row

SEPARATORS = (";", ",", "\t", "|")
_SAMPLE_LINES = 200
_GUARD = re.compile(r"'+[=+\-@\t]")
_BLOCK_LINES = 1_000
_NO_ROW_YET = -1


@dataclass(frozen=True)
class TextTable:
    """An opened text table: how it is read, its lines (nearly), and its records."""

    encoding: str
    separator: str
    total: int
    batches: Iterator[Batch]


def open_table(path: Path, encoding: str | None, separator: str | None) -> TextTable:
    """The text table at `path`; what is not given is guessed. Raises BadFile or Invalid."""
    csv.field_size_limit(2**31 - 1)
    form = encodings.text_form(path, encoding)
    lines = _Lines(path, form)
    stated = lines.stated_separator()
    sample = lines.sample()
    chosen = _asked_separator(separator) or stated or guess_separator(sample)
    return TextTable(
        form.name, chosen, form.lines + 1, _Records(lines, chosen, usual_width(sample, chosen)).batches()
    )


def guess_separator(lines: list[str]) -> str:
    """The separator that cuts most lines into the same number (over one) of cells."""
    best, best_score = SEPARATORS[0], 0.0
    for separator in SEPARATORS:
        counts = [_cell_count(line, separator) for line in lines if line.strip()]
        wide = Counter(count for count in counts if count > 1)
        if not wide:
            continue
        width, times = max(wide.items(), key=lambda item: (item[1], item[0]))
        score = times / len(counts) + min(width, 50) / 1000 + (0.2 if counts[0] == width else 0)
        if score > best_score:
            best, best_score = separator, score
    return best


def usual_width(lines: list[str], separator: str) -> int:
    """How many cells a record has: the header's, or the most common count when that is more."""
    counts = [_cell_count(line, separator) for line in lines if line.strip()]
    if not counts:
        return 1
    (common, _times), *_others = Counter(counts).most_common(1)
    return max(common, counts[0])


def is_open(line: str, separator: str) -> bool:
    """Whether `line` ends inside a quoted cell."""
    place, length = 0, len(line)
    while place < length:
        if line[place] == '"':
            place += 1
            while True:
                place = line.find('"', place)
                if place < 0:
                    return True
                if line[place + 1 : place + 2] != '"':
                    break
                place += 2
        place = line.find(separator, place)
        if place < 0:
            return False
        place += 1
    return False


def _cell_count(line: str, separator: str) -> int:
    return len(next(csv.reader([line], delimiter=separator), [""]))


def _asked_separator(separator: str | None) -> str | None:
    if separator is None:
        return None
    plain = {"tab": "\t", "\\t": "\t"}.get(separator, separator)
    if plain not in SEPARATORS:
        raise Invalid("separator", "Séparateur inconnu\u00a0 : choisissez ; , tabulation ou |.")
    return plain


class _Lines:
    """The physical lines of a file with their numbers; lines can be put back; too long ones are marked."""

    def __init__(self, path: Path, form: encodings.TextForm) -> None:
        raw = path.open("rb")
        raw.seek(form.skip)
        self._stream = io.TextIOWrapper(raw, encoding=form.name, errors="replace", newline="")
        self._number = 0
        self._back: deque[tuple[int, str]] = deque()

    def take(self) -> tuple[int, str] | None:
        """The next line with its number (from 1), None at the end."""
        if self._back:
            return self._back.popleft()
        line = "" if self._stream.closed else self._stream.readline(limits.LINE_CHARACTERS)
        if not line:
            self._stream.close()
            return None
        self._number += 1
        if len(line) >= limits.LINE_CHARACTERS:
            while more := self._stream.readline(limits.LINE_CHARACTERS):
                if more.endswith(("\n", "\r")):
                    break
        return self._number, line

    def put_back(self, lines: list[tuple[int, str]]) -> None:
        """Give lines back, in their order, to be taken again."""
        self._back.extendleft(reversed(lines))

    def sample(self) -> list[str]:
        """The first lines, without their ends; they will be taken again."""
        taken = [line for _ in range(_SAMPLE_LINES) if (line := self.take())]
        self.put_back(taken)
        return [text.rstrip("\r\n")[:10_000] for _number, text in taken] or [""]

    def stated_separator(self) -> str | None:
        """The separator of a first line "sep=;" (spreadsheets write it), which is then consumed."""
        first = self.take()
        if first is None:
            return None
        match = re.fullmatch(r'"?sep=(.)"?', first[1].rstrip("\r\n"), re.IGNORECASE)
        if match and match[1] in SEPARATORS:
            return match[1]
        self.put_back([first])
        return None


class _Records:
    """Records made of lines. Whole blocks go through csv at once; only a block in which a cell runs
    over lines, or a quote is never closed, is looked at line by line."""

    def __init__(self, lines: _Lines, separator: str, width: int) -> None:
        self._lines = lines
        self._separator = separator
        self._width = width
        self._first = _NO_ROW_YET

    def batches(self) -> Iterator[Batch]:
        """All records, in batches; broken lines as problems."""
        while block := self._block():
            batch = Batch([], [], [])
            rows = self._parsed([text for _number, text in block])
            if rows is not None:
                for (number, text), row in zip(block, rows, strict=True):
                    self._keep(batch, number, text, row)
            else:
                self._lines.put_back(block)
                self._line_by_line(batch, len(block))
            yield batch

    def _block(self) -> list[tuple[int, str]]:
        block: list[tuple[int, str]] = []
        size = 0
        while len(block) < _BLOCK_LINES and size < limits.LINE_CHARACTERS:
            line = self._lines.take()
            if line is None:
                break
            block.append(line)
            size += len(line[1])
        return block

    def _parsed(self, texts: list[str]) -> list[list[str]] | None:
        """One row a line, None when the lines are not all complete records."""
        if is_open(texts[-1], self._separator):
            return None
        try:
            rows = list(csv.reader(texts, delimiter=self._separator))
        except csv.Error:
            return None
        return rows if len(rows) == len(texts) else None

    def _line_by_line(self, batch: Batch, count: int) -> None:
        done = 0
        while done < count:
            first = self._lines.take()
            if first is None:
                return
            done += 1
            if not is_open(first[1], self._separator):
                rows = self._parsed([first[1]])
                if rows:
                    self._keep(batch, first[0], first[1], rows[0])
                else:
                    batch.problems.append(_broken(first, "ligne illisible"))
                continue
            done += self._over_lines(batch, first)

    def _over_lines(self, batch: Batch, first: tuple[int, str]) -> int:
        """A record whose quoted cell goes on: kept when it closes and has the right width, else the first
        line alone is reported and the others are read again. Returns how many more lines were used."""
        taken: list[tuple[int, str]] = []
        text = first[1]
        while len(taken) < limits.RECORD_LINES and len(text) < limits.LINE_CHARACTERS:
            following = self._lines.take()
            if following is None:
                break
            taken.append(following)
            text += following[1]
            if '"' in following[1] and not is_open(text, self._separator):
                row = self._whole(text)
                if row is not None and not any(self._stands_alone(line) for _number, line in taken[:-1]):
                    self._keep(batch, first[0], text, row)
                    return len(taken)
                break
        self._lines.put_back(taken)
        batch.problems.append(_broken(first, "guillemet ouvert jamais fermé"))
        return 0

    def _whole(self, text: str) -> list[str] | None:
        """The one record of the usual width that `text` is, None when it is not well formed."""
        lines = io.StringIO(text, newline="")
        try:
            rows = list(csv.reader(lines, delimiter=self._separator, strict=True))
        except csv.Error:
            return None
        return rows[0] if len(rows) == 1 and len(rows[0]) == self._width else None

    def _stands_alone(self, line: str) -> bool:
        """Whether a line inside a quoted cell looks like a record that an unclosed quote swallowed."""
        return self._width > 2 and _cell_count(line.rstrip("\r\n"), self._separator) == self._width

    def _keep(self, batch: Batch, number: int, text: str, row: list[str]) -> None:
        if not any(row) or not any(map(str.strip, row)):
            return
        problem = self._fault(number, text, row)
        if problem:
            batch.problems.append(problem)
            return
        batch.numbers.append(number)
        batch.rows.append(_cells(row))

    def _fault(self, number: int, text: str, row: list[str]) -> Problem | None:
        if len(row) > self._width and any(row[self._width :]):
            return _broken((number, text), f"{len(row)} cellules lues, {self._width} attendues")
        if len(row) == 1 and self._width > 2 and self._first > 0:
            return _broken((number, text), f"une seule cellule lue, {self._width} attendues")
        if "\ufffd" in text:
            return _broken((number, text), "caractères illisibles dans cet encodage")
        if len(text) > limits.CELL_CHARACTERS:
            for place, cell in enumerate(row):
                if len(cell) > limits.CELL_CHARACTERS:
                    return long_cell(number, place, cell)
        if len(text) >= limits.LINE_CHARACTERS:
            return _broken((number, text), "ligne trop longue")
        if self._first < 0 and len(row) > 1:
            self._first = number
        return None


def _cells(row: list[str]) -> Row:
    # an apostrophe, blanks and quotes come before "(": most cells go by without a call
    return [cell if cell >= "(" and "\r" not in cell else _other_cell(cell) for cell in row]


def _other_cell(cell: str) -> str | None:
    """The cell without the apostrophe that protects it from being taken for a formula (T9); None when blank."""
    cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    if _GUARD.match(cell):
        cell = cell[1:]
    return cell if cell and not cell.isspace() else None


def _broken(line: tuple[int, str], reason: str) -> Problem:
    return Problem(line[0], "", line[1].strip()[:80], reason)
