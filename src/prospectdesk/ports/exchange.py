"""One question and its answer over httpx: sizes, times and redirects held, errors of the network as sentences."""

from __future__ import annotations

import functools
import math
import ssl
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from prospectdesk.domain.addresses import Address
from prospectdesk.domain.errors import Cancelled, Unavailable
from prospectdesk.net import body
from prospectdesk.net.sockets import BadProxy, opened
from prospectdesk.net.trust import is_untrusted, trust
from prospectdesk.net.watchdog import Kennel, Watchdog
from prospectdesk.ports.failures import unavailable
from prospectdesk.ports.line import USER_AGENT, Call, Limits
from prospectdesk.ports.pace import Stop

REDIRECTS = 3


class Exchange:
    """The sockets of one line."""

    def __init__(self, address: Address, label: str, limits: Limits) -> None:
        self._base = address.text
        self._label, self._limits = label, limits
        self._kennel = Kennel()
        try:
            self._client = opened(
                trusted=_believed(), here=address.is_here, connect=limits.connect, silence=limits.silence, kept=5.0,
                headers={"User-Agent": USER_AGENT, "Accept": "application/json", "Accept-Encoding": "gzip"},
            )  # fmt: skip
        except BadProxy as error:
            raise unavailable("proxy", label) from error

    def close(self) -> None:
        """Closes the sockets."""
        self._client.close()

    def carry_out(self, call: Call, stop: Stop | None) -> tuple[int, Any, float]:
        """Status, JSON value (None without a body) and the seconds the service asks to wait (0: none named).

        A status that is no answer to `call` may come with any body. Raises Unavailable, Cancelled.
        """
        with Watchdog(self._limits.whole, self._kennel, stop) as dog:
            try:
                answer = self._sent(self._request(call), call, dog)
                failure = None
            except (httpx.HTTPError, httpx.InvalidURL, body.Unreadable, body.TooLong, RuntimeError) as error:
                if isinstance(error, RuntimeError) and not self._client.is_closed:
                    raise
                answer, failure = None, error
        if stop is not None and stop():
            raise Cancelled from failure
        if answer is None or dog.bitten:  # a bitten answer without a length looks like a whole one
            raise self._failure(failure, bitten=dog.bitten) from failure
        return answer

    def _request(self, call: Call) -> httpx.Request:
        return self._client.build_request(
            call.verb,
            self._base + call.path,
            params=[(name, _sendable(value)) for name, value in call.params] or None,
            headers=dict(call.headers),
            data=dict(call.form) if call.form is not None else dict(call.fields) or None,
            json=call.json,
            files=None if call.file is None else {call.file[0]: ("adresses.csv", call.file[1], "text/csv")},
        )

    def _sent(self, request: httpx.Request, call: Call, dog: Watchdog) -> tuple[int, Any, float]:
        for _turn in range(REDIRECTS + 1):
            request.extensions["trace"] = dog.trace
            response = self._client.send(request, stream=True)
            try:
                dog.watch(response)
                if response.next_request is None:
                    return self._read(response, call)
                if call.verb != "GET" or not _same_host(request.url, response.next_request.url):
                    break
                request = response.next_request
            finally:
                response.close()
        raise unavailable("redirected", self._label)

    def _read(self, response: httpx.Response, call: Call) -> tuple[int, Any, float]:
        status = response.status_code
        data = body.read(response, self._limits.longest)
        document: Any = None
        if status in call.accept and call.raw:
            document = data
        elif status in call.accept and call.file is not None:
            document = body.plain(data)
        elif status in call.accept:
            document = body.document(data) if data.strip() else None
        else:
            with suppress(body.Unreadable):
                document = body.document(data)
        return status, document, _asked_wait(response.headers)

    def _failure(self, error: Exception | None, *, bitten: bool) -> Unavailable:
        if bitten or isinstance(error, httpx.ReadTimeout | httpx.WriteTimeout | httpx.PoolTimeout):
            return unavailable("slow", self._label)
        if isinstance(error, body.TooLong):
            return unavailable("too_long", self._label)
        if isinstance(error, body.Unreadable | httpx.InvalidURL | httpx.DecodingError):
            return unavailable("bad_answer", self._label)
        if error is not None and is_untrusted(error):
            return unavailable("certificate", self._label)
        if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError):
            return unavailable("no_answer", self._label)
        return unavailable("broken", self._label)


def _sendable(text: str) -> str:
    """Half characters, which a text field may hold, cannot be sent."""
    return text.encode("utf-8", "ignore").decode("utf-8")


@functools.cache
def _believed() -> ssl.SSLContext:
    """The system's authorities, read once: it takes as long as a call."""
    return trust()


def _same_host(here: httpx.URL, there: httpx.URL) -> bool:
    return (here.scheme, here.host, here.port) == (there.scheme, there.host, there.port)


def _asked_wait(headers: httpx.Headers) -> float:
    """Seconds of Retry-After, a number or a date; 0 for none or a strange one."""
    told = headers.get("Retry-After", "").strip()
    with suppress(ValueError, TypeError, OverflowError):
        if told.replace(".", "", 1).isdigit():
            seconds = float(told)
        else:
            seconds = (
                parsedate_to_datetime(told) - parsedate_to_datetime(headers.get("Date", ""))
            ).total_seconds()
        if math.isfinite(seconds):
            return max(0.0, seconds)
    return 0.0
