"""The part of an import that is about companies: staged in a file of its own, written set-based."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from prospectdesk.commands import import_fates, import_listing, import_places
from prospectdesk.commands.bus import Bus
from prospectdesk.commands.context import Context
from prospectdesk.commands.imports import RunImport, Source
from prospectdesk.domain.changes import Done
from prospectdesk.store import import_match
from prospectdesk.store.import_stage import Stage
from prospectdesk.store.store import Store


class CompanyWork:
    """The staged companies of one file."""

    def __init__(self, store: Store, ctx: Context, *, registered: bool) -> None:
        self._store = store
        self._ctx = ctx
        self._registered = registered
        self._stage = Stage(store)
        self._batch = 0

    def put(self, found: list[list[Any]], problems: list[tuple[int, str, str, str]]) -> None:
        """Adds the records of one batch."""
        self._stage.put(found, problems)

    def settle(self) -> None:
        """Gives every row its fate, once all are staged."""
        import_match.prepare(self._stage)
        self._match()

    def report(self) -> dict[str, Any]:
        """Counts and refused rows."""
        return import_fates.report(self._stage)

    def fates(self, fate: str | None, offset: int, limit: int) -> list[import_fates.RowFate]:
        """A page of rows."""
        return import_fates.rows(self._stage, fate, offset, limit)

    def decide(self, line: int, decision: str) -> None:
        """Settles one row."""
        import_fates.decide(self._stage, line, decision)
        self._match()

    def lines(self, fates: Sequence[str], text: str) -> Sequence[int]:
        """The lines with one of these fates, in file order."""
        return import_listing.lines(self._stage, fates, text)

    def at(self, lines: Sequence[int]) -> list[import_fates.RowFate]:
        """The rows of these lines."""
        return import_listing.at(self._stage, lines, registered=self._registered)

    def standing(self) -> import_listing.Standing:
        """Where the doublets are."""
        return import_listing.standing(self._stage)

    def answer(self, lines: Sequence[int], decision: str, keep: Sequence[str]) -> None:
        """Settles several rows at once."""
        import_listing.answer(self._stage, lines, decision, keep)
        self._match()

    def run(self, origin: Source) -> Done:
        """Writes everything in one transaction; fates are looked at again when the store changed since."""
        stage = self._stage
        bus = Bus(self._store, lambda: self._ctx)
        import_places.guess(stage, self._ctx)
        learned = import_places.learned(stage)
        with self._store.attached(stage.path, "stage"):  # holds the store: nobody writes until the end
            if self._batch != stage.value("SELECT batch FROM book.write_state"):
                self._match()
                import_places.guess(stage, self._ctx)
                learned = import_places.learned(stage)
            report = self.report() | {"warnings": list(origin.warnings)}
            done = bus.do(RunImport(origin, self._registered, report, learned))
        done.data.update(report)
        return done

    def close(self) -> None:
        """Removes the staging file."""
        self._stage.close()

    def _match(self) -> None:
        self._batch = import_match.match(self._stage, registered=self._registered)
