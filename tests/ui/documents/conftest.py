"""The page of documents on the demonstration, with the furnished dossier of the letters."""

from __future__ import annotations

from typing import Any

import pytest

from prospectdesk.jobs import demo_letters
from prospectdesk.ui.documents.page import DocumentsPage


@pytest.fixture
def page(walker: Any) -> DocumentsPage:
    """One mission letter was generated."""
    demo_letters.furnish(walker.desk.session)
    return walker.show(DocumentsPage(walker.desk))
