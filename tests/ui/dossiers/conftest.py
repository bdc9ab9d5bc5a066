"""The walker of the relances, for the panes of dossiers too."""

from __future__ import annotations

from typing import Any

import pytest

from prospectdesk.queries import companies


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
