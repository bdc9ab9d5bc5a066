"""A child process: the real program, and somebody who types in it. `typist.py type|look FOLDER`.

`type` writes a note, begins another one and an editor at the bottom right, says so and waits to be killed;
`look` tells as JSON what the window shows after the start, and closes it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView, QPlainTextEdit, QWidget

from prospectdesk.app.bootstrap import application, run_window
from prospectdesk.jobs.opening import Opening
from prospectdesk.ui.shell.main_window import MainWindow

BEAT_MS = 50
SAVED = "Note gardee dans la base"
DRAFT = "A rappeler jeudi matin"
IN_SHEET = "Encore en train d ecrire"
Step = Callable[[], object]


class Typist:
    """Takes one step of a list whenever what it waits for is there."""

    def __init__(self, steps: Callable[[Typist], Iterator[Step]]) -> None:
        self.window: MainWindow
        self._steps = steps(self)
        self._step: Step | None = None
        self._timer = QTimer()
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        shown = [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)]
        shown = [one for one in shown if one.live is not None and one.router.here is not None]
        if not shown:
            return
        self.window = shown[0]
        self._step = self._step or next(self._steps, None)
        if self._step is None:
            self._timer.stop()
        elif self._step():
            self._step = None

    def find(self, name: str) -> list[QWidget]:
        """The visible widgets of that name."""
        return [one for one in self.window.findChildren(QWidget, name) if one.isVisible()]

    def text(self, name: str) -> QPlainTextEdit | None:
        """A field, None as long as it is not there."""
        found = self.find(name)
        return found[0] if found and isinstance(found[0], QPlainTextEdit) else None


def typing(one: Typist) -> Iterator[Step]:
    """A note that is published, one that is not, and one in an editor that floats."""

    def read() -> bool:
        return bool(one.find("sheet.name")) and bool(one.text("sheet.timeline.note.text"))

    def write(name: str, text: str) -> Step:
        def act() -> bool:
            field = one.text(name)
            if field is not None:
                field.setFocus()
                QTest.keyClicks(field, text)
            return field is not None

        return act

    def told(text: str) -> Step:
        def look() -> bool:
            lists = one.find("sheet.timeline.list")
            return any(isinstance(view, QListView) and text in texts(view) for view in lists)

        return look

    def kept(name: str) -> Step:
        return lambda: any(state.text() == "Brouillon enregistré" for state in one.find(f"{name}.state"))

    yield lambda: one.window.open("sheet", company=company(one)) or True
    yield read
    yield write("sheet.timeline.note.text", SAVED)
    yield lambda: one.find("sheet.timeline.note.publish")[0].click() or True
    yield told(SAVED)
    yield write("sheet.timeline.note.text", IN_SHEET)
    yield kept("sheet.timeline.note")
    yield lambda: one.window.menus.actions["sheet.note"].trigger() or True
    yield write("sheet.note.text", DRAFT)
    yield kept("sheet.note")
    yield lambda: say("typed")


def looking(one: Typist) -> Iterator[Step]:
    """What is there after a start: the floating note, the sheet's own, the timeline."""

    def tell() -> bool:
        note, floating = one.text("sheet.timeline.note.text"), one.text("sheet.note.text")
        lists = one.find("sheet.timeline.list")
        named = [label.text() for label in one.find("sheet.name")]
        if (
            note is None
            or floating is None
            or not any(named)
            or not lists
            or not texts(lists[0])
            or not note.toPlainText()
        ):
            return False
        told = {
            "floating": floating.toPlainText(),
            "sheet": note.toPlainText(),
            "company": named[0],
            "timeline": texts(lists[0]),
        }
        return say(json.dumps(told))

    yield tell
    yield lambda: one.window.close() or True


def say(line: str) -> bool:
    """Tells the test that started this process."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
    return True


def texts(view: QWidget) -> str:
    """Everything a list says."""
    model = view.model()
    return "\n".join(str(model.index(row, 0).data()) for row in range(model.rowCount()))


def company(one: Typist) -> int:
    """Cycles Le Goff."""
    query = "SELECT id FROM company WHERE name = 'Cycles Le Goff'"
    return one.window.need_desk().session.reader.run(lambda conn: conn.execute(query).fetchone()[0])


if __name__ == "__main__":
    application()
    someone = Typist({"type": typing, "look": looking}[sys.argv[1]])
    sys.exit(run_window(Opening(demo=True, data_dir=Path(sys.argv[2]))))
