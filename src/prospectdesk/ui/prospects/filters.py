"""The line above the table: quick filter, chips of the criteria, + Filtre, recherche avancée, effacer."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from prospectdesk.queries.prospects_around import Around
from prospectdesk.queries.prospects_views import Question
from prospectdesk.ui.kit.chips import Chip
from prospectdesk.ui.kit.fields import SearchField
from prospectdesk.ui.kit.flow import FlowLayout
from prospectdesk.ui.kit.format import due_text
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.prospects.criteria_words import applied, chip_text, labels

NAME = "prospects"
DUE = "due"
AROUND = "around"
PAUSE_MS = 60
"""Answers come from an index: the pause need only outlast two keys pressed together."""
SEARCH_WIDTH = 216


class FilterLine(QWidget):
    """`removed` and `wanted` carry the name of a criterion; `wanted` "" opens the whole panel."""

    searched = Signal(str)
    removed = Signal(str)
    wanted = Signal(str)
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = SearchField(
            self.tr("Filtrer par nom…"), f"{NAME}.search", accessible=self.tr("Filtrer par raison sociale"),
            pause_ms=PAUSE_MS,
        )  # fmt: skip
        self.search.setFixedWidth(SEARCH_WIDTH)
        self.search.searched.connect(self.searched)
        self.chips: dict[str, Chip] = {}
        self.add = Chip(self.tr("Filtre"), "plus", name=f"{NAME}.add_filter", on=self._open_menu)
        self.add.setToolTip(self.tr("Ajouter un critère"))
        self.advanced = Chip(
            self.tr("Recherche avancée"), "sliders-horizontal", name=f"{NAME}.advanced_search",
            on=lambda: self.wanted.emit(""),
        )  # fmt: skip
        self.clear = Chip(self.tr("Effacer"), "x", name=f"{NAME}.clear", on=self.cleared.emit)
        self.clear.setToolTip(self.tr("Effacer tous les filtres"))
        self.order = Label(role="secondary", name=f"{NAME}.order")
        self.error = Label(role="error", wrap=True, name=f"{NAME}.error")
        self.error.hide()
        self._menu = QMenu(self)
        self._menu.setObjectName(f"{NAME}.add_filter.menu")
        for name, label in labels().items():
            action = self._menu.addAction(label)
            action.setObjectName(f"{NAME}.add_filter.{name}")
            action.triggered.connect(lambda _checked=False, name=name: self.wanted.emit(name))
        self._lay_out()

    def _lay_out(self) -> None:
        self._flowing = _Flow()
        flow = self._flowing.flow
        for part in (self.add, self.advanced, self.clear):
            flow.addWidget(part)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.search, 0, Qt.AlignmentFlag.AlignTop)
        chips = QVBoxLayout()
        chips.setContentsMargins(0, 2, 0, 0)  # chips are lower than the field: their middles meet
        chips.addWidget(self._flowing)
        row.addLayout(chips, 1)
        self.order.setMinimumHeight(32)
        row.addWidget(self.order, 0, Qt.AlignmentFlag.AlignTop)
        self.tools = QVBoxLayout()
        row.addLayout(self.tools)
        row.setAlignment(self.tools, Qt.AlignmentFlag.AlignTop)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addLayout(row)
        box.addWidget(self.error)

    def show_question(self, question: Question, people: dict[str, str], today: int) -> None:
        """Chips of what is asked; the quick filter holds the name that is searched."""
        criteria = question.criteria
        if self.search.text().strip() != criteria.raison_sociale:
            self.search.show_text(criteria.raison_sociale)
        wanted = {name: chip_text(criteria, name, people) for name in applied(criteria)}
        if question.due_to is not None:
            due = self.tr("À relancer : {0} ou avant").format(due_text(question.due_to, today))
            wanted[DUE] = due
        if question.around is not None:
            wanted[AROUND] = around_text(question.around)
        for name in [name for name in self.chips if name not in wanted]:
            self._drop(name)
        for name, text in wanted.items():
            if name in self.chips:
                self.chips[name].set_text(text)
            else:
                self._put(name, text)
        self.clear.setVisible(bool(wanted))
        self._flowing.updateGeometry()

    def _put(self, name: str, text: str) -> None:
        chip = Chip(text, removable=True, name=f"{NAME}.chip.{name}")
        chip.setToolTip(self.tr("Cliquer pour modifier, croix ou Suppr pour retirer"))
        chip.removed.connect(lambda: self.removed.emit(name))
        if name not in {DUE, AROUND}:
            chip.clicked.connect(lambda _checked=False: self.wanted.emit(name))
        self.chips[name] = chip
        self._flowing.insert(chip, len(self.chips) - 1)

    def _drop(self, name: str) -> None:
        chip = self.chips.pop(name)
        self._flowing.flow.removeWidget(chip)
        chip.hide()
        chip.deleteLater()

    def show_error(self, text: str) -> None:
        """One sentence about a criterion that cannot be searched; "" takes it away."""
        self.error.setText(text)
        self.error.setVisible(bool(text))

    def _open_menu(self) -> None:
        self._menu.popup(self.add.mapToGlobal(self.add.rect().bottomLeft()))


def around_text(around: Around) -> str:
    """Rayon : 30 km autour de Lyon."""
    km = f"{around.km:.1f}".replace(".", ",").removesuffix(",0")
    return QCoreApplication.translate("Prospects", "Rayon\u00a0: {0}\u00a0km autour de {1}").format(
        km, around.label
    )


class _Flow(QWidget):
    """Chips that go on in the next line, as high as they need."""

    def __init__(self) -> None:
        super().__init__()
        self.flow = FlowLayout(self, spacing=8)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def insert(self, part: QWidget, place: int) -> None:
        """Puts a part at a place among the others."""
        rest = [self.flow.takeAt(place) for _ in range(self.flow.count() - place)]
        self.flow.addWidget(part)
        for item in rest:
            if item is not None:
                self.flow.addItem(item)
        part.show()

    def minimumSizeHint(self) -> QSize:
        """One line at least."""
        return QSize(SEARCH_WIDTH, self.flow.heightForWidth(max(self.width(), SEARCH_WIDTH)))
