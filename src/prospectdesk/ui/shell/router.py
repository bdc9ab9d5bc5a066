"""Where the window is: the current place, the way back and forth, the open sheets, the list walked through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from prospectdesk.ui.kit.screen import ScreenSpec

KEPT = 100
SHEET = "sheet"
SETTINGS = "settings"


class Place(NamedTuple):
    """A screen; a sheet also names its company (local id), the settings their page."""

    screen: str
    company: int | None = None
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Walk:
    """A list of companies and where the sheet stands in it."""

    ids: Sequence[int]
    index: int


class Router(QObject):
    """`arrived` carries (Place, parameters for the page); `sheets_changed` tells that tabs came or went."""

    arrived = Signal(object, object)
    sheets_changed = Signal()

    def __init__(self, screens: dict[str, ScreenSpec], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._screens = screens
        self._trail: list[Place] = []
        self._index = -1
        self.sheets: list[int] = []
        self.tools: dict[str, str] = {}
        """The tabs of tools that are open, each with the screen shown in it last."""
        self._walks: dict[int, Walk] = {}
        self.screen = ""

    @property
    def here(self) -> Place | None:
        """The place shown."""
        return self._trail[self._index] if self._index >= 0 else None

    def open(self, name: str, **params: Any) -> bool:
        """Goes to a screen of CLI.md; answers whether there is such a screen."""
        if name == SHEET or name.startswith(f"{SHEET}."):
            return self._open_sheet(name, **params)
        if name not in self._screens:
            return False
        if name == SETTINGS or name.startswith(f"{SETTINGS}."):
            self._go(Place(SETTINGS, part=None if name == SETTINGS else name), params)
        else:
            self._go(Place(name), params)
        return True

    def _open_sheet(
        self, name: str, company: int | None = None, company_list: Sequence[int] | None = None, *,
        background: bool = False, **params: Any,
    ) -> bool:  # fmt: skip
        here = self.here
        if company is None:
            company = None if here is None else here.company
        if company is None or SHEET not in self._screens:
            return False
        if company not in self.sheets:
            self.sheets.append(company)
            self.sheets_changed.emit()
        if company_list is not None:
            self._remember_walk(company, company_list)
        if background:
            return True
        if name != SHEET:
            params["tab"] = name
        self._go(Place(SHEET, company), {"company": company, **params})
        return True

    def _remember_walk(self, company: int, ids: Sequence[int]) -> None:
        index = place_of(company, ids)
        if index is not None:
            self._walks[company] = Walk(ids, index)

    def _go(self, place: Place, params: dict[str, Any]) -> None:
        self._stand(place)
        if place != self.here:
            del self._trail[self._index + 1 :]
            self._trail.append(place)
            del self._trail[:-KEPT]
            self._index = len(self._trail) - 1
        self.arrived.emit(place, params)

    def tab_of(self, place: Place | None) -> int | str | None:
        """The closable tab a place stands in: a company's id, a tool's name; None for the screen of the rail."""
        if place is None:
            return None
        spec = self._screens.get(place.screen)
        return place.company if spec is None or not spec.tab else spec.tab

    def _stand(self, place: Place) -> None:
        """Remembers the screen of the rail, or opens the tab of a tool."""
        tab = self.tab_of(place)
        if isinstance(tab, str):
            known = tab in self.tools
            self.tools[tab] = place.screen
            if not known:
                self.sheets_changed.emit()
        elif place.company is None:
            self.screen = place.screen

    def pick(self, tab: int | str | None) -> None:
        """Shows what a tab holds: a sheet, a tool where it was left, the screen of the rail."""
        if isinstance(tab, str):
            self.open(self.tools.get(tab, tab))
        elif tab is None:
            self.open(self.screen)
        else:
            self.open(SHEET, company=tab)

    # back and forth ------------------------------------------------------------------------
    @property
    def can_go_back(self) -> bool:
        """Whether there is a place before this one."""
        return self._index > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether a place was left by going back."""
        return self._index + 1 < len(self._trail)

    def back(self) -> None:
        """Goes to the place before."""
        self._step(-1)

    def forward(self) -> None:
        """Goes to the place after."""
        self._step(1)

    def _step(self, way: int) -> None:
        if not 0 <= self._index + way < len(self._trail):
            return
        self._index += way
        place = self._trail[self._index]
        if place.company is None:
            self._stand(place)
        elif place.company not in self.sheets:
            self.sheets.append(place.company)
            self.sheets_changed.emit()
        self.arrived.emit(place, {} if place.company is None else {"company": place.company})

    # tabs ----------------------------------------------------------------------------------
    def close_tab(self, tab: int | str) -> None:
        """Closes the tab of a sheet or of a tool; the screen of the rail is shown in a tool's place."""
        if isinstance(tab, int):
            self.close_sheet(tab)
            return
        if self.tools.pop(tab, None) is None:
            return
        self.sheets_changed.emit()
        if self.tab_of(self.here) == tab:
            self.open(self.screen)

    def close_sheet(self, company: int) -> None:
        """Closes a tab; the neighbour at the left, or the screen of the rail, is shown in its place."""
        if company not in self.sheets:
            return
        index = self.sheets.index(company)
        self.sheets.remove(company)
        self._walks.pop(company, None)
        self.sheets_changed.emit()
        if self.here == Place(SHEET, company):
            if self.sheets:
                self.open(SHEET, company=self.sheets[max(index - 1, 0)])
            else:
                self.open(self.screen)

    def forget(self, companies: set[int]) -> None:
        """Takes companies that exist no more out of the tabs and out of the way back."""
        here = self.here
        for company in companies & set(self.sheets):
            self.close_sheet(company)
        kept = [place for place in self._trail if place.company not in companies]
        if here is not None and here.company not in companies:
            self._index = max(len([one for one in self._trail[: self._index + 1] if one in kept]) - 1, 0)
            self._trail = kept

    def walk_place(self) -> tuple[int, int] | None:
        """(number from 1, how many) of the current sheet in its list; None without one."""
        walk = self._walk()
        return None if walk is None else (walk.index + 1, len(walk.ids))

    def walk(self, way: int) -> bool:
        """Shows the sheet before (-1) or after (1) in the list, in the same tab."""
        walk, here = self._walk(), self.here
        if walk is None or here is None or here.company is None or not 0 <= walk.index + way < len(walk.ids):
            return False
        company = int(walk.ids[walk.index + way])
        if company not in self.sheets:
            self.sheets[self.sheets.index(here.company)] = company
            self._walks.pop(here.company, None)
        self._walks[company] = Walk(walk.ids, walk.index + way)
        self.sheets_changed.emit()
        self._go(Place(SHEET, company), {"company": company})
        return True

    def _walk(self) -> Walk | None:
        here = self.here
        return None if here is None or here.company is None else self._walks.get(here.company)

    # restore -------------------------------------------------------------------------------
    def state(self) -> dict[str, Any]:
        """What to keep for the next start."""
        kept = {"screen": self.screen, "sheets": list(self.sheets), "current": self.tab_of(self.here)}
        return {**kept, "tools": dict(self.tools)} if self.tools else kept

    def restore(self, kept: dict[str, Any], alive: set[int], default: str) -> None:
        """Opens what was open, as far as it still exists; else the screen `default`."""
        screen = kept.get("screen")
        tools = kept.get("tools")
        self.sheets = [one for one in kept.get("sheets", []) if isinstance(one, int) and one in alive]
        self.tools = {
            tab: name
            for tab, name in (tools.items() if isinstance(tools, dict) else ())
            if isinstance(name, str) and name in self._screens and self._screens[name].tab == tab
        }
        self.sheets_changed.emit()
        shown = self._screens.get(screen) if isinstance(screen, str) else None
        self.open(default if shown is None or shown.name == SHEET or shown.tab else shown.name)
        current = kept.get("current")
        if isinstance(current, int | str) and (current in self.sheets or current in self.tools):
            self.pick(current)


def place_of(company: int, ids: Any) -> int | None:
    """Where a company stands in a list or an array of ids: an array of a million answers at once."""
    if hasattr(ids, "nonzero"):
        places = (ids == company).nonzero()[0]
        return int(places[0]) if len(places) else None
    return next((place for place, one in enumerate(ids) if one == company), None)
