"""What every verb passes: the schema it speaks, the token it shows, the pace it keeps, the person it becomes."""

from __future__ import annotations

import ipaddress
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import asyncpg
from starlette.requests import Request

from prospectdesk.server import tokens
from prospectdesk.server.answers import Problem
from prospectdesk.server.audit import Audit
from prospectdesk.server.changed import Changes
from prospectdesk.server.config import Settings
from prospectdesk.server.database import Caller, Database
from prospectdesk.server.limits import Pace

T = TypeVar("T")
Work = Callable[[asyncpg.Connection, Caller], Awaitable[T]]
_BEHIND = 2
"""How many schemas back a laptop may be; a push one more, so that nothing written is lost."""


@dataclass
class Centre:
    """The long-lived parts of one service process."""

    settings: Settings
    database: Database
    audit: Audit
    changes: Changes
    pace: Pace
    addresses: Pace
    digester: tokens.Digester = field(default_factory=tokens.Digester)

    async def as_person(
        self, request: Request, work: Work[T], *, isolation: str = "read_committed", pushing: bool = False
    ) -> T:
        """Runs `work` in one transaction as the person who shows the token. Raises Problem."""
        schema = schema_of(request, self.settings, pushing=pushing)
        secret = token_of(request)

        async def known(connection: asyncpg.Connection, caller: Caller) -> T:
            request.state.caller = caller
            return await work(connection, caller)

        return await self.database.as_person(tokens.hashed(secret), schema, known, isolation=isolation)

    async def caller(self, request: Request, *, pushing: bool = False) -> Caller:
        """Who shows the token, for verbs that do something slow before their transaction."""

        async def nothing(connection: asyncpg.Connection, caller: Caller) -> Caller:
            del connection
            return caller

        return await self.as_person(request, nothing, pushing=pushing)


def schema_of(request: Request, settings: Settings, *, pushing: bool = False) -> int:
    """The number in X-Schema. Raises Problem: too_old (426) for laptops that must be updated first."""
    said = request.headers.get("x-schema", "")
    if not said.isascii() or not said.isdecimal() or len(said) > 6:
        raise Problem("bad_request", "X-Schema is missing")
    number = int(said)
    oldest = max(1, settings.schema - _BEHIND - (1 if pushing else 0))
    if number < oldest:
        raise Problem("too_old", "update the program", schema=settings.schema, oldest=oldest)
    if number > settings.schema:
        raise Problem("unavailable", "the centre is older than the program", schema=settings.schema)
    return number


def token_of(request: Request) -> str:
    """The bearer token. Raises Problem (unauthorized)."""
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not 20 <= len(secret) <= 200:
        raise Problem("unauthorized")
    return secret


def address_of(request: Request, settings: Settings) -> str:
    """The caller's address for counting tries; behind a proxy, the one the proxy saw. IPv6 by its /64."""
    told = request.client.host if request.client else ""
    if settings.behind_proxy:
        told = request.headers.get("x-forwarded-for", told).rpartition(",")[2].strip()
    try:
        found = ipaddress.ip_address(told)
    except ValueError:
        return "unknown"
    if found.version == 6:
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False).network_address)
    return str(found)


def text_of(asked: dict[str, Any], name: str, most: int, *, default: str | None = None) -> str:
    """A text field of a body. Raises Problem (bad_request)."""
    value = asked.get(name)
    if value is None and default is not None:
        return default
    if not isinstance(value, str) or not (value or default is not None) or len(value) > most or "\0" in value:
        raise Problem("bad_request", "a field is missing or wrong", field=name)
    return value


def number_of(asked: dict[str, Any], name: str, least: int, most: int) -> int:
    """An integer field of a body. Raises Problem (bad_request)."""
    value = asked.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise Problem("bad_request", "a field is missing or wrong", field=name)
    return value


def uid_of(asked: dict[str, Any], name: str) -> uuid.UUID:
    """A uid field of a body. Raises Problem (bad_request)."""
    value = asked.get(name)
    try:
        return uuid.UUID(value if isinstance(value, str) and len(value) in {32, 36} else "")
    except ValueError:
        raise Problem("bad_request", "a field is missing or wrong", field=name) from None
