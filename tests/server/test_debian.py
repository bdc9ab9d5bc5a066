"""The deployment of docs/server.md on the PostgreSQL of a package: TLS with an authority of one's own, passwords, two
laptops, a backup and a restore."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from authority import HERE, Shown, shown
from debian import LEAST, Packaged, programs
from desks import OTHER, Desk, company, note, notes

pytestmark = [pytest.mark.pg, pytest.mark.slow, pytest.mark.debian]
SCRIPTS = Path(__file__).resolve().parents[2] / "packaging" / "server"
SERVICE = "prospectdesk_service"
PASSWORD = "un mot de passe assez long"
SECRET = "celui de la base"


@pytest.fixture(scope="module")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Packaged]:
    """A server of the package with TLS."""
    place = None if sys.platform == "win32" else programs()
    if place is None:
        pytest.skip(f"no packaged PostgreSQL of version {LEAST} or later on this machine")
    with socket.create_server((HERE, 0)) as probe:
        port = probe.getsockname()[1]
    made = Packaged(tmp_path_factory.mktemp("packaged") / "server", place, port)
    try:
        made.start()
        yield made
    finally:
        made.stop()


class Administrator:
    """Calls what an administrator calls, with the passwords and the authority of the database."""

    def __init__(self, packaged: Packaged, folder: Path) -> None:
        self.packaged, self.folder = packaged, folder
        self.environment = os.environ | {
            "PATH": f"{packaged.programs}:{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PGPASSFILE": str(packaged.passwords(folder / "pgpass", **{SERVICE: SECRET})),
            "PGSSLMODE": "verify-full",
            "PGSSLROOTCERT": str(packaged.authority),
            "PROSPECTDESK": str(folder / "prospectdesk"),
        }
        program = self.file("prospectdesk", f'#!/bin/sh\nexec "{sys.executable}" -m prospectdesk "$@"')
        program.chmod(0o700)

    def file(self, name: str, text: str) -> Path:
        """A file with one line."""
        made = self.folder / name
        made.write_text(text + "\n", encoding="utf-8")
        return made

    def run(self, *words: str) -> str:
        """A program that must succeed; answers what it printed."""
        done = subprocess.run(
            words, env=self.environment, capture_output=True, text=True, check=False, timeout=300
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def sql(self, question: str, database: str = "prospectdesk") -> str:
        """The answer of psql."""
        words = ("--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--command", question)
        return self.run("psql", self.packaged.url(database=database), *words)

    def server(self, role: str, *words: str, database: str = "prospectdesk") -> list[str]:
        """The command line of the verb `server` at this database."""
        place = (
            "--database",
            self.packaged.url(role, database),
            "--database-ca",
            str(self.packaged.authority),
        )
        folder = ("--data-dir", str(self.folder / "service"))
        return [sys.executable, "-m", "prospectdesk", *folder, "server", *place, *words]

    @contextmanager
    def served(self, files: Shown, database: str = "prospectdesk") -> Iterator[str]:
        """The service over HTTPS; answers its address."""
        tls = ("--tls-cert", str(files.chain), "--tls-key", str(files.key), "--port", "0", "--json")
        with (self.folder / "service.log").open("ab") as log:
            process = subprocess.Popen(
                self.server(SERVICE, *tls, database=database),
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line, (self.folder / "service.log").read_text(encoding="utf-8")
            yield str(json.loads(line)["url"])
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0
            process.stdout.close()


@pytest.fixture
def administrator(packaged: Packaged, tmp_path: Path) -> Administrator:
    """An administrator with an empty database `prospectdesk`."""
    made = Administrator(packaged, tmp_path)
    made.sql("DROP DATABASE IF EXISTS prospectdesk WITH (FORCE)", "postgres")
    made.sql("CREATE DATABASE prospectdesk", "postgres")
    made.run(
        *made.server(
            "postgres",
            *("--migrate", "--service-password-file", str(made.file("secret", SECRET))),
            *("--new-workspace", "Cabinet Nord", "--admin", "marie"),
            *("--password-file", str(made.file("marie", PASSWORD))),
        )
    )
    return made


def laptop(folder: Path, name: str, url: str, files: Shown, capsys: Any) -> Desk:
    """A profile of marie that believes only the authority of the service."""
    place = folder / name
    place.mkdir()
    made = Desk(place, "marie", capsys)
    password = place / "password"
    password.write_text(PASSWORD + "\n", encoding="utf-8")
    words = ("--server", url, "--user", "marie", "--password-file", password, "--ca", files.authority)
    assert made.call("sign-in", *words).code == 0
    return made


@pytest.mark.spec("X-30", "T17", "F7")
def test_two_laptops_meet_over_tls_in_a_packaged_postgresql_and_again_in_its_backup(
    administrator: Administrator, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = shown(tmp_path / "https")
    with administrator.served(files) as url:
        assert url.startswith("https://")
        one, two = (laptop(tmp_path, name, url, files, capsys) for name in ("one", "two"))
        one.do({"command": "SaveCatalogueEntry", "catalogue": "source", "label": "Salon"})
        one.do(company(commercial_source="marie", commercial_operationnel="marie"))
        assert one.good("sync")["digest"] == "equal"
        assert two.good("sync")["pulled"] > 0
        assert two.good("show", OTHER)["company"]["raison_sociale"] == "Cycles Le Goff"
        encrypted = (
            "SELECT count(*) > 0 AND bool_and(s.ssl) FROM pg_stat_activity a JOIN pg_stat_ssl s USING (pid) "
        )
        assert administrator.sql(encrypted + f"WHERE a.usename = '{SERVICE}'") == "t"
    dump = administrator.run(
        "sh", str(SCRIPTS / "backup.sh"), str(tmp_path / "dumps"), administrator.packaged.url()
    )
    pattern = administrator.packaged.url(database="DATABASE")
    administrator.sql("DROP DATABASE IF EXISTS restored WITH (FORCE)", "postgres")
    administrator.run("sh", str(SCRIPTS / "restore.sh"), dump.splitlines()[-1], "restored", pattern)
    one.do(note("Après la copie"))
    with administrator.served(files, "restored") as url:
        for desk in (one, two):
            assert desk.good("sync", "--server", url)["digest"] == "equal"
        assert notes(two.show(OTHER)) == ["Après la copie"]


@pytest.mark.spec("T17")
@pytest.mark.parametrize("kind", ["unknown_authority", "other_name", "expired"])
def test_the_service_does_not_start_on_a_database_it_cannot_believe(
    administrator: Administrator, packaged: Packaged, kind: str
) -> None:
    packaged.show(kind)
    try:
        done = subprocess.run(
            administrator.server(SERVICE, "--port", "0"),
            env=administrator.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    finally:
        packaged.show("good")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "certificat" in done.stderr
