"""The radius in kilometres: a field and a slider that say the same (P-03)."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSlider, QWidget

from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.portfolio import LEAST_KM, MOST_KM, USUAL_KM, read_radius
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import set_role

FIELD_WIDTH = 64
SLIDER_WIDTH = 120


def written(radius: float) -> str:
    """30 or 12,5."""
    text = f"{radius:.1f}".replace(".", ",")
    return text.removesuffix(",0")


class RadiusEntry(QWidget):
    """`radius` is None while the field holds none; `radius_changed` tells another one, `accepted` Entrée on one."""

    radius_changed = Signal()
    accepted = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.radius: float | None = USUAL_KM
        self.field = QLineEdit(written(USUAL_KM))
        self.field.setObjectName(name)
        self.field.setAccessibleName(self.tr("Rayon en kilomètres"))
        self.field.setMaxLength(8)
        self.field.setFixedWidth(FIELD_WIDTH)
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.textChanged.connect(self._typed)
        self.field.returnPressed.connect(self.accepted.emit)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName(f"{name}.slider")
        self.slider.setAccessibleName(self.tr("Rayon"))
        self.slider.setRange(int(LEAST_KM), int(MOST_KM))
        self.slider.setPageStep(10)
        self.slider.setValue(int(USUAL_KM))
        self.slider.setFixedWidth(SLIDER_WIDTH)
        self.slider.valueChanged.connect(self._slid)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.field)
        row.addWidget(Label(self.tr("km"), tone="muted"))
        row.addSpacing(6)
        row.addWidget(self.slider)

    def show_radius(self, radius: float) -> None:
        """A radius set elsewhere (the handle on the map), without telling."""
        self.radius = radius
        self.field.blockSignals(True)
        self.field.setText(written(radius))
        self.field.blockSignals(False)
        set_role(self.field, invalid="false")
        self._show_on_slider(radius)

    def _show_on_slider(self, radius: float) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(round(radius))
        self.slider.blockSignals(False)

    def _typed(self, text: str) -> None:
        try:
            self.radius = read_radius(text)
        except Invalid:
            self.radius = None
        else:
            self._show_on_slider(self.radius)
        set_role(self.field, invalid="true" if self.radius is None else "false")
        self.radius_changed.emit()

    def _slid(self, value: int) -> None:
        self.show_radius(float(value))
        self.radius_changed.emit()
