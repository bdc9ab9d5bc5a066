"""Devices and passwords, which exist only at a centre: through the widgets and a real service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from centre import Centre
from served import Service

from prospectdesk.commands.catalogues import SaveCatalogueEntry
from prospectdesk.commands.people import EditUser
from prospectdesk.domain.errors import Invalid
from prospectdesk.jobs.opening import Opening
from prospectdesk.jobs.rounds.sync import sync_once
from prospectdesk.jobs.session import Session, open_session
from prospectdesk.jobs.sign_in import client_of, sign_in
from prospectdesk.queries.administration import lines, members
from prospectdesk.ui.settings.administration import AdministrationPage
from prospectdesk.ui.settings.users import UsersPage

pytestmark = [
    pytest.mark.pg,
    pytest.mark.usefixtures("session"),
]  # before the loop runs: the centre starts loops
DEVICES, USERS = "settings.administration.devices", "settings.users"


@pytest.fixture
def team(centre: Centre, service: Service) -> Service:
    """The workspace « Ouest » with the administrator claire and the user rachid."""
    workspace = centre.workspace("Ouest")
    for login, licence in (("claire", "administrateur"), ("rachid", "utilisateur")):
        service.account(centre.person(workspace, licence, login))
    return service


@pytest.fixture
def session(team: Service, tmp_path: Path) -> Iterator[Session]:
    """A profile of claire's, signed in and synchronised."""
    made = open_session(Opening(data_dir=tmp_path / "claire", encryption=False))
    sign_in(made, team.url, "claire", "demo")
    synchronise(made)
    yield made
    made.close()


def synchronise(session: Session) -> None:
    """One complete sync."""
    client = client_of(session)
    try:
        sync_once(session, client)
    finally:
        client.close()


@pytest.mark.spec("X-04", "X-05")
def test_a_lost_device_is_revoked_after_a_question(clerk, team):
    lost = team.signed("rachid", device_name="Portable de Rachid")
    clerk.show(AdministrationPage(clerk.desk))
    clerk.press("settings.administration.list.devices")
    here = next(row for row in clerk.find(f"{DEVICES}.list").entries.rows if row.pill == "Cet appareil")
    clerk.pick(DEVICES, here.title)
    assert clerk.find(f"{DEVICES}.revoke").toolTip() == "C’est l’appareil sur lequel vous travaillez."
    clerk.pick(DEVICES, "Portable de Rachid")
    assert "rachid" in clerk.row(DEVICES, "Portable de Rachid").under.lower()
    clerk.press(f"{DEVICES}.revoke", asks=True)
    clerk.answer("ask.no")
    assert lost.ask("GET", "/v1/devices").status_code == 200
    clerk.press(f"{DEVICES}.revoke", asks=True)
    clerk.picture("revoke")
    assert "ne peut pas revenir en arrière" in clerk.answer("ask.yes")
    assert clerk.row(DEVICES, "Portable de Rachid").pill == "Révoqué"
    clerk.picture("devices")
    assert clerk.find(f"{DEVICES}.revoke").toolTip() == "Cet appareil est déjà révoqué."
    answer = lost.ask("GET", "/v1/devices")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "wipe")


@pytest.mark.spec("X-04", "X-25")
def test_a_new_user_gets_a_password_and_it_may_be_changed(clerk, team):
    clerk.show(UsersPage(clerk.desk))
    clerk.form(f"{USERS}.add")
    clerk.fill(name="Zoé", login="zoe", password="un mot de passe", again="un autre")
    assert clerk.save_in_vain() == "Les deux mots de passe ne sont pas les mêmes."
    clerk.fill(again="un mot de passe")
    clerk.save()
    assert "Zoé" in clerk.rows(USERS)
    assert team.sign_in("zoe", "un mot de passe").status_code == 200
    clerk.pick(USERS, "Zoé")
    clerk.form(f"{USERS}.password")
    clerk.fill(password="bien plus long", again="bien plus long")
    clerk.picture("password")
    clerk.save()
    assert team.sign_in("zoe", "bien plus long").status_code == 200
    assert team.sign_in("zoe", "un mot de passe").status_code == 401
    with clerk.desk.session.reader.session() as conn:
        told = "\n".join(
            str(row) for row in conn.execute("SELECT val FROM outbox UNION ALL SELECT new FROM history")
        )
    assert "mot de passe" not in told


@pytest.mark.spec("X-16", "D-27")
def test_lists_reach_the_other_profile_with_what_they_belong_to(session, team, tmp_path):
    do = session.bus.do
    do(SaveCatalogueEntry(catalogue="contract_type", label="Paie", missions=("Bulletins", "DSN")))
    do(SaveCatalogueEntry(catalogue="offer", label="Confort", contract_type="Paie"))
    do(SaveCatalogueEntry(catalogue="service", label="Social"))
    do(SaveCatalogueEntry(catalogue="cabinet", label="Redon", services=("Social",), address="2 quai Surcouf"))
    do(SaveCatalogueEntry(catalogue="bureau", label="Port", cabinet="Redon"))
    with pytest.raises(Invalid):
        do(SaveCatalogueEntry(catalogue="dossier_type", label="Social"))  # there is no pipeline yet
    do(SaveCatalogueEntry(catalogue="pipeline", label="Vente"))
    do(EditUser(user="rachid", services=("Social",), licence="responsable"))
    synchronise(session)
    other = open_session(Opening(data_dir=tmp_path / "rachid", encryption=False))
    try:
        sign_in(other, team.url, "rachid", "demo")
        synchronise(other)
        [offer] = [one for one in other.reader.run(lines, "offer") if one.label == "Confort"]
        [contract] = [one for one in other.reader.run(lines, "contract_type") if one.label == "Paie"]
        assert (offer.owner, contract.values["missions"]) == (contract.id, ["Bulletins", "DSN"])
        [cabinet] = other.reader.run(lines, "cabinet")
        [office] = other.reader.run(lines, "bureau")
        assert (office.owner, cabinet.values["address"]) == (cabinet.id, "2 quai Surcouf")
        assert len(other.reader.run(lines, "stage")) == 5
        [me] = [one for one in other.reader.run(members) if one.login == "rachid"]
        assert (me.licence, set(me.services)) == ("responsable", set(cabinet.values["services"]))
    finally:
        other.close()
