"""What both sources of recruiting companies need: rows by SIRET, bad ones counted."""

from __future__ import annotations

from typing import Any

from prospectdesk.domain.errors import Failure, Invalid
from prospectdesk.domain.recruiting import Batch, Found
from prospectdesk.domain.siret import SIRET_LENGTH, parse_siret
from prospectdesk.ports.reading import masked

WITHHELD = "Établissements laissés de côté, leur diffusion est partielle : {}."


class Rows:
    """Gathers rows; the first one of a SIRET stands, a row without a valid one is counted."""

    def __init__(self) -> None:
        self.found: dict[str, Found] = {}
        self.invalid = 0
        self.withheld: set[str] = set()

    def siret(self, value: Any) -> str | None:
        """The SIRET of a row; None, and counted, when it is none."""
        found = siret_of(value)
        self.invalid += found is None
        return found

    def add(self, found: Found, *names: Any) -> None:
        """Keeps the first row of a SIRET; one whose names are withheld is nobody's to prospect."""
        if any(map(masked, names)):
            self.withheld.add(found.siret)
        else:
            self.found.setdefault(found.siret, found)

    def batch(self, notes: tuple[str, ...] = (), cut: Failure | None = None) -> Batch:
        """What was gathered."""
        for siret in self.withheld:
            self.found.pop(siret, None)
        if self.withheld:
            notes = (*notes, WITHHELD.format(len(self.withheld)))
        return Batch(tuple(self.found.values()), self.invalid, notes, cut)


def siret_of(value: Any) -> str | None:
    """A valid SIRET (INV-11), also one sent as a number, which lost its zeros."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**SIRET_LENGTH:
        value = f"{value:0{SIRET_LENGTH}d}"
    if not isinstance(value, str) or len(value) > 60:
        return None
    try:
        return parse_siret(value)
    except Invalid:
        return None
