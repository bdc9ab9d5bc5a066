"""Why the centre refused a gesture, in French, and whether trying again may help (X-21)."""

from __future__ import annotations

_SENTENCES = {
    "no_right": "Vous n’avez pas le droit de faire cette modification.",
    "not_author": "Seul son auteur ou un responsable peut modifier cette note.",
    "done_follow_up": "Ce suivi était déjà « Effectué » : il ne se modifie plus.",
    "unknown_row": "La fiche modifiée n’existe plus ou ne vous est plus ouverte.",
    "unknown_parent": "La fiche à laquelle cela se rattache n’existe plus ou ne vous est plus ouverte.",
    "other_workspace": "Cette donnée appartient à un autre espace.",
    "bad_value": "Une valeur n’est pas acceptée : corrigez-la dans la fiche.",
    "erased": "Cette personne a demandé l’effacement de ses données.",
    "append_only": "L’historique ne se modifie pas.",
    "already_closed": "Ce dossier était déjà signé ou perdu.",
    "locked_dossier": "Ce dossier porte un type en double : il est bloqué jusqu’à ce que le doublon soit réglé.",
    "siret": "Le SIREN ou le SIRET n’est pas valable.",
    "internal": "Le service central n’a pas pu traiter cette modification : elle est gardée ici, prévenez votre "
    "administrateur.",
}
UNKNOWN = "Le service central a refusé cette modification."
AGAIN = frozenset({"no_right", "not_author", "unknown_row", "unknown_parent", "locked_dossier", "internal"})
"""Codes of refusals that rights, a returned row or a settled duplicate may lift."""

ASIDE = {
    "shape": "La ligne reçue n’a pas la forme attendue.",
    "columns": "La ligne reçue a des colonnes inconnues : l’application est peut-être à mettre à jour.",
    "store": "La ligne reçue contredit une autre ligne.",
}


def sentence(code: str) -> str:
    """The sentence of a code; a general one for a code of a newer centre."""
    return _SENTENCES.get(code, UNKNOWN)


def aside(reason: str) -> str:
    """Why a row of the centre was set aside (SECURITY T15)."""
    return ASIDE.get(reason, "La ligne reçue contient une valeur qui n’est pas acceptée.")


def may_try_again(code: str) -> bool:
    """Whether the same values may pass later."""
    return code in AGAIN
