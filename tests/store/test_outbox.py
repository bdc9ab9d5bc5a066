"""The outbox follows the data by triggers, in the same transaction."""

from __future__ import annotations

import json

import pytest

from prospectdesk.store.outbox_check import disagreements

NOW = 1_795_000_000_000
DAY = 20_775


def lines(world, table):
    rows = world.ask("SELECT col, val, base, sent FROM outbox WHERE tbl = ? ORDER BY seq", table)
    return [(col, val, base) for col, val, base, _sent in rows]


@pytest.mark.spec("INV-15")
def test_a_new_row_leaves_one_line_with_all_its_travelling_columns(world):
    ((col, val, base),) = lines(world, "contact")
    told = json.loads(val)
    assert (col, base) == ("*", 0)
    assert told["last_name"] == "Caradec"
    assert "name_key" not in told
    assert "id" not in told


def test_a_reference_travels_as_the_uid_of_its_row(world):
    told = json.loads(lines(world, "contact")[0][1])
    ((uid,),) = world.ask("SELECT lower(hex(uid)) FROM company WHERE id = ?", world.company)
    assert told["company_id"] == uid


def test_an_edit_leaves_one_line_for_each_changed_column(world):
    world.write(lambda uow: uow.update("contact", world.contact, {"job": "Gérante", "last_name": "Caradec"}))
    assert lines(world, "contact")[1:] == [("job", "Gérante", 0)]


def test_unsent_edits_of_one_cell_become_one_line_that_keeps_the_first_base(world):
    world.store.writer().execute("UPDATE contact SET rev = 7")
    world.write(lambda uow: uow.update("contact", world.contact, {"job": "Gérante"}))
    world.store.writer().execute("UPDATE contact SET rev = 9")
    world.write(lambda uow: uow.update("contact", world.contact, {"job": "Présidente"}))
    assert lines(world, "contact")[1:] == [("job", "Présidente", 7)]


def test_an_edit_after_a_sent_one_is_a_new_line(world):
    world.write(lambda uow: uow.update("contact", world.contact, {"job": "Gérante"}))
    world.store.writer().execute("UPDATE outbox SET sent = 1")
    world.write(lambda uow: uow.update("contact", world.contact, {"job": "Présidente"}))
    assert [line[:2] for line in lines(world, "contact")[1:]] == [("job", "Gérante"), ("job", "Présidente")]


def test_a_soft_deletion_travels_as_a_column(world):
    world.write(lambda uow: uow.remove("contact", world.contact))
    assert lines(world, "contact")[-1] == ("deleted_at", str(NOW), 0)


def test_a_row_taken_away_leaves_a_line(world):
    world.write(lambda uow: uow.run("DELETE FROM contact"))
    assert lines(world, "contact")[-1] == ("-", None, 0)


def test_a_muted_transaction_leaves_no_line(world):
    before = world.ask("SELECT count(*) FROM outbox")
    world.write(lambda uow: uow.update("contact", world.contact, {"job": "Gérante"}, log=False), muted=True)
    assert world.ask("SELECT count(*) FROM outbox") == before


def test_a_row_of_the_directory_leaves_no_line(world):
    world.write(lambda uow: uow.insert("company", {"name": "Du registre"}))
    assert len(lines(world, "company")) == 1


def test_derived_columns_leave_no_line(world):
    world.write(lambda uow: uow.run("UPDATE contact SET name_key = 'autre', score = 5"))
    assert len(lines(world, "contact")) == 1


def test_a_refused_transaction_leaves_neither_row_nor_line(world):
    before = world.ask("SELECT count(*) FROM outbox"), world.ask("SELECT count(*) FROM company")

    def fail(uow):
        uow.insert("company", {"name": "Perdue", "scope": 1})
        raise RuntimeError("refused")

    with pytest.raises(RuntimeError, match="refused"):
        world.write(fail)
    assert (world.ask("SELECT count(*) FROM outbox"), world.ask("SELECT count(*) FROM company")) == before


def test_lines_of_one_transaction_bear_one_batch_and_later_ones_a_higher(world):
    world.write(lambda uow: uow.update("contact", world.contact, {"job": "A", "status": "B"}))
    world.write(lambda uow: uow.update("company", world.company, {"capital": "1000"}))
    rows = world.ask("SELECT batch, count(DISTINCT hlc) FROM outbox GROUP BY batch ORDER BY batch")
    assert [row[1] for row in rows] == [1, 1, 1]


def test_every_line_agrees_with_the_data_and_a_lie_is_found(world):
    world.write(lambda uow: uow.update("contact", world.contact, {"job": "Gérante", "born_on": DAY}))
    with world.store.session() as conn:
        assert disagreements(conn) == []
    world.store.writer().execute("UPDATE outbox SET val = 'Autre' WHERE col = 'job'")
    with world.store.session() as conn:
        assert len(disagreements(conn)) == 1
