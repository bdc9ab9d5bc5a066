"""What the tests of the centre's database share."""

from __future__ import annotations

import pytest
from centre import Centre
from pushing import Team, team


@pytest.fixture
def crew(shared_centre: Centre) -> Team:
    """A workspace with four people; Bob's clock is a minute after Ana's."""
    made = team(shared_centre)
    made.ana.minutes, made.bob.minutes = 1, 2
    return made
