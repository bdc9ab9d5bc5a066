"""The words of Prospection: groups, badges, distances, dates."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from prospectdesk.domain.portfolio import Kind, Row
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.portfolio.radius_entry import written


def group_name(kind: Kind) -> str:
    """The name of a group (P-14)."""
    tr = QCoreApplication.translate
    return {
        Kind.CLIENT: tr("Portfolio", "Clients"),
        Kind.MISSION: tr("Portfolio", "Prospects avec mission qualifiée"),
        Kind.CONTACT: tr("Portfolio", "Prospects avec contact qualifié"),
        Kind.TO_QUALIFY: tr("Portfolio", "Prospects à qualifier"),
        Kind.POTENTIAL: tr("Portfolio", "Prospects potentiels"),
        Kind.SUSPECT: tr("Portfolio", "Suspects"),
    }[kind]


def short_name(kind: Kind) -> str:
    """The name of a group where there is little room (mock-up 05)."""
    tr = QCoreApplication.translate
    return {
        Kind.CLIENT: tr("Portfolio", "Clients"),
        Kind.MISSION: tr("Portfolio", "Mission qualifiée"),
        Kind.CONTACT: tr("Portfolio", "Contact qualifié"),
        Kind.TO_QUALIFY: tr("Portfolio", "À qualifier"),
        Kind.POTENTIAL: tr("Portfolio", "Potentiels"),
        Kind.SUSPECT: tr("Portfolio", "Suspects"),
    }[kind]


def kind_name(kind: Kind) -> str:
    """What one company of a type is called (P-06 … P-11)."""
    tr = QCoreApplication.translate
    return {
        Kind.CLIENT: tr("Portfolio", "Client"),
        Kind.MISSION: tr("Portfolio", "Prospect avec mission qualifiée"),
        Kind.CONTACT: tr("Portfolio", "Prospect avec contact qualifié"),
        Kind.TO_QUALIFY: tr("Portfolio", "Prospect à qualifier"),
        Kind.POTENTIAL: tr("Portfolio", "Prospect potentiel"),
        Kind.SUSPECT: tr("Portfolio", "Suspect"),
    }[kind]


def tight_name(kind: Kind) -> str:
    """The name of a group where there is hardly any room."""
    tr = QCoreApplication.translate
    shorter = {Kind.MISSION: tr("Portfolio", "Mission q."), Kind.CONTACT: tr("Portfolio", "Contact q.")}
    return shorter.get(kind) or short_name(kind)


def share(number: int, total: int) -> str:
    """3,6 % of the total; below a thousandth "< 0,1 %"."""
    if not total:
        return ""
    part = 100 * number / total
    if 0 < part < 0.1:
        return QCoreApplication.translate("Portfolio", "< {0}").format(show.percent(0.1, 1))
    return show.percent(part, 0 if part >= 10 or part == int(part) else 1)


def distance(kilometres: float) -> str:
    """5,6 km: one decimal (P-04)."""
    return QCoreApplication.translate("Portfolio", "{0}\u00a0km").format(
        f"{kilometres:.1f}".replace(".", ",")
    )


def badges(row: Row) -> list[tuple[str, str]]:
    """The badges of a row with their tones: establishments, missing contact, who says that it recruits."""
    tr = QCoreApplication.translate
    made = []
    if row.in_radius > 1:
        text = tr("Portfolio", "{0} établissements dans le rayon")
        made.append((text.format(show.count(row.in_radius)), "neutral"))
    if row.missing_contact:
        made.append((tr("Portfolio", "Contact manquant"), "warn"))
    made += [(tr("Portfolio", "Recrute ({0})").format(source), "ok") for source in row.recruits]
    return made


def place_and_radius(label: str, radius: float) -> str:
    """Rennes 30 km: what the tab of an analysis is called."""
    return QCoreApplication.translate("Portfolio", "{0} {1}\u00a0km").format(label, written(radius))


def invalid_text(number: int) -> str:
    """The banner of P-13."""
    tr = QCoreApplication.translate
    if number > 1:
        return tr("Portfolio", "{0} sociétés au SIRET invalide ou manquant").format(show.count(number))
    return tr("Portfolio", "{0} société au SIRET invalide ou manquant").format(number)


def companies(number: int) -> str:
    """12 sociétés."""
    tr = QCoreApplication.translate
    text = tr("Portfolio", "{0} sociétés") if number > 1 else tr("Portfolio", "{0} société")
    return text.format(show.count(number))


def tag_names() -> dict[str, str]:
    """The tags of a routine, the first one proposed."""
    tr = QCoreApplication.translate
    return {
        "suspect": tr("Portfolio", "Suspect"),
        "prospect": tr("Portfolio", "Prospect"),
        "client": tr("Portfolio", "Client"),
        "hors_cible": tr("Portfolio", "Hors-cible"),
    }


def help_text() -> str:
    """The help of Prospection."""
    tr = QCoreApplication.translate
    return "\n\n".join(
        (
            tr(
                "Portfolio",
                "Une société est dans le rayon quand l’un de ses établissements ouverts est à cette distance du lieu, "
                "ou plus près. Elle est sur une seule ligne, à son établissement le plus proche.",
            ),
            tr(
                "Portfolio",
                "Client\u00a0: un candidat y est placé. Mission qualifiée\u00a0: une mission, personne de placé. "
                "Contact qualifié\u00a0: un interlocuteur de votre base, aucune mission. À qualifier\u00a0: dans le "
                "portefeuille, sans interlocuteur.",
            ),
            tr(
                "Portfolio",
                "Potentiel\u00a0: hors du portefeuille, avec une mission dans un de vos domaines de formation. "
                "Suspect\u00a0: hors du portefeuille, sans point commun connu.",
            ),
            tr(
                "Portfolio",
                "Tout se lit dans l’annuaire local, sans connexion. Seule la recherche d’entreprises qui recrutent "
                "interroge La bonne alternance et La Bonne Boite.",
            ),
        )
    )
