"""News of a company and its software estates: recorded, changed, removed, undone (C-06, C-07)."""

from __future__ import annotations

import pytest

from prospectdesk.commands.news import EditPark, RecordNews, RecordPark, RemovePark
from prospectdesk.commands.registry import from_json
from prospectdesk.domain.clock import day_date
from prospectdesk.domain.errors import Failure
from prospectdesk.queries import news, timeline


def refusal(do, command):
    """The code of what a command is refused with."""
    with pytest.raises(Failure) as found:
        do(command)
    return found.value.code


@pytest.mark.spec("C-06")
def test_news_are_told_newest_first_and_once_for_a_link(do, session, company):
    tanguy = company("Boulangerie Tanguy")
    (known,) = session.reader.run(news.news, tanguy)
    assert f"{day_date(known.day):%d/%m/%Y}" == "02/11/2026"
    assert (known.kind, known.origin, known.url[:8]) == ("news", "press", "https://")
    told = {"title": "Cherche un ERP", "kind": "interest", "origin": "feed", "url": "https://lbl.example/erp"}
    first = do(RecordNews(company=tanguy, date="2026-11-20", **told))
    again = do(RecordNews(company=tanguy, date="2026-11-20", **told))
    assert first.uid == again.uid
    found = session.reader.run(news.news, tanguy)
    assert [(one.title, one.kind) for one in found] == [("Cherche un ERP", "interest"), (known.title, "news")]
    do(first.undo)
    assert session.reader.run(news.news, tanguy) == (known,)
    named = {"company": tanguy, "title": "x"}
    assert refusal(do, RecordNews(**named, date="2026-11-20", url="http://a.example")) == "bad_url"
    assert refusal(do, RecordNews(**named, date="2026-11-20", url="file:///etc")) == "bad_url"
    assert refusal(do, RecordNews(**named)) == "mandatory"
    assert refusal(do, RecordNews(**named, date="2026-11-20", origin="rumeur")) == "bad_choice"


@pytest.mark.spec("C-07", "D-49")
def test_an_estate_is_recorded_changed_and_removed_and_each_is_undone(do, session, le_goff):
    assert refusal(do, RecordPark(company=le_goff, product=" ")) == "mandatory"
    document = {
        "command": "RecordPark",
        "company": "000100032",
        "product": "Paie",
        "contract_until": "2026-12-31",
    }
    made = do(from_json(document))
    (park,) = session.reader.run(news.parks, le_goff)
    assert (park.product, park.origin, park.author) == ("Paie", "adviser", session.person.name)
    assert [f"{day_date(day):%d/%m/%Y}" for day in (park.contract_until, park.noted_on)] == [
        "31/12/2026",
        "23/11/2026",
    ]
    assert (park.integrator, park.reviews, park.source) == (None, None, None)
    edited = do(EditPark(park=park.id, integrator="Ouest Info", contract_until=None))
    (after,) = session.reader.run(news.parks, le_goff)
    assert (after.integrator, after.contract_until, after.product) == ("Ouest Info", None, "Paie")
    do(edited.undo)
    assert session.reader.run(news.parks, le_goff) == (park,)
    gone = do(RemovePark(park=park.id))
    assert session.reader.run(news.parks, le_goff) == ()
    do(gone.undo)
    assert session.reader.run(news.parks, le_goff) == (park,)
    do(made.undo)
    assert session.reader.run(news.parks, le_goff) == ()
    told = [(one.object, one.field, one.new) for one in session.reader.run(timeline.history, le_goff)]
    assert ("Parc logiciel Paie", "Intégrateur", "Ouest Info") in told


@pytest.mark.spec("C-07")
def test_who_is_not_in_the_portfolio_gets_no_estate(do, session):
    with session.reader.session() as conn:
        (other,) = conn.execute("SELECT id FROM company WHERE registered = 0 AND kind = 0 LIMIT 1").fetchone()
    assert refusal(do, RecordPark(company=other, product="Paie")) == "not_registered"
