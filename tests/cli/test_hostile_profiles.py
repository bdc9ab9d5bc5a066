"""Profiles that cannot be opened as they are: one sentence, its code, and the file as it was."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

DATABASE = Path("profile") / "prospectdesk.db"


@pytest.fixture
def database(call: Any, tmp_path: Path) -> Path:
    """The file of a fresh plain profile."""
    assert call("list").code == 0
    return tmp_path / DATABASE


@pytest.mark.spec("K3")
@pytest.mark.parametrize("phrase", ["", "\n", "   \n"])
def test_an_empty_pass_phrase_protects_nothing_and_is_refused(call: Any, tmp_path: Path, phrase: str) -> None:
    file = tmp_path / "phrase"
    file.write_text(phrase, encoding="utf-8")
    answer = call("list", "--passphrase-file", file, fresh=False)
    assert (answer.code, answer.document["error"]["code"]) == (1, "invalid")
    assert not (tmp_path / DATABASE).exists()


@pytest.mark.spec("F6")
def test_torn_bytes_in_the_schema_are_damage_and_no_fault_of_ours(call: Any, database: Path) -> None:
    data = database.read_bytes()
    at = data.index(b"CREATE TABLE company")
    database.write_bytes(data[:at] + b"\xff\xfe" * 30 + data[at + 60 :])
    answer = call("check")
    assert (answer.code, answer.document["error"]["code"]) == (1, "damaged")


@pytest.mark.spec("F5", "K6")
def test_a_store_that_lost_its_schema_number_is_refused_untouched(call: Any, database: Path) -> None:
    with sqlite3.connect(database) as conn:
        conn.execute("PRAGMA user_version = 0")
    conn.close()
    before = database.read_bytes()
    answer = call("list")
    assert (answer.code, answer.document["error"]["code"]) == (1, "damaged")
    assert database.read_bytes() == before


def test_an_empty_folder_name_is_wrong_and_makes_no_profile_here(
    call: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    from prospectdesk.app.start import main

    assert main(["list", "--data-dir", "", "--no-encryption", "--json"]) == 1
    assert list(tmp_path.iterdir()) == []
