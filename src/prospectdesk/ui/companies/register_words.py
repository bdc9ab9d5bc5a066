"""What a sheet says about the public register: where a value comes from, what a refresh changed (X-31)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from prospectdesk.domain.clock import day_number, ms_instant
from prospectdesk.domain.nomenclature import headcount_band
from prospectdesk.queries.register import OF_SEAT
from prospectdesk.ui.kit import format as show

if TYPE_CHECKING:
    from prospectdesk.queries.register import Origin, Standing

MOST_LINES = 6
NOTHING = "—"
Change = Mapping[str, str | None]
"""object, field, old and new, as `TakeRegisterFacts` tells them."""


def source_name(source: str) -> str:
    """What people call a service."""
    say = QCoreApplication.translate
    return {
        "recherche_entreprises": say("Register", "Recherche d’entreprises"),
        "sirene": say("Register", "Sirene"),
        "stock": say("Register", "Fichier Sirene"),
        "demo": say("Register", "Registre de démonstration"),
    }.get(source, say("Register", "Registre"))


def day_of(instant_ms: int | None) -> str:
    """The date of an instant."""
    return "" if instant_ms is None else show.date_text(day_number(ms_instant(instant_ms).date()))


def origin_words(origin: Origin | None) -> str:
    """Source : Sirene, au registre depuis le 12/03/2026, lu le 23/11/2026."""
    if origin is None:
        return ""
    say = QCoreApplication.translate
    parts = [say("Register", "Source\u00a0: {0}").format(source_name(origin.source))]
    if origin.on is not None:
        parts.append(say("Register", "daté du {0}").format(show.date_text(origin.on)))
    if origin.asked is not None:
        parts.append(say("Register", "lu le {0}").format(show.date_text(origin.asked)))
    return ", ".join(parts)


FIELDS = {
    "raison_sociale": "name", "forme_juridique": "legal_form", "naf": "naf", "date_creation": "created_on",
    "rue": "street", "code_postal": "postcode", "ville": "city",
}  # fmt: skip
"""Fields of the Fiche whose values the register tells, and their columns."""


def field_words(standing: Standing, field: str) -> str:
    """Where the value of a field of the Fiche comes from; "" for one the register does not tell."""
    column = FIELDS.get(field)
    if column is None:
        return ""
    origin = standing.origins.get(f"seat.{column}" if column in OF_SEAT else column)
    if column not in standing.own:
        return origin_words(origin)
    if column in standing.differs:
        return _differing(column, standing.differs[column])
    if origin is None:
        return ""
    return QCoreApplication.translate("Register", "Valeur de votre équipe : le registre ne la change pas.")


def _differing(column: str, told: str | int) -> str:
    """That the workspace's value is another than the register's."""
    shown = show.date_text(told) if isinstance(told, int) else told
    if column == "legal_form":
        shown = _shown("Forme juridique", shown)
    say = QCoreApplication.translate
    return say("Register", "Valeur de votre équipe : elle reste. Le registre dit « {0} ».").format(shown)


def asked_words(standing: Standing) -> str:
    """When the register was last asked, and what it said."""
    say = QCoreApplication.translate
    day = day_of(standing.asked_at)
    if not day:
        return (
            say("Register", "A vérifier : le registre n’a pas encore été interrogé.")
            if standing.to_check
            else ""
        )
    texts = {
        "found": say("Register", "{source}, interrogé le {day}."),
        "unknown": say("Register", "SIREN inconnu du registre le {day} : vérifiez le SIRET."),
        "partial": say(
            "Register",
            "Diffusion partielle le {day} : cette entreprise s’oppose à l’usage de ses données pour la prospection.",
        ),
    }
    return texts.get(standing.outcome, texts["found"]).format(source=source_name(standing.source), day=day)


def check_words(standing: Standing) -> str:
    """Why a company is "A vérifier"."""
    say = QCoreApplication.translate
    if standing.outcome == "unknown":
        told = say("Register", "Saisie à la main ; le registre ne connaissait pas ce SIREN le {0}.")
        return told.format(day_of(standing.asked_at))
    return say("Register", "Saisie à la main, pas encore vérifiée au registre.")


def withheld_words() -> str:
    """What partial diffusion means."""
    return QCoreApplication.translate(
        "Register", "Cette entreprise s’oppose à l’usage de ses données pour la prospection."
    )


def changed_words(changed: Sequence[Change]) -> str:
    """What a refresh changed, a line a value."""
    say = QCoreApplication.translate
    lines = [_line(one) for one in changed[:MOST_LINES]]
    if len(changed) > MOST_LINES:
        more = say("Register", "… et {0} autres changements, dans l’onglet Historique.")
        lines.append(more.format(show.count(len(changed) - MOST_LINES)))
    if not lines:
        return say("Register", "Le registre dit la même chose : rien n’a changé.")
    return "\n".join(lines)


def _line(one: Change) -> str:
    say = QCoreApplication.translate
    field = one.get("field") or ""
    if not field:
        return say("Register", "{0} ajouté : {1}").format(one.get("object") or "", one.get("new") or "")
    old, new = (_shown(field, one.get(name)) for name in ("old", "new"))
    return say("Register", "{0} : {1} → {2}").format(field, old, new)


def _shown(field: str, value: str | None) -> str:
    """A code of the register in words."""
    if not value:
        return NOTHING
    if field == "Forme juridique" and value.isdecimal():
        from prospectdesk.geo import reference  # late: its tables are read from a file

        return reference.legal_forms().label(value) or value
    if field == "Effectif":
        band = headcount_band(value)
        return value if band is None else band.label
    return value
