"""The main window: rail at the left, top bar, pages, status bar."""

from __future__ import annotations

from PySide6.QtWidgets import QMainWindow, QStackedWidget

from prospectdesk.ui.kit.desk import Desk


class MainWindow(QMainWindow):
    """Shown empty first; `attach` gives it a desk once the profile is open."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("ProspectDesk")
        self.setMinimumSize(1024, 680)
        self.desk: Desk | None = None
        self.pages = QStackedWidget()
        self.setCentralWidget(self.pages)

    def attach(self, desk: Desk) -> None:
        """Takes the desk of an open profile."""
        self.desk = desk
