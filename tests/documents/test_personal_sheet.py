"""What is known of a person, on paper: every value of the JSON can be read in it, whatever it looks like (L2, T11)."""

import random
from datetime import date

import pytest
from hostile_texts import bare, hostile, printable, read

from prospectdesk.documents import personal_sheet

CARD = {
    "id": "00000000-0000-7000-8000-000000000001", "societe": "Cycles & <b>Fils</b>", "couleur": "orange",
    "role": "interlocuteur", "civilite": "Mme", "prenom": "Anne", "nom": "Caradec", "fonction": None, "linkedin": None,
    "date_naissance": "1980-02-29", "telephone_domicile": None, "telephone_portable": "+33611223344",
    "courriel": "anne@un.fr", "newsletter": True, "bulletin_info_ba": False, "bloque_appel": True, "bloque_sms": False,
    "bloque_email": False, "privilegie": False, "origine_courriel": None, "origine": "import",
    "cree_le": "2026-11-22T23:30:00+00:00", "cree_par": "Ugo", "coordonnees": [], "evenements": [], "suivis": [],
    "missions": [], "mentions": [], "historique": [],
}  # fmt: skip


def words(cards):
    data, pages = personal_sheet.render(
        {"personne": "p-1", "cartes": cards}, date(2026, 11, 23), "Europe/Paris"
    )
    text = read(data)
    assert text.count("\f") == pages - 1
    return bare(text)


@pytest.mark.spec("L2")
def test_each_field_is_named_in_french_and_empty_parts_say_so():
    text = words([CARD])
    for said in (
        "Données personnelles de Anne Caradec", "Fiche chez Cycles & <b>Fils</b>", "Date de naissance29/02/1980",
        "Newsletteroui", "Appels bloquésoui", "Fiche créée le23/11/2026 00:30", "Établi le 23/11/2026", "Page 1/1",
        personal_sheet.NOTHING,
    ):  # fmt: skip
        assert bare(said) in text, said
    assert "Fonction" not in text


@pytest.mark.spec("L2", "T11")
def test_texts_longer_than_a_page_and_hostile_ones_are_whole():
    long = "\n".join(f"ligne {n} du compte rendu" for n in range(900))
    wide = " ".join(f"mot{n}" for n in range(4000))
    dice = random.Random(4)
    wild = dice.sample([one for one in hostile() if len(one) < 300], 60)
    event = {"quand": "2026-11-20T09:00:00+00:00", "type": "note", "titre": "", "numero": None}
    card = CARD | {
        "evenements": [event | {"texte": one} for one in (long, wide, *wild)],
        "missions": [{"mission": "Mécanicien <cycles>", "societe": "Ardoise"}],
    }
    text = words([card, CARD | {"societe": "Autre fiche"}])
    for said in (
        *long.split("\n"),
        *wide.split(),
        *map(printable, wild),
        "Mécanicien <cycles>",
        "2 fiches",
        "Fiche chez Autre fiche",
    ):
        assert bare(said) in text, said
