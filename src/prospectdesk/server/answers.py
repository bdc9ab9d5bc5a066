"""Answers of the service: JSON text, packed when the client can unpack, and errors with a code (docs/sync.md)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import zstandard
from starlette.requests import Request
from starlette.responses import Response

STATUS = {
    "unauthorized": 401,
    "wipe": 403,
    "no_right": 403,
    "too_old": 426,
    "rate": 429,
    "too_large": 413,
    "bad_request": 400,
    "bad_value": 400,
    "wrong_password": 403,
    "not_found": 404,
    "unknown_row": 404,
    "method": 405,
    "sequence": 409,
    "generation": 409,
    "resync": 409,
    "which_workspace": 409,
    "unavailable": 503,
    "internal": 500,
}
PACK_FROM = 1024
_IN_THREAD_FROM = 64 * 1024
_LEVEL = 3


class Problem(Exception):
    """An answer that is an error: a code, named values, perhaps seconds to wait."""

    def __init__(
        self, code: str, message: str = "", *, retry_after: int | None = None, **values: Any
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message or code
        self.retry_after = retry_after
        self.values = values
        self.caller: object | None = None

    def response(self) -> Response:
        """The HTTP answer."""
        body = {"error": {"code": self.code, "message": self.message, "values": self.values}}
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        return plain(json.dumps(body), status=STATUS.get(self.code, 400), headers=headers)


def plain(text: str | bytes, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """JSON text as it is."""
    return Response(
        text, status, media_type="application/json", headers={"Cache-Control": "no-store", **(headers or {})}
    )


async def packed(request: Request, text: str) -> Response:
    """JSON text, with zstd when it is worth it and the client says it unpacks."""
    body = text.encode()
    if len(body) < PACK_FROM or not _unpacks(request.headers.get("accept-encoding", "")):
        return plain(body, headers={"Vary": "Accept-Encoding"})
    if len(body) >= _IN_THREAD_FROM:
        body = await asyncio.to_thread(_pack, body)
    else:
        body = _pack(body)
    return plain(body, headers={"Vary": "Accept-Encoding", "Content-Encoding": "zstd"})


def _pack(body: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=_LEVEL).compress(body)


def _unpacks(accepted: str) -> bool:
    for item in accepted.lower().split(","):
        name, _, rest = item.partition(";")
        if name.strip() == "zstd":
            return rest.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False
