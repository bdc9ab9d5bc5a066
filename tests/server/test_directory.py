"""Register rows and white cards in bulk, in and out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from centre import Centre

from prospectdesk.domain.ids import siren_uid
from prospectdesk.server.directory import Counts, reading, upsert

pytestmark = pytest.mark.pg
NIL = UUID(int=0)
COLUMNS = ("name", "siren", "headcount")


def put(centre: Centre, *rows: tuple[Any, ...], chunk: int = 2) -> Counts:
    return centre.run(upsert(centre.connection(centre.superuser), "company", COLUMNS, rows, chunk=chunk))


def company(number: int, name: str = "Alpha") -> tuple[Any, ...]:
    siren = f"{number:09d}"
    return siren_uid(siren), name, siren, None


def test_an_import_writes_what_is_new_and_what_changed_and_says_so(centre: Centre) -> None:
    assert put(centre, *(company(n) for n in range(5))) == Counts(inserted=5)
    was = dict(centre.sql("SELECT uid, rev FROM directory.company"))
    assert put(centre, company(0), company(1, "Beta"), company(9)) == Counts(1, 1, 1)
    now = dict(centre.sql("SELECT uid, rev FROM directory.company"))
    assert [uid for uid in was if now[uid] != was[uid]] == [UUID(bytes=siren_uid("000000001"))]
    assert centre.value("SELECT open FROM directory.company WHERE name = 'Beta'") == 1


def test_a_row_given_twice_counts_once_and_the_last_stands(centre: Centre) -> None:
    assert put(centre, company(1), company(1, "Beta"), chunk=10) == Counts(inserted=1)
    assert centre.value("SELECT name FROM directory.company") == "Beta"


def test_what_is_imported_reaches_everybody_by_the_feed(centre: Centre) -> None:
    put(centre, company(1))
    rows = centre.sql("SELECT workspace, bucket, tbl, rev, gone FROM pd.feed")
    assert [tuple(row) for row in rows] == [
        (NIL, NIL, "company", centre.value("SELECT rev FROM directory.company"), False)
    ]


def test_a_person_who_was_erased_does_not_come_back(centre: Centre) -> None:
    uid = UUID(bytes=siren_uid("000000001"))
    centre.sql("INSERT INTO pd.erased VALUES ($1, $2, 'company', 1, NULL)", NIL, uid)
    assert put(centre, company(1), company(2)) == Counts(inserted=1, erased=1)


@pytest.mark.parametrize(
    ("table", "column"), [("dossier", "status"), ("company", "scope"), ("company", "cv")]
)
def test_an_import_writes_only_columns_of_the_directory(centre: Centre, table: str, column: str) -> None:
    with pytest.raises(ValueError, match="directory"):
        centre.run(upsert(centre.connection(centre.superuser), table, [column], []))


def test_a_reading_stands_still_while_others_write(centre: Centre) -> None:
    put(centre, *(company(n) for n in range(3)))

    async def read(run: Any) -> tuple[list[Any], int, int]:
        async with reading(centre_reader) as found:
            await run
            rows = [row async for page in found.rows("company", COLUMNS) for row in page]
            return rows, await found.count("company"), found.cursor[0]

    centre_reader = centre.connection(centre.superuser + "&application_name=reader")
    late = upsert(centre.connection(centre.superuser), "company", COLUMNS, [company(8), company(1, "Beta")])
    rows, count, cursor = centre.run(read(late))
    assert count == 3
    assert sorted(row[3] for row in rows) == ["000000000", "000000001", "000000002"]
    assert {row[2] for row in rows} == {"Alpha"}
    assert all(row[1] <= cursor for row in rows)
    after = centre.sql("SELECT name FROM directory.company WHERE rev > $1", cursor)
    assert sorted(row["name"] for row in after) == ["Alpha", "Beta"]
