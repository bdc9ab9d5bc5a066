"""Where each value of a letter is filled in, and the words for it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from prospectdesk.domain.merge import Missing

FIELDS = ("date_debut", "date_fin", "type_client", "cabinet", "bureau", "titulaire", "associe", "montant")
"""Values of the dossier that are typed beside the letter, in their order."""
CONTRACT = ("contrat_type", "offre")
CONTACT = ("civilite", "prenom", "nom", "fonction")
COMPANY = (
    "raison_sociale",
    "siret",
    "siren",
    "adresse",
    "forme_juridique",
    "naf",
    "regime_imposition",
    "cabinet_actuel",
)
CABINET = ("adresse_cabinet", "lieu")


def act_of(one: Missing) -> str:
    """What the link beside a missing value says."""
    say = QCoreApplication.translate
    if one.field == "missions" or one.field in CONTRACT:
        return say("Letters", "Choisir")
    if one.field in {*CONTACT, *COMPANY, *CABINET}:
        return say("Letters", "Ouvrir la fiche")
    return say("Letters", "Compléter")
