"""Places a call: the number goes to the system's softphone, the call editor opens beside it (C-38, C-40)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from prospectdesk.ui.kit import links
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.format import phone


def dial(widget: QWidget, number: str) -> bool:
    """Hands a stored number to the softphone; without one the number is copied and the screen says so."""
    return links.call(widget, number, phone(number))


def place_call(desk: Desk, widget: QWidget, company: int, number: str, contact: int | None = None) -> None:
    """Dials and opens the call editor, filled in with the person and the number."""
    dial(widget, number)
    desk.float("sheet.call", company, contact=contact, number=number)
