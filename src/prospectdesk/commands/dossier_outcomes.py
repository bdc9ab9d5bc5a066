"""Signs, loses and reopens dossiers: reasons, client file, bonus, tag (D-30, D-37…D-40, SM-4)."""

from __future__ import annotations

from dataclasses import dataclass, field

from prospectdesk.commands import dossier_rows as find_rows
from prospectdesk.commands import find, values
from prospectdesk.commands.client_files import ensure_client_file
from prospectdesk.commands.context import Context
from prospectdesk.commands.dossiers import mission_row
from prospectdesk.commands.registry import MANDATORY, Outcome, Ref, handles
from prospectdesk.commands.routines import set_tag_row
from prospectdesk.domain import dossiers as rules
from prospectdesk.domain.ids import natural_uid
from prospectdesk.domain.money import share
from prospectdesk.store.unit_of_work import Row, UnitOfWork

JUSTIFICATION_LIMIT = 4000


@dataclass(frozen=True, kw_only=True)
class SignDossier:
    """Signs a dossier for the given reasons ("Facteurs"); there is no way back."""

    dossier: Ref
    reasons: tuple[Ref, ...] = field(default=(), metadata=MANDATORY)


@dataclass(frozen=True, kw_only=True)
class LoseDossier:
    """Closes a dossier as lost, with reasons and a written justification."""

    dossier: Ref
    reasons: tuple[Ref, ...] = field(default=(), metadata=MANDATORY)
    justification: str | None = field(default=None, metadata=MANDATORY)


@dataclass(frozen=True, kw_only=True)
class ReopenDossier:
    """A lost dossier is En cours again (responsables and administrators)."""

    dossier: Ref


@handles(SignDossier)
def sign_dossier(cmd: SignDossier, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Status Signé, client file, bonus line and tag Client; the stage stays where it was (D-38)."""
    dossier = find.row(uow, "dossier", cmd.dossier)
    rules.require(find_rows.state(uow, dossier), "sign")
    rules.check_reasons(len(cmd.reasons))
    why = find_rows.reasons(uow, cmd.reasons, "signature")
    missions = find_rows.missions_of(uow, dossier)
    uow.update("dossier", dossier["id"], {"status": rules.SIGNED, "closed_at": uow.now_ms})
    for label in missions:  # what was signed stays, whatever becomes of the contract type
        mission_row(uow, dossier, label)
    _keep_reasons(uow, dossier, why)
    kind = uow.get("dossier_type", dossier["type_id"])["label"]
    uow.happened(dossier["company_id"], "signe", f"Dossier {kind} signé : {_labels(why)}")
    made = ensure_client_file(uow, dossier["company_id"], dossier["id"])
    _pay_bonus(uow, dossier)
    _tag_client(uow, dossier["company_id"])
    message = "Dossier signé : le fichier client est créé." if made else "Dossier signé."
    return Outcome(
        "signature d’un dossier",
        uid=dossier["uid"],
        row_id=dossier["id"],
        undoable=False,
        message=message,
    )


@handles(LoseDossier)
def lose_dossier(cmd: LoseDossier, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Status Perdu; tags stay as they are (D-39), the type stays used (INV-07)."""
    dossier = find.row(uow, "dossier", cmd.dossier)
    rules.require(find_rows.state(uow, dossier), "lose")
    rules.check_reasons(len(cmd.reasons))
    why = find_rows.reasons(uow, cmd.reasons, "perte")
    text = values.text(cmd.justification, label="Justification", limit=JUSTIFICATION_LIMIT, lines=True)
    rules.check_justification(text)
    uow.update(
        "dossier",
        dossier["id"],
        {"status": rules.LOST, "justification": text, "closed_at": uow.now_ms},
    )
    _keep_reasons(uow, dossier, why)
    kind = uow.get("dossier_type", dossier["type_id"])["label"]
    uow.happened(dossier["company_id"], "perdu", f"Dossier {kind} perdu : {_labels(why)}", text=text or "")
    return Outcome(
        "perte d’un dossier",
        uid=dossier["uid"],
        row_id=dossier["id"],
        undoable=False,
        message="Dossier perdu.",
    )


@handles(ReopenDossier)
def reopen_dossier(cmd: ReopenDossier, uow: UnitOfWork, ctx: Context) -> Outcome:
    """SM-4: the second attempt of a type that may be used once; the history keeps why it was lost."""
    dossier = find.row(uow, "dossier", cmd.dossier)
    refusal = rules.reopening(find_rows.state(uow, dossier), ctx.person.leads)
    if refusal is not None:
        raise refusal
    for one in uow.rows(
        "SELECT id FROM dossier_reason WHERE dossier_id = ? AND deleted_at IS NULL", (dossier["id"],)
    ):
        uow.remove("dossier_reason", one["id"], company=dossier["company_id"], log=False)
    changes: Row = {"status": rules.OPEN, "justification": None, "closed_at": None}
    if dossier["rank"] is None:
        changes["rank"] = find_rows.last_rank(uow, dossier["stage_id"])
    uow.update("dossier", dossier["id"], changes)
    kind = uow.get("dossier_type", dossier["type_id"])["label"]
    uow.happened(dossier["company_id"], "dossier", f"Dossier {kind} rouvert")
    return Outcome("réouverture d’un dossier", uid=dossier["uid"], row_id=dossier["id"])


def _labels(rows: list[Row]) -> str:
    return ", ".join(str(row["label"]) for row in rows)


def _keep_reasons(uow: UnitOfWork, dossier: Row, rows: list[Row]) -> None:
    for row in rows:
        uow.insert(
            "dossier_reason",
            {"dossier_id": dossier["id"], "reason_id": row["id"]},
            uid=natural_uid("dossier_reason", dossier["uid"].hex(), row["uid"].hex()),
            company=dossier["company_id"],
        )


def _registration(uow: UnitOfWork, company: int) -> Row | None:
    return uow.one("SELECT * FROM registration WHERE company_id = ? AND deleted_at IS NULL", (company,))


def _pay_bonus(uow: UnitOfWork, dossier: Row) -> None:
    """D-30: a line for the source salesperson of an eligible dossier."""
    registration = _registration(uow, dossier["company_id"])
    seller = None if registration is None else registration["source_user_id"]
    if seller is None or not find_rows.state(uow, dossier).bonus_eligible:
        return
    row = {
        "dossier_id": dossier["id"],
        "user_id": seller,
        "amount": share(dossier["amount"], find_rows.bonus_percent(uow)),
        "made_at": uow.now_ms,
    }
    uid = natural_uid("bonus", dossier["uid"].hex())
    uow.insert("bonus", row, uid=uid, company=dossier["company_id"])


def _tag_client(uow: UnitOfWork, company_id: int) -> None:
    """D-39: on the default routine of the operational salesperson; a routine this laptop does not hold is left alone."""
    registration = _registration(uow, company_id)
    follower = None if registration is None else registration["operational_user_id"]
    if follower is None:
        return
    routine = uow.one(
        "SELECT r.* FROM routine r JOIN user u ON u.default_routine_id = r.id WHERE u.id = ? "
        "AND r.deleted_at IS NULL AND r.active = 1",
        (follower,),
    )
    if routine is not None:
        set_tag_row(uow, uow.get("company", company_id), routine, "client", None)
