"""Several sheets of one company become one, by hand: one step, taken back as one until it is at the centre (X-19)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from prospectdesk.commands import company_fields as fields
from prospectdesk.commands import find
from prospectdesk.commands.companies import RegisterCompany, register_company
from prospectdesk.commands.context import Context
from prospectdesk.commands.follow_ups import assign
from prospectdesk.commands.registry import Outcome, Ref, handles
from prospectdesk.domain.clock import day_date
from prospectdesk.domain.errors import Invalid, Refused
from prospectdesk.domain.follow_ups import PRIORITY_LABELS
from prospectdesk.domain.ids import natural_uid
from prospectdesk.domain.siret import format_siren
from prospectdesk.queries import merging
from prospectdesk.queries.merging import Side
from prospectdesk.store.unit_of_work import Row, UnitOfWork

MOST = 20
"""Sheets of one merge: more than that is no duplicate of one company."""


@dataclass(frozen=True, kw_only=True)
class MergeCompanies:
    """Puts `others` into `company`, which stays. `values` are FIELD=COMPANY: whose value a field takes, "adresse" as a
    whole; fields nobody names keep what `company` says, else take the first value there is."""

    company: Ref
    others: tuple[Ref, ...]
    values: tuple[str, ...] = ()


@handles(MergeCompanies)
def merge_companies(cmd: MergeCompanies, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Checks, then values, then everything that hangs on the others. Raises Invalid, Refused, NotFound."""
    stays_id = find.company(uow, cmd.company)["id"]
    wanted = [find.company(uow, ref)["id"] for ref in cmd.others]
    others_ids = [one for one in dict.fromkeys(wanted) if one != stays_id]
    if not others_ids:
        raise Invalid("one_company", "Choisissez au moins deux fiches à fusionner.")
    if len(others_ids) >= MOST:
        raise Refused("too_many", "Une fusion réunit {most:d} fiches au plus.", most=MOST)
    stays, *others = merging.sides(uow.conn, (stays_id, *others_ids))
    check(stays, others)
    choices = _choices(uow, cmd.values, (stays, *others))
    if not stays.registered:
        register_company(RegisterCompany(company=stays.id), uow, ctx)
    for other in others:  # first of all, so that a push cut in parts tells the merge in its first part
        uow.update("company", other.id, {"merged_into": stays.uid, "deleted_at": uow.now_ms}, log=False)
    _keep_values(uow, stays, others, choices)
    for other in others:
        _move(uow, other, stays)
    _unite_relances(uow, stays.id)
    seller = uow.value("SELECT source_user_id FROM company WHERE id = ?", (stays.id,))
    fields.refuse_seller_without_cabinet(uow, uow.get("company", stays.id), seller)
    names = ", ".join(f"«\u00a0{other.name}\u00a0»" for other in others)
    uow.log(stays.id, "Société", stays.uid, "Fusion", None, names)
    many = f"{len(others) + 1} fiches réunies" if len(others) > 1 else "2 fiches réunies"
    message = f"{many} dans «\u00a0{stays.name}\u00a0»."
    return Outcome(f"fusion de {len(others) + 1} prospects", uid=stays.uid, row_id=stays.id, message=message)


def check(stays: Side, others: Sequence[Side]) -> None:
    """Raises Refused when these sheets cannot be one company, or another one has to stay."""
    every = (stays, *others)
    if len({side.kind for side in every}) > 1:
        raise Refused("other_kind", "Une société et un particulier ne se fusionnent pas.")
    named = [(side, siren) for side in every for siren in sorted(side.sirens)]
    for side, siren in named[1:]:
        if siren != named[0][1]:
            raise Refused(
                "other_siren",
                "« {one} » (SIREN {first}) et « {other} » (SIREN {second}) sont deux sociétés : elles ne se fusionnent pas.",
                one=named[0][0].name,
                first=format_siren(named[0][1]),
                other=side.name,
                second=format_siren(siren),
            )
    must = merging.survivor(every)
    if must is not None and must.id != stays.id and not (stays.sirens and not must.shared):
        raise Refused(
            "siren_stays", "« {name} » porte le SIREN : c’est cette fiche qui doit rester.", name=must.name
        )
    if sum(side.open_projects for side in every) > 1:
        raise Refused(
            "two_projects",
            "Plusieurs de ces fiches ont un projet ouvert : une société n’en a qu’un, terminez d’abord les autres.",
        )


def _choices(uow: UnitOfWork, told: Sequence[str], every: Sequence[Side]) -> dict[str, Side]:
    """FIELD=COMPANY as sides. Raises Invalid for a field that is none and a company that is not merged."""
    found: dict[str, Side] = {}
    for text in told:
        key, _, ref = text.partition("=")
        if key not in merging.FIELDS:
            raise Invalid("bad_field", "« {name} » n’est pas un champ de la fiche.", name=key[:40])
        company = int(ref) if ref.isdecimal() and len(ref) < 9 else find.company(uow, ref)["id"]
        side = next((one for one in every if one.id == company), None)
        if side is None:
            raise Invalid("bad_value", "La valeur de « {name} » vient d’une autre fiche.", name=key)
        found[key] = side
    return found


