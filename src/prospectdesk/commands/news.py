"""News and interests of a company (C-06), and its software estates (C-07)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from prospectdesk.commands import find, values
from prospectdesk.commands.context import Context
from prospectdesk.commands.registry import MANDATORY, UNSET, Outcome, Ref, Unset, handles
from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.ids import natural_uid
from prospectdesk.domain.links import web_link
from prospectdesk.domain.news import KINDS, ORIGINS
from prospectdesk.store.unit_of_work import Row, UnitOfWork

TEXTS = {
    "integrator": ("Intégrateur", 200),
    "reviews": ("Avis des utilisateurs", 4000),
    "source": ("Source", 200),
}
"""The optional texts of an estate: label and limit."""
CONTRACT = "Contrat de maintenance jusqu’au"


@dataclass(frozen=True, kw_only=True)
class RecordNews:
    """A news item (`kind` news) or an interest, as the press or the feed (`origin` press, feed) tells it; `url` is https."""

    company: Ref
    title: str | None = field(default=None, metadata=MANDATORY)
    date: date | str | None = field(default=None, metadata=MANDATORY)
    kind: str = "news"
    origin: str = "press"
    url: str | None = None


@dataclass(frozen=True, kw_only=True)
class RecordPark:
    """A software estate as an adviser records it."""

    company: Ref
    product: str | None = field(default=None, metadata=MANDATORY)
    contract_until: date | str | None = None
    integrator: str | None = None
    reviews: str | None = None
    source: str | None = None


@dataclass(frozen=True, kw_only=True)
class EditPark:
    """Sets the mentioned fields of a software estate."""

    park: Ref
    product: str | Unset | None = UNSET
    contract_until: date | str | Unset | None = UNSET
    integrator: str | Unset | None = UNSET
    reviews: str | Unset | None = UNSET
    source: str | Unset | None = UNSET


@dataclass(frozen=True, kw_only=True)
class RemovePark:
    """Takes a software estate away."""

    park: Ref


@handles(RecordNews)
def record_news(cmd: RecordNews, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Stores the item; the same link told again is the same item. Raises Invalid."""
    company = find.company(uow, cmd.company)
    title = values.required(cmd.title, label="Titre", limit=300)
    day = values.day(cmd.date, label="Date")
    if day is None:
        raise values.mandatory("Date")
    url = _link(cmd.url)
    row: Row = {
        "company_id": company["id"],
        "kind": values.choice(cmd.kind, KINDS, label="Nature"),
        "title": title,
        "day": day,
        "origin": values.choice(cmd.origin, ORIGINS, label="Origine"),
        "url": url,
    }
    uid = natural_uid("news_item", company["uid"].hex(), row["kind"], url or f"{day} {title}")
    row_id = uow.insert("news_item", row, uid=uid)
    return Outcome(f"actualité «\u00a0{title}\u00a0»", uid=uid, row_id=row_id)


@handles(RecordPark)
def record_park(cmd: RecordPark, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Stores the estate of a company of the portfolio. Raises Invalid, Refused."""
    company = find.company(uow, cmd.company)
    find.registration(uow, company)
    row: Row = {
        "company_id": company["id"],
        "product": values.required(cmd.product, label="Logiciel", limit=120),
        "contract_until": values.day(cmd.contract_until, label=CONTRACT),
        "noted_on": ctx.today_number,
        "author_id": uow.user_id,
    }
    for name, (label, limit) in TEXTS.items():
        row[name] = values.text(getattr(cmd, name), label=label, limit=limit, lines=name == "reviews")
    row_id = uow.insert("software_park", row)
    return Outcome(_told(row), uid=uow.get("software_park", row_id)["uid"], row_id=row_id)


@handles(EditPark)
def edit_park(cmd: EditPark, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Changes the mentioned fields; the day it was noted stays. Raises Invalid."""
    park = find.row(uow, "software_park", cmd.park)
    row: Row = {}
    if not isinstance(cmd.product, Unset):
        row["product"] = values.required(cmd.product, label="Logiciel", limit=120)
    if not isinstance(cmd.contract_until, Unset):
        row["contract_until"] = values.day(cmd.contract_until, label=CONTRACT)
    for name, (label, limit) in TEXTS.items():
        told = getattr(cmd, name)
        if not isinstance(told, Unset):
            row[name] = values.text(told, label=label, limit=limit, lines=name == "reviews")
    uow.update("software_park", park["id"], row)
    return Outcome(_told({**park, **row}), uid=park["uid"], row_id=park["id"])


@handles(RemovePark)
def remove_park(cmd: RemovePark, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Removes the estate; undone like everything."""
    park = find.row(uow, "software_park", cmd.park)
    uow.remove("software_park", park["id"])
    return Outcome(f"suppression du {_told(park)}", uid=park["uid"], row_id=park["id"])


def _told(park: Row) -> str:
    return f"parc logiciel «\u00a0{park['product']}\u00a0»"


def _link(url: str | None) -> str | None:
    """An https address as links are opened, or None. Raises Invalid for anything else."""
    typed = values.text(url, label="Lien", limit=500)
    if typed is None:
        return None
    link = web_link(typed)
    if link is None or not link.startswith("https://"):
        raise Invalid(
            "bad_url",
            "«\u00a0Lien\u00a0» n’est pas une adresse https\u00a0: {value}.",
            value=typed[:80],
            fields=("Lien",),
        )
    return link
