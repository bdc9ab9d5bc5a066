"""The open store of one profile: one writing connection, readers, and the transaction of a command."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prospectdesk.domain.errors import Failure, Unavailable
from prospectdesk.store import memory, protected
from prospectdesk.store.connection import (
    MAPPED,
    WRITING_CACHE,
    Connection,
    connect,
    database_errors,
    explain,
    translate,
)
from prospectdesk.store.glance import glance
from prospectdesk.store.migrations import upgrade

if TYPE_CHECKING:
    from typing import Protocol

    from prospectdesk.store.protected import Stamp
    from prospectdesk.store.unit_of_work import UnitOfWork

    class Journal(Protocol):
        """What keeps the outbox a second time (sync.journal)."""

        def gather(self, conn: Connection) -> Sequence[Any]:
            """The outbox lines of the open transaction."""

        def committed(
            self,
            conn: Connection,
            lines: Sequence[Any],
            answered: Sequence[int] = ...,
            *,
            rewritten: bool = ...,
        ) -> None:
            """After the commit; never raises for a full disk."""


IDLE = 4
"""Readers kept open. One of them keeps its pages and is taken first; the others serve beside it."""
BULK_CACHE = 98_304
"""KiB of pages kept while an import is written."""
LARGE_LOG = 24 << 20
"""Bytes of the write-ahead log after which an import brings it into the file between two parts."""
AUTO_CHECKPOINT = 1_000
"""Pages of the log after which a commit does it (SQLite's own number)."""
LONG_WORK = 1.0
"""Seconds of one question or one transaction after which the memory it took is given back."""


class Store:
    """One SQLite file. `key` is its 32 bytes, None for a plain file. Threads share it safely."""

    def __init__(self, path: Path, key: bytes | None) -> None:
        self.path = path
        self._key = key
        self._lock = threading.RLock()
        self._writer: Connection | None = None
        self._idle: list[Connection] = []
        self._warm: Connection | None = None
        self._reading: set[Connection] = set()
        self._readers = threading.Lock()
        self._closed = False
        self._passed: set[Connection] = set()
        """Readers that began before room was found; they are not used again."""
        self._unchanging: Stamp | None = None
        self.journal: Journal | None = None
        self.closed: Failure | None = None
        """Why nobody changes the workspace's data here (X-41), however many ways to it there are."""
        self.read_only = False
        """Whether the disk takes no writes (F3); the next command tries again."""
        self.found_room: Callable[[], object] | None = None
        """Called once a store that was opened for reading takes writes, before the first one."""
        self._settled = False
        self._alone: int | None = None
        """The thread that reads by the writing connection."""

    @property
    def key(self) -> bytes | None:
        """The 32 bytes of the key, for copies of the store; None for a plain file."""
        return self._key

    @property
    def encrypted(self) -> bool:
        """Whether the file is encrypted."""
        return self._key is not None

    def open(self) -> None:
        """Opens the file, makes the schema in an empty one, brings an older one up to date.

        On a full or protected disk it opens for reading (`read_only`). Raises StoreError (see connection)
        or Unavailable.
        """
        memory.settle()
        try:
            if not protected.may_write(self.path):
                raise protected.refusal()
            self._open_for_writing()
        except Unavailable:
            self._drop_connections()
            if not self.path.exists() or not self.path.stat().st_size:
                raise
            if protected.open_for_reading(self.path, self._key):
                self._unchanging = protected.stamp(self.path)
            self.read_only = True

    def _open_for_writing(self) -> None:
        unclean = protected.is_logged(self.path)
        try:
            upgrade(self.path, self._key, self.writer())
        except database_errors() as error:
            raise translate(error, self._key) from error
        glance(self.writer(), self.path, unclean)

    def find_room(self) -> None:
        """Looks whether a store that was opened for reading can be written now. Raises Unavailable when not."""
        with self._lock:
            if not self.read_only:
                return
            try:
                if not protected.may_write(self.path):
                    raise protected.refusal()
                self._open_for_writing()
            except Unavailable as error:
                if self._writer is not None:
                    self._writer.close()
                    self._writer = None
                raise protected.refusal() from error
            self._forget_readers()
            self.read_only, self._unchanging = False, None
            if self.found_room is not None:
                self.found_room()

    def writer(self) -> Connection:
        """The one writing connection."""
        with self._lock:
            if self._writer is None:
                self._writer = connect(self.path, self._key)
            return self._writer

    @contextlib.contextmanager
    def transaction(self, now_ms: int, user_id: int | None, *, muted: bool = False) -> Iterator[UnitOfWork]:
        """A unit of work in BEGIN IMMEDIATE … COMMIT; rolled back when the block raises.

        `muted` writes no outbox (register imports, rows that came from the centre).
        Raises Unavailable when the disk or another program prevents the write.
        """
        from prospectdesk.store.search_merges import settle  # late: for the first window
        from prospectdesk.store.unit_of_work import UnitOfWork, declare

        declare()  # before the lock: other programs wait for it five seconds only
        with self._lock:
            self.find_room()
            conn = self.writer()
            try:
                conn.execute("BEGIN IMMEDIATE")
                conn.execute(
                    "UPDATE write_state SET muted = ?, fts_muted = 0, batch = batch + 1, "
                    "hlc = max(hlc + 1, (? + offset_ms) << 16)",
                    (int(muted), now_ms),
                )
                if not self._settled:
                    settle(conn)
                with memory.released_after(LONG_WORK):
                    yield (uow := UnitOfWork(conn, now_ms, user_id))
                    lines = self.journal.gather(conn) if self.journal and not muted else ()
                    conn.execute("COMMIT")
                self._settled = True
                if self.journal is not None:
                    self.journal.committed(conn, lines, uow.answered, rewritten=uow.outbox_edited)
            except BaseException as error:
                if conn.in_transaction:
                    with contextlib.suppress(*database_errors()):
                        conn.execute("ROLLBACK")
                if isinstance(error, database_errors()):
                    explain(error)
                raise

    def scrub(self) -> bool:
        """Empties the write-ahead log, so that deleted rows are in no file; False while a reader holds it."""
        with self._lock:
            row = self.writer().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return row is not None and row[0] == 0

    @contextlib.contextmanager
    def by_one_connection(self) -> Iterator[None]:
        """Within the block this thread also reads by the writing connection: a second one reads the schema anew (10 ms)."""
        self._alone = threading.get_ident()
        try:
            yield
        finally:
            self._alone = None

    def session(self) -> contextlib.AbstractContextManager[Connection]:
        """A reading connection in one snapshot, for one query; never outlives the block."""
        return (
            self.session_after_writing() if self._alone == threading.get_ident() else self._reading_session()
        )

    @contextlib.contextmanager
    def _reading_session(self) -> Iterator[Connection]:
        conn = self._take()
        try:
            conn.execute("BEGIN")
            with memory.released_after(LONG_WORK):
                yield conn
        finally:
            if conn.in_transaction:
                conn.execute("ROLLBACK")
            self._give(conn)

    @contextlib.contextmanager
    def session_after_writing(self) -> Iterator[Connection]:
        """A snapshot for what follows a command: on the writing connection when it is free.

        It has the pages just written in memory; a reader would fetch and decrypt them again.
        """
        if self.read_only or not self._lock.acquire(blocking=False):
            with self._reading_session() as conn:
                yield conn
            return
        try:
            conn = self.writer()
            if conn.in_transaction:  # within a command of this thread: it sees its own rows
                yield conn
                return
            conn.execute("BEGIN")
            try:
                yield conn
            finally:
                conn.execute("ROLLBACK")
        finally:
            self._lock.release()

    def companion(self, path: Path) -> Connection:
        """A writing connection to another file under this store's key, with this store attached as `book`.

        For work that must not hold up the store (staging of imports); never write to `book` through it.
        """
        conn = connect(path, self._key)
        try:
            self._attach(conn, f"{self.path.absolute().as_uri()}?mode=ro", "book")
        except BaseException:
            conn.close()
            raise
        return conn

    @contextlib.contextmanager
    def attached(self, path: Path, name: str, *, plain: bool = False) -> Iterator[None]:
        """The companion file at `path` readable as `name` on the writing connection, within a transaction.

        `plain`: the file is not encrypted, whatever the store is (a snapshot of the centre).
        The connection keeps more pages meanwhile: rows by the thousand touch indexes all over the file.
        """
        with self._lock:
            conn = self.writer()
            self._attach(conn, f"{path.absolute().as_uri()}?mode=ro", name, plain=plain)
            conn.execute(f"PRAGMA main.cache_size = -{BULK_CACHE}")
            try:
                yield
            finally:
                conn.execute(f"DETACH DATABASE {name}")
                conn.execute(f"PRAGMA main.cache_size = -{WRITING_CACHE}")
                conn.execute("PRAGMA shrink_memory")
                memory.release()

    @contextlib.contextmanager
    def beside(self, path: Path, name: str) -> Iterator[Callable[[], None]]:
        """As `attached`, for many transactions: between them the connection is everybody's.

        What it answers is called now and then: it brings the write-ahead log into the file, beside the others.
        """
        with self._lock:
            conn = self.writer()
            self._attach(conn, f"{path.absolute().as_uri()}?mode=ro", name)
            conn.execute(f"PRAGMA main.cache_size = -{BULK_CACHE}")
            for part in ("main", name):  # what is mapped counts as memory, and would be both files whole
                conn.execute(f"PRAGMA {part}.mmap_size = 0")
            conn.execute("PRAGMA wal_autocheckpoint = 0")
        tidier = connect(self.path, self._key)
        tidier.execute("PRAGMA main.mmap_size = 0")
        wal = self.path.with_name(self.path.name + "-wal")

        def tidy() -> None:
            if wal.stat().st_size > LARGE_LOG:
                tidier.execute("PRAGMA main.wal_checkpoint(PASSIVE)").fetchall()

        try:
            yield tidy
        finally:
            tidier.close()
            with self._lock, contextlib.suppress(*database_errors()):  # `renew` made another connection
                conn.execute(f"PRAGMA wal_autocheckpoint = {AUTO_CHECKPOINT}")
                conn.execute(f"DETACH DATABASE {name}")
                conn.execute(f"PRAGMA main.cache_size = -{WRITING_CACHE}")
                if self._key is None:
                    conn.execute(f"PRAGMA main.mmap_size = {MAPPED}")
                conn.execute("PRAGMA shrink_memory")
                memory.release()

    def renew(self) -> None:
        """Every connection is made anew at its next use: the file changed in ways an open one does not notice."""
        with self._lock:
            self._drop_connections()

    def _drop_connections(self) -> None:
        self._forget_readers()
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _forget_readers(self) -> None:
        with self._readers:
            for conn in self._idle:
                conn.close()
            self._idle.clear()
            self._warm = None
            self._passed |= self._reading

    def _attach(self, conn: Connection, uri: str, name: str, *, plain: bool = False) -> None:
        if self._key is None:
            conn.execute(f"ATTACH DATABASE ? AS {name}", (uri,))
        elif plain:
            conn.execute(f"ATTACH DATABASE ? AS {name} KEY ''", (uri,))
        else:
            conn.execute(f"ATTACH DATABASE ? AS {name} KEY \"x'{self._key.hex()}'\"", (uri,))

    def interrupt_readers(self) -> None:
        """Stops every query under way (close, cancelled search)."""
        with self._readers:
            for conn in self._reading:
                conn.interrupt()

    def rest(self) -> None:
        """Gives back what unused connections keep: pages (read again in milliseconds), all readers but one."""
        with self._readers:
            spare, self._idle = self._idle[:-1], self._idle[-1:]  # the warm one is the last
            for conn in self._idle:
                conn.execute("PRAGMA shrink_memory")
        for conn in spare:
            conn.close()
        if self._lock.acquire(blocking=False):
            try:
                if self._writer is not None and not self._writer.in_transaction:
                    self._writer.execute("PRAGMA shrink_memory")
            finally:
                self._lock.release()

    def close(self) -> None:
        """Closes every connection; the statistics are brought up to date first."""
        with self._lock, self._readers:
            self._closed = True
            for conn in self._idle:
                conn.close()
            self._idle.clear()
            if self._writer is not None:
                with contextlib.suppress(*database_errors()):
                    self._writer.execute("PRAGMA optimize")
                self._writer.close()
                self._writer = None

    def _take(self) -> Connection:
        if self._unchanging is not None and self._unchanging != protected.stamp(self.path):
            self.find_room()  # another program writes: this one can
        with self._readers:
            conn = self._idle.pop() if self._idle else None
        if conn is None:
            conn = connect(self.path, self._key, read_only=True, unchanging=self._unchanging is not None)
            conn.execute("PRAGMA query_only = ON")
        with self._readers:
            self._reading.add(conn)
        return conn

    def _give(self, conn: Connection) -> None:
        with self._readers:
            self._reading.discard(conn)
            if conn in self._passed:
                self._passed.discard(conn)
                conn.close()
                return
            if not self._closed and self._warm in (None, conn):
                self._warm = conn
                self._idle.append(conn)
                return
        conn.execute("PRAGMA shrink_memory")
        with self._readers:
            if not self._closed and len(self._idle) < IDLE:
                self._idle.insert(0, conn)
                return
        conn.close()
