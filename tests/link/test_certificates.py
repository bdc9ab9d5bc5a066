"""T17: twelve bad certificates shown by the service and by the database, none believed; a good one is."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest
from authority import BAD, HERE, Shown, shown
from served import Service

from prospectdesk.server.config import Settings, secured
from prospectdesk.server.database import Database
from prospectdesk.sync import failures

SSL_REQUEST = b"\x00\x00\x00\x08\x04\xd2\x16\x2f"


@pytest.fixture
def https_service(shared_centre, tmp_path) -> Iterator[object]:
    """`https_service(certificates)` is the address of the real service with them."""
    made: list[Service] = []

    def make(files: Shown) -> str:
        settings = Settings(database=shared_centre.service, data=tmp_path / "service", port=0)
        made.append(Service(shared_centre, replace(settings, tls_cert=files.chain, tls_key=files.key)))
        made[-1].start()
        return made[-1].url

    yield make
    for one in made:
        one.stop()


@pytest.mark.pg
@pytest.mark.spec("T17")
def test_a_laptop_believes_the_service_of_the_authority_it_was_given(https_service, client_of, tmp_path):
    files = shown(tmp_path / "good")
    with pytest.raises(failures.Failure) as caught:
        client_of(https_service(files), ca=files.authority).pull({})
    assert caught.value.code == "unauthorized" or isinstance(caught.value, failures.SignedOut)


@pytest.mark.pg
@pytest.mark.spec("T17")
@pytest.mark.parametrize("kind", BAD)
def test_a_laptop_refuses_a_service_with_a_bad_certificate(https_service, client_of, tmp_path, kind):
    files = shown(tmp_path / kind, kind)
    with pytest.raises(failures.Offline) as caught:
        client_of(https_service(files), ca=files.authority).pull({})
    assert caught.value.code == "certificate"


@contextlib.contextmanager
def database_that_shows(files: Shown) -> Iterator[tuple[int, list[bytes]]]:
    """A port that accepts TLS as PostgreSQL does, and what it was told after that."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.chain, files.key)
    told: list[bytes] = []
    with socket.create_server((HERE, 0)) as listening:
        listening.settimeout(10)

        def serve() -> None:
            with contextlib.suppress(OSError):
                one, _ = listening.accept()
                with one:
                    one.settimeout(10)
                    assert one.recv(8) == SSL_REQUEST
                    one.sendall(b"S")
                    with context.wrap_socket(one, server_side=True) as safe:
                        told.append(safe.recv(1000))

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listening.getsockname()[1], told
        finally:
            thread.join()


def _opened(port: int, authority: Path, data: Path) -> None:
    url = secured(f"postgresql://prospectdesk_service:secret@{HERE}:{port}/prospectdesk", authority)
    asyncio.run(Database(Settings(database=url, data=data)).open())


@pytest.mark.spec("T17")
def test_the_service_speaks_to_the_database_of_the_authority_it_was_given(tmp_path):
    files = shown(tmp_path / "good")
    with database_that_shows(files) as (port, told), pytest.raises(asyncpg.PostgresError):
        _opened(port, files.authority, tmp_path)  # this one says no more after the handshake
    assert b"prospectdesk_service" in told[0]


@pytest.mark.spec("T17")
@pytest.mark.parametrize("kind", BAD)
def test_the_service_refuses_a_database_with_a_bad_certificate(tmp_path, kind):
    files = shown(tmp_path / kind, kind)
    with database_that_shows(files) as (port, told), pytest.raises(ssl.SSLCertVerificationError):
        _opened(port, files.authority, tmp_path)
    assert told in ([], [b""])
