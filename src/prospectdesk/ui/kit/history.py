"""Undo and redo: one stack, one kind of step; the inverse travels down the write lane like any command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from prospectdesk.domain.changes import Done
from prospectdesk.domain.errors import Failure, Stale

if TYPE_CHECKING:
    from prospectdesk.ui.kit.desk import Desk

LIMIT = 200


class Inverse:
    """The command that goes back (or forth again); swapped in the write lane's thread only."""

    def __init__(self, command: Any) -> None:
        self.command = command


class Step(QUndoCommand):
    """One thing a person did. Pushed after it succeeded, so the first redo does nothing."""

    def __init__(self, history: History, label: str, inverse: Inverse) -> None:
        super().__init__(label)
        self._history = history
        self.inverse = inverse
        self.silent = True

    def undo(self) -> None:
        """Sends the inverse down the write lane."""
        self._send(back=True)

    def redo(self) -> None:
        """The same: the inverse of the inverse."""
        self._send(back=False)

    def _send(self, *, back: bool) -> None:
        if self.silent:
            self.silent = False
        else:
            self._history.send(self, back=back)


class History(QObject):
    """The steps of one window. `told` carries a sentence about a step that could not be taken.

    `undone` carries the label of a step that was taken back or done again.
    """

    told = Signal(object)
    undone = Signal(str, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(LIMIT)
        self._desk: Desk | None = None
        self._steps: list[Step] = []

    def serve(self, desk: Desk) -> None:
        """Names the desk the inverses go through."""
        self._desk = desk

    def push(self, done: Done) -> None:
        """Remembers a success; without an inverse there is nothing to remember."""
        if done.undo is None:
            return
        self._steps = [one for one in self._steps if shiboken6.isValid(one)]
        step = Step(self, done.label, Inverse(done.undo))
        self._steps.append(step)  # the stack owns the C++ half, this list the Python half
        self.stack.push(step)

    def undo(self) -> None:
        """Takes the last step back, once the commands under way are remembered."""
        self._after_writes(self.stack.undo)

    def redo(self) -> None:
        """Does the step again."""
        self._after_writes(self.stack.redo)

    def clear(self) -> None:
        """Forgets all steps (another profile, a restored store)."""
        self.stack.clear()
        self._steps.clear()

    def _after_writes(self, turn: Any) -> None:
        desk = self._need()

        async def go() -> None:
            await desk.settle_writes()
            turn()

        desk.spawn(self, go())

    def send(self, step: Step, *, back: bool) -> None:
        """Carries out the inverse of `step` and keeps the answer's inverse in its place."""
        desk = self._need()
        inverse, label = step.inverse, step.text()

        def swap() -> Done:
            done = desk.bus.do(inverse.command)
            inverse.command = done.undo
            return done

        async def go() -> None:
            try:
                await desk.write(swap, self)
            except Failure as failure:
                self._failed(step, failure, back=back)
            else:
                if inverse.command is None:
                    self._drop(step, back=back)
                self.undone.emit(label, back)

        desk.spawn(self, go())

    def _failed(self, step: Step, failure: Failure, *, back: bool) -> None:
        """A stale step is dropped; after any other failure it stays where it was, to be tried again."""
        if isinstance(failure, Stale):
            self._drop(step, back=back)
        elif shiboken6.isValid(step):
            step.silent = self._turn(step, back=back, silent=True)
        self.told.emit(failure)

    def _drop(self, step: Step, *, back: bool) -> None:
        if shiboken6.isValid(step):
            step.setObsolete(True)
            self._turn(step, back=back, silent=False)

    def _turn(self, step: Step, *, back: bool, silent: bool) -> bool:
        """Moves the stack over `step` again, against the way it went, when it stands beside the index.

        Answers whether the step still has to keep silent once (it stood elsewhere).
        """
        index = self.stack.index() if back else self.stack.index() - 1
        if not 0 <= index < self.stack.count() or self.stack.text(index) != step.text():
            return silent
        if shiboken6.getCppPointer(self.stack.command(index)) != shiboken6.getCppPointer(step):
            return silent
        step.silent = silent
        (self.stack.redo if back else self.stack.undo)()
        return False

    def _need(self) -> Desk:
        if self._desk is None:
            raise RuntimeError("the history serves no desk yet")
        return self._desk
