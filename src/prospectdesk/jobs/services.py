"""The public services that the program may ask (X-31 to X-33): which are on, how they are, and whether they answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from prospectdesk.commands.drafts import SaveSettings
from prospectdesk.domain.errors import Failure, Forbidden, Unavailable
from prospectdesk.domain.recruiting import Search
from prospectdesk.jobs.ports import ADDRESS, PORTS, check_address
from prospectdesk.ports import bonne_alternance, bonne_boite, geoplateforme, recherche_entreprises, sirene
from prospectdesk.ports.failures import offline, switched_off
from prospectdesk.ports.registers import Registers, Searching, Source, off

if TYPE_CHECKING:
    from prospectdesk.domain.register import Spot
    from prospectdesk.jobs.demo_register import DemoPlaces
    from prospectdesk.jobs.session import Session
    from prospectdesk.ports.line import Service
    from prospectdesk.ports.pace import Stop

OFF = "off"
READY, DOWN, OFFLINE, KEYLESS, REFUSED, UNASKED = "ready", "down", "offline", "keyless", "refused", "unasked"
"""How a service is: en ligne, en panne, hors ligne, without the key it wants, with one it refuses, not asked since
the program started; OFF where the user switched it off."""


@dataclass(frozen=True)
class Known:
    """One service of the settings page. `also` is a second address it needs (where it gives tokens)."""

    port: str
    service: Service
    also: Service | None = None

    @property
    def name(self) -> str:
        """What its settings are called by."""
        return self.service.name


SERVICES = (
    Known("registry", recherche_entreprises.SERVICE),
    Known("registry", sirene.SERVICE),
    Known("geocoding", geoplateforme.SERVICE),
    Known("lba", bonne_alternance.SERVICE),
    Known("lbb", bonne_boite.SERVICE, bonne_boite.TOKENS),
)
PROBE_NUMBER = "130025265"
"""A SIREN that every register knows: the State's own digital directorate."""
PROBE_PLACE = "Rennes"
PROBE_SEARCH = Search(48.1173, -1.6778, 1.0, ("M1805",))


@dataclass(frozen=True)
class Status:
    """How a service stands, for the settings page; `told` is the sentence of its last failure."""

    known: Known
    address: str
    also: str
    state: str
    told: Failure | None
    keys: tuple[str, ...]
    """The names of the keys that are kept; never the keys."""
    simulated: bool = False


def known(name: str) -> Known:
    """A service by its name."""
    return next(one for one in SERVICES if one.name == name)


def statuses(session: Session) -> list[Status]:
    """Every service in the order of the page; reads the keychain, so it runs in a lane."""
    return [_status(session, one) for one in SERVICES]


def _status(session: Session, one: Known) -> Status:
    ports = session.ports
    told = ports.heard.get(one.name)
    keys = tuple(name for name in one.service.secrets if ports.secret(one.service, name))
    if not ports.is_on(one.name):
        state = OFF
    elif ports.is_offline:
        state = OFFLINE
    elif len(keys) < len(one.service.secrets) and not ports.is_demo:
        state = KEYLESS
    elif told is not None:
        state = REFUSED if isinstance(told, Forbidden) and keys else DOWN
    else:
        state = READY if one.name in ports.heard or ports.is_demo else UNASKED
    also = "" if one.also is None else ports.address(one.also)
    return Status(one, ports.address(one.service), also, state, told, keys, ports.is_demo)


# settings ------------------------------------------------------------------------------------------
def switch(name: str, on: bool) -> SaveSettings:
    """The command that switches a service on or off."""
    return SaveSettings(values={f"{ADDRESS}{name}.off": None if on else True})


def move(name: str, typed: str) -> SaveSettings:
    """The command that sets an address by its name; an empty one is the service's own again. Raises Invalid."""
    every = [one for pair in SERVICES for one in (pair.service, pair.also) if one is not None]
    service = next(one for one in every if one.name == name)
    address = check_address(service, typed) if typed.strip() else service.url
    return SaveSettings(values={f"{ADDRESS}{service.name}.url": None if address == service.url else address})


