"""Outbox lines become a push; its answer leaves the store as the centre has it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from laptops import NOW, page, rows_of

from prospectdesk.commands.conflicts import DropRefused, RetryRefused, SettleConflict
from prospectdesk.commands.remote import StartOver
from prospectdesk.domain.errors import NotFound, Refused, Stale
from prospectdesk.queries import conflicts, outbox
from prospectdesk.store.check import check
from prospectdesk.sync import operations, refusals
from prospectdesk.wire import rules


def uid(n):
    return bytes([n]) * 16


def hexed(n):
    return uid(n).hex()


COMPANY = {"name": "Acme", "scope": 1, "rev": 5}
CONTACT = {"company_id": hexed(1), "last_name": "Caradec", "colour": "orange", "scope": 1, "rev": 5}


@pytest.fixture
def acme(here):
    """A laptop with one company, one contact and a phone from the centre."""
    phone = {
        "contact_id": hexed(2),
        "kind": "mobile",
        "value": "06 11 22 33 44",
        "key": "0611223344",
        "rev": 5,
    }
    here.receive(
        page(("company", uid(1), COMPANY), ("contact", uid(2), CONTACT), ("contact_point", uid(3), phone))
    )
    return here


def edit(one, table, **values):
    one.write(lambda uow: uow.update(table, 1, values, log=False))


def cells(push):
    return [(op[1], op[3], op[4], op[5]) for op in push.operations]


# pushing ------------------------------------------------------------------------------------
@pytest.mark.spec("X-16", "F11")
def test_the_same_push_is_asked_again_until_it_is_answered(acme):
    edit(acme, "contact", job="Gérante")
    first = acme.push()
    edit(acme, "contact", job="Présidente")
    assert acme.push() == first
    assert cells(first) == [("contact", "job", "Gérante", 5)]
    acme.answered(first.seq)
    assert (acme.push().seq, cells(acme.push())) == (first.seq + 1, [("contact", "job", "Présidente", 5)])


def test_values_travel_with_their_kind_and_references_as_uids(acme):
    def work(uow):
        uow.insert("user", {"login": "ugo", "name": "Ugo"}, uid=uid(8), log=False)
        uow.update("contact", 1, {"made_by_id": 1, "born_on": 1234, "person": uid(9)}, log=False)
        uow.insert("establishment", {"company_id": 1, "latitude": 48.1173, "scope": 1}, uid=uid(4), log=False)

    acme.write(work)
    found = {op[3]: op[4] for op in acme.push().operations}
    whole = [op[4] for op in acme.push().operations if op[3] == "*"]
    assert (found["made_by_id"], found["born_on"], found["person"]) == (hexed(8), 1234, hexed(9))
    assert [op[1] for op in acme.push().operations if op[3] == "*"] == ["user", "establishment"]
    assert whole[1]["latitude"] == 48.1173
    assert set(whole[1]) == {one.name for one in rules.columns("establishment")}
    assert json.loads(json.dumps(acme.push().document("ab"))) == acme.push().document("ab")


def test_a_group_travels_as_a_whole_with_its_first_base(acme):
    acme.receive(
        page(
            ("registration", uid(6), {"company_id": hexed(1), "city": "Brest", "postcode": "29200", "rev": 7})
        )
    )
    edit(acme, "registration", city="Quimper")
    push = acme.push()
    assert {op[3] for op in push.operations} == set(rules.GROUPS["registration"]["address"])
    assert {(op[5], op[0]) for op in push.operations} == {(7, push.operations[0][0])}
    assert {op[3]: op[4] for op in push.operations}["postcode"] == "29200"
    assert acme.push() == push


def test_a_push_takes_whole_gestures_and_cuts_only_what_is_too_large(acme):
    def notes(count):
        def work(uow):
            for number in range(count):
                uow.happened(1, "note", "Note", text=f"note {number}")

        return work

    for count in (600, 300, 200, 1500):
        acme.write(notes(count))
    sizes = []
    while (push := acme.push()) is not None:
        sizes.append((len(push.operations), len({op[0] for op in push.operations})))
        acme.answered(push.seq)
    assert sizes == [(900, 2), (200, 1), (1000, 1), (500, 1)]


def test_completed_groups_count_in_the_size_of_a_push(acme):
    many = {bytes([50 + n // 250, n % 250]) * 8: {"company_id": hexed(1), "rev": 7} for n in range(300)}
    acme.receive(page(*(("registration", key, values) for key, values in many.items())))
    acme.write(lambda uow: uow.run("UPDATE registration SET city = 'Quimper'"))
    assert 900 < len(acme.push().operations) <= operations.MOST_LINES


@pytest.mark.spec("X-15")
def test_user_actions_wait_until_they_are_answered(acme):
    edit(acme, "contact", job="Gérante", status="Actif")
    edit(acme, "company", capital="1000")
    push = acme.push()
    with acme.store.session() as conn:
        assert outbox.waiting(conn) == 2
        _first, second = outbox.waiting_gestures(conn)
        assert (second.text, second.company_name, second.sending) == (
            "Interlocuteur Caradec : Fonction, Statut",
            "Acme",
            True,
        )
    acme.answered(push.seq)
    with acme.store.session() as conn:
        assert (outbox.waiting(conn), outbox.waiting_gestures(conn)) == (0, ())


def test_a_step_back_of_the_centre_sends_the_lines_under_its_number(acme):
    edit(acme, "contact", job="Gérante")
    acme.push()
    edit(acme, "contact", job="Présidente")
    acme.do(StartOver(code="sequence", values={"last_seq": 41}))
    assert (acme.push().seq, cells(acme.push())) == (42, [("contact", "job", "Présidente", 5)])


# rebase -------------------------------------------------------------------------------------
@pytest.mark.spec("X-17")
def test_nobody_sees_his_own_edit_flicker(acme):
    edit(acme, "contact", job="Gérante")
    push = acme.push()
    edit(acme, "contact", status="Actif")
    theirs = page(
        ("contact", uid(2), {**CONTACT, "rev": 8, "job": "Autre", "status": "Parti", "title": "Mme"})
    )
    acme.receive(theirs)
    shown = acme.ask("SELECT job, status, title, rev FROM contact")
    assert shown == [("Gérante", "Actif", "Mme", 8)]
    acme.answered(
        push.seq, echo=page(("contact", uid(2), {**CONTACT, "rev": 9, "job": "Gérante", "status": "Parti"}))
    )
    assert acme.ask("SELECT job, status, rev FROM contact") == [("Gérante", "Actif", 9)]
    acme.answered(acme.push().seq, echo=page(("contact", uid(2), {**CONTACT, "rev": 10, "job": "Autre"})))
    assert acme.ask("SELECT job, status FROM contact") == [("Autre", None)]


def test_a_group_that_waits_stays_whole(acme):
    told = {"company_id": hexed(1), "city": "Brest", "postcode": "29200", "rev": 7}
    acme.receive(page(("registration", uid(6), told)))
    edit(acme, "registration", city="Quimper")
    acme.receive(
        page(
            ("registration", uid(6), {**told, "city": "Rennes", "postcode": "35000", "phone": "1", "rev": 9})
        )
    )
    assert acme.ask("SELECT city, postcode, phone FROM registration") == [("Quimper", "29200", "1")]
    assert {op[3]: op[4] for op in acme.push().operations}["postcode"] == "29200"


def test_a_row_born_twice_keeps_what_the_centre_has_where_ours_is_empty(here):
    here.receive(page(("company", uid(1), COMPANY)))
    mine = {"company_id": 1, "registered_at": NOW, "phone": "0102030405"}
    here.write(lambda uow: uow.insert("registration", mine, uid=uid(6)))
    theirs = {"company_id": hexed(1), "registered_at": 5, "phone": "0999999999", "city": "Brest", "rev": 7}
    here.receive(page(("registration", uid(6), theirs)))
    assert here.ask("SELECT phone, city, registered_at, rev FROM registration") == [
        ("0102030405", "Brest", 5, 7)
    ]


def test_a_row_taken_away_here_does_not_come_back_before_the_answer(acme):
    acme.write(lambda uow: uow.run("DELETE FROM contact_point"))
    acme.receive(
        page(("contact_point", uid(3), {"contact_id": hexed(2), "kind": "mobile", "value": "1", "rev": 6}))
    )
    assert acme.ask("SELECT count(*) FROM contact_point") == [(0,)]


# refused ------------------------------------------------------------------------------------
def refuse(one, push, code="no_right", **answer):
    batches = {op[0] for op in push.operations}
    told = [
        {
            "batch": b,
            "code": code,
            "values": {},
            "ops": [i for i, op in enumerate(push.operations) if op[0] == b],
        }
        for b in batches
    ]
    return one.answered(push.seq, refused=told, **answer)


@pytest.mark.spec("X-21", "F15")
def test_a_refused_edit_goes_back_and_can_be_tried_again(acme):
    edit(acme, "contact", job="Gérante")
    refuse(acme, acme.push(), echo=page(("contact", uid(2), CONTACT)))
    assert acme.ask("SELECT job FROM contact") == [(None,)]
    with acme.store.session() as conn:
        (one,) = outbox.refused_gestures(conn)
    assert (one.text, one.details, one.again, one.company_name) == (
        "Interlocuteur Caradec : Fonction",
        (("Fonction", "Gérante"),),
        True,
        "Acme",
    )
    assert "droit" in one.reason
    acme.do(RetryRefused(id=one.id))
    assert acme.ask("SELECT job FROM contact") == [("Gérante",)]
    assert ("contact", "job", "Gérante", 5) in cells(acme.push())
    with pytest.raises(NotFound):
        acme.do(RetryRefused(id=one.id))


@pytest.mark.spec("X-21")
def test_a_refused_new_row_leaves_with_its_children_and_comes_back_when_tried_again(acme):
    def work(uow):
        made = uow.insert(
            "contact", {"company_id": 1, "person": uid(7), "last_name": "Neuve", "made_at": NOW}
        )
        uow.insert(
            "contact_point", {"contact_id": made, "kind": "mobile", "value": "06 99 88 77 66"}, company=1
        )

    acme.write(work)
    refuse(acme, acme.push())
    assert acme.ask("SELECT count(*) FROM contact") == [(1,)]
    assert acme.ask("SELECT (SELECT count(*) FROM history), (SELECT count(*) FROM held)") == [(0, 0)]
    assert check(acme.store) == []
    with acme.store.session() as conn:
        (one,) = outbox.refused_gestures(conn)
    assert one.text == "Ajout : Interlocuteur Neuve"
    acme.do(RetryRefused(id=one.id))
    assert acme.ask("SELECT last_name, mobile FROM contact ORDER BY id DESC LIMIT 1") == [
        ("Neuve", "06 99 88 77 66")
    ]
    assert check(acme.store) == []


def test_rows_of_a_refused_edit_that_were_not_echoed_are_asked_for(acme):
    edit(acme, "contact", job="Gérante")
    done = refuse(acme, acme.push())
    assert done.data["ask"] == [["contact", hexed(2)]]
    assert done.data["refused"] == 1


FINAL = {
    "done_follow_up", "other_workspace", "bad_value", "siret", "erased", "append_only", "already_closed", "merge",
}  # fmt: skip


@pytest.mark.spec("X-21")
def test_every_code_of_the_contract_has_its_sentence_and_a_retry_or_a_reason_against_one(acme):
    contract = Path(__file__).parents[2].joinpath("docs/sync.md").read_text(encoding="utf-8")
    told = contract.partition("only a refused batch would have made. Codes: ")[2].partition("\n4. ")[0]
    codes = set(re.findall(r"`([a-z_]+)`", told)) - {"type_twice"}
    assert codes > FINAL | {"no_right", "erase_rate", "last_admin", "internal"}
    for code in sorted(codes | {"of_a_newer_centre"}):
        edit(acme, "contact", job=f"Gérante {code}")
        refuse(acme, acme.push(), code=code, echo=page(("contact", uid(2), CONTACT)))
        with acme.store.session() as conn:
            (one,) = outbox.refused_gestures(conn)
        assert (one.reason == refusals.UNKNOWN) == (code == "of_a_newer_centre")
        assert (one.again, one.why_not == "") == (code not in FINAL, code not in FINAL), code
        if one.again:
            acme.do(RetryRefused(id=one.id))
            assert acme.ask("SELECT job FROM contact") == [(f"Gérante {code}",)]
            acme.answered(acme.push().seq, echo=page(("contact", uid(2), CONTACT)))
        else:
            with pytest.raises(Refused, match=re.escape(one.why_not)):
                acme.do(RetryRefused(id=one.id))
            acme.do(DropRefused(id=one.id))


@pytest.mark.spec("X-21")
def test_a_refusal_that_was_let_go_keeps_nothing(acme):
    edit(acme, "contact", job="Gérante")
    refuse(acme, acme.push(), code="done_follow_up")
    ((row_id,),) = acme.ask("SELECT id FROM refused")
    acme.do(DropRefused(id=row_id))
    assert acme.ask("SELECT state, operations FROM refused") == [("dropped", "[]")]
    with acme.store.session() as conn:
        assert outbox.refused_gestures(conn) == ()


# conflicts ----------------------------------------------------------------------------------
def conflict(table, row, col, kept, lost, reason="concurrent"):
    told = {
        "company_id": hexed(1),
        "tbl": table,
        "row_uid": row.hex(),
        "col": col,
        "kept": json.dumps(kept),
        "lost": json.dumps(lost),
        "reason": reason,
        "made_at": NOW,
        "rev": 9,
    }
    return ("conflict", uid(20), told)


def only(one):
    with one.store.session() as conn:
        (found,) = conflicts.open_conflicts(conn)
    return found


@pytest.mark.spec("X-17")
def test_a_conflict_shows_both_values_and_putting_mine_back_is_an_ordinary_edit(acme):
    acme.receive(page(conflict("contact", uid(2), "job", "Gérante", "Présidente")))
    found = only(acme)
    assert (found.label, found.kept.text, found.lost.text, found.choices) == (
        "Fonction",
        "Gérante",
        "Présidente",
        ("keep", "mine"),
    )
    done = acme.do(SettleConflict(id=found.id, choice="mine"))
    assert acme.ask("SELECT job FROM contact") == [("Présidente",)]
    sent = {(op[1], op[3]): (op[4], op[5]) for op in acme.push().operations}
    assert sent["contact", "job"] == ("Présidente", 5)
    assert sent["conflict", "settled_at"] == (NOW, 9)
    with pytest.raises(Stale):
        acme.do(SettleConflict(id=found.id, choice="keep"))
    acme.do(done.undo)
    assert only(acme).id == found.id


@pytest.mark.spec("X-17")
def test_both_numbers_are_kept_as_two_and_both_texts_as_one(acme):
    acme.receive(page(conflict("contact_point", uid(3), "value", "06 11 22 33 44", "06 55 55 55 55")))
    acme.do(SettleConflict(id=only(acme).id, choice="both"))
    assert acme.ask("SELECT value, key, rank FROM contact_point ORDER BY rank") == [
        ("06 11 22 33 44", "0611223344", 0),
        ("06 55 55 55 55", "0655555555", 1),
    ]
    acme.receive(page(("timeline", uid(30), {"company_id": hexed(1), "type": "note", "text": "Un"})))
    told = conflict("timeline", uid(30), "text", "Un", "Deux")
    acme.receive(page((told[0], uid(21), told[2])))
    acme.do(SettleConflict(id=only(acme).id, choice="both"))
    assert acme.ask("SELECT text FROM timeline WHERE type = 'note'") == [("Un\nDeux",)]


def test_a_group_comes_back_as_a_whole(acme):
    acme.receive(
        page(("registration", uid(6), {"company_id": hexed(1), "city": "Brest", "postcode": "29200"}))
    )
    lost = {"city": "Rennes", "postcode": "35000", "street": None}
    acme.receive(page(conflict("registration", uid(6), "@address", {"city": "Brest"}, lost)))
    assert (only(acme).label, only(acme).lost.text) == ("Adresse", "Rennes, 35000")
    acme.do(SettleConflict(id=only(acme).id, choice="mine"))
    assert acme.ask("SELECT city, postcode FROM registration") == [("Rennes", "35000")]


@pytest.mark.spec("X-20")
def test_what_a_rule_decided_can_only_be_kept(acme):
    acme.receive(page(conflict("contact", uid(2), "job", "A", "B", reason="done")))
    assert only(acme).choices == ("keep",)
    with pytest.raises(Refused):
        acme.do(SettleConflict(id=only(acme).id, choice="mine"))
    acme.do(SettleConflict(id=only(acme).id, choice="keep"))
    with acme.store.session() as conn:
        assert conflicts.open_conflicts(conn) == ()


def test_a_whole_demonstration_that_waits_has_words_for_every_gesture(here, there):
    here.receive(rows_of(there))
    here.write(lambda uow: uow.run("UPDATE outbox SET sent = 0"))
    with here.store.session() as conn:
        assert all(one.text for one in outbox.waiting_gestures(conn))
