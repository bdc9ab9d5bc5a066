"""The outbox once more, beside the store: it is the only data that exists nowhere else (SYNC §3).

One sealed line for each outbox line, written after the commit and forced to the disk; read after a damaged store.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prospectdesk.domain.errors import Unavailable
from prospectdesk.store.connection import Connection
from prospectdesk.store.files import write_private
from prospectdesk.sync import state

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from prospectdesk.store.store import Store

NAME = "outbox.journal"
FIELDS = ("seq", "batch", "tbl", "row_uid", "col", "val", "base", "hlc")
_SELECT = f"SELECT {', '.join(FIELDS)} FROM outbox"
_INFO = b"prospectdesk outbox journal 1"
_NONCE = 12
LARGE = 8 << 20
"""A journal of more bytes is written anew when most of it was answered."""

Line = tuple[int, int, str, bytes, str, str | None, int, int]


class Journal:
    """The journal of one store. `key` is the store's, None for a plain one. Used on the write lane only.

    `user` is whose work it is (uid in hex): nobody else's, when it outlives its store.
    """

    def __init__(self, path: Path, key: bytes | None, user: str | None = None) -> None:
        self.path = path
        self.user = user
        self._key = key
        self._sealer: AESGCM | None = None
        self._behind = False
        """Whether a write failed: the next one writes everything."""

    # what the store calls --------------------------------------------------------------------
    def gather(self, conn: Connection) -> list[Line]:
        """The lines of the open transaction, before its commit."""
        return [
            _line(row) for row in conn.execute(f"{_SELECT} WHERE batch = (SELECT batch FROM write_state)")
        ]

    def committed(
        self,
        conn: Connection,
        lines: Sequence[Line],
        answered: Sequence[int] = (),
        *,
        rewritten: bool = False,
    ) -> None:
        """After the commit: adds its lines and what was answered; all anew after an erasure or a failure.

        A full disk is no reason to refuse what is committed: the next commit tries again.
        """
        if not (lines or answered or rewritten or self._behind):
            return
        try:
            if answered and conn.execute("SELECT 1 FROM outbox LIMIT 1").fetchone() is None:
                self.clear()
            elif rewritten or self._behind or (answered and self._is_large()):
                self.rewrite(conn)
            else:
                told = [{"answered": list(answered)}] if answered else []
                self._append([self._sealed(one) for one in (*told, *map(_told, lines))])
        except (OSError, Unavailable):
            self._behind = True

    # writing ---------------------------------------------------------------------------------
    def rewrite(self, conn: Connection) -> None:
        """Writes the journal anew from the outbox, whole or not at all. Raises Unavailable."""
        self.replace([_line(row) for row in conn.execute(f"{_SELECT} ORDER BY seq")])

    def replace(self, lines: Sequence[Line]) -> None:
        """Writes these lines and nothing else, whole or not at all. Raises Unavailable."""
        write_private(self.path, b"".join([*self._owner(), *(self._sealed(_told(one)) for one in lines)]))
        self._behind = False

    def _owner(self) -> list[bytes]:
        return [] if self.user is None else [self._sealed({"user": self.user})]

    def _is_large(self) -> bool:
        return self.path.exists() and self.path.stat().st_size > LARGE

    def clear(self) -> None:
        """Empties the journal. Raises OSError."""
        if self.path.exists() and self.path.stat().st_size:
            with self.path.open("r+b") as file:
                file.truncate(0)
                os.fsync(file.fileno())

    def _append(self, sealed: Sequence[bytes]) -> None:
        """One write and one fsync; what a torn write left behind is closed by a line end of its own."""
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        fd = os.open(self.path, flags, 0o600)
        try:
            head = self._owner() if os.fstat(fd).st_size == 0 else []
            data = memoryview(b"".join([*head, *sealed]))
            while data:
                data = data[os.write(fd, data) :]
            os.fsync(fd)
        finally:
            os.close(fd)

    # reading ---------------------------------------------------------------------------------
    def lines(self) -> list[Line]:
        """The lines that were not answered, in order; what does not read (a torn end) is left out."""
        found: dict[int, Line] = {}
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return []
        for sealed in data.split(b"\n"):
            document = self._opened(sealed)
            if document is None:
                continue
            self.user = document.get("user", self.user)
            for seq in document.get("answered", ()):
                found.pop(seq, None)
            if "seq" in document:
                line = _read(document)
                found[line[0]] = line
        return [found[seq] for seq in sorted(found)]

    def is_sound(self) -> bool:
        """Whether the journal is there and empty, or some of it reads: another store's is neither."""
        if not self.path.exists():
            return False
        data = self.path.read_bytes()
        return not data or any(self._opened(sealed) is not None for sealed in data.split(b"\n"))

    def _sealed(self, document: dict[str, Any]) -> bytes:
        data = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        if self._key is None:
            return b"\n" + data + b"\n"
        nonce = os.urandom(_NONCE)
        return b"\n" + base64.b64encode(nonce + self._seal().encrypt(nonce, data, _INFO)) + b"\n"

    def _opened(self, sealed: bytes) -> dict[str, Any] | None:
        if not sealed:
            return None
        try:
            if self._key is not None:
                raw = base64.b64decode(sealed, validate=True)
                sealed = self._seal().decrypt(raw[:_NONCE], raw[_NONCE:], _INFO)
            document = json.loads(sealed)
        except Exception as error:
            if _is_unreadable(error):
                return None
            raise
        return document if isinstance(document, dict) else None

    def _seal(self) -> AESGCM:
        if self._sealer is None:
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM
            from cryptography.hazmat.primitives.hashes import SHA256
            from cryptography.hazmat.primitives.kdf.hkdf import HKDF

            assert self._key is not None
            self._sealer = AESGCM(HKDF(SHA256(), 32, None, _INFO).derive(self._key))
        return self._sealer


