"""The editor below the timeline: a note or a call, written without leaving the sheet."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.chips import ChipRow
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.timeline.call_body import CallBody
from prospectdesk.ui.timeline.editor import Body, Editor
from prospectdesk.ui.timeline.note_body import NoteBody

PLACE = "sheet.timeline"
KIND = "composer"
"""Drafts of this kind wait in the sheet; those of the floating editors are opened again by the window."""


class Composer(QFrame):
    """Two editors behind the chips Note and Appel; each keeps its own draft."""

    def __init__(self, desk: Desk, company_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{PLACE}.composer")
        self.setProperty("role", "card")
        self.call = CallBody(desk, company_id, f"{PLACE}.call")
        self.call.row.addWidget(self.call.number)
        bodies: dict[str, Body] = {"note": NoteBody(desk, company_id, f"{PLACE}.note"), "call": self.call}
        self.editors = {
            name: Editor(
                desk, company_id, body, f"composer:{name}:{company_id}", KIND, None, name=f"{PLACE}.{name}"
            )
            for name, body in bodies.items()
        }
        self.chips = ChipRow(
            [("note", self.tr("Note"), "sticky-note"), ("call", self.tr("Appel"), "phone")],
            name=f"{PLACE}.composer",
        )
        self.chips.chosen.connect(self.show_kind)
        self.stack = QStackedWidget()
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.chips, 1)
        for editor in self.editors.values():
            self.stack.addWidget(editor)
            head.addWidget(editor.tools)
        box = QVBoxLayout(self)
        box.setContentsMargins(10, 8, 10, 10)
        box.setSpacing(8)
        box.addLayout(head)
        box.addWidget(self.stack)
        self.show_kind("note")

    def show_kind(self, kind: str) -> None:
        """Shows the editor of a note or of a call."""
        self.chips.choose(kind)
        for name, editor in self.editors.items():
            editor.tools.setVisible(name == kind)
        self.stack.setCurrentWidget(self.editors[kind])
        look = theme.current()
        self.stack.setFixedHeight(look.px(58 if kind == "note" else 106))

    def write(self, kind: str) -> None:
        """Puts the cursor into the editor of a note or of a call; it comes back where it had made room."""
        self.show()
        self.show_kind(kind)
        self.editors[kind].body.text.setFocus()

    def flush(self) -> None:
        """Keeps both drafts now."""
        for editor in self.editors.values():
            editor.flush()
