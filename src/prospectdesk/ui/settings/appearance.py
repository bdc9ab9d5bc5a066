"""Apparence: theme, density, size of the text; applied at once and kept."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.chips import ChipRow
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.format import percent
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.settings.look import choose
from prospectdesk.ui.settings.part import SettingsPart

SMALLEST, LARGEST, STEP = 90, 150, 10


class AppearancePage(SettingsPart):
    """The page `settings.appearance`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "settings.appearance")
        self.modes = ChipRow(
            [
                ("light", self.tr("Clair"), "sun"),
                ("dark", self.tr("Sombre"), "moon"),
                ("system", self.tr("Comme le système"), "monitor"),
            ],
            name="settings.appearance.theme",
        )
        self.densities = ChipRow(
            [("comfortable", self.tr("Confortable"), "rows-3"), ("compact", self.tr("Compacte"), "rows-4")],
            name="settings.appearance.density",
        )
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("settings.appearance.text")
        self.slider.setAccessibleName(self.tr("Taille du texte en pourcent"))
        self.slider.setRange(SMALLEST // STEP, LARGEST // STEP)
        self.slider.setPageStep(1)
        self.slider.setFixedWidth(240)
        self.percent = Label(name="settings.appearance.text.value")
        self.normal = Button(self.tr("Taille normale"), role="flat", name="settings.appearance.text.normal")
        self._lay_out()
        self.modes.chosen.connect(lambda key: choose(desk, mode=key))
        self.densities.chosen.connect(lambda key: choose(desk, density=key))
        self.slider.valueChanged.connect(lambda step: choose(desk, text_percent=step * STEP))
        self.normal.clicked.connect(lambda _checked=False: choose(desk, text_percent=100))
        theme.current().changed.connect(self._follow)
        self._follow()

    def _lay_out(self) -> None:
        grid = self.card(self.tr("Couleurs"))
        grid.addWidget(Label(self.tr("Thème"), "secondary"), 0, 0)
        grid.addWidget(self.modes, 0, 1)
        grid = self.card(self.tr("Lecture"))
        grid.addWidget(Label(self.tr("Lignes des listes"), "secondary"), 0, 0)
        grid.addWidget(self.densities, 0, 1)
        grid.addWidget(Label(self.tr("Taille du texte"), "secondary"), 1, 0)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for part in (self.slider, self.percent, self.normal):
            row.addWidget(part)
        row.addStretch(1)
        grid.addWidget(line, 1, 1)
        grid.addWidget(Label(self.tr("Aussi au clavier : Ctrl++, Ctrl+- et Ctrl+0."), "secondary"), 2, 1)
        self.end()

    def _follow(self) -> None:
        """Shows the look in force, whoever changed it."""
        look = theme.current().look
        self.modes.choose(look.mode)
        self.densities.choose(look.density)
        with QSignalBlocker(self.slider):
            self.slider.setValue(look.text_percent // STEP)
        self.percent.setText(percent(look.text_percent))

    def title(self) -> str:
        """The text of the tab."""
        return QCoreApplication.translate("Screens", "Apparence")
