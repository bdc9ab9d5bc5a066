"""What can go wrong with a public service, each with its one French sentence (SPEC X-31 to X-39)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from prospectdesk.domain.errors import Failure, Forbidden, Invalid, NotFound, Unavailable
from prospectdesk.domain.text import clean_text

REASON = 300
"""Characters of a service's own explanation that are told."""
_REASONS = ("erreur", "message", "detail", "details", "error_description", "reason", "error")


class Offline(Unavailable):
    """The user works offline on purpose: nothing was asked."""

    outcome = "offline"


class Busy(Unavailable):
    """The service asks to come back later; `wait` is the number of seconds it wishes."""

    wait = 0.0


def offline(label: str) -> Offline:
    """Nothing is asked while the user works offline."""
    return Offline("offline", _OFFLINE, service=label)


def unavailable(code: str, label: str) -> Unavailable:
    """`no_answer`, `slow`, `broken`, `certificate`, `proxy`, `redirected`, `too_long`, `bad_answer`, `fault`."""
    return Unavailable(code, _SENTENCES[code], service=label)


def switched_off(label: str) -> Unavailable:
    """The user does not want a service to be asked."""
    return Unavailable("switched_off", _SWITCHED_OFF, service=label)


def busy(label: str, wait: float) -> Busy:
    """Too many calls; `wait` in seconds."""
    made = Busy("busy", _BUSY, service=label, wait=max(1, round(wait)))
    made.wait = wait
    return made


def no_key(label: str) -> Forbidden:
    """The service wants a key and none was given."""
    return Forbidden("no_key", _NO_KEY, service=label)


def bad_address(label: str, typed: str) -> Invalid:
    """The address that was typed for a service is none."""
    return Invalid("bad_url", _BAD_ADDRESS, service=label, address=typed[:80])


def not_https(label: str) -> Invalid:
    """The address that was typed for a service is not protected."""
    return Invalid("not_https", _NOT_HTTPS, service=label)


def of_status(
    label: str,
    status: int,
    document: Any,
    wait: float = 0.0,
    *,
    keyed: bool = True,
    private: Iterable[str] = (),
) -> Failure:
    """The failure that an answer's status means; a 400 tells the service's own reason.

    `keyed`: the service was given a key, so it may be the wrong one. `private` are texts that were sent along
    and are never told, whatever the service repeats of them.
    """
    if status in {419, 429}:
        return busy(label, wait)
    if status in {401, 403}:
        if not keyed:
            return Forbidden("shut_out", _SHUT_OUT, service=label, status=status)
        code = "access_refused" if status == 403 else "key_refused"
        return Forbidden(code, _KEY_REFUSED, service=label)
    if status in {404, 410}:
        return NotFound("not_found", _NOT_FOUND, service=label)
    if 400 <= status < 500:
        reason = reason_of(document, private)
        return Invalid(
            "request_refused",
            _REFUSED_WHY if reason else _REFUSED,
            service=label,
            reason=reason,
            status=status,
        )
    return unavailable("fault" if status >= 500 else "bad_answer", label)


def reason_of(document: Any, private: Iterable[str] = ()) -> str:
    """The explanation in an answer that refuses, cleaned, without what is private; empty when there is none."""
    if isinstance(document, dict):
        inner = document.get("header")
        for name in _REASONS:
            for place in (document, inner if isinstance(inner, dict) else {}):
                told = place.get(name)
                if isinstance(told, str) and told.strip():
                    return _clean(told, private)
    return ""


def _clean(told: str, private: Iterable[str]) -> str:
    found = clean_text(told, limit=len(told) * 4)  # NFC may lengthen a text
    for one in private:
        found = found.replace(one, "…")
    return (found if len(found) <= REASON else found[: REASON - 1].rstrip() + "…").rstrip(" .")


_SENTENCES = {
    "no_answer": "« {service} » ne répond pas : vérifiez la connexion, puis réessayez.",
    "slow": "« {service} » met trop de temps à répondre : réessayez dans un moment.",
    "broken": "La connexion à « {service} » s’est interrompue : réessayez.",
    "certificate": "Le certificat de « {service} » n’est pas reconnu, rien n’a été envoyé : vérifiez l’adresse du service "
    "et la date de ce poste.",
    "proxy": "« {service} » n’est pas joignable par le proxy de ce poste, que ProspectDesk ne sait pas utiliser : "
    "vérifiez ce réglage du système.",
    "redirected": "« {service} » renvoie vers une autre adresse, rien n’en a été lu : vérifiez l’adresse du service "
    "(portail Wi-Fi ?).",
    "too_long": "La réponse de « {service} » est trop longue, elle a été écartée : réessayez plus tard.",
    "bad_answer": "La réponse de « {service} » n’est pas lisible, elle a été écartée : réessayez plus tard.",
    "fault": "« {service} » est en panne : réessayez dans un moment.",
}
_OFFLINE = "Connexion nécessaire : « {service} » n’est pas interrogé hors ligne."
_BUSY = "« {service} » limite le nombre de demandes : réessayez dans {wait} s."
_SWITCHED_OFF = "« {service} » est désactivé dans Paramètres > Services externes."
_NO_KEY = "« {service} » demande une clé d’accès : donnez-la dans Paramètres > Services externes."
_KEY_REFUSED = "« {service} » refuse la clé d’accès : vérifiez-la dans Paramètres > Services externes."
_SHUT_OUT = (
    "« {service} » refuse de répondre à ce poste (réponse {status}) : réessayez plus tard, ou vérifiez son adresse "
    "dans Paramètres > Services externes."
)
_NOT_FOUND = "« {service} » ne répond pas à cette adresse : vérifiez-la dans Paramètres > Services externes."
_REFUSED = (
    "« {service} » n’accepte pas cette demande (réponse {status}) : modifiez-la, ou réessayez plus tard."
)
_REFUSED_WHY = "« {service} » n’accepte pas cette demande ({reason}) : modifiez-la, ou réessayez plus tard."
_BAD_ADDRESS = "« {address} » n’est pas l’adresse d’un service : « {service} » attend par exemple https://service.exemple.fr."
_NOT_HTTPS = "L’adresse de « {service} » doit commencer par https:// : rien n’a été envoyé."
