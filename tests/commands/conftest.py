"""A demonstration session a test: a real plain store in the test's own folder, the clock of SPEC 4.1."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from prospectdesk.domain.changes import Done
from prospectdesk.jobs.session import Opening, Session, open_session
from prospectdesk.queries import companies

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration made once; tests work on copies of it."""
    folder = tmp_path_factory.mktemp("made") / "demo"
    open_session(Opening(demo=True, data_dir=folder, now=MONDAY)).close()
    return folder


@pytest.fixture
def session(made: Path, tmp_path: Path) -> Iterator[Session]:
    """The demonstration as ugo sees it."""
    shutil.copytree(made, tmp_path / "demo")
    opened = open_session(Opening(demo=True, data_dir=tmp_path / "demo", now=MONDAY))
    yield opened
    opened.close()


@pytest.fixture
def do(session: Session) -> Callable[[Any], Done]:
    """Carries out one command."""
    return session.bus.do


@pytest.fixture
def company(session: Session) -> Callable[[str], int]:
    """The local id of a company by its name."""

    def find(name: str) -> int:
        with session.reader.session() as conn:
            return int(conn.execute("SELECT id FROM company WHERE shown_name = ?", (name,)).fetchone()[0])

    return find


@pytest.fixture
def le_goff(company: Callable[[str], int]) -> int:
    """Cycles Le Goff."""
    return company("Cycles Le Goff")


@pytest.fixture
def head(session: Session) -> Callable[[int], companies.CompanyHead]:
    """The sheet's head of a company."""

    def read(company_id: int) -> companies.CompanyHead:
        found = session.reader.run(companies.head, company_id)
        assert found is not None
        return found

    return read
