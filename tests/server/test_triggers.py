"""What the database sets and holds whoever writes: author, rev, bucket, cells, feed (P3)."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from centre import Centre, Who

pytestmark = pytest.mark.pg
NOBODY = "0" * 32


@pytest.fixture
def workspace(shared_centre: Centre) -> UUID:
    return shared_centre.workspace()


@pytest.fixture
def who(shared_centre: Centre, workspace: UUID) -> Who:
    return shared_centre.person(workspace)


@pytest.fixture
def lead(shared_centre: Centre, workspace: UUID) -> Who:
    return shared_centre.person(workspace, "responsable")


def note(centre: Centre, who: Who, author: UUID | None, **more: Any) -> UUID:
    uid: UUID = uuid4()
    centre.by(
        who,
        "INSERT INTO pd.timeline (uid, company_id, at, type, author_id) VALUES ($1, gen_random_uuid(), 1, 'note', $2)",
        uid,
        author,
        **more,
    )
    return uid


def row(centre: Centre, table: str, uid: UUID) -> Any:
    (found,) = centre.sql(f'SELECT * FROM pd."{table}" WHERE uid = $1', uid)
    return found


def feed(centre: Centre, uid: UUID) -> dict[UUID, bool]:
    """The buckets a row has a line in, and whether it is gone there."""
    return {
        line["bucket"]: line["gone"]
        for line in centre.sql("SELECT bucket, gone FROM pd.feed WHERE uid = $1", uid)
    }


def refused(code: str) -> Any:
    return pytest.raises(asyncpg.RaiseError, match=rf"^{code}\b")


@pytest.mark.spec("P3")
@pytest.mark.spec("T2")
def test_an_author_cannot_be_forged_nor_changed_later(shared_centre: Centre, who: Who, lead: Who) -> None:
    uid = note(shared_centre, who, lead.uid)
    assert row(shared_centre, "timeline", uid)["author_id"] == who.uid
    shared_centre.by(who, "UPDATE pd.timeline SET author_id = $2 WHERE uid = $1", uid, lead.uid)
    assert row(shared_centre, "timeline", uid)["author_id"] == who.uid
    assert row(shared_centre, "timeline", note(shared_centre, who, None))["author_id"] is None


@pytest.mark.spec("P3")
def test_workspace_rev_date_and_writer_are_the_centres(shared_centre: Centre, who: Who) -> None:
    uid = uuid4()
    (said,) = shared_centre.by(
        who,
        "INSERT INTO pd.contact (uid, bucket, rev, changed_by, changed_at, company_id, person, made_at) "
        "VALUES ($1, $1, 7, $1, 7, $1, $1, 1) RETURNING pd.this_rev() AS rev, workspace",
        uid,
        now_ms=1_800_000_000_000,
    )
    made = row(shared_centre, "contact", uid)
    assert made["workspace"] == said["workspace"] == made["bucket"] == who.workspace
    assert made["rev"] == said["rev"]
    assert (made["changed_by"], made["changed_at"]) == (who.uid, 1_800_000_000_000)
    assert json.loads(made["cv"]) == {"*": [said["rev"], 1_800_000_000_000 << 16, NOBODY]}


def test_the_clock_cannot_be_set_where_people_work(centre: Centre) -> None:
    centre.sql("UPDATE pd.centre SET test = false")
    who = centre.person(centre.workspace())
    (found,) = centre.by(who, "SELECT pd.now_ms()", now_ms=5)
    assert found[0] > 1_700_000_000_000


def test_a_change_outside_a_push_marks_its_cells(shared_centre: Centre, who: Who) -> None:
    uid = uuid4()
    shared_centre.by(
        who, "INSERT INTO pd.registration (uid, company_id, registered_at) VALUES ($1, $1, 1)", uid
    )
    (said,) = shared_centre.by(
        who,
        "UPDATE pd.registration SET street = 'rue A', city = 'Lyon', phone = '06', takeover = 0 WHERE uid = $1 "
        "RETURNING rev",
        uid,
        now_ms=1_800_000_000_000,
    )
    cells = json.loads(row(shared_centre, "registration", uid)["cv"])
    stamp = [said["rev"], 1_800_000_000_000 << 16, NOBODY]
    assert {name: cells[name] for name in cells if name != "*"} == {"@address": stamp, "phone": stamp}


def test_cells_of_a_push_stand_as_it_gave_them(shared_centre: Centre, who: Who) -> None:
    uid = note(shared_centre, who, who.uid)
    shared_centre.by(
        who,
        "UPDATE pd.timeline SET text = 'a', "
        "cv = cv || jsonb_build_object('text', jsonb_build_array(pd.this_rev(), 5, $2::text)) WHERE uid = $1",
        uid,
        who.device.hex,
    )
    assert json.loads(row(shared_centre, "timeline", uid)["cv"])["text"][1:] == [5, who.device.hex]


@pytest.mark.spec("F12")
@pytest.mark.parametrize(
    "cell",
    ["pd.this_rev(), (pd.now_ms() + 3600000) << 16, ''", "pd.this_rev() + 5, 1, ''", "NULL, 1, ''"],
)
def test_a_hand_cannot_write_a_cell_of_the_future(shared_centre: Centre, who: Who, cell: str) -> None:
    uid = note(shared_centre, who, who.uid)
    with refused("bad_value"):
        shared_centre.by(
            who,
            f"UPDATE pd.timeline SET cv = cv || jsonb_build_object('text', jsonb_build_array({cell})) WHERE uid = $1",
            uid,
        )


@pytest.mark.spec("X-22")
def test_nobody_writes_into_another_workspace_nor_renames_a_row(shared_centre: Centre, who: Who) -> None:
    other = shared_centre.workspace()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        shared_centre.by(
            who,
            "INSERT INTO pd.timeline (workspace, uid, company_id, at, type) "
            "VALUES ($1, gen_random_uuid(), gen_random_uuid(), 1, 'note')",
            other,
        )
    uid = note(shared_centre, who, who.uid)
    for column in ("workspace", "uid"):
        with refused("no_right"):
            shared_centre.by(who, f"UPDATE pd.timeline SET {column} = $2 WHERE uid = $1", uid, other)


@pytest.mark.spec("INV-03")
def test_a_follow_up_done_is_only_ever_deleted(shared_centre: Centre, who: Who) -> None:
    uid = uuid4()
    shared_centre.by(
        who, "INSERT INTO pd.follow_up (uid, company_id, day, made_at, done) VALUES ($1, $1, 1, 1, 1)", uid
    )
    for change in ("done = 0", "description = 'x'", "day = 2"):
        with refused("done_follow_up"):
            shared_centre.by(who, f"UPDATE pd.follow_up SET {change} WHERE uid = $1", uid)
    shared_centre.by(who, "UPDATE pd.follow_up SET deleted_at = 5 WHERE uid = $1", uid)
    assert row(shared_centre, "follow_up", uid)["deleted_at"] == 5


@pytest.mark.spec("X-04")
def test_a_user_edits_only_three_things_of_himself(shared_centre: Centre, who: Who, lead: Who) -> None:
    shared_centre.by(
        who, "UPDATE pd.\"user\" SET signature = 'S', mailbox_state = 'active' WHERE uid = $1", who.uid
    )
    assert row(shared_centre, "user", who.uid)["signature"] == "S"
    for column, value in (
        ("licence", "administrateur"),
        ("name", "X"),
        ("login", "x"),
        ("cf", 1),
        ("deleted_at", 1),
    ):
        with refused("no_right"):
            shared_centre.by(who, f'UPDATE pd."user" SET {column} = $2 WHERE uid = $1', who.uid, value)
    shared_centre.by(who, "UPDATE pd.\"user\" SET signature = 'S' WHERE uid = $1", lead.uid)
    assert row(shared_centre, "user", lead.uid)["signature"] is None


def test_a_conflict_is_settled_by_who_settles_it_and_not_rewritten(
    shared_centre: Centre, who: Who, lead: Who
) -> None:
    uid = uuid4()
    shared_centre.sql(
        "INSERT INTO pd.conflict (workspace, uid, tbl, row_uid, col, made_at) VALUES ($1, $2, 'contact', $2, 'job', 1)",
        who.workspace,
        uid,
    )
    shared_centre.by(
        who, "UPDATE pd.conflict SET settled_at = 9, settled_by_id = $2 WHERE uid = $1", uid, lead.uid
    )
    assert row(shared_centre, "conflict", uid)["settled_by_id"] == who.uid
    with refused("no_right"):
        shared_centre.by(who, "UPDATE pd.conflict SET lost = 'x' WHERE uid = $1", uid)


def test_a_company_is_merged_by_the_centre_alone(shared_centre: Centre, who: Who) -> None:
    uid = uuid4()
    shared_centre.by(who, "INSERT INTO pd.company (uid, name) VALUES ($1, 'A')", uid)
    with refused("no_right"):
        shared_centre.by(who, "UPDATE pd.company SET merged_into = $1 WHERE uid = $1", uid)
    shared_centre.sql("UPDATE pd.company SET merged_into = $1 WHERE uid = $1", uid)


@pytest.mark.spec("C-65")
def test_a_row_that_leaves_a_bucket_says_so_to_who_stays(shared_centre: Centre, who: Who, lead: Who) -> None:
    uid = uuid4()
    shared_centre.by(
        who,
        "INSERT INTO pd.saved_view (uid, user_id, screen, title, data) VALUES ($1, $2, 's', 't', '{}')",
        uid,
        who.uid,
    )
    assert feed(shared_centre, uid) == {who.uid: False}
    shared_centre.by(who, "UPDATE pd.saved_view SET scope = 1 WHERE uid = $1", uid)
    assert feed(shared_centre, uid) == {who.uid: True, who.workspace: False}
    shared_centre.by(who, "UPDATE pd.saved_view SET scope = 2 WHERE uid = $1", uid)
    assert feed(shared_centre, uid) == {who.uid: False, who.workspace: True}
    shared_centre.sql("DELETE FROM pd.saved_view WHERE uid = $1", uid)
    assert feed(shared_centre, uid) == {who.uid: True, who.workspace: True}


def test_a_tag_follows_its_routine(shared_centre: Centre, lead: Who) -> None:
    one, two, tag = uuid4(), uuid4(), uuid4()
    shared_centre.by(
        lead,
        "INSERT INTO pd.routine_tag (uid, company_id, routine_id, tag) VALUES ($1, $1, $2, 'suspect')",
        tag,
        one,
    )
    shared_centre.by(lead, "UPDATE pd.routine_tag SET routine_id = $2 WHERE uid = $1", tag, two)
    assert feed(shared_centre, tag) == {one: True, two: False}


def test_the_feed_takes_a_whole_statement_at_once(shared_centre: Centre, who: Who) -> None:
    shared_centre.by(
        who,
        "INSERT INTO pd.timeline (uid, company_id, at, type) "
        "SELECT gen_random_uuid(), gen_random_uuid(), n, 'note' FROM generate_series(1, 500) n",
    )
    lines = "SELECT count(*), count(DISTINCT rev), bool_or(gone) FROM pd.feed WHERE workspace = $1 AND tbl = 'timeline'"
    (found,) = shared_centre.sql(lines, who.workspace)
    assert tuple(found) == (500, 1, False)
    was = shared_centre.value("SELECT max(rev) FROM pd.feed WHERE workspace = $1", who.workspace)
    shared_centre.sql("UPDATE pd.timeline SET text = 'x' WHERE workspace = $1", who.workspace)
    assert (
        shared_centre.value(
            "SELECT min(rev) FROM pd.feed WHERE tbl = 'timeline' AND workspace = $1", who.workspace
        )
        > was
    )


def test_nobody_writes_the_feed_himself(shared_centre: Centre, who: Who) -> None:
    for sql in (
        "UPDATE pd.feed SET rev = 0",
        "INSERT INTO pd.feed SELECT * FROM pd.feed",
        "DELETE FROM pd.feed",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            shared_centre.by(who, sql)
