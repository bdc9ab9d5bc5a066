"""Who acts: a user with his device, and nobody else (P1, P2)."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from centre import Centre, Who

pytestmark = pytest.mark.pg
NIL = UUID(int=0)


@pytest.fixture
def who(shared_centre: Centre) -> Who:
    return shared_centre.person(shared_centre.workspace())


def sees(centre: Centre, who: Who | None) -> bool:
    """Whether the person sees his workspace; then he has buckets too, else neither."""
    seen = bool(centre.by(who, "SELECT FROM pd.workspace"))
    assert seen == bool(centre.by(who, "SELECT pd.my_buckets()")[0][0])
    assert seen == bool(centre.by(who, 'SELECT FROM pd."user"'))
    assert seen == bool(centre.by(who, "SELECT FROM pd.feed"))
    return seen


@pytest.mark.spec("P1")
@pytest.mark.spec("P2")
def test_without_a_person_nothing_is_seen(shared_centre: Centre, who: Who) -> None:
    assert sees(shared_centre, who)
    assert not sees(shared_centre, None)
    assert not sees(shared_centre, replace(who, device=uuid4()))
    assert not sees(shared_centre, replace(who, uid=uuid4()))


@pytest.mark.spec("T2")
def test_a_user_and_a_device_of_two_people_are_nobody(shared_centre: Centre, who: Who) -> None:
    other = shared_centre.person(who.workspace, "administrateur")
    assert not sees(shared_centre, replace(other, device=who.device))
    stranger = shared_centre.person(shared_centre.workspace())
    assert not sees(shared_centre, replace(stranger, device=who.device))


@pytest.mark.spec("T2")
def test_a_user_row_with_a_strangers_identity_opens_no_other_workspace(
    shared_centre: Centre, who: Who
) -> None:
    admin = shared_centre.person(shared_centre.workspace(), "administrateur")
    shared_centre.by(
        admin,
        "INSERT INTO pd.\"user\" (uid, login, name, licence) VALUES ($1, 'x', 'x', 'administrateur')",
        who.uid,
    )
    found = shared_centre.by(who, "SELECT pd.my_workspace(), pd.my_licence()")
    assert tuple(found[0]) == (who.workspace, "utilisateur")


@pytest.mark.parametrize(
    "end", ['pd."user" SET active = 0', 'pd."user" SET deleted_at = 1', "pd.device SET revoked_at = 1"]
)
def test_an_ended_user_or_device_sees_nothing(shared_centre: Centre, who: Who, end: str) -> None:
    column = "user_uid" if "device" in end else "uid"
    shared_centre.sql(f"UPDATE {end} WHERE {column} = $1", who.uid)
    assert not sees(shared_centre, who)


@pytest.mark.spec("C-65")
def test_buckets_are_the_directory_the_workspace_the_person_and_his_routines(
    shared_centre: Centre, who: Who
) -> None:
    lead = shared_centre.person(who.workspace, "responsable")
    mine, other = uuid4(), uuid4()
    for routine in (mine, other):
        shared_centre.by(lead, "INSERT INTO pd.routine (uid, title) VALUES ($1, 'R')", routine)
    shared_centre.by(
        lead,
        "INSERT INTO pd.routine_user (uid, routine_id, user_id) VALUES (gen_random_uuid(), $1, $2)",
        mine,
        who.uid,
    )
    kinds = "SELECT bucket, kind FROM pd.my_bucket_kinds()"
    common = {NIL: "directory", who.workspace: "workspace"}
    assert dict(shared_centre.by(who, kinds)) == common | {who.uid: "person", mine: "routine"}
    assert dict(shared_centre.by(lead, kinds)) == common | {
        lead.uid: "person",
        mine: "routine",
        other: "routine",
    }
    assert set(shared_centre.by(who, "SELECT pd.my_buckets()")[0][0]) == {NIL, who.workspace, who.uid, mine}

    shared_centre.by(lead, "UPDATE pd.routine_user SET deleted_at = 1 WHERE routine_id = $1", mine)
    assert mine not in dict(shared_centre.by(who, kinds))
    assert not shared_centre.by(who, "SELECT FROM pd.routine")
    assert not shared_centre.by(who, "SELECT FROM pd.feed WHERE bucket = $1", mine)


def test_a_reporting_login_reads_as_the_person_it_was_given(centre: Centre) -> None:
    who = centre.person(centre.workspace("A"))
    centre.workspace("B")
    centre.sql(
        "DO $$ BEGIN CREATE ROLE reporting LOGIN IN ROLE prospectdesk_reader; "
        "EXCEPTION WHEN duplicate_object THEN NULL; END $$"
    )
    base = centre.value("SELECT current_database()")
    for name, value in (('app."user"', who.uid), ("app.device", who.device)):
        centre.sql(f"ALTER ROLE reporting IN DATABASE \"{base}\" SET {name} = '{value}'")
    address = centre.service.replace("prospectdesk_service", "reporting")
    connection = centre.connection(address)
    assert centre.run(connection.fetchval("SELECT string_agg(name, '') FROM pd.workspace")) == "A"
    with pytest.raises(Exception, match="permission denied"):
        centre.run(connection.execute("UPDATE pd.workspace SET name = 'C'"))
