"""Laptops with real stores and commands carry their documents to the real functions of the centre and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from centre import Centre
from laptops import KEY, contents
from pushing import NOW, Team, team
from rounds import Round, desk

from prospectdesk.commands.companies import CreateCompany, EditCompany
from prospectdesk.commands.conflicts import RetryRefused, SettleConflict
from prospectdesk.commands.contact_states import DeleteContact
from prospectdesk.commands.contacts import CreateContact, EditContact
from prospectdesk.commands.follow_ups import CreateFollowUp
from prospectdesk.commands.reminders import RemindOverdue
from prospectdesk.commands.remote import MarkPush
from prospectdesk.commands.timeline import AddNote
from prospectdesk.queries import conflicts, outbox
from prospectdesk.queries.contacts import cards as cards_of
from prospectdesk.store.tables import metadata
from prospectdesk.sync import digest

pytestmark = pytest.mark.pg


@pytest.fixture
def crew(centre: Centre) -> Team:
    """A workspace with one source of companies."""
    made = team(centre)
    made.admin.sent(made.admin.row("catalogue", kind="source", label="Salon"))
    for one in (made.ana, made.bob):
        made.admin.sent(made.admin.cell("user", one.who.uid.hex, "source_seller", 1))
    return made


@pytest.fixture
def two(crew: Team, tmp_path: Path) -> Iterator[tuple[Round, Round]]:
    """Ana's laptop, encrypted, and Bob's, plain."""
    made = desk(crew, crew.ana, tmp_path / "ana.db", KEY), desk(crew, crew.bob, tmp_path / "bob.db", None)
    yield made
    for one in made:
        one.laptop.store.close()


def company(one: Round, name: str = "Moulin Rey") -> int:
    """A company of the workspace with a contact."""
    command = CreateCompany(
        raison_sociale=name,
        source="Salon",
        commercial_source=one.person.id,
        commercial_operationnel=one.person.id,
    )
    made = one.do(command).row_id
    one.do(CreateContact(company=made, nom="Caradec", prenom="Anne", telephone_portable="06 11 22 33 44"))
    return int(made)


def same(one: Round, other: Round) -> None:
    """Both hold the same rows."""
    assert contents(one.laptop) == contents(other.laptop)
    assert one.ask("SELECT count(*) FROM outbox") == [(0,)]


@pytest.mark.spec("X-13", "X-16")
def test_what_one_writes_the_other_reads(two):
    ana, bob = two
    made = company(ana)
    ana.do(AddNote(company=made, text="Très intéressée"))
    ana.sync()
    bob.sync()
    same(ana, bob)
    assert bob.ask("SELECT shown_name, n_orange, last_note FROM company") == [
        ("Moulin Rey", 1, "Très intéressée")
    ]
    assert bob.ask("SELECT mobile FROM contact") == ana.ask("SELECT mobile FROM contact")


@pytest.mark.spec("X-17", "F12")
def test_both_edit_one_contact_and_the_beaten_value_is_kept_and_put_back(two):
    ana, bob = two
    company(ana)
    ana.sync()
    bob.sync()
    ana.do(
        EditContact(contact=1, fonction="Gérante", linkedin="https://www.linkedin.com/in/anne"), minutes=100
    )
    bob.do(EditContact(contact=1, fonction="Présidente"), minutes=101)
    bob.sync()
    ana.sync()
    bob.sync()
    same(ana, bob)
    assert ana.ask("SELECT job, linkedin IS NOT NULL FROM contact") == [("Présidente", 1)]
    (found,) = ana.ask(conflicts.open_conflicts)
    assert (found.kept.text, found.lost.text, found.choices) == ("Présidente", "Gérante", ("keep", "mine"))
    ana.do(SettleConflict(id=found.id, choice="mine"), minutes=102)
    ana.sync()
    bob.sync()
    same(ana, bob)
    assert bob.ask("SELECT job FROM contact") == [("Gérante",)]
    assert bob.ask(conflicts.open_conflicts) == ()


@pytest.mark.spec("X-18", "X-21", "P4")
def test_a_person_erased_by_a_colleague_leaves_what_this_laptop_alone_keeps(two):
    ana, bob = two
    company(ana)
    ana.sync()
    bob.sync()
    bob.do(EditContact(contact=1, fonction="Gérante"))
    with bob.laptop.store.transaction(0, None) as uow:
        told = '{"text":"Rappeler Mme Caradec au 06 11 22 33 44"}'
        uow.run("INSERT INTO draft (key, kind, company_id, data, at) VALUES ('a', 'note', 1, ?, 0)", (told,))
    ana.do(DeleteContact(contact=1))
    ana.sync()
    bob.sync()
    rows = str([bob.ask(f"SELECT * FROM {table.name}") for table in metadata.sorted_tables])
    for word in ("Caradec", "Gérante", "11 22 33 44", "611223344"):
        assert word not in rows
    (found,) = bob.ask(outbox.refused_gestures)
    assert (found.text, found.again) == ("Interlocuteur supprimé", False)


@pytest.mark.spec("X-17")
def test_two_numbers_typed_unseen_are_both_on_the_card_of_both(two):
    ana, bob = two
    made = company(ana)
    ana.do(EditContact(contact=1, telephone_portable=None))
    ana.sync()
    bob.sync()
    ana.do(EditContact(contact=1, telephone_portable="06 11 11 11 11", courriel="a@rey.example"))
    bob.do(EditContact(contact=1, telephone_portable="06 22 22 22 22", courriel="b@rey.example"))
    bob.sync()
    ana.sync()
    bob.sync()
    same(ana, bob)
    cards = [one.ask(cards_of, made)[0] for one in two]
    assert cards[0] == cards[1]
    assert sorted(cards[0].numbers) == ["+33611111111", "+33622222222"]
    assert sorted((cards[0].email, cards[0].further[1][1])) == ["a@rey.example", "b@rey.example"]
    ana.do(EditContact(contact=1, telephone_portable=None))
    ana.sync()
    bob.sync()
    same(ana, bob)
    assert bob.ask(cards_of, made)[0].numbers == cards[0].numbers[1:]


@pytest.mark.spec("X-17")
def test_an_address_is_one_value(two):
    ana, bob = two
    made = company(ana)
    ana.sync()
    bob.sync()
    ana.do(EditCompany(company=made, rue="1 rue de Brest", code_postal="29200", ville="Brest"), minutes=100)
    bob.do(EditCompany(company=1, ville="Rennes"), minutes=101)
    ana.sync()
    bob.sync()
    ana.sync()
    same(ana, bob)
    assert ana.ask("SELECT street, postcode, city FROM registration") in (
        [("1 rue de Brest", "29200", "Brest")],
        [(None, None, "Rennes")],
    )
    assert len(ana.ask(conflicts.open_conflicts)) == 1


@pytest.mark.spec("X-21")
def test_a_colleague_s_note_is_not_mine_to_edit_and_my_version_is_kept_aside(two):
    ana, bob = two
    made = company(ana)
    ana.do(AddNote(company=made, text="De la main d’Ana"))
    ana.sync()
    bob.sync()
    ((note,),) = bob.ask("SELECT id FROM timeline WHERE type = 'note'")
    bob.laptop.write(lambda uow: uow.update("timeline", note, {"text": "De la main de Bob"}, log=False))
    bob.sync()
    same(ana, bob)
    (refused,) = bob.ask(outbox.refused_gestures)
    assert (refused.code, ("Texte", "De la main de Bob") in refused.details) == ("not_author", True)
    bob.do(RetryRefused(id=refused.id))
    bob.sync()
    assert len(bob.ask(outbox.refused_gestures)) == 1
    same(ana, bob)


@pytest.mark.spec("X-16", "F10", "F11")
def test_an_answer_lost_is_asked_again(two):
    ana, bob = two
    company(ana)
    push = ana.do(MarkPush()).data["push"]
    ana.line.push(*push.operations, seq=push.seq)
    company(ana, "Deuxième")
    ana.sync()
    bob.sync()
    same(ana, bob)
    assert bob.ask("SELECT count(*) FROM contact") == [(2,)]


@pytest.mark.spec("X-19")
def test_one_siret_typed_on_two_laptops_makes_one_company(two):
    ana, bob = two
    for one in two:
        made = company(one, f"Chez {one.person.login}")
        one.do(EditCompany(company=made, siret="732 829 320 00074"))
    ana.sync()
    bob.sync()
    ana.sync()
    same(ana, bob)
    assert ana.ask("SELECT count(*) FROM company WHERE deleted_at IS NULL AND merged_into IS NULL") == [(1,)]
    assert ana.ask("SELECT count(DISTINCT company_id) FROM contact WHERE deleted_at IS NULL") == [(1,)]


@pytest.mark.spec("F14")
def test_a_row_lost_or_spoilt_here_is_found_and_read_again(two):
    ana, bob = two
    company(ana)
    ana.sync()
    bob.sync()
    conn = bob.laptop.store.writer()
    conn.execute("UPDATE write_state SET muted = 1")
    conn.execute("DELETE FROM contact_point")
    conn.execute("UPDATE contact SET rev = rev - 1, job = 'spoilt'")
    conn.execute("INSERT INTO company (uid, name, scope, rev) VALUES (?, 'Fantôme', 1, 3)", (b"f" * 16,))
    assert digest.compare(bob) == "repaired"
    assert digest.compare(bob) == "equal"
    same(ana, bob)


@pytest.mark.spec("F15", "C-65")
def test_a_routine_comes_with_its_users_and_leaves_with_them(crew, two):
    ana, bob = two
    made = company(ana)
    ana.sync()
    routine, member = "ab" * 16, "cd" * 16
    crew.lead.sent(crew.lead.row("routine", routine))
    crew.lead.sent(crew.lead.row("routine_user", member, routine_id=routine, user_id=ana.person.uid.hex()))
    ((uid,),) = ana.ask("SELECT lower(hex(uid)) FROM company WHERE id = ?", made)
    crew.lead.sent(crew.lead.row("routine_tag", "ef" * 16, company_id=uid, routine_id=routine, scope=1))
    ana.sync()
    bob.sync()
    assert (ana.ask("SELECT count(*) FROM routine_tag"), bob.ask("SELECT count(*) FROM routine")) == (
        [(1,)],
        [(0,)],
    )
    crew.lead.sent(crew.lead.cell("routine_user", member, "deleted_at", NOW))
    ana.sync()
    assert ana.ask("SELECT (SELECT count(*) FROM routine_tag), (SELECT count(*) FROM routine)") == [(0, 0)]


@pytest.mark.spec("D-44", "X-23")
def test_two_laptops_that_remind_of_one_follow_up_without_a_line_tell_it_once(two):
    ana, bob = two
    made = company(ana)
    ana.do(CreateFollowUp(company=made))
    ana.sync()
    bob.sync()
    days = 2 * 1440
    assert [one.do(RemindOverdue(), minutes=days + place).data["sent"] for place, one in enumerate(two)] == [
        1,
        1,
    ]
    bob.sync(days + 10)
    ana.sync(days + 10)
    bob.sync(days + 10)
    for one, notices in ((ana, 1), (bob, 0)):  # Ana is the salesperson: the notification is hers alone
        assert one.ask(
            "SELECT (SELECT count(*) FROM timeline WHERE type = 'rappel'), (SELECT count(*) FROM workspace_mail), "
            "(SELECT count(*) FROM notification), (SELECT count(*) FROM conflict), (SELECT count(*) FROM refused), "
            "(SELECT count(*) FROM outbox)"
        ) == [(1, 1, notices, 0, 0, 0)]
