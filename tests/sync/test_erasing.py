"""An erasure reaches every text of the store: each column is one it treats, or is declared free of persons."""

from __future__ import annotations

import json

import pytest
from laptops import NOW, laptop, page

from prospectdesk.commands.contact_states import DeleteContact
from prospectdesk.domain import personal
from prospectdesk.store.tables import metadata
from prospectdesk.wire.rules import columns
from prospectdesk.wire.tables import TABLES

pytestmark = pytest.mark.spec("C-21", "L2")
LOCAL = {
    "draft": "treated", "refused": "treated", "held": "treated", "import_run": "treated", "setting": "treated",
    "outbox": "treated", "import_change": "treated", "sync_state": "addresses and cursors",
    "column_chunk": "numbers of the columns",
    "register_answer": "the public register", "place_answer": "addresses of places", "column_dirty": "numbers", "write_state": "numbers",
}  # fmt: skip
TOLD = "Bonjour,\nHélène Noël-Roux, au 06 12 34 56 78 ou h.noel@rey.fr"
PACKED = json.dumps({"body": TOLD, "inside": json.dumps({"to": TOLD})}, ensure_ascii=False)


def uid(n):
    return bytes([n]) * 16


def hexed(n):
    return uid(n).hex()


def declared():
    """Every text column of the declarations, with how often it is named."""
    found = {}
    for texts in personal.MENTIONS:
        for name in (*texts.plain, *texts.packed):
            found[texts.table, name] = found.get((texts.table, name), 0) + 1
    for part in (personal.EMPTIED, personal.FREE):
        for table, names in part.items():
            for name in names:
                found[table, name] = found.get((table, name), 0) + 1
    return found


def test_every_text_column_is_treated_or_declared_free_of_persons():
    told = declared()
    assert set(told.values()) == {1}
    texts = {(table, column.name) for table in TABLES for column in columns(table) if column.kind == "t"}
    assert set(told) <= texts
    elsewhere = set(personal.FREE_TABLES) | set(personal.OF_THE_COMPANY)
    assert {one for one in texts - set(told) if one[0] not in elsewhere} == set()
    assert not {table for table, _name in told} & set(personal.FREE_TABLES)
    local = [table for table in metadata.sorted_tables if not table.info["synced"]]
    assert {table.name for table in local} == set(LOCAL)


def everything(one):
    """Every row of every table, as text."""
    names = [table.name for table in metadata.sorted_tables]
    return {name: "\n".join(map(str, one.ask(f"SELECT * FROM {name}"))) for name in names}


def rows(kind):
    """A company, its contact with two addresses, and one row of each table in which somebody may be named."""
    company = {"company_id": hexed(1), "scope": 1}
    found = [
        ("workspace", uid(6), {"name": "Ouest", "settings": "{}", "alert_access": "none", "scope": 1}),
        ("company", uid(1), {"name": TOLD if kind else "Rey", "kind": kind, "scope": 1}),
        ("user", uid(5), {"login": "ana", "name": "Ana", "licence": "utilisateur", "scope": 1}),
        ("pipeline", uid(10), {"scope": 1}),
        ("stage", uid(11), {"pipeline_id": hexed(10), "scope": 1}),
        ("dossier_type", uid(12), {"scope": 1}),
        ("contact", uid(2), {**company, "first_name": "Hélène", "last_name": "Noël-Roux", "job": "Gérante Noël-Roux",
                             "colour": "orange"}),
        ("contact_point", uid(3), {"contact_id": hexed(2), "kind": "mobile", "value": "+33612345678", "scope": 1}),
        ("contact_point", uid(4), {"contact_id": hexed(2), "kind": "email", "value": "h.noel@rey.fr", "scope": 1}),
        ("history", uid(20), {**company, "old": TOLD}), ("history", uid(21), {**company, "object_uid": hexed(2), "new": "x"}),
        ("conflict", uid(22), {**company, "row_uid": hexed(1), "kept": json.dumps(TOLD)}),
        ("conflict", uid(23), {**company, "row_uid": hexed(3), "tbl": "contact_point", "lost": '"+33699999999"'}),
    ]  # fmt: skip
    more = {
        "dossier": {"type_id": hexed(12), "stage_id": hexed(11), "status": "en_cours"},
        "follow_up": {"kind": "relance", "priority": 1},
        "notification": {"user_id": hexed(5)},
    }
    for place, texts in enumerate(personal.MENTIONS, 30):
        if texts.table != "company":
            values = dict.fromkeys(texts.plain, TOLD) | dict.fromkeys(texts.packed, PACKED)
            if texts.table == "registration" and not kind:
                values = {}
            found.append((texts.table, uid(place), {**company, **more.get(texts.table, {}), **values}))
    return [(table, row, {k: v for k, v in values.items() if k in {c.name for c in columns(table)} or k == "rev"})
            for table, row, values in found]  # fmt: skip


def beside(uow):
    """What the laptop keeps for itself about the person, and what waits."""
    phone = [1, "contact_point", hexed(3), "value", "+33612345678", 1, 1]
    note = [1, "timeline", hexed(30), "text", TOLD, 1, 1]
    run = uow.conn.execute
    run("INSERT INTO draft (key, kind, company_id, data, at) VALUES ('a', 'note', 1, ?, 0)", (PACKED,))
    run("INSERT INTO draft (key, kind, company_id, data, at) VALUES ('b', 'new', NULL, ?, 0)", (PACKED,))
    for operations in ([phone], [phone, note]):
        told = (1, "no_right", json.dumps(operations), TOLD, 0)
        run("INSERT INTO refused (batch, code, operations, label, at) VALUES (?, ?, ?, ?, ?)", told)
    for row, table in ((3, "contact_point"), (99, "timeline")):
        run(
            "INSERT INTO held (tbl, row_uid, missing_uid, data) VALUES (?, ?, ?, ?)",
            (table, uid(row), uid(98), PACKED),
        )
    run(
        "INSERT INTO import_run (uid, kind, file, at, report) VALUES (?, 'contacts', 'f.csv', 0, ?)",
        (uid(97), PACKED),
    )
    for table in ("contact", "timeline"):
        run("INSERT INTO import_change (run_id, tbl, row_id, after) VALUES (1, ?, 1, ?)", (table, PACKED))
    run("INSERT INTO setting (key, value) VALUES ('search.recent', ?)", (PACKED,))


@pytest.mark.parametrize("kind", [0, 1], ids=["organisation", "particulier"])
def test_no_text_of_the_store_names_an_erased_person(tmp_path, kind):
    here = laptop(tmp_path / "here.db", None)
    here.receive(page(*rows(kind)))
    assert here.ask("SELECT tbl, json_extract(data, '$.reason') FROM held") == []
    here.write(lambda uow: uow.happened(1, "note", "Note", text=TOLD, data=PACKED))
    with here.store.transaction(NOW, None, muted=True) as uow:
        beside(uow)
    before = everything(here)
    for texts in personal.MENTIONS:
        if kind or texts.whose != "person":
            assert "Noël" in before[texts.table], texts.table
    here.do(DeleteContact(contact=1))
    for table, text in everything(here).items():
        for word in ("Noël", "Hélène", "12 34 56 78", "612345678", "h.noel", "699999999"):
            assert word not in text, (table, text)
    assert here.ask("SELECT state, operations = '[]' FROM refused ORDER BY id") == [
        ("dropped", 1),
        ("open", 0),
    ]
    assert here.ask("SELECT sha256, json_extract(text, '$.body') FROM document") == [
        (None, "Bonjour,\ncontact supprimé, au contact supprimé ou contact supprimé")
    ]
    here.store.close()
