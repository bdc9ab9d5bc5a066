"""What a map says in words: its text equivalent, the marks, lengths."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from prospectdesk.ui.kit.format import NO_BREAK, count
from prospectdesk.ui.kit.map.symbols import kind_names


def kilometres_text(km: float) -> str:
    """30 km, 2,5 km."""
    number = f"{km:.1f}".rstrip("0").rstrip(".") if km < 1000 else count(round(km))
    return number.replace(".", ",") + f"{NO_BREAK}km"


def length_text(km: float) -> str:
    """The length of a scale bar: 500 m, 10 km."""
    return kilometres_text(km) if km >= 1 else f"{round(km * 1000)}{NO_BREAK}m"


def own_ground() -> str:
    """Who made the ground that the program ships (the Sources page says more)."""
    return QCoreApplication.translate("Map", "Fond de carte hors ligne intégré")


def counts_text(kinds: Sequence[int]) -> str:
    """46 clients, 31 mission qualifiée …: the types there are, in their order."""
    names = kind_names()
    return ", ".join(
        f"{count(number)}{NO_BREAK}{name[:1].lower()}{name[1:]}"
        for number, name in zip(kinds, names, strict=True)
        if number
    )


def cluster_text(kinds: Sequence[int]) -> str:
    """A cluster in words."""
    say = QCoreApplication.translate
    return say("Map", "{0} établissements\u00a0: {1}").format(count(sum(kinds)), counts_text(kinds))


def map_text(radius_km: float | None, kinds: Sequence[int], chosen: str) -> str:
    """The whole map in words: radius, numbers by type, what is chosen, how the keyboard goes."""
    say = QCoreApplication.translate
    parts = []
    if radius_km is not None:
        parts.append(say("Map", "Cercle de {0} autour du lieu.").format(kilometres_text(radius_km)))
    if sum(kinds):
        parts.append(say("Map", "{0}.").format(cluster_text(kinds)))
    else:
        parts.append(say("Map", "Aucun établissement sur la carte."))
    if chosen:
        parts.append(say("Map", "Choisi\u00a0: {0}.").format(chosen))
    parts.append(
        say(
            "Map",
            "Flèches pour se déplacer, + et − pour l’échelle, Tab pour le repère suivant, N pour la société "
            "suivante, Entrée pour l’ouvrir, Maj et flèches pour le rayon.",
        )
    )
    return " ".join(parts)


def key_lines() -> tuple[tuple[str, str], ...]:
    """(what, keys) of the keyboard on a map, for the page of shortcuts."""
    say = QCoreApplication.translate
    return (
        (say("Map", "Se déplacer sur la carte"), say("Map", "Flèches")),
        (say("Map", "Agrandir, réduire"), "+  −"),
        (say("Map", "Tout voir"), say("Map", "Début")),
        (say("Map", "Repère suivant, précédent"), say("Map", "Tab  Maj+Tab")),
        (say("Map", "Société suivante, précédente de la liste"), say("Map", "N  Maj+N")),
        (say("Map", "Ouvrir ce qui est choisi"), say("Map", "Entrée")),
        (say("Map", "Rayon plus grand ou plus petit de 1\u00a0km"), say("Map", "Maj+Flèches")),
        (say("Map", "Rayon plus grand ou plus petit de 10\u00a0km"), say("Map", "Ctrl+Maj+Flèches")),
        (say("Map", "Lâcher le choix ou le lasso"), say("Map", "Échap")),
    )
