"""Contact cards: the three colours and who may pass from one to another (SM-1, INV-04…INV-06)."""

from __future__ import annotations

from typing import Any

from prospectdesk.domain.errors import Refused

WHITE, ORANGE, GREY = "white", "orange", "grey"
ROLES = {"interlocuteur": "Interlocuteur", "candidat": "Candidat"}
CHANNELS = ("call", "sms", "email")


def check_editable(card: dict[str, Any]) -> None:
    """White cards are read-only; grey ones only lose their tick (INV-05). Raises Refused."""
    if card["colour"] == WHITE:
        raise Refused(
            "white_card",
            "Cette carte vient d’une source légale : téléchargez-la dans votre base (flèche "
            "orange) avant de la modifier.",
        )
    if card["colour"] == GREY:
        raise Refused(
            "grey_card",
            "Ce contact a quitté la société : décochez « A quitté la société » avant de le modifier.",
        )


def check_at_hand(card: dict[str, Any], company_id: int) -> None:
    """Calls and follow-ups are about what is of the sheet, with people who have not left (INV-05). Raises Refused."""
    if card["company_id"] != company_id:
        raise Refused("other_company", "Cet élément appartient à une autre société.")
    if card.get("colour") == GREY:
        raise Refused("grey_card", "Ce contact a quitté la société : choisissez un autre interlocuteur.")


def check_leaving(card: dict[str, Any], left: bool) -> None:
    """Orange → grey [tick], grey → orange [untick, if it was orange]. Raises Refused."""
    if card["colour"] == WHITE:
        raise Refused("white_card", "Une carte de source légale ne se modifie pas : téléchargez-la d’abord.")
    if left and card["privileged"]:
        raise Refused(
            "privileged",
            "Un interlocuteur privilégié ne peut pas être marqué comme parti : définissez "
            "d’abord un autre interlocuteur privilégié.",
        )
    if not left and card["colour"] == GREY and not card["was_orange"]:
        raise Refused("never_orange", "Cette carte n’était pas dans votre base : elle ne peut pas y revenir.")


def check_privileged(card: dict[str, Any]) -> None:
    """The privileged contact is always orange (INV-04). Raises Refused."""
    if card["colour"] != ORANGE:
        raise Refused(
            "not_orange", "Seule une carte orange (« Ma base ») peut être l’interlocuteur privilégié."
        )


def check_deletable(card: dict[str, Any]) -> None:
    """White cards are not ours to erase; a privileged one is refused (D-21). Raises Refused."""
    if card["colour"] == WHITE:
        raise Refused(
            "white_card", "Une carte de source légale ne se supprime pas : elle est commune à tous."
        )
    if card["privileged"]:
        raise Refused("privileged", "Définissez d’abord un autre interlocuteur privilégié.")


def full_name(first: str | None, last: str | None) -> str:
    """Prénom Nom, as far as known."""
    return " ".join(part for part in (first, last) if part)
