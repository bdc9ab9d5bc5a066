"""Bodies of answers: read up to a limit, unpacked by us up to the same limit, then JSON and nothing else."""

from __future__ import annotations

import io
import json
import zlib
from typing import Any, NoReturn

import httpx


class TooLong(Exception):
    """The body is longer than the limit, as it came or unpacked: a packed bomb stops there, not in memory."""


class Unreadable(Exception):
    """The body is not what its headers say, or is not JSON."""


def read(response: httpx.Response, longest: int) -> bytes:
    """The whole body, unpacked, at most `longest` bytes. Raises TooLong, Unreadable."""
    parts, length = [], 0
    for piece in response.iter_raw():
        length += len(piece)
        if length > longest:
            raise TooLong
        parts.append(piece)
    raw = b"".join(parts)
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding in {"", "identity"}:
        return raw
    data = {"zstd": _zstd, "gzip": _gzip, "x-gzip": _gzip}.get(encoding, _unknown)(raw, longest + 1)
    if len(data) > longest:
        raise TooLong
    return data


def document(data: bytes) -> Any:
    """The JSON value of a body; NaN and Infinity are none. Raises Unreadable."""
    try:
        return json.loads(data, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error


def plain(data: bytes) -> str:
    """The text of a body in UTF-8. Raises Unreadable."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable from error


def _zstd(raw: bytes, most: int) -> bytes:
    import zstandard  # late: public services pack with gzip

    reader = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(io.BytesIO(raw))
    try:
        return reader.read(most)
    except (zstandard.ZstdError, MemoryError) as error:
        raise Unreadable from error


def _gzip(raw: bytes, most: int) -> bytes:
    try:
        unpacking = zlib.decompressobj(wbits=31)
        data = unpacking.decompress(raw, most)
    except zlib.error as error:
        raise Unreadable from error
    if len(data) < most and not unpacking.eof:
        raise Unreadable  # cut in the middle
    return data


def _unknown(raw: bytes, most: int) -> bytes:
    raise Unreadable


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
