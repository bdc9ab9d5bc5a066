"""How screens read: one function, one snapshot; holds the column set and the short lists of names."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from prospectdesk.domain.changes import Changes
from prospectdesk.domain.errors import Unavailable
from prospectdesk.store import memory
from prospectdesk.store.connection import Connection, database_errors
from prospectdesk.store.store import Store

if TYPE_CHECKING:
    from prospectdesk.queries.names import Names
    from prospectdesk.queries.portfolio_types import Sets
    from prospectdesk.queries.vocabulary import Vocabulary
    from prospectdesk.store.columns import ColumnSet
    from prospectdesk.store.points import PointSet

MUCH = 0.25
"""Seconds of bringing the columns up to date after which the memory it took is given back."""
P = ParamSpec("P")
T = TypeVar("T")


class Reader:
    """Reads one store from any thread. Until `load_columns` has run, lists answer from SQL."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.columns: ColumnSet | None = None
        self.points: PointSet | None = None
        self._placing = threading.Lock()
        self._loading = threading.Lock()
        self._worth_loading = True
        self._names: Names | None = None
        self._vocabulary: Vocabulary | None = None

    @contextlib.contextmanager
    def session(self) -> Iterator[Connection]:
        """A reading connection in one snapshot; never keep it after the block.

        Raises Unavailable when the store cannot be read (removed disk, damaged page).
        """
        with self.store.session() as conn:
            try:
                yield conn
            except database_errors() as error:
                raise Unavailable(
                    "cannot_read",
                    "La base n’a pas pu être lue. Réessayez ; si cela continue, vérifiez-la (verbe « check »).",
                ) from error

    def run(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`fn(conn, *args)` in one snapshot."""
        with self.session() as conn:
            return fn(conn, *args, **kwargs)

    @property
    def names(self) -> Names:
        """Users and catalogue entries by id and by name, read once and again after they changed."""
        if self._names is None:
            from prospectdesk.queries.names import Names

            self._names = self.run(Names.read)
        return self._names

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of the store, for typing errors (read once, brought up to date with the columns)."""
        if self._vocabulary is None:
            from prospectdesk.queries.vocabulary import Vocabulary

            self._vocabulary = Vocabulary()
        return self._vocabulary

    def load_columns(self) -> bool:
        """Loads the column set, from its saved chunks or else from the tables; for a worker.

        Answers whether it was rebuilt, so that the caller may have it saved (commands.columns).
        """
        if self.ready_columns() is not None:
            return False
        from prospectdesk.store.columns import ColumnSet

        with self.session() as conn:
            self.columns = ColumnSet.read(conn)
        memory.release()
        return True

    def ready_columns(self) -> ColumnSet | None:
        """The column set, loaded now where a saved one is of use (0.3 s at a million companies).

        None when it would have to be read from the tables: lists answer from SQL then.
        """
        with self._loading:
            if self.columns is None and self._worth_loading:
                self._worth_loading = False
                with self.session() as conn:
                    saved = conn.execute("SELECT 1 FROM column_chunk WHERE name = 'stamp' LIMIT 1").fetchone()
                    if saved is not None:
                        from prospectdesk.store.columns import ColumnSet

                        self.columns = ColumnSet.saved_set(conn)
                        memory.release()
            return self.columns

    def ready_sets(self, conn: Connection) -> Sets:
        """The columns of companies and the points of establishments as `conn` sees them; for a worker.

        Loads what is not loaded: some tenths of a second at a million companies when saved, else seconds.
        """
        from prospectdesk.queries.portfolio_types import Sets
        from prospectdesk.store.points import PointSet

        self.load_columns()
        with self._placing:
            if self.points is None or not self.points.follow(conn):
                self.points = PointSet.load(conn)[0]
                memory.release()
            columns = self.columns
            if columns is None or not columns.follow(conn):
                from prospectdesk.store.columns import ColumnSet

                columns = self.columns = ColumnSet.read(conn)
            return Sets(columns, self.points)

    def heard(self, changes: Changes) -> None:
        """After a command: forgets short lists that changed, re-reads the touched rows of the columns."""
        if changes.touches("user", "catalogue"):
            self._names = None
        columns, points = self.columns, self.points
        if columns is None and points is None:
            return
        with memory.released_after(MUCH), self.store.session_after_writing() as conn:
            if columns is not None and not columns.follow(conn):
                self.columns = None
            if points is not None and not points.follow(conn):
                self.points = None

    def rest(self) -> None:
        """Gives pages of the store and freed memory back, packs what is seldom needed (0.2 s; for a worker)."""
        columns = self.columns
        if columns is not None:
            columns.rest()
        self.store.rest()
        memory.release()

    def close(self) -> None:
        """Stops running queries and forgets what was loaded."""
        self.store.interrupt_readers()
        self.columns = self.points = None


@contextlib.contextmanager
def bounded(conn: Connection, seconds: float) -> Iterator[None]:
    """Stops every query of the block after `seconds` (SECURITY R6); raises Unavailable."""
    from time import monotonic

    end = monotonic() + seconds

    def late() -> int:
        return int(monotonic() > end)

    conn.set_progress_handler(late, 20_000)
    try:
        yield
    except database_errors() as error:
        if "interrupt" not in str(error).lower():
            raise
        raise Unavailable(
            "too_slow",
            "Cette recherche prend trop de temps : précisez-la, par exemple avec trois lettres ou plus.",
        ) from error
    finally:
        conn.set_progress_handler(None, 0)
