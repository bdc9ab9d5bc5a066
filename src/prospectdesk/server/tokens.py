"""Secrets: tokens, device keys, and the argon2id digest of a password."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import secrets
from typing import Any

from argon2.low_level import Type, hash_secret_raw

PARAMETERS = {"memory": 65_536, "time": 2, "lanes": 1}
"""argon2id: KiB, passes, lanes. Kept beside each verifier, so that it may grow."""
DIGEST_BYTES = 32
SALT_BYTES = 16
_AT_ONCE = 2
_MEMORY_MOST, _TIME_MOST, _LANES_MOST = 1 << 20, 20, 16


def new_secret() -> str:
    """32 random bytes as text: a token or a device key, shown once."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).rstrip(b"=").decode()


def hashed(secret: str) -> bytes:
    """What is kept of a token or a key: enough for 256 random bits."""
    return hashlib.sha256(secret.encode()).digest()


def new_salt() -> bytes:
    """A salt for one password."""
    return secrets.token_bytes(SALT_BYTES)


def digest_of(password: str, salt: bytes, parameters: dict[str, Any]) -> bytes:
    """The argon2id digest of a password: some 100 ms and 64 MB, call it in a thread."""
    return hash_secret_raw(
        password.encode("utf-8", "surrogatepass"),
        salt,
        time_cost=min(int(parameters["time"]), _TIME_MOST),
        memory_cost=min(int(parameters["memory"]), _MEMORY_MOST),
        parallelism=min(int(parameters["lanes"]), _LANES_MOST),
        hash_len=DIGEST_BYTES,
        type=Type.ID,
    )


class Digester:
    """Computes digests in threads, few at once: each takes 64 MB."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(_AT_ONCE)

    async def digest(self, password: str, salt: bytes, parameters: dict[str, Any]) -> bytes:
        """See `digest_of`."""
        async with self._turn:
            return await asyncio.to_thread(digest_of, password, salt, parameters)
