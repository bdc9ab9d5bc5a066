"""One document for many dossiers: all laid out first, then kept with their dossiers and copied into a folder (X-12)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from prospectdesk.commands.documents import StoreDocument, StoreDocuments
from prospectdesk.domain.clock import day_date
from prospectdesk.domain.errors import Failure, Invalid, NotFound, Refused
from prospectdesk.domain.filenames import numbered
from prospectdesk.domain.letter import Letter
from prospectdesk.domain.letters import file_name, find_document
from prospectdesk.jobs import letters
from prospectdesk.jobs.ticket import Ticket
from prospectdesk.queries.reader import Reader
from prospectdesk.sheets.tables import write_file

MOST = 5000
CHUNK = 10
"""Letters laid out between two looks at the ticket."""
TRANSACTION = 50
"""Letters kept in one transaction: other saves wait for one of them, not for all."""
TEXT = "Lettres en série"
Render = Callable[[tuple[Letter, ...]], list[bytes]]
Store = Callable[[StoreDocuments], Any]


@dataclass(frozen=True, slots=True)
class Item:
    """One letter of the batch: whose it is, its file's name, how many values it lacks."""

    dossier: int
    company: str
    letter: Letter
    file: str
    missing: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A dossier without letter, and why (the tooltip of D-36)."""

    company: str
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be printed: `label` of the document, its letters, the dossiers left out."""

    label: str
    items: tuple[Item, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def missing(self) -> int:
        """The letters that lack a value."""
        return sum(1 for one in self.items if one.missing)


@dataclass(frozen=True, slots=True)
class Batch:
    """What was printed: the plan, the files in the folder, what the commands answered."""

    plan: Plan
    files: tuple[Path, ...]
    done: tuple[Any, ...]


def plan(reader: Reader, dossiers: Sequence[int], label: str, today: int, ticket: Ticket) -> Plan:
    """Merges the document for each dossier. Raises Invalid (label, too many), Cancelled."""
    document = find_document(label)
    if len(dossiers) > MOST:
        raise Invalid("too_many", "Une série compte {most} lettres au plus.", most=MOST)
    items: list[Item] = []
    left_out: list[LeftOut] = []
    taken: set[str] = set()
    with reader.session() as conn:
        for place, dossier in enumerate(dossiers):
            ticket.step(place, len(dossiers), "Préparation des lettres")
            try:
                found = letters.prepare(conn, dossier, document.label, today)
            except (Refused, NotFound) as failure:
                left_out.append(LeftOut(letters.company_of(conn, dossier), failure.message))
                continue
            company = found.subject.company
            file = _free(file_name(document.label, company, day_date(today)), taken)
            items.append(Item(dossier, company, found.merged.letter, file, len(found.merged.missing)))
    return Plan(document.label, tuple(items), tuple(left_out))


def rendered(many: tuple[Letter, ...]) -> list[bytes]:
    """Their PDFs; may run in another process."""
    return [letters.pdf(one)[0] for one in many]


def print_all(found: Plan, folder: Path, ticket: Ticket, *, store: Store, render: Render = rendered) -> Batch:
    """Lays all letters out, keeps them, copies them into `folder`. Raises Cancelled, Unavailable.

    A person who stops it before the last letter is laid out leaves nothing behind; then it is finished.
    """
    if not folder.is_dir():
        raise NotFound("no_folder", "Ce dossier de l’ordinateur n’existe pas : {name}.", name=folder.name)
    datas: list[bytes] = []
    for chunk in _chunks(found.items, CHUNK):
        ticket.step(len(datas), len(found.items), TEXT)
        datas += render(tuple(one.letter for one in chunk))
    ticket.step(len(datas), len(found.items), TEXT)
    kept = [
        StoreDocument(
            dossier=one.dossier,
            label=found.label,
            text=letters.frozen(one.letter),
            sha256=letters.digest(data),
        )
        for one, data in zip(found.items, datas, strict=True)
    ]
    done = tuple(store(StoreDocuments(documents=tuple(part))) for part in _chunks(kept, TRANSACTION))
    return Batch(found, tuple(_copied(folder, found.items, datas)), done)


def _copied(folder: Path, items: Sequence[Item], datas: Sequence[bytes]) -> Iterator[Path]:
    for one, data in zip(items, datas, strict=True):
        target = folder / one.file
        number = 1
        while True:
            try:
                write_file(target, _writer(data))
                break
            except Failure:
                if not target.exists() or number > MOST:
                    raise
                number += 1
                target = folder / numbered(one.file, number)
        yield target


def _writer(data: bytes) -> Callable[[IO[bytes]], int]:
    return lambda stream: stream.write(data)


def _free(name: str, taken: set[str]) -> str:
    """The name, with a number when another letter of the batch has it."""
    made, number = name, 1
    while made.lower() in taken:
        number += 1
        made = numbered(name, number)
    taken.add(made.lower())
    return made


def _chunks(many: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(many), size):
        yield many[start : start + size]
