"""Which company each listed contact belongs to, whether he is known already, and his card."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from prospectdesk.commands import contact_cards as cards
from prospectdesk.commands.context import Context
from prospectdesk.domain.errors import Refused
from prospectdesk.domain.phones import phone_digits
from prospectdesk.domain.text import fold
from prospectdesk.store.unit_of_work import UnitOfWork

Row = dict[str, Any]
_CARD = ("title", "first_name", "last_name", "job", "role", "linkedin", "born_on")


@dataclass(frozen=True)
class ContactPlan:
    """One row: its fate, why, and the company it goes to."""

    row: Row
    fate: str
    reason: str | None = None
    column: str = ""
    company: int | None = None


class _Refused(Exception):
    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


def plan_contacts(uow: UnitOfWork, rows: Iterable[Row]) -> list[ContactPlan]:
    """The fate of each row, in file order; people met twice in the file are doublets."""
    planned = []
    seen: set[tuple[Any, ...]] = set()
    for row in rows:
        try:
            company = _company(uow, row)
            cards.refuse_suppressed(uow, row, points(row))
        except _Refused as wrong:
            planned.append(ContactPlan(row, "error", wrong.reason, wrong.column))
            continue
        except Refused as wrong:
            planned.append(
                ContactPlan(row, "error", wrong.message, "email" if row.get("email") else "mobile")
            )
            continue
        marks = {(kind, value) for kind, value in _marks(row)} | {(company, _name(row))}
        if marks & seen:
            planned.append(
                ContactPlan(row, "duplicate", "même personne qu’une ligne plus haut", company=company)
            )
            continue
        seen |= marks
        fate, reason = _known(uow, row, company)
        planned.append(ContactPlan(row, fate, reason, company=company))
    return planned


def add_contact(uow: UnitOfWork, ctx: Context, row: Row, company: int) -> None:
    """The orange card with its phones and e-mail; a note becomes one of the timeline."""
    values = {name: row[name] for name in _CARD if name in row}
    card = cards.add(uow, ctx, company, values, points(row), origin="import")
    if row.get("note"):
        uow.happened(company, "note", "", text=row["note"], contact_id=card)


def points(row: Row) -> cards.Points:
    """Phones and e-mail of a row."""
    return {kind: row[kind] for kind in ("email", "mobile", "home") if row.get(kind)}


def _company(uow: UnitOfWork, row: Row) -> int:
    """The live company a row names, the workspace's own first. Raises _Refused."""
    order = "ORDER BY c.registered DESC, c.id"
    if row.get("siren"):
        found = uow.rows(
            f"SELECT c.id FROM company c WHERE c.siren = ? AND c.deleted_at IS NULL {order} LIMIT 1",
            (row["siren"],),
        )
        if not found:
            raise _Refused(
                "siret" if row.get("siret") else "siren", "aucune société de ce numéro dans la base"
            )
        return int(found[0]["id"])
    found = uow.rows(
        "SELECT c.id, c.registered FROM company c WHERE c.name_key = ? AND c.deleted_at IS NULL "
        f"AND (? IS NULL OR c.shown_postcode = ?) {order} LIMIT 3",
        (row["company_key"], row.get("postcode"), row.get("postcode")),
    )
    own = [one for one in found if one["registered"]]
    chosen = own or found
    if not chosen:
        raise _Refused("company", "aucune société de ce nom dans la base")
    if len(chosen) > 1:
        raise _Refused("company", "plusieurs sociétés portent ce nom : indiquez le SIRET")
    return int(chosen[0]["id"])


def _marks(row: Row) -> list[tuple[str, str]]:
    found = [("email", str(row["email"]).lower())] if row.get("email") else []
    return found + [("phone", str(phone_digits(row[kind]))) for kind in ("mobile",) if row.get(kind)]


def _name(row: Row) -> str:
    return fold(" ".join(filter(None, (row.get("first_name"), row["last_name"]))))


def _known(uow: UnitOfWork, row: Row, company: int) -> tuple[str, str | None]:
    """Ignored when the same person is on the company's file, a doublet when the number or address is another's."""
    live = "SELECT company_id, first_name, last_name FROM contact WHERE {0} AND deleted_at IS NULL AND colour <> 'white'"
    found = uow.rows(live.format("company_id = ? AND last_name IS NOT NULL"), (company,))
    if any(_name(one) == _name(row) for one in found):
        return "ignore", "déjà sur la fiche"
    for column, kind in (("email_key", "email"), ("mobile_key", "mobile")):
        value = row.get(kind)
        if value and uow.rows(live.format(f"{column} = ?") + " LIMIT 1", (cards.point_key(kind, value),)):
            return "duplicate", "cette adresse ou ce numéro est déjà celui d’un contact : doublon à trancher"
    return "create", None
