"""Everything known about one person on paper, for who asks to see it (SECURITY L2): the same facts as the JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import zip_longest
from typing import Any
from zoneinfo import ZoneInfo

from reportlab.lib.units import mm
from reportlab.platypus import Spacer, Table

from prospectdesk.documents import a4_sheets
from prospectdesk.documents.letter_flow import TABLE_STYLE, paragraph
from prospectdesk.domain.letter_text import Run

SHEET = a4_sheets.Sheet(side=18 * mm, head=15 * mm, foot=18 * mm, words=10 * mm)
WIDTH = SHEET.width
LONGEST, MOST_LINES = 700, 25
"""Characters and lines of one cell: a longer text goes on in the next row, as no row may be higher than a page."""
FIELDS = {
    "civilite": "Civilité", "prenom": "Prénom", "nom": "Nom", "fonction": "Fonction", "role": "Rôle",
    "date_naissance": "Date de naissance", "courriel": "Courriel", "origine_courriel": "Origine du courriel",
    "telephone_portable": "Téléphone portable", "telephone_domicile": "Téléphone domicile", "linkedin": "LinkedIn",
    "newsletter": "Newsletter", "bulletin_info_ba": "Bulletin d’info BA", "bloque_appel": "Appels bloqués",
    "bloque_sms": "SMS bloqués", "bloque_email": "E-mails bloqués", "privilegie": "Interlocuteur privilégié",
    "origine": "Origine de la fiche", "cree_le": "Fiche créée le", "cree_par": "Fiche créée par",
}  # fmt: skip
PARTS: dict[str, tuple[str, dict[str, str], tuple[float, ...]]] = {
    "coordonnees": (
        "Coordonnées", {"type": "Type", "valeur": "Valeur", "origine": "Origine"}, (0.2, 0.5, 0.3)
    ),
    "evenements": (
        "Échanges", {"quand": "Quand", "type": "Type", "titre": "Titre", "texte": "Texte", "numero": "Numéro"},
        (0.16, 0.1, 0.2, 0.4, 0.14),
    ),
    "suivis": (
        "Suivis", {"date": "Date", "type": "Type", "description": "Description", "effectue": "Effectué"},
        (0.15, 0.2, 0.5, 0.15),
    ),
    "missions": ("Missions où la personne est placée", {"mission": "Mission", "societe": "Société"}, (0.6, 0.4)),
    "mentions": (
        "Textes qui nomment la personne", {"ou": "Où", "quand": "Quand", "texte": "Texte"}, (0.16, 0.18, 0.66)
    ),
    "historique": (
        "Historique", {"quand": "Quand", "champ": "Champ", "ancien": "Avant", "nouveau": "Après"},
        (0.18, 0.22, 0.3, 0.3),
    ),
}  # fmt: skip
KINDS = {"email": "Courriel", "mobile": "Portable", "home": "Domicile"}
NOTHING = "Rien n’est enregistré."


def render(document: Mapping[str, Any], printed: date, zone: str) -> tuple[bytes, int]:
    """The PDF of `queries.personal_data.of_contact` and its number of pages."""
    title = f"Données personnelles de {_name(document)}"
    foot = f"Établi le {printed:%d/%m/%Y}"
    return a4_sheets.render(title, lambda: _story(document, title, ZoneInfo(zone)), foot, SHEET)


def _name(document: Mapping[str, Any]) -> str:
    card = document["cartes"][0]
    return " ".join(filter(None, (card["prenom"], card["nom"]))) or "cette personne"


def _story(document: Mapping[str, Any], title: str, zone: ZoneInfo) -> list[Any]:
    cards = document["cartes"]
    told = f"{len(cards)} fiches" if len(cards) > 1 else "1 fiche"
    story: list[Any] = [
        paragraph([Run(title, bold=True)], "title"),
        paragraph([Run(f"{told} · identifiant {document['personne']}")], "subtitle"),
    ]
    for card in cards:
        story.append(paragraph([Run(f"Fiche chez {card['societe']}", bold=True)], "heading"))
        known = [
            [label, _shown(card[name], zone)] for name, label in FIELDS.items() if card[name] is not None
        ]
        story.append(_table([["Champ", "Valeur"], *known], (0.3, 0.7)))
        for name, (heading, columns, widths) in PARTS.items():
            story.append(Spacer(1, 5))
            story.append(paragraph([Run(heading, bold=True)], "small_heading"))
            rows = [[_shown(row[key], zone) for key in columns] for row in card[name]]
            story.append(
                _table([list(columns.values()), *rows], widths)
                if rows
                else paragraph([Run(NOTHING)], "small")
            )
        story.append(Spacer(1, 10))
    return story


def _table(rows: Sequence[Sequence[str]], widths: tuple[float, ...]) -> Any:
    cells: list[list[Any]] = [[paragraph([Run(text, bold=True)], "cell") for text in rows[0]]]
    for row in rows[1:]:
        for parts in zip_longest(*map(_parts, row), fillvalue=()):
            cells.append([[paragraph([Run(line)], "cell") for line in part] for part in parts])
    made = Table(cells, colWidths=[WIDTH * one for one in widths], repeatRows=1, hAlign="LEFT")
    made.setStyle(TABLE_STYLE)
    return made


def _parts(text: str) -> list[list[str]]:
    """The lines of a text, in parts that no page is too short for."""
    found: list[list[str]] = [[]]
    for line in text.split("\n"):
        for piece in _pieces(line):
            if len(found[-1]) == MOST_LINES or sum(map(len, found[-1])) + len(piece) > LONGEST:
                found.append([])
            found[-1].append(piece)
    return found


def _pieces(line: str) -> Iterator[str]:
    """A line cut between words where it is too long."""
    while len(line) > LONGEST:
        cut = line.rfind(" ", 0, LONGEST) + 1 or LONGEST
        yield line[:cut]
        line = line[cut:]
    yield line


def _shown(value: Any, zone: ZoneInfo) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if not isinstance(value, str):
        return "" if value is None else str(value)
    if value in KINDS:
        return KINDS[value]
    if len(value) == len("2026-11-23") and value[4:5] == "-":
        try:
            return f"{date.fromisoformat(value):%d/%m/%Y}"
        except ValueError:
            return value
    if value[10:11] == "T":
        try:
            return f"{datetime.fromisoformat(value).astimezone(zone):%d/%m/%Y %H:%M}"
        except ValueError:
            return value
    return value
