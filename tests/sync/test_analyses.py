"""A stored analysis reaches the colleagues with its rows: they open it as it was and compare it (docs/adr/0017)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from centre import Centre
from laptops import KEY, NOW, contents
from pushing import team
from rounds import Round, desk

from prospectdesk.commands import portfolio
from prospectdesk.commands.portfolio import DeleteAnalysis, SaveAnalysis
from prospectdesk.domain.errors import Forbidden
from prospectdesk.domain.portfolio import Place, Request
from prospectdesk.queries import portfolio_packed
from prospectdesk.queries.portfolio import rows
from prospectdesk.queries.portfolio_stored import compared, reopened, stored
from prospectdesk.sync import digest
from prospectdesk.wire.rules import HEAVY

pytestmark = pytest.mark.pg
ASKED = Request(Place("Rennes", 48.1173, -1.6778), 12.5, recruiting=True, domains=("Informatique",))
SIRET = "00010001600013"
THEN = NOW - 30 * portfolio.DAY_MS
ROWS = 20_000
HEAD = {"found": [], "recruits": {}, "unsound": [], "dropped": 2}


@pytest.fixture
def two(centre: Centre, tmp_path: Path) -> Iterator[tuple[Round, Round]]:
    """Ana's laptop and Bob's, both recruiters."""
    crew = team(centre)
    made = desk(crew, crew.ana, tmp_path / "ana.db", KEY), desk(crew, crew.bob, tmp_path / "bob.db", None)
    for one in made:
        one.person = one.person._replace(capabilities=frozenset({"recruteur"}))
    yield made
    for one in made:
        one.laptop.store.close()


def known_company(uow: Any) -> None:
    """A company of the workspace with one establishment."""
    company = uow.insert(
        "company",
        {"scope": 1, "kind": 0, "name": "Atelier Kermarec", "shown_name": "Atelier Kermarec"},
        log=False,
    )
    uow.insert("establishment", {"scope": 1, "company_id": company, "siret": SIRET}, log=False)


def columns(count: int) -> dict[str, Any]:
    """So many rows of types 2 and 5, by distance within each; the first one's SIRET is a company of ours."""
    draw = np.random.default_rng(3)
    half = count // 2
    km = np.concatenate((np.sort(draw.random(half)), np.sort(draw.random(count - half)))) * 12.5
    siret = draw.integers(30_000_000_000_000, 99_999_999_999_999, count)
    siret[0] = int(SIRET)
    return {
        "siret": siret,
        "latitude": 48 + draw.random(count),
        "longitude": -1 - draw.random(count),
        "km": km,
        "kind": np.repeat((2, 5), (half, count - half)),
        "several": np.ones(count),
        "contacts": draw.integers(0, 9, count),
        "missions": np.zeros(count),
        "placed": np.zeros(count),
    }


def saved(count: int, at: int) -> SaveAnalysis:
    """A result of so many rows."""
    counts = (0, 0, count // 2, 0, 0, count - count // 2)
    packed = portfolio_packed.pack(HEAD, columns(count))
    return SaveAnalysis(request=ASKED, counts=counts, at=at, invalid=2, rows=packed)


@pytest.mark.spec("P-02", "X-13", "P3")
def test_a_colleague_opens_an_analysis_as_it_was_compares_it_and_does_not_delete_it(two):
    ana, bob = two
    ana.laptop.write(known_company)
    ana.do(saved(ROWS, THEN))
    ana.do(saved(ROWS - 5, THEN + 1))
    ana.sync()
    bob.sync()
    for table in ("portfolio_analysis", "portfolio_part"):
        assert contents(ana.laptop)[table] == contents(bob.laptop)[table] != []
    later, there = bob.ask(stored)
    assert (there.request, there.at, there.invalid, there.opens) == (ASKED, THEN, 2, True)
    assert there.author == ana.ask(stored)[1].author
    here, opened = ana.ask(reopened, ana.ask(stored)[1]), bob.ask(reopened, there)
    for name in ("kind", "km", "several", "past"):
        assert np.array_equal(getattr(here, name), getattr(opened, name)), name
    assert np.abs(opened.km - columns(ROWS)["km"]).max() < 0.0001
    assert opened.past.siret.tolist() == columns(ROWS)["siret"].tolist()
    assert opened.counts == (0, 0, ROWS // 2, 0, 0, ROWS // 2)
    first, second = bob.ask(rows, opened, (0, 1))
    assert (first.name, first.siret, second.name) == (
        "Atelier Kermarec",
        SIRET,
        "Société absente de ce poste",
    )
    told = bob.ask(compared, opened, bob.ask(reopened, later))
    assert [len(one) for one in told[:2]] == [
        len(one) for one in ana.ask(compared, here, ana.ask(reopened, ana.ask(stored)[0]))[:2]
    ]
    with pytest.raises(Forbidden, match="Seul l’auteur"):
        bob.do(DeleteAnalysis(analysis=there.uid))
    bob.laptop.write(lambda uow: uow.remove("portfolio_analysis", there.id, log=False))
    bob.sync()
    assert [row[0] for row in bob.ask("SELECT code FROM refused")] == ["not_author"]
    ana.do(DeleteAnalysis(analysis=there.uid))
    ana.sync()
    bob.sync()
    assert [one.at for one in ana.ask(stored)] == [one.at for one in bob.ask(stored)] == [THEN + 1]


def test_a_page_holds_few_long_rows_and_the_others_follow(two):
    ana, _bob = two
    ana.do(saved(ROWS, THEN))
    ana.sync()
    pieces = ana.ask("SELECT count(*), max(length(data)) FROM portfolio_part")[0]
    assert pieces == (4, portfolio.PIECE)
    workspace = ana.line.pull({}, 250)["pages"][0]
    assert (
        len(workspace["rows"].get("portfolio_part", {"rows": []})["rows"]) <= 250 // HEAVY["portfolio_part"]
    )
    asked = [["portfolio_part", f"{one:032x}"] for one in range(25)] + [["company", "00" * 16]] * 900
    assert [len(part) for part in digest.bearable(asked)] == [10, 10, 505, 400]
    assert {
        "portfolio_part": ana.line.ask("pd.weight(ARRAY[ROW('portfolio_part', NULL, 1, false)::pd.line])")
    } == HEAVY
