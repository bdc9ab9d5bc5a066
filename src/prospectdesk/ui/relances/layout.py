"""Where everything stands in a relance row: the delegate paints there, the list hears clicks there."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect

from prospectdesk.queries.relances import RelanceRow
from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.pills import pill_size
from prospectdesk.ui.relances import words

WIDE = 620
SPOT = 28
PAD = 12
FACE = 24
FACES = 3
ACTS = ("call", "done", "later", "delete")
GAP = 3


@dataclass(frozen=True, slots=True)
class RowLayout:
    """Rectangles in the coordinates of the row's own; `spots` are what can be pressed."""

    card: QRect
    text: QRect
    people: QRect
    spots: dict[str, QRect]

    def hit(self, place: QPoint) -> str:
        """The name of what stands there, "" for the rest of the row."""
        return next((key for key, area in self.spots.items() if area.contains(place)), "")


def row_height() -> int:
    """The height of every row, gaps included."""
    look = theme.current()
    return (
        max(
            2 * look.px(22) + 20,
            look.metrics("body", True).height() + look.metrics("secondary").height() + 26,
        )
        + 2 * GAP
    )


def lay_out(area: QRect, row: RelanceRow) -> RowLayout:
    """Wide rows have everything on one line, narrow ones their actions below the priority."""
    card = area.adjusted(0, GAP, 0, -GAP)
    spots: dict[str, QRect] = {}
    date_width = theme.metrics("body", True).horizontalAdvance("00/00/0000") + 28
    spots["date"] = QRect(card.left() + PAD, card.top() + 6, date_width, card.height() - 12)
    pill = pill_size(words.priority_label(row.follow_up.priority), "equal")
    faces = min(len(row.follow_up.assignees), FACES + 1)
    people_width = faces * (FACE + 2)
    acts_width = len(ACTS) * SPOT
    right = card.right() - PAD + 6
    if card.width() >= WIDE:
        middle = card.center().y()
        acts = QRect(right - acts_width, middle - SPOT // 2, acts_width, SPOT)
        spots["priority"] = QRect(
            acts.left() - 8 - pill.width(), middle - pill.height() // 2, pill.width(), pill.height()
        )
        people = QRect(spots["priority"].left() - 8 - people_width, middle - FACE // 2, people_width, FACE)
        end = people.left()
    else:
        top = card.top() + 8
        spots["priority"] = QRect(right - 6 - pill.width(), top, pill.width(), pill.height())
        people = QRect(spots["priority"].left() - 6 - people_width, top - 1, people_width, FACE)
        acts = QRect(right - acts_width, card.bottom() - SPOT - 3, acts_width, SPOT)
        end = min(people.left(), acts.left())
    for number, key in enumerate(ACTS):
        spots[key] = QRect(acts.left() + number * SPOT, acts.top(), SPOT, SPOT)
    left = spots["date"].right() + 10
    text = QRect(left, card.top() + 8, max(40, end - 10 - left), card.height() - 16)
    name = theme.metrics("body", True)
    spots["company"] = QRect(
        text.left(), text.top(), min(text.width(), name.horizontalAdvance(row.company) + 2), name.height() + 2
    )
    return RowLayout(card, text, people, spots)
