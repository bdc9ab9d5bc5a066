"""The buttons at the upper right of a map: nearer, farther, all of it, lasso."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from prospectdesk.ui.kit.buttons import IconButton

if TYPE_CHECKING:
    from prospectdesk.ui.kit.map.view import MapView

EDGE, GAP, SIDE = 12, 6, 32


class Tools:
    """`lasso` is switched on until a lasso is drawn or given up."""

    def __init__(self, view: MapView, name: str) -> None:
        self._view = view
        say = QCoreApplication.translate
        self.nearer = self._button(name, "zoom_in", "plus", say("Map", "Agrandir (+)"))
        self.farther = self._button(name, "zoom_out", "minus", say("Map", "Réduire (−)"))
        self.whole = self._button(name, "fit", "locate-fixed", say("Map", "Tout voir (Début)"))
        self.lasso = self._button(name, "lasso", "lasso-select", say("Map", "Sélectionner au lasso"))
        self.lasso.setCheckable(True)
        self.nearer.clicked.connect(lambda _on: view.look(view.camera.zoomed(1.0)))
        self.farther.clicked.connect(lambda _on: view.look(view.camera.zoomed(-1.0)))
        self.whole.clicked.connect(lambda _on: view.fit())
        self.lasso.toggled.connect(self._switch)
        self.place()

    def _button(self, name: str, what: str, icon: str, tip: str) -> IconButton:
        made = IconButton(icon, tip, name=f"{name}.{what}", parent=self._view)
        made.setProperty("framed", True)
        return made

    def place(self) -> None:
        """Puts the buttons at the right edge."""
        left = self._view.width() - SIDE - EDGE
        for number, button in enumerate((self.nearer, self.farther, self.whole, self.lasso)):
            button.move(left, EDGE + number * (SIDE + GAP))

    def _switch(self, on: bool) -> None:
        self._view.hand.lassoing = on

    def end_lasso(self) -> None:
        """The map is in hand again."""
        self.lasso.setChecked(False)
