"""A chart in its frame: title, « Voir les données », export, and a line that reads the mark in hand."""

from __future__ import annotations

import functools
from collections.abc import Callable, Coroutine
from functools import cached_property
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from prospectdesk.ui.kit.buttons import Button, IconButton, MenuButton
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.charts.data import Chart
from prospectdesk.ui.kit.charts.table import ChartTable, DataTable
from prospectdesk.ui.kit.charts.view import NO_CHART, ChartView
from prospectdesk.ui.kit.labels import Label, Mark

FORMATS = ("png", "svg", "csv", "xlsx")
LEAST_BODY = 200


class ChartPanel(Card):
    """`picked` carries the key of a mark, `export_wanted` one of FORMATS, `large_wanted` asks for the report alone."""

    picked = Signal(str)
    export_wanted = Signal(str)
    large_wanted = Signal()

    def __init__(
        self, name: str, title: str, spawn: Callable[[Coroutine[Any, Any, None]], object], *, large: bool = True,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(name, parent, margin=14, spacing=8)
        self.chart, self.data = NO_CHART, ChartTable((), ())
        self.title = Label(title, "section", name=f"{name}.title")
        self.subtitle = Label("", "secondary", tone="muted", name=f"{name}.subtitle", elide=True)
        self.switch = Button(
            self.tr("Voir les données"), "table-2", "link", name=f"{name}.data", on=self._switch
        )
        self.export = MenuButton(
            "", "download", "flat", name=f"{name}.export", tip=self.tr("Exporter ce graphique")
        )
        self.large = IconButton("maximize-2", self.tr("Voir ce rapport seul"), name=f"{name}.large")
        self.large.clicked.connect(self.large_wanted)
        if not large:
            self.large.hide()
        self.view = ChartView(f"{name}.chart")
        self._spawn = spawn
        self.nothing = Label("", tone="muted", wrap=True, name=f"{name}.nothing")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = QStackedWidget()
        self.stack.setMinimumHeight(LEAST_BODY)
        for part in (self.view, self.nothing):
            self.stack.addWidget(part)
        self.mark = Mark("info", "text_2", 14)
        self.note = Label("", "secondary", tone="muted", name=f"{name}.note", elide=True)
        self.view.told.connect(lambda text: self.note.setText(text or self.chart.note))
        self.view.picked.connect(self.picked)
        self._fill_menu(name)
        self._lay_out()
        self.say(self.tr("Calcul…"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @cached_property
    def table(self) -> DataTable:
        """The numbers, made when they are first wanted."""
        made = DataTable(f"{self.objectName()}.table", self._spawn, self.stack)
        made.show_table(self.data)
        self.stack.addWidget(made)
        return made

    def _fill_menu(self, name: str) -> None:
        texts = (
            self.tr("Image PNG…"),
            self.tr("Dessin SVG…"),
            self.tr("Données CSV…"),
            self.tr("Données Excel…"),
        )
        for key, text in zip(FORMATS, texts, strict=True):
            action = self.export.menu_items.addAction(text)
            action.setObjectName(f"{name}.export.{key}")
            action.triggered.connect(functools.partial(self._wanted, key))

    def _wanted(self, key: str, _checked: bool = False) -> None:
        self.export_wanted.emit(key)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addWidget(self.subtitle, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        for button in (self.switch, self.export, self.large):
            buttons.addWidget(button)
        head.addLayout(buttons)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(self.mark)
        foot.addWidget(self.note, 1)
        self.box.addLayout(head)
        self.box.addWidget(self.stack, 1)
        self.box.addLayout(foot)

    def show_chart(self, chart: Chart, data: ChartTable, nothing: str) -> None:
        """Another chart with its numbers; `nothing` is said when there is nothing to draw."""
        self.chart, self.data = chart, data
        self.title.setText(chart.title)
        self.subtitle.setText(chart.subtitle)
        self.note.setText(chart.note)
        self.view.show_chart(chart)
        if "table" in self.__dict__:
            self.table.show_table(data)
        self.stack.setMinimumHeight(max(LEAST_BODY, self.view.minimumHeight()))
        if chart.empty:
            self.say(nothing)
            return
        self.nothing.clear()
        self.switch.show()
        self.export.show()
        self.mark.setVisible(bool(chart.note))
        self.note.setVisible(bool(chart.note))
        if self.stack.currentWidget() is self.nothing:
            self.stack.setCurrentWidget(self.view)

    def say(self, text: str) -> None:
        """Says something in place of the chart."""
        self.nothing.setText(text)
        self.stack.setCurrentWidget(self.nothing)
        for part in (self.switch, self.export, self.mark, self.note):
            part.hide()
        self._name_switch()

    @property
    def shows_data(self) -> bool:
        """Whether the table stands in the chart's place."""
        return "table" in self.__dict__ and self.stack.currentWidget() is self.table

    def _switch(self) -> None:
        self.stack.setCurrentWidget(self.view if self.shows_data else self.table)
        self._name_switch()

    def _name_switch(self) -> None:
        data = self.shows_data
        self.switch.set_text(self.tr("Voir le graphique") if data else self.tr("Voir les données"))
        self.switch.set_icon("chart-column" if data else "table-2")
