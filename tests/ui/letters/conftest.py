"""The page of letters on a dossier of the demonstration, driven through its own widgets."""

from __future__ import annotations

from typing import Any

import pytest

from prospectdesk.jobs import demo_letters
from prospectdesk.ui.letters.page import LettersPage


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
