"""A tiny centre on loopback that answers what a test tells it to, over http or https, badly when asked."""

from __future__ import annotations

import datetime
import ipaddress
import json
import shutil
import ssl
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import zstandard
from centre import Centre, Cluster, run_script
from desks import Desk, company
from proxy import Proxy
from served import Service

from prospectdesk.server.config import Settings
from prospectdesk.server.migrate import database_rights
from prospectdesk.store.store import Store
from prospectdesk.sync import state
from prospectdesk.sync.client import Client, Clocks, Patience

SHORT = Patience(connect=1.0, silence=0.4, whole=1.2)


class TinyCentre:
    """`answers[(verb, path)]` is a function of (headers, body) → (status, headers, bytes)."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.asked: list[tuple[str, str, dict[str, str], Any]] = []
        self.answers: dict[tuple[str, str], Callable[[dict[str, str], Any], Any]] = {}
        self.release = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None
        if context is not None:
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._scheme = "http" if context is None else "https"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self._server.server_port}"

    def says(self, verb: str, path: str, document: Any, status: int = 200, **headers: str) -> None:
        """Answers a JSON document."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[verb, path] = lambda _h, _b: (status, named, json.dumps(document).encode())

    def close(self) -> None:
        self.release.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        centre = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._answer("GET")

            def do_POST(self) -> None:
                self._answer("POST")

            def _answer(self, verb: str) -> None:
                raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if self.headers.get("Content-Encoding") == "zstd":
                    raw = zstandard.ZstdDecompressor().decompress(raw, max_output_size=1 << 26)
                body, headers = json.loads(raw) if raw else None, dict(self.headers)
                centre.asked.append((verb, self.path, headers, body))
                answer = centre.answers.get((verb, self.path.split("?")[0]))
                if answer is None:
                    status, more, data = 404, {}, b'{"error": {"code": "not_found"}}'
                else:
                    status, more, data = answer(headers, body)
                self.send_response(status)
                for name, value in {"Content-Length": str(len(data)), **more}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@pytest.fixture
def tiny() -> Iterator[TinyCentre]:
    made = TinyCentre()
    yield made
    made.close()


class Keys:
    """The device's secrets, in memory."""

    device, device_key, token = "d" * 32, "key", "old"

    def keep_token(self, token: str) -> None:
        self.token = token


@pytest.fixture
def client_of() -> Iterator[Callable[..., Client]]:
    """`client_of(url)` is an impatient client; all are closed at the end."""
    made: list[Client] = []

    def make(url: str, **more: Any) -> Client:
        more.setdefault("patience", SHORT)
        clocks = more.pop("clocks", None) or Clocks(now_ms=lambda: 1_000_000)
        made.append(Client(url, clocks, more.pop("keeper", Keys()), **more))
        return made[-1]

    yield make
    for one in made:
        one.close()


def _written(folder: Path, name: str, made: Any, key: Any) -> tuple[Path, Path]:
    from cryptography.hazmat.primitives import serialization

    cert, secret = folder / f"{name}.pem", folder / f"{name}.key"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return cert, secret