def attach(store: Store, folder: Path) -> Journal | None:
    """Gives a store that belongs to a centre its journal; None for a local profile, which needs none.

    A journal that lacks lines (the machine stopped between commit and journal) is made whole.
    """
    conn = store.writer()
    if not state.is_linked(conn):
        return None
    journal = Journal(folder / NAME, store.key, state.read(conn, "user"))
    if state.read(conn, "restored_at") is not None:
        from prospectdesk.sync.rescue import settle_copy  # late: a copy was put back

        settle_copy(store, Journal(journal.path, store.key))
    outbox = [_line(row) for row in conn.execute(f"{_SELECT} ORDER BY seq")]
    if journal.lines() != outbox:
        with contextlib.suppress(Unavailable):
            journal.rewrite(conn)
    store.journal = journal
    return journal


def seal_plain(folder: Path, key: bytes) -> None:
    """Writes sealed twins of the plain journals of a store that is about to be encrypted (store.encrypt)."""
    from prospectdesk.store.encrypted_copy import TWIN  # late: the first window needs none of it

    for place in (folder / NAME, *folder.glob("outbox-*.rescued")):
        if place.exists():
            plain = Journal(place, None)
            lines = plain.lines()
            Journal(place.with_name(place.name + TWIN), key, plain.user).replace(lines)


def _line(row: Sequence[Any]) -> Line:
    seq, batch, tbl, uid, col, val, base, hlc = row
    return seq, batch, tbl, bytes(uid), col, val, base, hlc


def _told(line: Line) -> dict[str, Any]:
    document: dict[str, Any] = dict(zip(FIELDS, line, strict=True))
    document["row_uid"] = line[3].hex()
    return document


def _read(document: dict[str, Any]) -> Line:
    values = [document[name] for name in FIELDS]
    values[3] = bytes.fromhex(values[3])
    return _line(values)


def _is_unreadable(error: Exception) -> bool:
    from cryptography.exceptions import InvalidTag

    return isinstance(error, (ValueError, InvalidTag))
