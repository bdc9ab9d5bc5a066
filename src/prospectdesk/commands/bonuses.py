"""The bonus scheme: which share of the amount the source salesperson gets (D-30)."""

from __future__ import annotations

import json
from dataclasses import dataclass

from prospectdesk.commands import find
from prospectdesk.commands.context import Context
from prospectdesk.commands.registry import Outcome, handles
from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.money import BONUS_PERCENT, parse_amount, read_amount
from prospectdesk.domain.stored_json import stored_object
from prospectdesk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class SetBonusPercent:
    """The percentage of the dossier amount for the lines of dossiers signed from now on (administrators)."""

    percent: str


@handles(SetBonusPercent)
def set_bonus_percent(cmd: SetBonusPercent, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Keeps it in the workspace's settings, beside what else stands there."""
    ctx.person.require_admin()
    kept = parse_percent(cmd.percent)
    workspace = find.workspace(uow)
    text = json.dumps(
        {**stored_object(workspace["settings"]), BONUS_PERCENT: kept}, ensure_ascii=False, sort_keys=True
    )
    uow.update("workspace", workspace["id"], {"settings": text})
    return Outcome("pourcentage des primes", uid=workspace["uid"], row_id=workspace["id"])


def parse_percent(typed: str) -> str:
    """A percentage as people write it ("2,5 %") as its stored text. Raises Invalid."""
    kept = parse_amount(typed.rstrip(" %\u00a0\u202f"), label="Pourcentage")
    value = read_amount(kept)
    if value is None or value > 100:
        raise Invalid("bad_percent", "Un pourcentage va de 0 à 100.", fields=("Pourcentage",))
    return kept
