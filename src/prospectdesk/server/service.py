"""The service: which path does what, and what surrounds every request (pace, errors, one log line)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from logging import ERROR

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from prospectdesk import __version__
from prospectdesk.server import sign_in, snapshots, verbs
from prospectdesk.server.answers import Problem, plain
from prospectdesk.server.audit import Audit
from prospectdesk.server.changed import Changes
from prospectdesk.server.config import Settings
from prospectdesk.server.database import Database
from prospectdesk.server.gate import Centre, token_of
from prospectdesk.server.limits import Pace
from prospectdesk.server.logs import log
from prospectdesk.server.tokens import hashed

Endpoint = Callable[[Request], Awaitable[Response]]
_FLUSH_SECONDS = 600.0
_SWEEP_SECONDS = 3600.0
_ADDRESS_PER_SECOND, _ADDRESS_BURST = 1.0, 60


def build(settings: Settings) -> Starlette:
    """The application. Its parts live from its start to its stop."""
    database = Database(settings)
    centre = Centre(
        settings=settings,
        database=database,
        audit=Audit(database),
        changes=Changes(settings),
        pace=Pace(settings.requests_per_second, settings.requests_burst),
        addresses=Pace(_ADDRESS_PER_SECOND, _ADDRESS_BURST),
    )

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        await database.open()
        centre.changes.start()
        upkeep = asyncio.create_task(_upkeep(centre))
        try:
            yield
        finally:
            upkeep.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await upkeep
            await centre.changes.stop()
            await centre.audit.flush()
            await database.close()

    app = Starlette(routes=_routes(), lifespan=lifespan, exception_handlers={HTTPException: _http})
    app.state.centre = centre
    return app


def _routes() -> list[Route]:
    post = (
        ("/v1/sign-in", sign_in.sign_in),
        ("/v1/token", sign_in.token),
        ("/v1/users/password", sign_in.password),
        ("/v1/push", verbs.push),
        ("/v1/pull", verbs.pull),
        ("/v1/digest", verbs.digest),
        ("/v1/rows", verbs.rows),
        ("/v1/lease", verbs.lease),
        ("/v1/devices/revoke", verbs.revoke),
    )
    get = (
        ("/v1/devices", verbs.devices),
        ("/v1/changed", verbs.changed),
        ("/v1/snapshot", snapshots.described),
        ("/v1/snapshot/{name}", snapshots.sent),
        ("/health", health),
    )
    made = [Route(path, _kept(path, endpoint), methods=["POST"]) for path, endpoint in post]
    return made + [Route(path, _kept(path, endpoint), methods=["GET"]) for path, endpoint in get]


def _kept(path: str, endpoint: Endpoint) -> Endpoint:
    """The endpoint with a request id, the pace of its device, errors as answers and one log line."""
    verb = path.removeprefix("/v1/").removeprefix("/").removesuffix("/{name}")

    async def run(request: Request) -> Response:
        centre: Centre = request.app.state.centre
        start = time.monotonic()
        request.state.id = secrets.token_hex(8)
        problem: Problem | None = None
        try:
            if "authorization" in request.headers:
                centre.pace.take(hashed(token_of(request)).hex())
            response = await endpoint(request)
        except Problem as told:
            problem = told
            if told.code == "internal":
                log("failed", level=ERROR, request=request.state.id, verb=verb, error=told.__cause__)
            response = told.response()
        except ClientDisconnect:
            problem = Problem("bad_request")
            response = problem.response()
        except Exception as error:
            log("failed", level=ERROR, request=request.state.id, verb=verb, error=error)
            problem = Problem("internal")
            response = problem.response()
        await _told(request, verb, response, problem, round((time.monotonic() - start) * 1000))
        return response

    return run


async def _told(
    request: Request, verb: str, response: Response, problem: Problem | None, milliseconds: int
) -> None:
    """The audit line of a refusal, and the log line of every request."""
    centre: Centre = request.app.state.centre
    response.headers["X-Request-Id"] = request.state.id
    caller = getattr(request.state, "caller", None) or getattr(problem, "caller", None)
    # Strangers could fill the audit: of them only sign-ins are written down, which have a pace of their own.
    if problem is not None and (caller or verb in {"sign-in", "token"}):
        await centre.audit.failed(caller, verb, problem.code, milliseconds)
    log(
        "request",
        request=request.state.id,
        verb=verb,
        status=response.status_code,
        code=None if problem is None else problem.code,
        milliseconds=milliseconds,
        workspace=caller and caller.workspace,
        user=caller and caller.user,
        device=caller.device if caller else getattr(request.state, "device", None),
        **getattr(request.state, "counts", {}),
    )


async def _http(request: Request, error: Exception) -> Response:
    """Unknown paths and methods, told like everything else."""
    del request
    status = error.status_code if isinstance(error, HTTPException) else 500
    code = {404: "not_found", 405: "method"}.get(status, "bad_request")
    body = {"error": {"code": code, "message": code, "values": {}}}
    return plain(json.dumps(body), status=status)


async def health(request: Request) -> Response:
    """`GET /health`: whether the service reaches its database, and how far its horizon lags."""
    centre: Centre = request.app.state.centre
    told = {"ok": False, "version": __version__, "schema": centre.settings.schema, "horizon_ms": None}
    try:
        told["horizon_ms"] = await centre.database.value("SELECT pd.horizon_ms()")
    except Problem:
        return plain(json.dumps(told | {"database": "unavailable"}), status=503)
    return plain(json.dumps(told | {"ok": True, "database": "ok"}))


async def _upkeep(centre: Centre) -> None:
    """Writes the counts of idle verbs, and clears what time clears."""
    swept = float("-inf")
    while True:
        if time.monotonic() - swept >= _SWEEP_SECONDS:
            swept = time.monotonic()
            with contextlib.suppress(Problem):
                found = json.loads(await centre.database.value("SELECT pd.sweep()::text"))
                log("swept", **found)
        await asyncio.sleep(_FLUSH_SECONDS)
        await centre.audit.flush()
