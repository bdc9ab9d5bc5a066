"""The inputs of a dossier: lists by local id, dates, texts; each knows whether something else is typed than is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from prospectdesk.queries.dossier_choices import Named
from prospectdesk.ui.kit.buttons import IconButton
from prospectdesk.ui.kit.dates import DateField
from prospectdesk.ui.kit.labels import plain_tip
from prospectdesk.ui.kit.reasons import Reason, ReasonPopover
from prospectdesk.ui.kit.roles import disable, enable


class Choice(QComboBox):
    """A list of (local id, text). The wheel scrolls the page, it never changes the answer."""

    def __init__(self, name: str, accessible: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Passed on."""
        event.ignore()

    def offer(self, options: Iterable[Named], *, empty: bool = True) -> None:
        """Other options; the chosen one stays if it is still there. `empty`: nothing may be chosen."""
        kept = self.value()
        self.blockSignals(True)
        self.clear()
        if empty:
            self.addItem("", None)
        for key, text in options:
            self.addItem(text, key)
        self.setCurrentIndex(self.findData(kept) if kept is not None else (0 if empty else -1))
        self.blockSignals(False)

    def show_value(self, key: int | None, text: str | None = None) -> None:
        """Chooses without telling; what is no longer offered is added by its `text`."""
        self.blockSignals(True)
        if key is not None and self.findData(key) < 0:
            self.addItem(text or "", key)
        self.setCurrentIndex(self.findData(key) if key is not None else self.findData(None))
        self.blockSignals(False)

    def refuse(self, reasons: Mapping[int, str]) -> None:
        """Options that cannot be chosen now, with the reason as their tooltip (X-05)."""
        items = self.model()
        if not isinstance(items, QStandardItemModel):
            return
        for row in range(self.count()):
            why = reasons.get(self.itemData(row) or 0, "")
            items.item(row).setEnabled(not why)
            self.setItemData(row, plain_tip(why) if why else None, Qt.ItemDataRole.ToolTipRole)

    def value(self) -> int | None:
        """The chosen id."""
        found = self.currentData()
        return found if isinstance(found, int) else None


class Hint(IconButton):
    """A question mark beside a list: why a name may be missing, by hover and by click."""

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__("circle-question-mark", title, name=name, on=self._open, parent=parent)
        self._title = title
        self._text = ""

    def say(self, text: str) -> None:
        """Another explanation; without one there is no question mark."""
        self._text = text
        self.setToolTip(plain_tip(text))
        self.setAccessibleDescription(text)
        self.setVisible(bool(text))

    def _open(self) -> None:
        popover = ReasonPopover(f"{self.objectName()}.popover", self)
        popover.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popover.explain(self._title, [Reason(self._text, icon="info", tone="accent")])
        popover.open_under(self)


def beside(widget: QWidget, hint: Hint) -> QWidget:
    """A list with its question mark at the right."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    row.addWidget(widget, 1)
    row.addWidget(hint)
    holder.setFocusProxy(widget)
    return holder


class Input(QObject):
    """Joins a widget with what is stored; `touched` tells any change a person makes."""

    touched = Signal()

    def __init__(self, widget: Choice | DateField | QLineEdit | QPlainTextEdit, parent: QObject) -> None:
        super().__init__(parent)
        self.widget = widget
        self.stored: Any = None

        def told(*_value: object) -> None:
            self.touched.emit()

        if isinstance(widget, Choice):
            widget.currentIndexChanged.connect(told)
        elif isinstance(widget, DateField):
            widget.changed.connect(told)
            widget.field.textEdited.connect(told)
        elif isinstance(widget, QLineEdit):
            widget.textEdited.connect(told)
        else:
            widget.textChanged.connect(told)

    def value(self) -> Any:
        """What stands there: an id, a day number or a text; None when it is empty."""
        widget = self.widget
        if isinstance(widget, Choice):
            return widget.value()
        if isinstance(widget, DateField):
            return widget.day()
        text = widget.text() if isinstance(widget, QLineEdit) else widget.toPlainText()
        return text.strip() or None

    @property
    def valid(self) -> bool:
        """Whether what stands there can be read."""
        return not isinstance(self.widget, DateField) or self.widget.is_valid()

    @property
    def changed(self) -> bool:
        """Whether something else stands there than is stored."""
        return not self.valid or self.value() != self.stored

    def show_stored(self, value: Any, text: str | None = None, *, force: bool = False) -> None:
        """Shows what is stored; what a person has typed meanwhile stays unless forced."""
        keep = self.changed and not force
        self.stored = value
        if keep:
            return
        widget = self.widget
        if isinstance(widget, Choice):
            widget.show_value(value, text)
        elif isinstance(widget, DateField):
            widget.show_day(value)
        elif isinstance(widget, QLineEdit):
            widget.setText(value or "")
        elif widget.toPlainText().strip() != (value or ""):
            widget.blockSignals(True)
            widget.setPlainText(value or "")
            widget.blockSignals(False)

    def allow(self, reason: str) -> None:
        """Can be edited when `reason` is empty, else says why not."""
        targets: list[QWidget] = [self.widget]
        if isinstance(self.widget, DateField):
            targets = [self.widget.field, self.widget.button]
        for target in targets:
            if reason:
                disable(target, reason)
            else:
                enable(target)
