"""What a command may know beside its own fields: the clock, the person, the reference data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from prospectdesk.domain.clock import Clock
from prospectdesk.domain.people import Person

__all__ = ["Context", "Person"]

if TYPE_CHECKING:
    from prospectdesk.geo.geocoder import Geocoder


@dataclass(frozen=True)
class Context:
    """The surroundings of one command; `geocoder` answers lazily, it costs a file read at first use."""

    clock: Clock
    person: Person
    geocoder: Callable[[], Geocoder] | None = None

    @property
    def today(self) -> date:
        """Today in the user's zone."""
        return self.clock.today()

    @property
    def today_number(self) -> int:
        """Today as a day number."""
        return self.clock.today_number()
