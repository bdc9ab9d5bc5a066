"""« Nouveau prospect » and the Fiche: what is mandatory, what history tells, what is typed counts (A-D1)."""

import pytest

FIELD = "prospects.new"
MANDATORY = ("commercial_source", "commercial_operationnel", "source")
COUNT = "SELECT count(*) FROM company WHERE name = 'Test SARL'"


@pytest.mark.spec("A-D1", "D-04", "D-16")
def test_a_prospect_without_its_people_and_source_is_not_stored(ugo):
    ugo.click("rail.prospects")
    ugo.click("prospects.new")
    ugo.fill(f"{FIELD}.raison_sociale", "Test SARL")
    ugo.click(f"{FIELD}.save")
    for name in MANDATORY:
        assert ugo.see(f"{FIELD}.{name}").property("invalid") == "true"
        assert "obligatoire" in ugo.text(f"{FIELD}.{name}.error")
    assert ugo.see(f"{FIELD}.raison_sociale").property("invalid") != "true"
    assert ugo.rows(COUNT) == [(0,)]

    ugo.choose(f"{FIELD}.commercial_source", "Ugo Martin")
    ugo.choose(f"{FIELD}.commercial_operationnel", "Ugo Martin")
    ugo.choose(f"{FIELD}.source", "Salon")
    ugo.click(f"{FIELD}.save")
    ugo.wait(lambda: ugo.sees("sheet.name") and ugo.text("sheet.name") == "Test SARL")
    assert ugo.rows(COUNT) == [(1,)]
    ugo.click("sheet.tabs.history")
    ugo.wait(lambda: ugo.sees("sheet.history.table"))
    told = [" · ".join(row) for row in ugo.cells("sheet.history.table")]
    assert any("Ugo Martin" in line and "Création" in line for line in told), told
    assert any("Test SARL" in line for line in told), told


@pytest.mark.spec("D-13")
def test_what_is_typed_in_the_fiche_is_kept_when_the_tick_closes_it(ugo):
    ugo.open_by_search("cycles", "Cycles Le Goff")
    ugo.click("sheet.file.informations.edit")
    ugo.fill("sheet.file.raison_sociale", "Cycles Le Goff et fils")
    ugo.click("sheet.file.informations.edit")
    ugo.wait(lambda: ugo.text("sheet.name") == "Cycles Le Goff et fils")
    assert ugo.text("sheet.file.raison_sociale.value") == "Cycles Le Goff et fils"
