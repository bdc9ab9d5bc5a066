"""The establishments of a company, one tab each, the seat first (C-03)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from prospectdesk.queries.companies import Establishment
from prospectdesk.ui.companies import facts as words
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.chips import Chip
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.pills import Pill
from prospectdesk.ui.kit.roles import enable_if

NAME = "sheet.establishments"


class Establishments(Card):
    """`called` carries the E.164 number of an establishment."""

    called = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(NAME, parent)
        self._sites: tuple[Establishment, ...] = ()
        self._chips: list[Chip] = []
        self._place = 0
        self._own_street: str | None = None
        self.seat = Label(role="section", name=f"{NAME}.title")
        self.state = Pill("", name=f"{NAME}.state")
        self.row = QHBoxLayout()
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.seat)
        head.addWidget(self._scroll(), 1)
        head.addWidget(self.state)
        self.box.addLayout(head)
        self.siret = Label(name=f"{NAME}.siret", selectable=True)
        self.brand = Label(name=f"{NAME}.brand", wrap=True, selectable=True)
        self.address = Label(name=f"{NAME}.address", wrap=True, selectable=True)
        self.phone = Button("", role="link", name=f"{NAME}.phone", on=self._call)
        self.naf = Label(name=f"{NAME}.naf", selectable=True)
        self.box.addLayout(self._grid())

    def _scroll(self) -> QScrollArea:
        """The tabs, to be scrolled when there are many."""
        inner = QWidget()
        inner.setLayout(self.row)
        inner.setProperty("role", "plain")
        area = QScrollArea()
        area.setObjectName(f"{NAME}.tabs")
        area.setAccessibleName(self.tr("Établissements"))
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFixedHeight(44)
        area.setWidget(inner)
        area.viewport().setAutoFillBackground(False)
        self.tabs = area
        return area

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        self._captions: dict[str, Label] = {}
        cells: tuple[tuple[str, str, QWidget, int, int], ...] = (
            ("address", self.tr("Adresse"), self.address, 0, 0),
            ("siret", self.tr("SIRET"), self.siret, 0, 1),
            ("phone", self.tr("Téléphone"), self.phone, 1, 0),
            ("naf", self.tr("NAF"), self.naf, 1, 1),
            ("brand", self.tr("Enseigne"), self.brand, 2, 0),
        )
        for key, text, value, line, column in cells:
            self._captions[key] = Label(text, "secondary", tone="muted")
            cell = QVBoxLayout()
            cell.setSpacing(1)
            cell.addWidget(self._captions[key])
            cell.addWidget(value)
            cell.addStretch(1)
            grid.addLayout(cell, line, column)
        self.phone.setSizePolicy(self.siret.sizePolicy())
        return grid

    def show_sites(self, sites: Sequence[Establishment], own_street: str | None = None) -> None:
        """Shows establishments; the chosen one stays chosen while it is there.

        `own_street` is the street a salesperson typed; it stands for the seat when the register has none.
        """
        self.setVisible(bool(sites))
        before = self._sites[self._place].id if self._sites else None
        if tuple(sites) == self._sites and own_street == self._own_street:
            return
        self._own_street = own_street
        self._sites = tuple(sites)
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        while self.row.count():
            self.row.takeAt(0)
        self._chips = []
        for place, site in enumerate(self._sites):
            chip = Chip(self._title(place, site), checkable=True, name=f"{NAME}.tab.{place}")
            chip.setAutoExclusive(True)
            chip.clicked.connect(lambda _checked=False, place=place: self.choose(place))
            self._chips.append(chip)
            self.row.addWidget(chip)
        self.row.addStretch(1)
        if self._sites:
            self.choose(next((place for place, site in enumerate(self._sites) if site.id == before), 0))

    def _title(self, place: int, site: Establishment) -> str:
        return site.city or site.brand or self.tr("Établissement {number}").format(number=place + 1)

    def choose(self, place: int) -> None:
        """Shows the establishment at a place."""
        self._place = place
        site = self._sites[place]
        self._chips[place].setChecked(True)
        self.tabs.ensureWidgetVisible(self._chips[place])
        self.seat.setText(self.tr("Siège") if site.head_office else self.tr("Établissement"))
        if site.open:
            self.state.show_value(self.tr("En activité"), "ok", "circle-check")
        else:
            self.state.show_value(self.tr("Fermé"), "bad", "circle-x")
        unknown = self.tr("Non renseigné")
        street = words.address(site.street or (None if place else self._own_street), None, site.street2)
        place_ = " ".join(part for part in (site.postcode, site.city) if part)
        self.address.setText("\n".join(part for part in (street, place_) if part) or unknown)
        self.siret.setText(show.siret(site.siret) or unknown)
        self.naf.setText(site.naf or unknown)
        self.brand.setText(" · ".join(dict.fromkeys(part for part in (site.brand, site.name) if part)))
        for widget in (self.brand, self._captions["brand"]):
            widget.setVisible(bool(self.brand.text()))
        self.phone.set_text(show.phone(site.phone) or unknown)
        enable_if(self.phone, bool(site.phone), self.tr("Le téléphone de cet établissement n’est pas connu."))

    def _call(self) -> None:
        number = self._sites[self._place].phone
        if number:
            self.called.emit(number)
