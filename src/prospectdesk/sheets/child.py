"""The reading child process: puts limits on itself, reads one file, answers in frames on its output."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

if TYPE_CHECKING:
    from prospectdesk.sheets.cells import Batch
    from prospectdesk.sheets.headed import Table

    _Opened = tuple[dict[str, object], Iterator[Batch]]

FLAG = "--read-sheet"
"""How a frozen program, which has no `-m`, is asked to read: its entry point must call `main()` before
anything else when `is_child(sys.argv)`. Elsewhere it is `python -m prospectdesk.sheets.child`."""


def is_child(arguments: list[str]) -> bool:
    """Whether a frozen program was started to read a sheet."""
    return len(arguments) > 1 and arguments[1] == FLAG


def main() -> None:
    """Answer the request on the input, one JSON line {"path", "sheet", "encoding", "separator", "cpu",
    "records"} (a spec of `records.py` or None), with frames on the output, and end the process."""
    output = os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):  # a parser that prints must not disturb the frames
        os.dup2(null, stream)
    status = 0
    try:
        request = json.loads(sys.stdin.buffer.readline())
        _serve(request, output)
    except BrokenPipeError:
        status = 1
    os._exit(status)


def _serve(request: dict[str, Any], output: BinaryIO) -> None:
    from prospectdesk.domain.errors import Failure
    from prospectdesk.sheets import archive, confine, frames

    path = Path(request["path"])
    try:
        _preload(path, (request.get("records") or {}).get("stock"))
        confine.confine(int(request["cpu"]))
        for kind, value in _answer(path, request):
            frames.send(output, kind, value)
    except BrokenPipeError:
        raise
    except Failure as failure:
        frames.send(
            output, frames.FAILURE, [type(failure).__name__, failure.code, failure.text, failure.values]
        )
    except MemoryError:
        os._exit(MEMORY_STATUS)
    except (
        BaseException
    ) as error:  # a panic of native code is no Exception; the file is refused, whatever it is
        told = archive.damaged()
        frames.send(output, frames.FAILURE, ["BadFile", told.code, told.text, {"kind": type(error).__name__}])


MEMORY_STATUS = 70
"""Exit status after Python's own MemoryError."""


def _preload(path: Path, stock: dict[str, Any] | None) -> None:
    """Import the parsers before the limits on open files and memory hold."""
    from importlib import import_module

    from prospectdesk.sheets import stock_files

    if path.suffix.lower() == ".vcf":
        import_module("vobject")
    units = None if stock is None else stock["units"]
    if any(stock_files.is_parquet(one) for one in (path, units and Path(units)) if one):
        import_module("prospectdesk.sheets.stock_parquet")
    if stock is not None:
        import_module("prospectdesk.sheets.stock_csv")
        import_module("prospectdesk.sheets.stock")
    for name in ("books", "headed", "text_tables", "vcards", "records"):
        import_module(f"prospectdesk.sheets.{name}")


def _answer(path: Path, request: dict[str, Any]) -> Iterator[tuple[bytes, object]]:
    from prospectdesk.sheets import frames, kinds

    frames_of_stock = _stock(path, request)
    if frames_of_stock is not None:
        yield from frames_of_stock
        return
    kind = kinds.recognise(path)
    opened = {kinds.VCF: _cards, kinds.CSV: _text}.get(kind, _book)
    told, batches = opened(path, kind, request)
    recorder = None
    if request.get("records"):
        from prospectdesk.sheets.records import Recorder

        recorder = Recorder(request["records"], cast("list[str]", told["header"]))
        told |= {"mapping": list(recorder.mapping.items()), "remembered": recorder.remembered}
    blank: dict[str, object] = {"encoding": None, "separator": None, "sheets": [], "sheet": None}
    yield frames.INFO, {"format": kind} | blank | told
    for batch in batches:
        rows: list[Any] = batch.rows
        found = batch.problems
        if recorder is not None:
            rows, found = recorder.batch(batch)
        problems = [[p.row, p.column, p.value, p.reason] for p in found]
        yield frames.BATCH, [batch.numbers[: len(rows)], rows, problems]
    yield frames.END, None if recorder is None else recorder.warnings()


def _stock(path: Path, request: dict[str, Any]) -> Iterator[tuple[bytes, object]] | None:
    """The answer about an official stock file, when the file is one and wanted as such."""
    from prospectdesk.sheets import stock, stock_files

    spec = request.get("records")
    if spec and spec.get("stock"):
        return stock.parts(path, spec["stock"])
    found = stock_files.opened(path)
    if found is not None and spec is None:
        return stock.preview(*found)
    if found is not None and found[0].format != "csv":
        raise stock_files.no_departments()
    stock_files.check_size(path)
    if found is not None and found[1] == stock_files.SITES and spec and spec["mapping"] is None:
        return stock.parts(path, {"units": None, "departments": None})
    return None


def _cards(path: Path, _kind: str, request: dict[str, Any]) -> _Opened:
    from prospectdesk.sheets import vcards

    encoding, total, batches = vcards.read_cards(path, request["encoding"])
    return {"encoding": encoding, "total": total, "header": vcards.COLUMNS, "header_row": 0}, batches


def _text(path: Path, _kind: str, request: dict[str, Any]) -> _Opened:
    from prospectdesk.sheets import headed, text_tables

    opened = text_tables.open_table(path, request["encoding"], request["separator"])
    table = headed.Table(opened.batches)
    told = {"encoding": opened.encoding, "separator": opened.separator, "total": opened.total}
    return told | _header(table), iter(table)


def _book(path: Path, kind: str, request: dict[str, Any]) -> _Opened:
    from prospectdesk.sheets import books, headed

    book = books.open_book(path, kind, request["sheet"])
    table = headed.Table(book.batches)
    sheets = [[leaf.name, leaf.hidden] for leaf in book.leaves]
    return {"sheets": sheets, "sheet": book.chosen, "total": book.total} | _header(table), iter(table)


def _header(table: Table) -> dict[str, object]:
    return {"header": table.header.titles, "header_row": table.header.row}


if __name__ == "__main__":
    main()
