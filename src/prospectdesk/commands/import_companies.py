"""The part of an import that is about companies: staged in a file of its own, written set-based in parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from prospectdesk.commands import import_fates, import_listing, import_places
from prospectdesk.commands.bus import Bus
from prospectdesk.commands.context import Context
from prospectdesk.commands.import_parts import Lane, PartWriter, settle
from prospectdesk.commands.imports import Source
from prospectdesk.domain.changes import Done
from prospectdesk.domain.errors import Refused
from prospectdesk.store import import_legal, import_match, import_show
from prospectdesk.store.connection import database_errors
from prospectdesk.store.import_stage import Stage
from prospectdesk.store.store import Store

ATTEMPTS = 3
_NAMELESS = (
    "siren : sans unité légale dans le second fichier, la société est nommée d’après son enseigne ou son SIREN "
    "(établissements : {0})"
)


class CompanyWork:
    """The staged companies of one file."""

    def __init__(self, store: Store, ctx: Context, *, registered: bool) -> None:
        self._store = store
        self._ctx = ctx
        self._registered = registered
        self._stage = Stage(store)
        self._batch = 0
        self._units = False
        self.notes: list[str] = []

    def put(self, found: list[list[Any]], problems: list[tuple[int, str, str, str]]) -> None:
        """Adds the records of one batch."""
        self._stage.put(found, problems)

    def put_units(self, units: list[list[Any]]) -> None:
        """Adds legal units of the register, whose names the rows get when all are there."""
        import_legal.put(self._stage, units)
        self._units = True

    def settle(self) -> None:
        """Gives every row its fate, once all are staged."""
        if self._units:
            nameless = import_legal.join(self._stage)
            if nameless:
                self.notes.append(_NAMELESS.format(nameless))
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

    def run(self, origin: Source, lane: Lane) -> Done:
        """Writes everything in parts; what the store got in between is looked at again, from the start if it must."""
        with import_show.turn(self._store) as ours:
            if not ours:
                raise Refused(
                    "importing", "Un autre import est en cours : relancez celui-ci quand il sera fini."
                )
            bus = Bus(self._store, lambda: self._ctx)
            lane(lambda: settle(bus))
            for attempt in range(ATTEMPTS):
                self._prepared()
                report = self.report() | {"warnings": list(origin.warnings)}
                try:
                    done = self._write(bus, lane, origin, report)
                except database_errors():  # a company of the file was made by somebody meanwhile
                    if attempt == ATTEMPTS - 1:
                        raise
                    self._batch = -1
                else:
                    done.data.update(report)
                    return done
        raise AssertionError

    def _write(self, bus: Bus, lane: Lane, origin: Source, report: dict[str, Any]) -> Done:
        learned = import_places.learned(self._stage)
        self._stage.spare()
        with self._store.beside(self._stage.path, "stage") as tidy:
            return PartWriter(bus, lane, origin, tidy).write(self._registered, report, learned)

    def close(self) -> None:
        """Removes the staging file."""
        self._stage.close()

    def _prepared(self) -> None:
        """Fates and places of the present store."""
        if self._batch != self._stage.value("SELECT batch FROM book.write_state"):
            self._match()
        import_places.guess(self._stage, self._ctx)
        self._stage.run("CREATE INDEX IF NOT EXISTS row_unit ON row (unit)")

    def _match(self) -> None:
        self._batch = import_match.match(self._stage, registered=self._registered)
