"""The floating editor of a note: stays while other sheets are visited (C-42)."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.timeline.editor import Body, Editor
from prospectdesk.ui.timeline.note_body import NoteBody

TEXT_HEIGHT = 110


class FloatingEditor(Editor):
    """An editor with its buttons below it: what the body offers at the left, Annuler and Publier at the right."""

    def __init__(
        self, desk: Desk, company_id: int, body: Body, key: str, draft: dict[str, Any] | None,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(desk, company_id, body, key, body.kind, draft, name=body.kind, parent=parent)
        self.cancel_button = Button(self.tr("Annuler"), name=f"{body.kind}.cancel", on=self.cancel)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(8)
        self.foot.addStretch(1)
        self.foot.addWidget(self.cancel_button)
        self.foot.addWidget(self.tools)
        self.box.addLayout(self.foot)
        body.text.setFixedHeight(theme.current().px(TEXT_HEIGHT))
        self.setFocusProxy(body.text)


class NoteEditor(FloatingEditor):
    """Nouvelle note, at the bottom right of the window."""

    def __init__(
        self, desk: Desk, company_id: int, key: str, draft: dict[str, Any] | None = None,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(desk, company_id, NoteBody(desk, company_id, "sheet.note"), key, draft, parent)

    def apply(self, **params: Any) -> None:
        """Takes what it was opened with: a first `text`."""
        if params.get("text") and not self.body.written():
            self.body.restore({"text": params["text"]})
