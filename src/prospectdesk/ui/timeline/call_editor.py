"""The floating editor of a call: opens as soon as a call is placed, by any path (C-39, C-40)."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.timeline.call_body import CallBody
from prospectdesk.ui.timeline.note_editor import FloatingEditor


class CallEditor(FloatingEditor):
    """Nouvel appel, at the bottom right of the window; the number to click is at its bottom left."""

    def __init__(
        self, desk: Desk, company_id: int, key: str, draft: dict[str, Any] | None = None,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        self.call = CallBody(desk, company_id, "sheet.call")
        super().__init__(desk, company_id, self.call, key, draft, parent)
        self.foot.insertWidget(0, self.call.number)

    def apply(self, **params: Any) -> None:
        """Takes what it was opened with: `contact` (local id, None = the company) and `number` (E.164)."""
        if "contact" in params and not self.body.written():
            self.call.choose(params["contact"], params.get("number"))
