"""« La Bonne Boîte » v2 of France Travail: companies likely to hire, behind an OAuth token (X-32)."""

from __future__ import annotations

import math
import threading
from typing import Any

from prospectdesk.domain.errors import Failure, Forbidden, Invalid
from prospectdesk.domain.recruiting import Batch, Found, Search
from prospectdesk.ports import reading
from prospectdesk.ports.failures import no_key, unavailable
from prospectdesk.ports.line import Call, Line, Service
from prospectdesk.ports.pace import Stop, Time
from prospectdesk.ports.reading import Json, objects, part
from prospectdesk.ports.recruiters import Rows

NAME = "lbb"
CLIENT, SECRET = "client_id", "client_secret"
SERVICE = Service(
    NAME,
    "La Bonne Boite",
    "https://api.francetravail.io/partenaire/labonneboite",
    calls=2,
    seconds=1.0,
    secrets=(CLIENT, SECRET),
)
TOKENS = Service(
    "lbb_tokens",
    SERVICE.label,
    "https://entreprise.francetravail.fr/connexion/oauth2",
    calls=1,
    secrets=(CLIENT, SECRET),
)
"""Where the token comes from: another host, the same account."""
SCOPE = "search office api_labonneboitev2"
FARTHEST_KM = 199
"""The distance is strictly below 200."""
PAGE, PAGES = 100, 20
EARLY = 60.0
"""Seconds before its end a token is no longer used."""
USUAL = 300
"""Seconds a token serves whose end is not told."""
NOTHING = 204


class BonneBoite:
    """Companies with a hiring potential. Raises what ports.failures makes, and Cancelled. Threads may share it."""

    def __init__(
        self, line: Line, tokens: Line, client: str, secret: str, *, clock: Time | None = None
    ) -> None:
        self._line, self._tokens = line, tokens
        self._client, self._secret = client, secret
        self._clock = clock or Time()
        self._lock = threading.Lock()
        self._token, self._ends = "", 0.0

    def search(self, search: Search, stop: Stop | None = None) -> Batch:
        """Companies in the radius, page after page; a failure after the first page keeps what came before it."""
        if not self._client or not self._secret:
            raise no_key(SERVICE.label)
        if not search.romes:
            raise Invalid(
                "no_rome",
                "« {service} » demande au moins un métier : choisissez un domaine ou un code ROME.",
                service=SERVICE.label,
            )
        rows, read = Rows(), 0
        for page in range(1, PAGES + 1):
            try:
                document = self._page(search, page, stop)
            except Failure as failure:
                if page == 1:
                    raise
                return rows.batch(cut=failure)
            items = document.get("items", [])
            read_items(rows, items)
            read += len(items)
            hits = reading.whole(document.get("hits"))  # it may give fewer rows a page than were wished
            if not items or (len(items) < PAGE if hits is None else read >= hits):
                return rows.batch()
        return rows.batch(
            (f"«\u00a0{SERVICE.label}\u00a0»\u00a0: seuls les {read} premiers résultats ont été lus.",)
        )

    def _page(self, search: Search, page: int, stop: Stop | None) -> Json:
        params = [
            *(("rome", code) for code in search.romes),
            ("latitude", f"{search.latitude:.6f}"),
            ("longitude", f"{search.longitude:.6f}"),
            ("distance", str(min(max(1, math.ceil(search.radius_km)), FARTHEST_KM))),
            ("page", str(page)),
            ("page_size", str(PAGE)),
        ]
        document = self._signed("/v2/recherche", params, stop)
        if document is None:
            return {}
        if not isinstance(document, dict) or not isinstance(document.get("items"), list):
            raise unavailable("bad_answer", SERVICE.label)
        return document

    def _signed(self, path: str, params: list[tuple[str, str]], stop: Stop | None) -> Any:
        """A call with the token; one that was withdrawn is fetched anew once. None: nothing found."""
        call = Call("GET", path, tuple(params), accept=frozenset({200, NOTHING}))
        token = self._fresh(stop)
        try:
            return self._line.ask(call.with_token(token), stop).document
        except Forbidden as failure:
            if failure.code != "key_refused":
                raise not_subscribed() from failure
        self._forget(token)
        try:
            return self._line.ask(call.with_token(self._fresh(stop)), stop).document
        except Forbidden as failure:
            raise Forbidden("key_refused", REFUSED, service=SERVICE.label) from failure

    def _fresh(self, stop: Stop | None) -> str:
        with self._lock:
            if not self._token or self._clock.now() >= self._ends:
                self._token, lasts = self._fetched(stop)
                self._ends = self._clock.now() + max(0.0, lasts - EARLY)
            return self._token

    def _forget(self, token: str) -> None:
        with self._lock:
            if self._token == token:
                self._token = ""

    def _fetched(self, stop: Stop | None) -> tuple[str, float]:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._client,
            "client_secret": self._secret,
            "scope": SCOPE,
        }
        try:
            answer = self._tokens.post_form(
                "/access_token", form, params=[("realm", "/partenaire")], stop=stop
            )
        except Invalid as failure:  # invalid_client, invalid_scope: a status 400 of the token's host
            raise Forbidden("key_refused", REFUSED, service=SERVICE.label) from failure
        told = answer.document if isinstance(answer.document, dict) else {}
        token, lasts = told.get("access_token"), reading.whole(told.get("expires_in"))
        if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token.strip():
            raise unavailable("bad_answer", SERVICE.label)
        return token, float(USUAL if lasts is None else lasts)


REFUSED = (
    "« {service} » refuse l’identifiant ou le secret : vérifiez-les dans Paramètres > Services externes."
)


def not_subscribed() -> Forbidden:
    """The account has not the right scope: a 403 without more."""
    return Forbidden(
        "not_subscribed",
        "« {service} » n’est pas ouvert à ce compte : abonnez l’application à « La Bonne Boîte v2 » chez France "
        "Travail.",
        service=SERVICE.label,
    )


def read_items(rows: Rows, items: list[Any]) -> None:
    """Adds the items of a page."""
    for item in objects(items):
        siret = rows.siret(item.get("siret"))
        if siret is not None:
            rows.add(_found(item, siret), item.get("company_name"), item.get("office_name"))


def _found(item: Json, siret: str) -> Found:
    location = part(item, "location")
    latitude, longitude = reading.place_of(location.get("lat"), location.get("lon"))
    potential = reading.degrees(item.get("hiring_potential"), 100.0)
    return Found(
        siret,
        reading.text(item, "office_name", "company_name", limit=500) or siret,
        NAME,
        latitude=latitude,
        longitude=longitude,
        postcode=reading.text(item, "postcode", limit=10),
        town=reading.text(item, "city", limit=100),
        naf=reading.naf(item, "naf"),
        signal=None if potential is None else f"Potentiel d’embauche\u00a0: {round(potential)}/100",
    )
