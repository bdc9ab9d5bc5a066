"""The search tables follow their content by triggers, and `check` sees when they do not."""

from __future__ import annotations

from prospectdesk.store import search_check
from prospectdesk.store.check import check


def hits(world, table, text):
    return [row[0] for row in world.ask(f"SELECT rowid FROM {table} WHERE {table} MATCH ?", f'"{text}"')]


def test_a_company_is_found_by_word_and_by_piece(world):
    assert hits(world, "company_words", "creperie") == [world.company]
    assert hits(world, "company_grams", "rep") == [world.company]


def test_a_renamed_company_is_found_by_its_new_name_only(world):
    world.write(lambda uow: uow.update("company", world.company, {"name": "Galettes du Port"}))
    assert hits(world, "company_words", "galettes") == [world.company]
    assert hits(world, "company_words", "creperie") == []
    with world.store.session() as conn:
        assert search_check.wrong_tables(conn) == []


def test_a_row_that_has_nothing_to_find_is_not_indexed(world):
    world.write(lambda uow: uow.happened(world.company, "mail", "Mail", text="Bonjour"))
    assert world.ask("SELECT count(*) FROM note_grams_docsize") == [(0,)]


def test_a_deleted_row_leaves_the_index(world):
    world.write(lambda uow: uow.run("DELETE FROM contact"))
    assert hits(world, "contact_words", "caradec") == []


def test_a_lost_entry_is_found_and_repaired(world):
    world.store.writer().execute(
        "INSERT INTO contact_words (contact_words, rowid, name_key) VALUES ('delete', ?, 'anne caradec')",
        (world.contact,),
    )
    assert [one.code for one in check(world.store)] == ["search.contact_words"]
    assert all(one.repaired for one in check(world.store, repair=True))
    assert hits(world, "contact_words", "caradec") == [world.contact]
    assert check(world.store) == []


def test_a_wrong_entry_is_found_and_repaired(world):
    conn = world.store.writer()
    conn.execute("UPDATE write_state SET fts_muted = 1")
    conn.execute("UPDATE contact SET name_key = 'yann le goff'")
    conn.execute("UPDATE write_state SET fts_muted = 0")
    assert "search.contact_words" in [one.code for one in check(world.store)]
    check(world.store, repair=True)
    assert check(world.store) == []
