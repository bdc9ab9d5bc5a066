"""Parts of the list that its first picture does not show: made once it is there, or when they are first asked for."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QHBoxLayout

from prospectdesk.ui.kit.page import Page
from prospectdesk.ui.prospects.table import ProspectTable

if TYPE_CHECKING:
    from prospectdesk.ui.prospects.cells import CellEditor
    from prospectdesk.ui.prospects.exports import Exports
    from prospectdesk.ui.prospects.page import ProspectsPage
    from prospectdesk.ui.prospects.peek import PeekPane
    from prospectdesk.ui.prospects.selection_acts import SelectionActs


class LateParts(Page):
    """What ProspectsPage has beside what is seen at once."""

    table: ProspectTable
    middle: QHBoxLayout
    """Where the pane stands beside the list."""
    furnished = False
    """Whether buttons of the selection, menus and cell editors are there."""

    def furnish(self) -> None:
        """Makes all of it but the pane."""
        self.furnished = bool(self.acts and self.exports and self.cells)

    @functools.cached_property
    def acts(self) -> SelectionActs:
        """What is done to ticked rows, and the menu of a row."""
        from prospectdesk.ui.prospects.selection_acts import SelectionActs

        return SelectionActs(cast("ProspectsPage", self))

    @functools.cached_property
    def exports(self) -> Exports:
        """The menu of Exporter."""
        from prospectdesk.ui.prospects.exports import Exports

        return Exports(cast("ProspectsPage", self))

    @functools.cached_property
    def cells(self) -> CellEditor:
        """Cells edited in place."""
        from prospectdesk.ui.prospects.cells import CellEditor

        return CellEditor(cast("ProspectsPage", self))

    @functools.cached_property
    def peek(self) -> PeekPane:
        """The pane beside the list."""
        from prospectdesk.ui.prospects.peek import PeekPane

        page = cast("ProspectsPage", self)
        pane = PeekPane(self.desk)
        self.middle.addWidget(pane)
        self.table.row_changed.connect(pane.follow)
        pane.opened.connect(page.open)
        pane.closed.connect(self.table.setFocus)
        return pane

    @property
    def peeks(self) -> bool:
        """Whether the pane was made."""
        return "peek" in self.__dict__
