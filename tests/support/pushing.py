"""A laptop reduced to what it says to the centre: operations pushed, pages pulled. For tests of the SQL functions."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, replace
from typing import Any

from centre import Centre, Who

from prospectdesk.domain.ids import natural_uid, new_uid, siren_uid
from prospectdesk.server import schema
from prospectdesk.wire import rules

NOW = 1_795_000_000_000
"""An instant of November 2026, ms UTC: the clock of these tests."""
DAY = NOW // 86_400_000
NIL = "0" * 32
SEEN = 10**15
"""A base above every rev: the editor had the row as it is."""

Row = dict[str, Any]
Operation = list[Any]

PLAIN: dict[str, Row] = {
    "company": {"name": "Moulin Rey"},
    "registration": {"registered_at": NOW},
    "contact": {"made_at": NOW},
    "contact_point": {"kind": "mobile", "value": "+33612345678"},
    "follow_up": {"day": DAY, "made_at": NOW},
    "timeline": {"at": NOW, "type": "note", "title": "Note"},
    "history": {"at": NOW, "object": "Société", "field": "Nom"},
    "dossier": {"made_at": NOW},
    "routine": {"title": "R"},
    "routine_tag": {"tag": "prospect"},
    "dossier_type": {"label": "Social", "needs_contract": 0},
    "stage": {"label": "Ouvert", "percent": 10},
    "pipeline": {"label": "Standard"},
    "saved_view": {"screen": "prospects", "title": "V", "data": "{}"},
    "notification": {"at": NOW, "event": "e", "title": "t"},
    "suppression": {"hash": "ab", "at": NOW},
    "catalogue": {"kind": "source", "label": "Salon"},
}
"""Values of mandatory columns that have no preset."""


def plain(table: str) -> Row:
    """A row of a table as a laptop writes it when only what must be is filled."""
    full: Row = {}
    for column in rules.columns(table):
        value = schema.preset(table, column.name)
        full[column.name] = value if column.mandatory else None
    return full | {"scope": 1} | PLAIN.get(table, {})


def uid() -> str:
    """A fresh identity as the wire has it."""
    return new_uid().hex()


def natural(*parts: str) -> str:
    """The identity of a natural key as the wire has it."""
    return natural_uid(*parts).hex()


def siren(number: str) -> str:
    """The identity of a legal unit as the wire has it."""
    return siren_uid(number).hex()


@dataclass
class Laptop:
    """One device of one person. `minutes` is its clock, counted from NOW."""

    centre: Centre
    who: Who
    seq: int = 0
    batch: int = 0
    minutes: float = 0

    def hlc(self) -> int:
        """The stamp of a gesture made now."""
        return int(NOW + self.minutes * 60_000) << 16 | (self.batch & 0xFFFF)

    def gesture(self) -> int:
        """The number of a new batch."""
        self.batch += 1
        return self.batch

    def row(
        self, table: str, row: str | None = None, *, batch: int | None = None, **values: Any
    ) -> Operation:
        """A whole new row; mandatory columns nobody named get a plain value."""
        return [batch or self.gesture(), table, row or uid(), "*", plain(table) | values, 0, self.hlc()]

    def cell(
        self, table: str, row: str, column: str, value: Any, base: int = SEEN, batch: int | None = None
    ) -> Operation:
        """One changed column; `base` is the rev of the row the editor saw, by default its newest."""
        return [batch or self.gesture(), table, row, column, value, base, self.hlc()]

    def ask(self, sql: str, *args: Any, minutes: float | None = None) -> Any:
        """One function of the centre, as the service calls it for this device; JSON read."""
        at = int(NOW + (self.minutes if minutes is None else minutes) * 60_000)
        value = self.centre.by(self.who, f"SELECT {sql}", *args, now_ms=at)[0][0]
        return json.loads(value) if isinstance(value, str) else value

    def push(self, *operations: Operation, seq: int | None = None) -> Any:
        """Pushes under the next number (or `seq`); answers what the centre answers."""
        number = self.seq + 1 if seq is None else seq
        answer = self.ask("pd.push($1, $2::jsonb)", number, json.dumps(operations))
        if "error" not in answer:
            self.seq = number
        return answer

    def sent(self, *operations: Operation) -> int:
        """Pushes what has to be accepted; answers its rev."""
        answer = self.push(*operations)
        assert answer["refused"] == [], answer["refused"]
        return int(answer["rev"])

    def pull(self, cursors: dict[str, Any] | None = None, size: int = 2000) -> Any:
        """One page of each bucket."""
        return self.ask("pd.pull($1::jsonb, $2)", json.dumps(cursors or {}), size)

    def sees(self, table: str, row: str) -> Row | None:
        """The row as the centre shows it to this person, None when it does not."""
        answer = self.ask("pd.rows($1::jsonb)", json.dumps([[table, row]]))
        found = rows_of(answer["rows"]).get((table, row))
        assert (found is None) == ([table, row] in answer["gone"])
        return found

    def conflicts(self) -> list[Row]:
        """Every conflict of the workspace, oldest first."""
        return [
            dict(one)
            for one in self.centre.sql(
                "SELECT * FROM pd.conflict WHERE workspace = $1 ORDER BY rev, col", self.who.workspace
            )
        ]

    def other(self) -> Laptop:
        """A second device of the same person."""
        who = replace(self.who, device=uuid.uuid4())
        self.centre.device(who)
        return Laptop(self.centre, who)


def seen(laptop: Laptop, table: str, row: str) -> Row:
    """A row that must be there."""
    found = laptop.sees(table, row)
    assert found is not None
    return found


def rows_of(told: dict[str, Any]) -> dict[tuple[str, str], Row]:
    """Rows of an answer by table and uid, `rev` and `uid` among their columns."""
    found = {}
    for table, part in told.items():
        for row in part["rows"]:
            found[table, row[0]] = dict(zip(["uid", "rev", *part["columns"]], row, strict=True))
    return found


def codes(answer: Any) -> dict[int, str]:
    """Code of each refused batch."""
    return {one["batch"]: one["code"] for one in answer["refused"]}


@dataclass
class Team:
    """A workspace: an administrator, a responsable and two colleagues, each with a laptop."""

    centre: Centre
    workspace: uuid.UUID
    admin: Laptop
    lead: Laptop
    ana: Laptop
    bob: Laptop

    def company(self, **values: Any) -> str:
        """A company of the workspace, known to everybody."""
        made = uid()
        self.admin.sent(self.admin.row("company", made, **values))
        return made


def team(centre: Centre) -> Team:
    """A new workspace with its people."""
    workspace = centre.workspace()
    people = [
        Laptop(centre, centre.person(workspace, licence))
        for licence in ("administrateur", "responsable", "utilisateur", "utilisateur")
    ]
    return Team(centre, workspace, *people)
