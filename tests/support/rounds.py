"""A laptop with a real store and its own commands, which speaks to the functions of the centre without a network."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from laptops import Laptop, laptop
from pushing import NOW, Team
from pushing import Laptop as Line

from prospectdesk.commands.bus import Bus
from prospectdesk.commands.context import Context
from prospectdesk.commands.remote import ApplyPull, ApplyPush, ApplyRows, MarkPush, WithdrawBuckets
from prospectdesk.domain.clock import Clock
from prospectdesk.domain.people import Person
from prospectdesk.store.check import check
from prospectdesk.sync import digest, pull, state


@dataclass
class Desk:
    """A person's laptop: her store and bus, and her line to the centre."""

    line: Line
    laptop: Laptop
    minutes: float = 0
    person: Person = field(default_factory=lambda: Person(0, b"", "", "", "utilisateur"))

    def context(self) -> Context:
        """Her clock and herself."""
        return Context(clock=Clock(frozen_ms=int(NOW + self.minutes * 60_000)), person=self.person)

    def do(self, command: Any, minutes: float | None = None) -> Any:
        """Carries out a command at a time of her clock."""
        self.minutes = self.minutes + 1 if minutes is None else minutes
        return self.laptop.bus.do(command)

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self.laptop.ask(sql, *values)

    def sync(self, minutes: float = 600) -> None:
        """Pushes, pulls until nothing is new, compares."""
        self.line.minutes = minutes
        while (push := self.do(MarkPush()).data["push"]) is not None:
            answer = self.line.push(*push.operations, seq=push.seq)
            assert "error" not in answer, answer
            ask = self.do(ApplyPush(seq=push.seq, answer=answer)).data["ask"]
            if ask:
                self.do(ApplyRows(answer=self.line.ask("pd.rows($1::jsonb)", json.dumps(ask))))
        self.pull()
        assert digest.compare(self) == "equal"
        assert check(self.laptop.store) == []

    def pull(self) -> None:
        """Every page of every bucket, in small parts."""
        more = True
        while more:
            with self.laptop.store.session() as conn:
                cursors, known = state.document(conn, "cursors"), state.document(conn, "buckets")
            answer = self.line.pull(cursors, 50)
            lost = tuple(one for one in known if one not in answer["buckets"])
            if lost:
                self.do(WithdrawBuckets(buckets=lost))
            more = False
            for document in answer["pages"]:
                page = pull.page_of(document, answer["buckets"])
                for part in pull.parts(page, 20):
                    self.do(ApplyPull(page=part))
                more = more or document["more"]

    # what a comparison asks of a round
    def digest(self, document: dict[str, Any]) -> Any:
        """The centre's digest."""
        return self.line.ask("pd.digest($1::jsonb)", json.dumps(document))

    def read_again(self, places: list[list[str]]) -> None:
        """Single rows."""
        self.do(ApplyRows(answer=self.line.ask("pd.rows($1::jsonb)", json.dumps(places))))

    def start_bucket(self, bucket: str) -> None:
        """Never needed here."""
        raise AssertionError(bucket)


def _ask(desk: Desk, fn: Any, *values: Any) -> Any:
    with desk.laptop.store.session() as conn:
        return fn(conn, *values)


class Round(Desk):
    """A desk whose `ask` runs queries, as a comparison wants it."""

    def ask(self, fn: Any, *values: Any) -> Any:
        """A query by its function, or SQL."""
        return self.laptop.ask(fn, *values) if isinstance(fn, str) else _ask(self, fn, *values)


def desk(crew: Team, line: Line, path: Path, key: bytes | None) -> Round:
    """A laptop after its first sync."""
    made = Round(line, laptop(path, key))
    made.laptop.bus = Bus(made.laptop.store, made.context)
    with made.laptop.store.transaction(NOW, None, muted=True) as uow:
        state.write(uow.conn, server="x", workspace=crew.workspace.hex, last_seq=0)
    made.pull()
    ((row_id, uid, login, licence),) = made.ask(
        "SELECT id, uid, login, licence FROM user WHERE uid = ?", line.who.uid.bytes
    )
    made.person = Person(row_id, bytes(uid), login, login, licence)
    return made
