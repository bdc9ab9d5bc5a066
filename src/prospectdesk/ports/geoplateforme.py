"""The Géoplateforme's geocoder (Base adresse nationale, no key): an address, a point, many addresses at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from prospectdesk.domain.register import Spot
from prospectdesk.ports import geoplateforme_answers as answers
from prospectdesk.ports.line import Line, Service
from prospectdesk.ports.pace import Stop

SERVICE = Service(answers.SOURCE, answers.LABEL, "https://data.geopf.fr/geocodage", calls=50, seconds=1.0)
SHORTEST, LONGEST = 3, 200
MOST = 20
BATCH = 1000
"""Addresses of one batch: a file of about 100 kB."""
COLUMNS = ("adresse", "code_postal", "ville")
Address = tuple[str, str, str]
"""Street, postcode, town."""


class Geoplateforme:
    """Places of addresses. Raises what ports.failures makes, and Cancelled."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def search(self, text: str, limit: int = 10, stop: Stop | None = None) -> list[Spot]:
        """Candidates for a typed address, best first; nothing for a text that holds no word."""
        words = asked(text)
        if len(words) < SHORTEST:
            return []
        params = (("q", words), ("limit", str(min(max(1, limit), MOST))))
        return answers.spots(self._line.get("/search", params, stop=stop).document)

    def reverse(self, latitude: float, longitude: float, stop: Stop | None = None) -> list[Spot]:
        """The addresses at a point, the nearest first."""
        params = (("lat", f"{latitude:.6f}"), ("lon", f"{longitude:.6f}"))
        return answers.spots(self._line.get("/reverse", params, stop=stop).document)

    def batch(self, addresses: Sequence[Address], stop: Stop | None = None) -> list[Spot | None]:
        """The places of many addresses, in their order, BATCH in one call; None where nothing sure was found."""
        found: list[Spot | None] = []
        for start in range(0, len(addresses), BATCH):
            found += self._batch(addresses[start : start + BATCH], stop)
        return found

    def _batch(self, addresses: Sequence[Address], stop: Stop | None) -> list[Spot | None]:
        sheet = io.StringIO()
        writer = csv.writer(sheet)
        writer.writerow(COLUMNS)
        writer.writerows(tuple(" ".join(cell.split()) for cell in row) for row in addresses)
        fields = {"columns": [COLUMNS[0], COLUMNS[2]], "postcode": [COLUMNS[1]]}
        body = self._line.post_file(
            "/search/csv", "data", sheet.getvalue().encode("utf-8", "ignore"), fields, stop=stop
        )
        return answers.batch(body, len(addresses))


def asked(text: str) -> str:
    """A text as the service takes it: it begins with a letter or a digit and has at most 200 characters."""
    words = " ".join(text.split())
    start = next((at for at, char in enumerate(words) if char.isalnum()), len(words))
    return words[start : start + LONGEST]
