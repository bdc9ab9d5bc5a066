"""The walker of the relances, for the panes of dossiers too."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from prospectdesk.queries import companies

_place = Path(__file__).parents[1] / "relances" / "conftest.py"
_spec = importlib.util.spec_from_file_location("relances_walker", _place)
assert _spec is not None
assert _spec.loader is not None
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)
walker = _module.walker


@pytest.fixture
def le_goff(walker: Any) -> Any:
    """The local id of Cycles Le Goff."""
    return walker.desk.session.reader.run(companies.find_id, walker.le_goff)


@pytest.fixture
def do(walker: Any) -> Any:
    """A command, told to the pane."""

    def carry_out(command: Any) -> Any:
        done = walker.desk.session.bus.do(command)
        walker.desk.settled(done)
        walker.rest()
        return done

    return carry_out
