"""The demonstration's recruiting sources: the rows of SPEC 4.1, in the shape the services send and read as theirs."""

from __future__ import annotations

from typing import Any

from prospectdesk.domain.recruiting import Batch, Search
from prospectdesk.ports import bonne_alternance, bonne_boite
from prospectdesk.ports.pace import Stop
from prospectdesk.ports.recruiters import Rows

GUICHEN = ("00010010700010", "Jardins de Guichen", 47.9680, -1.7960, "35580", "Guichen")
IMPRIMERIE = ("00010009900019", "Imprimerie Bretonne", 48.1240, -1.2150, "35500", "Vitré")
KERMAREC = ("00010001600013", "Atelier Kermarec", 48.1212, -1.6030, "35510", "Cesson-Sévigné")
INVALID = ("00010011500014", "SIRET à corriger", 48.1170, -1.6780, "35000", "Rennes")
Place = tuple[str, str, float, float, str, str]


class DemoRecruiters:
    """One of the two sources; what it answers does not depend on the question."""

    def __init__(self, port: str) -> None:
        self._port = port

    def search(self, search: Search, stop: Stop | None = None) -> Batch:
        """The rows of SPEC 4.1, in any radius."""
        if self._port == bonne_boite.NAME:
            rows = Rows()
            bonne_boite.read_items(rows, [_item(GUICHEN)])
            return rows.batch()
        found = [_recruiter(one) for one in (GUICHEN, IMPRIMERIE, KERMAREC, INVALID)]
        document = {"jobs": [], "recruiters": found, "warnings": []}
        return bonne_alternance.read(document, search.contract_kinds)


def _recruiter(one: Place) -> dict[str, Any]:
    siret, name, latitude, longitude, postcode, town = one
    point = {"type": "Point", "coordinates": [longitude, latitude]}
    location = {"address": f"{postcode} {town}", "geopoint": point}
    return {"workplace": {"siret": siret, "name": name, "location": location}, "apply": {}}


def _item(one: Place) -> dict[str, Any]:
    siret, name, latitude, longitude, postcode, town = one
    return {"siret": siret, "company_name": name, "location": {"lat": latitude, "lon": longitude},
            "postcode": postcode, "city": town, "hiring_potential": 62.0}  # fmt: skip
