"""The matrix of rights: licence × table × verb × own or other row × own or other workspace, as psql in the service's role.

EXPECTED is written by hand from the specification (X-04, X-22, C-36, C-41, C-65), not from wire/rules.py. Each cell is
tried both ways: what is allowed must really happen, what is not must change and show nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from centre import Centre, Who

from prospectdesk.wire import rules
from prospectdesk.wire.tables import TABLES

pytestmark = pytest.mark.pg

LICENCES = ("utilisateur", "responsable", "administrateur")
EVERYBODY = "SIU SIU | SIU SIU | SIU SIU"
ADMINISTRATOR = "S S | S S | SIU SIU"
EXPECTED = {
    # table: utilisateur own other | responsable own other | administrateur own other (S sees, I adds, U changes, D deletes)
    "workspace": "S S | S S | SU SU",
    "user": ADMINISTRATOR,
    "catalogue": ADMINISTRATOR,
    "cabinet": ADMINISTRATOR,
    "office": ADMINISTRATOR,
    "cabinet_service": ADMINISTRATOR,
    "user_cabinet": ADMINISTRATOR,
    "user_service": ADMINISTRATOR,
    "dossier_type": ADMINISTRATOR,
    "pipeline": "S S | SIU SIU | SIU SIU",
    "stage": "S S | SIU SIU | SIU SIU",
    "routine": "S - | SIU SIU | SIU SIU",
    "routine_user": "S - | SIU SIU | SIU SIU",
    "routine_tag": "SIU - | SIU SIU | SIU SIU",
    "fit_score": "SIU - | SIU SIU | SIU SIU",
    "company": EVERYBODY,
    "commune_centre": EVERYBODY,
    "establishment": EVERYBODY,
    "registration": EVERYBODY,
    "non_conformity": EVERYBODY,
    "contact": EVERYBODY,
    "contact_point": EVERYBODY,
    "dossier": EVERYBODY,
    "client_file": EVERYBODY,
    "mission": EVERYBODY,
    "placement": EVERYBODY,
    "dossier_reason": EVERYBODY,
    "bonus": EVERYBODY,
    "document": "SIU SI | SIU SIU | SIU SIU",
    "follow_up": EVERYBODY,
    "follow_up_assignee": EVERYBODY,
    "workspace_mail": EVERYBODY,
    "suppression": "SI SI | SI SI | SI SI",
    "history": "SI SI | SI SI | SI SI",
    "conflict": "SU SU | SU SU | SU SU",
    "timeline": "SIU SI | SIU SIU | SIU SIU",
    "notification": "SIU I | SIU I | SIU I",
    "saved_view": "SIU I | SIU I | SIU I",
}
CHANGED = {"user": ("name", "x"), "conflict": ("settled_at", 5), "saved_view": ("title", "x")}
"""What an update of the matrix writes where the first plain column would not do."""


def expected(table: str, licence: str, *, own: bool) -> str:
    cells = EXPECTED[table].split("|")[LICENCES.index(licence)].split()
    return cells[0 if own else 1].replace("-", "")


@dataclass(frozen=True)
class Place:
    """One workspace with a person who acts and another one, each with a routine of his own."""

    me: Who
    other: Who
    routines: tuple[UUID, UUID]


def settle(centre: Centre, licence: str) -> Place:
    """A workspace with two users of one licence, each user of one routine."""
    workspace = centre.workspace()
    me, other = centre.person(workspace, licence), centre.person(workspace, licence)
    routines = (uuid4(), uuid4())
    for who, routine in zip((me, other), routines, strict=True):
        centre.sql("INSERT INTO pd.routine (workspace, uid, title) VALUES ($1, $2, 'R')", workspace, routine)
        centre.sql(
            "INSERT INTO pd.routine_user (workspace, uid, routine_id, user_id) VALUES ($1, gen_random_uuid(), $2, $3)",
            workspace,
            routine,
            who.uid,
        )
    return Place(me, other, routines)


def a_row(table: str, place: Place, *, own: bool) -> dict[str, Any]:
    """A row of a table that belongs to who acts, or to the other one."""
    who, routine = (place.me, place.routines[0]) if own else (place.other, place.routines[1])
    row: dict[str, Any] = {"workspace": who.workspace, "uid": uuid4()}
    for column in rules.columns(table):
        if column.name in {"user_id", "author_id", "creator_id", "made_by_id", "registered_by_id"}:
            row[column.name] = who.uid
        elif column.name == "routine_id":
            row[column.name] = routine
        elif column.mandatory and column.name != "scope":
            row[column.name] = {"i": 0, "t": "x", "r": 1.0, "b": uuid4()}[column.kind]
    return row


def plain_column(table: str) -> tuple[str, Any]:
    """A column of no special meaning and a new value of it."""
    if table in CHANGED:
        return CHANGED[table]
    for column in rules.columns(table):
        if column.kind == "t" and column.name != "licence":
            return column.name, "y"
    return (
        ("n", 7) if table == "commune_centre" else ("value", 7) if table == "fit_score" else ("deleted_at", 7)
    )


def insert_sql(table: str, row: dict[str, Any]) -> str:
    names = ", ".join(f'"{name}"' for name in row)
    return f'INSERT INTO pd."{table}" ({names}) VALUES ({", ".join(f"${n + 1}" for n in range(len(row)))})'


def existing(centre: Centre, table: str, place: Place, *, own: bool) -> UUID:
    """The uid of a row that is there: made by the centre, or one of those `settle` made."""
    who, routine = (place.me, place.routines[0]) if own else (place.other, place.routines[1])
    if table in {"workspace", "user", "routine"}:
        return {"workspace": who.workspace, "user": who.uid, "routine": routine}[table]
    row = a_row(table, place, own=own)
    centre.sql(insert_sql(table, row), *row.values())
    found: UUID = row["uid"]
    return found


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
