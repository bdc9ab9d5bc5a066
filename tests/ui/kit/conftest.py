"""A notebook of numbers behind a real bus shape: enough to see a desk at work."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from prospectdesk.domain.changes import Change, Changes, Done
from prospectdesk.domain.errors import Refused, Stale, Unavailable
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.feed import Feed
from prospectdesk.ui.kit.history import History


@dataclass(frozen=True)
class Put:
    """Writes `value` in a cell; `expect` is the value that must stand there."""

    cell: int
    value: int
    expect: int | None = None


@dataclass
class Notebook:
    """Bus and reader of this test: cells with numbers, written by one thread."""

    cells: dict[int, int] = field(default_factory=dict)
    writers: set[str] = field(default_factory=set)
    readers: set[str] = field(default_factory=set)
    heard_of: list[Changes] = field(default_factory=list)
    offline: bool = False
    gate: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    def do(self, command: object) -> Done:
        """The command Put, as the program's bus would carry it out."""
        self.writers.add(threading.current_thread().name)
        self.gate.wait(5)
        if not isinstance(command, Put):
            raise TypeError("a bug of ours")
        if self.offline:
            raise Unavailable("disk", "Le disque ne répond pas.")
        if command.value < 0:
            raise Refused("negative", "{value} est négatif.", value=command.value)
        before = self.cells.get(command.cell, 0)
        if command.expect is not None and command.expect != before:
            raise Stale("stale", "La cellule a changé depuis.")
        self.cells[command.cell] = command.value
        undo = Put(command.cell, before, expect=command.value)
        return Done(f"cellule {command.cell}", Changes((Change("cell", command.cell),)), undo)

    def run(self, fn, *args):
        """A question on the cells."""
        self.readers.add(threading.current_thread().name)
        return fn(self.cells, *args)

    def heard(self, changes: Changes) -> None:
        """What the reader is told after a command."""
        self.heard_of.append(changes)


@pytest.fixture
def notebook() -> Notebook:
    """An empty notebook."""
    return Notebook()


@pytest.fixture
def desk(loop, lanes, notebook) -> Iterator[Desk]:
    """A desk on the notebook; nothing may be under way at the end."""
    made = Desk(lanes, notebook, notebook, Feed(), History())
    yield made
    made.deleteLater()


@pytest.fixture
def put() -> type[Put]:
    """The command of the notebook."""
    return Put
