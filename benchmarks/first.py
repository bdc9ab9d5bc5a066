"""The program as a person starts it, left when the first rows of the list are painted: processor time until there.

Nothing is imported here that the program would not have imported by then, and no event is looked at: the delegate that
draws the rows tells of the first row that was read.
"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Any

from prospectdesk.app import start

if TYPE_CHECKING:
    from prospectdesk.app.bootstrap import Program

HEAVY = ("numpy", "sqlalchemy", "openpyxl", "reportlab", "geopy", "httpx", "phonenumbers")


def tell(what: str) -> None:
    """One line: what, processor time in ms, heavy modules that are loaded."""
    late = [name for name in HEAVY if name in sys.modules]
    print(what, round(time.process_time() * 1000, 1), *late, flush=True)


class Watch:
    """Looks on from within the program."""

    def __init__(self) -> None:
        from prospectdesk.app.bootstrap import Program

        self.framed = self.seen = False
        painted = Program.paint

        def paint(program: Program) -> None:
            self.await_rows()
            painted(program)
            tell("frame")
            self.framed = True
            if self.seen:
                leave()

        Program.paint = paint  # type: ignore[method-assign]  # the same program, watched

    def await_rows(self) -> None:
        """Hears of the first cell that shows what was read."""
        from PySide6.QtCore import QTimer

        from prospectdesk.ui.kit.delegates import PaintedDelegate

        drawn = PaintedDelegate.paint_row

        def paint_row(delegate: Any, painter: Any, model: Any, row: Any, cells: Any) -> None:
            drawn(delegate, painter, model, row, cells)
            if not self.seen and model.read_row(row.row) is not None:
                self.seen = True
                PaintedDelegate.paint_row = drawn  # type: ignore[method-assign]
                if self.framed:
                    QTimer.singleShot(0, leave)

        PaintedDelegate.paint_row = paint_row  # type: ignore[method-assign]


def leave() -> None:
    """The rows are in sight."""
    tell("rows")
    os._exit(0)


def main() -> int:
    """`first.py FOLDER PHRASE_FILE`; answers the exit code of a program that found no rows."""
    hasten = start.hasten

    def hastened() -> None:
        hasten()
        Watch()

    start.hasten = hastened
    return start.main(["--data-dir", sys.argv[1], "--passphrase-file", sys.argv[2]])


if __name__ == "__main__":
    raise SystemExit(main())
