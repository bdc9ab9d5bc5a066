"""Where the screen of letters registers its button « Impressions » for the dossiers of a sheet (D-35)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # the frame of the window brings this module in
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from prospectdesk.queries.dossiers import Dossier
    from prospectdesk.ui.kit.desk import Desk

    Maker = Callable[[Desk, QWidget], "PrintButton"]


class PrintButton(Protocol):
    """What stands between Missions and Signé."""

    def widget(self) -> QWidget:
        """The button."""

    def show_dossier(self, dossier: Dossier, *, changed: bool) -> None:
        """Follows the dossier; `changed`: something is typed that is not saved."""


_makers: list[Maker] = []


def register(maker: Maker) -> None:
    """Called once by who prints letters; the button appears on every dossier opened afterwards."""
    _makers.append(maker)


def make(desk: Desk, parent: QWidget) -> list[PrintButton]:
    """The registered buttons, none while letters are not built."""
    return [maker(desk, parent) for maker in _makers]
