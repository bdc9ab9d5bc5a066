"""Counts and sums of a bucket: what a laptop compares with its own (F14)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from centre import Centre
from pushing import NOW, Laptop, Team, rows_of, team, uid

pytestmark = [pytest.mark.pg, pytest.mark.spec("F14")]

MODULUS = 2**61 - 1


@pytest.fixture
def crew(shared_centre: Centre) -> Team:
    """A workspace with some companies."""
    made = team(shared_centre)
    made.ana.sent(*(made.ana.row("company") for _ in range(30)))
    return made


def mark(row: str, rev: int) -> int:
    """The part of one row, as docs/sync.md says it."""
    words = [int(row[at : at + 8], 16) for at in range(0, 32, 8)]
    return (words[0] ^ words[1] ^ words[2] ^ words[3]) * (1 + rev % 1000003)


def held(laptop: Laptop) -> dict[str, int]:
    """uid and rev of every row of the workspace's bucket, as pulled."""
    page = next(p for p in laptop.pull()["pages"] if p["bucket"] == laptop.who.workspace.hex)
    return {row: found["rev"] for (_, row), found in rows_of(page["rows"]).items()}


def digest(laptop: Laptop, **asked: Any) -> Any:
    """The answer of the centre."""
    return laptop.ask("pd.digest($1::jsonb)", json.dumps(asked))


def test_count_and_sum_are_those_of_the_rows_pulled(crew: Team) -> None:
    rows = held(crew.bob)
    told = digest(crew.bob, **{crew.workspace.hex: True})
    assert told == {
        crew.workspace.hex: [len(rows), sum(mark(row, rev) for row, rev in rows.items()) % MODULUS]
    }


def test_the_parts_add_up_and_name_their_rows(crew: Team) -> None:
    rows = held(crew.bob)
    parts = digest(crew.bob, bucket=crew.workspace.hex, parts=True)["parts"]
    assert sum(count for count, _ in parts.values()) == len(rows)
    first = next(iter(rows))[:2]
    mine = {row: rev for row, rev in rows.items() if row.startswith(first)}
    assert parts[first] == [len(mine), sum(mark(row, rev) for row, rev in mine.items()) % MODULUS]
    told = digest(crew.bob, bucket=crew.workspace.hex, part=first)["rows"]
    assert {row: rev for _, row, rev in told} == mine


def test_a_row_that_left_the_bucket_does_not_count(crew: Team) -> None:
    view = uid()
    before = digest(crew.bob, **{crew.workspace.hex: True})
    crew.ana.sent(crew.ana.row("saved_view", view, user_id=crew.ana.who.uid.hex, shared=1))
    crew.ana.sent(crew.ana.cell("saved_view", view, "scope", 2))
    assert digest(crew.bob, **{crew.workspace.hex: True}) == before
    assert crew.ana.ask("pd.now_ms()") == NOW


def test_buckets_of_others_and_nonsense_have_no_digest(crew: Team, shared_centre: Centre) -> None:
    other = team(shared_centre)
    assert digest(crew.bob, **{other.workspace.hex: True, "zz": True}) == {}
    assert digest(crew.bob, bucket=other.workspace.hex, parts=True) == {"parts": {}}
    assert digest(crew.bob, bucket=other.workspace.hex, part="00") == {"rows": []}
    assert digest(crew.bob, bucket=crew.workspace.hex, part="x")["error"]["code"] == "bad_request"
    assert crew.bob.ask("pd.digest($1::jsonb)", "[]")["error"]["code"] == "bad_request"


def test_the_digest_of_a_large_bucket_is_kept_until_somebody_writes(centre: Centre) -> None:
    crew = team(centre)
    centre.sql(
        "INSERT INTO pd.company (workspace, uid, name) SELECT $1, gen_random_uuid(), 'x' FROM generate_series(1, 20001)",
        crew.workspace,
    )
    asked = {crew.workspace.hex: True}
    first = digest(crew.bob, **asked)
    assert centre.value("SELECT lines FROM pd.digest_kept") == first[crew.workspace.hex][0]
    assert digest(crew.ana, **asked) == first
    crew.company()
    assert digest(crew.ana, **asked)[crew.workspace.hex][0] == first[crew.workspace.hex][0] + 1
