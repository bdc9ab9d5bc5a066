"""What names, jobs and notes are made of: French words in the proportions of real lists."""

from __future__ import annotations

import random

FORMS = ("SARL", "SAS", "EURL", "SASU", "SCI", "SA", "SCOP", "GAEC", "Ets", "")
TRADES = (
    "Boulangerie", "Garage", "Carrosserie", "Menuiserie", "Plomberie", "Électricité", "Maçonnerie", "Coiffure",
    "Pharmacie", "Transports", "Boucherie", "Restaurant", "Hôtel", "Ambulances", "Imprimerie", "Serrurerie",
    "Couverture", "Peinture", "Paysages", "Fleurs", "Optique", "Informatique", "Conseil", "Immobilier", "Assurances",
    "Formation", "Nettoyage", "Sécurité", "Bâtiment", "Travaux publics", "Chauffage", "Climatisation", "Énergies",
    "Viticulture", "Maraîchage", "Élevage", "Pisciculture", "Scierie", "Charpente", "Ébénisterie", "Métallerie",
    "Chaudronnerie", "Mécanique", "Outillage", "Plasturgie", "Textile", "Confection", "Blanchisserie", "Crèche",
    "Auto-école", "Cabinet médical", "Kinésithérapie", "Vétérinaire", "Architecture", "Géomètre", "Notaires",
    "Expertise comptable", "Audit", "Publicité", "Édition", "Cinéma", "Photographie", "Bijouterie", "Horlogerie",
    "Librairie", "Papeterie", "Jouets", "Sports", "Cycles", "Nautisme", "Taxis", "Logistique", "Entrepôts",
)  # fmt: skip
LINKS = ("et Fils", "Frères", "& Associés", "Services", "Distribution", "Développement", "France", "Groupe", "Atlantique", "du Centre", "de l’Est", "Rhône-Alpes", "Île-de-France", "d’Armor", "Océan", "Express", "Plus", "2000", "Industrie", "Négoce")
SURNAMES = (
    "Martin", "Bernard", "Thomas", "Petit", "Robert", "Richard", "Durand", "Dubois", "Moreau", "Laurent", "Simon",
    "Michel", "Lefebvre", "Leroy", "Roux", "David", "Bertrand", "Morel", "Fournier", "Girard", "Bonnet", "Dupont",
    "Lambert", "Fontaine", "Rousseau", "Vincent", "Müller", "Lefèvre", "Faure", "André", "Mercier", "Blanc", "Guérin",
    "Boyer", "Garnier", "Chevalier", "François", "Legrand", "Gauthier", "Garcia", "Perrin", "Robin", "Clément",
    "Morin", "Nicolas", "Henry", "Roussel", "Mathieu", "Gautier", "Masson", "Marchand", "Duval", "Denis", "Dumont",
)  # fmt: skip
STARTS = ("Bar", "Ber", "Bou", "Cha", "Che", "Cla", "Cor", "Cou", "Dau", "Del", "Des", "Du", "Fa", "Fer", "Fon", "Gar", "Gau", "Gi", "Gou", "Gran", "Gué", "Hé", "Ja", "Jou", "La", "Le", "Lou", "Mal", "Mar", "Mau", "Mon", "Mou", "Na", "Par", "Pel", "Pi", "Poi", "Pré", "Qué", "Ra", "Re", "Ri", "Ro", "Rou", "Sa", "Sau", "Sé", "Tes", "Thi", "Tou", "Val", "Ver", "Vi", "Voi")
MIDDLES = ("ba", "be", "bou", "cha", "che", "ci", "cro", "de", "di", "do", "fa", "fi", "ga", "gne", "jo", "la", "le", "li", "lo", "ma", "mi", "mo", "na", "ni", "no", "pa", "pi", "que", "ra", "ri", "ro", "sa", "se", "si", "ta", "te", "ti", "tou", "va", "vi", "zé", "")
ENDS = ("ard", "aud", "ault", "ay", "eau", "el", "er", "et", "eux", "ez", "ier", "in", "ine", "iot", "on", "ot", "oux", "reau", "rel", "rier", "ron", "sson", "teau", "tier", "ville", "vin", "x", "zac")
FIRST = (
    "Marie", "Jean", "Pierre", "Nathalie", "Isabelle", "Philippe", "Michel", "Catherine", "Sylvie", "Nicolas",
    "Christophe", "Sandrine", "Julien", "Céline", "Stéphanie", "Frédéric", "Laurent", "Sébastien", "Valérie",
    "Émilie", "Aurélie", "Thomas", "Camille", "Hélène", "François", "Léa", "Hugo", "Chloé", "Zoé", "Loïc", "Maëlle",
)  # fmt: skip
JOBS = ("Gérant", "Directrice générale", "Responsable RH", "Directeur technique", "Comptable", "Assistante", "Chef d’atelier", "Acheteuse", "Responsable formation", "Présidente")
OPENINGS = ("Appel avec", "Message laissé à", "Rendez-vous avec", "Échange avec", "Visite chez", "Relance de")
MIDDLE_WORDS = ("devis", "contrat", "apprentissage", "budget", "formation", "recrutement", "alternance", "convention", "bilan", "planning", "effectif", "mission")
CLOSINGS = ("à rappeler en janvier", "attend le devis", "pas de besoin cette année", "deux postes à pourvoir", "à revoir après la clôture", "intéressé par l’offre", "veut une visite sur site", "décision au prochain comité")


def surnames(count: int, seed: int = 1) -> list[str]:
    """`count` family names, the well-known ones first."""
    draw = random.Random(seed)
    found = dict.fromkeys(SURNAMES)
    while len(found) < count:
        found[draw.choice(STARTS) + draw.choice(MIDDLES) + draw.choice(ENDS)] = None
        if draw.random() < 0.5:
            found[draw.choice(STARTS) + draw.choice(MIDDLES) + draw.choice(MIDDLES) + draw.choice(ENDS)] = None
    return list(found)[:count]
