"""Contact cards: create, link, download, edit (D-17…D-20, C-13…C-23)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from prospectdesk.commands import contact_cards as cards
from prospectdesk.commands import find
from prospectdesk.commands.context import Context
from prospectdesk.commands.registry import UNSET, Outcome, Ref, Unset, handles
from prospectdesk.domain import contacts as rules
from prospectdesk.domain.errors import Refused
from prospectdesk.domain.ids import natural_uid
from prospectdesk.store.unit_of_work import Row, UnitOfWork


@dataclass(frozen=True, kw_only=True)
class CreateContact:
    """A new orange card of a company (C-22), or a candidate."""

    company: Ref
    nom: str
    prenom: str | None = None
    civilite: str | None = None
    fonction: str | None = None
    role: str = "interlocuteur"
    telephone_domicile: str | None = None
    telephone_portable: str | None = None
    courriel: str | None = None
    date_naissance: date | str | None = None
    linkedin: str | None = None


@dataclass(frozen=True, kw_only=True)
class EditContact:
    """Sets the mentioned fields of an orange card; an empty text clears the field (C-17, C-19)."""

    contact: Ref
    nom: str | Unset | None = UNSET
    prenom: str | Unset | None = UNSET
    civilite: str | Unset | None = UNSET
    fonction: str | Unset | None = UNSET
    role: str | Unset | None = UNSET
    telephone_domicile: str | Unset | None = UNSET
    telephone_portable: str | Unset | None = UNSET
    courriel: str | Unset | None = UNSET
    date_naissance: date | str | Unset | None = UNSET
    linkedin: str | Unset | None = UNSET
    newsletter: bool | Unset | None = UNSET
    bulletin_info_ba: bool | Unset | None = UNSET


@dataclass(frozen=True, kw_only=True)
class LinkContact:
    """Shows an existing person on one more company (D-17)."""

    company: Ref
    contact: Ref


@dataclass(frozen=True, kw_only=True)
class DownloadWhiteCard:
    """Takes a white card into the workspace's base: it turns orange (C-16)."""

    contact: Ref


@handles(CreateContact)
def create_contact(cmd: CreateContact, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Adds the card; a person erased on his own request is not brought back (C-21)."""
    company = find.company(uow, cmd.company)
    row, points = cards.read(cmd, ctx)
    cards.refuse_suppressed(uow, row, points)
    row_id = cards.add(uow, ctx, company["id"], row, points)
    uow.happened(company["id"], "contact", "Contact ajouté", contact_id=row_id)
    return _done("ajout d’un interlocuteur", uow, row_id)


@handles(EditContact)
def edit_contact(cmd: EditContact, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Edits the card and, for what belongs to the person, the person's other cards."""
    card = find.contact(uow, cmd.contact)
    rules.check_editable(card)
    row, points = cards.read(cmd, ctx)
    if "last_name" in row and row["last_name"] is None:
        raise cards.name_missing()
    cards.check_subscriptions(card, row, points)
    for twin in cards.twins(uow, card):
        own = row if twin["id"] == card["id"] else {k: v for k, v in row.items() if k in cards.PERSONAL}
        uow.update("contact", twin["id"], own)
        cards.set_points(uow, twin, points, origin="manuelle")
    return _done("modification d’un interlocuteur", uow, card["id"])


@handles(LinkContact)
def link_contact(cmd: LinkContact, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Adds an orange card of the same person to another company."""
    company = find.company(uow, cmd.company)
    source = find.contact(uow, cmd.contact)
    for twin in cards.twins(uow, source):
        if twin["company_id"] == company["id"] and twin["colour"] != rules.WHITE:
            raise Refused(
                "linked",
                "Cette personne est déjà un interlocuteur de « {name} ».",
                name=company["shown_name"],
            )
    row_id = _copy(uow, ctx, source, company["id"])
    uow.happened(company["id"], "contact", "Contact ajouté", contact_id=row_id)
    return _done("ajout d’un interlocuteur", uow, row_id)


@handles(DownloadWhiteCard)
def download_white_card(cmd: DownloadWhiteCard, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Makes the workspace's own orange card of a white one; the white twin is hidden from then on."""
    white = find.contact(uow, cmd.contact)
    if white["colour"] != rules.WHITE:
        raise Refused("not_white", "Cette carte est déjà dans votre base.")
    workspace = find.workspace(uow)
    uid = natural_uid("orange", workspace["uid"].hex(), white["uid"].hex())
    known = uow.by_uid("contact", uid)
    if known is not None and known["deleted_at"] is None:
        raise Refused("not_white", "Cette carte est déjà dans votre base.")
    row_id = _copy(uow, ctx, white, white["company_id"], uid=uid, twin=white["id"])
    uow.happened(white["company_id"], "contact", "Contact téléchargé dans la base", contact_id=row_id)
    return _done("téléchargement d’un contact", uow, row_id)


def _copy(
    uow: UnitOfWork,
    ctx: Context,
    source: Row,
    company: int,
    *,
    uid: bytes | None = None,
    twin: int | None = None,
) -> int:
    row = {name: source[name] for name in (*cards.PERSONAL, "person")}
    if twin is not None:
        row |= {"white_twin_id": twin, "job": source["job"], "role": source["role"]}
    points = cards.points_of(uow, source["id"])
    return cards.add(uow, ctx, company, row, points, uid=uid, origin="source" if twin else "manuelle")


def _done(label: str, uow: UnitOfWork, row_id: int) -> Outcome:
    return Outcome(label, uid=uow.get("contact", row_id)["uid"], row_id=row_id)
