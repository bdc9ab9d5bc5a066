"""The httpx client of every line: no redirect followed, four connections, names looked up within their time."""

from __future__ import annotations

import ssl
from typing import Any

import httpx

from prospectdesk.net.names import within_time


class BadProxy(Exception):
    """The surroundings name a proxy that nobody can use."""


def opened(
    *, trusted: ssl.SSLContext, here: bool, connect: float, silence: float, kept: float, **more: Any
) -> httpx.Client:
    """A client that waits `connect` and `silence` seconds and keeps a connection for `kept`; no proxy when `here`.

    `more` goes to httpx. Raises BadProxy.
    """
    try:
        return within_time(
            httpx.Client(
                verify=trusted,
                trust_env=not here,
                follow_redirects=False,
                timeout=httpx.Timeout(silence, connect=connect),
                limits=httpx.Limits(max_connections=4, keepalive_expiry=kept),
                **more,
            )
        )
    except (ValueError, ImportError, httpx.InvalidURL) as error:  # httpx reads proxies when it is made
        raise BadProxy from error
