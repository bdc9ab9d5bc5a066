"""The verb `server`: starts the central service, and what an administrator does at it (docs/server.md)."""

from __future__ import annotations

import contextlib
import signal
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from uuid import UUID

from prospectdesk.cli.output import answer, progress
from prospectdesk.commands.bus import Bus
from prospectdesk.commands.context import Context, Person
from prospectdesk.commands.setup import SetUpWorkspace
from prospectdesk.domain.clock import Clock
from prospectdesk.domain.errors import BadFile, Invalid, Refused, Unavailable
from prospectdesk.domain.text import clean_text
from prospectdesk.jobs.opening import Opening
from prospectdesk.server import workspaces
from prospectdesk.server.config import Settings, secured
from prospectdesk.server.embedded import Embedded
from prospectdesk.server.migrate import SERVICE
from prospectdesk.store.profile import locate
from prospectdesk.store.store import Store
from prospectdesk.sync.operations import operation

SHORT_PASSWORD = 12


@dataclass(frozen=True, slots=True)
class Place:
    """The database of this call: for an administrator, for the service; and the folder of the service's files."""

    administrator: str
    service: str
    service_password: str | None
    data: Path


def run_server(how: Opening, arguments: Namespace) -> int:
    """Prepares what was asked, then serves until a signal; answers 0 when it served."""
    wanted = _new_workspace(arguments)  # wrong options are told before anything is started
    with _stopped_by_signals(), _place(how, arguments) as place:
        settings = _settings(arguments, place)
        if not _ends(arguments):
            settings.check()
        if arguments.migrate or arguments.embedded is not None:
            workspaces.bring_up_to_date(place.administrator, place.service_password)
        workspaces.check_up_to_date(place.administrator)
        if wanted is not None:
            workspaces.make_workspace(place.administrator, wanted)
            progress(f"Espace « {wanted.name} » créé, administrateur « {wanted.login} ».")
        return _work(place, arguments) if _ends(arguments) else _serve(settings, arguments)


def _ends(arguments: Namespace) -> bool:
    """Whether this call does one work at the database and does not serve."""
    return bool(
        arguments.register is not None
        or arguments.snapshot
        or arguments.restored
        or arguments.service_password_file is not None
    )


def _serve(settings: Settings, arguments: Namespace) -> int:
    from prospectdesk.server.running import serve  # late: uvicorn is only for who serves

    def ready(url: str) -> None:
        answer(arguments, {"url": url}, url)
        progress("Service prêt. Ctrl+C l’arrête.")

    if not serve(settings, ready):
        raise Unavailable("start", "Le service n’a pas pu démarrer : la raison est au-dessus.")
    progress("Service arrêté.")
    return 0


def _work(place: Place, arguments: Namespace) -> int:
    from prospectdesk.cli.directory import register, snapshot  # late: they bring the import of sheets
    from prospectdesk.commands.import_job import register_of

    told: dict[str, object] = {"prepared": True}
    if arguments.restored:
        told["generation"] = workspaces.new_generation(place.administrator)
    if arguments.register is not None:
        stock = register_of(arguments.legal_units, arguments.departments)
        told["register"] = register(place.administrator, place.data, Path(arguments.register), stock)
    if arguments.snapshot:
        told["snapshot"] = snapshot(place.administrator, place.data)
    answer(arguments, told, "\n".join(f"{name} : {value}" for name, value in told.items()))
    return 0


@contextlib.contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """A request to stop unwinds what was begun: the embedded PostgreSQL stops with us."""

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise KeyboardInterrupt

    former = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)


