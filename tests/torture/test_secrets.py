"""T1 and L1: of two hundred known secrets none is found in any file of an encrypted profile."""

from __future__ import annotations

from datetime import date

import pytest

from prospectdesk.store.backup import backup, daily
from prospectdesk.store.check import check
from prospectdesk.store.connection import can_encrypt
from prospectdesk.store.profile import open_profile
from prospectdesk.store.salvage import salvage

pytestmark = pytest.mark.spec("T1")

NOW = 1_795_000_000_000
SECRETS = [f"Zéphyrine{number:03d}Kerbrat" for number in range(200)]


def fill(opened):
    """Puts secrets everywhere a person can write."""
    with opened.store.transaction(NOW, None) as uow:
        company = uow.insert("company", {"name": SECRETS[0], "scope": 1})
        for number, secret in enumerate(SECRETS):
            uow.happened(company, "note", "Note", text=secret * (number % 40 + 1))
            person = {"company_id": company, "person": b"p" * 16, "made_at": NOW, "last_name": secret}
            uow.insert("contact", {**person, "name_key": secret.lower()})
            uow.run("INSERT INTO draft (key, kind, data, at) VALUES (?, 'note', ?, 1)", (secret, secret))
            uow.run("INSERT INTO setting (key, value) VALUES (?, ?)", (secret, secret))
        uow.finish()


def found(folder):
    """The secrets that some file of the folder shows, in any of the forms they may take."""
    shown = set()
    for path in folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        names = path.name.encode()
        for secret in SECRETS:
            plain = secret.replace("é", "e")
            forms = [secret.encode(), plain.lower().encode(), secret.encode("utf-16-le"), plain.encode()]
            if any(form in data or form in names for form in forms):
                shown.add((path.name, secret))
    return shown


@pytest.mark.spec("X-25")
@pytest.mark.skipif(not can_encrypt(), reason="the sqlcipher3 driver has no wheel for this system")
def test_no_file_of_an_encrypted_profile_shows_a_secret(tmp_path):
    opened = open_profile(tmp_path / "p")
    fill(opened)
    daily(opened.store, opened.profile.backups, date(2026, 11, 22))
    backup(opened.store, tmp_path / "p" / "mine.db")
    assert check(opened.store, repair=True) == []
    salvage(opened.profile, opened.key, NOW)
    assert found(tmp_path) == set()
    opened.close()
    assert found(tmp_path) == set()
    assert {path.name for path in (tmp_path / "p").rglob("*.db")} >= {"mine.db", "prospectdesk-2026-11-22.db"}


def test_the_search_of_this_test_would_find_them_in_a_plain_one(tmp_path):
    opened = open_profile(tmp_path / "p", encryption=False)
    fill(opened)
    opened.close()
    assert len({secret for _file, secret in found(tmp_path)}) == len(SECRETS)
