"""Two profiles and a real service: what one does, the other sees (X-14 … X-21, A-X1 … A-X4)."""

from __future__ import annotations

import pytest
from centre import Centre
from desks import Desk
from served import Service

pytestmark = pytest.mark.pg
SIRET = "00010012300017"


@pytest.fixture
def team(centre: Centre, service: Service):
    """The workspace « Ouest » with the administrator ugo and the users rachid and claire."""
    workspace = centre.workspace("Ouest")
    for login, licence in (("ugo", "administrateur"), ("rachid", "utilisateur"), ("claire", "responsable")):
        service.account(centre.person(workspace, licence, login))
    centre.sql('UPDATE pd."user" SET source_seller = 1')
    return service


@pytest.fixture
def desk_of(tmp_path, capsys):
    def make(login: str) -> Desk:
        folder = tmp_path / login
        folder.mkdir(exist_ok=True)
        return Desk(folder, login, capsys)

    return make


def test_a_note_of_one_profile_is_read_by_the_other(team, desk_of):
    ugo, rachid = desk_of("ugo"), desk_of("rachid")
    assert ugo.sign_in(team.url).document["workspace"] == "Ouest"
    assert rachid.sign_in(team.url).document["user"] == "rachid"
    ugo.do(
        {"command": "SaveCatalogueEntry", "catalogue": "source", "label": "Salon"},
        {
            "command": "CreateCompany", "raison_sociale": "Cycles Le Goff", "commercial_source": "ugo",
            "commercial_operationnel": "ugo", "source": "Salon", "siret": SIRET,
        },
        {"command": "AddNote", "company": "$2", "text": "Appelé ce matin"},
    )  # fmt: skip
    assert ugo.sync()["pushed"] == 3
    assert rachid.sync()["pulled"] > 0
    sheet = rachid.show(SIRET)
    assert [one["text"] for one in sheet["timeline"] if one["type"] == "note"] == ["Appelé ce matin"]
