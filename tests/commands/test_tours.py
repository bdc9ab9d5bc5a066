"""Stops of a selection, and the relances of a round in one act."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from prospectdesk.commands.tours import Appointment, PlanVisits
from prospectdesk.domain.errors import Refused
from prospectdesk.jobs.session import Opening, Session, open_session
from prospectdesk.queries import tours

MONDAY = datetime(2026, 11, 23, 9)
TUESDAY = date(2026, 11, 24)


@pytest.fixture
def session(tmp_path: Path) -> Any:
    opened = open_session(Opening(demo=True, data_dir=tmp_path / "data", now=MONDAY))
    yield opened
    opened.close()


def companies(session: Session, where: str) -> list[int]:
    with session.store.session() as conn:
        return [
            row[0]
            for row in conn.execute(f"SELECT id FROM company WHERE {where} ORDER BY shown_name").fetchall()
        ]


def test_a_round_s_stops_and_relances_come_and_go_as_one(session: Session) -> None:
    known = companies(session, "registered = 1 AND kind = 0 AND deleted_at IS NULL")
    outside = companies(session, "registered = 0 AND deleted_at IS NULL")[:1]
    with session.store.session() as conn:
        stops = tours.stops(conn, [*known, *outside, 10**9])
    assert [stop.company for stop in stops] == [*known, *outside]
    kermarec = next(stop for stop in stops if stop.name == "Atelier Kermarec")
    assert kermarec.point == pytest.approx((48.1212, -1.603))
    assert kermarec.contact.startswith("Rozenn Kermarec")
    free = [stop.company for stop in stops if stop.relance is None and stop.registered]
    assert free
    visits = tuple(
        Appointment(company=one, day=TUESDAY, minute=9 * 60 + 45 * n)
        for n, one in enumerate([*known, *outside])
    )
    done = session.bus.do(PlanVisits(visits=visits, description="Tournée de Rennes"))
    assert done.undo is not None
    with session.store.session() as conn:
        planned = [stop for stop in tours.stops(conn, free) if stop.relance is not None]
        assert [stop.company for stop in planned] == free
        rows = conn.execute(
            "SELECT minute, action_type FROM follow_up WHERE description = 'Tournée de Rennes' ORDER BY minute"
        ).fetchall()
    assert [tuple(row) for row in rows] == [
        (visit.minute, "Rendez-vous") for visit in visits if visit.company in free
    ]
    with pytest.raises(Refused, match="Aucune visite"):
        session.bus.do(PlanVisits(visits=visits))
    session.bus.do(done.undo)
    with session.store.session() as conn:
        assert all(stop.relance is None for stop in tours.stops(conn, free))


def test_more_than_a_hundred_stops_are_refused(session: Session) -> None:
    with session.store.session() as conn, pytest.raises(Refused, match="100 visites"):
        tours.stops(conn, range(1, 200))
