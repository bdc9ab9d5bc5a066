"""Stock files as Parquet: the wanted columns only, filtered before a single Python object is made of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from prospectdesk.domain.errors import BadFile
from prospectdesk.sheets import archive, limits, stock_files
from prospectdesk.sheets.stock_files import Block, Members, Places, Wanted

_BATCH = 8_192
pa.set_cpu_count(1)
pa.set_io_thread_count(1)


class ParquetStock:
    """One stock file as Parquet. Rows are numbered from 1."""

    format = "parquet"

    def __init__(self, file: Any) -> None:
        self._file = file
        self.header = [str(name) for name in file.schema_arrow.names]
        self.total = int(file.metadata.num_rows)

    def blocks(self, names: Sequence[str], wanted: Wanted) -> Iterator[Block]:
        """The wanted rows; a block is what a batch of the file keeps."""
        at = stock_files.places(self.header, names)
        columns = [self.header[place] for place in at if place >= 0]
        keep = _Filter(self.header, wanted)
        done = 0
        batches = self._file.iter_batches(
            batch_size=_BATCH, columns=list(dict.fromkeys(columns + keep.columns)), use_threads=False
        )
        for batch in batches:
            kept = keep.places(batch)
            found = batch if kept is None else batch.take(kept)
            places = range(len(batch)) if kept is None else kept.to_pylist()
            numbers = [done + 1 + place for place in places]
            done += len(batch)
            nothing: list[str | None] = [None] * len(found)
            cells = [_texts(found.column(self.header[place])) if place >= 0 else nothing for place in at]
            yield Block(numbers, list(zip(*cells, strict=True)) if len(found) else [], done, self.total)


class _Filter:
    """The places of the wanted rows in a batch, worked out column-wise."""

    def __init__(self, header: list[str], wanted: Wanted) -> None:
        names = () if wanted is None else wanted.columns if isinstance(wanted, Places) else (wanted.column,)
        self.columns = [header[place] for place in stock_files.places(header, names)]
        self._wanted = wanted
        if isinstance(wanted, Members):
            self._sirens = pa.array(wanted.sirens, pa.uint32())
        elif isinstance(wanted, Places):
            self._short = pa.array([one for one in wanted.departments if len(one) == 2], pa.string())
            self._long = pa.array([one for one in wanted.departments if len(one) == 3], pa.string())

    def places(self, batch: Any) -> Any:
        """An array of places, None for all of them."""
        wanted = self._wanted
        if isinstance(wanted, Members):
            texts = batch.column(self.columns[0]).cast(pa.string())
            good = pc.match_substring_regex(texts, "^[0-9]{1,9}$")
            numbers = pc.if_else(good, texts, None).cast(pa.uint32())
            return pc.indices_nonzero(pc.is_in(numbers, value_set=self._sirens))
        if isinstance(wanted, Places):
            commune, postcode = (batch.column(name).cast(pa.string()) for name in self.columns)
            inside = pc.or_(
                pc.is_in(pc.utf8_slice_codeunits(commune, 0, 2), value_set=self._short),
                pc.is_in(pc.utf8_slice_codeunits(commune, 0, 3), value_set=self._long),
            )
            vague = pc.indices_nonzero(pc.fill_null(pc.less(pc.utf8_length(commune), 5), True))
            codes = zip(commune.take(vague).to_pylist(), postcode.take(vague).to_pylist(), strict=True)
            more = [
                place for place, pair in zip(vague.to_pylist(), codes, strict=True) if wanted.wants(*pair)
            ]
            found = pc.indices_nonzero(inside)
            return found if not more else pa.array(sorted({*found.to_pylist(), *more}), pa.uint64())
        return None


def _texts(column: Any) -> list[str | None]:
    """The cells as the CSV writes them: numbers in full, dates as 2026-11-23, true and false."""
    return [value if type(value) is str else _text(value) for value in column.to_pylist()]


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    return format(value, ".15g") if isinstance(value, float) else str(value)


def open_parquet(path: Path) -> ParquetStock:
    """The table at `path`. Raises BadFile."""
    if path.stat().st_size > limits.STOCK_BYTES:
        raise stock_files.too_big()
    try:
        file = pq.ParquetFile(path, pre_buffer=False, memory_map=False, buffer_size=limits.MEBI)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        raise archive.damaged() from error
    if file.metadata.num_columns > limits.COLUMNS:
        raise BadFile("too_wide", "Ce fichier a plus de {limit} colonnes.", limit=limits.COLUMNS)
    return ParquetStock(file)
