"""One field of the sheet: read as text, edited in its place, saved alone (D-13…D-16)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import set_role

Editor = QLineEdit | QComboBox | QCheckBox
Value = str | bool


class PlaceField(QObject):
    """Joins an editor of the form with the text shown while nothing is edited and with its error.

    `wanted` carries the new value: at Entrée or focus out, at a choice, at a tick. `given_up` is Échap.
    """

    wanted = Signal(object)
    given_up = Signal()

    def __init__(self, editor: Editor, cell: QVBoxLayout, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self.editor = editor
        editor.setObjectName(name)
        self.read = Label(name=f"{name}.value", wrap=True, selectable=True)
        self._name, self._cell = name, cell
        self._error: Label | None = None
        self.beside = QHBoxLayout()
        """What stands beside the value: the mark of a conflict."""
        self.beside.setSpacing(4)
        self.beside.addWidget(self.read, 1)
        cell.addLayout(self.beside)
        cell.addStretch(1)
        self._saved: Value = ""
        self._sent: Value | None = None
        self.editing = False
        if isinstance(editor, QLineEdit):
            editor.editingFinished.connect(self._finished)
        elif isinstance(editor, QComboBox):
            editor.activated.connect(self._finished)
        else:
            editor.clicked.connect(self._finished)
        editor.installEventFilter(self)
        self._turn(False)

    def offer(self, options: Sequence[tuple[str, str]]) -> None:
        """The choices of a list, as (value, text); the first may be ("", "")."""
        if isinstance(self.editor, QComboBox):
            kept = self.value()
            self.editor.blockSignals(True)
            self.editor.clear()
            for value, text in options:
                self.editor.addItem(text, value)
            self._select(str(kept))
            self.editor.blockSignals(False)

    def show_value(self, value: Value, shown: str) -> None:
        """Shows what is stored; what is being typed or was refused stays."""
        if isinstance(value, str) and isinstance(self.editor, QComboBox) and self.editor.findData(value) < 0:
            self.editor.addItem(shown, value)
        busy = self.editing and (self.editor.hasFocus() or self.invalid) and self.value() != self._saved
        self._saved = value
        self.read.setText(shown)
        self.read.set_tone("" if shown.strip() else "muted")
        if not busy:
            self._put(value)

    def edit(self, on: bool) -> None:
        """Shows the editor, or the text."""
        self._turn(on)
        if not on:
            self.refuse("")
            self._put(self._saved)

    def _turn(self, on: bool) -> None:
        self.editing = on
        box = isinstance(self.editor, QCheckBox)
        self.editor.setVisible(on or box)
        if isinstance(self.editor, QCheckBox):
            self.editor.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not on)
            self.editor.setFocusPolicy(Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.NoFocus)
        self.read.setVisible(not on and not box)

    @property
    def invalid(self) -> bool:
        """Whether what is typed was refused."""
        return self._error is not None and bool(self._error.text())

    @property
    def error(self) -> Label:
        """What is wrong with the value; made when something first is."""
        if self._error is None:
            self._error = Label(role="error", wrap=True, name=f"{self._name}.error")
            self._cell.insertWidget(self._cell.count() - 1, self._error)
        return self._error

    def refuse(self, text: str) -> None:
        """Marks the field and says why; nothing was saved. An empty text takes the mark away."""
        self._sent = None
        if not text and not self.invalid:
            return
        self.error.setText(text)
        self.error.setVisible(bool(text))
        set_role(self.editor, invalid="true" if text else "false")
        self.editor.setAccessibleDescription(text)

    def value(self) -> Value:
        """What the editor holds."""
        if isinstance(self.editor, QLineEdit):
            return self.editor.text().strip()
        if isinstance(self.editor, QComboBox):
            return str(self.editor.currentData() or "")
        return self.editor.isChecked()

    def accepted(self) -> None:
        """The value was saved."""
        self._saved = self.value()
        self.refuse("")

    def _put(self, value: Value) -> None:
        if isinstance(self.editor, QLineEdit):
            self.editor.setText(str(value))
        elif isinstance(self.editor, QComboBox):
            self._select(str(value))
        else:
            self.editor.setChecked(bool(value))

    def _select(self, value: str) -> None:
        if isinstance(self.editor, QComboBox):
            self.editor.setCurrentIndex(self.editor.findData(value))

    def finish(self) -> None:
        """What is typed counts: the button that closes the fields takes no focus when it is clicked."""
        if self.editing:
            self._finished()

    def _finished(self) -> None:
        value = self.value()
        if value == self._saved:
            self.refuse("")
        elif self.editing and value != self._sent:
            self._sent = value
            self.wanted.emit(value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Échap puts the stored value back."""
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self._put(self._saved)
            self.refuse("")
            self.given_up.emit()
            return True
        return False


def form_field(form: object, name: str, prefix: str, parent: QWidget) -> PlaceField:
    """The field `name` of a generated form: its editor and its cell."""
    return PlaceField(getattr(form, name), getattr(form, f"cell_{name}"), f"{prefix}.{name}", parent)
