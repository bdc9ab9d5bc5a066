"""Companies whose holder objects to prospecting (partial diffusion in the public register): what is refused for them.

A client of one's own is no prospect: what is done for it is not refused.
"""

from __future__ import annotations

from prospectdesk.domain.errors import Refused

OPPOSED = (
    "Diffusion partielle au registre : cette société s’oppose à la prospection. "
    "Relance, visite, ajout au portefeuille et export lui sont fermés."
)
"""The reason on controls that are disabled for it."""


def opposed(name: str | None) -> Refused:
    """What a command answers."""
    return Refused(
        "opposed",
        "« {name} » s’oppose à la prospection (diffusion partielle au registre) : rien n’a été fait.",
        name=name or "Cette société",
    )


def all_opposed() -> Refused:
    """What an act on many answers when it was for such companies alone."""
    return Refused(
        "opposed",
        "Ces sociétés s’opposent à la prospection (diffusion partielle au registre) : rien n’a été fait.",
    )


def left_out(count: int) -> str:
    """What an act on many says of those it passed over; "" for none."""
    if not count:
        return ""
    who = f"{count} sociétés laissées" if count > 1 else "1 société laissée"
    return f"{who} de côté\u00a0: diffusion partielle, pas de prospection"
