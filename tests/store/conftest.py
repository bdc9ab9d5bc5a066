"""Stores of the three kinds: encrypted, plain in the same driver, plain in Python's own sqlite3."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from prospectdesk.store.connection import can_encrypt
from prospectdesk.store.store import Store
from prospectdesk.store.unit_of_work import UnitOfWork

NOW = 1_795_000_000_000
DAY = 20_775
KEY = bytes(range(32))


@dataclass
class World:
    """One open store with a user, a source, a company on file and its contact."""

    store: Store
    user: int
    source: int
    company: int
    contact: int

    def write(
        self, change: Callable[[UnitOfWork], object], *, muted: bool = False, now: int = NOW
    ) -> UnitOfWork:
        """Runs `change` in one transaction and finishes it as a command would."""
        with self.store.transaction(now, self.user, muted=muted) as uow:
            change(uow)
            uow.finish()
        return uow

    def ask(self, sql: str, *parameters: object) -> list[tuple[object, ...]]:
        """The rows of a query."""
        with self.store.session() as conn:
            return list(conn.execute(sql, parameters).fetchall())


def fill(store: Store) -> World:
    """Puts one of everything in an empty store."""
    with store.transaction(NOW, None) as uow:
        user = uow.insert("user", {"login": "ugo", "name": "Ugo Petit"})
        source = uow.insert("catalogue", {"kind": "source", "label": "Salon"})
        company = uow.insert("company", {"name": "Crêperie de l’Île", "scope": 1})
        uow.insert(
            "registration",
            {"company_id": company, "registered_at": NOW, "source_user_id": user, "source_id": source},
        )
        contact = uow.insert(
            "contact",
            {
                "company_id": company,
                "person": b"p" * 16,
                "last_name": "Caradec",
                "first_name": "Anne",
                "name_key": "anne caradec",
                "made_at": NOW,
            },
        )
        uow.finish()
    return World(store, user, source, company, contact)


@pytest.fixture(params=["encrypted", "plain", "stdlib"])
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Which driver and mode the store runs on."""
    if request.param == "stdlib":
        monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    elif not can_encrypt():
        pytest.skip("the sqlcipher3 driver has no wheel for this system")
    return str(request.param)


@pytest.fixture
def key(kind: str) -> bytes | None:
    """The store's key, None for plain ones."""
    return KEY if kind == "encrypted" else None


@pytest.fixture
def store(tmp_path: Path, key: bytes | None) -> Iterator[Store]:
    """A fresh, open, empty store."""
    made = Store(tmp_path / "prospectdesk.db", key)
    made.open()
    yield made
    made.close()


@pytest.fixture
def world(store: Store) -> World:
    """A store with one of everything."""
    return fill(store)
