"""Fixtures of the screens: the joined loop, a themed application, a desk on a small real bus."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Coroutine, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import walking
from PySide6.QtWidgets import QApplication

from prospectdesk.app.loop import attach, detach, running
from prospectdesk.jobs.lanes import Lanes
from prospectdesk.jobs.opening import Opening
from prospectdesk.jobs.session import Session, open_session
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.theme import Look, Theme, bundled_family
from prospectdesk.ui.shell.main_window import MainWindow

walker = walking.walker
"""A page of the demonstration under its message bar, for every screen."""

PATIENCE_MS = 30_000
MORNING = datetime(2026, 11, 23, 9)


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


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration made once; tests work on copies of it."""
    folder = tmp_path_factory.mktemp("demo") / "profile"
    open_session(Opening(demo=True, data_dir=folder, now=MORNING)).close()
    return folder


@pytest.fixture
def opening(demo_folder: Path, tmp_path: Path) -> Opening:
    """How to open a demonstration of one's own, on Monday 23/11/2026 at 9."""
    folder = tmp_path / "profile"
    shutil.copytree(demo_folder, folder)
    return Opening(demo=True, data_dir=folder, now=MORNING)


@pytest.fixture
def session(opening: Opening) -> Iterator[Session]:
    """The demonstration, open, Ugo signed in."""
    made = open_session(opening)
    yield made
    made.close()


@pytest.fixture
def demo_desk(
    run: Callable[[Coroutine[Any, Any, Any]], Any], lanes: Lanes, theme: Theme, session: Session
) -> Iterator[Desk]:
    """A desk on the demonstration; a bug in a task fails the test."""
    made = Desk.of(session, lanes)
    bugs: list[BaseException] = []
    made.crashed.connect(bugs.append)
    yield made
    run(made.close())
    made.deleteLater()
    if bugs:
        raise bugs[0]


@pytest.fixture
def rest(run: Callable[[Coroutine[Any, Any, Any]], Any]) -> Callable[[Desk], None]:
    """Waits until a desk has nothing under way and Qt has shown it."""

    async def quiet(desk: Desk) -> None:
        for _ in range(3):
            await desk.settle()
            await asyncio.sleep(0.01)

    return lambda desk: run(quiet(desk))


@pytest.fixture
def window(
    demo_desk: Desk, rest: Callable[[Desk], None], run: Callable[[Coroutine[Any, Any, Any]], Any]
) -> Iterator[MainWindow]:
    """The main window on the demonstration, shown, its first screen read."""
    made = MainWindow()
    made.resize(1440, 900)
    made.attach(demo_desk)
    made.show()
    run(made.need_live().restore())
    rest(demo_desk)
    yield made
    made.need_live().stop()
    rest(demo_desk)
    made.close()
    made.deleteLater()
