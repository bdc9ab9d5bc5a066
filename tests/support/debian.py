"""A PostgreSQL as a distribution packages it, with TLS and passwords, in a folder of the test."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from authority import HERE, Shown, shown

from prospectdesk.server.system_user import open_the_way, system_user

LEAST = 15
_CONFIGURATION = """
listen_addresses = '127.0.0.1'
ssl = on
ssl_cert_file = 'chain.pem'
ssl_key_file = 'key.pem'
ssl_min_protocol_version = 'TLSv1.2'
log_min_messages = fatal
log_min_error_statement = panic
"""
_ACCESS = "local all postgres scram-sha-256\nhostssl all all 127.0.0.1/32 scram-sha-256\n"


def programs() -> Path | None:
    """The newest folder with `initdb` and `postgres` of a package, None without one of version 15 or later."""
    found: list[tuple[int, Path]] = []
    for one in Path("/usr/lib/postgresql").glob("*/bin"):
        if one.parent.name.isdigit() and (one / "initdb").exists() and (one / "postgres").exists():
            found.append((int(one.parent.name), one))
    config = shutil.which("pg_config")
    if config is not None:
        told = subprocess.run(
            [config, "--bindir", "--version"], capture_output=True, text=True, check=False
        ).stdout
        folder, _, version = told.strip().partition("\n")
        number = re.search(r"\d+", version)
        if number and (Path(folder) / "initdb").exists():
            found.append((int(number[0]), Path(folder)))
    version, place = max(found, default=(0, Path()))
    return place if version >= LEAST else None


@dataclass
class Packaged:
    """A running server: its folder, its port, the password of `postgres`, what it shows."""

    folder: Path
    programs: Path
    port: int
    password: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    files: Shown | None = None
    process: subprocess.Popen[bytes] | None = None
    _child: dict[str, Any] = field(default_factory=dict)

    @property
    def authority(self) -> Path:
        """The authority its certificate is of."""
        assert self.files is not None
        return self.files.authority

    def url(self, role: str = "postgres", database: str = "prospectdesk") -> str:
        """An address without its password, which PGPASSFILE knows."""
        return f"postgresql://{role}@{HERE}:{self.port}/{database}"

    def start(self) -> None:
        """Makes the cluster and starts it."""
        user = system_user()
        self._child = {} if user is None else {"user": user.uid, "group": user.gid, "extra_groups": []}
        self.folder.mkdir(parents=True)
        if user is not None:
            open_the_way(self.folder, self.programs)
            os.chown(self.folder, user.uid, user.gid)
        said = self.folder / "password"
        said.write_text(self.password, encoding="ascii")
        self._give(said)
        self.run("initdb", "-D", str(self.data), "-U", "postgres", f"--pwfile={said}", "--auth=scram-sha-256")
        with (self.data / "postgresql.conf").open("a", encoding="ascii") as file:
            file.write(f"{_CONFIGURATION}port = {self.port}\nunix_socket_directories = '{self.folder}'\n")
        (self.data / "pg_hba.conf").write_text(_ACCESS, encoding="ascii")
        self.show("good")
        log = (self.folder.parent / "postgres.log").open("ab")
        self.process = subprocess.Popen(
            [str(self.programs / "postgres"), "-D", str(self.data)], stdout=log, stderr=log, **self._child
        )
        log.close()
        self._wait()

    @property
    def data(self) -> Path:
        """The cluster."""
        return self.folder / "data"

    def run(self, program: str, *arguments: str) -> None:
        """A program of the package, as the user of the server."""
        command = [str(self.programs / program), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder, timeout=120, **self._child)

    def show(self, kind: str) -> None:
        """Shows another certificate from the next connection on; a running server reads its files again."""
        made = shown(self.folder.parent / "certificates" / kind, kind)
        for source, name in ((made.chain, "chain.pem"), (made.key, "key.pem")):
            target = self.data / name
            target.write_bytes(source.read_bytes())
            target.chmod(0o600)
            self._give(target)
        self.files = made
        if self.process is not None:
            self.process.send_signal(signal.SIGHUP)
            time.sleep(0.3)

    def passwords(self, path: Path, **of_roles: str) -> Path:
        """A file for PGPASSFILE."""
        known = {"postgres": self.password} | of_roles
        path.write_text("".join(f"*:*:*:{role}:{word}\n" for role, word in known.items()), encoding="ascii")
        path.chmod(0o600)
        return path

    def stop(self) -> None:
        """Stops at once."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)

    def _give(self, path: Path) -> None:
        if self._child:
            os.chown(path, self._child["user"], self._child["group"])

    def _wait(self) -> None:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            assert self.process is not None
            assert self.process.poll() is None
            told = (
                (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
                if self._begun()
                else []
            )
            if len(told) >= 8 and told[7].strip() == "ready":
                return
            time.sleep(0.05)
        raise AssertionError("PostgreSQL did not start")

    def _begun(self) -> bool:
        return (self.data / "postmaster.pid").exists()
