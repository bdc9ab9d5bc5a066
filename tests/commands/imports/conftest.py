"""A fresh profile a test, lists of companies with real control keys, and counts of what a store holds."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from stdnum import luhn

from prospectdesk.commands.import_job import ImportJob
from prospectdesk.jobs.session import Opening, Session, open_session

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))
COUNTS = {
    "companies": "SELECT count(*) FROM company WHERE deleted_at IS NULL",
    "establishments": "SELECT count(*) FROM establishment WHERE deleted_at IS NULL",
    "registered": "SELECT count(*) FROM company WHERE deleted_at IS NULL AND registered = 1",
    "registrations": "SELECT count(*) FROM registration WHERE deleted_at IS NULL",
    "outbox": "SELECT count(*) FROM outbox",
    "history": "SELECT count(*) FROM history",
    "runs": "SELECT count(*) FROM import_run",
}


@pytest.fixture
def session(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Session]:
    """A fresh profile of the local user, encrypted (key in the keychain: a pass phrase costs 0.5 s).

    A plain one too where a test asks for it: `parametrize("session", ["plain", "encrypted"], indirect=True)`.
    """
    encrypted = getattr(request, "param", "encrypted") == "encrypted"
    opened = open_session(Opening(data_dir=tmp_path / "profile", encryption=encrypted, now=MONDAY))
    assert opened.store.encrypted == encrypted
    yield opened
    opened.close()


@pytest.fixture
def siret() -> Callable[..., str]:
    """The SIRET number `n` of a made-up company, establishment `site`."""

    def make(n: int, site: int = 1) -> str:
        head = f"{40_000_000 + n * 7}"
        siren = head + luhn.calc_check_digit(head)
        rest = f"{siren}{site:04}"
        return rest + luhn.calc_check_digit(rest)

    return make


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    """Writes a .csv from dicts; the titles are those of the first one."""

    def write(rows: Iterable[dict[str, Any]], name: str = "liste.csv") -> Path:
        kept = list(rows)
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(kept[0]))
            writer.writeheader()
            writer.writerows(kept)
        return path

    return write


@pytest.fixture
def load(session: Session) -> Callable[..., dict[str, Any]]:
    """Imports a file and answers the document of CLI.md."""

    def run(path: Path, kind: str = "companies", **options: Any) -> dict[str, Any]:
        job = ImportJob(session.store, session.context(), path, kind, **options)
        try:
            job.stage()
            return job.run().data
        finally:
            job.close()

    return run


@pytest.fixture
def held(session: Session) -> Callable[[], dict[str, int]]:
    """How many rows of each kind the store holds."""

    def count() -> dict[str, int]:
        with session.store.session() as conn:
            return {name: conn.execute(sql).fetchone()[0] for name, sql in COUNTS.items()}

    return count


@pytest.fixture
def ask(session: Session) -> Callable[..., list[tuple[Any, ...]]]:
    """Rows of a query on the store."""

    def run(sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with session.store.session() as conn:
            return [tuple(row) for row in conn.execute(sql, parameters)]

    return run
