"""Making and upgrading the database of the centre, and telling laptops that it was restored."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator

import pytest
from centre import Centre, Cluster

from prospectdesk.server import migrate as module
from prospectdesk.server.migrate import NewerSchema, bump_generation, migrate, newest

pytestmark = pytest.mark.pg


@pytest.fixture
def empty(cluster: Cluster) -> Iterator[Centre]:
    """A database in which nothing was done yet."""
    name = f"e_{uuid.uuid4().hex}"
    made = Centre(cluster.database(name, "template0"))
    yield made
    made.close()
    cluster.drop(name)


def test_a_second_migration_finds_nothing_to_do(centre: Centre) -> None:
    centre.run(migrate(centre.superuser))
    again = centre.run(migrate(centre.superuser))
    assert again.applied == ()
    assert again.functions == ()
    assert again.generation == centre.value("SELECT generation FROM pd.centre")


def test_two_migrations_at_once_make_one_database(empty: Centre) -> None:
    async def both() -> list[module.Migrated]:
        return list(await asyncio.gather(migrate(empty.superuser), migrate(empty.superuser)))

    found = empty.run(both())
    assert sorted(one.applied for one in found) == [(), tuple(range(1, newest() + 1))]
    assert found[0].generation == found[1].generation
    assert empty.value("SELECT test FROM pd.centre") is False


def test_a_function_that_differs_is_made_anew(centre: Centre) -> None:
    centre.run(migrate(centre.superuser))
    centre.sql("UPDATE pd.script SET hash = '' WHERE name = 'feed'")
    centre.sql("DROP FUNCTION pd.check_cells CASCADE")
    assert centre.run(migrate(centre.superuser)).functions == ("feed",)
    assert centre.value("SELECT count(*) FROM pg_proc WHERE proname = 'check_cells'") == 1


def test_a_column_the_wire_gained_is_added_with_its_preset(centre: Centre) -> None:
    who = centre.person(centre.workspace())
    centre.by(
        who,
        "INSERT INTO pd.contact (uid, company_id, person, made_at) SELECT u, u, u, 1 FROM gen_random_uuid() u",
    )
    centre.sql("ALTER TABLE pd.contact DROP COLUMN bulletin")
    centre.sql("UPDATE pd.script SET hash = '' WHERE name = 'tables'")
    centre.run(migrate(centre.superuser))
    assert centre.value("SELECT bulletin FROM pd.contact") == 0


@pytest.mark.spec("F5")
@pytest.mark.parametrize(
    "newer", ["INSERT INTO pd.migration (number) VALUES (999)", "UPDATE pd.centre SET schema = schema + 1"]
)
def test_a_database_of_a_newer_program_is_left_untouched(centre: Centre, newer: str) -> None:
    centre.sql(newer)
    centre.sql("UPDATE pd.script SET hash = ''")
    with pytest.raises(NewerSchema):
        centre.run(migrate(centre.superuser))
    assert centre.value("SELECT count(*) FROM pd.script WHERE hash <> ''") == 0


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = module.Script("broken", 2, "CREATE TABLE pd.half (workspace uuid); SELECT 1 / 0;")
    whole = module.scripts()
    monkeypatch.setattr(module, "scripts", lambda: [*whole, broken])
    with pytest.raises(Exception, match="division by zero") as caught:
        centre.run(migrate(centre.superuser))
    assert caught.value.__notes__ == ["in broken, line 1"]
    assert centre.value("SELECT to_regclass('pd.half')") is None
    assert centre.value("SELECT max(number) FROM pd.migration") == 1


def test_after_a_restore_no_rev_is_used_twice_and_rows_still_travel(centre: Centre) -> None:
    centre.run(migrate(centre.superuser))
    who = centre.person(centre.workspace())
    write = "UPDATE pd.\"user\" SET signature = signature || 'x' WHERE uid = $1 RETURNING rev"
    centre.sql("UPDATE pd.\"user\" SET signature = ''")
    (before,) = centre.by(who, write, who.uid)
    was = centre.value("SELECT generation FROM pd.centre")
    for _ in range(2):
        now = centre.run(bump_generation(centre.superuser))
        assert now == centre.value("SELECT generation FROM pd.centre") != was
        (after,) = centre.by(who, write, who.uid)
        assert after["rev"] > before["rev"] + 1_000_000_000
        assert centre.value("SELECT rev FROM pd.feed WHERE uid = $1", who.uid) == after["rev"]
        assert centre.value("SELECT pd.horizon()") > after["rev"]
        was, before = now, after
    assert centre.run(migrate(centre.superuser)).functions == ()
    assert after["rev"] < 1 << 53  # a number of JSON


def test_a_dump_of_a_busier_cluster_still_goes_forward(centre: Centre) -> None:
    """Its revs are higher than the numbers of this cluster's transactions."""
    who = centre.person(centre.workspace())
    centre.sql("UPDATE pd.feed SET rev = 5000000000")
    centre.run(bump_generation(centre.superuser))
    (found,) = centre.by(who, "UPDATE pd.\"user\" SET signature = 'x' RETURNING rev")
    assert found["rev"] > 5_000_000_000
    assert centre.by(who, "SELECT count(*) FROM pd.feed WHERE rev >= pd.horizon()")[0][0] == 0
