"""Questions that are awaited: built on open() and finished, so other work goes on behind them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from prospectdesk.domain.errors import Failure
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import set_role

Check = Callable[[str], object]


async def answer(dialog: QDialog) -> bool:
    """Opens a dialog, waits until it is finished, destroys it; whether it was accepted.

    A cancelled task closes its dialog.
    """
    import asyncio  # late: what asks is made before there is a loop

    loop = asyncio.get_running_loop()
    finished: asyncio.Future[int] = loop.create_future()

    def finish(code: int) -> None:
        if not finished.done():
            finished.set_result(code)

    dialog.finished.connect(finish)
    dialog.open()
    try:
        return await finished == int(QDialog.DialogCode.Accepted)
    except asyncio.CancelledError:
        if shiboken6.isValid(dialog):
            dialog.reject()
        raise
    finally:
        if shiboken6.isValid(dialog):  # its parent may have died, and the dialog with it
            dialog.deleteLater()


class Question(QDialog):
    """A small dialog: title, text, any widget, and two buttons; the left one gives up."""

    def __init__(
        self, parent: QWidget | None, title: str, text: str, *, yes: str, no: str = "", danger: bool = False,
        name: str = "ask",
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(420)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(24, 20, 24, 20)
        self.box.setSpacing(12)
        self.box.addWidget(Label(title, "section", wrap=True, name=f"{name}.title"))
        if text:
            self.box.addWidget(Label(text, wrap=True, name=f"{name}.text", selectable=True))
        self.content = QVBoxLayout()
        self.content.setSpacing(8)
        self.box.addLayout(self.content)
        role = "danger" if danger else "primary"
        self.yes = Button(yes, role=role, name=f"{name}.yes", on=self.accept)
        self.no = Button(no or self.tr("Annuler"), name=f"{name}.no", on=self.reject)
        self.yes.setDefault(not danger)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.no)
        row.addWidget(self.yes)
        self.box.addSpacing(8)
        self.box.addLayout(row)
        (self.no if danger else self.yes).setFocus()


async def yes_no(
    parent: QWidget | None, title: str, text: str, *, yes: str, no: str = "", danger: bool = False
) -> bool:
    """Asks; `yes` is the verb of what will be done ("Supprimer"), `no` defaults to Annuler."""
    return await answer(Question(parent, title, text, yes=yes, no=no, danger=danger))


async def text(
    parent: QWidget | None, title: str, label: str, *, value: str = "", yes: str, check: Check | None = None,
    limit: int = 200,
) -> str | None:  # fmt: skip
    """Asks for one line; `check` raises a Failure while the text is not acceptable. None = given up."""
    dialog = TextQuestion(parent, title, label, value, yes, check, limit)
    return dialog.field.text().strip() if await answer(dialog) else None


class TextQuestion(Question):
    """A question with one field, checked before it is accepted."""

    def __init__(
        self, parent: QWidget | None, title: str, label: str, value: str, yes: str, check: Check | None,
        limit: int,
    ) -> None:  # fmt: skip
        super().__init__(parent, title, "", yes=yes)
        self._check = check
        self.field = QLineEdit(value)
        self.field.setObjectName("ask.field")
        self.field.setAccessibleName(label)
        self.field.setMaxLength(limit)
        self.field.returnPressed.connect(self.accept)
        self.error = Label(role="error", wrap=True, name="ask.error")
        self.error.hide()
        self.content.addWidget(Label(label, "secondary"))
        self.content.addWidget(self.field)
        self.content.addWidget(self.error)
        self.field.setFocus()
        self.field.selectAll()

    def accept(self) -> None:
        """Keeps the dialog open, with the reason, while the text is refused."""
        try:
            if self._check is not None:
                self._check(self.field.text().strip())
        except Failure as failure:
            self.error.setText(sentence(failure))
            self.error.show()
            set_role(self.field, invalid="true")
            return
        super().accept()


async def choice(
    parent: QWidget | None, title: str, text: str, options: Sequence[tuple[str, str]], *, yes: str,
    chosen: str = "",
) -> str | None:  # fmt: skip
    """Asks for one of `options` (key, label); answers the key, None when given up."""
    dialog = Question(parent, title, text, yes=yes)
    group = QButtonGroup(dialog)
    for number, (key, label) in enumerate(options):
        button = QRadioButton(label.replace("&", "&&"))
        button.setObjectName(f"ask.option.{key}")
        button.setChecked(key == chosen or (not chosen and not number))
        group.addButton(button, number)
        dialog.content.addWidget(button)
    if not await answer(dialog):
        return None
    return options[group.checkedId()][0]


async def open_file(parent: QWidget | None, title: str, filters: str, folder: str = "") -> Path | None:
    """The system's dialog to choose a file; None when given up. `filters` as Qt writes them."""
    dialog = QFileDialog(parent, title, folder, filters)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return await _chosen(dialog, "ask.open_file")


async def save_file(
    parent: QWidget | None, title: str, filters: str, name: str, folder: str = ""
) -> Path | None:
    """The system's dialog to name a new file; it asks itself before replacing. None when given up."""
    dialog = QFileDialog(parent, title, folder, filters)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix.lstrip("."))
    dialog.selectFile(name)
    return await _chosen(dialog, "ask.save_file")


async def folder(parent: QWidget | None, title: str, start: str = "") -> Path | None:
    """The system's dialog to choose a folder; None when given up."""
    dialog = QFileDialog(parent, title, start)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return await _chosen(dialog, "ask.folder")


async def _chosen(dialog: QFileDialog, name: str) -> Path | None:
    dialog.setObjectName(name)
    accepted = await answer(dialog)
    files = dialog.selectedFiles() if accepted else []
    return Path(files[0]) if files else None
