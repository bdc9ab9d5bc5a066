"""Users are edited, switched off and on; the workspace keeps an administrator (X-04, D-10, D-28)."""

from __future__ import annotations

from typing import Any

import pytest

from prospectdesk.commands.catalogues import SaveCatalogueEntry
from prospectdesk.commands.follow_ups import CreateFollowUp
from prospectdesk.commands.people import CreateUser, EditUser
from prospectdesk.commands.registry import describe, from_json
from prospectdesk.domain.errors import Forbidden, Invalid, NotFound, Refused
from prospectdesk.queries import administration, people


@pytest.fixture
def member(session: Any) -> Any:
    """A user by login, as the administration shows him."""

    def find(login: str) -> administration.Member:
        return next(one for one in session.reader.run(administration.members) if one.login == login)

    return find


@pytest.mark.spec("X-04", "D-10", "D-28")
def test_an_administrator_edits_only_the_fields_he_names(session: Any, do: Any, member: Any) -> None:
    with pytest.raises(Forbidden):
        do(EditUser(user="nora", name="Nora"))
    session.sign_in("claire")
    do(EditUser(user="nora", services=("juridique", "Social"), capabilities=("commercial source",)))
    nora = member("nora")
    assert (nora.name, nora.email, nora.licence) == ("Nora Petit", "nora@demo.example", "utilisateur")
    assert (len(nora.services), len(nora.cabinets), nora.capabilities) == (2, 2, {"commercial_source"})
    do(EditUser(user=nora.id, services=("Social",), cabinets=(), email=""))
    nora = member("nora")
    assert (len(nora.services), nora.cabinets, nora.email) == (1, frozenset(), None)
    do(EditUser(user="nora", services=("Social", "Juridique")))
    assert len(member("nora").services) == 2
    for bad in (
        {"licence": "roi"},
        {"email": "pas une adresse"},
        {"services": ("Jardinage",)},
        {"name": " "},
    ):
        with pytest.raises(Invalid):
            do(EditUser(user="nora", **bad))
    with pytest.raises(NotFound):
        do(EditUser(user="personne", name="X"))


@pytest.mark.spec("X-04")
def test_a_person_knows_the_capabilities_that_were_granted(session: Any) -> None:
    assert session.person.can("recruteur", "administrateur_ecole")
    assert not session.person.can("administrateur_ecole")
    session.sign_in("claire")
    assert session.person.administers
    assert not session.person.capabilities


@pytest.mark.spec("X-04")
def test_the_last_active_administrator_stays_one(session: Any, do: Any) -> None:
    session.sign_in("claire")
    with pytest.raises(Refused, match="dernier administrateur"):
        do(EditUser(user="claire", licence="responsable"))
    with pytest.raises(Refused, match="propre compte"):
        do(EditUser(user="claire", active=False))
    do(EditUser(user="rachid", licence="administrateur"))
    do(EditUser(user="rachid", active=False))
    with pytest.raises(Refused, match="dernier administrateur"):
        do(EditUser(user="claire", licence="responsable"))
    do(EditUser(user="rachid", active=True))
    do(EditUser(user="claire", licence="responsable"))
    session.sign_in("rachid")
    with pytest.raises(Refused):
        do(EditUser(user="rachid", licence="utilisateur"))


@pytest.mark.spec("X-04")
def test_who_is_switched_off_cannot_sign_in_and_his_follow_ups_are_told(
    session: Any, do: Any, company: Any
) -> None:
    do(CreateFollowUp(company=company("Cycles Le Goff"), assignees=("nora",)))
    session.sign_in("claire")
    done = do(EditUser(user="nora", active=False))
    assert done.message == "Nora Petit ne peut plus se connecter. Un suivi à faire lui reste affecté."
    assert session.reader.run(people.find_user, "nora") is None
    assert "nora" not in [one.login for one in session.reader.run(people.users)]
    assert do(EditUser(user="nora", active=True)).message == "Nora Petit peut de nouveau se connecter."
    assert session.reader.run(people.find_user, "nora") is not None


def test_the_same_right_granted_twice_is_one_row(session: Any, do: Any) -> None:
    session.sign_in("claire")
    for _ in range(2):
        do(EditUser(user="nora", services=("Social",)))
        do(EditUser(user="nora", services=()))
    do(EditUser(user="nora", services=("Social",)))
    with session.reader.session() as conn:
        rows = conn.execute(
            "SELECT count(*), sum(s.deleted_at IS NULL) FROM user_service s JOIN user u ON u.id = s.user_id "
            "WHERE u.login = 'nora'"
        ).fetchone()
    assert tuple(rows) == (1, 1)


@pytest.mark.spec("X-04")
def test_the_administrators_deeds_are_in_the_history(session: Any, do: Any) -> None:
    session.sign_in("claire")
    do(EditUser(user="nora", licence="responsable", services=("Social",)))
    do(SaveCatalogueEntry(catalogue="cabinet", entry="Cabinet Vitré", label="Vitré", services=()))
    with session.reader.session() as conn:
        told = {
            tuple(row)
            for row in conn.execute(
                "SELECT object, field, old, new FROM history WHERE user_id = ?", (session.person.id,)
            )
        }
    assert ("Utilisateur", "Licence", "utilisateur", "responsable") in told
    assert ("Droit d’accès à un service (Nora Petit : Social)", "Création", None, None) in told
    assert ("Cabinet", "Nom", "Cabinet Vitré", "Vitré") in told
    assert ("Service d’un cabinet (Vitré : Juridique)", "Suppression", None, None) in told


def test_users_are_made_and_edited_from_the_command_line(session: Any, do: Any, member: Any) -> None:
    session.sign_in("claire")
    do(
        from_json(
            {
                "command": "CreateUser",
                "login": "zoe",
                "name": "Zoé",
                "licence": "utilisateur",
                "services": ["Fiscal"],
            }
        )
    )
    do(from_json({"command": "EditUser", "user": "zoe", "active": False}))
    assert not member("zoe").active
    assert {one["name"] for one in describe(EditUser) if one["required"]} == {"user"}
    with pytest.raises(Refused):
        do(CreateUser(login="ZOE", name="Z", licence="utilisateur"))
