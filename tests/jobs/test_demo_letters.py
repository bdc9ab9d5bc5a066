"""The dossier that pictures show is made for whoever looks at the demonstration."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from prospectdesk.jobs import demo_letters, letters
from prospectdesk.jobs.session import Opening, open_session
from prospectdesk.queries import letters as stored


@pytest.mark.spec("X-29", "D-28")
def test_a_person_without_the_service_right_gets_the_pictures_too(tmp_path: Path) -> None:
    session = open_session(
        Opening(demo=True, data_dir=tmp_path, user="claire", now=datetime(2026, 11, 23, 9))
    )
    try:
        assert session.person.login == "claire"
        dossier = demo_letters.furnish(session)
        with session.reader.session() as conn:
            printed = stored.printed(conn, dossier)
        assert [(one.number, one.author) for one in printed] == [(1, session.person.name)]
        assert letters.again(printed[0]).same
    finally:
        session.close()