def keep_key(session: Session, name: str, key: str, text: str) -> str:
    """Keeps a key of a service, an empty one forgets it; answers where it lies. Raises Invalid, Unavailable (disk)."""
    place = session.ports.keep_secrets(known(name).service, {key: text})
    forget(session, name)
    return place


def forget(session: Session, name: str) -> None:
    """Another key, another address: how the calls went before says nothing any more."""
    session.ports.heard.pop(name, None)


# what may be asked ----------------------------------------------------------------------------------
def why_not(session: Session, port: str) -> Failure | None:
    """Why nobody of a port is asked: « Hors ligne », or all switched off; None when somebody may be."""
    if session.ports.is_offline:
        return offline(PORTS[port])
    if not any(session.ports.is_on(one.name) for one in SERVICES if one.port == port):
        return switched_off(PORTS[port])
    return None


def registers(session: Session) -> Registers:
    """The registers that are on. Raises Unavailable: offline, all off, a simulated failure ("Registre indisponible")."""
    from prospectdesk.ports.registers import unavailable

    ports = session.ports
    if ports.is_offline:
        raise offline(PORTS["registry"])
    try:
        ports.require("registry")
    except Unavailable as failure:
        ports.note(recherche_entreprises.SERVICE.name, failure)
        raise unavailable(failure) from failure
    if ports.is_demo:
        from prospectdesk.jobs.demo_register import DemoRegister

        return Registers(DemoRegister(session.reader), note=ports.note)
    main: Searching | None = None
    insee: Source | None = None
    if ports.is_on(recherche_entreprises.SERVICE.name):
        main = recherche_entreprises.RechercheEntreprises(ports.line(recherche_entreprises.SERVICE))
    key = ports.secret(sirene.SERVICE, sirene.KEY)
    if key and ports.is_on(sirene.SERVICE.name):
        insee = sirene.Sirene(ports.line(sirene.SERVICE), key)
    if main is None and insee is None:
        raise off()
    return Registers(main, insee, ports.note)


def search_address(session: Session, text: str, limit: int, stop: Stop | None = None) -> list[Spot]:
    """Candidates of the address service; none offline or switched off. Raises Unavailable, Cancelled."""
    ports, name = session.ports, geoplateforme.SERVICE.name
    if ports.is_offline or not ports.is_on(name):
        return []
    try:
        ports.require("geocoding")
        found = _address_service(session).search(text, limit, stop)
    except Failure as failure:
        ports.note(name, failure)
        raise
    ports.note(name, None)
    return found


def _address_service(session: Session) -> DemoPlaces | geoplateforme.Geoplateforme:
    if session.ports.is_demo:
        from prospectdesk.jobs.demo_register import DemoPlaces

        return DemoPlaces(session.geocoder())
    return geoplateforme.Geoplateforme(session.ports.line(geoplateforme.SERVICE))


# trying one -----------------------------------------------------------------------------------------
def try_out(session: Session, name: str, stop: Stop | None = None) -> Failure | None:
    """Asks one service a question it can answer; None when it did. What it said is kept as its state."""
    one = known(name)
    failure: Failure | None = None
    try:
        session.ports.require(one.port)
        if not session.ports.is_demo:
            _probe(session, one, stop)
    except Failure as told:
        failure = told
    session.ports.note(name, failure)
    return failure


def _probe(session: Session, one: Known, stop: Stop | None) -> None:
    ports = session.ports
    if one.name == recherche_entreprises.SERVICE.name:
        recherche_entreprises.RechercheEntreprises(ports.line(one.service)).by_number(PROBE_NUMBER, stop)
    elif one.name == sirene.SERVICE.name:
        sirene.Sirene(ports.line(one.service), ports.secret(one.service, sirene.KEY)).by_number(
            PROBE_NUMBER, stop
        )
    elif one.name == geoplateforme.SERVICE.name:
        geoplateforme.Geoplateforme(ports.line(one.service)).search(PROBE_PLACE, 1, stop)
    else:
        ports.recruiters(one.port).search(PROBE_SEARCH, stop)
