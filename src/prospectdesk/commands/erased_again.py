"""People erased since a copy was made are erased again once that copy is restored (C-21)."""

from __future__ import annotations

from dataclasses import dataclass

from prospectdesk.commands import contact_cards as cards
from prospectdesk.commands.context import Context
from prospectdesk.commands.erasure import erase
from prospectdesk.commands.registry import Outcome, handles
from prospectdesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class EraseAgain:
    """Cards by uid; those the copy does not know, or knows as erased, are left alone."""

    cards: tuple[bytes, ...]


@handles(EraseAgain)
def erase_again(cmd: EraseAgain, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Whatever their colour was then: the person asked for it once, nobody has to ask again."""
    again = 0
    for uid in cmd.cards:
        card = uow.one(
            "SELECT * FROM contact WHERE uid = ? AND erased_at IS NULL AND deleted_at IS NULL", (uid,)
        )
        if card is not None:
            cards.suppress(uow, card, cards.points_of(uow, card["id"]))
            erase(uow, card)
            again += 1
    return Outcome("effacement après une restauration", undoable=False, data={"erased": again}, scrub=True)
