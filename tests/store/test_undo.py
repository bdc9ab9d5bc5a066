"""The unit of work remembers what it touched; the inverse puts it back, or refuses when it changed since."""

from __future__ import annotations

import pytest

from prospectdesk.commands.bus import Bus, Revert
from prospectdesk.commands.context import Context, Person
from prospectdesk.domain.clock import Clock
from prospectdesk.domain.errors import NotFound, Stale

NOW = 1_795_000_000_000


@pytest.fixture
def bus(world):
    person = Person(world.user, b"", "ugo", "Ugo Petit")
    return Bus(world.store, lambda: Context(Clock(frozen_ms=NOW), person))


def job(world):
    return world.ask("SELECT job FROM contact WHERE id = ?", world.contact)[0][0]


def test_the_inverse_puts_back_the_former_values_and_its_own_inverse_the_new_ones(world, bus):
    uow = world.write(lambda uow: uow.update("contact", world.contact, {"job": "Gérante"}))
    undone = bus.do(Revert("fonction", tuple(uow.journal)))
    assert job(world) is None
    bus.do(undone.undo)
    assert job(world) == "Gérante"


def test_an_inverse_is_refused_when_the_value_changed_since(world, bus):
    uow = world.write(lambda uow: uow.update("contact", world.contact, {"job": "Gérante"}))
    world.write(lambda uow: uow.update("contact", world.contact, {"job": "Présidente"}))
    with pytest.raises(Stale):
        bus.do(Revert("fonction", tuple(uow.journal)))
    assert job(world) == "Présidente"


def test_the_inverse_of_a_creation_deletes_and_its_inverse_brings_back(world, bus):
    uow = world.write(lambda uow: uow.happened(world.company, "note", "Note", text="Bonjour"))
    undone = bus.do(Revert("note", tuple(uow.journal)))
    assert world.ask("SELECT deleted_at FROM timeline") == [(NOW,)]
    assert world.ask("SELECT last_note FROM company WHERE id = ?", world.company) == [(None,)]
    bus.do(undone.undo)
    assert world.ask("SELECT deleted_at FROM timeline") == [(None,)]
    assert world.ask("SELECT last_note FROM company WHERE id = ?", world.company) == [("Bonjour",)]


def test_an_inverse_travels_to_the_centre_like_any_change(world, bus):
    uow = world.write(lambda uow: uow.update("contact", world.contact, {"job": "Gérante"}))
    bus.do(Revert("fonction", tuple(uow.journal)))
    assert world.ask("SELECT val FROM outbox WHERE col = 'job'") == [(None,)]


@pytest.mark.spec("INV-15", "D-49")
def test_every_write_of_a_file_leaves_a_history_entry(world):
    world.write(lambda uow: uow.update("contact", world.contact, {"job": "Gérante", "mobile": "1"}))
    assert world.ask("SELECT object, field, old, new FROM history ORDER BY id DESC LIMIT 1") == [
        ("Interlocuteur Anne Caradec", "Fonction", None, "Gérante")
    ]


def test_equal_values_write_nothing(world):
    before = world.ask("SELECT count(*) FROM history")
    uow = world.write(lambda uow: uow.update("contact", world.contact, {"last_name": "Caradec"}))
    assert uow.journal == []
    assert world.ask("SELECT count(*) FROM history") == before


def test_a_row_of_a_natural_identity_is_brought_back_not_doubled(world):
    uid = b"n" * 16
    values = {"contact_id": world.contact, "kind": "email", "value": "a@b.fr"}
    world.write(lambda uow: uow.insert("contact_point", values, uid=uid, company=world.company))
    world.write(lambda uow: uow.remove("contact_point", 1, company=world.company))
    world.write(lambda uow: uow.insert("contact_point", values, uid=uid, company=world.company))
    assert world.ask("SELECT count(*), max(deleted_at) FROM contact_point") == [(1, None)]


def test_a_missing_row_is_told(world):
    with pytest.raises(NotFound):
        world.write(lambda uow: uow.update("contact", 999, {"job": "x"}))
