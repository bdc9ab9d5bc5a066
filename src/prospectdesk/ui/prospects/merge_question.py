"""Which of several sheets stays, and whose value each field takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QRadioButton,
    QScrollArea,
    QWidget,
)

from prospectdesk.queries import merging
from prospectdesk.queries.merging import Side
from prospectdesk.queries.names import Names
from prospectdesk.ui.kit.ask import Question
from prospectdesk.ui.kit.columns import NO_VALUE
from prospectdesk.ui.kit.labels import Label, plain_tip
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.prospects.merge_words import labels, moved_text, number_text, value_text
from prospectdesk.ui.prospects.words import of

NAME = "prospects.merge"
STAYS = "stays"
LONGEST = 34
COLUMN, LINE = 210, 30
ROOM = (900, 460)
"""Pixels of the grid before it scrolls."""


class MergeQuestion(Question):
    """One column a sheet; the first row chooses the sheet that stays, each other row the value of a field. Fields that
    say the same everywhere are not asked."""

    def __init__(
        self, parent: QWidget | None, sides: Sequence[Side], names: Names, forms: Mapping[str, str]
    ) -> None:
        tr = QCoreApplication.translate
        title = of(
            len(sides), tr("Prospects", "Fusionner {0} fiche"), tr("Prospects", "Fusionner {0} fiches")
        )
        text = tr(
            "Prospects",
            "Interlocuteurs, établissements, dossiers, relances et historique rejoignent la fiche qui reste. "
            "Ctrl+Z défait la fusion tant qu’elle n’est pas synchronisée.",
        )
        super().__init__(parent, title, text, yes=tr("Prospects", "Fusionner"), name=NAME)
        self.sides = tuple(sides)
        self._texts = {
            side.id: {key: value_text(side, key, names, forms) for key in merging.FIELDS} for side in sides
        }
        self.groups: dict[str, QButtonGroup] = {}
        self._touched: set[str] = set()
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(16)
        self.grid.setVerticalSpacing(6)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self._fill()
        self.content.addWidget(self._scrolling())
        self.groups[STAYS].idToggled.connect(lambda _place, on: self._suggest() if on else None)
        self._suggest()

    def _scrolling(self) -> QScrollArea:
        inside = QWidget()
        inside.setLayout(self.grid)
        area = QScrollArea()
        area.setObjectName(f"{NAME}.fields")
        area.setAccessibleName(self.tr("Valeurs à garder"))
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        lines = self.grid.rowCount() + 1  # the second line of the head is higher
        area.setMinimumSize(min(COLUMN * (len(self.sides) + 1), ROOM[0]), min(LINE * lines, ROOM[1]))
        self.setMinimumWidth(area.minimumWidth() + 48)
        return area

    def _fill(self) -> None:
        self.grid.addWidget(Label(self.tr("Fiche qui reste"), "strong"), 0, 0, Qt.AlignmentFlag.AlignTop)
        must = merging.survivor(self.sides)
        why = self.tr("La fiche qui porte le SIREN reste.")
        buttons = self._row(STAYS, 0, [side.name for side in self.sides])
        for place, (side, button) in enumerate(zip(self.sides, buttons, strict=True)):
            enable_if(button, must is None or side.id == must.id, why)  # its tooltip is the reason then
            button.setChecked(side.id == must.id if must is not None else not place)
            told = Label(f"{number_text(side)}\n{moved_text(side)}", "caption", wrap=True)
            told.setMaximumWidth(COLUMN)
            self.grid.addWidget(told, 1, place + 1)
        line = 2
        for key, label in labels().items():
            texts = [self._texts[side.id][key] for side in self.sides]
            if len(set(texts)) > 1:
                self.grid.addWidget(Label(label, "secondary"), line, 0)
                self._row(key, line, [text or NO_VALUE for text in texts])
                line += 1
        self.grid.setRowStretch(line, 1)
        for place in range(len(self.sides)):
            self.grid.setColumnStretch(place + 1, 1)

    def _row(self, key: str, line: int, texts: Sequence[str]) -> list[QRadioButton]:
        group = self.groups[key] = QButtonGroup(self)
        label = labels().get(key, self.tr("Fiche qui reste"))
        buttons = []
        for place, text in enumerate(texts):
            shown = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
            button = QRadioButton(shown.replace("&", "&&"))
            button.setObjectName(f"{NAME}.{key}.{place}")
            button.setToolTip(plain_tip(text))
            button.setAccessibleName(f"{label}, {text}")
            button.clicked.connect(lambda _checked=False: self._touched.add(key))
            group.addButton(button, place)
            self.grid.addWidget(button, line, place + 1)
            buttons.append(button)
        return buttons

    def _suggest(self) -> None:
        """What the sheet that stays says, or else the first that says anything; what a person chose stays."""
        stays = self.stays()
        others = [side for side in self.sides if side.id != stays.id]
        for key, group in self.groups.items():
            if key != STAYS and key not in self._touched:
                group.button(self.sides.index(merging.chosen(stays, others, key))).setChecked(True)

    def stays(self) -> Side:
        """The sheet that stays."""
        return self.sides[max(0, self.groups[STAYS].checkedId())]

    def others(self) -> tuple[int, ...]:
        """The ids of the sheets that go."""
        return tuple(side.id for side in self.sides if side.id != self.stays().id)

    def values(self) -> tuple[str, ...]:
        """FIELD=COMPANY for the command."""
        return tuple(
            f"{key}={self.sides[group.checkedId()].id}" for key, group in self.groups.items() if key != STAYS
        )
