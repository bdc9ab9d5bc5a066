"""What a request may cost: size of its body, packed and unpacked, and how often a device asks."""

from __future__ import annotations

import asyncio
import io
import json
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import zstandard
from starlette.requests import ClientDisconnect, Request

from prospectdesk.server.answers import Problem

SMALL = 64 * 1024
"""Bytes of the bodies that are no rows."""
_RATIO, _RATIO_FROM = 200, 1 << 20
_PIECE = 256 * 1024
_WINDOW = 8 << 20
BODY_SECONDS = 120.0


async def body_text(request: Request, limit: int) -> str:
    """The body as text of at most `limit` bytes once unpacked. Raises Problem (too_large, bad_request)."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            raw = await _raw(request, limit)
    except TimeoutError:
        raise Problem("bad_request", "the body did not come in time") from None
    except ClientDisconnect:
        raise Problem("bad_request", "the body was cut") from None
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding == "zstd":
        raw = await asyncio.to_thread(unpack, raw, limit)
    elif encoding not in {"identity", ""}:
        raise Problem("bad_request", "content encoding", encodings=["zstd", "identity"])
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Problem("bad_request", "the body is not UTF-8") from None


async def body_object(request: Request, limit: int = SMALL) -> dict[str, Any]:
    """The body as a JSON object. Raises Problem."""
    text = await body_text(request, limit)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Problem("bad_request", "the body is not JSON") from None
    if not isinstance(found, dict):
        raise Problem("bad_request", "a JSON object is expected")
    return found


async def _raw(request: Request, limit: int) -> bytes:
    said = request.headers.get("content-length", "")
    if said.isdecimal() and int(said) > limit:
        raise Problem("too_large", limit=limit)
    kept = bytearray()
    async for piece in request.stream():
        kept += piece
        if len(kept) > limit:
            raise Problem("too_large", limit=limit)
    return bytes(kept)


def unpack(raw: bytes, limit: int) -> bytes:
    """Unpacks zstd piece by piece: a bomb is refused before it grows. Raises Problem."""
    kept = bytearray()
    unpacker = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
    try:
        with unpacker.stream_reader(io.BytesIO(raw), read_across_frames=False) as reader:
            while piece := reader.read(_PIECE):
                kept += piece
                if len(kept) > limit:
                    raise Problem("too_large", limit=limit)
                if len(kept) > _RATIO_FROM and len(kept) > _RATIO * len(raw):
                    raise Problem("too_large", "packed too well", ratio=_RATIO)
        whole = _whole(raw)
    except zstandard.ZstdError:
        raise Problem("bad_request", "the body is not zstd") from None
    if not whole:
        raise Problem("bad_request", "the packed body is cut")
    return bytes(kept)


def _whole(raw: bytes) -> bool:
    """Whether the frame ends; its size was checked before."""
    probe = zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompressobj()
    for start in range(0, len(raw), _PIECE):
        if probe.eof:
            break
        probe.decompress(raw[start : start + _PIECE])
    return bool(probe.eof)


class Pace:
    """A bucket of tokens per key: `burst` at once, then `per_second`."""

    def __init__(
        self,
        per_second: float,
        burst: int,
        *,
        clock: Callable[[], float] = time.monotonic,
        keys: int = 10_000,
    ) -> None:
        self._rate = per_second
        self._burst = float(burst)
        self._clock = clock
        self._keys = keys
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> None:
        """Takes one token. Raises Problem (rate) with the seconds to wait."""
        now = self._clock()
        left, at = self._left.pop(key, (self._burst, now))
        left = min(self._burst, left + (now - at) * self._rate)
        if left < 1.0:
            self._left[key] = (left, at if left == 0 else now)
            raise Problem("rate", retry_after=max(1, round((1.0 - left) / self._rate)))
        self._left[key] = (left - 1.0, now)
        while len(self._left) > self._keys:
            self._left.popitem(last=False)
