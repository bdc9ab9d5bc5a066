"""The ports of an open profile (X-31 to X-41): the real client of each, or the demonstration's double.

One place knows addresses, keys, the switch « Hors ligne » and the failures that a demonstration simulates; all of
them lie in the profile, so that the window and the command line see the same.
"""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Protocol

from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.recruiting import SOURCES, Batch, Search
from prospectdesk.queries.people import setting, settings
from prospectdesk.store.safe import service_safe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from prospectdesk.domain.errors import Failure
    from prospectdesk.ports.line import Limits, Line, Service
    from prospectdesk.ports.pace import Stop
    from prospectdesk.queries.reader import Reader
    from prospectdesk.store.connection import Connection
    from prospectdesk.store.profile import OpenProfile

PORTS = {
    "registry": "Registre des entreprises",
    **SOURCES,
    "geocoding": "Géocodage",
    "mailbox": "Messagerie",
    "tracking": "Suivi des messages",
    "finder": "Recherche d’adresses e-mail",
    "jira": "JIRA",
    "telephony": "Téléphonie",
    "feed": "Veille sur les entreprises",
    "assignments": "Fichier des affectations",
    "centre": "Service central",
}
"""Names of CLI.md, and what sentences call them."""
ASKED = ("registry", "lba", "lbb", "geocoding", "centre")
"""The ports that are built."""
OFFLINE = "offline"
"""The setting of « Hors ligne »."""
FAILING = "demo.fail."
"""Settings of the failures that a demonstration simulates begin so."""
ADDRESS = "service."
"""Settings of the addresses of services: `service.<name>.url`."""


NOT_ASKED = frozenset({"offline", "switched_off"})
"""Codes of failures that are the user's own choice."""


class Recruiters(Protocol):
    """A source of companies that recruit."""

    def search(self, search: Search, stop: Stop | None = None) -> Batch:
        """Companies in the radius."""


