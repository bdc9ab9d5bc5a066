"""Whom to believe over https (SECURITY T17); what httpx would log of a call is kept quiet."""

from __future__ import annotations

import logging
import ssl
from pathlib import Path

import httpx

for _name in ("httpx", "httpcore"):  # they would write addresses and keys into a log that listens to all (L1)
    logging.getLogger(_name).setLevel(logging.WARNING)


def trust(ca: Path | None = None) -> ssl.SSLContext:
    """A context that checks certificates: by the pinned authority alone, else by those of the system.

    Raises OSError or ssl.SSLError when the pinned authority cannot be read.
    """
    context = ssl.create_default_context(cafile=None if ca is None else str(ca))
    if ca is None and not context.get_ca_certs() and not _has_folder():
        # a Python that does not know the system's (macOS)
        context = httpx.create_ssl_context(trust_env=False)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def is_untrusted(error: BaseException) -> bool:
    """Whether a failed request failed because of the other side's certificate."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def _has_folder() -> bool:
    paths = ssl.get_default_verify_paths()
    return paths.capath is not None or paths.cafile is not None
