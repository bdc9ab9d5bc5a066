"""The audit of the verbs: one line for each that did something, one in ten minutes for those that found nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass

import asyncpg

from prospectdesk.server.answers import Problem
from prospectdesk.server.database import Caller, Database
from prospectdesk.server.logs import log

Counts = dict[str, int]
_LINE = (
    "SELECT pd.audit_line($1::text::uuid, $2::text::uuid, $3::text::uuid, $4, $5, $6::text::jsonb, $7, $8)"
)


@dataclass(slots=True)
class _Idle:
    times: int = 0
    milliseconds: int = 0


class Audit:
    """Writes lines; keeps count of idle verbs until `flush`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._idle: dict[tuple[Caller, str], _Idle] = {}

    async def line(
        self, connection: asyncpg.Connection, caller: Caller, verb: str, counts: Counts, milliseconds: int
    ) -> None:
        """One line, in the transaction of the verb itself."""
        await connection.execute(
            _LINE,
            caller.workspace,
            caller.user,
            caller.device,
            verb,
            "ok",
            json.dumps(counts),
            milliseconds,
            1,
        )

    def idle(self, caller: Caller, verb: str, milliseconds: int) -> None:
        """Counts a verb that neither changed nor brought anything."""
        kept = self._idle.setdefault((caller, verb), _Idle())
        kept.times += 1
        kept.milliseconds += milliseconds

    async def failed(self, caller: Caller | None, verb: str, outcome: str, milliseconds: int) -> None:
        """A line for a verb that was refused; never a reason for another failure."""
        who = (None, None, None) if caller is None else (caller.workspace, caller.user, caller.device)
        try:
            await self._database.value(_LINE, *who, verb, outcome, "{}", milliseconds, 1)
        except Problem as problem:
            log("audit_lost", verb=verb, outcome=outcome, code=problem.code)

    async def flush(self) -> None:
        """Writes the lines of the idle verbs."""
        idle, self._idle = self._idle, {}
        for (caller, verb), kept in idle.items():
            try:
                await self._database.value(
                    _LINE,
                    caller.workspace,
                    caller.user,
                    caller.device,
                    verb,
                    "idle",
                    "{}",
                    kept.milliseconds,
                    kept.times,
                )
            except Problem as problem:
                log("audit_lost", verb=verb, outcome="idle", code=problem.code)
                return
