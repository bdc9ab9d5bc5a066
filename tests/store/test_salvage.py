"""A damaged store: what is saved from it, and what takes its place."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest

from prospectdesk.store.backup import daily, restore
from prospectdesk.store.connection import StoreError, driver
from prospectdesk.store.profile import open_profile
from prospectdesk.store.salvage import last_good, salvage, start_anew

pytestmark = pytest.mark.spec("X-26", "F6")
NOW = 1_795_000_000_000


@pytest.fixture(params=["encrypted", "plain"])
def damaged(request, tmp_path):
    """A closed profile with two copies, then unsent work, then a damage in the company table."""
    made = open_profile(tmp_path / "p", encryption=request.param == "encrypted")
    with made.store.transaction(NOW, None) as uow:
        company = uow.insert("company", {"name": "A" * 3000, "scope": 1})
        uow.finish()
    daily(made.store, made.profile.backups, date(2026, 11, 20))
    daily(made.store, made.profile.backups, date(2026, 11, 21))
    with made.store.transaction(NOW, None) as uow:
        uow.happened(company, "note", "Note", text="pas encore envoyée")
        uow.run("INSERT INTO draft (key, kind, data, at) VALUES ('d', 'note', 'brouillon', 1)")
        uow.finish()
    with made.store.session() as conn:
        (root,) = conn.execute("SELECT rootpage FROM sqlite_master WHERE name = 'company'").fetchone()
    made.close()
    data = bytearray(made.profile.database.read_bytes())
    data[(root - 1) * 4096 : root * 4096] = b"\xff" * 4096
    made.profile.database.write_bytes(data)
    return made


def test_the_damage_is_told_at_start_and_the_file_is_left_alone(damaged):
    before = damaged.profile.database.read_bytes()
    with pytest.raises(StoreError) as caught:
        open_profile(damaged.folder)
    assert caught.value.outcome == "damaged"
    assert damaged.profile.database.read_bytes() == before


def test_unsent_changes_and_drafts_are_saved_under_the_same_key(damaged):
    saved = salvage(damaged.profile, damaged.key, NOW)
    assert (saved.unsent >= 2, saved.drafts) == (True, 1)
    with contextlib.closing(driver().connect(str(saved.rescued))) as conn:
        if damaged.key is not None:
            assert b"pas encore" not in saved.rescued.read_bytes()
            conn.execute(f"PRAGMA key = \"x'{damaged.key.hex()}'\"")
        texts = [row[0] for row in conn.execute("SELECT val FROM outbox WHERE tbl = 'timeline'")]
        assert "pas encore envoyée" in texts[0]


def test_the_newest_copy_that_is_whole_is_offered_with_its_date(damaged):
    newest = damaged.profile.backups / "prospectdesk-2026-11-21.db"
    assert last_good(damaged.profile.backups, damaged.key) == (date(2026, 11, 21), newest)
    data = newest.read_bytes()
    newest.write_bytes(data[: len(data) // 2])
    assert last_good(damaged.profile.backups, damaged.key)[0] == date(2026, 11, 20)


def test_the_copy_takes_the_place_of_the_damaged_store_which_is_kept(damaged):
    before = damaged.profile.database.read_bytes()
    saved = salvage(damaged.profile, damaged.key, NOW)
    aside = restore(damaged.profile, saved.last_good[1], damaged.key, NOW)
    assert (aside / "prospectdesk.db").read_bytes() == before
    again = open_profile(damaged.folder)
    with again.store.session() as conn:
        assert conn.execute("SELECT count(*) FROM company").fetchone()[0] == 1
    again.close()


def test_without_any_copy_an_empty_store_starts_under_the_same_key(damaged):
    before = damaged.profile.database.read_bytes()
    aside = start_anew(damaged.profile, NOW)
    again = open_profile(damaged.folder)
    again.close()
    assert again.key == damaged.key
    assert (aside / "prospectdesk.db").read_bytes() == before


def test_a_file_that_gives_nothing_leaves_nothing(damaged):
    damaged.profile.database.write_bytes(b"x" * 10_000)
    saved = salvage(damaged.profile, damaged.key, NOW)
    assert (saved.rescued, saved.unsent, saved.drafts) == (None, 0, 0)
    assert list(damaged.profile.set_aside.iterdir()) == []
