"""The tables of the centre are those of the wire, their presets those of the laptop."""

from __future__ import annotations

import pytest
from centre import Centre

from prospectdesk.server import schema
from prospectdesk.store.tables import metadata
from prospectdesk.sync import incoming
from prospectdesk.wire import rules
from prospectdesk.wire.tables import SCHEMA, TABLES

TYPES = {"i": "bigint", "t": "text", "r": "double precision", "b": "uuid"}
KEPT = ["workspace", "uid", "bucket", "rev", "cv", "changed_by", "changed_at"]


def columns(centre: Centre, place: str) -> dict[str, list[tuple[str, str, bool]]]:
    rows = centre.sql(
        "SELECT table_name, column_name, data_type, is_nullable = 'NO' AS need FROM information_schema.columns "
        "WHERE table_schema = $1 ORDER BY table_name, ordinal_position",
        place,
    )
    found: dict[str, list[tuple[str, str, bool]]] = {}
    for row in rows:
        found.setdefault(row["table_name"], []).append((row["column_name"], row["data_type"], row["need"]))
    return found


@pytest.mark.pg
def test_each_travelling_table_has_its_columns_in_order_beside_those_of_the_centre(centre: Centre) -> None:
    found = columns(centre, "pd")
    for table in TABLES:
        told = [(column.name, TYPES[column.kind], column.mandatory) for column in rules.columns(table)]
        assert [name for name, _, _ in found[table][:7]] == KEPT, table
        assert found[table][7:] == told, table


@pytest.mark.pg
@pytest.mark.spec("X-22")
def test_the_directory_has_the_shared_tables_and_nothing_of_a_workspace(centre: Centre) -> None:
    found = columns(centre, "directory")
    assert set(found) == rules.DIRECTORY_TABLES
    for table, has in found.items():
        assert [name for name, _, _ in has[:3]] == ["uid", "rev", "changed_at"]
        assert has[3:] == [
            (column.name, TYPES[column.kind], column.mandatory) for column in rules.columns(table)
        ]
    with pytest.raises(Exception, match="check constraint"):
        centre.sql("INSERT INTO directory.company (uid, scope, name) VALUES (gen_random_uuid(), 1, 'A')")


@pytest.mark.pg
def test_no_row_of_the_directory_lies_in_a_workspace(centre: Centre) -> None:
    for table in TABLES:
        assert centre.value(
            "SELECT count(*) FROM pg_constraint WHERE conrelid = $1::text::regclass AND contype = 'c' "
            "AND pg_get_constraintdef(oid) LIKE '%scope%'",
            f'pd."{table}"',
        ), table


def test_presets_are_those_of_the_laptop() -> None:
    for table in TABLES:
        declared = metadata.tables[table].columns
        for column in rules.columns(table):
            told = declared[column.name].server_default
            if column.name == "scope":
                continue
            expected = None if told is None else str(told.arg).strip("'")
            found = schema.preset(table, column.name)
            assert (None if found is None else str(found)) == expected, (table, column.name)


@pytest.mark.pg
def test_rules_are_rows(centre: Centre) -> None:
    assert centre.value("SELECT schema FROM pd.centre") == SCHEMA
    tables = [row["tbl"] for row in centre.sql("SELECT tbl FROM pd.table_rule ORDER BY position")]
    assert tables == list(TABLES)
    for table in TABLES:
        found = centre.sql(
            "SELECT col, kind, target, mandatory FROM pd.column_rule WHERE tbl = $1 ORDER BY position", table
        )
        assert [rules.Column(*row) for row in found] == list(rules.columns(table))
    (row,) = centre.sql("SELECT * FROM pd.column_rule WHERE tbl = 'contact' AND col = 'block_call'")
    assert (row["restrictive"], row["quiet"], row["preset"], row["max_length"]) == (True, False, "0", 100_000)
    grouped = centre.sql(
        "SELECT col FROM pd.column_rule WHERE tbl = 'dossier' AND grp = 'stage' ORDER BY col"
    )
    assert [row["col"] for row in grouped] == ["rank", "stage_id"]


@pytest.mark.pg
def test_a_page_of_the_feed_is_read_along_its_index_and_rights_are_asked_once(centre: Centre) -> None:
    who = centre.person(centre.workspace())
    centre.sql(
        "INSERT INTO pd.timeline (workspace, uid, company_id, at, type) "
        "SELECT $1, gen_random_uuid(), gen_random_uuid(), n, 'note' FROM generate_series(1, 3000) n",
        who.workspace,
    )
    centre.sql("ANALYZE pd.feed")
    plan = "\n".join(
        row[0]
        for row in centre.by(
            who,
            "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) SELECT uid FROM pd.feed "
            f"WHERE workspace = '{who.workspace}' AND bucket = '{who.workspace}' "
            "AND (rev, uid) > (0, '00000000-0000-0000-0000-000000000000') ORDER BY rev, uid LIMIT 100",
        )
    )
    assert "using feed_order" in plan, plan
    assert "Sort" not in plan, plan
    assert "InitPlan" in plan, plan


@pytest.mark.pg
@pytest.mark.spec("T15")
def test_the_centre_takes_no_flag_and_no_day_that_a_laptop_would_set_aside(centre: Centre) -> None:
    for table in TABLES:
        for column in rules.columns(table):
            if column.name in incoming.FLAGS | incoming.DAYS:
                accepted = centre.value("SELECT pd.accepted($1, $2)", table, column.name)
                assert accepted == ("^[01]$" if column.name in incoming.FLAGS else "^-?[0-9]{1,6}$"), column