def authority(
    folder: Path, name: str, days: tuple[int, int] = (-1, 30), fault: str = ""
) -> tuple[Path, Path]:
    """A certificate for `name` (or an address) that signs itself, valid from..to days from now; and its key.

    Faults: `no_name` (only the old common name), `client` (not for servers).
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.fromtimestamp(time.time(), datetime.UTC)
    try:
        alternative: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        alternative = x509.DNSName(name)
    building = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + datetime.timedelta(days=days[0]))
        .not_valid_after(now + datetime.timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    )
    if fault != "no_name":
        building = building.add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
    if fault == "client":
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
        building = building.add_extension(usage, critical=True)
    made = building.sign(key, hashes.SHA256())
    return _written(folder, name, made, key)


@pytest.fixture
def https(tmp_path: Path) -> Iterator[Callable[..., tuple[TinyCentre, Path]]]:
    """`https(name, days, fault)` is a centre over TLS and the certificate it shows."""
    made: list[TinyCentre] = []

    def make(
        name: str = "127.0.0.1", days: tuple[int, int] = (-1, 30), fault: str = ""
    ) -> tuple[TinyCentre, Path]:
        cert, key = authority(tmp_path, name, days, fault)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)
        made.append(TinyCentre(context))
        return made[-1], cert

    yield make
    for one in made:
        one.close()


@dataclass(frozen=True)
class Mould:
    """A pair that was signed in once: the centre's database, the profiles' folder and their keychain."""

    database: str
    folder: Path
    kept: dict[tuple[str, str], str]


def furnished(centre: Centre, service: Service) -> None:
    """The workspace « Ouest » with the administrator ugo, the responsable claire and the user rachid."""
    workspace = centre.workspace("Ouest")
    for login, licence in (("ugo", "administrateur"), ("rachid", "utilisateur"), ("claire", "responsable")):
        service.account(centre.person(workspace, licence, login))
    centre.sql('UPDATE pd."user" SET source_seller = 1')


@pytest.fixture(scope="session")
def _moulds() -> list[Mould]:
    return []


@pytest.fixture
def mould(cluster: Cluster, keychain, capsys, tmp_path_factory, _moulds: list[Mould]) -> Mould:
    """Two profiles signed in at a centre by the program itself, once for the worker; tests work on copies."""
    if not _moulds:
        folder, name = tmp_path_factory.mktemp("pair"), "pair_mould"
        cluster.drop(name)
        centre = Centre(cluster.database(name))
        service = Service(centre, Settings(database=centre.service, data=folder / "service", port=0))
        service.start()
        furnished(centre, service)
        for login in ("ugo", "rachid"):
            (folder / login).mkdir()
        ugo, rachid = (Desk(folder / login, login, capsys) for login in ("ugo", "rachid"))
        assert ugo.sign_in(service.url).code == 0
        ugo.do({"command": "SaveCatalogueEntry", "catalogue": "source", "label": "Salon"}, company())
        ugo.sync()
        assert rachid.sign_in(service.url).code == 0
        service.stop()
        centre.close()
        _moulds.append(Mould(name, folder, dict(keychain.kept)))
        keychain.kept.clear()
    return _moulds[0]


@pytest.fixture
def centre(request: pytest.FixtureRequest, cluster: Cluster) -> Iterator[Centre]:
    """A centre of its own for one test: empty, or with what the pair did there."""
    name, paired = f"t_{uuid.uuid4().hex}", "pair" in request.fixturenames
    if paired:
        dsn = cluster.database(name, request.getfixturevalue("mould").database)
        run_script(cluster.dsn, database_rights(f'"{name}"'))
    else:
        dsn = cluster.database(name)
    made = Centre(dsn)
    yield made
    made.close()
    cluster.drop(name)


@pytest.fixture
def team(request: pytest.FixtureRequest, centre: Centre, service: Service) -> Service:
    """The workspace « Ouest » with the administrator ugo, the responsable claire and the user rachid."""
    if "pair" not in request.fixturenames:
        furnished(centre, service)
    return service


@pytest.fixture
def line(team: Service) -> Iterator[Proxy]:
    """A line to the service that can be bad."""
    made = Proxy(int(team.url.rpartition(":")[2]))
    yield made
    made.close()


@pytest.fixture
def desk_of(tmp_path, capsys) -> Callable[[str], Desk]:
    """`desk_of("ugo")` is a new profile that is not signed in yet."""

    def make(login: str, name: str = "") -> Desk:
        folder = tmp_path / (name or login)
        folder.mkdir(exist_ok=True)
        return Desk(folder, login, capsys)

    return make


@pytest.fixture
def pair(line: Proxy, desk_of, mould: Mould, keychain, tmp_path) -> tuple[Desk, Desk]:
    """ugo and rachid, signed in, with Cycles Le Goff: copies of the mould that know this test's line."""
    keychain.kept.update(mould.kept)
    for login in ("ugo", "rachid"):
        shutil.copytree(mould.folder / login, tmp_path / login)
        store = Store(tmp_path / login / "profile" / "prospectdesk.db", None)
        store.open()
        with store.transaction(1, None, muted=True) as uow:
            state.write(uow.conn, server=line.url)
        store.close()
    return desk_of("ugo"), desk_of("rachid")
