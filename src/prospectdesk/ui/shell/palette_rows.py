"""The lines of the palette: found companies and contacts, commands, the headings between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QT_TRANSLATE_NOOP,
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)

from prospectdesk.domain.text import fold
from prospectdesk.queries.search_rows import SearchResult

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()
Pill = tuple[str, str, str]
"""Text, tone, icon."""
ROW = Qt.ItemDataRole.UserRole
TAGS = {
    "client": (QT_TRANSLATE_NOOP("Palette", "Client"), "ok", "check"),
    "prospect": (QT_TRANSLATE_NOOP("Palette", "Prospect"), "accent", ""),
    "suspect": (QT_TRANSLATE_NOOP("Palette", "Suspect"), "neutral", ""),
    "hors_cible": (QT_TRANSLATE_NOOP("Palette", "Hors-cible"), "plain", "ban"),
}
COLOURS = {
    "orange": (QT_TRANSLATE_NOOP("Palette", "Ma base"), "orange", ""),
    "white": (QT_TRANSLATE_NOOP("Palette", "Source légale"), "plain", ""),
    "grey": (QT_TRANSLATE_NOOP("Palette", "A quitté la société"), "neutral", ""),
}
DIRECTORY = QT_TRANSLATE_NOOP("Palette", "Annuaire")
ONE_LETTER = QT_TRANSLATE_NOOP("Palette", "1 lettre d’écart")
LETTERS = QT_TRANSLATE_NOOP("Palette", "{0} lettres d’écart")


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `kind` is heading, company, contact or command; `ranges` are the found parts of `label`."""

    kind: str
    label: str
    detail: str = ""
    icon: str = ""
    pills: tuple[Pill, ...] = ()
    ranges: tuple[tuple[int, int], ...] = ()
    key: str = ""
    company: int | None = None
    run: Callable[[], object] | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """Something the palette can do; `detail` says on what."""

    label: str
    run: Callable[[], object]
    icon: str = "command"
    key: str = ""
    detail: str = ""
    always: bool = False
    """Offered whatever was typed."""


def translate(text: object) -> str:
    """A string of this module in the language of the interface."""
    return QCoreApplication.translate("Palette", str(text))


def result_row(found: SearchResult) -> Row:
    """The line of a search result."""
    detail = found.detail
    if found.distance:
        letters = ONE_LETTER if found.distance == 1 else LETTERS
        detail = " · ".join(part for part in (detail, translate(letters).format(found.distance)) if part)
    return Row(
        found.kind, found.label, detail, "building-2" if found.kind == "company" else "",
        tuple(pills_of(found)), found.ranges, company=found.company_id,
    )  # fmt: skip


def pills_of(found: SearchResult) -> Iterable[Pill]:
    """What a line says at the right: stage and tag of a company, colour of a contact's card."""
    if found.kind == "contact":
        text, tone, icon = COLOURS.get(found.colour or "", ("", "", ""))
        return [(translate(text), tone, icon)] if text else []
    made: list[Pill] = []
    if found.percent is not None:
        made.append((f"{found.percent}\u00a0%", "accent", ""))
    tag = "client" if found.client else found.tag
    if tag in TAGS:
        text, tone, icon = TAGS[tag]
        made.append((translate(text), tone, icon))
    elif not found.registered:
        made.append((translate(DIRECTORY), "plain", "database"))
    return made


def command_row(command: Command, typed: str) -> Row:
    """The line of a command, with the typed part marked."""
    place = f" {fold(command.label)}".find(f" {fold(typed)}") if typed else -1
    ranges = ((place, place + len(typed)),) if place >= 0 else ()
    return Row(
        "command", command.label, command.detail, command.icon, (), ranges, command.key, run=command.run
    )


def matching(commands: Sequence[Command], typed: str) -> list[Command]:
    """The commands every typed word stands in, those that begin with it first."""
    words = fold(typed).split()
    named = [one for one in commands if not one.always]
    found = [one for one in named if all(_begins(fold(f"{one.label} {one.detail}"), word) for word in words)]
    found.extend(one for one in commands if one.always)
    return sorted(
        found, key=lambda one: (one.always, not fold(one.label).startswith(words[0] if words else ""))
    )


def _begins(text: str, word: str) -> bool:
    """Whether a word of `text` begins with `word`."""
    return any(part.startswith(word) for part in text.replace("’", " ").split())


class PaletteModel(QAbstractListModel):
    """Rows as they were found; headings cannot be chosen."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []

    def show_rows(self, rows: list[Row]) -> None:
        """Replaces all lines."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """How many lines."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text, the whole row, or what a screen reader says."""
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.label
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (row.label, row.detail, *(one[0] for one in row.pills)) if part)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings are only read."""
        if self.rows[index.row()].kind == "heading":
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def first(self) -> int:
        """The first line that can be chosen, -1 when there is none."""
        return next((place for place, row in enumerate(self.rows) if row.kind != "heading"), -1)

    def beside(self, row: int, way: int) -> int:
        """The next line that can be chosen from `row` in the direction `way`, round the ends."""
        total = len(self.rows)
        for step in range(1, total + 1):
            place = (row + way * step) % total
            if self.rows[place].kind != "heading":
                return place
        return -1
