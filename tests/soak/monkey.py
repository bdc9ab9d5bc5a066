"""A child process: the real program on a demonstration, and a monkey at its keys. `monkey.py ORDER.json`.

The order names seed, acts (a number, or a list to do again), folder and out. Each act is written to acts.jsonl before
it is done, each fault to faults.jsonl; without `go_on` the first fault ends the run with exit code 1.
"""

from __future__ import annotations

import json
import logging
import os
import re
import socket
import sys
import time
import traceback
import warnings
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path[:0] = [str(ROOT / "packaging"), str(Path(__file__).parent)]

import eyes  # noqa: E402
import keyring  # noqa: E402
from hands import Hands  # noqa: E402
from mind import Mind  # noqa: E402
from PySide6.QtCore import QAbstractEventDispatcher, QObject, Qt, QTimer, QUrl, Slot, qInstallMessageHandler  # noqa: E402
from PySide6.QtGui import QDesktopServices  # noqa: E402
from PySide6.QtWidgets import QApplication, QFileDialog  # noqa: E402

from prospectdesk.app import bootstrap, crash  # noqa: E402
from prospectdesk.jobs.opening import Opening  # noqa: E402
from prospectdesk.store.check import check  # noqa: E402

GAP_MS, LATE_S, REST_S, AWAY_S = 2, 0.5, 30.0, 1.0
CALM_EVERY = 60
LOOK_EVERY = 4
ESCAPES = 12
QUIET_QT = re.compile(
    r"occurs outside target window|This plugin does not support|propagateSizeHints|^QSettings|QFont::setPointSize"
)


class Record:
    """Acts and faults of a run, on disk at once: a process that dies has told them."""

    def __init__(self, out: Path, go_on: bool) -> None:
        out.mkdir(parents=True, exist_ok=True)
        self._acts = (out / "acts.jsonl").open("a", encoding="utf-8", buffering=1)
        self._faults = (out / "faults.jsonl").open("a", encoding="utf-8", buffering=1)
        self._go_on = go_on
        self.seen: set[str] = set()
        self.acts = 0

    def act(self, act: dict[str, Any]) -> None:
        """Notes what is about to be done."""
        self.acts += 1
        self._acts.write(json.dumps(act, ensure_ascii=False) + "\n")

    def fault(self, kind: str, text: str) -> None:
        """Notes a fault; the same one is told once."""
        sign = kind + ":" + re.sub(r"\d+|0x[0-9a-f]+|“[^”]*\*?”.*", "#", text.splitlines()[0] if text else "")
        sign += re.sub(r"\d+", "#", text.splitlines()[-1]) if text else ""
        if sign in self.seen:
            return
        self.seen.add(sign)
        self._faults.write(
            json.dumps({"kind": kind, "text": text, "act": self.acts}, ensure_ascii=False) + "\n"
        )
        if not self._go_on:
            os._exit(1)


class Watched(bootstrap.Program):
    """The program, which tells when it stands."""

    now: Watched | None = None
    standing = False

    async def _go_on(self, desk: Any) -> None:
        await super()._go_on(desk)
        Watched.now, Watched.standing = self, True

    def ask_to_close(self) -> None:
        """No act is done any more while it closes."""
        Watched.standing = False
        super().ask_to_close()


class Told(crash.LastChance):
    """The last chance, which shows no box."""

    record: Record

    def install(self) -> None:
        """Hears Qt itself too: the log cuts its sentences."""
        super().install()
        qInstallMessageHandler(_qt)

    def report(self, error: BaseException) -> None:
        """An error that reached the crash hook."""
        self.record.fault("crash", "".join(traceback.format_exception(error)))


def _qt(kind: Any, _context: Any, message: str | None) -> None:
    if kind.value and not QUIET_QT.search(message or ""):
        Told.record.fault("qt", f"{message}\n{''.join(traceback.format_stack(limit=12))}\n{message}")


class Log(logging.Handler):
    """Warnings and errors of our own log."""

    def emit(self, record: logging.LogRecord) -> None:
        """Those of Qt are heard by the handler of messages."""
        if not record.getMessage().startswith("qt "):
            Told.record.fault("log", record.getMessage())


