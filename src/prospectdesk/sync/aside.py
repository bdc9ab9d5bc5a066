"""Why a row of the centre was set aside, in French, and whether reading it again may help (SECURITY T15)."""

from __future__ import annotations

from typing import Any

from prospectdesk.sync import incoming
from prospectdesk.wire import rules
from prospectdesk.wire.tables import TABLES

SHAPE, COLUMNS, STORE = "shape", "columns", "store"
_WHOLE = {
    SHAPE: "La ligne reçue n’a pas la forme attendue.",
    COLUMNS: "La ligne reçue a des colonnes inconnues : l’application est peut-être à mettre à jour.",
    STORE: "La ligne reçue contredit une autre ligne.",
}
UNKNOWN_VALUE = "La ligne reçue contient une valeur qui n’est pas acceptée."
NEWER = (
    "Cette ligne vient peut-être d’une version plus récente : mettez l’application à jour, elle sera relue."
)


def reason(table: str, code: str, value: Any, known: bool) -> str:
    """The sentence of a reason, which is a column's name or one of the three; `known`: whether `value` was kept."""
    if code in _WHOLE:
        return _WHOLE[code]
    column = column_of(table, code)
    if column is None or not known:
        return UNKNOWN_VALUE
    if value is None:
        return "Cette valeur est obligatoire et manque."
    return _of_kind(table, column, value)


def column_of(table: str, code: str) -> rules.Column | None:
    """The column a reason names; None where it names none."""
    if table not in TABLES:
        return None
    return next((one for one in rules.columns(table) if one.name == code), None)


def is_known(table: str) -> bool:
    """Whether rows of the table travel today."""
    return table in TABLES


def why_not_again(table: str, code: str) -> str:
    """Why reading the row again cannot help; empty where it may."""
    return NEWER if table not in TABLES or code == COLUMNS else ""


def _of_kind(table: str, column: rules.Column, value: Any) -> str:
    name = column.name
    if name in {"siren", "siret"}:
        return "Ce numéro n’est pas valable."
    if column.kind == "b":
        return "Cette référence ne désigne aucune fiche."
    if column.kind == "i" and name in incoming.DAYS:
        return "Cette valeur n’est pas une date."
    if column.kind == "i" and name in incoming.FLAGS:
        return "Cette valeur n’est ni oui ni non."
    if column.kind in {"i", "r"}:
        return "Cette valeur n’est pas un nombre possible ici."
    if not isinstance(value, str):
        return "Cette valeur n’est pas un texte."
    if not incoming.is_sound(value):
        return "Ce texte contient des caractères interdits."
    if f"{table}.{name}" in incoming.CHOICES:
        return "Cette valeur n’est pas dans la liste."
    return "Ce texte est trop long." if len(value) > incoming.MOST_KEPT else UNKNOWN_VALUE
