"""Columns of a big table, and what their cells hold once a row was read; made per row, never per paint."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

Kind = Literal["check", "name", "text", "strong", "due", "stage", "pill", "link", "number", "open"]


class NameCell(NamedTuple):
    """Two lines: a bold title with an icon in a tone before it, something small beneath."""

    title: str
    under: str = ""
    icon: str = ""
    tone: str = "text_2"


class DueCell(NamedTuple):
    """A follow-up: its words in the colour `tone` (due_today …); `late` is drawn bold; "" is "none planned"."""

    text: str
    tone: str = "due_future"
    icon: str = "alarm-clock"

    @property
    def strong(self) -> bool:
        """Whether it asks for action."""
        return self.tone in {"due_today", "due_late", "due_very_late"}


class StageCell(NamedTuple):
    """A stage: label, `done` of `steps` bars filled, and its percentage as text ("20 %")."""

    label: str
    done: int
    steps: int = 4
    percent: str = ""


@dataclass(frozen=True, slots=True)
class PillCell:
    """A state in a word."""

    text: str
    tone: str = "neutral"
    icon: str = ""


Cell = str | NameCell | DueCell | StageCell | PillCell
NO_VALUE = "—"


def cell_text(cell: Cell) -> str:
    """A cell as plain words, for tooltips, screen readers and copies."""
    if isinstance(cell, NameCell):
        return f"{cell.title}, {cell.under}" if cell.under else cell.title
    if isinstance(cell, StageCell):
        return f"{cell.label} {cell.percent}".strip()
    return cell if isinstance(cell, str) else cell.text


class Column(NamedTuple):
    """One column. `key` is what a sort is asked by; `cell` makes the cell of a record (check and open have none).

    `width` in pixels; `stretch` is its share of free room; `edit` gives the text to edit in place, if that is possible.
    """

    key: str
    title: str
    width: int
    kind: Kind = "text"
    cell: Callable[[Any], Cell] | None = None
    stretch: int = 0
    sortable: bool = True
    edit: Callable[[Any], str] | None = None

    @property
    def orders(self) -> bool:
        """Whether its head sorts."""
        return self.sortable and self.kind not in {"check", "open"}
