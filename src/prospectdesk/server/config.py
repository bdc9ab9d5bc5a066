"""What a running service is told: addresses, files, limits. Made by the command line, handed to every part."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlencode, urlsplit, urlunsplit

from prospectdesk.domain.addresses import is_loopback
from prospectdesk.domain.errors import Invalid, Refused
from prospectdesk.wire.tables import SCHEMA

MEGABYTE = 1 << 20
LONG_POLL_SECONDS = 50.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How one service runs. `now_ms` replaces the clock, in a centre made for tests only."""

    database: str
    data: Path
    host: str = "127.0.0.1"
    port: int = 8443
    tls_cert: Path | None = None
    tls_key: Path | None = None
    behind_proxy: bool = False
    workers: int = 1
    connections: int = 8
    schema: int = SCHEMA
    body_limit: int = 8 * MEGABYTE
    requests_per_second: float = 5.0
    requests_burst: int = 100
    statement_seconds: float = 30.0
    long_poll_seconds: float = LONG_POLL_SECONDS
    now_ms: Callable[[], int] | None = None

    @property
    def snapshots(self) -> Path:
        """The folder of the packed directory."""
        return self.data / "snapshots"

    @property
    def scheme(self) -> str:
        """What the service itself speaks."""
        return "https" if self.tls_cert else "http"

    def check(self) -> None:
        """Raises Refused or Invalid when this way of serving would send secrets in clear (T17)."""
        if (self.tls_cert is None) != (self.tls_key is None):
            raise Invalid("tls", "« --tls-cert » et « --tls-key » vont ensemble.")
        if self.tls_cert is None and not self.behind_proxy and not is_loopback(self.host):
            raise Refused(
                "plain_http",
                "Sans certificat, le service n’écoute que sur cette machine : donnez --tls-cert et --tls-key, ou "
                "--behind-proxy derrière un serveur mandataire HTTPS.",
            )
        if self.workers < 1:
            raise Invalid("workers", "« --workers » attend au moins 1.")
        check_database(self.database)


def database_hosts(url: str) -> list[str]:
    """The hosts of a PostgreSQL URL; a folder is a unix socket, none is the default socket. Raises Invalid."""
    try:
        parts = urlsplit(url)
        named = parse_qs(parts.query).get("host", [])
        found = [parts.hostname] if parts.hostname else []
    except ValueError:
        parts, named, found = None, [], []
    if parts is None or parts.scheme not in {"postgresql", "postgres"}:
        raise Invalid("database_url", "« --database » attend une adresse postgresql://utilisateur@hôte/base.")
    return [unquote(host) for item in (*found, *named) for host in item.split(",") if host]


def is_local_database(url: str) -> bool:
    """Whether the database is reached without leaving this machine."""
    return all(host.startswith(("/", "@")) or is_loopback(host) for host in database_hosts(url))


def check_database(url: str) -> None:
    """Raises Refused when a database elsewhere would be spoken to without a checked certificate (T17)."""
    modes = parse_qs(urlsplit(url).query).get("sslmode", [])
    if not is_local_database(url) and any(mode != "verify-full" for mode in modes):
        raise Refused(
            "database_tls",
            "La base est sur une autre machine : seul sslmode=verify-full est accepté (certificat vérifié).",
        )


def secured(url: str, authorities: Path | None) -> str:
    """The address as it is used: to a database elsewhere, the certificate and the name are checked (T17).

    On this machine too when `authorities` are given, but through a unix socket. `authorities` is a file of
    certificates; without it those of the system count. Raises Invalid, Refused.
    """
    check_database(url)
    by_socket = all(host.startswith(("/", "@")) for host in database_hosts(url))
    if by_socket or (authorities is None and is_local_database(url)):
        return url
    parts = urlsplit(url)
    told = parse_qs(parts.query)
    told["sslmode"] = ["verify-full"]
    if authorities is not None:
        told["sslrootcert"] = [str(authorities)]
    elif "sslrootcert" not in told:
        found = ssl.get_default_verify_paths().cafile
        if found is None:
            raise Refused(
                "database_ca",
                "Les autorités de certification du système sont introuvables : donnez celle de la base avec "
                "--database-ca.",
            )
        told["sslrootcert"] = [found]
    return urlunsplit(parts._replace(query=urlencode(told, doseq=True)))
