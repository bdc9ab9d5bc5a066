"""The program as a person starts it, left when the first rows of the list are painted: processor time until there.

Nothing is imported here that the program would not have imported by then.
"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from prospectdesk.app import start

if TYPE_CHECKING:
    from prospectdesk.app.bootstrap import Program

HEAVY = ("numpy", "sqlalchemy", "openpyxl", "reportlab", "geopy", "httpx", "phonenumbers")


def tell(what: str) -> None:
    """One line: what, processor time in ms, heavy modules that are loaded."""
    late = [name for name in HEAVY if name in sys.modules]
    print(what, round(time.process_time() * 1000, 1), *late, flush=True)


def watch() -> None:
    """Looks on from within the program."""
    from prospectdesk.app.bootstrap import Program

    painted = Program.paint

    def paint(program: Program) -> None:
        painted(program)
        tell("frame")
        program.window.arrived.connect(lambda _place: wait_for_rows(program))

    Program.paint = paint  # type: ignore[method-assign]  # the same program, watched


def wait_for_rows(program: Program) -> None:
    """Leaves after the first painting of the list that has its rows."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    live = program.window.need_live()
    page = live.pages.page()

    class Eye(QObject):
        def eventFilter(self, _table: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
            if event.type() == QEvent.Type.Paint and page.model.rowCount() and page.model.row_at(0):
                QTimer.singleShot(0, leave)
            return False

    page.table.viewport().installEventFilter(Eye(page))


def leave() -> None:
    """The rows are in sight."""
    tell("rows")
    os._exit(0)


def main() -> int:
    """`first.py FOLDER PHRASE_FILE`; answers the exit code of a program that found no rows."""
    hasten = start.hasten

    def hastened() -> None:
        hasten()
        watch()

    start.hasten = hastened
    return start.main(["--data-dir", sys.argv[1], "--passphrase-file", sys.argv[2]])


if __name__ == "__main__":
    raise SystemExit(main())
