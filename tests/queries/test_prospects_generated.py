"""On a generated book, SQL and columns give the same lists, and the generator keeps the list columns true."""

from __future__ import annotations

import importlib
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from prospectdesk.queries import prospects, prospects_groups, prospects_sql, prospects_texts
from prospectdesk.queries.prospects_views import Question, listing
from prospectdesk.queries.reader import Reader
from prospectdesk.store import summaries
from prospectdesk.store.store import Store

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
COMPANIES = 400
TODAY = 20_781
CRITERIA = (
    "raison_sociale=garage", "raison_sociale=ard", "raison_sociale=ga", "raison_sociale=de ", "naf=4", "naf=62.0",
    "etape=signe,perdu", "etape=en_cours", "sans_commercial=true", "repreneur_activite=true", "source=salon",
    "commercial_source=u3", "commercial_operationnel=u4", "date_creation_min=2005-01-01",
    "date_creation_max=2015-12-31", "note=devis", "note=attend le devis", "type_client=pme", "telephone=06 1",
    "telephone=9", "mail=@exemple", "mail=a", "interlocuteurs=marie", "interlocuteurs=mar", "interlocuteurs=ma",
    "siret=1", "siret=99", "siret=1234",
)  # fmt: skip


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store made by the benchmarks' generator, opened again afterwards."""
    sys.path.insert(0, str(BENCHMARKS))
    path = tmp_path_factory.mktemp("generated") / "store.db"
    store = Store(path, bytes(range(32)))
    try:
        store.open()
        importlib.import_module("generate").fill(store, COMPANIES)
    finally:
        sys.path.remove(str(BENCHMARKS))
        store.close()
    again = Store(path, bytes(range(32)))
    again.open()
    yield again
    again.close()


def test_the_generator_writes_the_list_columns_that_the_store_would(generated):
    with generated.session() as conn:
        assert conn.execute("SELECT count(*) FROM company WHERE registered = 1").fetchone() == (COMPANIES,)
        assert summaries.differences(conn) == []
        assert summaries.contact_differences(conn) == []
        assert summaries.note_differences(conn) == []


@pytest.mark.spec("D-07")
@pytest.mark.parametrize("criterion", CRITERIA)
def test_each_criterion_finds_the_same_with_and_without_columns(generated, criterion, monkeypatch):
    reader = Reader(generated)
    reader.load_columns()
    draw = random.Random(criterion)
    monkeypatch.setattr(prospects_texts, "FEW", draw.choice((3, 2_000)))
    monkeypatch.setattr(prospects_texts, "HANDFUL", draw.choice((1, 64)))
    for more in ((), (draw.choice(CRITERIA),), tuple(draw.sample(CRITERIA, 2))):
        wanted = prospects.parse_criteria([*more, criterion])
        sort = draw.choice(("", "-")) + draw.choice(list(prospects_sql.ORDERS))
        plain = reader.run(prospects.find, wanted, sort)
        quick = reader.run(prospects.find, wanted, sort, columns=reader.columns)
        assert list(quick) == list(plain), (more, sort)


@pytest.mark.spec("D-02")
@pytest.mark.parametrize("group", prospects_groups.GROUPINGS)
@pytest.mark.parametrize("way", ["", "-"])
def test_groups_are_ranges_of_the_list_the_same_with_and_without_columns(generated, group, way):
    reader = Reader(generated)
    own = "prochaine_action" if group == prospects_groups.LATENESS else group
    for sort in (f"{way}ville", f"{way}{own}"):
        reader.columns, reader._worth_loading = None, False
        asked = Question(sort=sort, group=group, directory=way == "-")
        plain = reader.run(listing, reader, asked, TODAY)
        reader.load_columns()
        quick = reader.run(listing, reader, asked, TODAY)
        assert quick.groups == plain.groups
        assert list(quick.ids) == list(plain.ids)
        assert sum(one.count for one in quick.groups) == len(quick.ids) == COMPANIES
        assert len({one.key for one in quick.groups}) == len(quick.groups) > 1
        ungrouped = list(reader.run(prospects.find, sort=sort, columns=reader.columns))
        start = 0
        for one in quick.groups:
            members = quick.ids[start : start + one.count].tolist()
            assert members == [company for company in ungrouped if company in set(members)]
            start += one.count
            if group == prospects_groups.NEXT_ACTION:
                told = {row.next_action for row in reader.run(prospects.rows, members)}
                assert told == ({None} if one.key == prospects_groups.NONE else {one.label})


def test_the_kind_of_the_next_action_follows_what_changes(generated):
    from prospectdesk.store.columns import ColumnSet

    with generated.session() as conn:
        columns = ColumnSet.read(conn)
        company = conn.execute("SELECT id FROM company WHERE next_action IS NULL LIMIT 1").fetchone()[0]
        assert columns.next_kinds(conn).rows[company] == -1
    with generated.transaction(1_795_000_000_000, None) as uow:
        row = {
            "company_id": company,
            "kind": "tache",
            "day": TODAY + 3,
            "action_type": "Proposition",
            "made_at": 0,
        }
        made = uow.insert("follow_up", row)
        uow.finish()
    with generated.session() as conn:
        assert columns.follow(conn)
        kinds = columns.next_kinds(conn)
        assert kinds.texts.names[kinds.rows[company]] == "Proposition"
    with generated.transaction(1_795_000_000_001, None) as uow:
        uow.remove("follow_up", made)
        uow.finish()


@pytest.mark.spec("X-27")
def test_the_first_rows_of_the_list_come_without_columns(generated):
    reader = Reader(generated)
    first = reader.run(prospects.first, 50)
    assert first == list(reader.run(prospects.find))[:50]
