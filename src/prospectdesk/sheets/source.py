"""The application's side of reading: starts the limited child, gives header and rows, stops it in time."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Protocol, Self, cast

from prospectdesk.domain import errors
from prospectdesk.domain.errors import BadFile, Cancelled, Failure
from prospectdesk.sheets import child, confine, frames, kinds, limits
from prospectdesk.sheets.cells import Batch, Problem, Row

_POLL = 0.1
_FAILURES = {
    kind.__name__: kind for kind in (errors.BadFile, errors.Invalid, errors.Unavailable, errors.Refused)
}
_CPU_DEATHS = (-24, -9)
_KEPT_VARIABLES = ("PATH", "SYSTEMROOT", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "TEMP", "TMP")


class Ticket(Protocol):
    """What reading and writing ask of a ticket: `step` reports and raises Cancelled when stopped."""

    def step(self, done: int, total: int, text: str) -> None:
        """`done` of `total` (0: unknown) rows; `text` says what is being done."""


@dataclass(frozen=True)
class SheetName:
    """One sheet of a workbook."""

    name: str
    hidden: bool


@dataclass(frozen=True)
class SheetInfo:
    """What is known of a table before its rows. `format` is xlsx, xls, ods, csv or vcf; `encoding` and
    `separator` are None for workbooks; `header_row` counts from 1 in the file (0: fixed columns of
    vCards); `total` is an upper estimate of its rows, 0 when unknown. With records, `mapping` says which
    column is which field and `remembered` whether that is an earlier choice. `stock` says which official stock
    file of the register it is (`sheets.stock_files`)."""

    format: str
    encoding: str | None
    separator: str | None
    sheets: tuple[SheetName, ...]
    sheet: str | None
    header: tuple[str, ...]
    header_row: int
    total: int
    mapping: dict[int, str] | None = None
    remembered: bool = False
    stock: str | None = None

    @property
    def hidden_sheets(self) -> tuple[str, ...]:
        """The names of hidden sheets: offered, never read unless named."""
        return tuple(sheet.name for sheet in self.sheets if sheet.hidden)


@dataclass(frozen=True)
class Preview:
    """The beginning of a table: some rows with their numbers, and the problems met among them."""

    info: SheetInfo
    numbers: tuple[int, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def read_sheet(
    path: Path | str,
    *,
    sheet: str | int | None = None,
    encoding: str | None = None,
    separator: str | None = None,
    ticket: Ticket | None = None,
    records: Mapping[str, object] | None = None,
) -> SheetSource:
    """Open the table at `path` in a child process; use it in a `with` and iterate over its batches.

    `sheet` is a name or a number from 1 (default: the first visible one that is not empty);
    `encoding` and `separator` win over the guess. With `records` (a spec, see `records.py`) batches hold
    records in place of rows, and `tail` has their warnings at the end. Raises BadFile, Invalid, Unavailable or Cancelled.
    """
    return SheetSource(
        Path(path), None if sheet is None else str(sheet), encoding, separator, ticket, records
    )


def preview(
    path: Path | str,
    *,
    sheet: str | int | None = None,
    encoding: str | None = None,
    separator: str | None = None,
    rows: int = 50,
    ticket: Ticket | None = None,
) -> Preview:
    """The first `rows` rows of the table at `path`; raises as `read_sheet`."""
    numbers: list[int] = []
    found: list[Row] = []
    problems: list[Problem] = []
    with read_sheet(path, sheet=sheet, encoding=encoding, separator=separator, ticket=ticket) as source:
        for batch in source:
            numbers += batch.numbers
            found += batch.rows
            problems += batch.problems
            if len(found) >= rows:
                break
        last = numbers[rows - 1] if len(numbers) >= rows else None
        seen = [problem for problem in problems if last is None or problem.row <= last]
        return Preview(source.info, tuple(numbers[:rows]), tuple(found[:rows]), tuple(seen[:rows]))


class SheetSource:
    """A table being read by a child process; iterating gives its batches once, in file order."""

    def __init__(
        self,
        path: Path,
        sheet: str | None,
        encoding: str | None,
        separator: str | None,
        ticket: Ticket | None,
        records: Mapping[str, object] | None = None,
    ) -> None:
        size = kinds.check_reachable(path)
        try:
            with path.open("rb"):
                pass
        except OSError as error:
            raise kinds.unreadable(path) from error
        self._ticket = ticket
        self._done = 0
        self._total = 0
        self._text = "Lecture du fichier"
        self.tail: object = None
        packed = zipfile.is_zipfile(path)
        request: dict[str, object] = {
            "path": str(path.resolve()),
            "sheet": sheet,
            "encoding": encoding,
            "separator": separator,
            "cpu": _cpu(size, packed, records),
            "records": None if records is None else dict(records),
        }
        self._child = _Child(request)
        try:
            self.info = self._read_info()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[Batch]:
        while True:
            kind, value = self._next()
            if kind == frames.END:
                self.tail = value
                return
            if kind == frames.BATCH:
                numbers, rows, problems = cast("tuple[list[int], list[Row], list[list[object]]]", value)
                if self.info.stock is None:  # those tell by themselves how far they are
                    self._done += len(numbers) + len(problems)
                yield Batch(numbers, rows, [_problem(item) for item in problems])
            elif kind == frames.UNITS:
                yield Batch([], [], units=cast("list[list[Any]]", value))

    @property
    def done(self) -> int:
        """How many rows were given so far, refused ones included."""
        return self._done

    @property
    def pid(self) -> int:
        """The process that reads."""
        return self._child.pid

    def close(self) -> None:
        """Stop the child, if it still runs, and wait for its end."""
        self._child.stop()

    def _read_info(self) -> SheetInfo:
        kind, value = self._next()
        if kind != frames.INFO or not isinstance(value, dict):
            raise _broken_answer()
        info = cast("dict[str, object]", value)
        self._total = cast("int | None", info["total"]) or 0
        return SheetInfo(
            format=cast("str", info["format"]),
            encoding=cast("str | None", info["encoding"]),
            separator=cast("str | None", info["separator"]),
            sheets=tuple(
                SheetName(name, hidden) for name, hidden in cast("list[tuple[str, bool]]", info["sheets"])
            ),
            sheet=cast("str | None", info["sheet"]),
            header=tuple(cast("list[str]", info["header"])),
            header_row=cast("int", info["header_row"]),
            total=self._total,
            mapping=dict(cast("list[tuple[int, str]]", info["mapping"])) if "mapping" in info else None,
            remembered=bool(info.get("remembered")),
            stock=cast("str | None", info.get("stock")),
        )

    def _hear(self, value: object) -> None:
        """How far the child says it is, and in which file."""
        done, total, title = cast("tuple[int, int, str]", value)
        self._done, self._total, self._text = done, total, f"Lecture de {title}"

    def _next(self) -> tuple[bytes, object]:
        """The next frame; the ticket is asked while waiting. A failing child is a BadFile."""
        until = time.monotonic() + limits.STALL_SECONDS
        while True:
            if self._ticket is not None:
                try:
                    self._ticket.step(self._done, self._total, self._text)
                except Cancelled:
                    self.close()
                    raise
            frame = self._child.frame(_POLL)
            if frame is None:
                if time.monotonic() < until:
                    continue
                self.close()
                raise _too_slow()
            kind, value = frame
            if kind == frames.BEAT:
                self._hear(value)
                until = time.monotonic() + limits.STALL_SECONDS
                continue
            if kind == frames.FAILURE:
                self.close()
                raise _failure(value)
            if kind == _DEAD:
                raise _death(self._child.status())
            return kind, value


_DEAD = b"X"


class _Child:
    """The process, and the thread that takes frames from its pipe (portable: Windows cannot poll pipes)."""

    def __init__(self, request: dict[str, object]) -> None:
        self._process = subprocess.Popen(
            command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            close_fds=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self.pid = self._process.pid
        self._frames: queue.Queue[tuple[bytes, object]] = queue.Queue(maxsize=4)
        self._stopped = threading.Event()
        with suppress(OSError):
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.close()
        self._thread = threading.Thread(target=self._take, name="sheet-reader", daemon=True)
        self._thread.start()

    def frame(self, seconds: float) -> tuple[bytes, object] | None:
        """The next frame, or None when there is none for `seconds`."""
        try:
            return self._frames.get(timeout=seconds)
        except queue.Empty:
            return None

    def status(self) -> int:
        """The exit status of the ended child; negative is the signal that ended it."""
        self.stop(kill=False)
        return self._process.returncode if self._process.returncode is not None else 0

    def stop(self, *, kill: bool = True) -> None:
        """End the process and the thread."""
        self._stopped.set()
        if kill and self._process.poll() is None:
            self._process.kill()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._thread.join()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _take(self) -> None:
        stream = self._process.stdout
        ending: tuple[bytes, object] = (_DEAD, None)
        while stream is not None and not self._stopped.is_set():
            try:
                frame = frames.receive(cast("BinaryIO", stream))
            except (frames.BrokenPipeFrame, OSError, ValueError):
                break
            if frame is None:
                break
            if not self._offer(frame):
                return
        self._offer(ending)

    def _offer(self, frame: tuple[bytes, object]) -> bool:
        while not self._stopped.is_set():
            try:
                self._frames.put(frame, timeout=_POLL)
            except queue.Full:
                continue
            return True
        return False


def _cpu(size: int, packed: bool, records: Mapping[str, object] | None) -> int:
    """CPU seconds: more for a long list, and for one that is made into records."""
    if records is not None and records.get("stock"):
        return limits.STOCK_CPU_SECONDS
    return limits.cpu_allowance(size, packed=packed) * (3 if records else 1)


def command() -> list[str]:
    """How the child is started: by module, or by the flag of a frozen program."""
    if getattr(sys, "frozen", False):
        return [sys.executable, child.FLAG]
    return [sys.executable, "-m", child.__name__]


def _environment() -> dict[str, str]:
    """The little that the child needs; no other variable of the application reaches it."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    package_home = str(Path(child.__file__).resolve().parents[2])
    paths = [package_home, *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    return kept | {
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "PYTHONUTF8": "1",
        "ARROW_DEFAULT_MEMORY_POOL": "system",  # the others reserve more than the child may have
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }


def _problem(item: list[object]) -> Problem:
    row, column, value, reason = item
    return Problem(cast("int", row), str(column), str(value), str(reason))


def _failure(value: object) -> Failure:
    name, code, text, values = cast("tuple[str, str, str, dict[str, object]]", value)
    return _FAILURES.get(name, BadFile)(code, text, **values)


def _death(status: int) -> BadFile:
    if status in (-6, child.MEMORY_STATUS, confine.WINDOWS_STATUS):
        return BadFile(
            "file_memory",
            "La lecture de ce fichier demande trop de mémoire\u00a0: il est refusé\u00a0; "
            "découpez-le ou enregistrez-le en .csv.",
            status=status,
        )
    return _too_slow() if status in _CPU_DEATHS else _broken_answer(status)


def _too_slow() -> BadFile:
    return BadFile(
        "file_time",
        "La lecture de ce fichier prend trop de temps\u00a0: il est refusé\u00a0; découpez-le "
        "ou enregistrez-le en .csv.",
    )


def _broken_answer(status: int = 0) -> BadFile:
    return BadFile(
        "file_crash",
        "La lecture de ce fichier s’est arrêtée\u00a0: il est refusé\u00a0; ouvrez-le dans un "
        "tableur et enregistrez-le à nouveau.",
        status=status,
    )
