"""The screen of the relances, for the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prospectdesk.ui.kit.screen import ScreenSpec

if TYPE_CHECKING:
    from prospectdesk.ui.kit.desk import Desk
    from prospectdesk.ui.kit.page import Page


def _page(desk: Desk) -> Page:
    from prospectdesk.ui.relances.page import RelancesPage

    return RelancesPage(desk)


def badge(conn: Any, person_id: int, today: int) -> int:
    """How many relances the user has to treat (C-78)."""
    from prospectdesk.queries.relances import due_count

    return due_count(conn, person_id, today)


SCREENS = (ScreenSpec("relances", "Relances", "alarm-clock", "rail", 30, _page, badge=badge),)