class Monkey(QObject):
    """One act at each beat: when the desk is at rest, something is asked, or it is impatient."""

    def __init__(self, record: Record, mind: Mind, hands: Hands, acts: int | list[dict[str, Any]]) -> None:
        super().__init__()
        self._record, self._mind, self._hands = record, mind, hands
        self._list = acts if isinstance(acts, list) else None
        self._left = len(acts) if isinstance(acts, list) else acts
        self._inside = 0
        self._since = self._turn = 0.0
        self._calm: float | None = None
        self._escaped = 0
        self.over = False
        dispatcher = QAbstractEventDispatcher.instance()
        dispatcher.awake.connect(self._woke)
        dispatcher.aboutToBlock.connect(self._woke)
        self._beat()

    def _woke(self) -> None:
        """The time one turn of the loop has used of its own processor."""
        now = time.thread_time()
        if self._turn and now - self._turn > AWAY_S and Watched.standing:
            self._record.fault("away", f"away for {now - self._turn:.1f} s")
        self._turn = now

    @Slot()
    def _beat(self) -> None:
        if self.over:
            return
        QTimer.singleShot(GAP_MS, self._beat)
        if not Watched.standing or Watched.now is None or self._hands.holding:
            return
        if (
            self._inside
            and QApplication.activePopupWidget() is None
            and QApplication.activeModalWidget() is None
        ):
            return
        self._inside += 1
        try:
            self._step(Watched.now)
        finally:
            self._inside -= 1

    def _step(self, program: Watched) -> None:
        desk = program.window.need_desk()
        if self._calm is not None:
            self._come_to_rest(desk.idle)
            return
        waited = time.monotonic() - self._since
        asked = QApplication.activePopupWidget() is not None or eyes.asked()
        if not (desk.idle or asked or waited > LATE_S) and self._mind.chance.random() > 0.02:
            return
        self._since = time.monotonic()
        if not self._left or self._record.acts % CALM_EVERY == CALM_EVERY - 1:
            self._calm, self._escaped = time.monotonic(), 0
            return
        self._left -= 1
        act = self._list.pop(0) if self._list is not None else self._mind.next(program.window)
        self._record.act(act)
        self._hands.do(act)
        if self._record.acts % LOOK_EVERY == 0 and Watched.standing:
            top = eyes.in_front()
            for fault in () if top is None else eyes.faults(top):
                self._record.fault("rule", fault)

    def _come_to_rest(self, idle: bool) -> None:
        """Échap until nothing lies over the window, then until nothing is under way."""
        since = self._calm or 0.0
        over = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if over is not None:
            if time.monotonic() - self._since < 0.05:
                return
            self._since = time.monotonic()
            self._escaped += 1
            if self._escaped > ESCAPES:
                self._record.fault("stuck", f"Échap does not close {type(over).__name__} {over.objectName()}")
                over.close()
            else:
                self._hands.do({"do": "key", "key": int(Qt.Key.Key_Escape)})
            return
        if not idle:
            if time.monotonic() - since > REST_S:
                desk = Watched.now.window.need_desk()
                self._record.fault("restless", f"not at rest: {[*desk._tasks, *desk._writes]}")
                self._calm = None
            return
        self._calm = None
        self._record.acts += 1
        if not self._left:
            self.over = True
            Watched.now.window.close()


class Doors(QObject):
    """Links that leave the program come here."""

    @Slot(QUrl)
    def take(self, _url: QUrl) -> None:
        """Lets them be."""


def samples(folder: Path) -> Path:
    """Files to answer dialogs with."""
    import scenes

    (folder / "out").mkdir(parents=True, exist_ok=True)
    (folder / "liste.csv").write_text(scenes.LIST, encoding="utf-8")
    card = "BEGIN:VCARD\nVERSION:3.0\nN:Morin;Léa;;;\nFN:Léa Morin\nEMAIL:lea@morin.example\nEND:VCARD\n"
    (folder / "carte.vcf").write_text(card, encoding="utf-8")
    (folder / "rien.xlsx").write_bytes(b"PK\x03\x04 no sheet")
    (folder / "vide.csv").write_bytes(b"")
    (folder / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n no picture")
    (folder / "mail.eml").write_text("From: a@b.example\nSubject: =?x\n\nBonjour\n", encoding="utf-8")
    return folder


def _no_network(host: Any, *rest: Any, **more: Any) -> Any:
    if str(host) not in {"localhost", "127.0.0.1", "::1"}:
        raise socket.gaierror(-2, "the monkey stays at home")
    return _resolve(host, *rest, **more)


_resolve = socket.getaddrinfo


def prepare(record: Record) -> Doors:
    """Hooks, doors and a keychain that fails, as on a bare computer."""
    Told.record = record
    bootstrap.Program, bootstrap.LastChance = Watched, Told
    socket.getaddrinfo = _no_network
    keyring.set_keyring(keyring.backends.fail.Keyring())
    logging.getLogger("prospectdesk").addHandler(Log(logging.WARNING))
    warnings.simplefilter("always")
    warnings.showwarning = lambda message, kind, file, line, *_rest: record.fault(
        "warning", f"{file}:{line} {kind.__name__} {message}"
    )
    sys.unraisablehook = lambda told: record.fault(
        "unraisable", f"{told.object!r}\n{''.join(traceback.format_exception(told.exc_value))}"
    )
    doors = Doors()
    for scheme in ("http", "https", "mailto", "tel", "sms", "file", "prospectdesk"):
        QDesktopServices.setUrlHandler(scheme, doors, "take")
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    return doors


def sound(how: Opening, record: Record) -> None:
    """What the store says of itself once the window is closed."""
    from prospectdesk.jobs.session import open_session

    session = open_session(how)
    try:
        for problem in check(session.store):
            record.fault("check", f"{problem.code} {problem.text} ({problem.count}) {problem.ids}")
    finally:
        session.close()


def main(order: dict[str, Any]) -> int:
    """Runs the program until all acts are done, as often as it is quit on the way."""
    folder, out = Path(order["folder"]), Path(order["out"])
    record = Record(out, bool(order.get("go_on")))
    doors = prepare(record)
    bootstrap.application()
    files = samples(folder.parent / "files")
    os.chdir(files)
    mind = Mind(order["seed"])
    hands = Hands(lambda: Watched.now.window, files)
    how = Opening(demo=True, data_dir=folder)
    monkey = Monkey(record, mind, hands, order["acts"])
    starts = 0
    while not monkey.over:
        starts += 1
        bootstrap.run_window(how)
        Watched.standing = False
        hands.holding = False
        sound(how, record)
    left = [
        type(one).__name__
        for one in QApplication.topLevelWidgets()
        if one.isVisible() and not isinstance(one, QFileDialog)
    ]
    if left:
        record.fault("left", f"visible after the end: {left}")
    doors.deleteLater()
    sys.stdout.write(json.dumps({"acts": record.acts, "starts": starts, "faults": len(record.seen)}) + "\n")
    return 1 if record.seen else 0


if __name__ == "__main__":
    sys.exit(main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
