"""The keyboard on a map: everything the mouse can do, and no trap, since Tab leaves after the last mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from prospectdesk.ui.kit.map.view import MapView

PAN = 80.0
"""Pixels of an arrow key."""
ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip
NEARER = {Qt.Key.Key_Plus, Qt.Key.Key_Equal}
FARTHER = {Qt.Key.Key_Minus, Qt.Key.Key_6}  # on French keyboards − and 6 are one key
PICKS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}
TABS = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}


class Keyboard:
    """The keys of one map."""

    def __init__(self, view: MapView) -> None:
        self._view = view

    def takes(self, event: QEvent) -> bool:
        """Tab goes from mark to mark before it leaves the map."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        step = TABS.get(Qt.Key(event.key()))
        return step is not None and self._step(step)

    def _step(self, step: int) -> bool:
        """The next mark in sight, nearest to the middle first; False past the ends."""
        order, mark = self._in_sight(), self._view.mark_in_hand()
        here = order.index(mark) if mark in order else (-1 if step > 0 else len(order))
        if not 0 <= here + step < len(order):
            self._view.let_go()
            return False
        self._view.stand_on(order[here + step])
        return True

    def _in_sight(self) -> list[int]:
        view = self._view
        marks = view.marks()
        lefts, tops = view.camera.screen(marks.xs, marks.ys)
        seen = np.flatnonzero((lefts > 0) & (tops > 0) & (lefts < view.width()) & (tops < view.height()))
        middle = view.middle()
        away = np.hypot(lefts[seen] - middle.x(), tops[seen] - middle.y())
        return [int(one) for one in seen[np.argsort(away, kind="stable")]]

    def press(self, event: QKeyEvent) -> bool:
        """Does what a key means; False when it means nothing here."""
        key, view = Qt.Key(event.key()), self._view
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        large = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in ARROWS and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._arrow(key, shift=shift, large=large)
        elif key in NEARER:
            view.look(view.camera.zoomed(1.0))
        elif key in FARTHER:
            view.look(view.camera.zoomed(-1.0))
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_0}:
            view.fit()
        elif key == Qt.Key.Key_N:
            self._next_point(-1 if shift else 1)
        elif key in PICKS:
            self._pick()
        elif key == Qt.Key.Key_Escape:
            return self._escape()
        else:
            return False
        return True

    def _arrow(self, key: Qt.Key, *, shift: bool, large: bool) -> None:
        """Pans; with Shift moves the handle by a kilometre, with Ctrl too by ten."""
        view = self._view
        right, down = ARROWS[key]
        if not shift:
            view.look(view.camera.panned(PAN * right, PAN * down))
        elif view.circle is not None:
            view.pull(view.circle.km + (right - down) * (10 if large else 1))
            view.settle()

    def _next_point(self, step: int) -> None:
        """The next point of the list, whatever is in sight."""
        view = self._view
        if not len(view.cloud):
            return
        known = view.cloud.places
        here = view.chosen if view.chosen >= 0 else (-1 if step > 0 else len(known))
        numbers = np.flatnonzero(known >= 0)
        after = numbers[numbers > here] if step > 0 else numbers[numbers < here][::-1]
        if len(after):
            view.choose(int(after[0]))
            view.reveal(view.chosen)

    def _pick(self) -> None:
        view = self._view
        if view.chosen >= 0:
            view.point_picked.emit(view.chosen)
        elif 0 <= view.standing < len(view.marks()):
            mark = view.standing
            view.let_go()
            view.pick(mark)

    def _escape(self) -> bool:
        """Lets go of the lasso, else of the choice; the next Tab then starts anew."""
        view = self._view
        if view.hand.drop():
            return True
        if view.mark_in_hand() >= 0:
            view.let_go()
            return True
        return False
