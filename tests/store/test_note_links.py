"""A new note marks nothing dirty: columns in memory, saved ones and those read again all lead from its text to it."""

from __future__ import annotations

import pytest

from prospectdesk.queries import prospects
from prospectdesk.queries.reader import Reader
from prospectdesk.store.columns import ColumnSet
from prospectdesk.store.store import Store

NOW = 1_795_000_000_000


@pytest.fixture
def store(tmp_path):
    one = Store(tmp_path / "store.db", None)
    one.open()
    yield one
    one.close()


def _company(store, name):
    with store.transaction(NOW, None) as uow:
        company = uow.insert("company", {"name": name, "scope": 1})
        uow.insert("registration", {"company_id": company, "registered_at": NOW})
        uow.finish()
    return company


def _note(store, company, text):
    with store.transaction(NOW, None) as uow:
        note = uow.happened(company, "note", "Note", text=text)
        uow.finish()
    return note


def _found(store, columns, text):
    asked = prospects.parse_criteria([f"note={text}"])
    with store.session() as conn:
        return [int(one) for one in prospects.find(conn, asked, columns=columns)]


def _dirty(store):
    with store.session() as conn:
        return conn.execute("SELECT count(*) FROM column_dirty").fetchone()[0]


def _saved(store, pieces, stamp):
    with store.transaction(NOW, None) as uow:
        for piece in pieces:
            for part in piece:
                sql = "INSERT OR REPLACE INTO column_chunk (name, chunk, data) VALUES (?, ?, ?)"
                uow.run(sql, (part.name, part.chunk, part.data))
        uow.run(
            "INSERT OR REPLACE INTO column_chunk (name, chunk, data) VALUES ('stamp', 0, ?)",
            (stamp.encode(),),
        )
        uow.finish()


def test_a_new_note_is_found_at_once_and_its_removal_too(store):
    company, other = _company(store, "Aubépine"), _company(store, "Bruyère")
    reader = Reader(store)
    reader.load_columns()
    before = _dirty(store)
    note = _note(store, company, "Rappeler après la foire")
    assert _dirty(store) == before
    assert _found(store, reader.columns, "foire") == [company]
    with store.transaction(NOW, None) as uow:
        uow.update("timeline", note, {"company_id": other})
        uow.finish()
    assert _found(store, reader.columns, "foire") == [other]
    with store.transaction(NOW, None) as uow:
        uow.remove("timeline", note)
        uow.finish()
    assert _found(store, reader.columns, "foire") == []


def test_notes_written_while_columns_are_saved_and_after_are_found_by_those_who_load_them(store):
    company, other = _company(store, "Aubépine"), _company(store, "Bruyère")
    with store.session() as conn:
        columns = ColumnSet.read(conn)
    _note(store, company, "premier devis")
    _found(store, columns, "devis")  # follows
    stamp, pieces = columns.saving()
    made = list(pieces)
    _note(store, other, "second devis")
    _found(store, columns, "devis")
    _saved(store, made, stamp)
    _note(store, company, "troisième envoi")
    with store.session() as conn:
        loaded, rebuilt = ColumnSet.load(conn)
    assert not rebuilt
    assert _found(store, loaded, "devis") == [company, other]
    assert _found(store, loaded, "envoi") == [company]
