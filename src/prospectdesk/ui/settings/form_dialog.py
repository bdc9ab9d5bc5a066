"""A dialog of fields whose answer is a command: it stays open, with the reason, while the rules say no."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from prospectdesk.domain.changes import Done
from prospectdesk.domain.errors import Failure
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.kit.fields import Labelled
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import disable, enable

WIDTH = 520
LINE_HEIGHT = 18


class CheckGrid(QWidget):
    """Boxes to tick in two columns, by key."""

    def __init__(self, name: str, options: Iterable[tuple[Any, str]], ticked: Iterable[Any]) -> None:
        super().__init__()
        self.setObjectName(name)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.setHorizontalSpacing(16)
        on = set(ticked)
        self.boxes: dict[Any, QCheckBox] = {}
        for number, (key, label) in enumerate(options):
            box = QCheckBox(label.replace("&", "&&"))
            box.setObjectName(f"{name}.{key}")
            box.setAccessibleName(label)
            box.setChecked(key in on)
            grid.addWidget(box, number // 2, number % 2)
            self.boxes[key] = box
        for column in (0, 1):
            grid.setColumnStretch(column, 1)

    def ticked(self) -> tuple[Any, ...]:
        """The keys that are ticked."""
        return tuple(key for key, box in self.boxes.items() if box.isChecked())


class FormDialog(ask.Question):
    """Add fields by `line`, `lines`, `number`, `choose`, `flag`, `checks`; `given` holds their values by key.

    Subclasses answer the command in `command`, or do more in `carry_out`.
    """

    def __init__(self, desk: Desk, parent: QWidget, title: str, yes: str, name: str, text: str = "") -> None:
        super().__init__(parent, title, text, yes=yes, name=name)
        self.desk = desk
        self.done_with: Done | None = None
        self.setMinimumWidth(WIDTH)
        self._row: QHBoxLayout | None = None
        self._readers: dict[str, Callable[[], Any]] = {}
        self._labelled: dict[str, Labelled] = {}
        self.error = Label(role="error", wrap=True, name=f"{name}.error")
        self.error.hide()
        self.box.insertWidget(self.box.count() - 1, self.error)

    # fields ----------------------------------------------------------------------------------
    def beside(self) -> None:
        """The next two fields stand on one line."""
        row = QHBoxLayout()
        row.setSpacing(12)
        self.content.addLayout(row)
        self._row = row

    def _stand(self, key: str, label: str, widget: QWidget, hint: str = "", said: str = "") -> None:
        """`said` is the name of the field in refusals where that is another one."""
        widget.setObjectName(f"{self.objectName()}.{key}")
        widget.setAccessibleName(label)
        labelled = Labelled(label, widget, hint=hint)
        self._labelled[said or label] = labelled
        if self._row is None:
            self.content.addWidget(labelled)
            return
        self._row.addWidget(labelled, 1, Qt.AlignmentFlag.AlignTop)
        if self._row.count() == 2:
            self._row = None

    def line(
        self, key: str, label: str, value: str | None = "", *, limit: int = 200, hint: str = "", said: str = "",
        secret: bool = False,
    ) -> QLineEdit:  # fmt: skip
        """One line of text."""
        field = QLineEdit(value or "")
        field.setMaxLength(limit)
        if secret:
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self._stand(key, label, field, hint, said)
        self._readers[key] = field.text
        return field

    def lines(
        self, key: str, label: str, value: str | None = "", *, rows: int = 3, hint: str = ""
    ) -> QPlainTextEdit:
        """Several lines of text."""
        field = QPlainTextEdit(value or "")
        field.setTabChangesFocus(True)
        field.setFixedHeight(rows * LINE_HEIGHT + 14)
        self._stand(key, label, field, hint)
        self._readers[key] = field.toPlainText
        return field

    def number(self, key: str, label: str, value: int, most: int, suffix: str = "") -> QSpinBox:
        """A whole number from 0."""
        field = QSpinBox()
        field.setRange(0, most)
        field.setValue(value)
        field.setSuffix(suffix)
        self._stand(key, label, field)
        self._readers[key] = field.value
        return field

    def choose(self, key: str, label: str, options: Sequence[tuple[Any, str]], value: Any) -> QComboBox:
        """One of `options` (key, label)."""
        field = QComboBox()
        for one, text in options:
            field.addItem(text, one)
        field.setCurrentIndex(max(0, field.findData(value)))
        self._stand(key, label, field)
        self._readers[key] = field.currentData
        return field

    def checks(
        self, key: str, label: str, options: Iterable[tuple[Any, str]], ticked: Iterable[Any], hint: str = ""
    ) -> CheckGrid:
        """Several of `options`."""
        self.content.addWidget(Label(label, "strong"))
        grid = CheckGrid(f"{self.objectName()}.{key}", options, ticked)
        grid.setAccessibleName(label)
        self.content.addWidget(grid)
        if hint:
            self.content.addWidget(Label(hint, "caption", wrap=True))
        self._readers[key] = grid.ticked
        return grid

    def flag(self, key: str, label: str, *, on: bool) -> QCheckBox:
        """Yes or no."""
        box = QCheckBox(label)
        box.setObjectName(f"{self.objectName()}.{key}")
        box.setChecked(on)
        self.content.addWidget(box)
        self._readers[key] = box.isChecked
        return box

    def given(self) -> dict[str, Any]:
        """The values of all fields."""
        return {key: read() for key, read in self._readers.items()}

    # answer ----------------------------------------------------------------------------------
    def command(self) -> Any:
        """The command of the values given. Overridden."""
        raise NotImplementedError

    async def carry_out(self) -> Done:
        """Carries the command out; raises the Failure of the rule that refused."""
        return await self.desk.do(self.command())

    def accept(self) -> None:
        """Closes only when the rules agreed."""
        if not self.yes.isEnabled():
            return
        for labelled in self._labelled.values():
            labelled.show_error("")
        self.error.hide()
        disable(self.yes, self.tr("Enregistrement en cours"))
        self.desk.spawn(self, self._try())

    async def _try(self) -> None:
        try:
            self.done_with = await self.carry_out()
        except Failure as failure:
            self._refused(failure)
            return
        finally:
            enable(self.yes)
        super().accept()

    def _refused(self, failure: Failure) -> None:
        named = failure.values.get("fields")
        fields = [one for one in named if one in self._labelled] if isinstance(named, tuple) else []
        if not fields:
            self.error.setText(sentence(failure))
            self.error.show()
            return
        for one in fields:
            self._labelled[one].show_error(sentence(failure))
        self._labelled[fields[0]].field.setFocus()


def column(widget: QWidget) -> QVBoxLayout:
    """A bare column inside a widget."""
    box = QVBoxLayout(widget)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(12)
    return box
