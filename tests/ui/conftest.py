"""Fixtures of the screens: the joined loop, a themed application, a desk on a small real bus."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from prospectdesk.app.loop import attach, detach, running
from prospectdesk.jobs.lanes import Lanes
from prospectdesk.ui.kit.theme import Look, Theme, bundled_family

PATIENCE_MS = 10_000


@pytest.fixture(scope="session")
def _loop(qapp: QApplication) -> Iterator[asyncio.AbstractEventLoop]:
    attached = attach(qapp)
    yield attached
    detach(attached)


@pytest.fixture
def loop(_loop: asyncio.AbstractEventLoop) -> Iterator[asyncio.AbstractEventLoop]:
    """The loop of the program, running for this test: qtbot's waits turn it."""
    with running(_loop):
        yield _loop


@pytest.fixture
def run(loop: asyncio.AbstractEventLoop, qtbot: Any) -> Callable[[Coroutine[Any, Any, Any]], Any]:
    """Runs a coroutine to its end while Qt goes on; answers or raises what it does."""

    def go(coroutine: Coroutine[Any, Any, Any]) -> Any:
        task = loop.create_task(coroutine)
        qtbot.waitUntil(task.done, timeout=PATIENCE_MS)
        return task.result()

    return go


@pytest.fixture
def lanes() -> Iterator[Lanes]:
    """Real lanes, closed after the test."""
    made = Lanes()
    yield made
    made.close()


@pytest.fixture(scope="session")
def _theme(qapp: QApplication) -> Theme:
    return Theme(qapp, Look("light", family=bundled_family()))


@pytest.fixture
def theme(_theme: Theme) -> Iterator[Theme]:
    """The theme of the program, light and comfortable at the start of each test."""
    start = Look("light", family=bundled_family())
    if _theme.look != start:
        _theme.apply(start)
    yield _theme
    if _theme.look != start:
        _theme.apply(start)
