"""A stored analysis reaches the colleagues with its counters; its rows stay where they were made (docs/adr/0015)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from centre import Centre
from laptops import KEY, contents
from pushing import team
from rounds import Round, desk

from prospectdesk.commands.portfolio import DeleteAnalysis, SaveAnalysis
from prospectdesk.domain.errors import Forbidden
from prospectdesk.domain.portfolio import Place, Request
from prospectdesk.queries.portfolio_stored import stored

pytestmark = pytest.mark.pg
ASKED = Request(Place("Rennes", 48.1173, -1.6778), 12.5, recruiting=True, domains=("Informatique",))


@pytest.fixture
def two(centre: Centre, tmp_path: Path) -> Iterator[tuple[Round, Round]]:
    """Ana's laptop and Bob's, both recruiters."""
    crew = team(centre)
    made = desk(crew, crew.ana, tmp_path / "ana.db", KEY), desk(crew, crew.bob, tmp_path / "bob.db", None)
    for one in made:
        one.person = replace(one.person, capabilities=frozenset({"recruteur"}))
    yield made
    for one in made:
        one.laptop.store.close()


@pytest.mark.spec("P-02", "X-13", "P3")
def test_an_analysis_travels_without_its_rows_and_only_its_author_deletes_it(two):
    ana, bob = two
    ana.do(SaveAnalysis(request=ASKED, counts=(1, 2, 3, 4, 5, 6), at=7, invalid=2, rows=b"rows"))
    ana.sync()
    bob.sync()
    assert contents(ana.laptop)["portfolio_analysis"] == contents(bob.laptop)["portfolio_analysis"]
    (here,), (there,) = ana.ask(stored), bob.ask(stored)
    assert (there.request, there.counts, there.at, there.invalid) == (ASKED, (1, 2, 3, 4, 5, 6), 7, 2)
    assert there.author == here.author
    assert (here.opens, there.opens) == (True, False)
    with pytest.raises(Forbidden, match="Seul l’auteur"):
        bob.do(DeleteAnalysis(analysis=there.uid))
    bob.laptop.write(lambda uow: uow.remove("portfolio_analysis", there.id, log=False))
    bob.sync()
    assert [row[0] for row in bob.ask("SELECT code FROM refused")] == ["not_author"]
    assert len(bob.ask(stored)) == 1
    ana.do(DeleteAnalysis(analysis=here.uid))
    ana.sync()
    bob.sync()
    assert ana.ask(stored) == bob.ask(stored) == []
