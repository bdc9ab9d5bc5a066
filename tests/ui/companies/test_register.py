"""The public block asks the register: the badge of an unchecked company, what changed, a failure that changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from prospectdesk.commands.companies import CreateCompany, EditCompany
from prospectdesk.commands.drafts import SaveSettings
from prospectdesk.commands.register_facts import TakeRegisterFacts
from prospectdesk.domain.register import Unit

GUICHEN, TANGUY = "000100107", "000100024"
REFRESH, CHANGES = "sheet.file.public.refresh", "sheet.file.public.changes"


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def switch(sheet: Any, **values: Any) -> None:
    sheet.session.bus.do(
        SaveSettings(values={name.replace("_", "."): value for name, value in values.items()})
    )


@pytest.mark.spec("X-31", "X-24", "C-04")
def test_an_unchecked_company_is_refreshed_from_its_sheet(sheet: Any) -> None:
    sheet.do(
        CreateCompany(raison_sociale="Jardins", siret="00010010700010", commercial_source="ugo", commercial_operationnel="ugo",
                      source="Salon", forme_juridique="SARL")
    )  # fmt: skip
    sheet.open(GUICHEN)
    badge = sheet.find("sheet.to_check")
    assert badge.isVisible()
    assert plain(sheet.find("sheet.file.public.asked").text()).startswith("A vérifier")
    switch(sheet, demo_fail_registry=True)
    sheet.press(REFRESH)
    assert plain(sheet.find(CHANGES).text()).startswith("Registre indisponible")
    assert badge.isVisible()
    switch(sheet, demo_fail_registry=None)
    sheet.press(REFRESH)
    assert "Raison sociale : Jardins → Jardins de Guichen" in plain(sheet.find(CHANGES).text())
    assert not badge.isVisible()
    assert (
        plain(sheet.find("sheet.file.public.asked").text())
        == "Registre de démonstration, interrogé le 23/11/2026."
    )
    sheet.press(REFRESH)
    assert "rien n’a changé" in sheet.find(CHANGES).text()


@pytest.mark.spec("X-31", "C-04")
def test_every_public_value_says_where_it_comes_from(sheet: Any) -> None:
    unit = Unit(siren=TANGUY, source="sirene", name="Boulangerie Tanguy", legal_form="5499", closed_on=20_000, open=False,
                updated_on=20_700)  # fmt: skip
    sheet.do(TakeRegisterFacts(unit=unit))
    sheet.open(TANGUY)
    tip = plain(sheet.find("sheet.file.public.legal_form").toolTip())
    assert tip == "Source : Sirene, daté du 04/09/2026, lu le 23/11/2026"
    assert plain(sheet.find("sheet.file.raison_sociale.value").toolTip()) == tip
    sheet.do(EditCompany(company=sheet.company(TANGUY), raison_sociale="Tanguy"))
    tip = plain(sheet.find("sheet.file.raison_sociale.value").toolTip())
    assert tip == "Valeur de votre équipe : elle reste. Le registre dit « Boulangerie Tanguy »."
    assert sheet.find("sheet.closed").isVisible()
    assert not sheet.find("sheet.withheld").isVisible()
    sheet.do(TakeRegisterFacts(unit=Unit(siren=TANGUY, source="sirene", public=False)))
    assert sheet.find("sheet.withheld").isVisible()
    assert sheet.find("sheet.withheld").toolTip()
