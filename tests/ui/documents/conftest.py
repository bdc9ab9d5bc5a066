"""The page of documents on the demonstration, with the furnished dossier of the letters."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from prospectdesk.jobs import demo_letters
from prospectdesk.ui.documents.page import DocumentsPage

_place = Path(__file__).parents[1] / "relances" / "conftest.py"
_spec = importlib.util.spec_from_file_location("relances_walker", _place)
assert _spec is not None
assert _spec.loader is not None
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)
walker = _module.walker


@pytest.fixture
def page(walker: Any) -> DocumentsPage:
    """One mission letter was generated."""
    demo_letters.furnish(walker.desk.session)
    return walker.show(DocumentsPage(walker.desk))
