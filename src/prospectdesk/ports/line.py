"""The one line to a public service: its pace, limits and retries; every failure is one French sentence.

R9: https with certificate check (http on this machine only), redirects to the same host only, answers up to
10 MB and 10 s. httpx is loaded at the first call. Keys go into headers or forms and nowhere else.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from prospectdesk import __version__
from prospectdesk.domain.addresses import read_address
from prospectdesk.domain.errors import Cancelled, Failure
from prospectdesk.ports import failures
from prospectdesk.ports.pace import Pace, Stop, Time

if TYPE_CHECKING:
    from prospectdesk.ports.exchange import Exchange

USER_AGENT = f"ProspectDesk/{__version__} (logiciel de prospection commerciale)"
BUSY = frozenset({419, 429})
LONGEST_HOLD = 3600.0
"""Seconds a service can keep us from asking it."""
FAULTS = frozenset({500, 502, 503, 504})
_PUBLIC = frozenset({"Accept", "grant_type", "scope"})
"""Headers and fields of a form that are no secret."""
_SHORTEST_SECRET = 4
Params = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Service:
    """A public service: `label` is what sentences call it, `calls` per `seconds` what it allows.

    `secrets` are the names of what it wants to know us by.
    """

    name: str
    label: str
    url: str
    calls: int
    seconds: float = 1.0
    secrets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Limits:
    """Seconds to connect, without progress, for a whole answer; bytes of an answer; tries of a call.

    `pause` is the first wait before another try where the service names none, `patience` the longest wait
    of all tries together that is granted to a service instead of telling the user.
    """

    connect: float = 5.0
    silence: float = 10.0
    whole: float = 10.0
    longest: int = 10 << 20
    tries: int = 3
    pause: float = 1.0
    patience: float = 65.0


@dataclass(frozen=True)
class Answer:
    """What a service said: the status, and the JSON value (None without a body)."""

    status: int
    document: Any


@dataclass(frozen=True)
class Call:
    """One question; `accept` are the statuses that are answers and no failures.

    `file` is a field name with the bytes of a CSV, sent with `fields`; its answer is a CSV too, as text.
    The answer to a `raw` one is its bytes as they came.
    """

    verb: str
    path: str
    params: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    json: Any = None
    file: tuple[str, bytes] | None = None
    fields: Mapping[str, list[str]] = field(default_factory=dict)
    accept: frozenset[int] = frozenset({200})
    raw: bool = False

    @property
    def private(self) -> list[str]:
        """The keys and tokens that go along, the longest first: no message may hold one."""
        told = [
            value
            for name, value in (*self.headers.items(), *(self.form or {}).items())
            if name not in _PUBLIC
        ]
        parts = {part for value in told for part in (value, *value.split()) if part != "Bearer"}
        return sorted((one for one in parts if len(one) >= _SHORTEST_SECRET), key=len, reverse=True)

    @property
    def is_repeatable(self) -> bool:
        """Whether a second try cannot do anything twice."""
        return self.verb == "GET" or self.form is not None or self.file is not None

    def with_token(self, token: str) -> Call:
        """The same question with a token of OAuth."""
        return replace(self, headers={**self.headers, "Authorization": f"Bearer {token}"})


class Line:
    """Calls to one service; threads may share it. Raises what ports.failures makes, and Cancelled."""

    def __init__(
        self,
        service: Service,
        url: str = "",
        *,
        limits: Limits | None = None,
        pace: Pace | None = None,
        clock: Time | None = None,
    ) -> None:
        """`url` replaces the service's own address. Raises Invalid: no address, or not https."""
        self.service = service
        self.limits = limits or Limits()
        self._clock = clock or Time()
        self._pace = pace or Pace(service.calls, service.seconds, self._clock)
        self._lock = threading.Lock()
        self._exchange: Exchange | None = None
        address = read_address(url or service.url)
        if address is None:
            raise failures.bad_address(service.label, url)
        if not address.is_safe:
            raise failures.not_https(service.label)
        self.address = address

    def get(
        self,
        path: str,
        params: Params = (),
        *,
        headers: Mapping[str, str] | None = None,
        accept: Iterable[int] = (200,),
        stop: Stop | None = None,
    ) -> Answer:
        """Asks; `params` may repeat a name."""
        return self.ask(Call("GET", path, tuple(params), headers or {}, accept=frozenset(accept)), stop)

    def post_form(
        self, path: str, form: Mapping[str, str], *, params: Params = (), stop: Stop | None = None
    ) -> Answer:
        """Sends a form that only asks (a token, a long query): it may be sent again."""
        return self.ask(Call("POST", path, tuple(params), form=form), stop)

    def post_json(
        self, path: str, body: Any, *, headers: Mapping[str, str] | None = None, stop: Stop | None = None
    ) -> Answer:
        """Sends a JSON document once; only a refusal for too many calls is tried again."""
        return self.ask(Call("POST", path, headers=headers or {}, json=body), stop)

    def post_file(
        self,
        path: str,
        name: str,
        data: bytes,
        fields: Mapping[str, list[str]],
        *,
        stop: Stop | None = None,
    ) -> str:
        """Sends a CSV that only asks, with form fields beside it; answers the CSV that comes back."""
        answer = self.ask(Call("POST", path, file=(name, data), fields=fields), stop)
        return answer.document if isinstance(answer.document, str) else ""

    def ask(self, call: Call, stop: Stop | None = None) -> Answer:
        """One question with its tries."""
        patience = self.limits.patience
        for left in reversed(range(self.limits.tries)):
            if (held := self._pace.held) > patience:
                raise failures.busy(self.service.label, held)
            try:
                with self._pace.turn(stop):
                    status, document, wait = self._opened().carry_out(call, stop)
            except Failure as failure:
                if failure.code != "broken" or not left or not call.is_repeatable:
                    raise
                status, document, wait = 0, None, 0.0
            if status in call.accept:
                return Answer(status, document)
            again = status in BUSY or (call.is_repeatable and status in FAULTS | {0})
            wait = wait or self._own_wait(status, left)
            if status in BUSY:
                self._pace.hold(min(wait, LONGEST_HOLD))
            if not again or not left or wait > patience:
                raise self._failure(call, status, document, wait)
            patience -= wait
            self._clock.wait_until(self._clock.now() + wait, stop)
        raise Cancelled  # no try was allowed

    def _own_wait(self, status: int, left: int) -> float:
        """Seconds before another try where the service names none: what it counts in, when it counts in minutes."""
        wait = self.limits.pause * (1 << self.limits.tries - 1 - left)
        is_slow = status in BUSY and self.service.seconds > 1
        return max(wait, self.service.seconds + 1) if is_slow else wait

    def _failure(self, call: Call, status: int, document: Any, wait: float) -> Failure:
        keyed = bool(self.service.secrets)
        label, private = self.service.label, call.private
        return failures.of_status(label, status, document, wait, keyed=keyed, private=private)

    def close(self) -> None:
        """Closes the sockets; a later call opens new ones."""
        with self._lock:
            made, self._exchange = self._exchange, None
        if made is not None:
            made.close()

    def _opened(self) -> Exchange:
        with self._lock:
            if self._exchange is None:
                from prospectdesk.ports.exchange import Exchange  # late: httpx

                self._exchange = Exchange(self.address, self.service.label, self.limits)
            return self._exchange
