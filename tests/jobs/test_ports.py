"""Switches, addresses and keys of what a profile reaches outside of itself (X-25, X-29, R9)."""

from __future__ import annotations

from datetime import datetime

import pytest

from prospectdesk.commands.drafts import SaveSettings
from prospectdesk.domain.clock import Clock
from prospectdesk.domain.errors import Invalid, Unavailable
from prospectdesk.jobs import demo
from prospectdesk.jobs.ports import PORTS, check_address
from prospectdesk.jobs.rounds.sync import sync_once
from prospectdesk.jobs.session import Opening, open_session
from prospectdesk.ports import bonne_alternance as lba
from prospectdesk.sync.client import Client, Clocks
from prospectdesk.sync.failures import Offline


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    made = open_session(
        Opening(demo=True, data_dir=tmp_path_factory.mktemp("demo"), now=datetime(2026, 11, 23, 9))
    )
    yield made
    made.close()


@pytest.mark.spec("X-29")
def test_a_simulated_failure_and_offline_keep_a_port_from_being_asked(session):
    for port in PORTS:
        demo.act(session, "fail", [port, "on"])
        with pytest.raises(Unavailable, match="ne répond pas"):
            session.ports.require(port)
        demo.act(session, "fail", [port, "off"])
        session.ports.require(port)
    demo.act(session, "offline", ["on"])
    with pytest.raises(Unavailable, match="Connexion nécessaire"):
        session.ports.require("lba")
    demo.act(session, "offline", ["off"])


@pytest.mark.spec("X-29", "X-41")
def test_a_failure_of_the_centre_is_one_of_the_sync(session):
    demo.act(session, "fail", ["centre", "on"])
    client = Client("http://127.0.0.1:9", Clocks(now_ms=Clock().now_ms))
    with pytest.raises(Offline, match="service central ne répond pas"):
        sync_once(session, client)
    demo.act(session, "fail", ["centre", "off"])


@pytest.mark.spec("R9", "T17")
def test_the_address_of_a_service_is_a_setting_and_never_unprotected(session):
    assert session.ports.address(lba.SERVICE) == lba.SERVICE.url
    session.bus.do(SaveSettings(values={"service.lba.url": "https://essai.exemple.fr/api"}))
    line = session.ports.line(lba.SERVICE)
    assert line.address.text == "https://essai.exemple.fr/api"
    assert session.ports.line(lba.SERVICE) is line  # one pace for all who ask
    session.bus.do(SaveSettings(values={"service.lba.url": None}))
    assert session.ports.line(lba.SERVICE) is not line
    for typed in ("http://essai.exemple.fr", "essai", "file:///etc/passwd"):
        with pytest.raises(Invalid):
            check_address(lba.SERVICE, typed)


@pytest.mark.spec("X-25")
def test_a_key_that_is_emptied_is_forgotten(session, keychain):
    ports = session.ports
    assert ports.keep_secrets(lba.SERVICE, {"token": "  un-jeton "}) == "keychain"
    assert ports.secret(lba.SERVICE, "token") == "un-jeton"
    assert ports.keep_secrets(lba.SERVICE, {"token": ""}) == "none"
    assert (ports.secret(lba.SERVICE, "token"), keychain.kept) == ("", {})
