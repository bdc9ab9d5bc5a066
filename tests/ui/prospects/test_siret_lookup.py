"""The SIRET completes the form: from the directory, from the register, and without either the form stays usable."""

from __future__ import annotations

from typing import Any

import pytest

from prospectdesk.commands.drafts import SaveSettings
from prospectdesk.queries import companies, register
from prospectdesk.ui.prospects.register_search import RegisterQuestion
from prospectdesk.ui.prospects.siret_lookup import SIREN_PAUSE_MS

MOREL, GUICHEN, UNKNOWN = "00010006500010", "00010010700010", "73282932000074"


@pytest.fixture
def typed(new_form: Any, qtbot: Any) -> Any:
    """`typed(number)` writes a SIRET and waits until the form has heard of it."""

    def type_it(number: str) -> Any:
        new_form.type("prospects.new.siret", "")
        new_form.type("prospects.new.siret", number)
        look = new_form.page.look_up
        new_form.page.form.left.emit("siret")
        qtbot.waitUntil(lambda: not look._pause.isActive(), timeout=5000)
        new_form.rest()
        return look

    return type_it


def said(new_form: Any) -> str:
    return str(new_form.find("prospects.new.siret.state").text()).replace("\u00a0", " ")


def switch(new_form: Any, **values: Any) -> None:
    new_form.session.bus.do(
        SaveSettings(values={name.replace("_", "."): value for name, value in values.items()})
    )


@pytest.mark.spec("X-31", "D-04", "X-24")
def test_a_siret_completes_the_form_and_nothing_stops_it(new_form: Any, typed: Any) -> None:
    value = new_form.page.form.value
    look = typed(MOREL)
    assert (value("raison_sociale"), value("code_postal"), value("ville")) == (
        "Ferronnerie Morel",
        "35000",
        "Rennes",
    )
    assert (look.mark.state, said(new_form)) == ("ok", "Complété depuis le registre.")
    new_form.type("prospects.new.ville", "Rennes Sud")
    new_form.type("prospects.new.siret", "000100107")
    assert look._pause.interval() == SIREN_PAUSE_MS, "five digits may follow"
    typed("000100107")  # a SIREN: the seat's SIRET stands there instead
    assert value("siret").replace("\u00a0", "") == GUICHEN
    assert (value("raison_sociale"), value("code_postal"), value("ville")) == (
        "Jardins de Guichen",
        "35580",
        "Rennes Sud",
    )
    look = typed("00010010700028")
    assert (look.mark.state, value("siret").replace("\u00a0", "")) == ("warn", "00010010700028")
    assert said(new_form).startswith(
        "Le registre connaît la société Jardins de Guichen, pas cet établissement"
    )
    look = typed(UNKNOWN)
    assert (look.mark.state, said(new_form)[:26]) == ("warn", "SIRET inconnu du registre ")
    assert (value("raison_sociale"), value("ville")) == ("", "Rennes Sud"), "the former company's values go"
    switch(new_form, demo_fail_registry=True)
    look = typed(GUICHEN)
    assert look.mark.state == "warn"
    assert said(new_form).startswith("Registre indisponible")
    switch(new_form, demo_fail_registry=None)
    new_form.press("prospects.new.siret.retry")
    assert (look.mark.state, value("raison_sociale")) == ("ok", "Jardins de Guichen")
    assert not look.retry.isVisible()
    switch(new_form, demo_fail_registry=None, offline=True)
    look = typed(UNKNOWN)
    assert look.mark.state == "off"
    assert said(new_form).endswith("La fiche sera à vérifier plus tard.")


@pytest.mark.spec("X-31", "D-04")
def test_what_the_register_said_is_stored_with_the_prospect(new_form: Any, typed: Any) -> None:
    look = typed(GUICHEN)
    new_form.type("prospects.new.ville", "Guichen Centre")
    for name, choice in (
        ("commercial_source", "ugo"),
        ("commercial_operationnel", "ugo"),
        ("source", "Salon"),
    ):
        new_form.pick(f"prospects.new.{name}", choice)
    new_form.press("prospects.new.save")
    company = new_form.window.opened[-1][1]["company"]
    head = new_form.query(companies.head, company)
    assert (head.name, head.siret, head.city) == ("Jardins de Guichen", GUICHEN, "Guichen Centre")
    standing = new_form.query(register.standing, company)
    assert (standing.to_check, standing.outcome, standing.source) == (False, "found", "demo")
    assert (said(new_form), look.mark.state) == ("", "")


@pytest.mark.spec("X-31")
def test_a_company_is_found_by_its_name(new_form: Any, qtbot: Any) -> None:
    new_form.type("prospects.new.raison_sociale", "ferronnerie")
    question = RegisterQuestion(new_form.page, new_form.desk, "ferronnerie", "35000")
    qtbot.addWidget(question)
    new_form.rest()
    assert [question.list.item(row).text()[:17] for row in range(question.list.count())] == [
        "Ferronnerie Morel"
    ]
    assert question.yes.isEnabled()
    new_form.page.look_up.take_over(question.unit())
    assert new_form.page.form.value("siret").replace("\u00a0", "") == MOREL
    assert new_form.page.form.value("raison_sociale") == "ferronnerie", "what was typed stays"
    question.name.setText("zz")
    assert not question.search.isEnabled()
    question.name.setText("zzzzzz")
    question.look()
    new_form.rest()
    assert question.list.count() == 0
    assert not question.yes.isEnabled()
