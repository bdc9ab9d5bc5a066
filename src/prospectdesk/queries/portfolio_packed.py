"""The rows of a stored analysis as bytes and back: columns, byte by byte, compressed; what comes in is checked."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Columns = dict[str, NDArray[Any]]

LAYOUT = 2
DEGREE, METRE = 1_000_000, 10_000
"""Places are kept in millionths of a degree, distances in tenths of a metre."""
SIREN = 100_000
"""A SIRET is a SIREN with five digits behind."""
MOST_BYTES = 128 << 20
"""Unpacked, of some six million rows: what claims to be more is none of ours."""
_KEPT = {
    "siren": "<u4", "site": "<u4", "latitude": "<i4", "longitude": "<i4", "km": "<i4", "kind": "u1", "several": "<u2",
    "contacts": "<u2", "missions": "<u2", "placed": "<u2",
}  # fmt: skip
_ROW: dict[str, type | tuple[type, ...]] = {
    "company": type(None), "uid": (str, type(None)), "siret": (str, type(None)), "name": str,
    "town": (str, type(None)), "distance_km": (int, float), "kind": int, "contacts": int, "missions": int, "placed": int,
    "in_radius": int, "latitude": (int, float), "longitude": (int, float), "missing_contact": bool, "recruits": list,
}  # fmt: skip
"""Fields of a row that only sources know, and what they may be."""


def pack(head: Mapping[str, Any], columns: Columns) -> bytes:
    """Columns by name (siret, latitude, longitude, km, kind, several, contacts, missions, placed) with a JSON head."""
    rows = len(columns["kind"])
    kept = {
        **columns,
        "siren": columns["siret"] // SIREN,
        "site": columns["siret"] % SIREN,
        "latitude": np.rint(columns["latitude"] * DEGREE),
        "longitude": np.rint(columns["longitude"] * DEGREE),
        "km": np.diff(np.rint(columns["km"] * METRE), prepend=0),  # by distance: small steps
    }
    text = json.dumps({**head, "layout": LAYOUT, "rows": rows}, ensure_ascii=False).encode()
    body = b"".join(_plain(kept[name], dtype) for name, dtype in _KEPT.items())
    return zlib.compress(len(text).to_bytes(4, "little") + text + body, 6)


def _plain(column: NDArray[Any], dtype: str) -> bytes:
    """First bytes first, then second ones: what repeats lies together."""
    span = np.iinfo(np.dtype(dtype))
    values = np.clip(column, span.min, span.max).astype(dtype)
    plain: bytes = values.view(np.uint8).reshape(len(values), -1).T.tobytes()
    return plain


def opened(pieces: Iterable[str]) -> tuple[dict[str, Any], Columns] | None:
    """The head and the columns out of the stored pieces; None for what is none of ours."""
    try:
        unpacker = zlib.decompressobj()
        whole = unpacker.decompress(base64.b64decode("".join(pieces), validate=True), MOST_BYTES)
        start = 4 + int.from_bytes(whole[:4], "little")
        head = json.loads(whole[4:start])
        if not unpacker.eof or not _is_sound(head):
            return None
        return head, _columns(whole, start, head["rows"])
    except (ValueError, RecursionError, zlib.error, binascii.Error):
        return None


def _columns(whole: bytes, start: int, rows: int) -> Columns:
    """Raises ValueError when there are not as many as the head says."""
    kept: Columns = {}
    for name, dtype in _KEPT.items():
        width = np.dtype(dtype).itemsize
        table = np.frombuffer(whole, np.uint8, rows * width, start).reshape(width, rows)
        kept[name] = np.ascontiguousarray(table.T).view(dtype).reshape(rows)
        start += rows * width
    return {
        **{name: kept[name] for name in ("kind", "several", "contacts", "missions", "placed")},
        "siret": kept["siren"].astype(np.int64) * SIREN + kept["site"],
        "latitude": np.clip(kept["latitude"] / DEGREE, -90, 90),
        "longitude": np.clip(kept["longitude"] / DEGREE, -180, 180),
        "km": np.cumsum(kept["km"], dtype=np.int64) / METRE,
    }


def _is_sound(head: Any) -> bool:
    """Whether a head says what ours do: it may come from another laptop."""
    if not isinstance(head, dict) or head.get("layout") != LAYOUT:
        return False
    rows, dropped, told = (head.get(name) for name in ("rows", "dropped", "recruits"))
    found, unsound = head.get("found"), head.get("unsound")
    if type(rows) is not int or rows < 0 or type(dropped) is not int or not isinstance(told, dict):
        return False
    if not isinstance(found, list) or not isinstance(unsound, list):
        return False
    return (
        all(_is_row(one) for one in found)
        and all(isinstance(one, str) and _is_uid(one) for one in unsound)
        and all(_are_words(names) for names in told.values())
    )


def _is_row(one: Any) -> bool:
    return (
        isinstance(one, dict)
        and one.keys() == _ROW.keys()
        and all(isinstance(one[name], kind) for name, kind in _ROW.items())
        and 0 <= one["kind"] <= 5
        and abs(one["latitude"]) <= 90
        and abs(one["longitude"]) <= 180
        and (one["uid"] is None or _is_uid(one["uid"]))
        and _are_words(one["recruits"])
    )


def _are_words(names: Any) -> bool:
    return isinstance(names, list) and all(isinstance(one, str) for one in names)


def _is_uid(text: str) -> bool:
    return len(text) == 32 and all(one in "0123456789abcdef" for one in text)
