"""Trades of the training domains: codes of the ROME, the public list of trades (P-16)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.text import fold

MOST = 60
"""Codes of one search."""
_CODE = re.compile(r"[A-N][0-9]{4}")
_TRADES: dict[str, str] = {
    "accueil": "M1601 M1607",
    "agriculture": "A1416 A1401 A1414",
    "assistanat": "M1604 M1605 M1607 M1602",
    "assurance": "C1102 C1109",
    "automobile": "I1604 I1606 I1607",
    "banque": "C1206 C1201",
    "batiment": "F1703 F1602 F1603 F1606 F1607 F1610 F1501",
    "boucherie": "D1101 D1103",
    "boulangerie": "D1102 D1104",
    "carrosserie": "I1606",
    "chaudronnerie": "H2902 H2913",
    "chimie": "H2301 H1503",
    "coiffure": "D1202",
    "commerce": "D1106 D1401 D1402 D1406 D1407 D1301 D1503",
    "communication": "E1103 E1101 E1107",
    "comptabilite": "M1203 M1206 M1202",
    "cuisine": "G1602",
    "electricite": "F1602 I1309 I1307",
    "energie": "I1306 I1308 F1603",
    "environnement": "K2301 K2303 K2304",
    "esthetique": "D1208",
    "finance": "M1203 M1204 M1206",
    "fleuriste": "D1209",
    "gestion": "M1203 M1604 M1605 M1501",
    "graphisme": "E1205 E1104",
    "hotellerie": "G1703 G1501 G1502",
    "immobilier": "C1504 C1501 C1502",
    "industrie": "H2903 H2913 H2902 I1304 H1404",
    "informatique": "M1805 M1801 M1810 M1802 M1806 I1401",
    "juridique": "K1902 K1903 M1604",
    "logistique": "N1103 N1303 N1301 N1101",
    "maintenance": "I1304 I1309 I1310",
    "management": "D1301 D1503 M1704",
    "maconnerie": "F1703",
    "marketing": "M1705 M1704 E1103",
    "mecanique": "I1604 H2903",
    "menuiserie": "H2206 F1607 F1501",
    "multimedia": "E1205 E1104 E1101",
    "numerique": "M1805 M1801 E1101 E1205",
    "paysage": "A1203",
    "patisserie": "D1104",
    "petite enfance": "K1303 J1304",
    "peinture": "F1606",
    "plomberie": "F1603 I1308",
    "ressources humaines": "M1501 M1502 M1503",
    "restauration": "G1602 G1603 G1803 G1801",
    "sante": "J1506 J1501 J1307",
    "secretariat": "M1607 M1604 M1609",
    "securite": "K2503 K2502",
    "social": "K1301 K1302 K1304 K1201 K1207",
    "soudure": "H2913",
    "sport": "G1204",
    "tourisme": "G1102 G1201 D1403",
    "transport": "N4101 N4105 N1103",
    "usinage": "H2903",
    "vente": "D1106 D1211 D1212 D1214 D1401 D1402",
}  # fmt: skip
"""Folded words of a domain's label, and its trades; the broad ones only, a user types any other code."""


def trades_of(domains: Iterable[str]) -> tuple[str, ...]:
    """The codes of some training domains, each once; a domain nobody listed has none."""
    found: dict[str, None] = {}
    for domain in domains:
        label = f" {fold(domain)} "
        for words, codes in _TRADES.items():
            if f" {words} " in label.replace("-", " ").replace("/", " ").replace(",", " "):
                found.update(dict.fromkeys(codes.split()))
    return tuple(found)[:MOST]


def read_codes(typed: str) -> tuple[str, ...]:
    """The codes a person typed, between commas or spaces. Raises Invalid naming the first that is none."""
    found: dict[str, None] = {}
    for word in typed.replace(",", " ").replace(";", " ").upper().split():
        if not _CODE.fullmatch(word):
            raise Invalid(
                "bad_rome",
                "« {rome} » n’est pas un code métier (ROME) : une lettre de A à N et quatre chiffres, comme M1805.",
                rome=word[:20],
                fields=("Métiers",),
            )
        found[word] = None
    if len(found) > MOST:
        raise Invalid("many_romes", "{most} codes métier au plus.", most=MOST, fields=("Métiers",))
    return tuple(found)
