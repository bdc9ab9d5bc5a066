"""Why a sign-in is asked for, in a sentence."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

say = QCoreApplication.translate


def reason(signed_in: bool, days_left: int) -> str:
    """The sentence above the form."""
    if signed_in and days_left <= 0:
        return say(
            "SignIn",
            "Ce profil n’a pas été synchronisé depuis plus de 30 jours. Reliez ce poste au réseau et connectez-vous : "
            "vos données et vos modifications sont gardées.",
        )
    if signed_in:
        return say(
            "SignIn",
            "Le service central demande votre mot de passe pour ce poste. Vos modifications sont gardées et "
            "partiront ensuite.",
        )
    return say(
        "SignIn",
        "La première connexion se fait en ligne et télécharge l’espace de votre équipe ; ensuite vous travaillez "
        "30 jours sans réseau. Ce que ce profil contient déjà part avec vous.",
    )
