"""What the window asks for: the store, its journals and its copies under a key; what stays in clear is named."""

from __future__ import annotations

from datetime import date

import pytest

from prospectdesk.domain.errors import Cancelled
from prospectdesk.jobs.encrypting import encrypt_copies_of, encrypt_profile, has_keychain, plain_copies
from prospectdesk.jobs.session import Opening, open_session
from prospectdesk.jobs.ticket import Ticket
from prospectdesk.store import keys
from prospectdesk.store.backup import daily
from prospectdesk.store.connection import can_encrypt
from prospectdesk.sync.journal import NAME, Journal

pytestmark = [
    pytest.mark.spec("X-25", "T1"),
    pytest.mark.skipif(not can_encrypt(), reason="the sqlcipher3 driver has no wheel for this system"),
]
LINE = (1, 7, "company", b"u" * 16, "name", '"Garage Martin"', 0, 99)


@pytest.fixture
def how(tmp_path, monkeypatch):
    """A closed plain profile with two copies, a damaged one, a journal and what a lost store had not sent."""
    monkeypatch.setattr(keys, "SCRYPT_N", 1 << 8)
    opening = Opening(data_dir=tmp_path / "p", encryption=False)
    session = open_session(opening)
    profile = session.profile.profile
    for day in (20, 21):
        daily(session.store, profile.backups, date(2026, 11, day))
    session.close()
    bad = profile.backups / "prospectdesk-2026-11-19.db"
    bad.write_bytes((profile.backups / "prospectdesk-2026-11-20.db").read_bytes()[:9_000])
    for name in (NAME, "outbox-1.rescued"):
        Journal(profile.folder / name, None, "ab" * 16).replace([LINE])
    return opening


def profile_of(how):
    from prospectdesk.jobs.session import locate_profile

    return locate_profile(how)


def test_journals_are_sealed_with_the_store_and_copies_follow(how):
    profile = profile_of(how)
    assert has_keychain()
    heard = []
    ticket = Ticket(heard.append)
    done = encrypt_profile(profile, None, ticket)
    key = keys.key_from_recovery(done.recovery_code)
    for name in (NAME, "outbox-1.rescued"):
        sealed = Journal(profile.folder / name, key)
        assert sealed.lines() == [LINE]
        assert sealed.user == "ab" * 16
        assert b"Garage" not in (profile.folder / name).read_bytes()
    assert [one.name for one in done.left] == ["prospectdesk-2026-11-19.db"], (
        "it is not sound: named, not touched"
    )
    assert {one.text for one in heard} == {"Chiffrement de la base, en Mo", "Chiffrement des copies, en Mo"}
    session = open_session(how)
    assert session.profile.encrypted
    assert plain_copies(session) == ["backups/prospectdesk-2026-11-19.db"]
    assert encrypt_copies_of(session, Ticket()) == ["backups/prospectdesk-2026-11-19.db"]
    (profile.backups / "prospectdesk-2026-11-19.db").unlink()
    assert plain_copies(session) == []
    session.close()


def test_stopped_at_the_copies_the_store_is_encrypted_and_they_are_named(how):
    profile = profile_of(how)

    def stop(progress):
        if "copies" in progress.text:
            ticket.cancel()

    ticket = Ticket(stop)
    done = encrypt_profile(profile, "une phrase longue", ticket)
    assert len(done.left) >= 2
    session = open_session(Opening(data_dir=profile.folder, passphrase="une phrase longue"))
    assert session.profile.encrypted
    assert len(encrypt_copies_of(session, Ticket())) == 1
    session.close()


def test_stopped_before_it_the_profile_is_plain_as_before(how):
    ticket = Ticket()
    ticket.cancel()
    with pytest.raises(Cancelled):
        encrypt_profile(profile_of(how), "une phrase longue", ticket)
    session = open_session(how)
    assert not session.profile.encrypted
    assert plain_copies(session) == [], "of a plain base nothing is said of its copies"
    session.close()
    assert Journal(profile_of(how).folder / NAME, None).lines() == [LINE]
