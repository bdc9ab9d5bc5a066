"""Builds every long-lived object of the window once, by hand, top to bottom, and takes it down again."""

from __future__ import annotations

import asyncio
import sys

from PySide6.QtWidgets import QApplication

from prospectdesk.app import loop
from prospectdesk.jobs.session import Opening
from prospectdesk.ui.kit.theme import Theme
from prospectdesk.ui.shell.main_window import MainWindow


def run_window(how: Opening) -> int:
    """Opens the window on the profile of `how`; answers the exit code when it is closed."""
    app = QApplication(sys.argv[:1])
    Theme(app)
    window = MainWindow()
    window.show()

    async def main() -> int:
        while window.isVisible():
            await asyncio.sleep(0.1)
        return 0

    return loop.run(app, main)
