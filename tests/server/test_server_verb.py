"""`prospectdesk server` as a real process with its own PostgreSQL: start, signals, crash, first workspace."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from tests.support.centre import Cluster, run_sql

pytestmark = [pytest.mark.pg, pytest.mark.slow]
PASSWORD = "un mot de passe assez long"


class Run:
    """One process of the program."""

    def __init__(self, *words: str) -> None:
        environment = os.environ | {"PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "prospectdesk", "server", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )

    def line(self) -> str:
        """The first line on stdout."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str, str]:
        """Sends a signal; answers exit code, the rest of stdout, stderr."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out, err

    def end(self) -> tuple[int, str, str]:
        """Waits for the end."""
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out, err


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the service, and the password beside it."""
    folder = tmp_path_factory.mktemp("server")
    (folder / "password").write_text(PASSWORD + "\n", encoding="utf-8")
    return folder


def workspace(place: Path, name: str, login: str) -> list[str]:
    return ["--new-workspace", name, "--admin", login, "--password-file", str(place / "password")]


@contextlib.contextmanager
def running(place: Path, *words: str) -> Iterator[tuple[Run, str]]:
    run = Run("--embedded", str(place / "centre"), "--port", "0", *words)
    try:
        yield run, run.line()
    finally:
        if run.process.poll() is None:
            run.process.kill()
            run.process.communicate()


def sign_in(url: str, login: str, password: str = PASSWORD) -> httpx.Response:
    body = {"login": login, "password": password, "device_name": "Poste", "schema": 1}
    return httpx.post(f"{url}/v1/sign-in", json=body, headers={"X-Schema": "1"}, timeout=20, trust_env=False)


def pulled(url: str, answer: dict[str, Any]) -> dict[str, Any]:
    headers = {"X-Schema": "1", "Authorization": f"Bearer {answer['token']}"}
    body = {"generation": answer["generation"], "cursors": {}}
    found = httpx.post(f"{url}/v1/pull", json=body, headers=headers, timeout=20, trust_env=False).json()
    return {name: rows for page in found["pages"] for name, rows in page["rows"].items()}


def postgres_of(place: Path) -> int | None:
    try:
        return int(
            (place / "centre" / "postgres" / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0]
        )
    except OSError:
        return None


@pytest.mark.spec("X-30", "X-14")
def test_a_first_start_makes_all_and_serves_the_first_administrator(place: Path) -> None:
    with running(place, "--json", *workspace(place, "Cabinet Nord", "Ugo")) as (run, line):
        url = json.loads(line)["url"]
        assert url.startswith("http://127.0.0.1:")
        assert httpx.get(f"{url}/health", trust_env=False).json()["ok"]
        answer = sign_in(url, "ugo").json()
        assert (answer["login"], answer["licence"]) == ("ugo", "administrateur")
        assert answer["workspace_name"] == "Cabinet Nord"
        rows = pulled(url, answer)
        assert {"workspace", "user", "catalogue", "pipeline", "stage", "dossier_type"} <= set(rows)
        assert len(rows["stage"]["rows"]) == 5 + 4  # the standard pipeline and the one of projects
        assert rows["workspace"]["rows"][0][0] == answer["workspace"]
        status, out, err = run.stop()
    assert (status, out) == (0, "")
    assert "Cabinet Nord" in err
    assert postgres_of(place) is None


def test_a_second_start_finds_all_again_and_stops_at_the_keyboard(place: Path) -> None:
    with running(place) as (run, url):
        assert sign_in(url, "ugo").status_code == 200
        assert sign_in(url, "ugo", "faux").status_code == 401
        status, out, _ = run.stop(signal.SIGINT)
    assert (status, out) == (0, "")
    assert postgres_of(place) is None


@pytest.mark.parametrize(("name", "login"), [(" cabinet NORD", "ana"), ("Cabinet Sud", "UGO")])
def test_a_name_or_login_that_is_taken_is_refused_with_a_sentence(place: Path, name: str, login: str) -> None:
    with running(place, "--json", *workspace(place, name, login)) as (run, line):
        status, _, err = run.end()
    assert status == 1
    told = json.loads(line)["error"]
    assert told["code"] == "refused"
    assert "déjà" in told["message"]
    assert "Traceback" not in err
    assert postgres_of(place) is None


def test_a_second_workspace_lives_beside_the_first(place: Path) -> None:
    with running(place, *workspace(place, "Cabinet Sud", "ana")) as (run, url):
        assert sign_in(url, "ana").json()["workspace_name"] == "Cabinet Sud"
        rows = pulled(url, sign_in(url, "ana").json())
        assert [row[2 + rows["user"]["columns"].index("login")] for row in rows["user"]["rows"]] == ["ana"]
        run.stop()


