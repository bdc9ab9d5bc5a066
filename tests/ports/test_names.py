"""A look-up of a name that never answers is cut like a call that never answers (R9, F9)."""

from __future__ import annotations

import socket
import threading

import pytest
from public_service import Reply

from prospectdesk.domain.errors import Cancelled, Unavailable
from prospectdesk.net import names
from prospectdesk.ports.line import Limits
from prospectdesk.sync.client import Patience
from prospectdesk.sync.failures import Offline
from prospectdesk.sync.line import Line as CentreLine

pytestmark = pytest.mark.spec("R9", "F9")
QUICK = Limits(connect=0.2, silence=1.0, whole=2.0, tries=1, pause=0.01)


class Resolver:
    """The system's resolver: knows one name, never answers for « hangs »."""

    def __init__(self, monkeypatch):
        self.asked = []
        self.freed = threading.Event()
        self._real = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", self.look)

    def look(self, host, port, *args, **kwargs):
        self.asked.append(host)
        if host == "hangs.exemple.fr":
            self.freed.wait(30)
            raise socket.gaierror(-2, "Name or service not known")
        return self._real("127.0.0.1" if host == "known.exemple.fr" else host, port, *args, **kwargs)


@pytest.fixture
def resolver(monkeypatch):
    made = Resolver(monkeypatch)
    yield made
    made.freed.set()
    for thread in threading.enumerate():
        if thread.name == "look-up":
            thread.join(5)


def test_a_look_up_that_hangs_is_one_sentence_and_hangs_once(resolver, line_of):
    line = line_of(url="https://hangs.exemple.fr", limits=QUICK)
    for _turn in range(3):
        with pytest.raises(Unavailable, match="ne répond pas") as told:
            line.get("/a")
        assert told.value.code == "no_answer"
    assert resolver.asked == ["hangs.exemple.fr"], "those who ask again wait for the same answer"
    assert [one.name for one in threading.enumerate()].count("look-up") == 1


def test_a_look_up_that_hangs_ends_at_once_when_nobody_wants_it_any_more(resolver, line_of):
    stop = threading.Event()
    patient = Limits(connect=60.0, silence=60.0, whole=60.0, tries=1)
    line = line_of(url="https://hangs.exemple.fr", limits=patient)
    threading.Timer(0.2, stop.set).start()
    with pytest.raises(Cancelled):
        line.get("/a", stop=stop.is_set)
    assert not resolver.freed.is_set()


def test_the_line_to_the_centre_is_cut_too(resolver):
    line = CentreLine("https://hangs.exemple.fr", None, Patience(connect=0.2, silence=1.0, whole=2.0))
    with pytest.raises(Offline):
        line.exchange("GET", "/v1/state", {}, None)
    line.close()


def test_a_name_that_answers_is_reached_and_one_that_does_not_exist_is_told(service, resolver, line_of):
    service.says("GET", "/a", Reply({"ok": 1}))
    found = names.look_up("known.exemple.fr", 443, 5.0)
    assert found == ["127.0.0.1"]
    assert line_of(limits=QUICK).get("/a").document == {"ok": 1}
    resolver.freed.set()
    with pytest.raises(Unavailable, match="ne répond pas"):
        line_of(url="https://hangs.exemple.fr", limits=QUICK).get("/a")
