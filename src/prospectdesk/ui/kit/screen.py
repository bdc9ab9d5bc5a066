"""How a page package tells the window of its screens: one ScreenSpec each, in `screens.py` of the package.

`screens.py` is imported before the first paint: it imports pages, queries and commands inside functions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from prospectdesk.domain.people import Person
    from prospectdesk.ui.kit.desk import Desk
    from prospectdesk.ui.kit.page import Page

Group = Literal["rail", "tools", "settings", "sheet", "hidden"]
Badge = Callable[[Any, int, int], int]
"""`badge(conn, person_id, today)`: how many things wait on the screen; today is a day number."""


class ScreenSpec(NamedTuple):
    """One screen. `name` is its name in CLI.md, `title` a French source string, `order` its place in the group.

    A `sheet` screen is made anew for every company and stands in a closable tab; the others are made once.
    `shortcut` is a portable key sequence ("Ctrl+2") or None. Screens that name a `tab` share one closable tab
    of that name. `service` says that the menu Outils has it under Services; `about` is a source sentence for the
    screen Outils; `barred` says why a person may not open it, "" when he may.
    """

    name: str
    title: str
    icon: str
    group: Group
    order: int
    make: Callable[[Desk], Page]
    shortcut: str | None = None
    badge: Badge | None = None
    tab: str = ""
    service: bool = False
    about: str = ""
    barred: Callable[[Person], str] | None = None

    @property
    def label(self) -> str:
        """The title in the language of the interface."""
        return QCoreApplication.translate("Screens", self.title)

    def bar(self, person: Person) -> str:
        """Why the person may not open it, in the language of the interface; "" when he may."""
        return "" if self.barred is None else QCoreApplication.translate("Screens", self.barred(person))
