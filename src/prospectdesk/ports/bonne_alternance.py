"""« La bonne alternance » by the API Apprentissage v3: offers, and companies likely to hire an apprentice (X-32)."""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from prospectdesk.domain.recruiting import APPRENTICESHIP, PROFESSIONAL, Batch, Found, Search
from prospectdesk.ports import reading
from prospectdesk.ports.failures import no_key, unavailable
from prospectdesk.ports.line import Call, Line, Service
from prospectdesk.ports.pace import Stop
from prospectdesk.ports.reading import Json, objects, part
from prospectdesk.ports.recruiters import Rows

TOKEN = "token"
NAME = "lba"
SERVICE = Service(
    NAME,
    "La bonne alternance",
    "https://api.apprentissage.beta.gouv.fr/api",
    calls=60,
    seconds=60.0,
    secrets=(TOKEN,),
)
MOST_KM = 200
MOST = 150
"""Rows of one of its sources: there are no pages."""
KINDS = {"Apprentissage": APPRENTICESHIP, "Professionnalisation": PROFESSIONAL}
PAIR = 2
LIKELY = "Embauche probable en alternance"
_ADDRESS = re.compile(r"(?:(.*\S)[\s,]+)?([0-9]{5})\s+(\S.*)")
"""Street, postcode, town."""


class BonneAlternance:
    """Companies that look for apprentices. Raises what ports.failures makes, and Cancelled."""

    def __init__(self, line: Line, token: str) -> None:
        self._line = line
        self._token = token

    def search(self, search: Search, stop: Stop | None = None) -> Batch:
        """Companies in the radius: one call, the service gives no pages."""
        if not self._token:
            raise no_key(SERVICE.label)
        params = [
            ("latitude", f"{search.latitude:.6f}"),
            ("longitude", f"{search.longitude:.6f}"),
            ("radius", str(min(math.ceil(search.radius_km), MOST_KM))),
        ]
        if search.romes:
            params.append(("romes", ",".join(search.romes)))
        call = Call("GET", "/job/v1/search", tuple(params)).with_token(self._token)
        document = self._line.ask(call, stop).document
        if not isinstance(document, dict) or not all(
            isinstance(document.get(name), list) for name in ("jobs", "recruiters")
        ):
            raise unavailable("bad_answer", SERVICE.label)
        return read(document, search.contract_kinds)


def read(document: Json, kinds: Collection[str]) -> Batch:
    """The rows of an answer whose `jobs` and `recruiters` are lists."""
    rows = Rows()
    offers: dict[str, list[str]] = {}
    for job in objects(document["jobs"]):
        if _is_open(job, kinds) and (siret := rows.siret(part(job, "workplace").get("siret"))) is not None:
            offers.setdefault(siret, []).append(
                reading.text(part(job, "offer"), "title", limit=500) or "offre"
            )
            rows.add(_found(job, siret), *_names(job))
    for siret, titles in offers.items():
        if siret in rows.withheld:
            continue
        more = f"{len(titles)} offres, dont " if len(titles) > 1 else "Offre\u00a0: "
        rows.found[siret] = replace(rows.found[siret], signal=more + titles[0])
    for recruiter in objects(document["recruiters"]):
        found = rows.siret(part(recruiter, "workplace").get("siret"))
        if found is not None:
            rows.add(replace(_found(recruiter, found), signal=LIKELY), *_names(recruiter))
    return rows.batch(_notes(document))


def _is_open(job: Json, kinds: Collection[str]) -> bool:
    if part(job, "offer").get("status") in ("Filled", "Cancelled"):
        return False
    told = part(job, "contract").get("type")
    named = (
        {KINDS[one] for one in told if isinstance(one, str) and one in KINDS}
        if isinstance(told, list)
        else set()
    )
    return not named or not named.isdisjoint(kinds)


def _found(row: Json, siret: str) -> Found:
    workplace, apply = part(row, "workplace"), part(row, "apply")
    location = part(workplace, "location")
    latitude, longitude = _point(part(location, "geopoint").get("coordinates"))
    address = reading.text(location, "address", limit=500)
    split = _ADDRESS.fullmatch(address) if address else None
    link = reading.text(apply, "url", limit=2000)
    return Found(
        siret,
        reading.text(workplace, "name", "brand", "legal_name", limit=500) or siret,
        NAME,
        latitude=latitude,
        longitude=longitude,
        street=(split[1] or "").rstrip(" ,") or None if split else address,
        postcode=split[2] if split else None,
        town=split[3] if split else None,
        naf=reading.naf(part(part(workplace, "domain"), "naf"), "code"),
        contact=reading.text(apply, "phone", limit=40)
        or (link if link and link.startswith("https://") else None),
    )


def _names(row: Json) -> tuple[Any, ...]:
    workplace = part(row, "workplace")
    return tuple(workplace.get(name) for name in ("name", "brand", "legal_name"))


def _point(told: Any) -> tuple[float, float] | tuple[None, None]:
    """GeoJSON: longitude first."""
    if not isinstance(told, list) or len(told) < PAIR:
        return None, None
    return reading.place_of(told[1], told[0])


def _notes(document: Json) -> tuple[str, ...]:
    """What the service itself says that it left out."""
    notes = []
    if len(document["jobs"]) >= MOST or len(document["recruiters"]) >= MOST:
        notes.append(
            f"«\u00a0{SERVICE.label}\u00a0» ne donne que {MOST} résultats par origine\u00a0: réduisez le rayon."
        )
    if any(True for _one in objects(document.get("warnings"))):
        notes.append(f"«\u00a0{SERVICE.label}\u00a0» signale que des offres manquent dans sa réponse.")
    return tuple(notes)
