"""A process that saves without end and says what it saved, to be killed at any moment (F1).

With fork: reads one path a line on stdin, prints the number of the child that saves there, then its
acknowledgements, then `dead`. Without: saves in the path given as argument.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from prospectdesk.store.store import Store
from prospectdesk.store.tables import metadata  # before the forks: each child would import SQLAlchemy anew
from prospectdesk.store.unit_of_work import UnitOfWork

assert metadata.tables

NOW = 1_795_000_000_000
KEY = bytes(range(32))
BULK = 30


def say(text: str) -> None:
    """One whole line in one write."""
    os.write(1, f"{text}\n".encode())


def save(path: str) -> None:
    """Saves notes and small imports for ever, telling each one only once it is committed."""
    store = Store(Path(path), KEY)
    store.open()
    with store.transaction(NOW, None) as uow:
        company = uow.value("SELECT id FROM company") or uow.insert("company", {"name": "A", "scope": 1})
        start = uow.value("SELECT count(*) FROM timeline")
        uow.finish()
    number = start
    while True:
        number += 1
        with store.transaction(NOW + number, None) as uow:
            if number % 10 == 0:
                bulk(uow, number)
            uow.happened(company, "note", "Note", text=f"note {number} " + "x" * (number * 37 % 900))
            uow.finish()
        say(f"saved {number}")


def bulk(uow: UnitOfWork, number: int) -> None:
    """An import of some companies in one transaction."""
    for _ in range(BULK):
        uow.insert("company", {"name": f"import {number}", "scope": 1})


def main() -> None:
    """Forks a saver for each path, or is one."""
    if len(sys.argv) > 1:
        save(sys.argv[1])
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            save(line.strip())
        say(f"child {child}")
        os.waitpid(child, 0)
        say("dead")


if __name__ == "__main__":
    main()
