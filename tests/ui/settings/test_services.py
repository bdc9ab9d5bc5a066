"""Services externes: state, address, keys that are never shown, the switch and « Tester » of each service."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QLineEdit

from prospectdesk.commands.drafts import SaveSettings
from prospectdesk.jobs import services
from prospectdesk.ui.settings.services import NAME, ServicesPage

SERVICES = ("recherche_entreprises", "sirene", "geoplateforme", "lba", "lbb")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def result(clerk: Any, name: str) -> str:
    return plain(clerk.find(f"{NAME}.{name}.result").text())


def switch(clerk: Any, **values: Any) -> None:
    clerk.desk.session.bus.do(
        SaveSettings(values={name.replace("_", "."): value for name, value in values.items()})
    )
    clerk.find(NAME).refresh()
    clerk.rest()


@pytest.mark.spec("X-25", "X-31", "X-32", "X-33", "X-05")
def test_every_service_is_set_tried_and_switched_off(clerk: Any) -> None:
    page = clerk.show(ServicesPage(clerk.desk))
    assert tuple(page.cards) == SERVICES
    assert {page.cards[name].pill.text() for name in SERVICES} == {"En ligne"}
    clerk.press(f"{NAME}.geoplateforme.test")
    assert result(clerk, "geoplateforme") == "Le service répond."
    # a failure is one sentence and the state « En panne »
    switch(clerk, demo_fail_registry=True)
    clerk.press(f"{NAME}.sirene.test")
    assert result(clerk, "sirene").startswith("« Registre des entreprises » ne répond pas")
    assert page.cards["sirene"].pill.text() == "En panne"
    switch(clerk, demo_fail_registry=None)
    clerk.press(f"{NAME}.sirene.test")
    assert page.cards["sirene"].pill.text() == "En ligne"
    # keys go away from the screen at once
    field: QLineEdit = clerk.find(f"{NAME}.lba.key.token", QLineEdit)
    assert field.echoMode() is QLineEdit.EchoMode.Password
    assert clerk.find(f"{NAME}.lba.key.token.save").toolTip()
    field.setText("un-jeton-secret")
    clerk.press(f"{NAME}.lba.key.token.save")
    assert (field.text(), field.placeholderText()) == ("", "Clé enregistrée")
    assert "ne sera plus affichée" in result(clerk, "lba")
    assert clerk.desk.session.ports.secret(services.known("lba").service, "token") == "un-jeton-secret"
    clerk.press(f"{NAME}.lba.key.token.clear")
    assert field.placeholderText() == "Aucune clé"


@pytest.mark.spec("X-25", "X-31", "X-05")
def test_addresses_are_checked_and_a_service_may_be_switched_off(clerk: Any) -> None:
    page = clerk.show(ServicesPage(clerk.desk))
    address: QLineEdit = clerk.find(f"{NAME}.lbb.address", QLineEdit)
    address.setText("http://exemple.fr")
    address.editingFinished.emit()
    clerk.rest()
    assert address.property("invalid") == "true"
    assert "https://" in result(clerk, "lbb")
    address.setText("https://exemple.fr/lbb/")
    address.editingFinished.emit()
    clerk.rest()
    assert (address.text(), address.property("invalid")) == ("https://exemple.fr/lbb", "false")
    clerk.press(f"{NAME}.lbb.on")
    assert page.cards["lbb"].pill.text() == "Désactivé"
    assert clerk.find(f"{NAME}.lbb.test").toolTip() == "Activez d’abord ce service."
    assert not clerk.desk.session.ports.is_on("lbb")
    switch(clerk, offline=True)
    assert page.cards["lba"].pill.text() == "Hors ligne"
    assert plain(clerk.find(f"{NAME}.lba.test").toolTip()).startswith("Connexion nécessaire")
