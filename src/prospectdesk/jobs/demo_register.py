"""The demonstration's register and geocoder (X-29): what its own directory and the offline geocoder know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from prospectdesk.domain.register import Listing, Site, Spot, Unit
from prospectdesk.ports import demo_recruiters
from prospectdesk.ports.pace import Stop
from prospectdesk.queries import register

if TYPE_CHECKING:
    from prospectdesk.geo.geocoder import Geocoder
    from prospectdesk.queries.reader import Reader

SOURCE = "demo"
_MORE = (demo_recruiters.GUICHEN, demo_recruiters.IMPRIMERIE)
"""Companies that only the simulated sources know (SPEC 4.1)."""


class DemoRegister:
    """Answers as the register would, out of the demonstration's directory."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def by_number(self, number: str, stop: Stop | None = None) -> Unit | None:
        """The company of a SIREN or SIRET."""
        found = self._reader.run(register.directory_unit, number)
        if found is not None:
            return replace(found, source=SOURCE)
        return next((unit for unit in _others() if _answers(unit, number)), None)

    def search(
        self, text: str, filters: Mapping[str, str] | None = None, page: int = 1, stop: Stop | None = None
    ) -> Listing:
        """Companies whose name holds the words."""
        sirens = self._reader.run(register.directory_sirens, text, 25)
        known = [self.by_number(siren) for siren in sirens]
        words = text.casefold().split()
        more = [unit for unit in _others() if all(word in (unit.name or "").casefold() for word in words)]
        units = [unit for unit in (*known, *more) if unit is not None and _is_there(unit, filters or {})]
        return Listing(units=tuple(units), total=len(units), page=1, pages=1)


class DemoPlaces:
    """Answers as the address service would, at the precision of a town."""

    def __init__(self, geocoder: Geocoder) -> None:
        self._geocoder = geocoder

    def search(self, text: str, limit: int = 10, stop: Stop | None = None) -> list[Spot]:
        """Candidates of the offline geocoder."""
        return [
            Spot(one.label, one.latitude, one.longitude, 1.0, one.postcode or None, one.code, SOURCE)
            for one in self._geocoder.search(text, limit)
        ]


def _others() -> list[Unit]:
    return [
        Unit(
            siren=siret[:9],
            source=SOURCE,
            name=name,
            sites=(
                Site(
                    siret=siret,
                    postcode=postcode,
                    city=town,
                    latitude=latitude,
                    longitude=longitude,
                    head_office=True,
                ),
            ),
            complete=True,
        )
        for siret, name, latitude, longitude, postcode, town in _MORE
    ]


def _answers(unit: Unit, number: str) -> bool:
    return unit.siren == number or unit.site(number) is not None


def _is_there(unit: Unit, filters: Mapping[str, str]) -> bool:
    """Whether the unit stands the filters of a search by name that the demonstration can tell."""
    wanted = filters.get("code_postal")
    return wanted is None or any(one.postcode == wanted for one in unit.sites)