@contextlib.contextmanager
def _place(how: Opening, arguments: Namespace) -> Iterator[Place]:
    """The database of `--database`, or the embedded one, started for the time of the block."""
    if arguments.database is not None:
        authorities = None if arguments.database_ca is None else Path(arguments.database_ca)
        url = secured(arguments.database, authorities)
        data = (how.data_dir or locate(None, None).folder) / "server"
        try:
            data.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise Unavailable(
                "data_dir",
                "Le dossier de données « {folder} » ne peut pas être créé : donnez-en un autre (--data-dir).",
                folder=str(data),
            ) from error
        path = arguments.service_password_file
        yield Place(url, url, None if path is None else _password(path), data)
        return
    if not arguments.embedded:
        raise Invalid("embedded", "« --embedded » attend le nom d’un dossier.")
    embedded = Embedded(Path(arguments.embedded))
    if _ends(arguments) and embedded.join():  # beside a running service
        yield _embedded_place(embedded)
        return
    with embedded:
        yield _embedded_place(embedded)


def _embedded_place(embedded: Embedded) -> Place:
    password = embedded.password(SERVICE)
    return Place(embedded.administrator, embedded.url(SERVICE), password, embedded.folder)


def _settings(arguments: Namespace, place: Place) -> Settings:
    for name in (arguments.tls_cert, arguments.tls_key):
        if name is not None and not Path(name).is_file():
            raise BadFile("tls_file", "Le fichier « {file} » ne peut pas être lu.", file=name)
    return Settings(
        database=place.service,
        data=place.data,
        host=arguments.host,
        port=arguments.port,
        tls_cert=None if arguments.tls_cert is None else Path(arguments.tls_cert),
        tls_key=None if arguments.tls_key is None else Path(arguments.tls_key),
        behind_proxy=arguments.behind_proxy,
        workers=arguments.workers,
    )


def _new_workspace(arguments: Namespace) -> workspaces.NewWorkspace | None:
    """What the three options of a new workspace ask. Raises Invalid, BadFile."""
    given = (arguments.new_workspace, arguments.admin, arguments.password_file)
    if all(one is None for one in given):
        return None
    if any(one is None for one in given):
        raise Invalid(
            "new_workspace", "« --new-workspace », « --admin » et « --password-file » vont ensemble."
        )
    name = clean_text(arguments.new_workspace, limit=200, label="Le nom de l’espace")
    login = clean_text(arguments.admin, limit=100, label="L’identifiant").lower()
    if not name or not login:
        raise Invalid("new_workspace", "Le nom de l’espace et l’identifiant ne peuvent pas être vides.")
    password = _password(arguments.password_file)
    if len(password) < SHORT_PASSWORD:
        progress(f"Attention : ce mot de passe a moins de {SHORT_PASSWORD} caractères.")
    return _first_rows(name, login, password)


def _password(path: str) -> str:
    try:
        found = Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise BadFile(
            "password_file", "Le fichier du mot de passe ne peut pas être lu : {file}", file=path
        ) from None
    if not found or len(found) > 1000 or "\0" in found:
        raise Refused("password", "Le mot de passe est vide ou trop long.")
    return found


def _first_rows(name: str, login: str, password: str) -> workspaces.NewWorkspace:
    """The rows of a new workspace, made by the command that makes a local one, in a store that is thrown away."""
    nobody = Person(id=0, uid=b"", login="", name="", licence="administrateur")
    with tempfile.TemporaryDirectory(prefix="prospectdesk-") as folder:
        store = Store(Path(folder) / "store.db", None)
        try:
            store.open()
            bus = Bus(store, lambda: Context(clock=Clock(), person=nobody))
            bus.do(SetUpWorkspace(name=name, login=login, user_name=login))
            with store.session() as conn:
                workspace = conn.execute("SELECT uid FROM workspace").fetchone()[0]
                user = conn.execute("SELECT uid FROM user").fetchone()[0]
                lines = conn.execute(
                    "SELECT seq, batch, tbl, row_uid, col, val, base, hlc FROM outbox ORDER BY seq"
                ).fetchall()
        finally:
            store.close()
    return workspaces.NewWorkspace(
        uid=UUID(bytes=bytes(workspace)),
        name=name,
        user=UUID(bytes=bytes(user)),
        login=login,
        user_name=login,
        password=password,
        operations=[operation(line) for line in lines],
    )
