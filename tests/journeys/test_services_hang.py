"""Public services that never answer: the window works on, a long look-up is cancelled, closing waits for nobody."""

from __future__ import annotations

import pytest
from public_service import HANG, PublicService

from prospectdesk.commands.companies import CreateCompany
from prospectdesk.commands.drafts import SaveSettings
from prospectdesk.jobs import services

SIRETS = {"Danone": "55203253400646", "La Poste": "35600000000048"}


@pytest.fixture
def silent():
    """A service that takes every question and says nothing."""
    made = PublicService()
    for path in ("/recherche_entreprises/search", "/geoplateforme/search"):
        made.says("GET", path, HANG)
    yield made
    made.close()


@pytest.mark.spec("X-31", "F9", "P-18", "X-05")
def test_a_service_that_hangs_leaves_the_window_alive(start, fresh, silent):
    me = start(fresh)
    session = me.desk.session
    urls = {f"service.{one.name}.url": f"{silent.url}/{one.name}" for one in services.SERVICES}
    session.bus.do(SaveSettings(values=urls))
    for name, siret in SIRETS.items():
        me.desk.settled(session.bus.do(CreateCompany(
            raison_sociale=name, siret=siret, commercial_source="local", commercial_operationnel="local", source="Import",
        )))  # fmt: skip
    # the form: the look-up turns, the fields take what is typed, another number gives the first one up
    me.desk.open("prospects.new")
    me.see("prospects.new.siret").setText(SIRETS["Danone"])
    look = me.window.findChild(object, "prospects.new").look_up
    me.wait(lambda: look.mark.state == "busy" and len(silent.asked) == 1)
    me.see("prospects.new.raison_sociale").setText("Tapée pendant ce temps")
    me.see("prospects.new.siret").setText(SIRETS["La Poste"])
    me.wait(lambda: len(silent.asked) == 2)
    assert me.text("prospects.new.raison_sociale") == "Tapée pendant ce temps"
    # the list: asked one after the other, until Annuler
    me.desk.open("prospects")
    me.wait(lambda: me.sees("prospects.table") and me.see("prospects.table").model().rowCount() == 2)
    page = me.window.findChild(object, "prospects")
    page.model.ticked.put([row[0] for row in me.rows("SELECT id FROM company")], True)
    page.acts.complete()
    me.wait(lambda: len(silent.asked) == 3)
    me.wait(lambda: me.sees("status.progress.cancel"))
    me.see("status.progress.cancel").click()
    me.wait(lambda: "n’ont pas été demandées" in me.text("prospects.messages.text"))
    # closing waits for no answer
    me.desk.open("sheet", company=me.rows("SELECT id FROM company WHERE name = 'Danone'")[0][0])
    me.wait(lambda: me.sees("sheet.file.public.refresh"))
    me.see("sheet.file.public.refresh").click()
    me.wait(lambda: len(silent.asked) == 4)
    assert me.close() == 0
    assert me.bugs == []