def _keep_values(uow: UnitOfWork, stays: Side, others: Sequence[Side], choices: dict[str, Side]) -> None:
    row: Row = {}
    for key, columns in merging.FIELDS.items():
        side = choices.get(key) or merging.chosen(stays, others, key)
        if side.id != stays.id and side.values[key] != stays.values[key]:
            row |= dict(zip(columns, side.values[key], strict=True))
    if row.get("takeover", 0) is None:
        row["takeover"] = 0
    kept = _registration(uow, stays.id)
    if kept is not None:
        uow.update("registration", kept["id"], row)
    for other in others:
        lost = _registration(uow, other.id)
        if lost is not None:
            uow.remove("registration", lost["id"], log=False)


def _registration(uow: UnitOfWork, company: int) -> Row | None:
    return uow.one("SELECT * FROM registration WHERE company_id = ? AND deleted_at IS NULL", (company,))


def _move(uow: UnitOfWork, other: Side, stays: Side) -> None:
    """Everything of one sheet goes to the other, which keeps its own where there can be one only."""
    _keep_one(uow, other, stays)
    for table in _children():
        for (row_id,) in uow.conn.execute(
            f"SELECT id FROM {table} WHERE company_id = ?", (other.id,)
        ).fetchall():
            uow.update(table, row_id, {"company_id": stays.id}, log=False)
    _move_tags(uow, other, stays)
    uow.run("UPDATE draft SET company_id = ? WHERE company_id = ?", (stays.id, other.id))
    title = f"Fiches fusionnées\u00a0: «\u00a0{other.name}\u00a0» a rejoint «\u00a0{stays.name}\u00a0»"
    uow.happened(stays.id, "conflit", title, uid=natural_uid("company_merged", other.uid.hex()))


@cache
def _children() -> tuple[str, ...]:
    """Travelling tables whose rows hang on a company, but those with rules of their own."""
    from prospectdesk.store.tables import metadata

    return tuple(
        name
        for name, table in metadata.tables.items()
        if table.info["synced"]
        and name not in {"registration", "routine_tag"}
        and "company_id" in table.columns
        and table.columns["company_id"].foreign_keys
    )


def _keep_one(uow: UnitOfWork, other: Side, stays: Side) -> None:
    """One privileged contact (INV-04), one client file (INV-10), one seat; a second dossier of a unique type waits
    to be settled like one that two laptops made (X-19)."""
    for table, condition, value in (
        ("contact", "privileged = 1", {"privileged": 0}),
        ("client_file", "1", {"deleted_at": uow.now_ms}),
        ("establishment", "head_office = 1", {"head_office": 0}),
    ):
        one = f"SELECT id FROM {table} WHERE company_id = ? AND deleted_at IS NULL AND {condition}"
        if uow.value(one, (stays.id,)) is not None:
            for row in uow.rows(one, (other.id,)):
                uow.update(table, row["id"], value, log=False)
    for row in uow.rows(
        "SELECT d.id FROM dossier d JOIN dossier_type t ON t.id = d.type_id AND t.unique_per_company = 1 "
        "WHERE d.company_id = ? AND d.deleted_at IS NULL AND EXISTS (SELECT 1 FROM dossier k WHERE k.company_id = ? "
        "AND k.type_id = d.type_id AND k.deleted_at IS NULL)",
        (other.id, stays.id),
    ):
        uow.update("dossier", row["id"], {"twin": 1}, log=False)


def _move_tags(uow: UnitOfWork, other: Side, stays: Side) -> None:
    """Tags have a natural identity of company and routine: those the other sheet lacks are made anew."""
    for tag in uow.rows("SELECT * FROM routine_tag WHERE company_id = ? AND deleted_at IS NULL", (other.id,)):
        routine = uow.get("routine", tag["routine_id"])
        uid = natural_uid("routine_tag", stays.uid.hex(), routine["uid"].hex())
        known = uow.by_uid("routine_tag", uid)
        if known is None or known["deleted_at"] is not None:
            row = {name: tag[name] for name in ("routine_id", "tag", "ex_client")}
            uow.insert("routine_tag", {"company_id": stays.id, **row}, uid=uid, log=False)
        uow.remove("routine_tag", tag["id"], log=False)


def _unite_relances(uow: UnitOfWork, company: int) -> None:
    """INV-02 by the rule of C-83: the earliest stays with its priority, its users are all of theirs."""
    found = _open_relances(uow, company)
    for other in found[1:]:
        stays = found[0]
        for row in uow.rows(
            "SELECT * FROM follow_up_assignee WHERE follow_up_id = ? AND deleted_at IS NULL", (other["id"],)
        ):
            if not _assigned(uow, stays["id"], row["user_id"]):
                assign(uow, stays["id"], row["user_id"], company, log=False)
            uow.remove("follow_up_assignee", row["id"], company=company, log=False)
        uow.remove("follow_up", other["id"])
        title = f"Relances réunies\u00a0: celle du {_when(other)} laisse la place à celle du {_when(stays)}"
        uow.happened(company, "relance", title, uid=natural_uid("follow_up_merged", other["uid"].hex()))


def _open_relances(uow: UnitOfWork, company: int) -> list[Row]:
    return uow.rows(
        "SELECT * FROM follow_up WHERE company_id = ? AND kind = 'relance' AND done = 0 AND deleted_at IS NULL "
        "ORDER BY day, priority, uid",
        (company,),
    )


def _assigned(uow: UnitOfWork, follow_up: int, user: int) -> bool:
    sql = "SELECT 1 FROM follow_up_assignee WHERE follow_up_id = ? AND user_id = ? AND deleted_at IS NULL"
    return uow.value(sql, (follow_up, user)) is not None


def _when(relance: Row) -> str:
    return f"{day_date(relance['day']):%d/%m/%Y} ({PRIORITY_LABELS[relance['priority']]})"
