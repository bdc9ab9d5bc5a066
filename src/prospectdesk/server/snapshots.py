"""Hands out the packed directory: one file, its description beside it, resumable by Range."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import asyncpg
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from prospectdesk.server.answers import Problem, packed
from prospectdesk.server.database import Caller
from prospectdesk.server.gate import Centre

CURRENT = "current.json"
NAME = re.compile(r"^directory-[0-9a-z-]{1,80}\.sqlite\.zst$")


def description(folder: Path) -> dict[str, Any] | None:
    """`{name, size, sha256, generation, schema, cursor, rows, made_ms}` of the newest file, None without one."""
    try:
        found = json.loads((folder / CURRENT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(found, dict) or not NAME.match(str(found.get("name", ""))):
        return None
    return found if (folder / found["name"]).is_file() else None


async def described(request: Request) -> Response:
    """`GET /v1/snapshot`."""
    centre: Centre = request.app.state.centre

    async def work(connection: asyncpg.Connection, caller: Caller) -> str:
        del caller
        return str(await connection.fetchval("SELECT pd.hex(generation) FROM pd.centre"))

    generation = await centre.as_person(request, work)
    found = description(centre.settings.snapshots)
    if found is None or found.get("generation") != generation:
        raise Problem("not_found")
    return await packed(request, json.dumps(found))


async def sent(request: Request) -> Response:
    """`GET /v1/snapshot/NAME`, whole or by Range."""
    centre: Centre = request.app.state.centre
    caller = await centre.caller(request)
    name = request.path_params["name"]
    path = centre.settings.snapshots / name
    if not NAME.match(name) or not path.is_file():
        raise Problem("not_found")
    if "range" not in request.headers:
        await centre.database.run(
            lambda connection: centre.audit.line(
                connection, caller, "snapshot", {"bytes": path.stat().st_size}, 0
            )
        )
    return FileResponse(
        path, media_type="application/zstd", headers={"Cache-Control": "private, no-transform"}
    )
