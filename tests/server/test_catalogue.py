"""What the catalogue of the database says of its safety (P2, P5), and that the question can be answered badly."""

from __future__ import annotations

import asyncpg
import pytest
from centre import Centre

from prospectdesk.server.catalogue import Finding, findings

pytestmark = pytest.mark.pg


def look(centre: Centre) -> list[Finding]:
    return centre.run(findings(centre.connection(centre.superuser)))


@pytest.mark.spec("P2")
def test_nothing_in_the_database_breaks_the_rules(centre: Centre) -> None:
    assert look(centre) == []


SPOILED = {
    "a table without row security": (
        "CREATE TABLE pd.loose (workspace uuid PRIMARY KEY); ALTER TABLE pd.loose OWNER TO prospectdesk_owner",
        Finding("no_row_security", "pd.loose"),
    ),
    "row security that its owner escapes": (
        "ALTER TABLE pd.contact NO FORCE ROW LEVEL SECURITY",
        Finding("no_row_security", "pd.contact"),
    ),
    "a condition that is always true": (
        "CREATE POLICY open ON pd.contact FOR SELECT TO prospectdesk_service USING (true)",
        Finding("always_true", "pd.contact open"),
    ),
    "a change without a condition on what comes of it": (
        "CREATE POLICY half ON pd.contact FOR UPDATE TO prospectdesk_service USING (privileged = 0)",
        Finding("no_check", "pd.contact half"),
    ),
    "a view that runs as its owner": (
        "CREATE VIEW pd.seen AS SELECT uid FROM pd.contact; ALTER VIEW pd.seen OWNER TO prospectdesk_owner",
        Finding("view_of_its_owner", "pd.seen"),
    ),
    "a function with its owner's rights and anybody's search path": (
        "SET ROLE prospectdesk_owner; CREATE FUNCTION pd.f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'; "
        "RESET ROLE",
        Finding("loose_search_path", "pd.f()"),
    ),
    "a search path that names a schema others may fill": (
        "ALTER FUNCTION pd.me() SET search_path = public, pg_catalog",
        Finding("loose_search_path", "pd.me()"),
    ),
    "a function everybody may call": (
        "GRANT EXECUTE ON FUNCTION pd.me() TO PUBLIC",
        Finding("executable_by_public", "pd.me()"),
    ),
    "a function of the superuser": (
        "ALTER FUNCTION pd.me() OWNER TO postgres",
        Finding("not_the_owners", "pd.me()"),
    ),
    "a key across workspaces": (
        'CREATE UNIQUE INDEX login_once ON pd."user" (login); ALTER INDEX pd.login_once OWNER TO prospectdesk_owner',
        Finding("key_without_workspace", "pd.login_once"),
    ),
    "a foreign key that leaves the workspace": (
        "ALTER TABLE pd.merged ADD CONSTRAINT wild FOREIGN KEY (tbl) REFERENCES pd.table_rule (tbl)",
        Finding("key_across_workspaces", "wild"),
    ),
    "a function of the owner that looks at every workspace": (
        "SET ROLE prospectdesk_owner; CREATE FUNCTION pd.wild() RETURNS bigint LANGUAGE sql SECURITY DEFINER "
        "SET search_path = pg_catalog, pg_temp AS 'SELECT count(*) FROM pd.contact'; RESET ROLE",
        Finding("function_across_workspaces", "pd.wild()"),
    ),
    "a service that owns a table": (
        "ALTER TABLE pd.merged OWNER TO prospectdesk_service",
        Finding("not_the_owners", "pd.merged"),
    ),
    "a service that may make tables": (
        "GRANT CREATE ON SCHEMA pd TO prospectdesk_service",
        Finding("may_create", "prospectdesk_service in pd"),
    ),
    "a service that may delete": (
        "GRANT DELETE ON pd.contact TO prospectdesk_service",
        Finding("too_much", "prospectdesk_service DELETE pd.contact"),
    ),
    "a reader that may write": (
        "GRANT UPDATE ON pd.contact TO prospectdesk_reader",
        Finding("too_much", "prospectdesk_reader UPDATE pd.contact"),
    ),
}


@pytest.mark.spec("P2")
def test_each_fault_is_found(centre: Centre) -> None:
    connection = centre.connection(centre.superuser)
    for fault, (spoil, told) in SPOILED.items():
        found = centre.run(spoiled(connection, spoil))
        assert told in found, fault


async def spoiled(connection: asyncpg.Connection, sql: str) -> list[Finding]:
    """What is found while the database is spoiled; undone after."""
    undo = connection.transaction()
    await undo.start()
    try:
        await connection.execute(sql)
        return await findings(connection)
    finally:
        await undo.rollback()


@pytest.mark.spec("P5")
def test_the_service_is_held_to_its_time(centre: Centre) -> None:
    (row,) = centre.by(
        None,
        "SELECT current_setting('statement_timeout'), current_setting('lock_timeout'), "
        "current_setting('idle_in_transaction_session_timeout')",
    )
    assert tuple(row) == ("30s", "5s", "30s")
