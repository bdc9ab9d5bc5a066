"""The company register as the program asks it (X-31): one question, whichever service answers it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol

from prospectdesk.domain.errors import Failure, Forbidden, NotFound, Unavailable
from prospectdesk.domain.register import Listing, Site, Unit
from prospectdesk.ports.pace import Stop

MAIN, INSEE = "recherche_entreprises", "sirene"
Note = Callable[[str, Failure | None], None]
MOST_SITES = 1000
"""Establishments of one company that are taken over."""


class Register(Protocol):
    """What looks a company up by SIREN or SIRET."""

    def by_number(self, number: str, stop: Stop | None = None) -> Unit | None:
        """The company, None when the register does not know the number."""


class Searching(Register, Protocol):
    """A register that also searches by name."""

    def search(
        self, text: str, filters: Mapping[str, str] | None = None, page: int = 1, stop: Stop | None = None
    ) -> Listing:
        """One page of companies."""


class Source(Register, Protocol):
    """A register that knows every establishment of a company."""

    def sites(self, siren: str, most: int = MOST_SITES, stop: Stop | None = None) -> tuple[Site, ...]:
        """The establishments, the seat first."""


class Registers:
    """Recherche d’entreprises first, for its directors and figures; Sirene, with a key, for what it leaves out."""

    def __init__(self, main: Searching | None, insee: Source | None = None, note: Note | None = None) -> None:
        """`note` hears of each service how its call went: the name, and the failure or None."""
        self._main, self._insee = main, insee
        self._note = note or _nobody

    def by_number(self, number: str, stop: Stop | None = None) -> Unit | None:
        """The company of a SIREN or SIRET. Raises Unavailable "registry" (Registre indisponible), Cancelled.

        What the first service does not have, or cannot say now, the second one is asked.
        """
        failure: Failure | None = None
        for name, port in ((MAIN, self._main), (INSEE, self._insee)):
            if port is None:
                continue
            try:
                found = port.by_number(number, stop)
            except Failure as error:
                self._note(name, error)
                failure = failure or error
                continue
            self._note(name, None)
            if found is not None:
                return found
            failure = None  # a register that answers "unknown" has answered
        if failure is not None:
            raise unavailable(failure) from failure
        return None

    def whole(self, siren: str, stop: Stop | None = None) -> Unit | None:
        """The company with all its establishments, as far as a service tells them."""
        unit = self.by_number(siren, stop)
        if unit is None or not unit.public or self._insee is None:
            return unit
        try:
            sites = self._insee.sites(siren, MOST_SITES, stop)
        except Failure as failure:  # the answer in hand is good without them
            self._note(INSEE, failure)
            return unit
        self._note(INSEE, None)
        return with_sites(unit, sites)

    def search(
        self, text: str, filters: Mapping[str, str] | None = None, page: int = 1, stop: Stop | None = None
    ) -> Listing:
        """Companies of a name. Raises Unavailable "registry", Invalid (a text the service refuses)."""
        if self._main is None:
            raise off()
        try:
            found = self._main.search(text, filters, page, stop)
        except (Unavailable, Forbidden, NotFound) as error:
            self._note(MAIN, error)
            raise unavailable(error) from error
        self._note(MAIN, None)
        return found


def _nobody(_name: str, _failure: Failure | None) -> None:
    """Nobody wants to hear how a call went."""


def with_sites(unit: Unit, sites: tuple[Site, ...]) -> Unit:
    """The unit with further establishments; of those it has, what it lacks is filled in."""
    known = {one.siret: one for one in unit.sites}
    for one in sites:
        before = known.get(one.siret)
        known[one.siret] = one if before is None else _filled(before, one)
    return replace(unit, sites=tuple(known.values()))


def _filled(before: Site, more: Site) -> Site:
    names = ("name", "brand", "naf", "street", "street2", "postcode", "city", "city_code", "headcount_band")
    lacking = {name: getattr(more, name) for name in names if getattr(before, name) is None}
    if before.latitude is None:
        lacking |= {"latitude": more.latitude, "longitude": more.longitude}
    return replace(before, **lacking)


def unavailable(cause: Failure) -> Unavailable:
    """X-31: what is said when the register cannot answer; the form stays as it is."""
    return Unavailable(
        "registry",
        "Registre indisponible : la saisie reste possible, la vérification se fera plus tard. {cause}",
        cause=cause.message,
    )


def off() -> Unavailable:
    """The failure of a question while no register may be asked."""
    return Unavailable(
        "registry_off",
        "Registre indisponible : aucun registre n’est activé dans Paramètres > Services externes.",
    )
