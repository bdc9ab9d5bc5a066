"""F3: a store on a full or write-protected disk opens for reading, and takes writes again once there is room."""

from __future__ import annotations

import shutil
import subprocess
import sys
import textwrap
from datetime import datetime

import pytest

from prospectdesk.commands.companies import EditCompany
from prospectdesk.commands.timeline import AddNote
from prospectdesk.domain.errors import Unavailable
from prospectdesk.jobs.session import Opening, open_session
from prospectdesk.store.check import check

if sys.platform == "win32":
    pytest.skip("rights and limits of Unix", allow_module_level=True)

from disks import no_file_above, write_protected

pytestmark = pytest.mark.spec("F3", "X-26")

PHRASE = "une phrase assez longue"
TOO_SMALL = 1000
"""Bytes: less than the index of SQLite's log takes."""


def how(folder, mode):
    return Opening(
        data_dir=folder,
        encryption=mode == "encrypted",
        passphrase=PHRASE if mode == "encrypted" else None,
        now=datetime(2026, 11, 23, 9),
    )


def names(session):
    return session.reader.run(lambda conn: [row[0] for row in conn.execute("SELECT name FROM company")])


def notes(session):
    return session.reader.run(lambda conn: [row[0] for row in conn.execute("SELECT text FROM timeline")])


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Makes, once, a closed profile with one company."""
    folders = {}

    def of(mode):
        if mode not in folders:
            folders[mode] = tmp_path_factory.mktemp(mode) / "profile"
            session = open_session(how(folders[mode], mode))
            with session.store.transaction(1, None) as uow:
                uow.insert("company", {"name": "Alpha", "scope": 1})
                uow.finish()
            session.close()
        return folders[mode]

    return of


@pytest.fixture
def profile(request, made, tmp_path):
    mode = getattr(request, "param", "plain")
    shutil.copytree(made(mode), tmp_path / "p")
    return how(tmp_path / "p", mode)


either = pytest.mark.parametrize("profile", ["plain", "encrypted"], indirect=True)


def reads_and_refuses(session):
    """The store is read; a command is refused in one sentence."""
    assert session.store.read_only
    assert names(session) == ["Alpha"]
    assert "lecture seule" in session.disk_trouble().message
    for command in (AddNote(company=1, text="perdu ?"), EditCompany(company=1, raison_sociale="Beta")):
        with pytest.raises(Unavailable, match="plein ou protégé"):
            session.bus.do(command)
    assert names(session) == ["Alpha"]


def writes_again(session):
    session.bus.do(AddNote(company=1, text="gardé"))
    assert notes(session) == ["gardé"]
    assert not session.store.read_only
    assert session.disk_trouble() is None
    assert check(session.store) == []


@either
def test_a_write_protected_folder_is_read_and_takes_notes_again_once_it_may_be_written(profile):
    with write_protected(profile.data_dir):
        session = open_session(profile)
        reads_and_refuses(session)
    writes_again(session)
    session.close()


@either
def test_a_full_disk_at_the_start_lets_the_store_be_read_until_there_is_room(profile):
    with no_file_above(TOO_SMALL):
        session = open_session(profile)
        reads_and_refuses(session)
    writes_again(session)
    session.close()


def test_what_is_read_follows_another_program_that_found_room(profile):
    with no_file_above(TOO_SMALL):
        session = open_session(profile)
        assert names(session) == ["Alpha"]
    other = open_session(profile)
    other.bus.do(AddNote(company=1, text="d’à côté"))
    other.close()
    assert notes(session) == ["d’à côté"]
    session.close()


def test_the_notes_of_a_killed_program_are_read_from_a_protected_disk(profile):
    """Its log was not brought into the file: without it they would be missing."""
    code = textwrap.dedent(
        """
        import os, sys, pathlib
        from prospectdesk.jobs.session import Opening, open_session
        from prospectdesk.commands.timeline import AddNote
        session = open_session(Opening(data_dir=pathlib.Path(sys.argv[1]), encryption=False))
        session.bus.do(AddNote(company=1, text="juste avant"))
        os._exit(9)
        """
    )
    killed = subprocess.run(
        [sys.executable, "-c", code, str(profile.data_dir)], check=False, capture_output=True
    )
    assert killed.returncode == 9, killed.stderr
    with write_protected(profile.data_dir):
        session = open_session(profile)
        assert notes(session) == ["juste avant"]
        session.close()
        index = profile.data_dir / "prospectdesk.db-shm"
    index.unlink()
    with write_protected(profile.data_dir), pytest.raises(Unavailable, match="Rien n’est perdu"):
        open_session(profile)
    session = open_session(profile)
    assert notes(session) == ["juste avant"]
    session.close()


def test_a_command_line_tells_of_the_disk_and_still_lists(profile, capsys, tmp_path):
    from prospectdesk.app.start import main

    words = ["--data-dir", str(profile.data_dir)]
    with write_protected(profile.data_dir):
        assert main(["list", "--all", *words]) == 0
        told = capsys.readouterr()
        assert "Alpha" in told.out
        assert "lecture seule" in told.err
        assert main(["check", *words]) == 0
        assert main(["export", "--all", str(tmp_path / "out.csv"), *words]) == 0
    assert (tmp_path / "out.csv").read_text(encoding="utf-8-sig").count("Alpha") == 1


def test_imports_copies_and_restores_say_one_sentence_on_a_protected_disk(profile, capsys, tmp_path):
    from prospectdesk.app.start import main

    words = ["--data-dir", str(profile.data_dir)]
    companies, copy = tmp_path / "societes.csv", tmp_path / "copie.db"
    companies.write_text("siret;raison_sociale\n51000000300010;BETA\n", encoding="utf-8")
    with write_protected(profile.data_dir):
        assert main(["backup", str(copy), *words]) == 0
        for verb in (["import", str(companies), "--kind", "companies"], ["restore", str(copy)]):
            capsys.readouterr()
            assert main([*verb, *words]) == 1
            told = capsys.readouterr().err.strip().splitlines()[-1]
            assert "protégé" in told
            assert "interne" not in told
    assert main(["import", str(companies), "--kind", "companies", *words]) == 0
