"""What can go wrong between a laptop and the centre, each with its French sentence (SPEC X-41)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prospectdesk.domain.errors import Failure, Forbidden, Refused, Unavailable


class Offline(Unavailable):
    """The centre cannot be reached, or the line broke: work goes on, the outbox waits."""

    outcome = "offline"


class Busy(Unavailable):
    """The centre asks to come back later; `wait` is the number of seconds it wishes, 0 when it said nothing."""

    def __init__(self, code: str, text: str, wait: float = 0.0) -> None:
        super().__init__(code, text)
        self.wait = wait


class SignedOut(Forbidden):
    """The device key is no longer accepted: the person signs in again, the outbox is kept."""


class Wiped(Forbidden):
    """The device was revoked: the local copy goes (SECURITY P1)."""


class TooOld(Refused):
    """This program is too old for the centre: reading only until the update, the outbox is kept (X-41)."""


class OutOfStep(Unavailable):
    """The centre does not stand where this laptop believes: `sequence`, `generation` or `resync`."""


OFFLINE = (
    "Le service central ne répond pas : vos modifications sont gardées sur ce poste et partiront à la "
    "prochaine connexion."
)
BROKEN = (
    "La connexion au service central s’est interrompue : rien n’est perdu, la synchronisation reprendra "
    "où elle en était."
)
CERTIFICATE = (
    "Le certificat du service central n’est pas reconnu : aucune donnée n’a été envoyée. Vérifiez l’adresse "
    "ou prévenez votre administrateur."
)
PROXY = (
    "Le proxy de ce poste ne peut pas servir : vos modifications sont gardées sur ce poste. Corrigez ses réglages "
    "ou prévenez votre administrateur."
)
REDIRECTED = (
    "Le service central renvoie vers une autre adresse : aucune donnée n’a été envoyée. Vérifiez l’adresse "
    "(portail Wi-Fi ?)."
)
BAD_ANSWER = (
    "La réponse du service central n’est pas lisible : rien n’a été modifié. Vérifiez l’adresse du service."
)
TOO_LONG = "La réponse du service central est trop longue : elle a été refusée, rien n’a été modifié."
_SENTENCES: dict[str, tuple[type[Failure], str]] = {
    "unauthorized": (
        SignedOut,
        "Votre session au service central est terminée : connectez-vous à nouveau. Vos modifications sont "
        "gardées sur ce poste.",
    ),
    "wipe": (
        Wiped,
        "Cet appareil a été révoqué par votre administrateur : ses données locales ont été retirées.",
    ),
    "too_old": (
        TooOld,
        "Cette version de ProspectDesk est trop ancienne pour le service central : mettez l’application à "
        "jour. Vos modifications sont gardées.",
    ),
    "too_large": (Refused, "L’envoi est trop gros pour le service central : rien n’a été modifié."),
    "bad_request": (
        Refused,
        "Le service central n’a pas compris la demande : rien n’a été modifié. Mettez l’application à jour.",
    ),
    "sequence": (OutOfStep, BROKEN),
    "generation": (OutOfStep, BROKEN),
    "resync": (OutOfStep, BROKEN),
}
_REFUSALS = {
    "no_right": "Réservé aux administrateurs de l’espace.",
    "wrong_password": "Le mot de passe actuel n’est pas le bon.",
    "bad_value": "Le service central n’accepte pas cette valeur.",
    "unknown_row": "Le service central ne connaît pas encore cet élément : synchronisez puis réessayez.",
    "not_found": "Le service central ne connaît pas cet élément.",
    "which_workspace": "Cet identifiant existe dans plusieurs espaces : précisez l’espace.",
}
"""Codes of single verbs."""
_RATE = "Trop de demandes en peu de temps : le service central demande d’attendre un moment."
_PAUSED = "Le service central est momentanément indisponible : vos modifications sont gardées."
_SIGN_IN = "Identifiant ou mot de passe incorrect."


def offline(text: str = OFFLINE) -> Offline:
    """The failure of a line that cannot be made or broke."""
    return Offline("offline", text)


def too_old() -> TooOld:
    """The refusal of every change until the program is updated."""
    return TooOld("too_old", _SENTENCES["too_old"][1])


def bad_answer() -> Unavailable:
    """An answer that is not what the contract says."""
    return Unavailable("bad_answer", BAD_ANSWER)


def of_answer(status: int, error: Mapping[str, Any], retry_after: str | None) -> Failure:
    """The failure for the error document of the centre."""
    code = str(error.get("code") or "")[:40]
    if code == "rate" or status == 429:
        return Busy("rate", _RATE, _seconds(retry_after))
    if code in _SENTENCES:
        kind, text = _SENTENCES[code]
        values = error.get("values")
        return kind(code, text, **_plain(values if isinstance(values, dict) else {}))
    if code in _REFUSALS:
        return (Forbidden if status == 403 else Refused)(code, _REFUSALS[code])
    if status in {401, 403}:
        return SignedOut("unauthorized", _SENTENCES["unauthorized"][1])
    if status >= 500:
        return Busy("unavailable", _PAUSED, _seconds(retry_after))
    return bad_answer()


def of_sign_in(failure: Failure) -> Failure:
    """The failure of a sign-in: there `unauthorized` means a wrong login or password."""
    return Forbidden("bad_credentials", _SIGN_IN) if isinstance(failure, SignedOut) else failure


def _plain(values: dict[Any, Any]) -> dict[str, Any]:
    """The named values that code looks at; never shown, as no sentence names one."""
    return {name: values[name] for name in ("last_seq", "generation", "rev") if name in values}


def _seconds(text: str | None) -> float:
    return float(min(int(text), 3600)) if text and text.isdecimal() else 0.0
