"""Contact cards: departed, privileged, blocked, erased (D-20, D-21, C-15, C-20, C-21, INV-12)."""

from __future__ import annotations

from dataclasses import dataclass

from prospectdesk.commands import contact_cards as cards
from prospectdesk.commands import find, values
from prospectdesk.commands.context import Context
from prospectdesk.commands.erasure import erase
from prospectdesk.commands.registry import Outcome, Ref, handles
from prospectdesk.domain import contacts as rules
from prospectdesk.domain.errors import Invalid
from prospectdesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class MarkContactLeft:
    """Ticks or unticks "A quitté la société" (C-20)."""

    contact: Ref
    left: bool = True


@dataclass(frozen=True, kw_only=True)
class SetPrivileged:
    """Makes the card the company's privileged contact, or takes that away (D-20)."""

    contact: Ref
    privileged: bool = True


@dataclass(frozen=True, kw_only=True)
class BlockContact:
    """Closes channels to a person; all three mean "Ne plus contacter" (INV-12)."""

    contact: Ref
    channels: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DeleteContact:
    """Erases a person on request (C-21): no way back."""

    contact: Ref


@handles(MarkContactLeft)
def mark_contact_left(cmd: MarkContactLeft, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Orange ↔ grey; other workspaces and other companies' cards are not concerned."""
    card = find.contact(uow, cmd.contact)
    rules.check_leaving(card, cmd.left)
    changes: dict[str, object] = {"colour": rules.GREY if cmd.left else rules.ORANGE}
    if cmd.left:
        changes |= {"newsletter": 0, "bulletin": 0}  # INV-06: no active subscription
    if uow.update("contact", card["id"], changes):
        title = "Contact : a quitté la société" if cmd.left else "Contact de retour dans la base"
        uow.happened(card["company_id"], "contact", title, contact_id=card["id"])
    return Outcome(
        "départ d’un interlocuteur" if cmd.left else "retour d’un interlocuteur",
        uid=card["uid"],
        row_id=card["id"],
    )


@handles(SetPrivileged)
def set_privileged(cmd: SetPrivileged, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Gives the flag to one card; the former one loses it (INV-04)."""
    card = find.contact(uow, cmd.contact)
    if cmd.privileged:
        rules.check_privileged(card)
        for other in uow.rows(
            "SELECT id FROM contact WHERE company_id = ? AND privileged = 1 AND id <> ? "
            "AND deleted_at IS NULL",
            (card["company_id"], card["id"]),
        ):
            uow.update("contact", other["id"], {"privileged": 0})
    uow.update("contact", card["id"], {"privileged": int(cmd.privileged)})
    return Outcome("interlocuteur privilégié", uid=card["uid"], row_id=card["id"])


@handles(BlockContact)
def block_contact(cmd: BlockContact, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Sets the blocks; with all three, open RPs of the person are deleted (INV-12)."""
    card = find.contact(uow, cmd.contact)
    wanted = [values.choice(str(one), dict.fromkeys(rules.CHANNELS), label="Canaux") for one in cmd.channels]
    if not wanted:
        raise Invalid("mandatory", "Champ obligatoire : {label}", label="Canaux", fields=("Canaux",))
    for twin in cards.twins(uow, card):
        uow.update("contact", twin["id"], {f"block_{channel}": 1 for channel in wanted})
        now = uow.get("contact", twin["id"])
        if all(now[f"block_{channel}"] for channel in rules.CHANNELS):
            for rp in uow.rows(
                "SELECT id FROM follow_up WHERE contact_id = ? AND kind = 'rp' AND done = 0 "
                "AND deleted_at IS NULL",
                (twin["id"],),
            ):
                uow.remove("follow_up", rp["id"])
            uow.happened(twin["company_id"], "contact", "Ne plus contacter", contact_id=twin["id"])
    return Outcome("blocage d’un interlocuteur", uid=card["uid"], row_id=card["id"])


@handles(DeleteContact)
def delete_contact(cmd: DeleteContact, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Erases the person from cards, history, timeline and waiting changes; leaves a hashed Suppression."""
    card = find.contact(uow, cmd.contact)
    everywhere = cards.twins(uow, card)
    for twin in everywhere:
        rules.check_deletable(twin)
    for twin in everywhere:
        cards.suppress(uow, twin, cards.points_of(uow, twin["id"]))
        erase(uow, twin)
    return Outcome(
        "effacement d’une personne",
        uid=card["uid"],
        row_id=card["id"],
        undoable=False,
        data={"erased": len(everywhere)},
        scrub=True,
    )
