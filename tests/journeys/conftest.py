"""Journeys drive the whole program: its real window on a profile of their own, opened, closed and opened again."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from prospectdesk.jobs.opening import Opening
from prospectdesk.ui.kit.theme import Theme

HERE = Path(__file__).resolve().parent


def _module(name: str, place: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, place)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules[name] = made
    spec.loader.exec_module(made)
    return made


_fixtures = _module("screen_fixtures", HERE.parent / "ui" / "conftest.py")
globals().update({name: value for name, value in vars(_fixtures).items() if not name.startswith("__")})
_module("scenes", HERE.parents[1] / "packaging" / "scenes.py")
_driver = _module("journey_driver", HERE / "driver.py")


@pytest.fixture
def start(
    qapp: QApplication, run: Callable[[Any], Any], theme: Theme, qtbot: Any, tmp_path: Path
) -> Iterator[Callable[..., Any]]:
    """Starts the program on a profile; what a test leaves open is closed."""
    qapp.setQuitOnLastWindowClosed(False)
    made = []

    def begin(how: Opening) -> Any:
        driver = _driver.Driver.start(qapp, how, tmp_path, qtbot, run)
        made.append(driver)
        return driver

    yield begin
    for driver in made:
        if not driver.task.done():
            assert driver.close() == 0


@pytest.fixture
def demo(demo_folder: Path, tmp_path: Path) -> Opening:
    """Fresh demonstration data; its clock begins on Monday 23/11/2026 at 9 and goes on from there."""
    folder = tmp_path / "demo"
    shutil.copytree(demo_folder, folder)
    return Opening(demo=True, data_dir=folder)


@pytest.fixture
def ugo(start: Callable[..., Any], demo: Opening) -> Any:
    """The window of the demonstration, Ugo signed in."""
    return start(demo)


@pytest.fixture
def fresh(tmp_path: Path) -> Opening:
    """A new profile without encryption, on Monday 23/11/2026 at 9."""
    return Opening(data_dir=tmp_path / "fresh", encryption=False, now=datetime(2026, 11, 23, 9))
