"""The matrix of rights: licence × table × verb × own or other row × own or other workspace, as psql in the service's role.

Each cell of tests/support/rights.py is tried both ways: what is allowed must really happen, what is not must change and show nothing.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from centre import Centre, Who
from rights import EXPECTED, LICENCES, Place, a_row, existing, expected, insert_sql, plain_column, settle

from prospectdesk.wire import rules
from prospectdesk.wire.tables import TABLES

pytestmark = pytest.mark.pg


class Trial:
    """Tries one verb as a person in the service's role, looks at what it did, and undoes it."""

    def __init__(self, centre: Centre, who: Who | None) -> None:
        self.centre = centre
        self.who = who
        self.connection = centre.connection(centre.service)

    async def attempt(self, sql: str, *args: Any) -> int:
        """How many rows the statement touched or showed; 0 when it was refused."""
        undo = self.connection.transaction()
        await undo.start()
        try:
            if self.who:
                await self.connection.execute(
                    "SELECT set_config('app.user', $1, true), set_config('app.device', $2, true)",
                    str(self.who.uid),
                    str(self.who.device),
                )
            told = await self.connection.execute(sql, *args)
            return int(told.split()[-1])
        except (asyncpg.InsufficientPrivilegeError, asyncpg.RaiseError):
            return 0
        finally:
            await undo.rollback()

    async def rights(self, table: str, uid: UUID, fresh: dict[str, Any]) -> str:
        """The letters of the verbs that work on the row `uid`, and on adding the row `fresh`."""
        name, value = plain_column(table)
        found = ""
        if await self.attempt(f'SELECT FROM pd."{table}" WHERE uid = $1', uid):
            found += "S"
        if await self.attempt(insert_sql(table, fresh), *fresh.values()):
            found += "I"
        if await self.attempt(f'UPDATE pd."{table}" SET "{name}" = $2 WHERE uid = $1', uid, value):
            found += "U"
        if await self.attempt(f'DELETE FROM pd."{table}" WHERE uid = $1', uid):
            found += "D"
        return found


def test_the_matrix_speaks_of_every_table() -> None:
    assert set(EXPECTED) == set(TABLES)


@pytest.mark.spec("T2")
@pytest.mark.spec("X-04")
@pytest.mark.spec("X-22")
@pytest.mark.spec("C-65")
@pytest.mark.parametrize("licence", LICENCES)
def test_rights_are_those_of_the_licence(shared_centre: Centre, licence: str) -> None:
    here, elsewhere = settle(shared_centre, licence), settle(shared_centre, licence)
    trial = Trial(shared_centre, here.me)
    wrong = []
    for table in TABLES:
        for own in (True, False):
            for place, told in ((here, expected(table, licence, own=own)), (elsewhere, "")):
                uid = existing(shared_centre, table, place, own=own)
                found = shared_centre.run(trial.rights(table, uid, a_row(table, place, own=own)))
                if found != told:
                    wrong.append((table, "own" if own else "other", place is here, found, told))
    assert wrong == []


@pytest.mark.spec("P1")
def test_whoever_is_not_a_person_has_no_right_at_all(shared_centre: Centre) -> None:
    place = settle(shared_centre, "administrateur")
    ended = shared_centre.person(place.me.workspace, "administrateur")
    shared_centre.sql("UPDATE pd.device SET revoked_at = 1 WHERE uid = $1", ended.device)
    for who in (None, ended):
        trial = Trial(shared_centre, who)
        for table in TABLES:
            uid = existing(shared_centre, table, place, own=True)
            assert shared_centre.run(trial.rights(table, uid, a_row(table, place, own=True))) == "", table


@pytest.mark.spec("X-22")
@pytest.mark.parametrize("licence", LICENCES)
def test_the_directory_is_read_by_everybody_and_written_by_the_centre(
    shared_centre: Centre, licence: str
) -> None:
    who = shared_centre.person(shared_centre.workspace(), licence)
    for table in sorted(rules.DIRECTORY_TABLES):
        row = a_row(table, Place(who, who, (uuid4(), uuid4())), own=True)
        del row["workspace"]
        sql = insert_sql(table, row).replace("pd.", "directory.", 1)
        shared_centre.sql(sql, *row.values())
        trial, nobody = Trial(shared_centre, who), Trial(shared_centre, None)
        uid = row["uid"]
        look = f'SELECT FROM directory."{table}" WHERE uid = $1'
        assert shared_centre.run(trial.attempt(look, uid)) == 1
        assert shared_centre.run(nobody.attempt(look, uid)) == 0
        assert shared_centre.run(trial.attempt(sql, *(row | {"uid": uuid4()}).values())) == 0
        assert (
            shared_centre.run(trial.attempt(f'UPDATE directory."{table}" SET rev = 0 WHERE uid = $1', uid))
            == 0
        )
        assert shared_centre.run(trial.attempt(f'DELETE FROM directory."{table}" WHERE uid = $1', uid)) == 0


@pytest.mark.spec("P2")
def test_the_service_reads_nothing_else_and_empties_nothing(shared_centre: Centre) -> None:
    """Whatever other tables there are: no word of accounts, tokens or the audit, and no TRUNCATE anywhere."""
    who = shared_centre.person(shared_centre.workspace(), "administrateur")
    known = {*TABLES, "feed", "device", "merged", "erased", "centre", "table_rule", "column_rule"}
    for (table,) in shared_centre.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'pd'"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            shared_centre.by(who, f'TRUNCATE pd."{table}"')
        if table not in known:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                shared_centre.by(who, f'SELECT FROM pd."{table}"')
            for verb in ("SELECT", "INSERT", "UPDATE", "REFERENCES"):
                question = "SELECT has_any_column_privilege('prospectdesk_service', $1, $2)"
                assert not shared_centre.value(question, f'pd."{table}"', verb), (table, verb)


def test_the_matrix_sees_a_right_too_many_and_one_too_few(centre: Centre) -> None:
    place = settle(centre, "utilisateur")
    trial = Trial(centre, place.me)

    def found(table: str, *, own: bool) -> str:
        uid = existing(centre, table, place, own=own)
        told: str = centre.run(trial.rights(table, uid, a_row(table, place, own=own)))
        return told

    centre.sql(
        "CREATE POLICY loose ON pd.timeline FOR UPDATE TO prospectdesk_service USING (true) WITH CHECK (true)"
    )
    centre.sql("DROP POLICY adds ON pd.contact")
    assert found("timeline", own=False) == "SIU" != expected("timeline", "utilisateur", own=False)
    assert found("contact", own=True) == "SU" != expected("contact", "utilisateur", own=True)


@pytest.mark.spec("T2")
def test_a_row_is_not_given_away_to_a_bucket_one_is_not_in(shared_centre: Centre) -> None:
    place = settle(shared_centre, "utilisateur")
    trial = Trial(shared_centre, place.me)
    for table, column, value in (
        ("routine_tag", "routine_id", place.routines[1]),
        ("fit_score", "routine_id", place.routines[1]),
        ("notification", "user_id", place.other.uid),
        ("saved_view", "user_id", place.other.uid),
    ):
        uid = existing(shared_centre, table, place, own=True)
        sql = f'UPDATE pd."{table}" SET {column} = $2 WHERE uid = $1'
        assert shared_centre.run(trial.attempt(sql, uid, value)) == 0, table
