"""What opens the lock of the window, for each kind of profile (SECURITY T1, K4)."""

import pytest

from prospectdesk.domain import locking as rules
from prospectdesk.domain.errors import Invalid, Refused
from prospectdesk.jobs import locking
from prospectdesk.jobs.opening import Opening
from prospectdesk.jobs.session import open_session
from prospectdesk.store import keys
from prospectdesk.store.connection import can_encrypt

pytestmark = pytest.mark.spec("T1")
encrypted = pytest.mark.skipif(not can_encrypt(), reason="the sqlcipher3 driver has no wheel for this system")
PHRASE = "trois vélos bleus"


@pytest.fixture
def open_it(tmp_path):
    made = []

    def go(**more):
        made.append(open_session(Opening(data_dir=tmp_path / "profile", **more)))
        return made[-1]

    yield go
    for one in made:
        one.close()


@pytest.mark.parametrize(
    ("wrong", "seconds"), [(0, 0), (2, 0), (3, 5), (4, 10), (5, 20), (9, 300), (10_000, 300)]
)
def test_wrong_tries_slow_down(wrong, seconds):
    assert rules.wait_ms(wrong) == seconds * 1000


@pytest.mark.parametrize("kept", [None, True, "15", 7, -5])
def test_a_preference_that_makes_no_sense_is_the_default(kept):
    assert rules.minutes_of(kept) == rules.DEFAULT
    assert rules.minutes_of(60) == 60
    assert not rules.is_over(10**9, rules.NEVER)
    assert not rules.was_asleep(10**9, rules.NEVER)


def test_a_plain_local_profile_has_no_lock(open_it):
    session = open_it(encryption=False)
    found = locking.means_of(session)
    assert (found.means, found.may_choose, found.coded) == (locking.NOTHING, False, False)
    assert not locking.admits(session, "")
    with pytest.raises(Refused):
        locking.choose(session, PHRASE)


@encrypted
@pytest.mark.spec("T16", "K4")
def test_a_profile_of_the_keychain_may_have_a_phrase_of_its_own(open_it, keychain, tmp_path):
    session = open_it()
    assert locking.means_of(session).may_choose
    with pytest.raises(Invalid):
        locking.choose(session, "court")
    locking.choose(session, PHRASE)
    found = locking.means_of(session)
    assert (found.means, found.lasts, found.minutes) == (locking.OWN, True, 15)
    assert locking.admits(session, PHRASE)
    assert not locking.admits(session, PHRASE.upper())
    assert locking.admits(session, keys.recovery_code(session.profile.key).lower())
    assert not locking.admits(session, keys.recovery_code(bytes(32)))
    assert PHRASE not in "".join(keychain.kept.values())
    files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"argon2" not in files
    locking.choose(session, None)
    assert locking.means_of(session).means == locking.NOTHING
    assert not locking.admits(session, PHRASE)


@encrypted
def test_the_pass_phrase_of_a_base_opens_its_lock_and_a_new_start_asks_for_it_anyway(open_it):
    session = open_it(passphrase=PHRASE)
    found = locking.means_of(session)
    assert (found.means, found.lasts, found.may_choose) == (locking.PHRASE, False, False)
    assert locking.admits(session, PHRASE)
    assert not locking.admits(session, "")
