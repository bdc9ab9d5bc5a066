"""INSEE’s Sirene 3.11 (with a key): establishments and legal units by number, searches by cursor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from prospectdesk.domain.register import Listing, Site, Unit
from prospectdesk.ports import sirene_answers as answers
from prospectdesk.ports.failures import no_key, of_status
from prospectdesk.ports.line import Answer, Line, Service
from prospectdesk.ports.pace import Stop

KEY = "key"
SERVICE = Service(
    answers.SOURCE,
    answers.LABEL,
    "https://api.insee.fr/api-sirene/3.11",
    calls=30,
    seconds=60.0,
    secrets=(KEY,),
)
HEADER = "X-INSEE-Api-Key-Integration"
PAGE = 1000
"""Rows of a page, the most the service gives as JSON."""
NOTHING = 404
"""What the service answers where it found nothing, and anybody at an address that is none of its."""
FIRST = "*"


class Sirene:
    """The register at its source; it knows no directors. Raises what ports.failures makes, and Cancelled."""

    def __init__(self, line: Line, key: str) -> None:
        self._line = line
        self._key = key

    def by_number(self, number: str, stop: Stop | None = None) -> Unit | None:
        """The company of a SIRET with that establishment, or of a SIREN with the number of its seat; None: unknown."""
        if len(number) == 9:
            answer = self._ask(f"/siren/{number}", (), stop)
            found = None if answer is None else answers.legal_unit(answer.document)
        else:
            answer = self._ask(f"/siret/{number}", (), stop)
            found = None if answer is None else answers.establishment(answer.document)
        return found if found is not None and number.startswith(found.siren) else None

    def sites(self, siren: str, most: int = PAGE, stop: Stop | None = None) -> tuple[Site, ...]:
        """The establishments of a company, open ones and closed ones, the seat first, at most `most`."""
        found: list[Site] = []
        for page in self.search("siret", f"siren:{siren}", stop=stop):
            found += [site for unit in page.units if unit.siren == siren for site in unit.sites]
            if len(found) >= most:
                break
        return tuple(sorted(found, key=lambda one: (not one.head_office, not one.open))[:most])

    def search(self, kind: str, query: str, stop: Stop | None = None) -> Iterator[Listing]:
        """All pages of a query in Sirene's own language; `kind` is siret or siren. Use `quoted` for what people typed."""
        if kind not in {"siret", "siren"}:
            raise ValueError(kind)
        cursor: str | None = FIRST
        seen: set[str] = set()  # a cursor that comes back would go round for ever
        read = 0
        while cursor is not None and cursor not in seen:
            seen.add(cursor)
            params = (("q", query), ("nombre", str(PAGE)), ("curseur", cursor))
            answer = self._ask(f"/{kind}", params, stop)
            if answer is None:
                return
            page = answers.listing(answer.document, cursor)
            yield replace(page, pages=max(1, -(-page.total // PAGE)))
            read += page.rows
            cursor = page.cursor if read < page.total else None

    def _ask(self, path: str, params: tuple[tuple[str, str], ...], stop: Stop | None) -> Answer | None:
        """What it says, None where it found nothing. Raises Forbidden without a key."""
        if not self._key:
            raise no_key(SERVICE.label)
        answer = self._line.get(path, params, headers={HEADER: self._key}, accept=(200, NOTHING), stop=stop)
        if answer.status != NOTHING:
            return answer
        if not answers.is_nothing(answer.document):
            raise of_status(SERVICE.label, NOTHING, None)
        return None


def quoted(text: str) -> str:
    """Words as one value of a query: nothing in them is syntax."""
    plain = "".join(char if char.isalnum() or char in "'-&. " else " " for char in text)
    return f'"{" ".join(plain.split())}"'
