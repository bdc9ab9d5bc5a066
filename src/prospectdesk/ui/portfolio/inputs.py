"""What both searches ask: place and radius, and the button that starts once both are right (P-03, P-16)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from prospectdesk.domain.portfolio import LEAST_KM, MOST_KM, Place
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.portfolio.place_entry import PlaceEntry
from prospectdesk.ui.portfolio.radius_entry import RadiusEntry


class Inputs(QWidget):
    """`changed` tells another place or radius, `wanted` the wish to start. `barred` is a reason beyond both."""

    changed = Signal()
    wanted = Signal()

    def __init__(self, desk: Desk, name: str, start: str, parent: QWidget | None = None) -> None:
        """`start` is the text of the button."""
        super().__init__(parent)
        self.barred = ""
        self.place_entry = PlaceEntry(desk, f"{name}.place")
        self.place_entry.setMinimumWidth(160)
        self.place_entry.setMaximumWidth(320)
        self.radius_entry = RadiusEntry(f"{name}.radius")
        self.start = Button(start, "play", "primary", name=f"{name}.run", on=self._start)
        place, radius = Label(self.tr("Emplacement")), Label(self.tr("Rayon"))
        place.setBuddy(self.place_entry)
        radius.setBuddy(self.radius_entry.field)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(place)
        row.addWidget(self.place_entry, 2)
        row.addSpacing(8)
        row.addWidget(radius)
        row.addWidget(self.radius_entry)
        row.addStretch(1)
        row.addWidget(self.start)
        self.place_entry.place_changed.connect(self._changed)
        self.radius_entry.radius_changed.connect(self._changed)
        self.place_entry.accepted.connect(self.start.click)
        self.radius_entry.accepted.connect(self.start.click)
        self.follow()

    @property
    def place(self) -> Place | None:
        """The place found, None while there is none."""
        return self.place_entry.place

    @property
    def radius(self) -> float | None:
        """The radius in km, None while the field holds none."""
        return self.radius_entry.radius

    def show_request(self, place: Place, radius: float) -> None:
        """The place and radius of an analysis."""
        self.radius_entry.show_radius(radius)
        self.place_entry.show_place(place)

    def bar(self, reason: str) -> None:
        """A reason why nothing can be started (no network); "" when there is none."""
        self.barred = reason
        self.follow()

    def missing(self) -> str:
        """What the button still waits for, "" when it waits for nothing."""
        if self.barred:
            return self.barred
        if self.place is not None and self.radius is not None:
            return ""
        least, most = int(LEAST_KM), int(MOST_KM)
        radius = self.tr("le rayon\u00a0: un nombre de {0} à {1}\u00a0km").format(least, most)
        if self.place is not None:
            return self.tr("Il manque {0}.").format(radius)
        place = self._missing_place()
        if self.radius is not None:
            return self.tr("Il manque {0}.").format(place)
        return self.tr("Il manque {0}, et {1}.").format(place, radius)

    def _missing_place(self) -> str:
        entry = self.place_entry
        if not entry.text().strip():
            return self.tr("l’emplacement")
        if entry.searching:
            return self.tr("l’emplacement\u00a0: recherche en cours")
        if entry.trouble and not entry.found:
            return self.tr("l’emplacement\u00a0: service indisponible")
        if entry.found:
            return self.tr("l’emplacement\u00a0: choisissez-le dans la liste")
        return self.tr("l’emplacement\u00a0: adresse introuvable")

    def _start(self) -> None:
        self.place_entry.put_away()
        self.wanted.emit()

    def follow(self) -> None:
        """The button says what is missing."""
        reason = self.missing()
        enable_if(self.start, not reason, reason)

    def _changed(self) -> None:
        self.follow()
        self.changed.emit()
