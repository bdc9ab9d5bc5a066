"""A bare window with the first 100 companies: `raw` by the driver alone, `ours` through store and queries.

`raw --framed` has what the least main window of a program has around its table: a bar of tools and a dock. Prints the
process's CPU milliseconds when its event loop is idle after the first paint.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow


def raw_rows(path: str, key: str) -> list[tuple[object, ...]]:
    """The first 100 rows by the driver alone."""
    try:
        import sqlcipher3 as driver
    except ImportError:
        import sqlite3 as driver
    conn = driver.connect(path)
    if key:
        conn.execute(f"PRAGMA key = \"x'{key}'\"")
    return conn.execute(
        "SELECT shown_name, last_action, next_action, source_id, phone, mail, shown_city FROM company "
        "WHERE registered = 1 AND kind = 0 AND deleted_at IS NULL ORDER BY name_key, id LIMIT 100"
    ).fetchall()


def our_rows(path: str, key: str) -> list[tuple[object, ...]]:
    """The same rows through the store and the reader, as the program reads them before its columns are loaded."""
    from pathlib import Path

    from prospectdesk.queries import prospects
    from prospectdesk.queries.reader import Reader
    from prospectdesk.store.store import Store

    store = Store(Path(path), bytes.fromhex(key) if key else None)
    store.open()
    reader = Reader(store)
    ids = reader.run(prospects.first, 100)
    rows = reader.run(prospects.rows, ids)
    return [(r.name, r.last_action, r.next_action, r.source, r.phone, r.mail, r.city) for r in rows]


def frame(window: QMainWindow) -> None:
    """A bar with five tools and a dock with a word."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QDockWidget, QLabel, QToolBar

    tools = QToolBar("Outils")
    for text in ("Nouveau", "Ouvrir", "Importer", "Exporter", "Affecter"):
        tools.addAction(QAction(text, window))
    window.addToolBar(tools)
    dock = QDockWidget("Fiche", window)
    dock.setWidget(QLabel("Fiche"))
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)


def main() -> None:
    """Opens the window and leaves when it is idle."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget, QTableWidgetItem

    app = QApplication([])
    how, path, key = sys.argv[1:4]
    rows = (raw_rows if how == "raw" else our_rows)(path, "" if key == "-" else key)
    window = QMainWindow()
    table = QTableWidget(len(rows), 7)
    for line, row in enumerate(rows):
        for column, value in enumerate(row):
            table.setItem(line, column, QTableWidgetItem("" if value is None else str(value)))
    window.setCentralWidget(table)
    if "--framed" in sys.argv:
        frame(window)
    window.resize(1440, 900)
    window.show()
    QTimer.singleShot(0, lambda: QTimer.singleShot(0, app.quit))
    app.exec()
    loaded = sorted({"numpy", "sqlalchemy", "openpyxl", "reportlab", "geopy", "httpx"} & set(sys.modules))
    print(round(time.process_time() * 1000, 1), *loaded)


if __name__ == "__main__":
    main()
