"""Collaborateurs: users made, given rights, switched off; the last administrator stays (X-04, D-10, D-28)."""

from __future__ import annotations

import pytest

from prospectdesk.queries import administration, people
from prospectdesk.ui.settings.users import UsersPage

USERS = "settings.users"


@pytest.fixture
def page(clerk):
    return clerk.show(UsersPage(clerk.desk))


def member(clerk, login):
    return next(one for one in clerk.ask(administration.members) if one.login == login)


@pytest.mark.spec("X-04", "D-10", "D-28")
def test_a_user_is_made_with_capabilities_services_and_cabinets(clerk, page):
    assert clerk.rows(USERS) == ["Claire Le Bihan", "Nora Petit", "Rachid Benali", "Ugo Martin"]
    clerk.form(f"{USERS}.add")
    clerk.fill(name="Zoé Hamon", login="Ugo")
    assert clerk.save_in_vain() == "L’identifiant «\u00a0ugo\u00a0» est déjà pris."
    clerk.fill(
        login="zoe",
        licence="Responsable",
        email="zoe@demo.example",
        capabilities=("Commercial source",),
        services=("Juridique", "Social"),
        cabinets=("Cabinet Vitré",),
    )
    clerk.picture("user")
    clerk.save()
    zoe = member(clerk, "zoe")
    assert (zoe.licence, zoe.capabilities, len(zoe.services), len(zoe.cabinets)) == (
        "responsable",
        {"commercial_source"},
        2,
        1,
    )
    assert page.member().login == "zoe"
    assert next(one for one in clerk.ask(people.users) if one.login == "zoe").source_seller
    assert clerk.row(USERS, "Zoé Hamon").pill == "Responsable"


@pytest.mark.spec("D-28")
def test_service_rights_are_given_and_taken_in_the_users_form(clerk, page):
    clerk.pick(USERS, "Nora Petit")
    clerk.form(f"{USERS}.edit")
    clerk.fill(services=("Comptabilité",), capabilities=())
    clerk.save()
    nora = member(clerk, "nora")
    assert (len(nora.services), nora.capabilities) == (1, frozenset())
    clerk.undo()
    assert member(clerk, "nora").capabilities == {"cf"}
    assert member(clerk, "nora").services == frozenset()


@pytest.mark.spec("X-04")
def test_a_user_is_switched_off_and_on_again(clerk, page):
    clerk.pick(USERS, "Nora Petit")
    clerk.press(f"{USERS}.active")
    assert clerk.row(USERS, "Nora Petit").pill == "Désactivé"
    assert clerk.ask(people.find_user, "nora") is None
    clerk.pick(USERS, "Nora Petit")
    assert clerk.find(f"{USERS}.active").text() == "Réactiver"
    clerk.press(f"{USERS}.active")
    assert clerk.ask(people.find_user, "nora") is not None


@pytest.mark.spec("X-04", "X-05")
def test_the_last_administrator_keeps_licence_and_account(clerk, page):
    clerk.pick(USERS, "Claire Le Bihan")
    off = clerk.find(f"{USERS}.active")
    assert not off.isEnabled()
    assert off.toolTip() == "Vous ne pouvez pas désactiver votre propre compte."
    clerk.form(f"{USERS}.edit")
    clerk.fill(licence="Utilisateur")
    assert clerk.save_in_vain().startswith("Claire Le Bihan est le dernier administrateur")
    clerk.give_up()
    clerk.pick(USERS, "Rachid Benali")
    clerk.form(f"{USERS}.edit")
    clerk.fill(licence="Administrateur")
    clerk.save()
    clerk.pick(USERS, "Claire Le Bihan")
    clerk.form(f"{USERS}.edit")
    clerk.fill(licence="Utilisateur")
    clerk.save()
    clerk.rest()
    assert clerk.desk.session.person.licence == "utilisateur"
    assert not clerk.find(f"{USERS}.add").isEnabled()
    assert clerk.find(f"{USERS}.add").toolTip() == "Réservé aux administrateurs de l’espace."


@pytest.mark.spec("X-05")
def test_a_password_needs_a_centre(clerk, page):
    clerk.pick(USERS, "Ugo Martin")
    button = clerk.find(f"{USERS}.password")
    assert not button.isEnabled()
    assert "service central" in button.toolTip()


def test_a_long_list_is_filtered_by_name_and_login(clerk, page):
    clerk.qtbot.keyClicks(clerk.find(f"{USERS}.search"), "PETIT")
    clerk.qtbot.waitUntil(lambda: clerk.rows(USERS) == ["Nora Petit"])