@pytest.mark.spec("F1")
def test_a_killed_service_starts_again_with_what_it_had(place: Path) -> None:
    with running(place) as (run, url):
        assert sign_in(url, "ugo").status_code == 200
        orphan = postgres_of(place)
        run.process.kill()
        run.process.communicate()
    assert orphan is not None
    with running(place) as (run, url):
        assert sign_in(url, "ugo").status_code == 200
        assert postgres_of(place) != orphan
        assert run.stop()[0] == 0


@pytest.mark.spec("F1")
def test_a_number_left_by_a_crash_that_is_another_postgresql_s_by_now_harms_nobody(
    place: Path, cluster: Cluster
) -> None:
    other = (cluster.folder / "postmaster.pid").read_text(encoding="utf-8")
    (place / "centre" / "postgres" / "postmaster.pid").write_text(other, encoding="utf-8")
    with running(place) as (run, url):
        assert sign_in(url, "ugo").status_code == 200
        assert run_sql(cluster.dsn, "SELECT 1")
        assert run.stop()[0] == 0
    assert (cluster.folder / "postmaster.pid").read_text(encoding="utf-8") == other


def test_a_folder_is_served_once(place: Path) -> None:
    with running(place) as (run, url):
        with running(place) as (second, line):
            status, _, err = second.end()
        assert (status, line) == (1, "")
        assert "déjà servi" in err
        assert httpx.get(f"{url}/health", trust_env=False).json()["ok"]
        run.stop()


def test_two_processes_share_one_port(place: Path) -> None:
    with running(place, "--workers", "2") as (run, url):
        answer = sign_in(url, "ugo").json()
        for _ in range(6):
            assert "workspace" in pulled(url, answer)
        assert run.stop()[0] == 0
    assert postgres_of(place) is None


def test_a_stop_during_the_start_leaves_nothing_behind(place: Path) -> None:
    run = Run("--embedded", str(place / "centre"), "--port", "0")
    until = time.monotonic() + 20
    while postgres_of(place) is None and time.monotonic() < until:
        time.sleep(0.01)
    run.stop()
    assert postgres_of(place) is None


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ([], 2, "--embedded"),
        (["--embedded", "x", "--database", "y"], 2, "ne va pas avec"),
        (["--embedded", "x", "--port", "70000"], 2, "65535"),
        (["--embedded", "x", "--new-workspace", "Nord"], 1, "vont ensemble"),
        (["--database", "mysql://x"], 1, "postgresql://"),
        (["--database", "postgresql://x@base.exemple.fr/y?sslmode=disable"], 1, "verify-full"),
        (["--database", "postgresql://x@127.0.0.1:1/y"], 1, "ne répond pas"),
        (["--embedded", ""], 1, "dossier"),
    ],
)
def test_wrong_options_are_told_in_one_sentence(
    tmp_path: Path, words: list[str], status: int, said: str
) -> None:
    run = Run("--data-dir", str(tmp_path), *[str(tmp_path / "x") if word == "x" else word for word in words])
    code, out, err = run.end()
    assert code == status, err
    assert said in err
    assert out == ""
    assert len(err.strip().splitlines()) == 1


def test_plain_http_is_for_this_machine_only(place: Path) -> None:
    with running(place, "--host", "0.0.0.0") as (run, _):
        status, _, err = run.end()
    assert status == 1
    assert "--behind-proxy" in err
    assert postgres_of(place) is None


@pytest.mark.spec("T17")
def test_https_with_a_certificate_is_served_to_who_trusts_it_and_to_nobody_else(place: Path) -> None:
    certificate, key = self_signed(place)
    words = ["--host", "127.0.0.1", "--tls-cert", str(certificate), "--tls-key", str(key)]
    with running(place, *words) as (run, url):
        assert url.startswith("https://")
        trusting = ssl.create_default_context(cafile=str(certificate))
        assert httpx.get(f"{url}/health", verify=trusting, trust_env=False).json()["ok"]
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{url}/health", trust_env=False)
        assert run.stop()[0] == 0


def test_a_waiting_laptop_does_not_hold_up_a_stop(place: Path) -> None:
    with running(place) as (run, url):
        answer = sign_in(url, "ugo").json()
        headers = {"X-Schema": "1", "Authorization": f"Bearer {answer['token']}"}
        heard: list[httpx.Response] = []

        def wait() -> None:
            path = f"{url}/v1/changed?since={10**15}"
            heard.append(httpx.get(path, headers=headers, timeout=60, trust_env=False))

        thread = threading.Thread(target=wait)
        thread.start()
        time.sleep(1)
        assert run.stop()[0] == 0  # it waits 30 seconds at most, the poll lasts 50
        thread.join(10)
    assert [one.json() for one in heard] == [{"changed": False}]


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "cert.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(Encoding.PEM))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return certificate, private
