"""`check` finds what commands can never have written, and repairs only what is derived."""

from __future__ import annotations

import pytest

from prospectdesk.store.check import check
from prospectdesk.store.connection import StoreError
from prospectdesk.store.store import Store

NOW = 1_795_000_000_000
DAY = 20_775


def codes(world):
    return [one.code for one in check(world.store)]


def follow_up(world, kind="relance", lead=None, assigned=True):
    def add(uow):
        values = {"company_id": world.company, "day": DAY, "made_at": NOW, "kind": kind, "lead": lead}
        made = uow.insert("follow_up", {**values, "action_type": "Relance"})
        if assigned:
            uow.insert(
                "follow_up_assignee", {"follow_up_id": made, "user_id": world.user}, company=world.company
            )

    world.write(add)


def test_a_store_filled_by_commands_has_no_problem(world):
    follow_up(world)
    assert check(world.store) == []


@pytest.mark.spec("INV-01")
def test_an_open_follow_up_without_assignee_is_found(world):
    follow_up(world, assigned=False)
    assert codes(world) == ["INV-01"]


@pytest.mark.spec("INV-02")
def test_two_open_relances_or_two_rp_of_one_lead_are_found(world):
    follow_up(world)
    follow_up(world)
    follow_up(world, kind="rp", lead="L1")
    follow_up(world, kind="rp", lead="L1")
    assert codes(world) == ["INV-02", "INV-02.rp"]


@pytest.mark.spec("INV-04")
def test_a_privileged_card_that_is_not_orange_or_not_alone_is_found(world):
    more = {
        "company_id": world.company,
        "person": b"q" * 16,
        "made_at": NOW,
        "last_name": "B",
        "privileged": 1,
    }
    world.write(lambda uow: uow.insert("contact", more))
    world.write(lambda uow: uow.update("contact", world.contact, {"privileged": 1, "colour": "white"}))
    assert codes(world) == ["INV-04", "INV-04.colour"]


@pytest.mark.spec("INV-07")
def test_a_second_dossier_of_a_unique_type_is_found_unless_it_is_locked_as_a_twin(world):
    def add(uow):
        pipeline = uow.insert("pipeline", {"label": "Ventes"})
        stage = uow.insert("stage", {"pipeline_id": pipeline, "label": "Suspect", "percent": 5})
        kind = uow.insert("dossier_type", {"label": "Social", "pipeline_id": pipeline})
        for _twice in range(2):
            values = {"company_id": world.company, "type_id": kind, "stage_id": stage, "made_at": NOW}
            uow.insert("dossier", values)

    world.write(add)
    assert codes(world) == ["INV-07"]
    world.write(lambda uow: uow.update("dossier", 2, {"twin": 1}))
    assert codes(world) == []


@pytest.mark.spec("INV-10")
def test_a_second_client_file_is_found(world):
    for number in ("1", "2"):
        values = {"company_id": world.company, "number": number, "created_at": NOW}
        world.write(lambda uow, values=values: uow.insert("client_file", values))
    assert codes(world) == ["INV-10"]


@pytest.mark.spec("INV-11")
def test_wrong_doubled_and_foreign_siret_are_found(world):
    world.write(lambda uow: uow.update("company", world.company, {"siren": "356000000"}))
    for siret in ("35600000000048", "73282932000074", "73282932000074", "73282932000075"):
        values = {"company_id": world.company, "siret": siret}
        world.write(lambda uow, values=values: uow.insert("establishment", values))
    assert codes(world) == ["INV-11.unique", "INV-11.seat", "INV-11.siret"]
    world.write(lambda uow: uow.update("company", world.company, {"siren": "123456789"}))
    assert "INV-11.siren" in codes(world)


def test_a_broken_link_is_found(world):
    conn = world.store.writer()
    conn.execute("PRAGMA foreign_keys = OFF")
    conn.execute("UPDATE contact SET company_id = 999")
    conn.execute("PRAGMA foreign_keys = ON")
    assert "links" in codes(world)


def test_an_outbox_line_that_lies_is_found(world):
    world.write(lambda uow: uow.update("contact", world.contact, {"job": "Gérante"}))
    world.store.writer().execute("UPDATE outbox SET val = 'x' WHERE col = 'job'")
    assert codes(world) == ["outbox"]


def test_derived_columns_are_repaired_and_nothing_else_is(world):
    follow_up(world, assigned=False)
    conn = world.store.writer()
    conn.execute("UPDATE company SET shown_name = 'x', phone_key = '1'")
    conn.execute("UPDATE contact SET mobile = '1'")
    before = world.ask("SELECT count(*) FROM outbox")
    found = check(world.store, repair=True)
    assert {one.code: one.repaired for one in found} == {"INV-01": False, "companies": True, "contacts": True}
    assert codes(world) == ["INV-01"]
    assert world.ask("SELECT count(*) FROM outbox") == before


def test_a_note_the_search_lost_is_found_and_taken_up_again(world):
    world.write(lambda uow: uow.happened(world.company, "note", "Note", text="Très intéressée"))
    assert codes(world) == []
    world.store.writer().execute("UPDATE timeline SET text_key = 'x'")
    assert "notes" in codes(world)
    assert all(one.repaired for one in check(world.store, repair=True))
    assert codes(world) == []


def test_a_damaged_page_is_told_in_one_sentence(world, key):
    path = world.store.path
    world.store.writer().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    world.store.close()
    data = bytearray(path.read_bytes())
    for page in range(20, 150):
        data[page * 4096 : page * 4096 + 64] = bytes(64)
    path.write_bytes(data)
    assert told(path, key)


def told(path, key):
    """Whether opening or checking the store says that it is damaged."""
    damaged = Store(path, key)
    try:
        damaged.open()
        return "integrity" in [one.code for one in check(damaged)]
    except StoreError as error:
        return error.outcome in {"damaged", "no_key"}
    finally:
        damaged.close()


def test_an_outbox_line_with_a_number_of_seventeen_digits_agrees_with_its_row(world):
    registration = world.ask("SELECT id FROM registration")[0][0]
    world.write(lambda uow: uow.update("registration", registration, {"latitude": 48.85667806778106}))
    assert world.ask("SELECT count(*) FROM outbox WHERE col = 'latitude'") == [(1,)]
    assert check(world.store) == []


@pytest.mark.spec("F6")
def test_a_sound_search_index_is_not_called_corrupt_after_its_parts_were_merged(tmp_path):
    """FTS5 checks itself by the structure the connection last saw; every 16 commits its parts become one."""
    store = Store(tmp_path / "a.db", None)
    store.open()
    with store.transaction(NOW, None) as uow:
        company = uow.insert("company", {"name": "x", "scope": 1})
        uow.finish()
    for count in range(18):
        with store.transaction(NOW, None) as uow:
            note = {
                "company_id": company,
                "at": NOW,
                "type": "note",
                "title": "Note",
                "text": f"Numéro {count}",
            }
            uow.insert("timeline", note)
            uow.finish()
        assert check(store) == []
    store.close()
