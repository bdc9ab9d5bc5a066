"""Laptops of the three kinds of store, and the demonstration as a source of rows."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from laptops import KEY, Laptop, laptop

from prospectdesk.store.connection import can_encrypt


@pytest.fixture(params=["encrypted", "plain", "stdlib"])
def key(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bytes | None:
    """The key of the store; None for plain ones, of either driver."""
    if request.param == "stdlib":
        monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    elif not can_encrypt():
        pytest.skip("the sqlcipher3 driver has no wheel for this system")
    return KEY if request.param == "encrypted" else None


@pytest.fixture
def here(tmp_path: Path, key: bytes | None) -> Iterator[Laptop]:
    """An empty laptop."""
    made = laptop(tmp_path / "here.db", key)
    yield made
    made.store.close()


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Laptop]:
    """The demonstration, as a source of rows."""
    from prospectdesk.commands.demo import make_demo

    made = laptop(tmp_path / "there.db", None)
    make_demo(made.store)
    yield made
    made.store.close()
