"""How reports are written: months, bands of age, periods, money."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from prospectdesk.domain.reports import AGE_BANDS, LATE, LATER, UNDATED, Period, Preset
from prospectdesk.queries.reports_activity import CALLS, MAILS, MEETINGS
from prospectdesk.ui.kit import format as show

MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
THOUSAND, MILLION = 1_000, 1_000_000
translate = QCoreApplication.translate


def money(value: Decimal) -> str:
    """A sum to the euro."""
    return show.amount(value, cents=False)


def axis_money(value: float) -> str:
    """20 k€ beside an axis."""
    if value >= MILLION:
        return _short(value / MILLION, "M€")
    return _short(value / THOUSAND, "k€") if value >= THOUSAND else _short(value, "€")


def _short(value: float, unit: str) -> str:
    text = f"{value:.1f}".removesuffix(".0").replace(".", ",")
    return f"{text}\u00a0{unit}" if value else "0"


def column_text(key: str) -> str:
    """nov. 26, En retard …"""
    special = {
        LATE: translate("Reports", "En retard"),
        LATER: translate("Reports", "Plus tard"),
        UNDATED: translate("Reports", "Sans date"),
    }
    if key in special:
        return special[key]
    year, _, month = key.partition("-")
    return f"{MONTHS[int(month) - 1]} {year[2:]}"


def band_text(number: int) -> str:
    """31 à 60 j."""
    least, most = AGE_BANDS[number]
    if most is None:
        return translate("Reports", "Plus de {0}\u00a0j").format(least - 1)
    return translate("Reports", "{0} à {1}\u00a0j").format(least, most)


def period_text(period: Period) -> str:
    """01/01/2026 → 24/11/2026."""
    return f"{show.date_text(period.first)} → {show.date_text(period.last)}"


def preset_text(key: Preset) -> str:
    """The choices of the menu of periods."""
    return {
        "month": translate("Reports", "Ce mois-ci"),
        "quarter": translate("Reports", "Ce trimestre"),
        "year": translate("Reports", "Cette année"),
        "twelve": translate("Reports", "12 derniers mois"),
        "last_year": translate("Reports", "L’année dernière"),
    }[key]


def act_text(act: str) -> str:
    """The name of a kind of act, in the plural."""
    known = {
        CALLS: translate("Reports", "Appels"),
        MAILS: translate("Reports", "E-mails"),
        MEETINGS: translate("Reports", "Rendez-vous"),
    }
    return known.get(act, translate("Reports", "Notes"))


def tag_text(tag: str) -> str:
    """A tag as it is written everywhere."""
    return {
        "suspect": translate("Reports", "Suspect"),
        "prospect": translate("Reports", "Prospect"),
        "client": translate("Reports", "Client"),
    }.get(tag, translate("Reports", "Hors-cible"))


def companies(number: int) -> str:
    """21 sociétés."""
    text = translate("Reports", "{0} société") if number < 2 else translate("Reports", "{0} sociétés")
    return text.format(show.count(number))


def dossiers(number: int) -> str:
    """21 dossiers."""
    return (
        translate("Reports", "{0} dossier") if number < 2 else translate("Reports", "{0} dossiers")
    ).format(show.count(number))


def days(number: int) -> str:
    """38 jours."""
    return (translate("Reports", "{0} jour") if number < 2 else translate("Reports", "{0} jours")).format(
        show.count(number)
    )
