"""What the screen Synchronisation shows, in French and ready to be drawn; read in one snapshot by `reading`."""

from __future__ import annotations

from dataclasses import dataclass

from prospectdesk.queries.aside import AsideRow
from prospectdesk.ui.kit.disputes import FieldConflict


@dataclass(frozen=True, slots=True)
class WaitingRecord:
    """What waits for one file: `count` user actions, the last one at `at` (ms UTC). `icon` tells their kind."""

    company: int | None
    title: str
    text: str
    icon: str
    count: int
    at: int | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A gesture the centre refused: what it was, why, what Détails holds; `again`: a retry may help, `why_not`: why none can."""

    id: int
    title: str
    reason: str
    details: tuple[tuple[str, str], ...]
    company: int | None
    at: int
    again: bool = True
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class RecordConflict:
    """The conflicts of one file; `words` is the sentence above the fields."""

    key: str
    company: int | None
    title: str
    words: str
    fields: tuple[FieldConflict, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """Something the rules settled by themselves (relances merged, sheets merged), and the rule."""

    company: int | None
    title: str
    text: str
    why: str
    at: int


@dataclass(frozen=True, slots=True)
class Locked:
    """A dossier flagged "Type en double" (X-19)."""

    company: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One line of the journal: a sync, or several that changed nothing (`times`)."""

    at: int
    text: str
    tone: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the four tiles count. `last_ms` is by this machine's clock, None: never synchronised.

    `files` counts companies, `clock_minutes` how wrong this clock is (0 when it is right enough), `aside`
    rows of the centre that could not be taken.
    """

    last_ms: int | None = None
    waiting: int = 0
    records: int = 0
    refused: int = 0
    conflicts: int = 0
    files: int = 0
    clock_minutes: int = 0
    aside: int = 0


@dataclass(frozen=True, slots=True)
class SyncView:
    """One reading of the screen."""

    signed_in: bool
    workspace: str
    numbers: Numbers
    waiting: tuple[WaitingRecord, ...]
    refused: tuple[Refusal, ...]
    conflicts: tuple[RecordConflict, ...]
    settled: tuple[Settled, ...]
    locked: tuple[Locked, ...]
    aside: tuple[AsideRow, ...] = ()
