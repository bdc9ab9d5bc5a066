"""The seven buttons: for every unmet condition the sentence of the first one, in order (D-31…D-41, X-05, SM-4)."""

from dataclasses import replace

import pytest

from prospectdesk.domain import dossiers as rules
from prospectdesk.domain.errors import Forbidden, Invalid, Refused

READY = rules.State(contacts=1, client_type=True, contract_type=True, offer=True, has_missions=True)
TWIN = "Type en double : changez le type de ce dossier ou fusionnez-le avec l’autre."
SIGNED = "Un dossier signé ne se modifie plus : seuls les exécutants et les documents changent."
LOST = "Ce dossier est perdu : un responsable peut le rouvrir."
OVER = "Ce projet est abandonné : un nouveau projet est à ouvrir."
SAVE = "Enregistrez le dossier"
CONTRACT = "Choisissez un contrat type et une offre"

CASES = [
    ("sign", {}, None),
    ("sign", {"contacts": 0}, "Ajoutez un interlocuteur"),
    ("sign", {"changed": True}, SAVE),
    ("sign", {"client_type": False}, "Renseignez le type client"),
    ("sign", {"contract_type": False}, CONTRACT),
    ("sign", {"offer": False}, CONTRACT),
    ("sign", {"contract_type": False, "offer": False, "needs_contract": False}, None),
    (
        "sign",
        {"contacts": 0, "changed": True, "client_type": False, "offer": False},
        "Ajoutez un interlocuteur",
    ),
    ("sign", {"changed": True, "client_type": False, "offer": False}, SAVE),
    ("sign", {"client_type": False, "offer": False}, "Renseignez le type client"),
    ("sign", {"status": "signe"}, "Ce dossier est déjà signé."),
    ("sign", {"status": "perdu"}, "Ce dossier est déjà perdu : un responsable peut le rouvrir."),
    ("sign", {"twin": True, "contacts": 0}, TWIN),
    ("lose", {}, None),
    ("lose", {"contacts": 0, "client_type": False, "contract_type": False, "offer": False}, None),
    ("lose", {"changed": True}, SAVE),
    ("lose", {"status": "signe"}, "Ce dossier est déjà signé."),
    ("lose", {"status": "perdu"}, "Ce dossier est déjà perdu : un responsable peut le rouvrir."),
    ("lose", {"twin": True}, TWIN),
    ("save", {}, "Modifiez d’abord un champ du dossier"),
    ("save", {"changed": True}, None),
    ("save", {"changed": True, "client_type": False}, "Renseignez le type client"),
    ("save", {"client_type": False}, "Renseignez le type client"),
    ("save", {"changed": True, "dates_fit": False}, "La date de fin est avant la date de début."),
    ("save", {"changed": True, "status": "signe"}, SIGNED),
    ("save", {"changed": True, "status": "perdu"}, LOST),
    ("save", {"changed": True, "twin": True}, TWIN),
    ("contract", {}, None),
    ("contract", {"changed": True}, SAVE),
    ("contract", {"status": "signe"}, SIGNED),
    ("contract", {"status": "perdu"}, LOST),
    ("contract", {"twin": True}, TWIN),
    ("missions", {}, None),
    ("missions", {"contract_type": False}, "Choisissez d’abord un contrat type"),
    ("missions", {"has_missions": False}, "Les dossiers de ce type n’ont pas de missions."),
    ("missions", {"status": "signe"}, None),
    ("missions", {"status": "perdu"}, LOST),
    ("missions", {"twin": True}, TWIN),
    ("delete", {}, None),
    ("delete", {"status": "perdu"}, None),
    ("delete", {"twin": True}, None),
    ("delete", {"status": "signe"}, "Un dossier signé ne peut pas être supprimé"),
    ("amount", {}, None),
    ("amount", {"contract_type": False}, "Choisissez d’abord un contrat type"),
    ("amount", {"status": "signe"}, SIGNED),
    ("edit", {"status": "signe"}, SIGNED),
    ("edit", {"status": "perdu"}, LOST),
    ("edit", {"twin": True}, TWIN),
    ("save", {"changed": True, "status": "perdu", "abandoned": True}, OVER),
    ("contract", {"status": "perdu", "abandoned": True}, OVER),
    ("missions", {"status": "perdu", "abandoned": True}, OVER),
    ("sign", {"status": "perdu", "abandoned": True}, OVER),
    ("lose", {"status": "perdu", "abandoned": True}, OVER),
    ("edit", {"status": "perdu", "abandoned": True}, OVER),
    ("delete", {"status": "perdu", "abandoned": True}, None),
    ("link", {"status": "signe"}, None),
    ("link", {"twin": True}, TWIN),
]


@pytest.mark.spec("D-31", "D-32", "D-33", "D-34", "D-37", "D-38", "D-40", "D-41", "X-05", "X-19", "SM-5")
@pytest.mark.parametrize(("act", "unmet", "sentence"), CASES)
def test_the_first_unmet_condition_is_told(act, unmet, sentence):
    state = replace(READY, **unmet)
    found = rules.obstacle(state, act)
    assert (None if found is None else str(found).replace("\u00a0", " ")) == sentence
    if found is None:
        rules.require(state, act)
    else:
        with pytest.raises((Refused, Invalid)):
            rules.require(state, act)


@pytest.mark.spec("D-32")
def test_a_dossier_that_is_ready_allows_every_button_but_saving_nothing():
    assert [act for act in rules.BUTTONS if rules.obstacle(READY, act) is not None] == ["save"]


@pytest.mark.spec("D-37")
def test_the_line_pour_continuer_is_the_next_step_to_the_signature():
    steps = [{"contacts": 0}, {"changed": True}, {"client_type": False}, {"offer": False}]
    told = [str(rules.next_obstacle(replace(READY, **one))) for one in steps]
    assert told == ["Ajoutez un interlocuteur", SAVE, "Renseignez le type client", CONTRACT]
    assert rules.next_obstacle(READY) is None
    assert rules.next_obstacle(replace(READY, status="signe", contacts=0)) is None


@pytest.mark.spec("SM-4")
def test_a_lost_dossier_is_reopened_by_a_responsable_only():
    lost = replace(READY, status="perdu")
    assert rules.reopening(lost, leads=True) is None
    assert isinstance(rules.reopening(lost, leads=False), Forbidden)
    assert isinstance(rules.reopening(READY, leads=True), Refused)
    assert rules.reopening(replace(lost, abandoned=True), leads=True).code == "given_up"


@pytest.mark.spec("D-29")
def test_a_linked_dossier_is_not_eligible():
    assert READY.bonus_eligible
    assert not replace(READY, linked=True).bonus_eligible


@pytest.mark.spec("D-26")
def test_end_is_not_before_start():
    rules.check_dates(None, 5)
    rules.check_dates(5, 5)
    with pytest.raises(Invalid):
        rules.check_dates(6, 5)
