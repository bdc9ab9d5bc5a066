"""The verbs of a signed-in device (docs/sync.md): the rules are in the database, this carries text to and fro."""

from __future__ import annotations

import asyncio
import json
import re
import time
from dataclasses import dataclass
from typing import Any

import asyncpg
from starlette.requests import Request
from starlette.responses import Response

from prospectdesk.server.answers import Problem, packed
from prospectdesk.server.audit import Counts
from prospectdesk.server.database import Caller
from prospectdesk.server.gate import Centre, number_of, text_of, uid_of
from prospectdesk.server.limits import SMALL, body_object, body_text

IDLE_BYTES = 2048
"""An answer of reading shorter than this brought next to nothing: counted, not written down one by one."""
UNREADABLE = {"22P02", "22P05"}
_UNKEPT = re.compile(r"[\x00\ud800-\udfff]")
_RECHECK_SECONDS = 1.0
_HORIZON_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Reading:
    """A verb that only reads: its statement takes the body as text."""

    name: str
    sql: str
    limit: int


_SAME_LIFE = "(b ->> 'generation')::uuid IS NOT DISTINCT FROM (SELECT generation FROM pd.centre)"
_OTHER_LIFE = (
    "(SELECT jsonb_build_object('error', jsonb_build_object('code', 'generation', 'values', "
    "jsonb_strip_nulls(jsonb_build_object('generation', pd.hex(generation), 'rev', nullif(restored, 0))))) FROM pd.centre)"
)
_PUSH = f"""
WITH asked AS MATERIALIZED (SELECT $1::text::jsonb AS b),
done AS MATERIALIZED (
    SELECT CASE WHEN {_SAME_LIFE} OR jsonb_typeof(b) <> 'object' THEN
        pd.push((b ->> 'seq')::bigint, b -> 'ops', seen => b -> 'seen')
        ELSE {_OTHER_LIFE} END AS a, b
    FROM asked)
SELECT a::text AS answer,
       CASE WHEN a ? 'refused' THEN jsonb_array_length(b -> 'ops') END AS ops,
       CASE WHEN a ? 'refused' THEN jsonb_array_length(a -> 'refused') END AS refused,
       CASE WHEN a ? 'merged' THEN jsonb_array_length(a -> 'merged') END AS merged
FROM done
"""
PULL = Reading(
    "pull",
    f"SELECT CASE WHEN {_SAME_LIFE} THEN pd.pull(b -> 'cursors', (b ->> 'limit')::integer, $2) "
    f"ELSE {_OTHER_LIFE}::text END "
    "FROM (SELECT $1::text::jsonb AS b) AS asked",
    1 << 20,
)
DIGEST = Reading("digest", "SELECT pd.digest($1::text::jsonb)::text, $2::integer", 1 << 20)
ROWS = Reading("rows", "SELECT pd.rows($1::text::jsonb -> 'rows', $2)::text", 1 << 20)


def _since(start: float) -> int:
    return round((time.monotonic() - start) * 1000)


def _checked(text: str) -> str:
    """The answer of a function, unless it is an error. Raises Problem."""
    if text.startswith('{"error"'):
        found = json.loads(text)["error"]
        raise Problem(found["code"], **found.get("values", {}))
    return text


async def push(request: Request) -> Response:
    """`POST /v1/push`."""
    centre: Centre = request.app.state.centre
    start = time.monotonic()
    body = await body_text(request, centre.settings.body_limit)

    async def work(connection: asyncpg.Connection, caller: Caller) -> str:
        row = await connection.fetchrow(_PUSH, body)
        if row["ops"] is not None:
            counts = {name: int(row[name] or 0) for name in ("ops", "refused", "merged")}
            request.state.counts = counts
            await connection.execute("SELECT pd.tell_change($1::text::uuid)", caller.workspace)
            await centre.audit.line(connection, caller, "push", counts, _since(start))
        return str(row["answer"])

    try:
        text = await centre.as_person(request, work, pushing=True)
    except Problem as problem:
        if problem.values.get("sqlstate") not in UNREADABLE:
            raise
        body = await asyncio.to_thread(readable, body)
        text = await centre.as_person(request, work, pushing=True)
    return await packed(request, _checked(text))


def readable(body: str) -> str:
    """The same JSON without what PostgreSQL cannot keep in a text (NUL, half a character). Raises Problem."""
    try:
        found = json.loads(body)
        return json.dumps(_cleaned(found), ensure_ascii=False, allow_nan=False)
    except (ValueError, RecursionError):
        raise Problem("bad_request", "the body is not JSON") from None


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return _UNKEPT.sub("", value)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {_UNKEPT.sub("", name): _cleaned(item) for name, item in value.items()}
    return value


