"""The field Emplacement: a town, a postcode, an address or "lat, lon"; several answers are offered to pick from (P-03)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from prospectdesk.domain.portfolio import Place
from prospectdesk.domain.text import fold
from prospectdesk.jobs.places import find_places
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.icons import set_icon
from prospectdesk.ui.kit.roles import set_role
from prospectdesk.ui.portfolio.address_look import AddressLook

if TYPE_CHECKING:
    from prospectdesk.geo.place import Candidate

MOST = 8
ROWS_SHOWN = 6
LONGEST = 200
CANDIDATE = int(Qt.ItemDataRole.UserRole)


def place_of(found: Candidate) -> Place:
    """A candidate as the middle of a circle."""
    return Place(found.label, found.latitude, found.longitude)


def words_of(found: Candidate) -> str:
    """A candidate in a list: Rennes (35000)."""
    beside = found.postcode or found.department
    return f"{found.label} ({beside})" if beside and found.precision != "coordinates" else found.label


def only_one(text: str, found: Sequence[Candidate]) -> Candidate | None:
    """The candidate that was meant without doubt: the only one, or the only one named by the whole text."""
    if len(found) <= 1:
        return found[0] if found else None
    first, typed = found[0], fold(text).replace("-", " ").split()
    named = fold(first.label).replace("-", " ").split()
    if typed[-len(named) :] != named and not (
        first.postcode and first.postcode in typed and named[0] in typed
    ):
        return None
    twins = [one for one in found if one.label == first.label and one.precision != "department"]
    return None if len(twins) > 1 and first.postcode not in typed else first


class PlaceEntry(QLineEdit):
    """`place` is what was found, None while nothing is; `place_changed` tells another one, `accepted` Entrée on one."""

    place_changed = Signal()
    accepted = Signal()

    def __init__(self, desk: Desk, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(self.tr("Emplacement"))
        self.setPlaceholderText(self.tr("Ville, code postal, adresse ou « lat, lon »"))
        self.setMaxLength(LONGEST)
        mark = QAction(self)
        set_icon(mark, "map-pin")
        self.addAction(mark, QLineEdit.ActionPosition.LeadingPosition)
        self.desk = desk
        self.place: Place | None = None
        self.found: list[Candidate] = []
        self._wanted: str | None = None
        self._looking = False
        self._quiet = False
        self.list = QListWidget()
        self.list.setObjectName(f"{name}.candidates")
        self.list.setAccessibleName(self.tr("Emplacements trouvés"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(self._picked)
        self.list.hide()
        self.destroyed.connect(self.list.deleteLater)  # it stands in the window while it is offered
        self.address = AddressLook(self)
        self.textChanged.connect(self._typed)

    @property
    def searching(self) -> bool:
        """Whether the last text was not looked for yet."""
        return self._looking or self._wanted is not None or (self.place is None and self.address.asking)

    @property
    def trouble(self) -> str:
        """Why the address service could not answer, "" when it could or was not asked."""
        return self.address.trouble

    def show_place(self, place: Place) -> None:
        """A place that is known: the workspace's, a stored analysis's."""
        self._wanted = None
        self.found = []
        self.address.forget()
        self.put_away()
        self.put(place.label)
        self._take(place)

    # looking -------------------------------------------------------------------------------
    def put(self, text: str) -> None:
        """Shows a text without looking for it."""
        self._quiet = True
        self.setText(text)
        self._quiet = False
        self.setCursorPosition(0)

    def _typed(self, text: str) -> None:
        if self._quiet:
            return
        self._wanted = text.strip()
        self.address.forget()
        self._take(None)
        if not self._looking:
            self._looking = True
            self.desk.spawn(self, self._look())

    async def _look(self) -> None:
        """Looks for the text typed last; older answers are dropped."""
        try:
            while self._wanted is not None:
                text, self._wanted = self._wanted, None
                found = (
                    await self.desk.run("read", find_places, self.desk.session, text, MOST) if text else []
                )
                if self._wanted is None:
                    self._looking = False
                    self.take_found(text, found)
                    self.address.heard(text, found)
        finally:
            self._looking = False

    def take_found(self, text: str, found: list[Candidate], meant: Candidate | None = None) -> None:
        """The candidates of the text, of the offline geocoder or with those of the service; none is taken in doubt
        unless `meant` is given."""
        self.found = found
        meant = meant or only_one(text, found)
        set_role(self, invalid="true" if text and not found else "false")
        self._take(None if meant is None else place_of(meant))
        if len(found) > 1 and self.hasFocus():
            self._offer()
        else:
            self.put_away()

    def _take(self, place: Place | None) -> None:
        self.place = place
        if place is not None:
            set_role(self, invalid="false")
        self.place_changed.emit()

    # the list ------------------------------------------------------------------------------
    def _offer(self) -> None:
        """The candidates beneath the field, over the page."""
        window = self.window()
        if self.list.parentWidget() is not window:
            self.list.setParent(window)
            window.installEventFilter(self)
        self.list.clear()
        for one in self.found:
            item = QListWidgetItem(words_of(one))
            item.setData(CANDIDATE, one)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        line = self.list.sizeHintForRow(0)
        high = line * min(len(self.found), ROWS_SHOWN) + 2 * self.list.frameWidth() + 6
        corner = self.mapTo(window, QPoint(0, self.height() + 2))
        self.list.setGeometry(corner.x(), corner.y(), max(self.width(), 280), high)
        self.list.show()
        self.list.raise_()

    def put_away(self) -> None:
        """Puts the list away."""
        self.list.hide()

    def _picked(self, item: QListWidgetItem) -> None:
        candidate: Candidate = item.data(CANDIDATE)
        self.found = [candidate]
        self.address.forget()
        self.put_away()
        self.put(words_of(candidate))
        self._take(place_of(candidate))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Flèches, Entrée and Échap belong to the list while it is there; Entrée on a place starts."""
        key, shown = event.key(), self.list.isVisible()
        if shown and key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            way = 1 if key == Qt.Key.Key_Down else -1
            self.list.setCurrentRow((self.list.currentRow() + way) % self.list.count())
        elif shown and key == Qt.Key.Key_Escape:
            self.put_away()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if shown:
                self._picked(self.list.currentItem())
            elif self.place is not None:
                self.accepted.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The list goes with the cursor."""
        super().focusOutEvent(event)
        self.put_away()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The list goes when the window is pressed elsewhere or changes its size."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.MouseButtonPress}:
            self.put_away()
        return False
