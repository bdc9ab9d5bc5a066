"""The people and companies of the demonstration (SPEC 4.1), as plain data."""

from __future__ import annotations

from dataclasses import dataclass

START_MS = 1_795_420_800_000
"""Monday 23/11/2026 09:00 in Paris, in milliseconds UTC."""


@dataclass(frozen=True)
class DemoCompany:
    """One company; `km` is the distance to Rennes that SPEC prints, kept for the tests."""

    name: str
    siret: str
    latitude: float
    longitude: float
    km: float
    postcode: str
    city: str
    staff: int
    naf: str | None = None
    registered: bool = True
    follower: str = "ugo"
    mission: str | None = None
    contacts: tuple[tuple[str, str, str, str | None, str | None], ...] = ()
    """(colour, first name, last name, job, e-mail)"""


COMPANIES = (
    DemoCompany("Atelier Kermarec", "00010001600013", 48.1212, -1.6030, 5.6, "35510", "Cesson-Sévigné", 40,
                mission="Support", contacts=(("orange", "Rozenn", "Kermarec", None, None),)),
    DemoCompany("Boulangerie Tanguy", "00010002400017", 48.0247, -1.7450, 11.4, "35170", "Bruz", 24, naf="10.71C",
                mission="Web", contacts=(("white", "Paul", "Tanguy", "Gérant", None),
                                         ("orange", "Anne", "Caradec", None, None),
                                         ("grey", "Luc", "Hamon", None, None))),
    DemoCompany("Cycles Le Goff", "00010003200010", 48.1830, -1.6430, 7.8, "35830", "Betton", 12, naf="47.64Z",
                contacts=(("orange", "Yann", "Le Goff", None, "yann@legoff.example"),
                          ("orange", "Sophie", "Rio", None, "sophie@legoff.example"))),
    DemoCompany("Dupuis Menuiserie", "00010004000013", 48.0480, -1.5050, 15.0, "35410", "Châteaugiron", 6),
    DemoCompany("Hôtel Vilaine", "00010008100017", 48.1090, -1.6660, 1.3, "35000", "Rennes", 8, mission="Accueil"),
    DemoCompany("Garage Nantais", "00010007300014", 47.2184, -1.5536, 100.4, "44000", "Nantes", 9, follower="rachid",
                contacts=(("orange", "Gilles", "Moreau", None, None),)),
    DemoCompany("Énergie Armor", "00010005700017", 48.1385, -1.9560, 20.8, "35160", "Montfort-sur-Meu", 7,
                registered=False, mission="Développement"),
    DemoCompany("Ferronnerie Morel", "00010006500010", 48.1100, -1.6800, 0.8, "35000", "Rennes", 4, registered=False),
)  # fmt: skip

USERS: tuple[tuple[str, str, str, dict[str, int | str]], ...] = (
    ("claire", "Claire Le Bihan", "administrateur", {}),
    ("rachid", "Rachid Benali", "responsable", {}),
    ("ugo", "Ugo Martin", "utilisateur",
     {"recruiter": 1, "cf": 1, "source_seller": 1, "mailbox_state": "synchronisee"}),
    ("nora", "Nora Petit", "utilisateur", {"cf": 1}),
)  # fmt: skip
SOURCES = ("Salon", "Recommandation", "Site internet")
CABINETS = (
    ("Cabinet Rennes", ("Comptabilité", "Juridique"), ("Rennes Centre",)),
    ("Cabinet Vitré", ("Juridique",), ()),
)
ROUTINE_TITLE = "ERP Ouest"
ROUTINE_USERS = ("ugo", "rachid")
ROUTINE_MANDATORY = [{"criterion": "departement", "value": "35"}, {"criterion": "effectif_min", "value": 10}]
ROUTINE_WEIGHTED = [
    {"criterion": "naf", "value": "10.71C", "weight": "important"},
    {"criterion": "visite_web", "value": 30, "weight": "notable"},
    {"criterion": "actualite", "value": 90, "weight": "interessant"},
]
ROUTINE_TAGS = (
    ("Boulangerie Tanguy", "suspect"),
    ("Cycles Le Goff", "suspect"),
    ("Atelier Kermarec", "client"),
)
