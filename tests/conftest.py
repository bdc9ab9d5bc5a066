"""Fixtures of all tests: a home of their own, a keychain in memory, nothing left behind."""

from __future__ import annotations

import asyncio
import gc
import itertools
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from hypothesis import HealthCheck, settings
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"  # what child processes get

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("torture", settings.get_profile("default"), max_examples=2000)
settings.load_profile("default")

pytest_plugins = ["centre", "served"]  # tests/support: a real PostgreSQL, a running service, for whoever asks

ROOT = Path(__file__).resolve().parent.parent
TORTURE = ROOT / "tests" / "torture"
GRACE_SECONDS = 3.0


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """tests/torture bears its marker; tests that need a window system say so where there is none."""
    for item in items:
        if TORTURE in item.path.parents:
            item.add_marker("torture")
    if os.environ["QT_QPA_PLATFORM"] == "offscreen":
        reason = pytest.mark.skip(reason="needs a window system: dev.py test runs it under Xvfb")
        for item in items:
            if item.get_closest_marker("xvfb"):
                item.add_marker(reason)


gc.disable()  # else it runs in lanes and servers too, and a widget dies there while Qt paints (app/collector.py)
COLLECTED_WHOLE = 25
"""Tests after which the oldest generation is collected too."""
_torn_down = itertools.count(1)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Cycles are collected between tests, in the thread of the tests."""
    gc.collect(2 if next(_torn_down) % COLLECTED_WHOLE == 0 else 1)


class MemoryKeyring(KeyringBackend):
    """A keychain that forgets everything after the test."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """The kept secret, None when there is none."""
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keeps a secret."""
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forgets a secret."""
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError(username)


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder: no test reads or writes the profile of the person who runs it."""
    folder = tmp_path_factory.mktemp("home")
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(folder))
    for name, part in {
        "XDG_DATA_HOME": "data",
        "XDG_CONFIG_HOME": "config",
        "XDG_CACHE_HOME": "cache",
        "XDG_STATE_HOME": "state",
        "XDG_RUNTIME_DIR": "runtime",
        "APPDATA": "data",
        "LOCALAPPDATA": "data",
    }.items():
        (folder / part).mkdir(mode=0o700, exist_ok=True)
        monkeypatch.setenv(name, str(folder / part))
    return folder


@pytest.fixture(autouse=True)
def keychain() -> MemoryKeyring:
    """The operating system's keychain, as a fresh one in memory."""
    memory = MemoryKeyring()
    keyring.set_keyring(memory)
    return memory


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real French files beside the checkout; the test is skipped where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real data (../shared/data) is not beside this checkout")
    return folder


def _threads() -> set[threading.Thread]:
    """Threads of Python's own making (Qt's show up as dummies once they ran Python code)."""
    return {one for one in threading.enumerate() if type(one).__name__ != "_DummyThread"}


def _tasks() -> set[asyncio.Task[object]]:
    """Tasks that still wait on an open loop."""
    name = "_all_tasks" if hasattr(asyncio.tasks, "_all_tasks") else "_scheduled_tasks"
    kept = list(getattr(asyncio.tasks, name))
    return {task for task in kept if not task.done() and not task.get_loop().is_closed()}


def _windows() -> set[object]:
    """Visible top-level windows; Qt is never imported for this."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    app = widgets.QApplication.instance() if widgets else None
    if app is None or not hasattr(app, "topLevelWidgets"):
        return set()
    app.sendPostedEvents(None, 52)  # QEvent.DeferredDelete
    return {window for window in app.topLevelWidgets() if window.isVisible()}


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """Fails a test that leaves a thread, a pending task or a visible window behind.

    What a fixture of a wider scope holds was there before and is not counted. A folder whose
    wider fixtures start threads late overrides this fixture in its own conftest.
    """
    threads, tasks, windows = _threads(), _tasks(), _windows()
    yield
    end = time.monotonic() + GRACE_SECONDS
    while (_threads() - threads or _tasks() - tasks) and time.monotonic() < end:
        time.sleep(0.01)
    left = [f"thread {one.name}" for one in _threads() - threads]
    left += [f"task {one.get_name()}" for one in _tasks() - tasks]
    left += [f"window {one!r}" for one in _windows() - windows]
    if left:
        pytest.fail(f"left behind: {', '.join(left)}", pytrace=False)
