"""Making and upgrading the database of the centre."""

from __future__ import annotations

import pytest
from centre import Centre

from prospectdesk.server.migrate import migrate

pytestmark = pytest.mark.pg


def test_a_second_migration_finds_nothing_to_do(centre: Centre) -> None:
    again = centre.run(migrate(centre.superuser))
    assert again.applied == ()
    assert again.functions == ()
    assert again.generation == centre.value("SELECT generation FROM pd.centre")
