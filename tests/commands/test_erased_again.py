"""A person erased at his own request does not come back with an older copy (C-21)."""

import pytest

from prospectdesk.commands.companies import CreateCompany
from prospectdesk.commands.contact_states import DeleteContact, MarkContactLeft
from prospectdesk.commands.contacts import CreateContact
from prospectdesk.commands.timeline import AddNote
from prospectdesk.domain.clock import Clock
from prospectdesk.domain.ids import uid_text
from prospectdesk.jobs.opening import Opening
from prospectdesk.jobs.session import open_session
from prospectdesk.store import backup
from prospectdesk.store.check import check
from prospectdesk.store.connection import can_encrypt

NAME, PHONE = "Perrachon", "0612345678"


@pytest.fixture(params=["encrypted", "plain"])
def how(request, tmp_path):
    if request.param == "encrypted" and not can_encrypt():
        pytest.skip("the sqlcipher3 driver has no wheel for this system")
    return Opening(
        data_dir=tmp_path / "p", encryption=request.param == "encrypted", passphrase="une phrase assez longue"
    )


def said(session):
    """Every text of the store."""
    with session.store.session() as conn:
        tables = [
            row[0]
            for row in conn.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            )
        ]
        return " ".join(
            str(tuple(row)) for table in tables for row in conn.execute(f'SELECT * FROM "{table}"')
        )


def person(session, company):
    made = CreateContact(company=company, nom=NAME, prenom="Hélène", telephone_portable=PHONE)
    return session.bus.do(made).uid


def delete(session, contact):
    session.bus.do(MarkContactLeft(contact=contact))
    session.bus.do(DeleteContact(contact=contact))


def restored(session, how, copy):
    opened = session.profile
    session.close()
    backup.restore(opened.profile, copy, opened.key, Clock().now_ms())
    assert opened.profile.erased.exists()
    return open_session(how)


@pytest.mark.spec("C-21", "F7")
def test_who_was_erased_after_the_copy_is_erased_in_it_again(how, tmp_path):
    session = open_session(how)
    company = session.bus.do(CreateCompany(raison_sociale="Cycles", commercial_source="local",
                                           commercial_operationnel="local", source="Import")).uid  # fmt: skip
    gone, kept = person(session, company), person(session, company)
    session.bus.do(AddNote(company=company, text=f"Vu Hélène {NAME} au salon"))
    backup.backup(session.store, tmp_path / "copy.db")
    later = person(session, company)
    for one in (gone, later):
        delete(session, one)
    after = restored(session, how, tmp_path / "copy.db")
    with after.store.session() as conn:
        cards = {uid_text(row[0]): row[1] for row in conn.execute("SELECT uid, last_name FROM contact")}
    assert cards == {gone: None, kept: NAME}
    assert "au salon" in said(after)
    assert f"Hélène {NAME} au salon" not in said(after)
    assert not after.profile.profile.erased.exists()
    assert check(after.store) == []
    again = open_session(how)
    again.close()


@pytest.mark.spec("F7")
def test_a_restore_without_erasures_leaves_no_list(how, tmp_path):
    session = open_session(how)
    backup.backup(session.store, tmp_path / "copy.db")
    opened = session.profile
    session.close()
    backup.restore(opened.profile, tmp_path / "copy.db", opened.key, Clock().now_ms())
    assert not opened.profile.erased.exists()


@pytest.mark.spec("F7")
@pytest.mark.parametrize("text", ["", "[", '{"a": 1}', '["zz"]', "[1]"])
def test_a_torn_list_stops_no_start(how, text):
    session = open_session(how)
    file = session.profile.profile.erased
    session.close()
    file.write_text(text)
    open_session(how).close()
    assert not file.exists()