async def _read(request: Request, verb: Reading) -> Response:
    centre: Centre = request.app.state.centre
    start = time.monotonic()
    body = await body_text(request, verb.limit)

    async def work(connection: asyncpg.Connection, caller: Caller) -> str:
        text = str(await connection.fetchval(verb.sql, body, caller.schema))
        counts: Counts = {"bytes": len(text)}
        request.state.counts = counts
        if len(text) < IDLE_BYTES:
            centre.audit.idle(caller, verb.name, _since(start))
        else:
            await centre.audit.line(connection, caller, verb.name, counts, _since(start))
        return text

    text = await centre.as_person(request, work, isolation="repeatable_read")
    return await packed(request, _checked(text))


async def pull(request: Request) -> Response:
    """`POST /v1/pull`."""
    return await _read(request, PULL)


async def digest(request: Request) -> Response:
    """`POST /v1/digest`."""
    return await _read(request, DIGEST)


async def rows(request: Request) -> Response:
    """`POST /v1/rows`."""
    return await _read(request, ROWS)


async def lease(request: Request) -> Response:
    """`POST /v1/lease`: one holder per job of a workspace."""
    asked = await body_object(request)
    job, seconds = text_of(asked, "job", 64), number_of(asked, "seconds", 0, 3600)
    return await _small(request, "lease", "SELECT pd.take_lease($1, $2)::text", job, seconds)


async def devices(request: Request) -> Response:
    """`GET /v1/devices`: an administrator sees all of the workspace, others their own."""
    return await _small(request, "devices", "SELECT pd.devices()::text")


async def revoke(request: Request) -> Response:
    """`POST /v1/devices/revoke`: the device hears `wipe` at its next contact."""
    asked = await body_object(request, SMALL)
    text = "SELECT CASE o WHEN 'ok' THEN '{}' ELSE json_build_object('error', json_build_object('code', o))::text END "
    sql = text + "FROM pd.revoke_device($1) AS o"
    return await _small(request, "revoke", sql, uid_of(asked, "device"))


async def _small(request: Request, verb: str, sql: str, *arguments: Any) -> Response:
    """A verb of one statement with an audit line."""
    centre: Centre = request.app.state.centre
    start = time.monotonic()

    async def work(connection: asyncpg.Connection, caller: Caller) -> str:
        text = str(await connection.fetchval(sql, *arguments))
        if verb == "lease":  # asked again and again by each worker
            centre.audit.idle(caller, verb, _since(start))
        elif not text.startswith('{"error"'):
            await centre.audit.line(connection, caller, verb, {}, _since(start))
        return text

    return await packed(request, _checked(await centre.as_person(request, work)))


async def changed(request: Request) -> Response:
    """`GET /v1/changed?since=rev`: answers as soon as a pull would bring something, or after 50 s."""
    centre: Centre = request.app.state.centre
    said = request.query_params.get("since", "0")
    if not said.isascii() or not said.isdecimal() or len(said) > 18:
        raise Problem("bad_request", "a field is missing or wrong", field="since")
    since = int(said)

    async def look(connection: asyncpg.Connection, caller: Caller) -> bool:
        del caller
        return bool(await connection.fetchval("SELECT pd.changed($1)", since))

    caller = await centre.caller(request)
    until = time.monotonic() + centre.settings.long_poll_seconds
    with centre.changes.watch(caller.workspace) as event:
        found = await centre.as_person(request, look)
        while not found and not centre.changes.stopping.is_set():
            if not await _woken(event, until):
                break
            found = await _until_visible(centre, request, look, until)
    return await packed(request, json.dumps({"changed": found}))


async def _woken(event: asyncio.Event, until: float) -> bool:
    try:
        async with asyncio.timeout(max(0.0, until - time.monotonic())):
            await event.wait()
    except TimeoutError:
        return False
    event.clear()
    return True


async def _until_visible(centre: Centre, request: Request, look: Any, until: float) -> bool:
    """What was just committed shows once every older transaction has ended: some looks, then the next waking."""
    stop = min(until, time.monotonic() + _HORIZON_SECONDS)
    while True:
        if await centre.as_person(request, look):
            return True
        if time.monotonic() + _RECHECK_SECONDS >= stop or centre.changes.stopping.is_set():
            return False
        await asyncio.sleep(_RECHECK_SECONDS)
