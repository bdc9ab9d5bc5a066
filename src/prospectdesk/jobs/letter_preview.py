"""A text of letters as it would be printed: with the dossier that was worked on last, else with examples (X-09)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from prospectdesk.documents import letter_templates as templates
from prospectdesk.documents.letter_merge import Parties, compose
from prospectdesk.domain.clock import day_date
from prospectdesk.domain.errors import BadFile
from prospectdesk.domain.merge import MissionLine, Values
from prospectdesk.jobs import letter_pages, letters
from prospectdesk.jobs.letter_pages import Sheets
from prospectdesk.queries import letter_window
from prospectdesk.queries import letters as stored
from prospectdesk.queries.letters import Subject, long_date
from prospectdesk.store.connection import Connection

EXAMPLES = {
    "raison_sociale": "Société Exemple",
    "siret": "000 100 032 00010",
    "siren": "000 100 032",
    "adresse": "1 rue de l’Exemple\n35000 Rennes",
    "appel": "Madame",
    "civilite": "Mme",
    "prenom": "Camille",
    "nom": "Exemple",
    "fonction": "Gérante",
    "type_client": "Société commerciale",
    "cabinet": "Cabinet Exemple",
    "bureau": "Rennes",
    "titulaire": "Dominique Exemple",
    "associe": "Claude Exemple",
    "contrat_type": "Présentation des comptes",
    "offre": "Confort",
    "montant": "2\u202f400,00\u00a0€",
    "lieu": "Rennes",
    "forme_juridique": "SARL",
    "naf": "47.64Z",
    "regime_imposition": "Réel simplifié",
    "cabinet_actuel": "Cabinet Précédent",
    "adresse_cabinet": "2 quai de l’Exemple\n35000 Rennes",
}
MISSIONS = ("Tenue", "Révision", "Bilan", "Liasse")


@dataclass(frozen=True, slots=True)
class Preview:
    """The laid out letter, and the company whose dossier fills it; empty for the examples."""

    sheets: Sheets
    company: str


def subject(conn: Connection, today: int) -> Subject | None:
    """The dossier a letter was written for last."""
    found = letter_window.latest(conn)
    return None if found is None else stored.of_dossier(conn, found[0], today)


def laid_out(text: str, filled: Subject | None, today: int) -> Preview:
    """A file of texts on its pages. Raises Invalid with line and reason."""
    template = templates.of_file(text)
    if filled is not None:
        return Preview(letter_pages.lay_out(letters.fill(template, filled).letter), filled.company)
    dates = dict.fromkeys(("date", "date_debut", "date_fin"), long_date(today))
    values = Values(
        EXAMPLES | dates, tuple(MissionLine(one, "Dominique Exemple", named=True) for one in MISSIONS)
    )
    parties = Parties(
        EXAMPLES["raison_sociale"],
        tuple(EXAMPLES["adresse"].split("\n")),
        ("Mme Camille Exemple", "Gérante"),
        EXAMPLES["cabinet_actuel"],
        (EXAMPLES["cabinet"], "Bureau de\u00a0Rennes"),
        tuple(EXAMPLES["adresse_cabinet"].split("\n")),
        "",
        "Comptable",
        day_date(today).isoformat(),
    )
    return Preview(letter_pages.lay_out(compose(template, values, parties).letter), "")


def read_template(place: Path) -> str:
    """The text of a template file somebody brings. Raises BadFile."""
    try:
        if place.stat().st_size > templates.LONGEST_FILE:
            raise BadFile("template_too_large", "Ce fichier de modèle est trop grand.")
        return templates.read_file(place.read_bytes())
    except OSError:
        raise BadFile(
            "template_file", "Le fichier de modèle ne peut pas être lu : {file}", file=place.name
        ) from None
