"""The page of letters on a dossier of the demonstration, driven through its own widgets."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from prospectdesk.jobs import demo_letters
from prospectdesk.ui.letters.page import LettersPage

_place = Path(__file__).parents[1] / "relances" / "conftest.py"
_spec = importlib.util.spec_from_file_location("relances_walker", _place)
assert _spec is not None
assert _spec.loader is not None
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)
walker = _module.walker


@pytest.fixture
def dossier(walker: Any) -> int:
    """The furnished dossier of Atelier Kermarec: one version of its mission letter is generated."""
    return int(demo_letters.furnish(walker.desk.session))


@pytest.fixture
def page(walker: Any, dossier: int) -> LettersPage:
    """Its mission letter, shown and drawn."""
    made = LettersPage(walker.desk)
    made.apply(dossier=dossier, document="Lettre de mission")
    return walker.show(made)
