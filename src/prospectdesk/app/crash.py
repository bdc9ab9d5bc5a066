"""The last chance: every error nobody caught is logged and shown once, with a report to copy (F19, L1)."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import re
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TextIO

import shiboken6
from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.labels import Label

if TYPE_CHECKING:
    import asyncio

LOG_BYTES = 1_000_000
LOG_FILES = 3
LAST = ("last_type", "last_value", "last_traceback", "last_exc")
"""What Python keeps of an error for a debugger, and with it the painter of a painting that failed."""
QT_LENGTH = 200
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|(?:[A-Za-z]:)?(?:[\\/][^\\/\s]+){2,}")
log = logging.getLogger("prospectdesk")


class LateFile(logging.Handler):
    """A log file that begins anew when it is full; opened, and what it needs imported, at the first record."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self._open: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Writes one record; a disk that takes none is no reason to fail what is told of (F3)."""
        with contextlib.suppress(OSError):
            if self._open is None:
                from logging.handlers import RotatingFileHandler

                self._open = RotatingFileHandler(
                    self._file, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8"
                )
                self._open.setFormatter(self.formatter)
            self._open.handle(record)

    def close(self) -> None:
        """Closes the file."""
        if self._open is not None:
            self._open.close()
        super().close()


class LastChance(QObject):
    """Catches what nobody caught. `install` once, as early as the application exists; `remove` at the end.

    The log holds types and places of the code, never a value or a name of the data.
    """

    _caught = Signal(str)

    def __init__(self, logs: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._logs = logs
        self._dialog: CrashDialog | None = None
        self._faults: TextIO | None = None
        self._handler: LateFile | None = None
        self._before: tuple[Any, Any] | None = None
        self._caught.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Puts the hooks in place and opens the logs."""
        logging.raiseExceptions = False  # a full disk is told by what is saved, not by the log
        self._handler = LateFile(self._logs / "prospectdesk.log")
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        log.addHandler(self._handler)
        log.setLevel(logging.INFO)
        self._faults = (self._logs / "faults.log").open("a", encoding="utf-8")
        faulthandler.enable(self._faults)
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._in_slot
        threading.excepthook = self._in_thread
        qInstallMessageHandler(_qt_said)

    def remove(self) -> None:
        """Takes the hooks away and closes the logs."""
        if self._before is None or self._faults is None or self._handler is None:
            return
        sys.excepthook, threading.excepthook = self._before
        self._before = None
        qInstallMessageHandler(None)
        faulthandler.disable()
        self._faults.close()
        log.removeHandler(self._handler)
        self._handler.close()

    def report(self, error: BaseException) -> None:
        """Takes an error of ours from anywhere (Desk.crashed); any thread may call it."""
        from prospectdesk.jobs.reports import report_text

        text = report_text((type(error), error, error.__traceback__))
        log.error("%s", text)
        self._caught.emit(text)

    def in_loop(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """The handler of asyncio: an error in a task nobody awaits."""
        error = context.get("exception")
        if isinstance(error, BaseException):
            self.report(error)
        else:
            log.error("asyncio: %s", _without_data(str(context.get("message", ""))))

    def _in_slot(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            QApplication.quit()
            return
        self.report(error)
        for name in LAST:
            vars(sys).pop(name, None)

    def _in_thread(self, raised: threading.ExceptHookArgs) -> None:
        if raised.exc_value is not None and not isinstance(raised.exc_value, SystemExit):
            self.report(raised.exc_value)

    def _show(self, text: str) -> None:
        """One dialog at a time: further errors are added to the report in it."""
        if self._dialog is not None and shiboken6.isValid(self._dialog):
            self._dialog.add(text)
            return
        self._dialog = CrashDialog(text, QApplication.activeWindow())
        self._dialog.show()


class CrashDialog(QDialog):
    """Says that something went wrong, keeps the program usable, offers the report to copy."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("crash")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self.setWindowTitle(self.tr("Une erreur est survenue"))
        self.resize(560, 380)
        self.report = QPlainTextEdit(text)
        self.report.setReadOnly(True)
        self.report.setObjectName("crash.report")
        self.report.setAccessibleName(self.tr("Rapport d’erreur"))
        copy = Button(self.tr("Copier le rapport"), "copy", name="crash.copy", on=self._copy)
        leave = Button(self.tr("Continuer"), role="primary", name="crash.close", on=self.close)
        row = QHBoxLayout()
        row.addWidget(copy)
        row.addStretch(1)
        row.addWidget(leave)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 20)
        box.setSpacing(12)
        box.addWidget(Label(self.tr("Une erreur inattendue est survenue"), "section"))
        explained = Label(
            self.tr(
                "Ce que vous avez enregistré est conservé. Vous pouvez continuer ; si l’erreur revient, "
                "envoyez ce rapport à votre assistance : il ne contient aucune donnée de vos fiches."
            )
        )
        explained.setWordWrap(True)
        box.addWidget(explained)
        box.addWidget(self.report, 1)
        box.addLayout(row)

    def add(self, text: str) -> None:
        """Adds one more report."""
        self.report.appendPlainText(text)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())


def _without_data(message: str) -> str:
    """A message without what stands in quotes and without paths: those may name people and files."""
    return _QUOTED.sub("…", message)[:QT_LENGTH]


def _qt_said(kind: QtMsgType, context: QMessageLogContext, message: str | None) -> None:
    category = getattr(context, "category", None) or "default"
    log.log(_LEVELS.get(kind, logging.WARNING), "qt %s: %s", category, _without_data(message or ""))
