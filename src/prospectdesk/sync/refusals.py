"""Why the centre refused a gesture, in French, and whether trying again may help (X-21)."""

from __future__ import annotations

_SENTENCES = {
    "no_right": "Vous n’avez pas le droit de faire cette modification.",
    "not_author": "Seul son auteur ou un responsable peut modifier cette note.",
    "done_follow_up": "Ce suivi était déjà « Effectué » : il ne se modifie plus.",
    "unknown_row": "La fiche modifiée n’existe plus ou ne vous est plus ouverte.",
    "unknown_parent": "La fiche à laquelle cela se rattache n’existe plus ou ne vous est plus ouverte.",
    "other_workspace": "Cette donnée appartient à un autre espace.",
    "bad_value": "Une valeur n’est pas acceptée : corrigez-la dans la fiche.",
    "erased": "Cette personne a demandé l’effacement de ses données.",
    "append_only": "L’historique ne se modifie pas.",
    "erase_rate": "Trop de personnes ont été effacées en une heure : réessayez plus tard.",
    "already_closed": "Ce dossier était déjà signé ou perdu.",
    "locked_dossier": "Ce dossier porte un type en double : il est bloqué jusqu’à ce que le doublon soit réglé.",
    "pieces_missing": "Les pièces du projet que cette étape attend ne sont pas toutes là.",
    "handed_over": "Ce projet est transmis à l’ADV : son étape ne change plus.",
    "not_owner": "Seul le CF du projet ou un responsable change son étape.",
    "siret": "Le SIREN ou le SIRET n’est pas valable.",
    "merge": "Ces fiches ne peuvent plus être fusionnées ainsi : l’une a déjà été réunie avec une autre, ou porte un "
    "autre SIREN.",
    "last_admin": "C’est le dernier administrateur actif de l’espace : donnez d’abord cette licence à quelqu’un.",
    "internal": "Le service central n’a pas pu traiter cette modification : elle est gardée ici, prévenez votre "
    "administrateur.",
}
UNKNOWN = "Le service central a refusé cette modification."
_FINAL = {
    "done_follow_up": "Un suivi « Effectué » le reste : créez un nouveau suivi ou abandonnez cette modification.",
    "other_workspace": "Une donnée ne change pas d’espace : abandonnez cette modification.",
    "bad_value": "La même valeur serait refusée de nouveau : corrigez-la dans la fiche ou abandonnez.",
    "siret": "Le même numéro serait refusé de nouveau : corrigez-le dans la fiche ou abandonnez.",
    "erased": "Un effacement ne se défait pas : abandonnez cette modification.",
    "append_only": "L’historique ne se modifie jamais : abandonnez cette modification.",
    "merge": "La fusion serait refusée de nouveau : abandonnez-la, puis fusionnez les fiches telles qu’elles sont.",
    "already_closed": "Un dossier signé ou perdu le reste : le conflit se règle dans la fiche du dossier.",
}
"""Refusals that the same values meet again, whatever happens, with why: no retry is offered.

All others may be lifted: a right that is granted, a row that comes back, a duplicate that is settled, an hour that
passes, a centre that is mended or newer.
"""


def sentence(code: str) -> str:
    """The sentence of a code; a general one for a code of a newer centre."""
    return _SENTENCES.get(code, UNKNOWN)


def may_try_again(code: str) -> bool:
    """Whether the same values may pass later."""
    return code not in _FINAL


def why_not_again(code: str) -> str:
    """Why a retry is not offered; empty where it is."""
    return _FINAL.get(code, "")
