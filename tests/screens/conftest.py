"""Screens of the demonstration on one window for all tests of a worker."""

from __future__ import annotations

import asyncio
import importlib.util
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from prospectdesk.app.loop import running
from prospectdesk.jobs.opening import Opening
from prospectdesk.jobs.session import open_session

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_MS = 20_000


def _module(name: str, place: Path) -> ModuleType:
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, place)
        assert spec is not None
        assert spec.loader is not None
        made = importlib.util.module_from_spec(spec)
        sys.modules[name] = made
        spec.loader.exec_module(made)
    return sys.modules[name]


_screens = _module("screen_fixtures", ROOT / "tests" / "ui" / "conftest.py")
globals().update(
    {name: value for name, value in vars(_screens).items() if name in {"_loop", "_theme", "demo_folder"}}
)
scenes = _module("scenes", ROOT / "packaging" / "scenes.py")


@pytest.fixture(autouse=True)
def nothing_left_behind() -> None:
    """The window of the module stands between tests, and its lanes start their threads late."""


def finish(coroutine: Any, loop: asyncio.AbstractEventLoop) -> Any:
    """Runs a coroutine to its end while Qt goes on."""
    with running(loop):
        task = loop.create_task(coroutine)
        turn = QEventLoop()
        task.add_done_callback(lambda _task: turn.quit())
        QTimer.singleShot(PATIENCE_MS, turn.quit)
        if not task.done():
            turn.exec()
        assert task.done(), "the screen did not come to rest"
        return task.result()


@pytest.fixture(scope="module")
def stage(
    _loop: asyncio.AbstractEventLoop,
    qapp: QApplication,
    demo_folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Any]:
    """The window on fresh demonstration data, furnished."""
    folder = tmp_path_factory.mktemp("screens")
    shutil.copytree(demo_folder, folder / "profile")
    qapp.setQuitOnLastWindowClosed(False)
    how = Opening(demo=True, data_dir=folder / "profile", now=datetime(2026, 11, 23, 9))
    session = open_session(how)
    with running(_loop):
        made = scenes.Stage(session, folder)
    finish(made.furnish(), _loop)
    yield made
    finish(made.close(), _loop)
    session.close()


@pytest.fixture
def show(stage: Any, _loop: asyncio.AbstractEventLoop) -> Callable[[Any], Any]:
    """Brings a scene onto the window and answers the window."""

    def bring(scene: Any) -> Any:
        finish(stage.show(scene), _loop)
        return stage.window

    return bring


@pytest.fixture
def rest(stage: Any, _loop: asyncio.AbstractEventLoop) -> Callable[[], None]:
    """Waits until the window is quiet."""
    return lambda: finish(stage.rest(), _loop)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test a scene; those of one scene follow one another, as to show it costs most."""
    if "scene" in metafunc.fixturenames:
        found = scenes.scenes()
        metafunc.parametrize("scene", found, ids=[one.name for one in found], scope="module")
