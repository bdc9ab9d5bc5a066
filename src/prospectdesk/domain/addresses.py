"""Addresses of services: what is one, and whether it may be spoken to (SECURITY T17, R9)."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Address:
    """An http or https address without its last slash, person, query or fragment."""

    text: str
    scheme: str
    host: str

    @property
    def is_here(self) -> bool:
        """Whether the host is this machine."""
        return is_loopback(self.host)

    @property
    def is_safe(self) -> bool:
        """Whether what is said is protected: https, or nothing leaves this machine."""
        return self.scheme == "https" or self.is_here


def read_address(typed: str) -> Address | None:
    """The address a person typed, None when it is none."""
    try:
        parts = urlsplit(typed.strip().rstrip("/"))
        port = parts.port
    except ValueError:
        return None
    host = parts.hostname or ""
    if parts.scheme not in {"https", "http"} or not host or parts.username or parts.query or parts.fragment:
        return None
    name = f"[{host}]" if ":" in host else host
    return Address(
        f"{parts.scheme}://{name}{'' if port is None else f':{port}'}{parts.path}", parts.scheme, host
    )


def is_loopback(host: str) -> bool:
    """Whether a host name is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
