"""What the store keeps in memory: pages of one idle reader, little freed memory, merges that wait."""

from __future__ import annotations

import contextlib
import linecache

from prospectdesk.store import memory, search_merges


def test_only_one_idle_reader_keeps_its_pages_and_is_taken_first(world):
    with contextlib.ExitStack() as stack:
        readers = [stack.enter_context(world.store.session()) for _ in range(6)]
    for _ in range(3):
        with world.store.session() as first, world.store.session() as second:
            assert first is readers[-1]  # given back first, and again each time
            assert second is not first
            assert second in readers


def test_what_follows_a_command_reads_what_it_wrote_and_leaves_no_transaction(world):
    world.write(lambda uow: uow.update("registration", 1, {"name": "Chez Anne"}))
    with world.store.session_after_writing() as conn:
        assert conn is world.store.writer()
        assert conn.execute("SELECT shown_name FROM company").fetchone() == ("Chez Anne",)
    assert not world.store.writer().in_transaction


def test_within_a_transaction_it_sees_the_rows_under_way_and_does_not_end_it(world):
    def rename(uow):
        uow.update("registration", 1, {"name": "Chez Anne"})
        with world.store.session_after_writing() as conn:
            assert conn.execute("SELECT name FROM registration").fetchone() == ("Chez Anne",)
        assert world.store.writer().in_transaction

    world.write(rename)


def test_every_search_table_merges_rarely(world):
    world.write(lambda uow: uow.happened(world.company, "note", "Note", text="Rappeler"))
    with world.store.session() as conn:
        for table in ("company_words", "company_grams", "contact_words", "contact_grams", "note_grams"):
            found = dict(conn.execute(f"SELECT k, v FROM {table}_config").fetchall())
            assert search_merges.SETTINGS.items() <= found.items()


def test_lines_of_source_and_memory_are_given_back_after_long_work_only():
    assert linecache.getlines(__file__)
    with memory.released_after(60):
        pass
    assert __file__ in linecache.cache
    with memory.released_after(-1):
        pass
    assert not linecache.cache


def test_at_rest_one_reader_is_left_and_every_connection_gave_its_pages_back(world):
    store = world.store
    with store.session() as one, store.session() as two, store.session() as three:
        for conn in (one, two, three):
            conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
    assert len(store._idle) == 3
    store.rest()
    assert store._idle == [store._warm]
    with store.session() as conn:
        assert conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
