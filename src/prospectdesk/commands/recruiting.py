"""Takes companies that only the recruiting sources know into the workspace (P-15, P-17)."""

from __future__ import annotations

from dataclasses import dataclass

from prospectdesk.commands.context import Context
from prospectdesk.commands.lists import RegisterProspects, register_prospects
from prospectdesk.commands.registry import Outcome, handles
from prospectdesk.domain.ids import siren_uid, siret_uid
from prospectdesk.domain.recruiting import Found
from prospectdesk.domain.siret import parse_siret, siren_of
from prospectdesk.store.unit_of_work import Row, UnitOfWork

ORIGIN = "source"
PRECISION = "address"


@dataclass(frozen=True, kw_only=True)
class RegisterFound:
    """Registers what sources told of, with companies that the base knows already, in one step.

    A SIREN that is new enters the directory with the one establishment; the register tells the rest later.
    """

    found: tuple[Found, ...]
    companies: tuple[int, ...] = ()


@handles(RegisterFound, public=False)
def register_found(cmd: RegisterFound, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Directory rows first, then the registrations. Raises Invalid (SIRET), Refused (too many)."""
    entered = [_company(uow, one) for one in cmd.found]
    wanted = tuple(dict.fromkeys((*cmd.companies, *entered)))
    return register_prospects(RegisterProspects(companies=wanted), uow, ctx)


def _company(uow: UnitOfWork, one: Found) -> int:
    siret = parse_siret(one.siret)
    known = uow.one(
        "SELECT company_id FROM establishment WHERE siret = ? AND deleted_at IS NULL ORDER BY id LIMIT 1",
        (siret,),
    )
    if known is not None:
        return int(known["company_id"])
    siren = siren_of(siret)
    unit = uow.one(
        "SELECT id FROM company WHERE siren = ? AND deleted_at IS NULL ORDER BY registered DESC, id LIMIT 1",
        (siren,),
    )
    if unit is None:
        row: Row = {"siren": siren, "name": one.name, "naf": one.naf, "scope": 0, "origin": ORIGIN}
        company = uow.insert("company", row, uid=siren_uid(siren), log=False)
    else:
        company = int(unit["id"])
    row = {"company_id": company, "siret": siret, "scope": 0, "origin": ORIGIN}
    row |= {"naf": one.naf, "street": one.street, "postcode": one.postcode, "city": one.town}
    if one.latitude is not None and one.longitude is not None:
        row |= {"latitude": one.latitude, "longitude": one.longitude, "precision": PRECISION}
    uow.insert("establishment", row, uid=siret_uid(siret), log=False)
    return company
