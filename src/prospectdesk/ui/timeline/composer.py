"""The editor below the timeline: a note or a call, written without leaving the sheet."""

from __future__ import annotations

from PySide6.QtCore import Signal
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
    """Two editors behind the chips Note and Appel, each made when first shown; each keeps its own draft.

    `published` carries a new entry's local id.
    """

    published = Signal(int)

    def __init__(self, desk: Desk, company_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{PLACE}.composer")
        self.setProperty("role", "card")
        self.desk, self.company_id = desk, company_id
        self.editors: dict[str, Editor] = {}
        self.chips = ChipRow(
            [("note", self.tr("Note"), "sticky-note"), ("call", self.tr("Appel"), "phone")],
            name=f"{PLACE}.composer",
        )
        self.chips.chosen.connect(self.show_kind)
        self.stack = QStackedWidget()
        self._head = head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.chips, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(10, 8, 10, 10)
        box.setSpacing(8)
        box.addLayout(head)
        box.addWidget(self.stack)
        self.show_kind("note")

    def bind(self, company: int) -> None:
        """Gives a composer made for nobody its company."""
        self.company_id = company
        for kind, editor in self.editors.items():
            editor.bind(company, self._key(kind))

    def _key(self, kind: str) -> str:
        return f"composer:{kind}:{self.company_id}"

    def _need(self, kind: str) -> Editor:
        """The editor of a note or of a call, made when it is first shown."""
        made = self.editors.get(kind)
        if made is None:
            made = self.editors[kind] = self._make(kind)
            made.published.connect(self.published)
            self.stack.addWidget(made)
            self._head.addWidget(made.tools)
        return made

    def _make(self, kind: str) -> Editor:
        desk, company, name = self.desk, self.company_id, f"{PLACE}.{kind}"
        body: Body
        if kind == "note":
            body = NoteBody(desk, company, name)
        else:
            body = CallBody(desk, company, name)
            body.row.addWidget(body.number)
        return Editor(desk, company, body, self._key(kind), KIND, None, name=name)

    def show_kind(self, kind: str) -> None:
        """Shows the editor of a note or of a call."""
        self._need(kind)
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

    def has_cursor(self) -> bool:
        """Whether somebody writes in one of its editors."""
        at = self.window().focusWidget()
        return at is not None and self.isAncestorOf(at)

    def written(self) -> bool:
        """Whether something waits in them that is not published."""
        return any(editor.written() for editor in self.editors.values())

    def flush(self) -> None:
        """Keeps the drafts now."""
        for editor in self.editors.values():
            editor.flush()
