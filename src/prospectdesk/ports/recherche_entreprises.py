"""API Recherche d’entreprises (no key): a number, a name and a town, or what lies around a point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.register import Listing, Unit
from prospectdesk.domain.text import clean_text
from prospectdesk.ports import reading
from prospectdesk.ports import recherche_entreprises_answers as answers
from prospectdesk.ports.failures import unavailable
from prospectdesk.ports.line import Line, Service
from prospectdesk.ports.pace import Stop

SERVICE = Service(
    answers.SOURCE, answers.LABEL, "https://recherche-entreprises.api.gouv.fr", calls=7, seconds=1.0
)
PAGE = 25
"""Results of a page, the most the service gives."""
MOST_PAGES = answers.MOST_RESULTS // PAGE
SHORTEST, LONGEST = 3, 200
"""Characters of a text, the least where nothing else narrows the search."""
LEAST_KM, MOST_KM = 0.001, 50.0
FILTERS = frozenset(
    {
        "activite_principale", "section_activite_principale", "categorie_entreprise", "code_postal", "code_commune",
        "departement", "region", "epci", "nature_juridique", "tranche_effectif_salarie", "etat_administratif",
    }
)  # fmt: skip
"""What a search may be narrowed by; a name the service does not know would be ignored in silence."""


class RechercheEntreprises:
    """The register as it answers everybody. Raises what ports.failures makes, and Cancelled."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def by_number(self, number: str, stop: Stop | None = None) -> Unit | None:
        """The company of a SIREN or SIRET (nine or fourteen digits), None when the register does not know it.

        No filter goes along: for a number the service would ignore it. Of a SIREN only the seat is told.
        """
        page = self._page({"q": number}, 1, stop, per_page=1)
        unit = page.units[0] if page.units else None
        if unit is None and page.left_out:
            raise unavailable("bad_answer", SERVICE.label)
        if unit is None or not number.startswith(unit.siren) or (unit.public and unit.name is None):
            return None
        return unit

    def search(
        self, text: str, filters: Mapping[str, str] | None = None, page: int = 1, stop: Stop | None = None
    ) -> Listing:
        """One page of companies by words and filters (FILTERS, lists joined by commas).

        A text of nine or fourteen digits would drop the filters: it is refused. Raises Invalid.
        """
        wanted = {name: value for name, value in (filters or {}).items() if value}
        strange = set(wanted) - FILTERS
        if strange:
            raise ValueError(f"no filter of the service: {sorted(strange)}")
        words = " ".join(clean_text(text, limit=LONGEST, label="Raison sociale").split())
        if words.isdecimal() and len(words) in {9, 14} and wanted:
            raise Invalid("number", "Un numéro SIREN ou SIRET se cherche seul, sans autre critère.")
        if len(words) < SHORTEST and not wanted:
            raise Invalid(
                "too_short", "Donnez au moins {count} caractères ou un autre critère.", count=SHORTEST
            )
        return self._page(({"q": words} if words else {}) | wanted, page, stop)

    def near(
        self,
        latitude: float,
        longitude: float,
        radius_km: float,
        naf: Sequence[str] = (),
        page: int = 1,
        stop: Stop | None = None,
    ) -> Listing:
        """One page of companies around a point, at most 50 km away; `naf` are codes with their dot. Raises Invalid."""
        if reading.point(latitude, longitude) == (None, None):
            raise Invalid("place", "Ces coordonnées ne désignent aucun lieu.")
        if not LEAST_KM <= radius_km <= MOST_KM:
            raise Invalid("radius", "Le registre cherche jusqu’à 50 km autour d’un point.")
        place = {"lat": f"{latitude:.6f}", "long": f"{longitude:.6f}", "radius": f"{radius_km:.3f}"}
        if naf:
            place["activite_principale"] = ",".join(naf)
        return self._page(place, page, stop, path="/near_point")

    def every(
        self, text: str, filters: Mapping[str, str] | None = None, stop: Stop | None = None
    ) -> Iterator[Listing]:
        """All pages of a search, up to the 10,000 results the service shows; the last says whether it is capped."""
        page = 1
        while True:
            found = self.search(text, filters, page, stop)
            yield found
            if page >= min(found.pages, MOST_PAGES) or not (found.units or found.left_out):
                return
            page += 1

    def _page(
        self,
        params: Mapping[str, str],
        page: int,
        stop: Stop | None,
        *,
        path: str = "/search",
        per_page: int = PAGE,
    ) -> Listing:
        told: list[tuple[str, str]] = [*params.items(), ("page", str(page)), ("per_page", str(per_page))]
        told.append(("limite_matching_etablissements", str(answers.MOST_SITES)))
        document: Any = self._line.get(path, told, stop=stop).document
        return answers.listing(document, page)
