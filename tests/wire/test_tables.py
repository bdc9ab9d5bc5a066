"""What the centre is told of the tables is what the laptop's tables are."""

from __future__ import annotations

from prospectdesk.store.ddl import travelling
from prospectdesk.store.tables import metadata
from prospectdesk.wire import rules
from prospectdesk.wire.tables import TABLES

KINDS = {"Integer": "i", "Text": "t", "REAL": "r", "LargeBinary": "b"}


def test_the_wire_knows_every_travelling_table_and_column_in_order() -> None:
    declared = {
        table.name: [
            rules.Column(
                column.name,
                "b" if column.foreign_keys else KINDS[type(column.type).__name__],
                next((key.column.table.name for key in column.foreign_keys), None),
                not column.nullable,
            )
            for column in travelling(table)
        ]
        for table in metadata.tables.values()
        if table.info["synced"]
    }
    assert {name: list(rules.columns(name)) for name in TABLES} == declared


def test_a_table_comes_after_those_its_mandatory_references_name() -> None:
    order = list(TABLES)
    for name in order:
        for column in rules.columns(name):
            if column.target is not None and column.mandatory:
                assert order.index(column.target) < order.index(name), (name, column.name)


def test_rules_speak_only_of_tables_and_columns_that_exist() -> None:
    columns = {name: {column.name for column in rules.columns(name)} for name in TABLES}
    assert set(rules.WRITERS) <= set(TABLES)
    assert set(TABLES) >= rules.DIRECTORY_TABLES
    for told in (rules.ROUTINE_OF, rules.PERSON_OF, rules.AUTHORS):
        for table, column in told.items():
            assert column in columns[table] | {"uid"}, (table, column)
    for table, groups in rules.GROUPS.items():
        for members in groups.values():
            assert set(members) <= columns[table], table
    for table, names in (rules.RESTRICTIVE | rules.OWN_COLUMNS).items():
        assert names <= columns[table], table