class Ports:
    """What the profile reaches outside of itself; threads may share it."""

    def __init__(self, reader: Reader, profile: OpenProfile) -> None:
        self._reader = reader
        self._safe = service_safe(profile)
        self._lock = threading.Lock()
        self.heard: dict[str, Failure | None] = {}
        """How the last call of each service went, since the program started: its failure, or None."""
        self._lines: dict[tuple[str, str], Line] = {}
        self._boite: tuple[tuple[str, ...], Recruiters] | None = None

    # switches ------------------------------------------------------------------------------
    @property
    def is_demo(self) -> bool:
        """Whether this is a demonstration: every port is simulated."""
        return self._reader.run(setting, "demo.advance") is not None

    @property
    def is_offline(self) -> bool:
        """Whether the user works offline on purpose."""
        return self._reader.run(setting, OFFLINE) is True

    def may_reach(self, port: str) -> bool:
        """Whether `port` may be asked now: no « Hors ligne », no simulated failure of it."""
        return not self.is_offline and not (
            self._reader.run(setting, FAILING + port) is True and self.is_demo
        )

    def require(self, port: str) -> None:
        """Raises Unavailable when `port` may not be asked now: « Hors ligne », or a simulated failure."""
        from prospectdesk.ports.failures import offline, unavailable

        if not self.may_reach(port):
            raise offline(PORTS[port]) if self.is_offline else unavailable("no_answer", PORTS[port])

    def is_on(self, name: str) -> bool:
        """Whether the user lets a service be asked."""
        return self._reader.run(setting, f"{ADDRESS}{name}.off") is not True

    def note(self, name: str, failure: Failure | None) -> None:
        """Remembers how a call of a service went; that it was not asked at all says nothing of it."""
        if failure is None or failure.code not in NOT_ASKED:
            self.heard[name] = failure

    # services ------------------------------------------------------------------------------
    def address(self, service: Service) -> str:
        """The address of a service: what was set, else its own."""
        found = self._reader.run(setting, f"{ADDRESS}{service.name}.url")
        return found if isinstance(found, str) and found.strip() else service.url

    def line(self, service: Service, limits: Limits | None = None) -> Line:
        """The line to a service at its present address; all who ask share its pace. Raises Invalid (address)."""
        from prospectdesk.ports.line import Line

        key = (service.name, self.address(service))
        with self._lock:
            if key not in self._lines:
                self._lines[key] = Line(service, key[1], limits=limits)
            return self._lines[key]

    def secret(self, service: Service, name: str) -> str:
        """One of the keys of a service; empty when none was given."""
        return self._kept().get(f"{service.name}.{name}", "")

    def keep_secrets(self, service: Service, given: Mapping[str, str]) -> str:
        """Keeps keys of a service, an empty one is forgotten; answers where: keychain, sealed, plain or none.

        Raises Invalid (a key that holds what no key holds), Unavailable (disk).
        """
        kept = self._kept()
        for name, value in given.items():
            text = value.strip()
            if not text.isascii() or not text.isprintable():
                raise Invalid("bad_key", "Cette clé contient un caractère qu’aucune clé ne contient.")
            kept[f"{service.name}.{name}"] = text
        left = {name: text for name, text in kept.items() if text}
        if left:
            self._safe.keep(json.dumps(left))
        else:
            self._safe.forget()
        return self._safe.place

    # ports ---------------------------------------------------------------------------------
    def recruiters(self, port: str) -> Recruiters:
        """A source of SOURCES. Raises Unavailable (offline, simulated failure, switched off), Invalid (address)."""
        from prospectdesk.ports.failures import switched_off

        self.require(port)
        if not self.is_on(port):
            raise switched_off(PORTS[port])
        if self.is_demo:
            from prospectdesk.ports.demo_recruiters import DemoRecruiters

            return DemoRecruiters(port)
        return self._alternance() if port == "lba" else self._bonne_boite()

    def _alternance(self) -> Recruiters:
        from prospectdesk.ports import bonne_alternance as lba

        return lba.BonneAlternance(self.line(lba.SERVICE), self.secret(lba.SERVICE, lba.TOKEN))

    def _bonne_boite(self) -> Recruiters:
        """The same client while nothing changes: it holds the token."""
        from prospectdesk.ports import bonne_boite as lbb

        names = (self.secret(lbb.SERVICE, lbb.CLIENT), self.secret(lbb.SERVICE, lbb.SECRET))
        key = (*names, self.address(lbb.SERVICE), self.address(lbb.TOKENS))
        with self._lock:
            made = self._boite
        if made is None or made[0] != key:
            made = key, lbb.BonneBoite(self.line(lbb.SERVICE), self.line(lbb.TOKENS), *names)
            with self._lock:
                self._boite = made
        return made[1]

    def close(self) -> None:
        """Closes the sockets."""
        with self._lock:
            lines, self._lines, self._boite = list(self._lines.values()), {}, None
        for line in lines:
            line.close()

    def _kept(self) -> dict[str, str]:
        try:
            found = json.loads(self._safe.read() or "{}")
        except ValueError:
            found = {}
        if not isinstance(found, dict):
            return {}
        return {str(name): text for name, text in found.items() if isinstance(text, str)}


def check_address(service: Service, typed: str) -> str:
    """The address of a service as it is kept in the settings. Raises Invalid: none, or not https."""
    from prospectdesk.ports.line import Line

    return Line(service, typed).address.text


def must_be_known(port: str) -> str:
    """The name of a port. Raises Invalid."""
    if port not in PORTS:
        raise Invalid(
            "unknown_port",
            "Port inconnu : « {port} ». Ports : {known}.",
            port=port[:40],
            known=", ".join(PORTS),
        )
    return port


def failing_ports(conn: Connection) -> frozenset[str]:
    """The ports that a demonstration lets fail; for a reader."""
    return frozenset(key.removeprefix(FAILING) for key, on in settings(conn, FAILING).items() if on is True)
