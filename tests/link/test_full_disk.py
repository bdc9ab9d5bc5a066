"""A profile that belongs to a centre, on a disk that takes no writes: a sync says so and loses nothing (F3, X-16)."""

from __future__ import annotations

import sys

import pytest
from desks import OTHER, note, notes

from prospectdesk.sync.journal import NAME

if sys.platform == "win32":
    pytest.skip("rights and limits of Unix", allow_module_level=True)

from disks import no_file_above, write_protected

pytestmark = [pytest.mark.pg, pytest.mark.spec("F3", "X-16")]
SENTENCE = "disque est plein ou protégé"


def told_and_kept(ugo, answer, waiting):
    """One sentence, the code of CLI.md, what waits still waits."""
    assert (answer.code, answer.document["error"]["code"]) == (1, "unavailable"), answer
    assert SENTENCE in answer.document["error"]["message"]
    assert "interne" not in answer.messages
    assert f"{waiting} modification(s) en attente" in answer.messages


def test_a_protected_disk_is_told_by_the_sync_and_everything_is_sent_once_it_may_be_written(pair):
    ugo, rachid = pair
    ugo.do(note("Écrite avant"))
    rachid.do(note("De Rachid"))
    rachid.sync()
    with write_protected(ugo.folder / "profile"):
        told_and_kept(ugo, ugo.call("sync"), 1)
        assert notes(ugo.show(OTHER)) == ["Écrite avant"]
        assert ugo.call("sync").code == 1
    done = ugo.sync()
    assert (done["pushed"], done["refused"], done["digest"]) == (1, 0, "equal")
    rachid.sync()
    for desk in pair:
        assert sorted(notes(desk.show(OTHER))) == ["De Rachid", "Écrite avant"]
        assert desk.good("check")["ok"]


@pytest.mark.parametrize("room", [60_000, 300_000])
def test_a_disk_that_fills_up_at_any_moment_of_the_sync_loses_nothing(pair, room):
    ugo, rachid = pair
    ugo.do(*(note(f"Ugo {number}") for number in range(3)))
    rachid.do(*(note(f"Rachid {number} " + "x" * 4_000) for number in range(40)))
    rachid.sync()
    with no_file_above(room):  # the log of SQLite grows with each commit: it stops at this one or a later one
        answer = ugo.call("sync")
    assert (answer.code, answer.document["error"]["code"]) == (1, "unavailable"), answer
    assert SENTENCE in answer.document["error"]["message"]
    assert (ugo.folder / "profile" / NAME).exists()
    done = ugo.sync()
    assert (done["refused"], done["digest"]) == (0, "equal")
    rachid.sync()
    for desk in pair:
        found = sorted(text.split(" x")[0] for text in notes(desk.show(OTHER)))
        assert found == sorted([*(f"Ugo {n}" for n in range(3)), *(f"Rachid {n}" for n in range(40))])
        assert desk.good("check")["ok"]
